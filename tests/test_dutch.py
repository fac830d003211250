"""A Dutch page has no English units, rules, reasons or steps where a reader would stumble."""

from __future__ import annotations

import re

import pytest

import swarmmatch as sm
from documents import ROOT
from swarmmatch.explain.told_rules import rule_in_words
from swarmmatch.matching.metrics.measure import definitions
from swarmmatch.rules.thresholds import shipped
from swarmmatch.show.words import words
from swarmmatch.testing import tiny_problem
from test_rules import RULES_WITH_OPTIONS

NL = words("nl")
ENGINE = ROOT / "src" / "swarmmatch" / "engine"


@pytest.mark.parametrize("rule", RULES_WITH_OPTIONS, ids=lambda rule: rule.name)
def test_units_of_rules_are_told(rule: sm.Rule) -> None:
    problem = tiny_problem(1)
    unit = rule.check(problem, problem.history.head(0)[["question", "professional"]]).unit
    assert NL.knows(unit), unit


def test_rules_are_told_in_plain_words() -> None:
    rule = sm.Distinct("municipality", weight=1)
    assert rule_in_words(rule, "nl") == "hoeveel verschillende soorten gemeente een team heeft"
    assert rule_in_words(rule, "en") == "how many different kinds of municipality a team has"


def test_a_rule_of_ones_own_goes_by_its_class() -> None:
    class Mine(sm.Coverage):
        """Not the library's."""

    assert rule_in_words(Mine(), "nl") == "Mine"


def test_columns_within_a_unit_are_told_and_data_are_not() -> None:
    assert (
        NL.phrase("different values of sector a team")
        == "verschillende waarden van sector per team"
    )
    assert "gemeente" in NL.phrase("different values of municipality a team")
    assert "bij price sinds" in NL.phrase("with price since 2014-01-01, more than 12 months")


def test_metrics_are_told() -> None:
    told = definitions()
    for column in ("name", "definition", "unit", "parity_means"):
        assert [one for one in told[column] if one and not NL.knows(one)] == []


def test_reasons_and_steps_of_a_run_are_told() -> None:
    sources = [(ENGINE / name).read_text("utf-8") for name in ("match.py", "stages.py")]
    steps = re.findall(r'_timed\("([^"]+)"\)', sources[0])
    reasons = [
        re.sub(r"\{[^}]*\}", "3", one)
        for source in sources
        for one in re.findall(r'return "\w+", f?"([^"]+)"', source)
    ]
    assert len(steps) >= 6
    assert len(reasons) >= 8
    assert [one for one in [*steps, *reasons] if not NL.knows(one)] == []


def test_sources_of_law_are_told() -> None:
    for one in shipped():
        assert NL.knows(one.source) or one.source.startswith("Gemeente"), one.source
