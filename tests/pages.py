"""An HTML page read without a browser: what it would load, how it is built, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Elements that have no end tag.
VOID = {"meta", "br", "hr", "img", "input", "link"}

#: Attributes that make a browser fetch something.
LOADING = {"src", "href", "xlink:href", "srcset", "data", "action", "poster", "background"}


@dataclass
class Page(HTMLParser):
    """Facts of one page, gathered as it is read."""

    html: str
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    captions: int = 0
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.tags.append((tag, told))
        self.loads += [value for name, value in told.items() if name in LOADING]
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append((int(tag[1]), ""))
        if tag in {"td", "th"}:
            self.cells.append("")
        self.captions += tag == "caption"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> within <{self.open[-1]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.text += data
        if {"td", "th"} & set(self.open):
            self.cells[-1] += data
        if self.open and self.open[-1].startswith("h") and self.open[-1][1:].isdigit():
            level, told = self.headings[-1]
            self.headings[-1] = (level, told + data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """Attributes of every element of a kind."""
        return [told for name, told in self.tags if name == tag]
