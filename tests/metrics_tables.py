"""Tables of a few people and questions, short to write."""

from __future__ import annotations

import pandas as pd


def seats(**teams: str) -> pd.DataFrame:
    """``seats(q="ab")``: a and b sit at q."""
    rows = [(question, one) for question, team in teams.items() for one in team]
    return pd.DataFrame(rows, columns=["question", "professional"], dtype="str")


def people(names: str, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"professional": list(names), **columns})


def asked(names: str, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"question": list(names), "size_min": 0, "size_max": 9, **columns})
