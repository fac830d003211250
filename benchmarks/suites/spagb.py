"""Students to groups of projects: published instances, stated with the library's own rules.

Each student has a liking for every project and names favourite partners. A project has a desired
and a largest number of groups, and an ideal, a least and a largest size. Maximised are the likings
of the projects got, plus 2 for each two students in one group who name each other, minus 3 for each
student left out, minus a price for each group beyond those desired, minus a price for each head
that a group is off its ideal size.

The instances are those of https://github.com/Spaghettibiskuit/VNS_for_SPAGB (MIT), and no part of
this project; `benchmarks.yardsticks` says where they are looked for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

import swarmmatch as sm
from benchmarks.harness.registry import Case, Suite, register
from benchmarks.yardsticks import recounted, told, yardsticks

#: What a fulfilled pair of wishes earns, and what a student left out costs.
PAIR, LEFT_OUT = 2, 3
#: Before the name of an instance, that of a case has the suite.
PREFIX = "spagb/"
SMOKE = ("3_30_0", "4_30_0")


@dataclass(frozen=True)
class Instance:
    """The two tables of an instance, lists read."""

    projects: pd.DataFrame
    students: pd.DataFrame

    @staticmethod
    def read(name: str) -> Instance:
        """By a name such as "3_30_0": projects, students and a number."""
        projects, students, number = name.split("_")
        path = yardsticks("spagb")
        about = f"generic_{projects}_{students}"
        read = [
            pd.read_csv(path / kind / f"{about}_{kind}_{number}.csv")
            for kind in ("projects", "students")
        ]
        for column in ("fav_partners", "project_prefs"):
            read[1][column] = read[1][column].map(json.loads)
        return Instance(*read)

    def problem(self) -> sm.Problem:
        """Every student a professional, every group that there may be a question."""
        return sm.Problem.from_frames(
            professionals=pd.DataFrame({"professional": self._ids}),
            questions=self._groups(),
            pairs=self._wishes(),
            fit=self._fit(),
        )

    def objective(self, teams: pd.DataFrame) -> int:
        """The published objective of teams, counted by hand.

        Raises
        ------
        ValueError
            When somebody sits twice, or a group is too small, too large or one too many.
        """
        position = {name: i for i, name in enumerate(self._ids)}
        groups: dict[int, list[list[int]]] = {j: [] for j in range(len(self.projects))}
        for question, team in teams.groupby("question"):
            group = [position[name] for name in team["professional"]]
            groups[int(str(question).split("_")[1])].append(group)
        seated = [student for made in groups.values() for group in made for student in group]
        if len(seated) != len(set(seated)):
            raise ValueError("somebody sits twice")
        total = -LEFT_OUT * (len(self.students) - len(seated))
        return total + sum(self._earned_by(j, made) for j, made in groups.items())

    def _earned_by(self, j: int, made: list[list[int]]) -> int:
        """What the groups of a project earn, less what they cost."""
        project = self.projects.iloc[j]
        if len(made) > project["max#groups"]:
            raise ValueError(f"{len(made)} groups of {project['name']}")
        total = -project["pen_groups"] * max(0, len(made) - project["desired#groups"])
        for group in made:
            if not project["min_group_size"] <= len(group) <= project["max_group_size"]:
                raise ValueError(f"{len(group)} students in a group of {project['name']}")
            total -= project["pen_size"] * abs(len(group) - project["ideal_group_size"])
            total += sum(self.students["project_prefs"][s][j] for s in group)
            total += PAIR * self._friends(group)
        return int(total)

    def _friends(self, group: list[int]) -> int:
        """Pairs of a group who name each other."""
        names = self.students["fav_partners"]
        return sum(a < b and b in names[a] and a in names[b] for a in group for b in group)

    @property
    def _ids(self) -> list[str]:
        return [f"student_{i:02}" for i in range(len(self.students))]

    def _groups(self) -> pd.DataFrame:
        many = self.projects["max#groups"].to_numpy()
        rows = self.projects.loc[self.projects.index.repeat(many)]
        number = rows.groupby(level=0).cumcount()
        beyond = number >= rows["desired#groups"]
        return pd.DataFrame(
            {
                "question": "project_" + rows.index.astype(str) + "_" + (number + 1).astype(str),
                "title": rows["name"],
                "size_min": rows["min_group_size"],
                "size_max": rows["max_group_size"],
                "ideal": rows["ideal_group_size"],
                "price_of_a_head": rows["pen_size"],
                "price_of_opening": rows["pen_groups"].where(beyond, 0),
                "project": rows.index,
            }
        ).reset_index(drop=True)

    def _wishes(self) -> pd.DataFrame:
        names = self.students["fav_partners"].explode().dropna().astype(int)
        ids = pd.Series(self._ids)
        a, b = ids[names.index].array, ids[names].array
        return pd.DataFrame({"a": a, "b": b, "kind": "wish"})

    def _fit(self) -> pd.DataFrame:
        likes = pd.DataFrame(self.students["project_prefs"].tolist(), index=self._ids)
        long = likes.rename_axis("professional").melt(
            var_name="project", value_name="points", ignore_index=False
        )
        groups = self._groups()[["question", "project"]]
        seats = groups.merge(long.reset_index(), on="project")
        return seats.assign(points=seats["points"] + LEFT_OUT)[
            ["question", "professional", "points"]
        ]


def policy() -> sm.Policy:
    """The objective as rules: a seat earns its liking, and what it costs to be left out."""
    return sm.Policy(
        [
            sm.TeamSize(unstaffed=0),
            sm.Capacity(),
            sm.Fit(weight=1),
            sm.Pairs(weight=PAIR, mutual=True),
            sm.IdealSize("ideal", price="price_of_a_head"),
            sm.Opening("price_of_opening"),
        ]
    )


def make(name: str, _seed: int) -> tuple[sm.Problem, sm.Policy]:
    """Tables and rules of an instance; there is nothing to draw."""
    return Instance.read(name).problem(), policy()


def counted(case: str, teams: pd.DataFrame) -> float:
    """The published objective of teams for a case."""
    return Instance.read(case.removeprefix(PREFIX)).objective(teams)


def cases(names: Sequence[str] = ()) -> list[Case]:
    """The cases named, or all; with what Gurobi reached in 60 s and proved in an hour.

    A matching is worth what was published and ``LEFT_OUT`` for each student besides, since a seat
    earns what it costs to be left out. So is ``known``; ``constant`` leads back.
    """
    values = pd.read_csv(yardsticks("spagb") / "values.csv")
    values["name"] = values["instance"].str.removeprefix("generic_")
    if names:
        values = values[values["name"].isin(names)]
    return [
        Case(
            name=PREFIX + str(row["name"]),
            make=partial(make, str(row["name"])),
            known=float(row["gurobi60s_obj"] + LEFT_OUT * row["students"]),
            facts={
                "constant": -LEFT_OUT * int(row["students"]),
                "students": int(row["students"]),
                "projects": int(row["projects"]),
                "published_hour": int(row["gurobi1h_obj"]),
                "published_proven": bool(row["status"] == "proved"),
            },
            seeds=(1,),
        )
        for _, row in values.iterrows()
    ]


def findings(rows: pd.DataFrame) -> list[str]:
    """How the results stand beside the published ones, all counted from the teams."""
    ours = rows[rows["counts"]]
    ceiling, proven = ours["bound"] + ours["constant"], ours["status"] == "optimal"
    beyond, more = ceiling < ours["published_hour"], ours["objective"] > ours["published_hour"]
    settled = proven & ~beyond
    by_hour = ours["published_proven"]
    lines = [
        *told(rows),
        f"- Proven here: {(settled & by_hour).sum()} of the {by_hour.sum()} that Gurobi proved.",
        f"- Proven here: {(settled & ~by_hour).sum()} of the {(~by_hour).sum()} that it left open.",
        f"- Better than Gurobi's after an hour: {listed(ours[more])}.",
    ]
    if beyond.any():
        lines.append(
            f"- Above the ceiling proven here: the published value of {listed(ours[beyond])}. The "
            "published model also counts a pair of whom one is in the first group of the first "
            "project, and the other in none; the stated objective does not."
        )
    return lines


def listed(rows: pd.DataFrame) -> str:
    """Cases by name."""
    return ", ".join(rows["case"]) or "none"


SUITE = register(
    Suite(
        name="spagb",
        title="Students to groups of projects: Gurobi's values after 60 s and an hour.",
        cases=cases,
        smoke=partial(cases, SMOKE),
        methods=("swarmmatch to proof",),
        smoke_limit=60.0,
        measure=recounted(counted),
        findings=findings,
        group="public",
    )
)
