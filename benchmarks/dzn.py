"""A reader of MiniZinc data files, as far as lists of numbers and of words go.

The grammar is that of https://docs.minizinc.dev/en/stable/spec.html#restrictions-on-model-and-data;
anything else that a file may hold is refused, never guessed.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Value = int | list[int] | list[str] | NDArray[np.int64]

_COMMENT = re.compile(r'("[^"\n]*")|%[^\n]*')
_ITEM = re.compile(r'\s*(\w+)\s*=\s*((?:"[^"\n]*"|[^";])*);')
_NUMBERS = re.compile(r"\s*(-?\d+\s*(,\s*-?\d+\s*)*,?\s*)?")


def read_dzn(path: Path) -> dict[str, Value]:
    """Every item of a file by name: a number, a list, or an array of two dimensions.

    Sets of numbers are lists. An empty array of two dimensions has no rows, and the columns that
    its index says.

    Raises
    ------
    ValueError
        For what is none of these, with the file and the item.
    """
    text = _COMMENT.sub(lambda found: found[1] or "", path.read_text())
    items: dict[str, Value] = {}
    end = 0
    while found := _ITEM.match(text, end):
        name, value = found.groups()
        try:
            items[name] = _value(value.strip())
        except ValueError as error:
            raise ValueError(f"{path.name}: {name}: {error}") from None
        end = found.end()
    if rest := text[end:].strip():
        raise ValueError(f"{path.name}: cannot read {rest[:40]!r}")
    return items


def _value(text: str) -> Value:
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if text.startswith("array2d(") and text.endswith(")"):
        return _reshaped(text[len("array2d(") : -1])
    if text.startswith("[|") and text.endswith("]"):
        rows = [_numbers(row) for row in text[2:-1].split("|") if row.strip()]
        if len({len(row) for row in rows}) > 1:
            raise ValueError("its rows are not of one length")
        return np.array(rows, dtype=np.int64)
    if text[:1] + text[-1:] in ("[]", "{}"):
        inside = text[1:-1]
        return re.findall(r'"([^"\n]*)"', inside) if '"' in inside else _numbers(inside)
    raise ValueError(f"cannot read {text[:40]!r}")


def _reshaped(text: str) -> NDArray[np.int64]:
    """What stands in ``array2d(rows, 1..columns, [numbers])``."""
    found = re.fullmatch(r"\s*[^,\[]+,\s*1\.\.(\d+)\s*,\s*\[(.*)\]\s*", text, re.DOTALL)
    if not found:
        raise ValueError(f"cannot read array2d({text[:40]!r}")
    return np.array(_numbers(found[2]), dtype=np.int64).reshape(-1, int(found[1]))


def _numbers(text: str) -> list[int]:
    if not _NUMBERS.fullmatch(text):
        raise ValueError(f"cannot read {text[:40]!r} as whole numbers")
    return [int(number) for number in re.findall(r"-?\d+", text)]
