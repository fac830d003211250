"""A figure as SVG within a page: named for who cannot see it, and without ids that clash."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SVG, _LINK = "http://www.w3.org/2000/svg", "{http://www.w3.org/1999/xlink}href"


def inline_svg(ax: Axes, name: str, description: str) -> str:
    """The figure of some axes as an ``svg`` element, the same at every call.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Whose title names the figure.
    name : str
        Letters; unique in the page, for it goes before every id.
    description : str
        What can be seen, in a sentence or two.
    """
    root = ET.fromstring(_drawn(ax, name))
    for element in root.iter():
        element.attrib = {
            "href" if key == _LINK else key: _renamed(key, said, name)
            for key, said in element.attrib.items()
        }
    _drop(root, "metadata", "style")
    root.attrib |= {
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-desc",
        "style": "stroke-linejoin:round;stroke-linecap:butt",  # what the style element said
    }
    told = {"title": ax.get_title(loc="left").replace(r"\$", "$"), "desc": description}
    for at, (tag, text) in enumerate(told.items()):
        element = ET.Element(f"{{{_SVG}}}{tag}", id=f"{name}-{tag}")
        element.text = text
        root.insert(at, element)
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")


def _drawn(ax: Axes, name: str) -> str:
    from matplotlib import rc_context

    figure, page = ax.get_figure(root=True), io.StringIO()
    assert figure is not None  # axes are drawn on one until they are removed
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": name}), warnings.catch_warnings():
        # The reader's browser draws the letters, with fonts that have them.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(page, format="svg", metadata={"Date": None}, dpi=150)
    return page.getvalue()


def _renamed(key: str, said: str, name: str) -> str:
    """What an attribute says, with every id in it made the figure's own."""
    if key == "id":
        return f"{name}-{said}"
    if key == _LINK and said.startswith("#"):
        return f"#{name}-{said[1:]}"
    return said.replace("url(#", f"url(#{name}-")


def _drop(root: ET.Element, *tags: str) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{{{_SVG}}}{tag}" for tag in tags}:
                parent.remove(child)
