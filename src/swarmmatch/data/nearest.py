"""Which known name a misspelt one was meant to be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

import pandas as pd

#: Beyond these numbers of names, only spelling variants are looked for, not typing errors.
KNOWN_LIMIT, UNKNOWN_LIMIT = 2000, 200

_SPACE = "[\\s\u00ad\u200b\u2060\ufeff]+"  # also characters that no screen shows
_SPACES, _SPACES_IN_NUMBER = re.compile(_SPACE), re.compile(rf"(?<=\d){_SPACE}(?=\d)")


def spelling(text: str) -> str:
    """What is left of a name without case, white space and the choice of Unicode form.

    White space between two digits counts as one mark: "1 11" and "11 1" are two names.
    """
    marked = _SPACES_IN_NUMBER.sub("_", text)
    return unicodedata.normalize("NFC", _SPACES.sub("", marked).casefold())


def spellings(names: Iterable[str]) -> pd.Series:
    """`spelling` of each distinct name, as text indexed by the names themselves."""
    text = pd.Series(names, dtype="str")
    spelt = text.str.lower()  # all there is to do for a name of plain letters, as most are
    whole = "".join(text)
    if whole.isascii() and not re.search(r"\s", whole):
        return spelt.set_axis(pd.Index(text))
    special = ~text.str.isascii() | text.str.contains(r"\s")
    spelt[special] = text[special].map(spelling)
    return spelt.set_axis(pd.Index(text))


def nearest(name: str, known: Iterable[str], closeness: float = 0.6) -> str | None:
    """The known name most like `name`, or None when none is like it.

    Names that are alike but for their numbers (``p17``, ``p71``) are different things, not typing
    errors, so one is never proposed for the other.
    """
    by_spelling = {spelling(one): one for one in known}
    meant = spelling(name)
    alike = [one for one in by_spelling if _digits(one) == _digits(meant)]
    close = get_close_matches(meant, alike, n=1, cutoff=closeness)
    return by_spelling[close[0]] if close else None


def variant_of_each(unknown: pd.Index, known: pd.Index) -> pd.Series:
    """The known name that differs from each unknown one in spelling only, missing if there is none.

    Parameters
    ----------
    unknown, known : pandas.Index of str
        Distinct names, shapes (u,) and (k,).

    Returns
    -------
    pandas.Series of str
        Indexed by `unknown`.
    """
    by_spelling = pd.Series(known, index=spellings(known).array, dtype="str")
    by_spelling = by_spelling[~by_spelling.index.duplicated()]
    return by_spelling.reindex(spellings(unknown).array).set_axis(unknown)


def nearest_of_each(unknown: pd.Index, known: pd.Index) -> pd.Series:
    """The nearest known name of each unknown one; takes and gives what `variant_of_each` does.

    Typing errors are found only as long as both lists are short: that search looks at every pair.
    """
    found = variant_of_each(unknown, known)
    if len(known) <= KNOWN_LIMIT and len(unknown) <= UNKNOWN_LIMIT:
        for name in found.index[found.isna()]:
            found[name] = nearest(name, known)
    return found


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
