"""Rows that cannot hold together, within one table or across tables.

Each check takes the draft and yields issues; `checking.CHECKS` lists them all.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from swarmmatch.data.draft import Draft
from swarmmatch.data.issues import faults, joint
from swarmmatch.data.keys import repeats
from swarmmatch.data.plain import Mask


def sizes_crossed(draft: Draft) -> Iterator[pd.DataFrame]:
    """Questions whose smallest team is larger than their largest."""
    questions = draft.tables["questions"]
    crossed = questions.loc[questions["size_min"] > questions["size_max"], ["size_min", "size_max"]]
    if len(crossed):
        problem, remedy = "size_min is above size_max", "swap or correct them"
        yield faults("questions", joint(crossed), None, problem, remedy)


def half_a_place(draft: Draft) -> Iterator[pd.DataFrame]:
    """Places of which only one of latitude and longitude is given."""
    for table in ("professionals", "questions"):
        if not draft.worth_a_look(table):
            continue
        frame = draft.tables[table]
        for absent, other in (("lat", "lon"), ("lon", "lat")):
            alone = _mask(frame[absent].isna() & frame[other].notna())
            wrong = alone & ~draft.judged(table, absent)
            problem = f"{other} is given without {absent}"
            yield faults(table, frame[absent], wrong, problem, "give both, or neither")


def too_many_holders(draft: Draft) -> Iterator[pd.DataFrame]:
    """Requirements that must be met by more holders than the team has seats."""
    asked = draft.tables["requirements"]
    asked = asked[asked["must"] == 1]
    if asked.empty:
        return
    most = _size_max(draft, asked["question"])
    wrong = _mask(asked["holders"] > most)
    problem = (
        "a must of more holders than the team has seats (size_max " + _whole(most[wrong]) + ")"
    )
    remedy = "lower holders, raise size_max or make it no must"
    yield faults("requirements", asked["holders"], wrong, problem, remedy)


def pair_of_one(draft: Draft) -> Iterator[pd.DataFrame]:
    """Pairs of a professional with the same one."""
    pairs = draft.tables["pairs"]
    wrong = _mask(pairs["a"] == pairs["b"])
    yield faults("pairs", pairs["b"], wrong, "a pair of one with itself", "name two professionals")


def pair_twice(draft: Draft) -> Iterator[pd.DataFrame]:
    """Pairs that are given again, in whatever order, or as apart and together at once.

    A wish has an order, so that it may be returned; and it may stand beside what must be.
    """
    pairs = _ordered_pairs(draft.tables["pairs"])
    if pairs.duplicated().any():
        known = pairs.notna().all(axis=1).to_numpy(np.bool_)
        codes = np.where(known, pairs.groupby(list(pairs)).ngroup(), -1)
        yield repeats("pairs", pairs, pairs.columns, codes)
    yield _two_kinds("pairs", pairs[pairs["kind"] != "wish"], ["a", "b"])


def locked_and_barred(draft: Draft) -> Iterator[pd.DataFrame]:
    """Seats that are both taken for sure and never taken; one announced may be either."""
    seats = draft.tables["seats"]
    yield _two_kinds("seats", seats[seats["kind"] != "announced"], ["question", "professional"])


def too_many_locks(draft: Draft) -> Iterator[pd.DataFrame]:
    """Locks beyond the number of seats of their question."""
    locks = _locks(draft)
    if locks.empty:
        return
    most = _size_max(draft, locks["question"])
    wrong = _mask(locks.groupby("question").cumcount() >= most)
    problem = "more seats are locked than the team has (size_max " + _whole(most[wrong]) + ")"
    yield faults("seats", locks["question"], wrong, problem, "raise size_max or drop a lock")


def locked_though_apart(draft: Draft) -> Iterator[pd.DataFrame]:
    """Two professionals locked into one team who must be kept apart."""
    locks, pairs = _locks(draft), draft.tables["pairs"]
    if locks.empty or pairs.empty:
        return
    apart = pairs.loc[pairs["kind"] == "apart", ["a", "b"]]
    both = pd.concat([apart, apart.rename(columns={"a": "b", "b": "a"})])
    locks = locks.reset_index(names="row")
    mates = locks.merge(both, left_on="professional", right_on="a")
    seated = mates.merge(locks, left_on=["question", "b"], right_on=["question", "professional"])
    clash = seated[seated["row_x"] > seated["row_y"]].drop_duplicates("row_x").set_index("row_x")
    values = clash["professional_x"].rename("professional")
    problem = "is locked into one team with '" + clash["b"] + "', from whom pairs keeps it apart"
    yield faults("seats", values, None, problem, "drop one of the locks, or the pair")


def _locks(draft: Draft) -> pd.DataFrame:
    """Locks of known questions and professionals, each seat once."""
    seats = draft.tables["seats"]
    locks = seats.loc[seats["kind"] == "lock", ["question", "professional"]]
    return locks if locks.empty else locks.dropna().drop_duplicates()


def _size_max(draft: Draft, question: pd.Series) -> pd.Series:
    """The most seats of each row's question, missing where the question or its size is."""
    questions = draft.tables["questions"].dropna(subset=["question"])
    sizes = questions.drop_duplicates("question").set_index("question")["size_max"]
    return question.map(sizes).astype("float64")


def _ordered_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    swap = (pairs["a"] > pairs["b"]) & (pairs["kind"] != "wish")
    if not swap.any():
        return pairs
    a, b = pairs["a"].mask(swap, pairs["b"]), pairs["b"].mask(swap, pairs["a"])
    return pairs.assign(a=a, b=b)


def _two_kinds(table: str, frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Rows that say of one key what an earlier row denies."""
    if not frame.duplicated(key).any():
        return pd.DataFrame()
    known = frame.dropna(subset=[*key, "kind"])
    first = known.groupby(key)["kind"].transform("first")
    wrong = _mask(known["kind"] != first)
    problem = "'" + known["kind"] + "', while an earlier row says '" + first + "'"
    remedy = "keep the row that is right"
    return faults(table, known["kind"], wrong, problem[wrong], remedy)


def _whole(numbers: pd.Series) -> pd.Series:
    return numbers.astype("int64").astype("str")


def _mask(wrong: pd.Series) -> Mask:
    return wrong.fillna(False).to_numpy(np.bool_)
