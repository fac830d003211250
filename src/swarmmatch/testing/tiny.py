"""Tiny random problems, small enough to try every matching, with every table filled."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np
import pandas as pd

from swarmmatch.data.problem import Problem

SKILLS = ["C", "C++", "C#"]
SLOTS = ["mon", "tue"]
SECTORS = ["care", "trade", "crafts"]


def tiny_problem(
    seed: int | np.random.Generator = 0,
    *,
    questions: int | None = None,
    professionals: int | None = None,
) -> Problem:
    """A random problem of a few questions and professionals.

    Numbers are drawn from short lists, so that ties and bounds met exactly are common; every
    column that may be missing is so at times. Professionals also have a gender, and a truth value
    newcomer. Half of the problems have a fit table and seats that were announced, most an
    availability table and wishes, for seats and for company.

    Parameters
    ----------
    seed : int or numpy Generator
        The same seed gives the same problem.
    questions, professionals : int, optional
        How many; 2-3 and 4-6 if not given.

    Returns
    -------
    Problem
    """
    rng = np.random.default_rng(seed)
    n_questions = int(rng.integers(2, 4)) if questions is None else questions
    n_professionals = int(rng.integers(4, 7)) if professionals is None else professionals
    people = _professionals(rng, n_professionals)
    asked = _questions(rng, n_questions)
    always = rng.random() < 0.15
    tables = {
        "skills": _skills(rng, people),
        "requirements": _requirements(rng, asked),
        "availability": None if always else _availability(rng, people),
        "history": _history(rng, people, asked),
        "pairs": _pairs(rng, people),
        "seats": _seats(rng, people, asked),
        "fit": _fit(rng, people, asked),
        "wishes": _wishes(rng, people, asked),
    }
    tables["pairs"] = pd.concat([tables["pairs"], _company(rng, people)])
    tables["seats"] = pd.concat([tables["seats"], _announced(rng, people, asked)])
    return Problem.from_frames(professionals=people, questions=asked, **tables)


def _professionals(rng: np.random.Generator, n: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "professional": [f"p{i}" for i in range(n)],
            "municipality": _draw(rng, n, ["Aalten", "Berkelland", None], [0.5, 0.4, 0.1]),
            **_places(rng, n),
            "sector": _draw(rng, n, [*SECTORS[:2], None], [0.45, 0.4, 0.15]),
            "experience": rng.integers(0, 30, n) / 2,
            "rate": _draw(rng, n, [40.0, 50.0, 62.55, None], [0.3, 0.3, 0.3, 0.1]).astype(float),
            "capacity": rng.choice([0, 1, 2, 3], n, p=[0.05, 0.4, 0.35, 0.2]),
            "cooperative": _draw(rng, n, ["De Kring", "Samen", None], [0.4, 0.3, 0.3]),
            "gender": _draw(rng, n, ["f", "m"], [0.5, 0.5]),
            "newcomer": rng.random(n) < 0.4,
        }
    )


def _questions(rng: np.random.Generator, n: int) -> pd.DataFrame:
    size_min = rng.choice([0, 1, 2], n, p=[0.25, 0.5, 0.25])
    return pd.DataFrame(
        {
            "question": [f"q{i}" for i in range(n)],
            "client": _draw(rng, n, ["Town", "Home"], [0.5, 0.5]),
            "sector": _draw(rng, n, [*SECTORS[1:], None], [0.5, 0.25, 0.25]),
            "municipality": _draw(rng, n, ["Aalten", None], [0.7, 0.3]),
            **_places(rng, n),
            "slot": _draw(rng, n, [*SLOTS, None], [0.4, 0.4, 0.2]),
            "size_min": size_min,
            "size_max": np.maximum(size_min + rng.integers(0, 3, n), 1),
            # 720 is what 40 and 50 an hour cost in 8 hours, to the cent; 520.2 is 40 and 62.55.
            "value": _draw(rng, n, [720.0, 520.2, 820.4, None], [0.3, 0.3, 0.3, 0.1]).astype(float),
            "hours": _draw(rng, n, [8.0, 5.1, 0.0, None], [0.6, 0.2, 0.1, 0.1]).astype(float),
        }
    )


def _skills(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    held = _some(rng, 0.6, professional=people["professional"], skill=SKILLS)
    return held.assign(level=rng.integers(1, 4, len(held)))


def _requirements(rng: np.random.Generator, asked: pd.DataFrame) -> pd.DataFrame:
    table = _some(rng, 0.3, question=asked["question"], skill=SKILLS, level=[1, 2, 3])
    n = len(table)
    most = asked.set_index("question")["size_max"].reindex(table["question"]).to_numpy()
    return table.assign(
        holders=np.minimum(rng.integers(1, 3, n), most),
        weight=rng.choice([0.5, 1.0, 1 / 3, 2.0], n),
        must=rng.random(n) < 0.12,
    )


def _availability(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    offered = _some(rng, 0.85, professional=people["professional"], slot=SLOTS)
    # Somebody comes in every slot, or the tables would contradict themselves.
    surely = pd.DataFrame({"professional": rng.choice(people["professional"]), "slot": SLOTS})
    return pd.concat([offered, surely]).drop_duplicates(ignore_index=True)


def _history(rng: np.random.Generator, people: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    table = _some(rng, 0.4, team=["t0", "t1"], professional=people["professional"])
    day = pd.Timestamp("2014-10-06") + pd.to_timedelta(7 * (table["team"] == "t1"), unit="D")
    return table.assign(date=day, question=asked["question"].iloc[0], client="Town")


def _pairs(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    a, b = rng.permutation(people["professional"])[: min(len(people) // 2 * 2, 4)].reshape(-1, 2).T
    table = pd.DataFrame({"a": a, "b": b, "kind": ["apart", "together"][: len(a)]})
    return table[rng.random(2)[: len(a)] < 0.6].reset_index(drop=True)


def _seats(rng: np.random.Generator, people: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    every = _some(rng, 1.0, question=asked["question"], professional=people["professional"])
    n = min(3, len(every))
    chosen = every.sample(n, random_state=rng).assign(kind=["lock", "bar", "bar"][:n])
    return chosen[(rng.random(3) < [0.2, 0.6, 0.6])[:n]].reset_index(drop=True)


def _fit(rng: np.random.Generator, people: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    share = rng.choice([0.0, 0.7])
    table = _some(rng, share, question=asked["question"], professional=people["professional"])
    return table.assign(points=rng.normal(size=len(table)).round(3))


def _wishes(rng: np.random.Generator, people: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    share = rng.choice([0.0, 0.4, 0.7])
    seats = {"question": asked["question"], "professional": people["professional"]}
    table = _some(rng, share, side=["professional", "client"], **seats)
    return table.assign(rank=rng.integers(1, 4, len(table)))


def _company(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    """Wishes among the pairs; drawn last, so that they change no other table of a seed."""
    who = people["professional"]
    table = _some(rng, rng.choice([0.0, 0.3, 0.6]), a=who, b=who)
    return table[table["a"] != table["b"]].assign(kind="wish")


def _announced(rng: np.random.Generator, people: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Teams of an earlier plan among the seats, whatever became of them; drawn after all others."""
    seats = {"question": asked["question"], "professional": people["professional"]}
    return _some(rng, rng.choice([0.0, 0.4]), **seats).assign(kind="announced")


def _places(rng: np.random.Generator, n: int) -> dict[str, pd.Series]:
    known = pd.Series(rng.random(n) < 0.85)
    return {
        "lat": pd.Series(rng.uniform(51.8, 52.2, n)).where(known),
        "lon": pd.Series(rng.uniform(6.0, 6.8, n)).where(known),
    }


def _draw(rng: np.random.Generator, n: int, values: list[object], odds: list[float]) -> pd.Series:
    return pd.Series(np.array(values, dtype=object)[rng.choice(len(values), n, p=odds)])


def _some(rng: np.random.Generator, share: float, **columns: Iterable[Hashable]) -> pd.DataFrame:
    """A random part of all combinations of the values of some columns."""
    values = {name: pd.Series(list(column)).array for name, column in columns.items()}
    lengths = [len(column) for column in values.values()]
    chosen = np.nonzero(rng.random(lengths) < share)
    return pd.DataFrame(
        {name: column[at] for (name, column), at in zip(values.items(), chosen, strict=True)}
    )
