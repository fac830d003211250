"""Suites and methods: what they are, and the two lists that they put themselves on."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

import swarmmatch as sm

#: Tables and rules in; the seconds allowed, and a seed; teams out, with what is claimed of them.
Method = Callable[[sm.Problem, sm.Policy, float, int], sm.Matching]
#: What a suite of its own kind measures of one case: columns of its row.
Measure = Callable[["Case", Method, int, float], Mapping[str, Any]]


class Unavailable(Exception):  # noqa: N818 - a reason, not an error
    """A method or a suite that cannot run here, for want of a package or of data; it says which."""


@dataclass(frozen=True)
class Case:
    """One thing to solve, drawn anew for each seed.

    Parameters
    ----------
    name : str
        Such as "12000x100".
    make : callable
        Tables and rules for a seed; called in the process that solves them.
    time_limit : float, optional
        Seconds, where they are not those of the suite.
    known : float, optional
        The best value known, from outside.
    facts : mapping, optional
        Columns of its rows, such as the size of the pool.
    seeds : sequence of int, optional
        Where there is nothing to draw: the seeds that only the method gets.
    large : bool
        Left out unless large cases are asked for.
    """

    name: str
    make: Callable[[int], tuple[sm.Problem, sm.Policy]]
    time_limit: float | None = None
    known: float | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    seeds: Sequence[int] | None = None
    large: bool = False


@dataclass(frozen=True)
class Suite:
    """Cases that belong together, and the methods that meet on them.

    Parameters
    ----------
    name, title : str
        What it is called, and what it asks, in one sentence.
    cases, smoke : sequence of Case, or callable that returns it
        In full; and few that take seconds. A callable may raise `Unavailable`.
    methods : sequence of str
        Those that run when none are named.
    seeds : int
        Seeds 1, 2, ... unless others are asked for.
    time_limit : float
        Seconds for each method on each case.
    smoke_limit : float
        The same for the few.
    measure : callable, optional
        For what is no matching.
    findings : callable, optional
        Lines of markdown made of all rows of a run.
    columns : sequence of str, optional
        What the table in the README shows of each method, beside value, gap and seconds.
    group : str, optional
        A name that stands for several suites.
    """

    name: str
    title: str
    cases: Sequence[Case] | Callable[[], Sequence[Case]]
    smoke: Sequence[Case] | Callable[[], Sequence[Case]]
    methods: Sequence[str]
    seeds: int = 5
    time_limit: float = 60.0
    smoke_limit: float = 5.0
    measure: Measure | None = None
    findings: Callable[[pd.DataFrame], list[str]] | None = None
    columns: Sequence[str] = ()
    group: str | None = None

    def of(self, *, smoke: bool) -> Sequence[Case]:
        """The cases.

        Raises
        ------
        Unavailable
            When their data are not here.
        """
        cases = self.smoke if smoke else self.cases
        return cases() if callable(cases) else cases


SUITES: dict[str, Suite] = {}
METHODS: dict[str, Method] = {}


def register(suite: Suite) -> Suite:
    """Put a suite on the list.

    Raises
    ------
    ValueError
        When the name is taken.
    """
    if suite.name in SUITES:
        raise ValueError(f"two suites are called {suite.name!r}")
    SUITES[suite.name] = suite
    return suite


def method(name: str) -> Callable[[Method], Method]:
    """Put the function below on the list of methods.

    Raises
    ------
    ValueError
        When the name is taken.
    """

    def put(function: Method) -> Method:
        if name in METHODS:
            raise ValueError(f"two methods are called {name!r}")
        METHODS[name] = function
        return function

    return put


def discover() -> None:
    """Import every file of the two folders, which registers what is in them."""
    for room in ("methods", "suites"):
        package = importlib.import_module(f"benchmarks.{room}")
        for found in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{found.name}")
