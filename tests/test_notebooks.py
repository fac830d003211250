"""Every notebook runs from top to bottom, and what is committed of it is fit to be read."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from documents import ROOT

pytest.importorskip("nbformat")
pytest.importorskip("nbclient")

import nbformat
from nbclient import NotebookClient

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))

#: The largest file that is committed, in bytes.
LARGEST = 500_000

#: The beginning of an absolute path, as it stands in JSON.
ABSOLUTE = re.compile(r"(?<![\w.:/<])/\w+/\w|\b[A-Z]:\\\\")


def read(name: str) -> nbformat.NotebookNode:
    return nbformat.read(FOLDER / name, as_version=4)


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for cell in code(notebook) for output in cell.outputs]


def complaints(notebook: nbformat.NotebookNode) -> list[str]:
    """Warnings and errors among the outputs."""
    return [
        str(output)
        for output in outputs(notebook)
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


@pytest.fixture
def nobodys_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, and no kernels, settings or start-up files of whoever runs the tests."""
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    for variable in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    monkeypatch.delenv("MPLBACKEND", raising=False)
    paths = [str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def test_there_are_seven() -> None:
    assert [name[0] for name in NOTEBOOKS] == list("1234567")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_runs_from_top_to_bottom(name: str, nobodys_machine: Path) -> None:
    notebook = read(name)
    resources = {"metadata": {"path": str(nobodys_machine)}}
    NotebookClient(notebook, kernel_name="python3", timeout=300, resources=resources).execute()
    assert not complaints(notebook)
    assert not list(nobodys_machine.iterdir())  # it leaves nothing behind


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_begins_with_a_title_and_ends_in_checks(name: str) -> None:
    notebook = read(name)
    assert notebook.cells[0].source.startswith(f"# {name[0]}. ")
    assert re.search(r"^assert ", code(notebook)[-1].source, re.MULTILINE)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_is_committed_was_run_in_order_without_complaint(name: str) -> None:
    notebook = read(name)
    order = [cell.execution_count for cell in code(notebook)]
    assert order == list(range(1, len(order) + 1))
    assert any("image/png" in output.get("data", {}) for output in outputs(notebook))
    assert not complaints(notebook)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_is_committed_is_small_and_tells_nothing_of_a_machine(name: str) -> None:
    notebook, text = read(name), (FOLDER / name).read_text(encoding="utf-8")
    assert len(text.encode()) < LARGEST
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.language_info == {"name": "python"}
    assert all(not cell.metadata for cell in notebook.cells)
    without_images = re.sub(r'"image/png": "[^"]*"', "", text)
    assert not ABSOLUTE.search(without_images)


@pytest.mark.parametrize("path", ["/home/anna/x.py", "see /tmp/x", r"C:\\Users\\anna"])
def test_absolute_paths_are_recognised(path: str) -> None:
    assert ABSOLUTE.search(path)


@pytest.mark.parametrize("text", ["https://example.org/home/anna", "a/b", "5 km/h", r"ABC:\n"])
def test_other_texts_are_taken_for_no_path(text: str) -> None:
    assert not ABSOLUTE.search(text)
