"""The rules of policies that go with a kind of session, by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from swarmmatch.rules.client_rotation import ClientRotation
from swarmmatch.rules.coverage import Coverage
from swarmmatch.rules.distinct import Distinct
from swarmmatch.rules.fit import Fit
from swarmmatch.rules.min_load import MinLoad
from swarmmatch.rules.quota import Quota
from swarmmatch.rules.rule import Rule
from swarmmatch.rules.starting import table_rules, varies

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: A day before all history, so that only the seats of this session count.
BEFORE_ALL = "1900-01-01"


def preset_rules(name: str, problem: Problem) -> list[Rule]:
    """The rules of `Policy.preset`, which says what they are worth and why."""
    # Synthetic regions are loaded for who asks for a preset.
    from swarmmatch.data.sessions import session_called

    session_called(name)
    return [*table_rules(), *_PRESETS[name](problem)]


def _achterhoek_2012(problem: Problem) -> list[Rule]:
    return [MinLoad(1), Coverage(weight=10.0), Fit(weight=5.0), *_mixed(problem, 1.0, 1.0)]


def _care_2013(problem: Problem) -> list[Rule]:
    like_the_hall = Quota("status", at_least=1.0, weight=4.0, like_pool=True)
    told = [like_the_hall] if varies(problem, "status") else []
    return [MinLoad(1), Coverage(weight=10.0), Fit(weight=5.0), *told]


def _denktank(problem: Problem) -> list[Rule]:
    return [Coverage(weight=10.0), *_mixed(problem, 1.0, 5.0)]


def _worldcafe(problem: Problem) -> list[Rule]:
    rounds = max(1, int(problem.questions["slot"].nunique()))
    move_on = ClientRotation(at_most=1, as_of=BEFORE_ALL)
    return [MinLoad(rounds), move_on, *_mixed(problem, 1.0, 1.0)]


def _mixed(problem: Problem, places: float, sectors: float) -> list[Rule]:
    """Points for different municipalities and sectors, where the pool shows two or more."""
    points = {"municipality": places, "sector": sectors}
    return [Distinct(name, weight=each) for name, each in points.items() if varies(problem, name)]


_PRESETS: dict[str, Callable[[Problem], list[Rule]]] = {
    "achterhoek_2012": _achterhoek_2012,
    "care_2013": _care_2013,
    "denktank": _denktank,
    "worldcafe": _worldcafe,
}
