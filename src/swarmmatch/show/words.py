"""Every word that plots and reports say, from two tables, in English or Dutch."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args

from swarmmatch.errors import PolicyError

Language = Literal["en", "nl"]
LANGUAGES: tuple[str, ...] = get_args(Language)

#: Thousands and decimals as Dutch marks them.
_DUTCH = str.maketrans(",.", ".,")

_NUMBER = re.compile(r"-?\d[\d,.]*%?")


@dataclass(frozen=True)
class Words:
    """What to say in one language.

    Parameters
    ----------
    language : "en" or "nl"
    texts : mapping
        Text by key; facts go where braces are.
    phrases : mapping
        What the library itself says in English, such as units, and how that is said here; empty
        where that is English.
    patterns : tuple of (pattern, str)
        The same for what it says with facts within.
    """

    language: Language
    texts: Mapping[str, str]
    phrases: Mapping[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    def __call__(self, key: str, **facts: Any) -> str:
        """The text of a key, with facts filled in as they stand."""
        return self.texts[key].format(**facts)

    def number(self, amount: float, digits: int = 10) -> str:
        """An amount to so many digits, with thousands marked and no powers of ten."""
        return self.localised(_plainly(amount, digits))

    def share(self, amount: float, decimals: int = 1) -> str:
        """A share of 1 as a percentage."""
        return self.localised(f"{amount:.{decimals}%}")

    def localised(self, written: str) -> str:
        """A number written the English way, as this language writes it."""
        return written.translate(_DUTCH) if self.language == "nl" else written

    def phrase(self, english: str) -> str:
        """What the library says in English, in this language where the table has it."""
        return self._told(english) or english

    def knows(self, english: str) -> bool:
        """Whether a phrase of the library is told in this language."""
        return self.language == "en" or self._told(english) is not None

    def _told(self, english: str) -> str | None:
        if english in self.phrases:
            return self.phrases[english]
        for pattern, text in self.patterns:
            if found := pattern.fullmatch(english):
                fact = self.phrase if "said" in found.groupdict() else self._datum
                return text.format(*map(fact, found.groups()))
        return None

    def _datum(self, told: str) -> str:
        return self.localised(told) if _NUMBER.fullmatch(told) else told


def words(language: str) -> Words:
    """The words of a language.

    Raises
    ------
    PolicyError
        For a language without words.
    """
    if language not in LANGUAGES:
        raise PolicyError(f"there are no words in {language!r}; there are {', '.join(LANGUAGES)}")
    texts = {key: told[language] for key, told in _table("words.toml").items()}
    phrases: dict[str, str] = {} if language == "en" else _table("phrases.toml")
    patterns = [(_pattern(said), told) for said, told in phrases.items() if "{" in said]
    return Words(cast("Language", language), texts, phrases, tuple(patterns))


def _plainly(amount: float, digits: int) -> str:
    told = f"{amount:,.{digits}g}"
    if "e" not in told:
        return told
    decimals = digits - 1 - int(told[told.index("e") + 1 :])
    return f"{amount:,.{max(decimals, 0)}f}"


def _pattern(said: str) -> re.Pattern[str]:
    facts = {"{}": "(.+?)", "{said}": "(?P<said>.+?)"}
    parts = re.split(r"(\{(?:said)?\})", said)
    return re.compile("".join(facts.get(part, re.escape(part)) for part in parts), re.DOTALL)


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("swarmmatch.show").joinpath(name).read_text("utf-8"))
