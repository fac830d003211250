"""The JSON schema of a matching's record, for programs that read it in another language."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, cast


def matching_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of `Matching.to_dict` and of ``matching.json``.

    Returns
    -------
    dict
        A new one at each call. Its ``schema`` property names the version of the record.
    """
    text = files("swarmmatch.matching").joinpath("matching.schema.json").read_text("utf-8")
    return cast(dict[str, Any], json.loads(text))
