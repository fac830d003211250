"""The history of the synthetic region shows the 80/15/5 of habit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swarmmatch.data.achterhoek import ACHTERHOEK
from swarmmatch.data.habit_channels import channels
from swarmmatch.data.habit_line import Line, origins
from swarmmatch.data.region import frames

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def drawn() -> Frames:
    return frames(ACHTERHOEK, 12_000, 100, seed=2015)


def shares(column: pd.Series) -> dict[Any, float]:
    return column.value_counts(normalize=True).to_dict()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_history_has_the_shares_of_habit(seed: int) -> None:
    tables = frames(ACHTERHOEK, 12_000, 0, seed)
    channel = channels(tables["history"], tables["professionals"])
    assert shares(channel)["first"] < 0.06
    expected = {"repeat": 0.80, "via-via": 0.15, "open": 0.05}
    assert shares(channel[channel != "first"]) == pytest.approx(expected, abs=0.02)


def test_channels_by_hand() -> None:
    history = pd.DataFrame(
        [
            ("t4", "2015-04-01", "zp-4", "Y"),
            ("t1", "2015-01-01", "zp-1", "X"),
            ("t1", "2015-01-01", "zp-2", "X"),
            ("t2", "2015-02-01", "zp-1", "X"),
            ("t2", "2015-02-01", "zp-3", "X"),
            ("t3", "2015-02-01", "zp-1", "Y"),
            ("t4", "2015-04-01", "zp-2", "Y"),
            ("t4", "2015-04-01", "zp-5", "Y"),
        ],
        columns=["team", "date", "professional", "client"],
    )
    pool = pd.DataFrame(
        {
            "professional": ["zp-1", "zp-2", "zp-3", "zp-4", "zp-5"],
            "municipality": ["Aalten", "Aalten", "Ulft", "Aalten", "Ulft"],
            "occupation": ["kok", "jurist", "kok", "kok", "coach"],
        }
    )
    said = channels(history, pool).tolist()
    # zp-4 is a colleague of zp-1; zp-2 worked for X before.
    assert said[0] == "via-via"
    assert said[1:6] == ["first", "first", "repeat", "open", "first"]
    assert said[6:] == ["via-via", "open"]


def test_teams_of_the_past(drawn: Frames) -> None:
    history = drawn["history"]
    size = history.groupby("team").size()
    assert len(size) == pytest.approx(1_200, abs=20)
    assert set(size) == {2, 3, 4, 5}
    assert not history.duplicated(["team", "professional"]).any()
    assert len(history.drop_duplicates(["team", "date", "client", "outcome"])) == len(size)
    assert history.date.max() < pd.Timestamp(ACHTERHOEK.until)
    assert history.date.dtype == "datetime64[us]"
    assert set(history.client) == {client.name for client in ACHTERHOEK.all_clients}
    assert history.question.isna().all()
    assert history.professional.value_counts().max() < 150


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2)), max_size=12), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_a_line_goes_back_to_earlier_teams_only(teams: list[tuple[int, int]], memory: int) -> None:
    size = [size for size, _ in teams]
    team = np.repeat(np.arange(len(teams)), size)
    group = np.repeat(np.array([group for _, group in teams], dtype=np.int64), size)
    line = Line(group, team)
    before = [int(((group == g) & (team < t)).sum()) for g, t in zip(group, team, strict=True)]
    assert line.before.tolist() == before
    found = line.draw(np.random.default_rng(0), memory)
    for seat in np.flatnonzero(line.before):
        earlier = np.flatnonzero((group == group[seat]) & (team < team[seat]))
        assert found[seat] in earlier[-memory:]


def test_origins_follow_the_whole_trail() -> None:
    assert origins(np.array([0, 0, 2, 1, 3, 4, 2])).tolist() == [0, 0, 2, 0, 0, 0, 2]
