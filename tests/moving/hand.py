"""A moving figure in a page of the built site, as a test takes hold of it."""

import json
import re
from pathlib import Path

import numpy as np
from conftest import ROOT
from numpy.testing import assert_allclose

STATES = (Path(__file__).parent / "states.js").read_text(encoding="utf-8")
FIGURES = {  # where each figure stands
    (name := path.stem.replace("-", ".", 1)): [f"explanation/{name.split('.')[0]}.html"]
    for path in sorted((ROOT / "snippets/frames").glob("*-*.js"))
}
FIGURES["columns.slide"].insert(0, "index.html")
PLACED = [(name, page) for name, pages in FIGURES.items() for page in pages]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DATA = re.compile(r'<script type="application/json">(.*?)</script>', re.DOTALL)


def frames(site, name):
    """All states of a figure as the built site holds them: those of its page and those of files."""
    text = (site / FIGURES[name][0]).read_text(encoding="utf-8")
    known = json.loads(DATA.search(text, text.index(f'data-moving="{name}"'))[1])
    files = (site / f"figures/{name.replace('.', '/')}.{part}.js" for part in known["more"])
    more = (json.loads(f"[{file.read_text(encoding='utf-8')[12:-3]}]") for file in files)
    return known["states"] | {part: states for _, part, states in more}


class Figure:
    """The figure of this name in a page, moved by its controls, its handles and the address."""

    def __init__(self, view, served, name, page=None, asked=""):
        self.view, self.name = view, name
        view.goto(f"{served}/{page or FIGURES[name][0]}{asked}")
        self.root = view.locator(f'[data-moving="{name}"]')
        view.wait_for_selector(f'[data-moving="{name}"] form.ready')

    def says(self):
        self.view.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        return self.root.locator(".says").inner_text()

    def waits_for(self, text):
        """Wait until this is part of what the figure says."""
        self.view.wait_for_function(
            "([name, text]) => document.querySelector(`[data-moving='${name}'] .says`)"
            "?.textContent.includes(text)",
            arg=[self.name, text],
        )

    def address(self, *parts):
        """Wait until all of these are part of the address, which is written when the hand rests."""
        self.view.wait_for_function(
            "parts => parts.every(part => location.href.includes(part))", arg=parts
        )

    def field(self, name):
        return self.root.locator(f"[name={name}]")

    def part(self, name):
        return self.root.locator(f'svg:visible [data-part="{name}"]')

    def handle(self, number=0):
        return self.root.locator("svg:visible .handle").nth(number)

    def reset(self):
        self.root.get_by_role("button", name="Reset the figure").click()

    def centre(self, locator):
        locator.scroll_into_view_if_needed()
        box = locator.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, number, dx, dy, steps=6):
        x, y = self.centre(self.handle(number))
        self.view.mouse.move(x, y)
        self.view.mouse.down()
        self.view.mouse.move(x + dx, y + dy, steps=steps)
        self.view.mouse.up()

    def every(self, settings, wanted):
        """What is said and shown for each of the settings, the same by both drawings: sentences,
        labels, and part to texts, opacities or points in the numbers of its axes.
        """
        noted = json.loads(self.view.evaluate(STATES, [self.name, settings, wanted]))
        assert all(said in label for said, label in zip(noted["says"], noted["labels"]))
        desk, phone = (
            {part: stacked(values) for part, values in noted[kind].items()}
            for kind in ("desk", "phone")
        )
        for part in wanted:
            assert_alike(desk[part], phone[part])
        return noted["says"], noted["labels"], desk


def stacked(values):
    """Points of all settings in one array, where each has as many; a list of arrays, else."""
    if any(isinstance(value, str) for value in values):
        return values
    if len({np.shape(value) for value in values}) == 1 and values[0] is not None:
        return np.array(values)
    return [value if value is None else np.array(value) for value in values]


def assert_alike(desk, phone):
    if isinstance(desk, np.ndarray):
        size = np.abs(desk).reshape(len(desk), -1).max(axis=1, initial=1)
        assert (np.abs(desk - phone).reshape(len(desk), -1).max(axis=1) <= 0.03 * size).all()
    elif any(isinstance(value, str) for value in desk):
        assert desk == phone
    else:
        assert [points is None for points in desk] == [points is None for points in phone]
        for one, other in zip(desk, phone):
            if one is not None:
                assert_allclose(one, other, atol=0.03 * max(1, np.abs(one).max()))
