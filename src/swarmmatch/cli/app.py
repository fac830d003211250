"""The commands, each a few lines: read, do, show, write."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

import swarmmatch as sm
from swarmmatch.cli.exits import MEANINGS, told_plainly
from swarmmatch.cli.extras import asked_for, found_in_time
from swarmmatch.cli.progress import working
from swarmmatch.cli.report import (
    show_audit,
    show_left_out,
    show_proof,
    show_summary,
    show_team,
    show_written,
)
from swarmmatch.cli.solving import demand_room, solved, staffed_questions
from swarmmatch.errors import counted

#: Teams that the demo shows in full.
SHOWN_TEAMS = 3

app = typer.Typer(
    help="Proven teams over a whole pool of independent professionals.",
    epilog=MEANINGS,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Professionals = Annotated[int, typer.Option(min=0, help="How many there are in the pool.")]
Questions = Annotated[int, typer.Option(min=0, help="How many questions are put to it.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same tables.")]
Tables = Annotated[Path, typer.Argument(metavar="IN", help="Folder with the tables.")]


def _drawing(professionals: int, questions: int) -> str:
    return f"drawing {counted(professionals, 'professional')} and {counted(questions, 'question')}"


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"swarmmatch {sm.__version__}")
        raise typer.Exit


@app.callback(epilog=MEANINGS)
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version."),
    ] = False,
) -> None:
    """Proven teams over a whole pool of independent professionals."""


@app.command(epilog=MEANINGS)
def demo(
    professionals: Professionals = 12_000,
    questions: Questions = 100,
    seed: Seed = 2015,
    out: Annotated[Path, typer.Option(help="Folder for the tables and the result.")] = Path(
        "swarmmatch-demo"
    ),
) -> None:
    """Match a synthetic Achterhoek, and show three teams and the proof."""
    tables, result = out / "problem", out / "result"
    with told_plainly():
        demand_room(result)
        with working(_drawing(professionals, questions)):
            problem = sm.achterhoek(professionals, questions, seed)
            problem.write(tables)
        matching = solved(problem, sm.Policy.default(problem))
        matching.write(result)
        show_summary(matching)
        for question in staffed_questions(matching)[:SHOWN_TEAMS]:
            show_team(matching, question)
        show_proof(matching)
        show_written(tables, result)


@app.command(epilog=MEANINGS)
def generate(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder for the tables.")],
    professionals: Professionals = 12_000,
    questions: Questions = 100,
    seed: Seed = 2015,
    sector: Annotated[
        str | None, typer.Option(help="A special edition: all questions are of this sector.")
    ] = None,
    format: Annotated[Literal["csv", "parquet"], typer.Option(help="Kind of files.")] = "csv",
) -> None:
    """Draw a synthetic Achterhoek, and write its tables to OUT."""
    with told_plainly():
        with working(_drawing(professionals, questions)) as say:
            problem = sm.achterhoek(professionals, questions, seed, sector)
            say(f"writing {out}")
            problem.write(out, format)
        show_written(out)


@app.command(epilog=MEANINGS)
def match(
    tables: Tables,
    out: Annotated[Path, typer.Option(help="Folder for the result.")],
    policy: Annotated[
        Path | None, typer.Option(help="TOML file with the rules; the default policy without it.")
    ] = None,
    gap: Annotated[
        float,
        typer.Option(min=0.0, max=1.0, help="Relative distance to the bound that is near enough."),
    ] = 1e-4,
    time_limit: Annotated[float, typer.Option(min=0.001, help="Seconds allowed.")] = 60.0,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Of the solver.")] = 0,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Threads; the usable cores without it.")
    ] = None,
) -> None:
    """Find the best teams for the tables in IN, with a proof; Ctrl-C keeps the best so far."""
    with told_plainly():
        demand_room(out)
        with working(f"reading {tables}"):
            problem = sm.Problem.read(tables)
        rules = sm.Policy.default(problem) if policy is None else sm.Policy.read(policy)
        matching = solved(
            problem, rules, gap=gap, time_limit=time_limit, seed=seed, workers=workers
        )
        matching.write(out)
        show_summary(matching)
        show_proof(matching)
        show_written(out)


@app.command(epilog=MEANINGS)
def audit(
    tables: Tables,
    result: Annotated[Path, typer.Argument(metavar="OUT", help="Folder with the result.")],
) -> None:
    """Check the result in OUT against the tables in IN once more, without a solver."""
    with told_plainly():
        with working(f"reading {tables} and {result}"):
            matching = sm.Matching.read(result, sm.Problem.read(tables))
        show_audit(matching)


@app.command(epilog=MEANINGS)
def report(
    tables: Annotated[Path, typer.Argument(metavar="PROBLEM", help="Folder with the tables.")],
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="Folder with the result.")],
    language: Annotated[Literal["en", "nl"], typer.Option(help="Of the page.")] = "en",
    out: Annotated[Path, typer.Option(help="The HTML file; replaced if it is there.")] = Path(
        "report.html"
    ),
    bottlenecks: Annotated[
        bool, typer.Option("--bottlenecks", help="Also what is scarce, and what it is worth.")
    ] = False,
    reserves: Annotated[int, typer.Option(min=0, help="Also so many reserves for each seat.")] = 0,
    time_limit: Annotated[
        float, typer.Option(min=0.001, help="Seconds allowed for each of these two.")
    ] = 120.0,
) -> None:
    """Write teams, proof, fairness and warnings of RESULT as one HTML file; audits it once more."""
    with told_plainly():
        with working(f"reading {tables} and {result}") as say:
            matching = sm.Matching.read(result, sm.Problem.read(tables))
            asked = asked_for(matching, bottlenecks, reserves)
            extras = found_in_time(asked, time_limit, say)
            say(f"writing {out}")
            sm.write_report(matching, out, language=language, **extras)
        show_left_out(asked.keys() - extras.keys(), time_limit)
        show_written(out)
