"""The notebooks of the lab: their texts, and what their cells printed and drew."""

import base64
import html
import re

import jupytext
from building import ROOT

NAMES = ["sentence", "train", "weights"]
IMAGE = re.compile(r'<img alt="([^"]*)" src="data:image/svg\+xml;base64,([^"]*)">')
DRAWN = re.compile(r'<svg (?:(?!<svg ).)*?aria-label="([^"]*)".*?</svg>', re.DOTALL)


def sources(name):
    """The cells of a notebook as its author wrote them."""
    return jupytext.read(ROOT / f"docs/lab/{name}.py").cells


def printed(cell):
    """What a cell printed, and the texts of its figures."""
    return "\n".join(
        "".join(output.get("text") or output["data"]["text/plain"])
        for output in cell.get("outputs", [])
    )


def figures(cell):
    """The figures of a cell as HTML."""
    shown = [output.get("data", {}) for output in cell.get("outputs", [])]
    return [data["text/html"] for data in shown if "text/html" in data]


def images(cell):
    """The figures of a cell that is offered, as pairs of text and drawing without its numbering."""
    return [
        (html.unescape(alt), unnumbered(base64.b64decode(drawn).decode()))
        for figure in figures(cell)
        for alt, drawn in IMAGE.findall(figure)
    ]


def drawings(cell):
    """The figures of a cell that has run, as such pairs: of two drawings the one for a desk."""
    drawn = [[*DRAWN.finditer(figure)][-1] for figure in figures(cell)]
    return [(html.unescape(match[1]), unnumbered(match[0])) for match in drawn]


def unnumbered(drawing):
    return re.sub(r"-\d+-desk", "-desk", drawing)


def shown(notebook):
    """The cells of a notebook that is offered, without the first and without its solutions."""
    return [
        cell
        for cell in notebook.cells
        if cell.id != "package" and "solution" not in cell.metadata.get("tags", [])
    ]
