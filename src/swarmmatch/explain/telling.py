"""How explanations are told: as facts, which become plain text, HTML or data for JSON.

What is told to whom is decided where the facts are made; text, HTML and data hold nothing else. So
what a fact for a person does not hold cannot reach them.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal, get_args

import pandas as pd

from swarmmatch.explain.words import LANGUAGES, WORDS
from swarmmatch.matching.provenance import json_safe

Language = Literal["en", "nl"]
Audience = Literal["person", "auditor"]

#: Decimals of a number of points.
DECIMALS = 4

#: Entries of one list that a text shows.
SHOWN = 12


@dataclass(frozen=True)
class Fact:
    """One thing to tell: the key of its template in `words`, and the values that this holds.

    Values are texts, whole numbers, points (floats), facts, or tuples of these.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def of(key: str, **values: Any) -> Fact:
        """A fact with its values by name."""
        return Fact(key, values)


class Explanation(ABC):
    """What all explanations share; subclasses are frozen dataclasses that give their facts.

    The attributes hold everything that was found, for who may see it. What may be handed to a
    person is what `text` and `to_dict` make for them, and no more.
    """

    @abstractmethod
    def facts(self, audience: Audience) -> list[Fact]:
        """What is told to an audience, in order."""

    @abstractmethod
    def tables(self) -> dict[str, pd.DataFrame]:
        """What an auditor gets as tables, by name."""

    def text(self, language: Language = "en", audience: Audience = "person") -> str:
        """The explanation in plain words, a line a fact.

        Parameters
        ----------
        language : "en" or "nl"
            English or Dutch.
        audience : "person" or "auditor"
            A person is shown no protected attribute (see ``Policy.protected``), and nothing of
            others beyond the team; an auditor is shown all.

        Raises
        ------
        ValueError
            For another language or audience.
        """
        _demand_known("language", language, LANGUAGES)
        return "\n".join(in_words(fact, language) for fact in self._facts(audience))

    def html(self, language: Language = "en", audience: Audience = "person") -> str:
        """The same as a piece of HTML, every text escaped; takes and raises what `text` does."""
        first, *others = map(escape, self.text(language, audience).splitlines())
        listed = "".join(f"<li>{line}</li>" for line in others)
        return f"<div><p><b>{first}</b></p><ul>{listed}</ul></div>"

    def to_dict(self, audience: Audience = "person") -> dict[str, Any]:
        """The same as data that JSON knows.

        Returns
        -------
        dict
            Keys ``explanation`` (its kind), ``audience`` and ``facts``; for an auditor also
            ``tables``, each a list of rows.
        """
        told: dict[str, Any] = {
            "explanation": type(self).__name__,
            "audience": audience,
            "facts": [_as_data(fact) for fact in self._facts(audience)],
        }
        if audience == "auditor":
            told["tables"] = {
                name: json_safe(rows_of(table)) for name, table in self.tables().items()
            }
        return told

    def _facts(self, audience: Audience) -> list[Fact]:
        _demand_known("audience", audience, get_args(Audience))
        return self.facts(audience)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table by names of columns, missing cells as None."""
    whole = table.astype(object).where(table.notna(), None)
    return [{str(name): cell for name, cell in row.items()} for row in whole.to_dict("records")]


def in_words(value: Any, language: Language) -> str:
    """A fact, or a value of one, in a language."""
    match value:
        case Fact(key=key, values=values):
            template = WORDS[key][language]
            if isinstance(template, tuple):
                template = template[values["n"] != 1]
            told = {name: in_words(one, language) for name, one in values.items()}
            return template.format(**told)
        case tuple():
            return _listed([in_words(one, language) for one in value], language)
        case float():
            number = _number(value, language)
            one = int(number in {"1", "-1"})
            return in_words(Fact.of("points", n=one, number=number), language)
        case int():
            return _number(value, language)
        case _:
            return " ".join(str(value).split())


def _listed(parts: list[str], language: Language) -> str:
    if len(parts) > SHOWN:
        more = Fact.of("more", n=len(parts) - SHOWN + 1)
        parts = [*parts[: SHOWN - 1], in_words(more, language)]
    if len(parts) < 2:
        return "".join(parts)
    both = in_words(Fact("and"), language)
    return f"{', '.join(parts[:-1])} {both} {parts[-1]}"


def _number(value: float, language: Language) -> str:
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    text = f"{round(value, DECIMALS) + 0.0:,.{DECIMALS}f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text


def _as_data(value: Any) -> Any:
    match value:
        case Fact(key=key, values=values):
            return {"fact": key} | {name: _as_data(one) for name, one in values.items()}
        case tuple():
            return [_as_data(one) for one in value]
        case _:
            return json_safe(value)


def _demand_known(what: str, given: Any, known: tuple[str, ...]) -> None:
    if given not in known:
        raise ValueError(f"{what} must be one of {', '.join(known)}, not {given!r}")
