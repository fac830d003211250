"""Tables of a page: frames and facts as cells that a template only has to write down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from swarmmatch.show.words import Words


#: Letters of a word from which it may be broken off, lest its table outgrow the page.
WORD = 24


class Cell(NamedTuple):
    """A text, which the template escapes.

    Attributes
    ----------
    text : str
        As it stands.
    foreign : bool
        Whether it is English on a page that is not.
    number : bool
        Whether it is one, and stands at the right.
    """

    text: str
    foreign: bool = False
    number: bool = False

    @property
    def kind(self) -> str:
        """How the template has it look: a number, a text with a word too long for it, or plain."""
        if self.number:
            return "number"
        return "long" if any(len(word) > WORD for word in self.text.split()) else ""


@dataclass(frozen=True)
class Table:
    """A caption, the heads of the columns if any, and rows of which the first cell is the head."""

    caption: str
    columns: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]


def cell(value: Any, say: Words, digits: int = 10) -> Cell:
    """Data as it stands: a number as the language writes it, empty where there is none."""
    if isinstance(value, bool):
        return Cell(say("yes") if value else say("no"))
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return Cell("")
    if isinstance(value, int | float):
        return Cell(say.number(value, digits), number=True)
    if isinstance(value, pd.Timestamp):
        return Cell(f"{value:%Y-%m-%d}")
    return Cell(str(value))


def phrase(english: str, say: Words) -> Cell:
    """What the library says, in the language of the page where there are words for it."""
    return Cell(say.phrase(english), foreign=bool(english) and not say.knows(english))


def table_of(
    frame: pd.DataFrame, caption: str, say: Words, *, phrases: Iterable[str] = (), digits: int = 6
) -> Table:
    """A frame as a table; the heads of its columns are phrases.

    Parameters
    ----------
    frame : pandas.DataFrame
        With a column at least.
    caption : str
    say : Words
    phrases : iterable of str
        Columns whose texts are the library's, not data.
    digits : int
        Of numbers.
    """
    spoken = set(phrases)
    shown = frame.astype(object)
    columns = [
        [_told(one, name in spoken, say, digits) for one in shown[name]] for name in frame.columns
    ]
    heads = [
        phrase(str(name), say)._replace(number=any(one.number for one in column))
        for name, column in zip(frame.columns, columns, strict=True)
    ]
    return Table(caption, heads, list(zip(*columns, strict=True)))


def _told(value: Any, spoken: bool, say: Words, digits: int) -> Cell:
    known = spoken and isinstance(value, str)
    return phrase(value, say) if known else cell(value, say, digits)


def facts_table(facts: Mapping[str, Cell], caption: str) -> Table:
    """Names and facts, a row each; the names are heads enough."""
    rows = [(Cell(name), fact._replace(number=False)) for name, fact in facts.items()]
    return Table(caption, (), rows)
