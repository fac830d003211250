"""The errors a caller may want to catch, all under one base class.

Every error carries its facts as attributes beside the message, and survives pickling,
so that it can cross process borders (a worker pool, a job queue) unharmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: How many rows of a table of problems the message itself shows.
SHOWN = 20

#: How many rows of a conflict it shows: the first tell why, the others are much the same.
SHOWN_CONFLICT = 10


class SwarmMatchError(Exception):
    """Base of every error that this library raises on purpose."""


class DataError(SwarmMatchError):
    """The tables hold faults; all of them are listed, not just the first.

    Parameters
    ----------
    issues : pandas.DataFrame
        One row a fault, with columns ``table, row, column, value, problem, remedy``.
        ``row`` counts from 0 in the table as given (missing where the fault is no row's).
    """

    def __init__(self, issues: pd.DataFrame) -> None:
        self.issues = issues
        super().__init__(issues)

    def __str__(self) -> str:
        return _table(f"{counted(len(self.issues), 'problem')} in the tables", self.issues)


class PolicyError(SwarmMatchError):
    """A rule or option is unknown, misspelt, contradictory or does not fit the tables."""


class InfeasibleError(SwarmMatchError):
    """No matching can satisfy the hard rules, and that is proven.

    Parameters
    ----------
    conflict : pandas.DataFrame
        Columns ``rule, subject, detail``: hard rules, with the questions or professionals they
        speak of, that cannot hold together.
    shortages : pandas.DataFrame, optional
        Columns ``questions, what, needed, available, detail``: what some questions need together
        and the pool does not have.
    relaxations : pandas.DataFrame, optional
        Columns ``change, cost, verified``: changes that would do, by cost.
    minimal : bool
        Whether it is proven that the conflict could be kept without any one of its rows.
    """

    def __init__(
        self,
        conflict: pd.DataFrame,
        shortages: pd.DataFrame | None = None,
        relaxations: pd.DataFrame | None = None,
        minimal: bool = False,
    ) -> None:
        self.conflict, self.shortages, self.relaxations = conflict, shortages, relaxations
        self.minimal = minimal
        super().__init__(conflict, shortages, relaxations, minimal)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames that say something, by their title."""
        clash = "no matching satisfies all hard rules; these clash"
        clash += ", and would not without any one of them" * self.minimal
        told = {
            clash: self.conflict,
            "the pool falls short": self.shortages,
            "any one of these changes would do": self.relaxations,
        }
        return {
            title: frame
            for title, frame in told.items()
            if frame is self.conflict or (frame is not None and len(frame))
        }

    def __str__(self) -> str:
        shown = [_table(title, frame, SHOWN_CONFLICT) for title, frame in self.tables.items()]
        return "\n".join(shown)


class NoMatchingError(SwarmMatchError):
    """Time ran out, or the caller interrupted, before any matching was found."""


class MissingExtraError(SwarmMatchError, ImportError):
    """A package is needed that is not installed, and that an extra of swarmmatch installs.

    Parameters
    ----------
    package : str
        What is missing.
    extra : str
        What to install: ``swarmmatch[extra]``.
    """

    def __init__(self, package: str, extra: str) -> None:
        self.package, self.extra = package, extra
        super().__init__(package, extra)

    def __str__(self) -> str:
        return (
            f"this needs {self.package}, which is not installed; "
            f"install it with: python -m pip install 'swarmmatch[{self.extra}]'"
        )


class AuditError(SwarmMatchError):
    """A matching does not bear out what is claimed of it; it is never handed to the caller.

    Parameters
    ----------
    message : str
        What differs.
    violations : pandas.DataFrame or None
        The hard rules that the teams break, as in ``Audit.violations``.
    """

    def __init__(self, message: str, violations: pd.DataFrame | None = None) -> None:
        self.violations = violations
        super().__init__(message, violations)

    def __str__(self) -> str:
        message: Any = self.args[0]
        if self.violations is None or self.violations.empty:
            return str(message)
        return _table(str(message), self.violations)


def counted(number: int, thing: str) -> str:
    """A number of things: ``1 problem``, ``1,812 problems``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _table(title: str, frame: pd.DataFrame, shown: int = SHOWN) -> str:
    lines = [f"{title}:", frame.head(shown).to_string(index=False)]
    if len(frame) > shown:
        lines.append(f"... and {len(frame) - shown:,} more")
    return "\n".join(lines)
