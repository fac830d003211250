"""Every word in both languages, with the same facts; and all that the library says, in Dutch."""

from __future__ import annotations

import re
import string
import tomllib
from importlib.resources import files

import pytest

from matchings import small
from swarmmatch.errors import PolicyError
from swarmmatch.matching.metrics.measure import definitions
from swarmmatch.show.words import LANGUAGES, words

TABLE = tomllib.loads(files("swarmmatch.show").joinpath("words.toml").read_text("utf-8"))


def facts(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", TABLE)
def test_every_text_is_there_in_both_languages_with_the_same_facts(key: str) -> None:
    told = TABLE[key]
    assert set(told) == set(LANGUAGES)
    assert all(told.values())
    assert facts(told["en"]) == facts(told["nl"])


def test_every_text_is_said_somewhere() -> None:
    room = files("swarmmatch.show")
    places = [room, room / "plots", room / "sections", room / "templates"]
    said = "".join(
        one.read_text("utf-8") for place in places for one in place.iterdir()
        if one.name.endswith((".py", ".html"))
    )  # fmt: skip
    built = re.compile(r"status_\w+|\w+_caption")  # whose keys are made of a name
    unsaid = [
        key
        for key in TABLE
        if not re.search(rf"['\"]{key}['\"]", said) and not built.fullmatch(key)
    ]
    assert not unsaid


@pytest.mark.parametrize("column", ["name", "definition", "unit", "parity_means"])
def test_every_metric_is_told_in_dutch(column: str) -> None:
    say = words("nl")
    assert [one for one in definitions()[column] if not say.knows(one)] == []


def test_units_of_rules_and_statuses_are_told_in_dutch() -> None:
    say = words("nl")
    assert all(say.knows(unit) for unit in small().scores["unit"])
    assert say.phrase("km of the furthest seat") == "km van de verste plek"


def test_facts_within_a_phrase_are_kept_and_numbers_written_the_dutch_way() -> None:
    say = words("nl")
    told = say.phrase("12,345.50 euro an hour, below 38.00")
    assert told == "12.345,50 euro per uur, onder 38,00"
    client = "3 of 4 seats, past and new, are with {0} & {x}.1,5"
    assert say.phrase(client) == "3 van 4 plekken, eerder en nieuw, zijn bij {0} & {x}.1,5"
    assert say.phrase("nobody says this") == "nobody says this"
    assert not say.knows("nobody says this")
    assert words("en").phrase("pairs") == "pairs"


def test_numbers() -> None:
    assert [words(one).number(1234567.891) for one in LANGUAGES] == [
        "1,234,567.891",
        "1.234.567,891",
    ]
    assert [words(one).share(0.12345, 2) for one in LANGUAGES] == ["12.35%", "12,35%"]


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(PolicyError, match="'fy'; there are en, nl"):
        words("fy")
