"""The public names, and how little it takes to import them."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys

import pytest

import swarmmatch as sm
import swarmmatch.errors
from swarmmatch.rules.catalogue import RULES

#: Packages that nobody should pay for who does not solve, nor sits at a terminal.
HEAVY = {
    "ortools", "highspy", "networkx", "rich", "typer", "tomli_w", "hypothesis", "matplotlib",
    "jinja2", "markupsafe", "optuna",
}  # fmt: skip


def _loaded_by(code: str) -> set[str]:
    """Modules that a fresh interpreter has loaded after some code."""
    told = f"{code}\nimport sys\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_importing_loads_no_room_and_no_package() -> None:
    loaded = _loaded_by("import swarmmatch") - _loaded_by("import __future__, importlib, typing")
    assert loaded == {"swarmmatch", "swarmmatch.errors"}


def test_graphs_are_loaded_for_who_asks_for_them() -> None:
    assert "networkx" not in _loaded_by("import swarmmatch as sm; sm.Ledger; sm.measure")
    assert "networkx" in _loaded_by("import swarmmatch as sm; sm.CollaborationHistory")


def test_plots_and_reports_are_loaded_for_who_draws_them() -> None:
    loaded = _loaded_by("import swarmmatch as sm; sm.report; sm.write_report; sm.plot_map")
    assert "swarmmatch.show.report" in loaded
    assert not HEAVY & {name.partition(".")[0] for name in loaded}


def test_tables_and_rules_need_no_solver_and_no_terminal() -> None:
    loaded = _loaded_by(
        "import swarmmatch as sm; sm.achterhoek; sm.Problem; sm.Policy; sm.Matching"
    )
    assert not HEAVY & {name.partition(".")[0] for name in loaded}
    assert not {name for name in loaded if name.startswith(("swarmmatch.engine", "swarmmatch.cli"))}


@pytest.mark.parametrize("name", sm.__all__)
def test_every_public_name_is_there_and_described(name: str) -> None:
    thing = getattr(sm, name)
    assert name == "__version__" or inspect.getdoc(thing)
    assert name in dir(sm)


def test_type_checkers_see_the_same_names() -> None:
    imported = {
        alias.name
        for node in ast.walk(ast.parse(inspect.getsource(sm)))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("swarmmatch.")
        for alias in node.names
    }
    assert imported == set(sm.__all__) - {"__version__"}
    assert sm.__all__ == sorted(sm.__all__)


def test_all_rules_and_errors_are_public() -> None:
    assert {rule.__name__ for rule in RULES} <= set(sm.__all__)
    errors = {name for name, _ in inspect.getmembers(swarmmatch.errors, inspect.isclass)}
    assert {name for name in errors if name.endswith("Error")} <= set(sm.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'solve'"):
        sm.solve  # noqa: B018
