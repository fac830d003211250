"""What each table holds, as data: the one place that says which columns there are and mean.

To add a column, add one `Column` line below: reading, checking, writing and the normal form all
follow from it. To add a check that no single column can express, see `checking.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "text", "number", "integer", "truth", "date", "word"]

#: The largest amount any number column takes: far above any real one, and still exact when it
#: is scaled to whole points.
LARGEST = 1e12

#: The largest whole number (sizes, levels, holders, capacity): what solvers count in.
LARGEST_COUNT = 2**31 - 1


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        Its header.
    kind : Kind
        How its cells are read, a key of `cells.READERS`.
    meaning : str
        What a cell says, with its unit.
    required : bool
        Whether the column must be there and every cell filled.
    default : float or None
        What an empty cell (or an absent column) means; None leaves it missing.
    at_least, at_most : float or None
        The range of a number, both ends included.
    of : str or None
        What an id names ("professional", "question", "skill", "slot", "team").
    may_be_gone : bool
        Whether an id may name something that is not in its home table (any more).
    words : tuple of str
        The words that a cell of kind "word" may hold.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    default: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    of: str | None = None
    may_be_gone: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, and the columns that together occur only once.

    Parameters
    ----------
    name : str
        Name of the table and of its file.
    meaning : str
        What one row says.
    columns : tuple of Column
        In the order of the normal form; a caller's other columns follow them.
    key : tuple of str
        No two rows may agree in all of these.
    needed : bool
        Whether the table must be given.
    absent_means_all : bool
        Whether leaving the table out differs from giving an empty one.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    needed: bool = False
    absent_means_all: bool = False

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]


def _id(name: str, meaning: str, *, required: bool = True, gone: bool = False) -> Column:
    of = {"a": "professional", "b": "professional"}.get(name, name)
    return Column(name, "id", meaning, required=required, of=of, may_be_gone=gone)


def _amount(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning, at_least=0, at_most=LARGEST)


def _count(
    name: str, meaning: str, at_least: int, default: int | None = None, *, required: bool = False
) -> Column:
    return Column(name, "integer", meaning, required, default, at_least, LARGEST_COUNT)


_PLACE = (
    Column("lat", "number", "latitude in degrees north", at_least=-90, at_most=90),
    Column("lon", "number", "longitude in degrees east", at_least=-180, at_most=180),
)

_PROFESSIONALS = Table(
    "professionals",
    "one professional of the pool",
    (
        _id("professional", "id, unique"),
        Column("municipality", "text", "where the professional is based"),
        *_PLACE,
        Column("sector", "text", "main sector of work"),
        _amount("experience", "years of experience"),
        _amount("rate", "euro an hour"),
        _count("capacity", "seats that may be taken in one matching", 0, 1),
        Column("cooperative", "text", "co-operative or collective, if a member"),
    ),
    key=("professional",),
    needed=True,
)

_SKILLS = Table(
    "skills",
    "one skill held by one professional",
    (
        _id("professional", "who holds it"),
        _id("skill", "the skill"),
        _count("level", "level held, customary 1-5", 1, 1),
    ),
    key=("professional", "skill"),
)

_QUESTIONS = Table(
    "questions",
    "one demand question of a client",
    (
        _id("question", "id, unique"),
        Column("title", "text", "the question in one line"),
        Column("client", "text", "who brings it"),
        Column("sector", "text", "sector it belongs to"),
        Column("municipality", "text", "where it is"),
        *_PLACE,
        _id("slot", "when its team meets", required=False),
        _count("size_min", "fewest seats", 0, required=True),
        _count("size_max", "most seats", 0, required=True),
        _amount("value", "value of the assignment in euro"),
        _amount("hours", "hours for each member of the team"),
    ),
    key=("question",),
    needed=True,
)

_REQUIREMENTS = Table(
    "requirements",
    "one skill that a question asks for",
    (
        _id("question", "which question asks"),
        _id("skill", "the skill asked for"),
        _count("level", "lowest level that counts", 1, 1),
        _count("holders", "members who should hold it", 1, 1),
        Column("weight", "number", "points when met", False, 1.0, 0, LARGEST),
        Column("must", "truth", "whether a team without it is no team", default=0),
    ),
    key=("question", "skill", "level"),
)

_AVAILABILITY = Table(
    "availability",
    "one slot in which one professional can come",
    (_id("professional", "who can come"), _id("slot", "when")),
    key=("professional", "slot"),
    absent_means_all=True,
)

_HISTORY = Table(
    "history",
    "one professional in one earlier team",
    (
        _id("team", "id of the team"),
        Column("date", "date", "when the team started", required=True),
        _id("professional", "a member", gone=True),
        _id("question", "what the team worked on", required=False, gone=True),
        Column("client", "text", "for whom"),
        Column("outcome", "text", "how it ended"),
    ),
    key=("team", "date", "professional"),
)

_PAIRS = Table(
    "pairs",
    "two professionals who must share a team, or must not, or one who wishes to",
    (
        _id("a", "one of the two; of a wish, who wishes"),
        _id("b", "the other; of a wish, whose company"),
        Column("kind", "word", "which it is", required=True, words=("apart", "together", "wish")),
    ),
    key=(),  # a pair has no order, a wish has: see `contradictions.pair_twice`
)

_SEATS = Table(
    "seats",
    "one seat that is fixed beforehand, or was announced",
    (
        _id("question", "at which question"),
        _id("professional", "who"),
        Column(
            "kind",
            "word",
            "taken for sure, never, or by what was told to those concerned",
            required=True,
            words=("lock", "bar", "announced"),
        ),
    ),
    key=("question", "professional", "kind"),
)

_FIT = Table(
    "fit",
    "how well one professional fits one question",
    (
        _id("question", "the question"),
        _id("professional", "who"),
        Column("points", "number", "points", True, at_least=-LARGEST, at_most=LARGEST),
    ),
    key=("question", "professional"),
)

_WISHES = Table(
    "wishes",
    "how one side ranks one seat: a professional a question, or its client a professional",
    (
        Column("side", "word", "who ranks", required=True, words=("professional", "client")),
        _id("question", "the question ranked, or for which"),
        _id("professional", "who ranks, or is ranked"),
        _count("rank", "1 for the first wish; equal ranks are equally welcome", 1, required=True),
    ),
    key=("side", "question", "professional"),
)

#: Every table by name, in the order of the normal form.
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _PROFESSIONALS,
        _SKILLS,
        _QUESTIONS,
        _REQUIREMENTS,
        _AVAILABILITY,
        _HISTORY,
        _PAIRS,
        _SEATS,
        _FIT,
        _WISHES,
    )
}

#: Where a thing that ids name is defined: (table, column). Skills and teams have no such table.
HOMES: dict[str, tuple[str, str]] = {
    "professional": ("professionals", "professional"),
    "question": ("questions", "question"),
    "slot": ("availability", "slot"),
}
