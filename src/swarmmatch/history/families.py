"""Which skills belong together."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

#: A family for each skill: as a mapping, or as a frame with columns ``skill, family``.
Families = Mapping[str, str] | pd.DataFrame


def family_table(families: Families | None = None) -> pd.DataFrame:
    """Columns ``skill, family``, a row each time a skill is of a family.

    Parameters
    ----------
    families : mapping or pandas.DataFrame, optional
        A skill may be of several families, in a frame. Left out: those of the Achterhoek's
        vocabulary.

    Raises
    ------
    ValueError
        When a frame lacks one of the two columns.
    """
    if families is None:
        from swarmmatch.data.vocabulary import FAMILIES

        pairs = [(skill, one.name) for one in FAMILIES for skill in one.skills]
        return pd.DataFrame(pairs, columns=["skill", "family"])
    if not isinstance(families, pd.DataFrame):
        return pd.DataFrame(list(families.items()), columns=["skill", "family"])
    if not {"skill", "family"} <= set(families.columns):
        raise ValueError("a frame of families needs the columns skill and family")
    return families[["skill", "family"]].dropna().drop_duplicates(ignore_index=True)


def relatives(skills: pd.Series, families: pd.DataFrame) -> pd.DataFrame:
    """Columns ``skill, relative``: every skill that shares a family with each one, itself too."""
    asked = pd.DataFrame({"skill": skills.unique()})
    kin = families.rename(columns={"skill": "relative"})
    found = asked.merge(families, on="skill").merge(kin, on="family")[["skill", "relative"]]
    itself = asked.assign(relative=asked["skill"])
    return pd.concat([itself, found]).drop_duplicates(ignore_index=True)
