"""Run suites, make the page of results, and see where the time goes: ``python -m benchmarks``."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console

from benchmarks.harness import machine, repeating, results
from benchmarks.harness.registry import METHODS, SUITES, Unavailable, discover
from benchmarks.harness.runner import Asked, cells_of, run

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)
screen = Console(stderr=True, highlight=False)


def suites_of(name: str) -> list[str]:
    """The suites that a name stands for: one, those of a group, or all."""
    found = [one.name for one in SUITES.values() if name in (one.name, one.group, "all")]
    if not found:
        groups = {one.group for one in SUITES.values() if one.group}
        known = ", ".join(sorted({*SUITES, *groups, "all"}))
        raise typer.BadParameter(f"there is no suite {name!r}; there are {known}")
    return found


@app.command(name="list")
def names() -> None:
    """Name every suite and every method."""
    for suite in SUITES.values():
        print(f"{suite.name:18} {suite.title}\n{'':18} {', '.join(suite.methods)}")
    print(f"\nmethods: {', '.join(sorted(METHODS))}")


@app.command(name="run")
def run_suites(
    suite: Annotated[str, typer.Argument(help="a suite, a group of suites, or all")],
    smoke: Annotated[bool, typer.Option("--smoke", help="few cases, in seconds")] = False,
    seeds: Annotated[int | None, typer.Option(help="how many", min=1)] = None,
    methods: Annotated[str, typer.Option(help="only these, with commas between")] = "",
    cases: Annotated[str, typer.Option(help="only these, with commas between")] = "",
    time_limit: Annotated[float | None, typer.Option(help="seconds a solve", min=0.1)] = None,
    large: Annotated[bool, typer.Option("--large", help="with the cases that take long")] = False,
) -> None:
    """Measure methods side by side, and write one result file a suite."""
    failed = False
    for name in suites_of(suite):
        asked = Asked(name, smoke, seeds, listed(methods), listed(cases), time_limit, large)
        try:
            failed |= not run_one(asked)
        except Unavailable as reason:
            screen.print(f"{name}: skipped, {reason}", markup=False)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    if failed:
        sys.exit(1)


def listed(names: str) -> list[str]:
    """Names with commas between, as a list."""
    return [name.strip() for name in names.split(",") if name.strip()]


def run_one(asked: Asked) -> bool:
    """Run a suite with a line a cell; whether every cell that could run did."""
    cells = cells_of(asked)
    used = list(dict.fromkeys(cell.method for cell in cells))
    seeds = sorted({cell.seed for cell in cells})
    head = machine.head(asked.suite, seeds, used, asked.time_limit)
    rows: list[dict[str, object]] = []
    path = results.path_of(asked.suite, head["started"], "smoke" if asked.smoke else "")
    started = time.monotonic()
    try:
        for row in run(asked):
            rows.append(row)
            screen.print(line_of(row, len(rows), len(cells)), markup=False, soft_wrap=True)
    finally:  # a run that is cut off keeps what it has measured
        if rows:
            counted = {"cells": f"{len(rows)} of {len(cells)}"}
            results.write(head | counted, results.judged(pd.DataFrame(rows)), path)
    screen.print(f"{asked.suite}: {time.monotonic() - started:.0f} s, {path.name}", markup=False)
    return not any(str(row["verdict"]).startswith(("failed", "stopped")) for row in rows)


def line_of(row: dict[str, object], at: int, of: int) -> str:
    """What is shown of a row as soon as it is there."""
    numbers = "  ".join(
        f"{name} {value:,.6g}"
        for name in ("value", "gap", "seconds", "peak_mb")
        if isinstance(value := row.get(name), float) and pd.notna(value)
    )
    named = f"{at}/{of}  {row['case']}  {row['method']}  seed {row['seed']}"
    return f"{named}  {numbers}  {row['verdict']}"


@app.command()
def repeat(
    suite: Annotated[str, typer.Argument(help="a suite that has results")],
    methods: Annotated[str, typer.Option(help="only these, with commas between")] = "",
) -> None:
    """Run the results that stand again with the same seeds, and tell which values differ."""
    runs = results.standing(results.runs_of(suite))
    if not runs:
        raise typer.BadParameter(f"{suite} has not been run yet")
    rows = results.rows_of(runs)
    try:
        cells = repeating.cells_again(suite, rows, listed(methods))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    used = list(dict.fromkeys(cell.method for cell in cells))
    head = machine.head(suite, sorted({cell.seed for cell in cells}), used, None)
    told = []
    for row in repeating.again(rows, cells):
        told.append(row)
        screen.print(
            f"{len(told)}/{len(cells)}  {row['case']}  {row['method']}  seed {row['seed']}  "
            f"{row['value']} {'again' if row['same'] else 'before, now'} {row['again']}  "
            f"ended {row['ended']}",
            markup=False, soft_wrap=True,
        )  # fmt: skip
    table = pd.DataFrame(told)
    results.write(
        {**head, "of": repeating.named(runs)},
        table,
        results.path_of(suite, head["started"], repeating.FOLDER),
    )
    if not table.loc[table["ended"] == repeating.BY_THEMSELVES, "same"].all():
        sys.exit(1)


@app.command()
def report() -> None:
    """Make benchmarks/README.md of the results that stand."""
    from benchmarks.harness.page import write_page

    write_page()


@app.command()
def profile(
    suite: Annotated[str, typer.Argument(help="the suite whose case is looked into")],
    case: Annotated[str | None, typer.Option(help="which; the second largest, if left out")] = None,
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    """Tell where the time and the memory of one match go."""
    from benchmarks.harness.profiling import FOLDER, profiled, show

    head, tables = profiled(SUITES[suite], case, seed)
    for title, table in tables.items():
        show(Console(), title, table)
    told = pd.concat([table.assign(kind=title) for title, table in tables.items()])
    results.write(head, told, results.path_of(suite, head["started"], FOLDER))


if __name__ == "__main__":
    discover()
    app()
