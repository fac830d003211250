"""The ledger of chances: rounds counted, kept in a file, read by the rule that pays for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import swarmmatch as sm
from swarmmatch.data.problem import Problem
from swarmmatch.errors import DataError
from swarmmatch.history.ledger import Ledger
from swarmmatch.rules.carry_over import CarryOver
from swarmmatch.testing import tiny_problem

PEOPLE = pd.DataFrame({"professional": ["Ann", "Bob", "Cas", "Dee"], "capacity": [1, 1, 1, 0]})
ASKED = pd.DataFrame({"question": ["x"], "slot": ["mon"], "size_min": 1, "size_max": 1})
COMES = pd.DataFrame({"professional": ["Ann", "Bob", "Dee", "Cas"], "slot": ["mon"] * 3 + ["tue"]})
POOL = Problem.from_frames(professionals=PEOPLE, questions=ASKED, availability=COMES)


def _team(*names: str) -> pd.DataFrame:
    return pd.DataFrame({"question": "x", "professional": list(names)}, dtype="str")


def _rows(ledger: Ledger) -> dict[str, tuple[int, ...]]:
    table = ledger.to_frame().set_index("professional")
    return {
        str(name): tuple(map(int, row))
        for name, row in zip(table.index, table.to_numpy(), strict=True)
    }


def test_only_the_eligible_have_a_chance_and_a_seat_settles_it() -> None:
    first = Ledger.empty().update(POOL, _team("Ann"))
    assert _rows(first) == {"Ann": (1, 1, 0), "Bob": (1, 0, 1)}  # Cas cannot come, Dee offers none
    second = first.update(POOL, _team("Ann"))
    assert _rows(second) == {"Ann": (2, 2, 0), "Bob": (2, 0, 2)}
    third = second.update(POOL, _team("Bob"))
    assert _rows(third) == {"Ann": (3, 2, 1), "Bob": (3, 1, 0)}
    assert _rows(first) == {"Ann": (1, 1, 0), "Bob": (1, 0, 1)}
    assert repr(third) == "Ledger(2 professionals, 3 seated so far)"


def test_an_opt_out_is_neither_a_chance_nor_a_loss() -> None:
    ledger = Ledger.empty().update(POOL, _team("Ann")).update(POOL, _team("Ann"), ["Bob", "Cas"])
    assert _rows(ledger) == {"Ann": (2, 2, 0), "Bob": (1, 0, 1)}


def test_who_sits_though_not_eligible_had_a_chance_too() -> None:
    ledger = Ledger.empty().update(POOL, _team("Cas", "Bob"), opted_out=["Bob"])
    assert _rows(ledger) == {"Ann": (1, 0, 1), "Bob": (1, 1, 0), "Cas": (1, 1, 0)}


def test_two_seats_in_a_round_are_one_chance() -> None:
    assert _rows(Ledger.empty().update(POOL, _team("Ann", "Ann")))["Ann"] == (1, 1, 0)


def test_people_who_left_stay_in_the_ledger() -> None:
    ledger = Ledger.empty().update(POOL, _team("Ann"))
    fewer = Problem.from_frames(professionals=PEOPLE[:1], questions=ASKED)
    assert _rows(ledger.update(fewer, _team())) == {"Ann": (2, 1, 1), "Bob": (1, 0, 1)}


@pytest.mark.parametrize("given", [{"teams": _team("Eve")}, {"opted_out": ["Eve"]}])
def test_strangers_are_refused(given: dict[str, Any]) -> None:
    options: dict[str, Any] = {"teams": _team(), "opted_out": (), **given}
    with pytest.raises(DataError, match="name nobody of the pool"):
        Ledger.empty().update(POOL, **options)


def test_balances_are_laid_on_a_problem_and_paid_for() -> None:
    ledger = Ledger.empty().update(POOL, _team("Ann"))
    problem = ledger.on(POOL)
    assert problem.professionals["carry_over"].tolist() == [0, 1, 0, 0]
    assert "carry_over" not in POOL.professionals
    assert ledger.on(POOL, "owed").professionals["owed"].tolist() == [0, 1, 0, 0]
    assert ledger.update(problem, _team()).on(problem).professionals["carry_over"].tolist() == [
        1, 2, 0, 0
    ]  # fmt: skip


def test_turns_are_taken_when_balances_are_paid_for() -> None:
    """Three alike people, one seat a round: nobody sits twice before everybody sat once."""
    people, asked = PEOPLE[:3], ASKED.drop(columns="slot")
    pool, ledger, turns = (
        Problem.from_frames(professionals=people, questions=asked),
        Ledger.empty(),
        [],
    )
    for _ in range(6):
        matching = sm.match(
            ledger.on(pool), sm.Policy([sm.TeamSize(), CarryOver(1)]), gap=0, workers=1
        )
        ledger = ledger.update(pool, matching.teams)
        turns += matching.teams["professional"].tolist()
    assert sorted(turns[:3]) == sorted(turns[3:]) == ["Ann", "Bob", "Cas"]
    assert ledger.to_frame()["seated"].tolist() == [2, 2, 2]


@settings(max_examples=5, deadline=None, derandomize=True)
@given(seeds=st.lists(st.integers(0, 50), max_size=3), data=st.data())
def test_the_books_balance(seeds: list[int], data: st.DataObject) -> None:
    ledger = Ledger.empty()
    for seed in seeds:
        problem = tiny_problem(seed)
        everyone = problem.professionals["professional"].tolist()
        names = data.draw(st.lists(st.sampled_from(everyone)))
        away = data.draw(st.lists(st.sampled_from(everyone)))
        before, ledger = ledger.to_frame(), ledger.update(problem, _team(*names), away)
        after = ledger.to_frame().set_index("professional")
        assert (after["seated"] <= after["chances"]).all()
        assert (after["balance"] <= after["chances"] - after["seated"]).all()
        assert (after.loc[list(set(names)), "balance"] == 0).all()
        idle = before.set_index("professional").drop(columns="balance")
        idle = idle[idle.index.isin(set(away) - set(names))]
        pd.testing.assert_frame_equal(after.loc[idle.index, ["chances", "seated"]], idle)
    pd.testing.assert_frame_equal(
        Ledger.from_frame(ledger.to_frame()).to_frame(), ledger.to_frame()
    )


@pytest.mark.parametrize("names", [["007", "NA", "nan"], ['a,"b";c', " x ", "é\nü"], ["=1+1"], []])
def test_a_file_gives_the_ledger_back(names: list[str], tmp_path: Path) -> None:
    frame = pd.DataFrame({"professional": names, "chances": 5, "seated": 2, "balance": 3})
    ledger = Ledger.from_frame(frame)
    ledger.write(tmp_path / "new" / "ledger.csv")
    ledger.write(tmp_path / "new" / "ledger.csv")
    again = Ledger.read(tmp_path / "new" / "ledger.csv")
    pd.testing.assert_frame_equal(again.to_frame(), ledger.to_frame())
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["ledger.csv"]


GOOD = {"professional": ["Ann", "Bob"], "chances": [3, 2], "seated": [1, 0], "balance": [1, 2]}


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"professional": ["Ann", "Ann"]}, "is listed twice"),
        ({"professional": ["Ann", None]}, "is missing"),
        ({"chances": [3, 1.5]}, "is not a whole number"),
        ({"chances": [3, -1]}, "is below 0"),
        ({"seated": ["one", 0]}, "is not a number"),
        ({"balance": [3, 2]}, "is more than chances without a seat"),
        ({"seated": [4, 0]}, "is more than chances without a seat"),
    ],
)
def test_faults_are_told(wrong: dict[str, list[object]], problem: str) -> None:
    with pytest.raises(DataError) as caught:
        Ledger.from_frame(pd.DataFrame({**GOOD, **wrong}))
    assert caught.value.issues["problem"].tolist() == [problem]


def test_a_missing_column_and_an_unreadable_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the column is missing"):
        Ledger.from_frame(pd.DataFrame(GOOD).drop(columns="seated"))
    with pytest.raises(DataError, match="cannot be read"):
        Ledger.read(tmp_path / "nowhere.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(DataError, match="the file is empty"):
        Ledger.read(tmp_path / "empty.csv")


def test_frames_handed_out_are_copies() -> None:
    ledger = Ledger.from_frame(pd.DataFrame(GOOD))
    frame = ledger.to_frame()
    frame["balance"] = 0
    assert ledger.to_frame()["balance"].tolist() == [1, 2]
