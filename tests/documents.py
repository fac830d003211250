"""The documents of the project, and the snippets in them."""

from __future__ import annotations

import re
import textwrap
import types
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<kind>\w+)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Snippet:
    """A fenced block of a document."""

    document: str
    line: int
    text: str

    def compiled(self) -> types.CodeType:
        """Python code whose traceback names the line of the document."""
        source = "\n" * (self.line - 1) + self.text
        return compile(source, str(ROOT / self.document), "exec", dont_inherit=True)


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def snippets(document: str, kind: str) -> list[Snippet]:
    """The blocks of one language, in order."""
    text = text_of(document)
    return [
        Snippet(
            document,
            line=text.count("\n", 0, fence.start("body")) + 1,
            text=textwrap.dedent(fence["body"]),
        )
        for fence in _FENCE.finditer(text)
        if fence["kind"] == kind
    ]


def rows(document: str, header: str) -> list[list[str]]:
    """The rows of the Markdown table whose first column has this header, as cells."""
    lines = iter(text_of(document).splitlines())
    next(line for line in lines if line.startswith(f"| {header} |"))
    next(lines)
    body = []
    for line in lines:
        if not line.startswith("|"):
            break
        body.append([cell.strip() for cell in line.strip("|").split("|")])
    return body
