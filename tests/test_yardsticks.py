"""Public instances: their files are read to the letter, and their objectives counted apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import swarmmatch as sm

pytest.importorskip("psutil")

from benchmarks.dzn import read_dzn
from benchmarks.harness.registry import Unavailable
from benchmarks.suites import skill_allocation, team_assignment
from benchmarks.yardsticks import VARIABLE, told, yardsticks

TEAMS = """
% two teams of two; 4 requests herself
teams = 2; boards = 2; players = 4; requests = 3;
Rating = [9, 7, 5, 4]; Board = [1, 1, 2, 2,]; Requestees = {1, 3};
SingleRequested = array2d(1..singles,1..2,[1, 3, 2, 1]);
DoubleRequested = array2d(1..doubles,1..2,[4, 4]);
"""
SKILLS = """
nNewSkillsPerPerson = 1; nMaxJobs = 2;
sSkills = ["a","b; % no comment",];
engineer_skills = [|1,0,|1,1,|];
engineer_location = [0,3977,];
jobs = [|1, 1, 5, 5010, 0|1, 1, 1, 4029, 0|2, 1, 2, -2067, 1|2, 1, 2, 2067, 1|];
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of yardsticks with one small instance of either family."""
    for name, text in (("team-assignment", TEAMS), ("skill-allocation", SKILLS)):
        (tmp_path / "teams" / name).mkdir(parents=True)
        (tmp_path / "teams" / name / "small.dzn").write_text(text)
    (tmp_path / "teams" / "values.csv").write_text(
        "problem,instance,objective\nteam-assignment,small,2997\nskill-allocation,small,0\n"
    )
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


def test_data_files_are_read(folder: Path) -> None:
    teams = read_dzn(folder / "teams" / "team-assignment" / "small.dzn")
    assert teams["Board"] == [1, 1, 2, 2]
    assert teams["Requestees"] == [1, 3]
    assert np.array_equal(teams["SingleRequested"], [[1, 3], [2, 1]])
    skills = read_dzn(folder / "teams" / "skill-allocation" / "small.dzn")
    assert skills["sSkills"] == ["a", "b; % no comment"]
    assert np.array_equal(skills["engineer_skills"], [[1, 0], [1, 1]])
    assert skills["jobs"].shape == (4, 5)


@pytest.mark.parametrize(
    "text", ["a = [1, x];", "a = [|1,2|3|];", "a = 1 + 1;", "a = 1", "a = array2d(1..2,1..k,[1]);"]
)
def test_what_cannot_be_read_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "bad.dzn").write_text(text)
    with pytest.raises(ValueError, match=r"bad\.dzn"):
        read_dzn(tmp_path / "bad.dzn")


def test_an_absent_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(Unavailable, match=VARIABLE):
        yardsticks("teams")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("suite", [team_assignment, skill_allocation])
def test_the_value_is_the_published_objective(suite: object) -> None:
    case = suite.cases()[0]  # type: ignore[attr-defined]
    matching = sm.match(*case.make(1), gap=0)
    assert matching.status == "optimal"
    assert matching.value == case.known
    counted = suite.objective("small", matching.teams)  # type: ignore[attr-defined]
    assert counted == matching.value + case.facts["constant"]


@pytest.mark.usefixtures("folder")
def test_wrong_teams_are_no_solution() -> None:
    seats = [["team 1", "player 1"], ["team 1", "player 2"], ["team 2", "player 3"]]
    few = pd.DataFrame(seats, columns=["question", "professional"])
    with pytest.raises(ValueError, match="not in one team"):
        team_assignment.objective("small", few)
    full = pd.concat([few, few.tail(1).assign(professional="player 4")])
    with pytest.raises(ValueError, match="two players of a board"):
        team_assignment.objective("small", full)
    jobs = pd.DataFrame({"question": [f"job {i}" for i in range(4)], "professional": "engineer 1"})
    with pytest.raises(ValueError, match="too many jobs"):
        skill_allocation.objective("small", jobs)
    half = jobs.assign(professional=["engineer 1", "engineer 1", "engineer 0", "engineer 0"])
    assert skill_allocation.objective("small", half) == -1


@pytest.mark.usefixtures("folder")
def test_findings_tell_the_published_from_the_drawn() -> None:
    rows = pd.DataFrame(
        {
            "counts": [True, True, False, True],
            "known": [5.0, 7.0, 9.0, None],
            "constant": [1.0, 0.0, 0.0, 0.0],
            "objective": [6.0, 6.5, None, 3.0],
            "status": ["optimal", "time_limit", None, "optimal"],
            "seconds": [2.0, 60.0, None, 4.0],
        }
    )
    reached, proven = told(rows)
    assert "1 of 3 runs reach" in reached
    assert "1 of these are proven, and 2 of all 4, the slowest after 4.0 s" in proven
    names = [case.name for case in team_assignment.cases()]
    assert names == ["small", *team_assignment.DRAWN]
