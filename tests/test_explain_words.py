"""The sentences of explanations: whole in both languages, and escaped in HTML."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter

import pytest

import swarmmatch as sm
import swarmmatch.explain
from matchings import SCRIPT, hostile
from swarmmatch.explain.telling import Fact, in_words
from swarmmatch.explain.words import LANGUAGES, WORDS
from swarmmatch.rules.catalogue import RULES

SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(swarmmatch.explain.__file__).parent.glob("*.py")
    if not path.name.endswith("words.py")
)


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("key", WORDS)
def test_every_sentence_is_there_in_every_language(key: str) -> None:
    words = WORDS[key]
    assert tuple(words) == LANGUAGES
    forms = {language: one if isinstance(one, tuple) else (one,) for language, one in words.items()}
    assert len({len(form) for form in forms.values()}) == 1
    fields = [_fields(form[-1]) for form in forms.values()]
    assert fields[0] == fields[1]
    assert not any(re.search(r"  | [.,;:)]|\( ", one) for form in forms.values() for one in form)
    assert all(_fields(one) <= fields[0] | {"n"} for form in forms.values() for one in form)


def test_sentences_and_facts_are_the_same_set() -> None:
    named = set(re.findall(r'"([a-z][a-z ]+)"', SOURCE))
    made = {"binds at least", "binds at most"}
    plain = {key for key in WORDS if not key.startswith(("rule ", "column "))}
    assert plain - made <= named
    facts = set(re.findall(r'Fact(?:\.of)?\(\s*"([^"]+)"', SOURCE))
    assert facts <= set(WORDS)


def test_every_rule_of_the_library_has_words() -> None:
    told = {key.removeprefix("rule ") for key in WORDS if key.startswith("rule ")} - {"withheld"}
    assert told == {rule.__name__ for rule in RULES}


def test_numbers_and_lists_are_written_as_each_language_does() -> None:
    fact = Fact.of("points of rule", rule=("a", "b", "c"), points=-1234.56789)
    assert in_words(fact, "en") == "a, b and c: -1,234.5679 points"
    assert in_words(fact, "nl") == "a, b en c: -1.234,5679 punten"
    assert in_words(-0.0, "en") == "0 points"
    assert in_words(1.0, "nl") == "1 punt"
    assert in_words(1, "nl") == "1"
    assert in_words(float("inf"), "en") == "∞ points"
    assert in_words(tuple("abcdefghijklmnop"), "en").endswith("k and 5 more")
    assert in_words(Fact.of("people moved", n=1), "nl") == "1 persoon wisselt van plek."


def test_values_are_never_read_as_templates() -> None:
    odd = "{who} {0} %s\n- {question.__class__}"
    assert in_words(Fact.of("sits", who=odd, question="q"), "en") == (
        "{who} {0} %s - {question.__class__} sits at q."
    )


def test_every_name_is_escaped_in_html() -> None:
    matching = hostile()
    question, who = matching.teams.iloc[0]
    told = [sm.explain_team(matching, question), sm.why(matching, who, question)]
    free = [one for one in matching.problem.arrays.professionals if one != "-7"]
    told.append(sm.why_not(matching, free[1], "=q", changes=False))
    for one in told:
        html = one._repr_html_() + one.html("nl", "auditor")
        assert "<script" not in html
        assert "<img" not in html
        assert one.to_dict()["audience"] == "person"
    assert SCRIPT in told[0].text()


def test_data_for_an_auditor_has_the_tables() -> None:
    matching = hostile()
    data = sm.explain_team(matching, SCRIPT).to_dict("auditor")
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert set(data["tables"]) == {"requirements", "members", "points", "available"}
    assert len(data["tables"]["members"]) == 9
