"""The report of a matching: one HTML file that needs no network, no script and no other file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from swarmmatch.data.extra import needs_extra
from swarmmatch.data.whole_file import write_whole
from swarmmatch.matching.provenance import versions
from swarmmatch.show.figures import figures_of
from swarmmatch.show.scarce import priced
from swarmmatch.show.sections.fairness import fairness
from swarmmatch.show.sections.notes import handed_in, provenance, warned
from swarmmatch.show.sections.proof import headline, proof
from swarmmatch.show.sections.reserves import at_teams
from swarmmatch.show.sections.teams import teams, unstaffed
from swarmmatch.show.words import words

if TYPE_CHECKING:
    from jinja2 import Template

    from swarmmatch.matching.matching import Matching
    from swarmmatch.show.plots.progress import Report
    from swarmmatch.show.scarce import Bottlenecks


def report(
    matching: Matching,
    *,
    language: str = "en",
    title: str | None = None,
    bottlenecks: pd.DataFrame | Bottlenecks | None = None,
    reserves: pd.DataFrame | None = None,
    progress: Iterable[Report] | None = None,
    attributes: Sequence[str] | None = None,
) -> str:
    """A matching as one page of HTML: teams, who covers what, proof, fairness, warnings, origin.

    The page loads nothing and runs nothing, and says so to the browser, which then forbids it.
    Every text from the tables is escaped. It is the same at every call with the same arguments.

    Parameters
    ----------
    matching : Matching
        Audited once more for the page; what the audit finds is told there.
    language : str
        "en" or "nl". What the library itself says in English only is marked as English.
    title : str, optional
        Of the page.
    bottlenecks : Bottlenecks or pandas.DataFrame, optional
        What is scarce: as `swarmmatch.bottlenecks` returns it, or a frame with columns
        ``what, price, unit`` and any others.
    reserves : pandas.DataFrame, optional
        Who can take a seat that falls free: as `swarmmatch.reserves` returns it, which is told at
        each team, or in columns of any other kind.
    progress : iterable of Progress, optional
        As ``match(..., on_progress=...)`` tells it.
    attributes : sequence of str, optional
        Columns of professionals by which diversity and selection are measured; see
        `swarmmatch.measure`, which takes those of few values when they are left out.

    Returns
    -------
    str
        A whole HTML document.

    Raises
    ------
    DataError
        When the bottlenecks lack a column.
    PolicyError
        For an unknown language or attribute.
    MissingExtraError
        When jinja2 or matplotlib is not installed.
    """
    say, template = words(language), _template()
    scarce = None if bottlenecks is None else priced(bottlenecks, say)
    at_team, others = at_teams(reserves, matching, say)
    told: dict[str, Any] = {
        "say": say,
        "title": title or say("report_title"),
        "version": versions()["swarmmatch"],
        "headline": headline(matching, say),
        "proof": proof(matching, say),
        "teams": teams(matching, say, at_team),
        "unstaffed": unstaffed(matching, say),
        "fairness": fairness(matching, say, attributes),
        "warnings": warned(matching, say),
        "bottlenecks": handed_in(scarce, say("bottlenecks"), say),
        "reserves": handed_in(others, say("reserves"), say),
        "provenance": provenance(matching, say),
        "figures": figures_of(matching, say, scarce, progress),
    }
    return template.render(told)


def write_report(matching: Matching, path: str | os.PathLike[str], **options: Any) -> None:
    """Write the `report` of a matching to a file, whole or not at all.

    Parameters
    ----------
    matching : Matching
    path : path
        Replaced if it is there.
    **options
        As for `report`.

    Raises
    ------
    OSError
        When the file cannot be written; one that was there is then as it was.
    DataError, PolicyError, MissingExtraError
        As for `report`.
    """
    write_whole(path, report(matching, **options).encode("utf-8", "replace"))


def _template() -> Template:
    with needs_extra("show"):
        from jinja2 import Environment, PackageLoader, StrictUndefined
    environment = Environment(
        loader=PackageLoader("swarmmatch.show"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")
