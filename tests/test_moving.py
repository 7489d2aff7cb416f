"""Figures that a reader moves: driven as a person would, and every state of every control compared
with what numpy computes for it.
"""

import gzip
import json
import re
from itertools import product

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.linalg import helmert

from snippets import crowd, losses
from snippets.examples import CORNERS, PLACES, THIRD_COLUMN, THREE_VALUES, real_row
from snippets.frames.columns import HEADS
from snippets.intervals import can_be_strongest, intervals
from snippets.learning import progress, watched
from snippets.mixture import RING, area_shares, heights
from snippets.press import catalogue
from snippets.recovery import affine_rank, sigma
from snippets.relation import KINDS, PARTNER, TWINS, VOCABULARY, row_of, sentence, stacking, train

FIGURES = {  # where each figure stands
    "columns.slide": ["index.html", "explanation/columns.html"],
    **{
        name: [f"explanation/{name.split('.')[0]}.html"]
        for name in catalogue.names("frames")
        if name != "columns.slide"
    },
}
PLACED = [(name, page) for name, pages in FIGURES.items() for page in pages]
AT_ONCE = "window.requestAnimationFrame = frame => { frame(performance.now()); };"

# Set controls of a figure one after the other, and note after each what it says and shows. `wanted`
# names parts: of texts the text, of other parts their drawing.
EVERY = """async ([name, settings, wanted]) => {
  const root = document.querySelector(`[data-moving="${name}"]`), form = root.querySelector("form");
  const svg = root.querySelector("svg.desk"), twin = root.querySelector("svg.phone");
  const shown = (svg, part) => {
    if (part === "label") return svg.getAttribute("aria-label");
    if (part.startsWith("fade-")) return svg.querySelector(`[data-part="${part.slice(5)}"]`).style.opacity || "1";
    const found = svg.querySelector(`[data-part="${part}"]`), shape = found.querySelector("text, path:not(defs path), use") ?? found;
    if (found.getAttribute("visibility") === "hidden") return null;
    return shape.matches("text") ? shape.textContent : shape.matches("use") ? [shape.getAttribute("x"), shape.getAttribute("y")] : shape.getAttribute("d");
  };
  const noted = [];
  for (const setting of settings) {
    for (const [key, value] of Object.entries(setting)) {
      const field = form.elements[key];
      if (typeof value === "boolean") field.checked = value; else field.value = value;
      (field.length && !field.options ? [...field].find(each => each.checked) : field).dispatchEvent(new Event("input", { bubbles: true }));
    }
    while (root.querySelector(".says").textContent === "Loading …") await new Promise(done => setTimeout(done, 5));
    noted.push([root.querySelector(".says").textContent, ...[svg, twin].map(svg => Object.fromEntries(wanted.map(part => [part, shown(svg, part)]))), svg.getAttribute("aria-label")]);
  }
  return noted;
}"""


@pytest.fixture(scope="module")
def quick(browser):
    """A context in which whatever waits for the next frame happens at once."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(AT_ONCE)
    yield context
    context.close()


@pytest.fixture
def view(browser, request):
    """A page of its own, at a desk or as the test asks for; a complaint of the browser is a
    failure.
    """
    context = browser.new_context(
        **{"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    )
    page, complaints = context.new_page(), []
    page.on(
        "console",
        lambda message: message.type in ("error", "warning") and complaints.append(message.text),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


# The place of every part that can be seen, in CSS pixels from the corner of its drawing.
BOXES = """root => {
  const svg = [...root.querySelectorAll(":scope > svg")].find(each => each.getClientRects().length), frame = svg.getBoundingClientRect();
  const seen = [...svg.querySelectorAll("[data-part]")].filter(part => !part.dataset.map && part.getAttribute("visibility") !== "hidden" && part.style.opacity !== "0");
  return Object.fromEntries(seen.map(part => { const box = part.getBoundingClientRect(); return [part.dataset.part, [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top]]; }));
}"""
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


class Moving:
    """A figure in a page, as a test takes hold of it."""

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

    def field(self, name):
        return self.root.locator(f"[name={name}]")

    def part(self, name):
        return self.root.locator(f'svg:visible [data-part="{name}"]')

    def handle(self, place=0):
        return self.root.locator("svg:visible .handle").nth(place)

    def centre(self, locator):
        locator.scroll_into_view_if_needed()
        box = locator.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, place, dx, dy):
        x, y = self.centre(self.handle(place))
        self.view.mouse.move(x, y)
        self.view.mouse.down()
        self.view.mouse.move(x + dx, y + dy, steps=6)
        self.view.mouse.up()

    def every(self, settings, wanted):
        """What is said and shown for each of the settings; the drawing for the phone must show the
        same as that for the desk.
        """
        noted = self.view.evaluate(EVERY, [self.name, settings, wanted])
        planes = {kind: self.planes(kind) for kind in ("desk", "phone")}
        found = []
        for said, desk, phone, label in noted:
            assert said in label
            read = {
                kind: {
                    part: numbers_of(value, planes[kind].get(part)) for part, value in each.items()
                }
                for kind, each in (("desk", desk), ("phone", phone))
            }
            for part in wanted:
                if isinstance(read["desk"][part], np.ndarray):
                    assert_allclose(
                        read["desk"][part],
                        read["phone"][part],
                        atol=0.03 * max(1, np.abs(read["desk"][part]).max()),
                    )
                else:
                    assert read["desk"][part] == read["phone"][part]
            found.append((said, read["desk"]))
        return found

    def planes(self, kind):
        """For every part of one drawing the numbers that tell where the axes around it lie."""
        return self.root.locator(f"svg.{kind} [data-part]").evaluate_all(
            "parts => Object.fromEntries(parts.map(part => [part.dataset.part, (part.closest('[data-map]')?.dataset.map ?? '0 1 0 1').split(' ').map(Number)]))"
        )


def numbers_of(drawn, plane):
    """A drawing's path or place in the numbers of its axes; a text as it is."""
    if drawn is None or not (isinstance(drawn, list) or re.match(r"M\s*[-\d]", drawn)):
        return drawn
    x0, xs, y0, ys = plane
    if isinstance(drawn, list):
        points = [tuple(map(float, drawn))]
    else:
        points, x, y = [], 0.0, 0.0
        for letter, rest in re.findall(r"([MLHVhZ])([^MLHVhZ]*)", drawn):
            numbers = [float(number) for number in rest.split()]
            x, y = {"M": numbers, "L": numbers, "H": [*numbers, y], "V": [x, *numbers]}.get(
                letter, [x, y]
            )
            if letter in "MLHV":
                points.append((x, y))
    return (np.array(points) - [x0, y0]) / [xs, ys]


# The arithmetic of three words, against numpy


@pytest.fixture(scope="module")
def arithmetic(browser):
    """Call a function of triangle.js for a list of arguments at once."""
    page = browser.new_page()
    page.add_script_tag(path=ROOT / "snippets/frames/triangle.js")
    yield lambda function, cases: page.evaluate(
        "([name, cases]) => cases.map(each => triangle[name](...each))", [function, cases]
    )
    page.close()


def corners_of(count):
    """Triangles of every kind: random, tiny, huge, nearly flat, of small whole numbers, flat, and
    single points.
    """
    rng = np.random.default_rng(7)
    random = rng.normal(size=(count, 3, 2)) * 10.0 ** rng.integers(-3, 4, size=(count, 1, 1))
    nearly = random.copy()
    nearly[:, 2] = nearly[:, 0] + rng.uniform(-1, 2, size=(count, 1)) * (
        nearly[:, 1] - nearly[:, 0]
    )
    nearly[:, 2] += 10.0 ** rng.uniform(-5, -1, size=(count, 1)) * rng.normal(size=(count, 2))
    whole = rng.integers(-4, 5, size=(count, 3, 2)).astype(float)
    flat = whole.copy()
    flat[:, 2] = flat[:, 0] + 2 * (flat[:, 1] - flat[:, 0])
    return np.concatenate([random, nearly, whole, flat, np.ones((1, 3, 2))])


def is_flat(corners):
    try:
        area_shares(corners, corners[0])
    except ValueError:
        return True
    return False


def test_the_weights_at_a_place_are_those_of_numpy(arithmetic):
    corners, rng = corners_of(1500), np.random.default_rng(1)
    places = corners.mean(axis=1) + rng.normal(size=(len(corners), 2)) * np.ptp(corners, axis=1)
    found = arithmetic("weightsAt", [[c.tolist(), p.tolist()] for c, p in zip(corners, places)])
    assert [weights is None for weights in found] == [
        is_flat(each) for each in corners
    ] and found.count(None) > 1500
    for corner, place, weights in zip(corners, places, found):
        if weights is not None:
            expected = area_shares(corner, place)
            assert_allclose(weights, expected, atol=1e-9 * max(1, np.abs(expected).max()))
            mixed = (
                arithmetic("mix", [[weights, corner.tolist()]])[0]
                if rng.random() < 0.01
                else weights @ corner
            )
            assert_allclose(mixed, weights @ corner, atol=1e-9 * np.abs(corner).max())


def test_sigma_and_the_slopes_are_those_of_numpy(arithmetic):
    corners = corners_of(1500)
    for corner, found in zip(corners, arithmetic("sigma", [[each.tolist()] for each in corners])):
        assert_allclose(found, sigma(corner), atol=1e-9 * max(1, np.abs(corner).max()))
    steep = [corner for corner in corners if affine_rank(corner) == 3]
    for corner, slopes in zip(steep, arithmetic("slopes", [[each.tolist()] for each in steep])):
        expected = np.linalg.norm(np.linalg.inv(helmert(3) @ corner) @ helmert(3), axis=0)
        assert_allclose(
            slopes, expected, rtol=1e-9 * max(1, 1e-4 * expected.max() * np.abs(corner).max())
        )


def test_the_nearest_weights_are_the_nearest(arithmetic):
    """Against the projection onto the simplex by sorting (Held, Wolfe and Crowder 1974)."""
    rng = np.random.default_rng(2)
    cases = rng.normal(size=(3000, 3)) * rng.choice([0.1, 1, 5], size=(3000, 1))
    cases[:300] = cases[:300].round()
    cases += (1 - cases.sum(axis=1, keepdims=True)) / 3
    for given_, found in zip(cases, arithmetic("nearest", [[each.tolist()] for each in cases])):
        ordered = np.sort(given_)[::-1]
        steps = (np.cumsum(ordered) - 1) / np.arange(1, 4)
        threshold = steps[np.flatnonzero(ordered > steps)[-1]]
        assert_allclose(found, np.maximum(given_ - threshold, 0), atol=1e-9)


def test_what_columns_allow_is_what_linear_programs_allow(arithmetic):
    rng, cases = np.random.default_rng(3), []
    for kind in range(1200):
        k = rng.integers(0, 4)
        values = (
            rng.integers(-3, 4, size=(3, k)).astype(float)
            if kind % 2
            else rng.normal(size=(3, k)) * 10.0 ** rng.integers(-2, 3)
        )
        if k > 1 and kind % 3 == 0:
            values[:, 1] = 2 * values[:, 0] + 1  # parallel columns
        weights = (
            rng.dirichlet(np.ones(3))
            if kind % 5
            else rng.permutation([0, *rng.choice([[0.5, 0.5], [1, 0]])])
        )
        cases.append((values, weights))
    found = arithmetic(
        "allowed", [[values.T.tolist(), (weights @ values).tolist()] for values, weights in cases]
    )
    for (values, weights), corners, ranges in zip(
        cases, found, arithmetic("ranges", [[each] for each in found])
    ):
        columns = values if values.shape[1] else np.ones((3, 1))
        assert_allclose(
            ranges,
            intervals(columns, weights @ columns, tolerance=1e-12 * np.abs(columns).max()),
            atol=1e-9,
        )
        assert len(corners) <= 3 and np.min(corners) >= 0
        assert_allclose(np.sum(corners, axis=1), 1, atol=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(1, 20))
def test_significant_bits_keep_the_sign_and_are_off_by_half_a_step_at_most(seed, bits):
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=20) * 10.0 ** rng.integers(-6, 6, size=20)
    kept = losses.significant(numbers, bits)
    assert (np.abs(kept - numbers) <= 2.0**-bits * np.abs(numbers)).all()
    assert_allclose(np.frexp(kept)[0] * 2**bits % 1, 0)
    ordinary = numbers[(np.abs(numbers) > 1e-3) & (np.abs(numbers) < 1e4)]
    assert_allclose(losses.significant(ordinary, 11), ordinary.astype(np.float16), atol=0) if len(
        ordinary
    ) else None


@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
def test_what_is_rounded_comes_from_between_its_limits(seed, bits):
    """Numbers lie between the limits found for their rounded ones, and what lies a little outside
    is rounded to something else.
    """
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=9) * 10.0 ** rng.integers(-6, 6, size=9)
    kept = losses.significant(numbers, bits)
    low, high = losses.before_rounding(kept, bits)
    assert (low <= numbers).all() and (numbers <= high).all()
    width = high - low
    for inside, outside in (
        (low + 0.01 * width, low - 0.01 * width),
        (high - 0.01 * width, high + 0.01 * width),
    ):
        assert_allclose(losses.significant(inside, bits), kept, rtol=1e-12)
        assert (losses.significant(outside, bits) != kept).all()


# Every state of every control, against numpy


def brief(number):
    return f"{number:.2f}" if number >= 1 else f"{float(f'{number:.2g}')}"


def said(number, decimals=3):
    return f"{number:.{decimals}f}".replace("-", "−")


def test_every_state_of_the_columns_is_what_numpy_computes(quick, served):
    moving = Moving(quick.new_page(), served, "columns.slide")
    words = real_row()[0]
    parts = [
        f"{part}-{word.name}" for part in ("bar", "fade-bar", "mark", "text") for word in words
    ]
    for (layer, head), word in product(HEADS, words):
        _, weights, values, output = real_row(layer, head, word.name)
        found = moving.every(
            [
                {"head": f"{layer}.{head}", "row": word.name, "answer": True, "columns": k}
                for k in range(33)
            ],
            [*parts, "title"],
        )
        settled = None
        for k, (sentence_, shown) in enumerate(found):
            low, high = np.array(intervals(values, output, min(k, 9))).T
            assert f"layer {layer} head {head}: {k} of 32 columns" in shown["title"]
            for j, each in enumerate(words):
                box = shown[f"bar-{each.name}"]
                assert_allclose([box[:, 0].min(), box[:, 0].max()], [low[j], high[j]], atol=1.5e-3)
                assert_allclose(shown[f"mark-{each.name}"][:, 0], weights[j], atol=1.5e-3)
                assert shown[f"text-{each.name}"] == (
                    f"{low[j]:.3f}"
                    if f"{low[j]:.3f}" == f"{high[j]:.3f}"
                    else f"{low[j]:.3f} – {high[j]:.3f}"
                )
            possible = np.flatnonzero(can_be_strongest(values, output, min(k, 9)))
            strongest = words[int(weights.argmax())]
            assert sentence_.startswith(f"{k} of 32 columns: ")
            settled = settled if settled is not None else k if len(possible) == 1 else None
            since = "" if settled in (None, k) else f", certain since column {settled}"
            assert [shown[f"fade-bar-{word.name}"] for word in words] == [
                "1" if j in possible else "0.4" for j in range(10)
            ]
            if k >= 9:
                assert (
                    f"The strongest is {strongest.spoken}, with {weights.max():.3f}{since}."
                    in sentence_
                )
                assert ("by 9" in sentence_) == (k > 9)
            elif len(possible) == 1:
                low, high = (f"{each[weights.argmax()]:.3f}" for each in (low, high))
                weight = (
                    f"is {low}, to three decimals"
                    if low == high
                    else f"lies between {low} and {high}"
                )
                assert (
                    f"{strongest.spoken} is the strongest, whatever the hidden columns say{since}. Its weight {weight}."
                    in sentence_
                )
            elif len(possible) > 4:
                assert (
                    f"{'any' if len(possible) == 10 else len(possible)} of the 10 can still be the strongest"
                    in sentence_
                )
            else:
                assert (
                    all(words[j].spoken in sentence_ for j in possible)
                    and sentence_.count(",") == len(possible) - 2
                )
    hidden = moving.every([{"answer": False}, {"answer": True}], ["mark-cat", "fade-bar-sep"])
    assert hidden[0][1]["fade-bar-sep"] == "1"
    assert hidden[0][1]["mark-cat"] is None and hidden[1][1]["mark-cat"] is not None
    assert (
        "Which words can still be the strongest?" in hidden[0][0] and "strongest is" in hidden[1][0]
    )


def test_every_state_of_the_lines_is_what_numpy_computes(quick, served):
    page = quick.new_page()
    rng = np.random.default_rng(4)
    random = (1 + rng.multinomial(97, rng.dirichlet(np.ones(3))) for _ in range(12))
    for weights in [
        [25, 50],
        [1, 1],
        [98, 1],
        [1, 98],
        [50, 49],
        *(each[:2].tolist() for each in random),
    ]:
        moving = Moving(
            page, served, "columns.lines", asked=f"?lines.weights={weights[0]}_{weights[1]}"
        )
        true = np.array([*weights, 100 - sum(weights)]) / 100
        settings = [{"columns": k, "copy": turned} for k in range(4) for turned in range(11)]
        for setting, (sentence_, shown) in zip(
            settings,
            moving.every(
                settings,
                [
                    "open",
                    "weights",
                    *(f"{part}-{k}" for part in ("line", "equation") for k in range(3)),
                    *(f"word-{word}" for word in ("black", "cat", "mat")),
                ],
            ),
        ):
            share, k = setting["copy"] / 10, setting["columns"]
            first, second = THREE_VALUES.T
            columns = np.column_stack([first, (1 - share) * second + share * first, THIRD_COLUMN])
            possible = intervals(columns, true @ columns, k, tolerance=1e-11)
            assert_allclose(shown["weights"][0], true @ CORNERS, atol=0.01)
            open_ = np.array([area_shares(CORNERS, point) for point in shown["open"]])
            assert_allclose(
                np.column_stack([open_.min(axis=0), open_.max(axis=0)]), possible, atol=0.01
            )
            for column in range(3):
                assert (shown[f"line-{column}"] is None) == (column >= k)
                if column < k:
                    alone = intervals(
                        columns[:, [column]], true @ columns[:, [column]], tolerance=1e-11
                    )
                    ends = np.array(
                        [area_shares(CORNERS, point) for point in shown[f"line-{column}"]]
                    )
                    assert_allclose(
                        np.column_stack([ends.min(axis=0), ends.max(axis=0)]), alone, atol=0.01
                    )
                    assert_allclose(
                        float(shown[f"equation-{column}"].rsplit("= ")[1]),
                        true @ columns[:, column],
                        atol=0.00051,
                    )
            if k == 0:
                assert "every point of the triangle is possible" in sentence_
            elif np.ptp(possible, axis=1).max() < 1e-6:
                assert (
                    "One weighting is left: " in sentence_
                    and ", ".join(
                        f"{word} {weight:.2f}"
                        for word, weight in zip(("black", "cat", "mat"), true)
                    )
                    in sentence_
                )
            else:
                assert "A whole line is left: " in sentence_ and (
                    "only repeats the first" in sentence_
                ) == (k == 2 and share == 1)
                told = np.array(
                    [
                        [
                            float(number)
                            for number in re.search(
                                rf"{word} (\d\.\d+) to (\d\.\d+)", sentence_
                            ).groups()
                        ]
                        for word in ("black", "cat", "mat")
                    ]
                )
                assert_allclose(told, possible, atol=0.00501)


def test_every_place_of_the_mixture_is_what_numpy_computes(quick, served):
    page, rng = quick.new_page(), np.random.default_rng(5)
    names = ("black", "cat", "mat")
    for number in range(60):
        corners = np.round(rng.uniform(0, 8, size=(3, 2)), 1) if number else PLACES
        if number % 4 == 1:
            corners[2] = (
                2 * corners[1] - corners[0]
                if np.all((2 * corners[1] - corners[0] >= 0) & (2 * corners[1] - corners[0] <= 8))
                else corners[0]
            )
        output = (
            np.round(rng.uniform(0, 8, size=2), 2)
            if number % 2
            else np.round(rng.dirichlet(np.ones(3)) @ corners, 2)
        )
        asked = "&".join(
            f"drag.{name}={x:g}_{y:g}"
            for name, (x, y) in zip((*names, "output"), (*corners, output))
        )
        moving = Moving(page, served, "mixture.drag", asked=f"?{asked}")
        ((sentence_, shown),) = moving.every(
            [{}],
            [
                "output",
                "ring",
                "sigma",
                *names,
                *(
                    f"{part}-{name}"
                    for part in ("bar", "error", "weight", "area")
                    for name in names
                ),
            ],
        )
        for name, corner in zip(names, corners):
            assert_allclose(shown[name][0], corner, atol=0.02)
        assert_allclose(shown["output"][0], output, atol=0.02)
        assert_allclose(np.linalg.norm(shown["ring"] - output, axis=1), RING, atol=0.02)
        if is_flat(corners):
            between = (
                affine_rank(np.vstack([corners, output])) < 3
                and np.all(output >= corners.min(axis=0))
                and np.all(output <= corners.max(axis=0))
            )
            extent = np.linalg.norm(corners - corners[:, None], axis=2)
            ends = {j for j in range(3) if np.isclose(extent[j].max(), extent.max())}
            alone = [j for j in range(3) if np.allclose(corners[j], output)]
            if not between:
                expected = "The output is not between them, so no weights lead there"
            elif len(alone) == 1 and alone[0] in ends:
                expected = (
                    f"on {names[alone[0]]} alone, and only {names[alone[0]]} 1.00 leads there"
                )
            else:
                expected = "The list of weights is lost: many weightings give this output"
            assert expected in sentence_
            assert shown["sigma"] == "σ = 0" and shown["weight-cat"] == "cat ?"
            continue
        weights = area_shares(corners, output)
        for j, name in enumerate(names):
            assert shown[f"weight-{name}"].strip("←→ ") == f"{name} {said(weights[j], 2)}".replace(
                "−0.00", "0.00"
            )
            assert ("→" in shown[f"weight-{name}"]) == (weights[j] > 1.35) and (
                "←" in shown[f"weight-{name}"]
            ) == (weights[j] < -0.35)
            box = shown[f"bar-{name}"][:, 0]
            assert_allclose(
                [box.min(), box.max()], np.clip(sorted((0, weights[j])), -9, 9), atol=0.01
            )
            moved = [
                area_shares(corners, output + RING * np.array([np.cos(turn), np.sin(turn)]))[j]
                - weights[j]
                for turn in np.linspace(0, 2 * np.pi, 721)
            ]
            assert_allclose(
                np.ptp(shown[f"error-{name}"][:, 0]) / 2, min(9, max(moved)), rtol=1e-2, atol=0.01
            )
        assert shown["sigma"] == f"σ = {brief(sigma(corners))}"
        if (
            weights.min() < -0.005 or (weights * heights(corners)).min() < -0.002
        ):  # seen in the weights, or in the drawing
            assert "No weights without negatives lead there" in sentence_
        else:
            off = RING / sigma(corners)
            told = f"σ is {brief(sigma(corners))}: solved back from an output that is off by {RING}, the list can be off by {brief(off)}"
            assert (
                told + (", more than any two lists of weights differ." if off > np.sqrt(2) else ".")
                in sentence_
            )


def percent(share):
    """Never "0%" of what happened, never "100%" of what failed once."""
    near = round(100 * share)
    return (
        f"{near}%"
        if share in (0, 1) or 0 < near < 100
        else "less than 1%"
        if near == 0
        else "more than 99%"
    )


def test_every_state_of_the_crowd_is_what_numpy_computes(quick, served):
    moving = Moving(quick.new_page(), served, "crowd.pick")
    settings = [
        {"words": str(n), "times": str(times), "columns": i}
        for n in crowd.SIZES
        for times in crowd.TIMES
        for i in range(len(crowd.COLUMNS))
    ]
    for setting, (sentence_, shown) in zip(
        settings,
        moving.every(settings, ["theory", "counted", "here", "others", "cat", "highest", "named"]),
    ):
        n, times, d = (
            int(setting["words"]),
            int(setting["times"]),
            crowd.COLUMNS[setting["columns"]],
        )
        theory, counted, readings = crowd.winner_rates()[n, d, times]
        for place, part in enumerate(("theory", "counted")):
            shares = [crowd.winner_rates()[n, each, times][place] for each in crowd.COLUMNS]
            assert_allclose(
                shown[part], np.column_stack([np.log10(crowd.COLUMNS), shares]), atol=0.01
            )
        assert_allclose(shown["here"][0], [np.log10(d), counted], atol=0.01)
        assert_allclose(shown["others"][:, 1], readings[1:] / readings.max(), atol=0.02)
        assert_allclose(shown["cat"][0], [0, readings[0] / readings.max()], atol=0.02)
        right = readings.argmax() == 0
        assert right == (counted >= 0.5)
        assert_allclose(
            shown["highest"][0],
            [0 if right else 0.04 + 0.96 * (readings.argmax() - 1) / (n - 2), 1],
            atol=0.01,
        )
        assert shown["named"] == ("named: cat" if right else "named: another word")
        assert sentence_ == (
            f"{n} words, {d} columns; cat has {crowd.one_strong(n, times)[0]:.3f} of the weight. It is named in {percent(counted)} of {crowd.TRIALS} trials; "
            f"theory says {percent(np.clip(theory, 1e-9, 1 - 1e-9))}. In the one drawn, {'cat is highest' if right else 'another word is higher'}."
        )


def test_every_state_of_the_two_sentences_is_what_numpy_computes(quick, served):
    moving = Moving(quick.new_page(), served, "relation.swap")
    settings = [{"asks": word, "weights": kind} for word in TWINS[0] for kind in KINDS]
    parts = [
        f"{part}-{number}-{j}"
        for number in range(2)
        for part in ("weight", "number", "part")
        for j in range(8)
    ]
    parts += [
        f"{part}-{number}-{j}"
        for number in range(2)
        for part in ("answer", "says")
        for j in range(3)
    ]
    for setting, (sentence_, shown) in zip(
        settings,
        moving.every(
            settings, [*parts, "asks-0", "asks-1", "totals-0", "totals-1", "halos-0", "halos-1"]
        ),
    ):
        rows = [
            row_of(
                setting["asks"],
                words,
                train(setting["weights"], 0).parameters[-1],
                setting["weights"],
            )
            for words in TWINS
        ]
        for number, (words, row) in enumerate(zip(TWINS, rows)):
            partner = words[words.index(setting["asks"]) ^ 1]
            assert_allclose(shown[f"asks-{number}"][:, 0].mean(), row.place, atol=0.01)
            for part in ("totals", "halos"):
                assert_allclose(
                    shown[f"{part}-{number}"],
                    np.column_stack([range(16), row.parts.sum(axis=0)]),
                    atol=0.05,
                )
            for j, weight in enumerate(row.weights):
                assert shown[f"number-{number}-{j}"] == (
                    "1/8" if setting["weights"] == "uniform" else f"{weight:.2f}"
                )
                assert_allclose(shown[f"weight-{number}-{j}"][:, 1].max(), weight, atol=0.05)
            for k, place in enumerate(stacking(words)):
                boxes = shown[f"part-{number}-{k}"].reshape(16, 4, 2)
                assert_allclose(np.ptp(boxes[:, :, 1], axis=1), np.abs(row.parts[place]), atol=0.06)
            for j, answer in enumerate(
                TWINS[0][1::2] if setting["asks"] in TWINS[0][::2] else TWINS[0][::2]
            ):
                assert shown[f"says-{number}-{j}"] == f"{answer} {row.answers[answer]:.2f}"
                assert_allclose(
                    shown[f"answer-{number}-{j}"][:, 0].max(), row.answers[answer], atol=0.02
                )
            others = 1 - sum(
                share
                for word, share in row.answers.items()
                if word in (TWINS[0][1::2] if setting["asks"] in TWINS[0][::2] else TWINS[0][::2])
            )
            assert shown[f"says-{number}-2"] == f"others {others:.2f}".replace("-0.00", "0.00")
            best = max(row.answers, key=row.answers.get)
            assert f"“{best}” ({'right' if best == partner else 'wrong'})" in sentence_
        if setting["weights"] == "uniform":
            for j in range(8):
                assert_allclose(shown[f"part-0-{j}"], shown[f"part-1-{j}"], atol=0.05)
            assert (
                f"both sums are the same numbers, so “{setting['asks']}” gets one answer twice"
                in sentence_
            )
        else:
            leads = [
                sum(np.abs(row.parts).argmax(axis=0) == PARTNER[words.index(setting["asks"])])
                for words, row in zip(TWINS, rows)
            ]
            assert (
                f"(largest part of {leads[0]} of 16 columns)" in sentence_
                and f"({leads[1]} of 16)" in sentence_
            )
            assert np.abs(rows[0].parts.sum(axis=0) - rows[1].parts.sum(axis=0)).max() > 0.5


def test_every_step_of_the_training_is_what_numpy_computes(quick, served):
    moving = Moving(quick.new_page(), served, "learning.scrub")
    steps, table = progress(0)
    found = moving.every(
        [{"step": i} for i in range(len(steps))],
        [
            "now",
            "label",
            *(f"largest-{i}" for i in range(4)),
            *(f"square-{i}-{j}" for i in range(4) for j in range(8)),
            *(f"answer-{i}" for i in range(4)),
        ],
    )
    for step, measured, rows, (sentence_, shown) in zip(steps, table, watched(), found):
        for i, row in enumerate(rows):
            best = max(row.answers, key=row.answers.get)
            assert (
                shown[f"answer-{i}"]
                == f"{best} {row.answers[best]:.2f} {'✓' if best == TWINS[0][i ^ 1] else '✗'}"
            )
            assert_allclose(
                shown[f"largest-{i}"].mean(axis=0), [row.weights.argmax(), i], atol=0.05
            )
            most, verdict = (
                VOCABULARY[sentence(*TWINS[0])[row.weights.argmax()]],
                "right" if best == TWINS[0][i ^ 1] else "wrong",
            )
            assert (
                f"“{TWINS[0][i]}” gives most to “{most}” and answers “{best}”, {verdict}."
                in shown["label"]
            )
            for j, weight in enumerate(row.weights):
                assert_allclose(
                    np.ptp(shown[f"square-{i}-{j}"], axis=0), 0.84 * np.sqrt(weight), atol=0.05
                )
        assert_allclose(shown["now"][:, 0], np.log10(max(step, 0.7)), atol=0.01)
        found_, right = (
            sum(each)
            for each in zip(
                *(
                    (
                        row.weights.argmax() == PARTNER[i],
                        max(row.answers, key=row.answers.get) == TWINS[0][i ^ 1],
                    )
                    for i, row in enumerate(rows)
                )
            )
        )
        assert sentence_.startswith(
            f"Step {step}: largest weight on the partner in {found_} of 4 lines, right answer in {right} of 4. "
        )
        assert (
            f"Whole test: {measured[0]:.0%} right, mean weight on the partner {measured[1]:.2f}."
            in sentence_
        )
    assert [VOCABULARY[token] for token in sentence(*TWINS[0])][1:3] == ["black", "cat"]


def test_every_number_of_bits_is_what_numpy_computes(quick, served):
    moving = Moving(quick.new_page(), served, "losses.bits")
    words, weights, _, _ = real_row()
    found = moving.every(
        [{"bits": i} for i in range(len(losses.BITS))],
        ["title", *(f"{part}-{word.name}" for part in ("bar", "text", "mark") for word in words)],
    )
    for bits, (sentence_, shown) in zip(losses.BITS, found):
        back, off, bound = losses.bit_by_bit(bits)
        assert shown["title"] == f"{bits} significant bit{'s' if bits > 1 else ''}"
        for number in (off, bound):
            text = re.search(
                rf"{'off by' if number is off else 'bound is'} ((?:less than )?[\d.]+\d)", sentence_
            )[1]
            assert (
                float(text) == float(f"{number:.2g}")
                if number >= 1e-5
                else text == "less than 0.00001"
            )
        assert f"The strongest is cat, with {back[3]:.3f} (true: {weights[3]:.3f})." in sentence_
        assert (losses.KEPT.get(bits, "nothing") in sentence_) == (bits in losses.KEPT)
        for j, word in enumerate(words):
            box = shown[f"bar-{word.name}"][:, 0]
            assert_allclose([box.min(), box.max()], sorted((0, back[j])), atol=2e-3)
            assert shown[f"text-{word.name}"] == said(back[j]).replace("−0.000", "0.000")
            assert (
                shown[f"mark-{word.name}"] is not None and abs(back[j] - weights[j]) <= off + 1e-12
            )


# As a person moves them


@pytest.mark.parametrize(("name", "page"), PLACED)
@pytest.mark.parametrize("view", [{}, PHONE], ids=["desk", "phone"], indirect=True)
def test_at_rest_a_figure_says_what_it_shows_and_nothing_has_jumped(
    browser, view, served, name, page
):
    moving = Moving(view, served, name, page)
    assert len(moving.says()) > 40
    assert moving.root.locator("svg:visible").count() == 1
    drawn = catalogue.figures()[name]
    for kind in ("phone", "desk"):
        texts = moving.root.locator(f"svg.{kind} text").all_text_contents()
        assert texts == re.findall(r"<text [^>]*>([^<]*)</text>", getattr(drawn, kind)), (
            "the drawing of the build and the start of the script differ"
        )
    for control in moving.root.locator("form :is(button, select, label:has(input)):visible").all():
        box = control.bounding_box()
        assert box["height"] >= 32 and box["width"] >= 32, control.inner_text()
    assert view.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    moved = moving.root.evaluate(BOXES)
    context = browser.new_context(java_script_enabled=False, viewport=view.viewport_size)
    still = context.new_page()
    still.goto(view.url)
    drawn = still.locator(f'[data-moving="{name}"]').evaluate(BOXES)
    context.close()
    assert moved.keys() == drawn.keys()
    for part, box in moved.items():
        assert_allclose(box, drawn[part], atol=0.7, err_msg=part)


def test_the_slider_follows_pointer_keys_and_buttons(view, served):
    moving = Moving(view, served, "columns.slide")
    slider = moving.field("columns")
    assert "“cat” is the strongest, whatever the hidden columns say" in moving.says()
    assert "“cat” 0.443 – 0.887; “sat” 0.000 – 0.038;" in moving.root.locator(
        "svg:visible"
    ).get_attribute("aria-label")
    slider.focus()
    for key, seen in (("ArrowLeft", 2), ("Home", 0), ("ArrowUp", 1), ("End", 32), ("PageDown", 29)):
        view.keyboard.press(key)
        assert (
            moving.says().startswith(f"{seen} of 32 columns")
            and slider.get_attribute("aria-valuetext") == f"{seen} of 32"
        )
    moving.root.get_by_role("button", name="less").click()
    assert (
        moving.says().startswith("28 of 32 columns")
        and moving.root.locator("output").inner_text() == "28"
    )
    x, y = moving.centre(slider)
    view.mouse.click(x, y)
    assert moving.says().startswith("16 of 32 columns")
    moving.root.get_by_role("button", name="Reset the figure").click()
    assert moving.says().startswith("3 of 32 columns") and "?" not in view.url


def test_rows_and_heads_are_chosen_and_loaded_when_asked_for(view, served):
    asked = []
    view.on(
        "request",
        lambda request: (
            re.search(r"slide\.\d", request.url) and asked.append(request.url.rsplit("/", 1)[1])
        ),
    )
    moving = Moving(view, served, "columns.slide", "explanation/columns.html")
    moving.field("row").select_option("the2")
    assert (
        moving.part("title").text_content()
        == "Row of the second the, layer 2 head 9: 3 of 32 columns"
        and asked == []
    )
    moving.field("head").select_option("1.3")
    view.wait_for_function(
        "document.querySelector('[data-moving=\"columns.slide\"] [data-part=title]').textContent.includes('layer 1 head 3')"
    )
    moving.field("head").select_option("2.9")
    moving.field("head").select_option("1.3")
    moving.says()
    assert asked == ["slide.1.3.js"]
    moving.field("answer").uncheck()
    moving.says()
    assert not moving.part("mark-cat").is_visible()


def test_a_part_that_cannot_be_loaded_is_said(browser, served):
    page = browser.new_page()
    page.route("**/slide.1.3.js", lambda route: route.abort())
    moving = Moving(page, served, "columns.slide")
    moving.field("head").select_option("1.3")
    page.wait_for_function(
        "document.querySelector('.says').textContent.startsWith('This part could not be loaded')"
    )
    page.unroute("**/slide.1.3.js")
    moving.field("head").select_option("2.9")
    moving.field("head").select_option("1.3")
    page.wait_for_function(
        "document.querySelector('[data-part=title]').textContent.includes('layer 1 head 3')"
    )
    page.close()


def test_the_point_of_the_triangle_is_dragged_and_stays_inside(view, served):
    moving = Moving(view, served, "columns.lines")
    before = moving.says()
    moving.drag(0, -40, 30)
    assert moving.says() != before and "lines.weights=" in view.url
    moving.drag(0, 900, 500)
    assert "black 0.01, cat 0.01, mat 0.98" in moving.says()
    moving.field("columns").fill("2")
    moving.field("copy").fill("10")
    assert "of which the second only repeats the first. A whole line is left" in moving.says()
    moving.drag(0, -120, -60)
    assert "of which the second only repeats the first. A whole line is left" in moving.says()
    moving.field("columns").fill("3")
    assert "One weighting is left" in moving.says()


def test_handles_move_by_arrow_keys_and_say_where_they_are(view, served):
    moving = Moving(view, served, "columns.lines")
    handle = moving.handle()
    handle.focus()
    view.keyboard.press("ArrowUp")
    assert "black 0.24, cat 0.52, mat 0.24" in moving.says()
    for _ in range(3):
        view.keyboard.press("Shift+ArrowRight")
    for _ in range(12):
        view.keyboard.press("ArrowRight")
    assert (
        handle.get_attribute("role") == "slider"
        and handle.get_attribute("aria-label") == "The true weights"
    )
    assert (
        "black 0.01, cat 0.52, mat 0.47" in moving.says()
        and handle.get_attribute("aria-valuetext") == "black 0.01, cat 0.52, mat 0.47"
    )
    assert "lines.weights=1_52" in view.url
    scrolled = view.evaluate("scrollY")
    view.keyboard.press("ArrowDown")
    moving.root.get_by_role("button", name="Reset the figure").click()
    handle.focus()
    scrolled = view.evaluate("scrollY")
    for key, expected in (
        ("PageUp", (15, 70)),
        ("Home", (25, 70)),
        ("End", (15, 70)),
        ("PageDown", (25, 50)),
        ("PageDown", (35, 30)),
    ):
        view.keyboard.press(key)
        assert (
            "black {}, cat {}".format(*(f"{number / 100:.2f}" for number in expected))
            in moving.says()
        )
    assert view.evaluate("scrollY") == scrolled


def test_a_value_that_is_dragged_takes_the_output_along_and_flattens_the_triangle(view, served):
    moving = Moving(view, served, "mixture.drag")
    weights, start = (
        re.search(r"black .*?\.\s", moving.says())[0],
        float(moving.part("sigma").text_content()[4:]),
    )
    moving.drag(1, 15, 70)
    assert weights in moving.says() and float(moving.part("sigma").text_content()[4:]) < start / 2
    moving.drag(3, 30, -140)
    assert "outside of the triangle" in moving.says()
    moving.root.get_by_role("button", name="Reset the figure").click()
    assert float(moving.part("sigma").text_content()[4:]) == start
    moving.drag(3, -900, -900)
    assert "outside of the triangle" in moving.says()
    assert_allclose(
        [
            float(number)
            for number in re.search(r"drag.output=([\d.]+)_([\d.]+)", view.url).groups()
        ],
        [0, 8],
    )


def test_a_triangle_that_was_pressed_flat_can_be_lifted_again(view, served):
    """Through the moments in which no weights exist they are kept, and of two points in one place
    the one that was moved last is taken.
    """
    moving = Moving(view, served, "mixture.drag")
    weights = re.search(r"black .*?\.\s", moving.says())[0]
    cat = moving.handle(1)
    cat.focus()
    for key, times in (("ArrowRight", 10), ("ArrowDown", 36)):
        for _ in range(times):
            view.keyboard.press(key)
            moving.says()
    assert (
        "σ is 0" in (flattest := moving.says())
        or float(moving.part("sigma").text_content()[4:]) < 0.2
    ), flattest
    moving.drag(1, 0, -80)
    assert weights in moving.says() and float(moving.part("sigma").text_content()[4:]) > 1


def test_no_weights_lead_to_a_place_that_is_not_between_values_on_one_line(view, served):
    cases = {
        "drag.cat=5_2.5&drag.output=5_5": "no weights lead there",
        "drag.cat=5_2.5&drag.output=4_2.375": "many weightings give this output",
        "drag.cat=5_2.5&drag.output=9.5_3.1": "no weights lead there",
        "drag.cat=5_2.5&drag.output=9_3": "on mat alone, and only mat 1.00 leads there",
        "drag.cat=5_2.5&drag.output=5_2.5": "many weightings give this output",
        "drag.cat=9_3&drag.output=9_3": "many weightings give this output",
        "drag.cat=9_3&drag.output=1_2": "on black alone, and only black 1.00 leads there",
        "drag.cat=1_2&drag.mat=1_2&drag.output=1_2": "many weightings give this output",
        "drag.cat=1_2&drag.mat=1_2&drag.output=1_3": "no weights lead there",
        "drag.output=2.492_4.006": "mat a little less than 0",
        "drag.output=2.5_4": "The weights are black 0.50, cat 0.50, mat 0.00.",
        "drag.output=2.333_3.778": "The weights are black 0.56, cat 0.44, mat 0.00.",  # on the edge, but for the digits of an address
        "drag.cat=5_2.6&drag.output=5_2.7": "The output is outside of the triangle",
    }
    for asked, expected in cases.items():
        assert expected in Moving(view, served, "mixture.drag", asked=f"?{asked}").says()


def test_a_word_that_is_pointed_at_or_tapped_asks(view, served):
    """A mouse that points at a word is shown its row until it leaves; a click stays, and so does
    the choice by keyboard.
    """
    moving = Moving(view, served, "relation.swap")
    place = moving.centre(moving.part("word-1-7"))
    view.mouse.move(*place)
    assert (
        "“mat” gives" in moving.says()
        and moving.root.get_by_role("radio", name="mat", exact=True).is_checked()
    )
    view.mouse.move(place[0], place[1] + 200)
    assert (
        "“black” gives" in moving.says()
        and moving.root.get_by_role("radio", name="black", exact=True).is_checked()
    )
    view.mouse.click(*moving.centre(moving.part("number-0-2")))
    view.mouse.move(5, 5)
    assert "“cat” gives" in moving.says() and "swap.asks=cat" in view.url
    moving.root.get_by_role("radio", name="cat", exact=True).focus()
    view.keyboard.press("ArrowRight")
    assert "“white” gives" in moving.says()
    moving.root.get_by_role("radio", name="all equal").check()
    assert "both sums are the same numbers" in moving.says()


@pytest.mark.parametrize("view", [PHONE], ids=["phone"], indirect=True)
@pytest.mark.parametrize(
    ("name", "dx", "dy"), [("columns.lines", -25, 40), ("mixture.drag", 0, -30)]
)
def test_a_finger_drags_a_handle_and_scrolls_beside_it(view, served, name, dx, dy):
    moving = Moving(view, served, name)
    moving.handle(0).evaluate("handle => handle.scrollIntoView({ block: 'center' })")
    scrolled = view.evaluate("scrollY")
    x, y = moving.centre(moving.handle(0))
    touch(
        view, (x + 5, y - 4), (x + 5 + dx, y - 4 + dy)
    )  # held beside its centre, it does not jump
    assert_allclose(np.subtract(moving.centre(moving.handle(0)), (x, y)), (dx, dy), atol=3.5)
    assert view.evaluate("scrollY") == scrolled
    scrolled = view.evaluate("scrollY")
    touch(view, (20, 500), (20, 300))
    view.wait_for_function("before => Math.abs(scrollY - before) > 40", arg=scrolled)


@pytest.mark.parametrize("view", [PHONE], ids=["phone"], indirect=True)
def test_a_finger_that_scrolls_over_a_slider_does_not_move_it(view, served):
    moving = Moving(view, served, "losses.bits")
    before, slider = moving.says(), moving.field("bits")
    slider.evaluate("slider => slider.scrollIntoView({ block: 'center' })")
    scrolled, box = view.evaluate("scrollY"), slider.bounding_box()
    x, y = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
    touch(view, (x, y), (x, y - 200))
    view.wait_for_function("before => Math.abs(scrollY - before) > 40", arg=scrolled)
    assert moving.says() == before
    view.wait_for_function(
        "new Promise(done => { const before = scrollY; setTimeout(() => done(scrollY === before), 150); })"
    )  # it still rolls
    slider.evaluate("slider => slider.scrollIntoView({ block: 'center' })")
    view.touchscreen.tap(x, slider.bounding_box()["y"] + box["height"] / 2)
    assert moving.says() != before


def touch(view, begin, end):
    """A finger from one place to another, which rests there before it is lifted, so that the page
    does not roll on.
    """
    session = view.context.new_cdp_session(view)
    places = np.linspace(begin, end, 8)
    for kind, (x, y) in zip(["touchStart", *["touchMove"] * 7], places):
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": float(x), "y": float(y)}]},
        )
    view.wait_for_timeout(150)
    session.send(
        "Input.dispatchTouchEvent",
        {"type": "touchMove", "touchPoints": [{"x": float(x), "y": float(y) + 1}]},
    )
    view.wait_for_timeout(150)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    view.wait_for_timeout(50)


@pytest.mark.parametrize("view", [PHONE], ids=["phone"], indirect=True)
def test_a_finger_taps_buttons_and_words(view, served):
    moving = Moving(view, served, "relation.swap")
    view.touchscreen.tap(*moving.centre(moving.part("word-0-7")))
    assert "“mat” gives" in moving.says()
    moving.root.get_by_role("radio", name="all equal").tap()
    assert "both sums are the same" in moving.says()
    moving = Moving(view, served, "losses.bits")
    for _ in range(3):
        moving.root.get_by_role("button", name="less").tap()
    assert moving.says().startswith(
        "1 significant bit: every number is plus or minus a power of two"
    )


ASKED = {
    "columns.slide": (
        "slide.columns=1&slide.answer=off&slide.row=on&slide.head=3.9",
        "1 of 32 columns",
    ),
    "columns.lines": (
        "lines.weights=10_20&lines.columns=1&lines.copy=50",
        "A whole line is left: black 0.00 to",
    ),
    "crowd.pick": ("pick.columns=8&pick.words=512&pick.times=10", "512 words, 8 columns"),
    "learning.scrub": ("scrub.step=0", "Step 0: "),
    "losses.bits": ("bits.bits=8", "8 significant bits, as bfloat16 keeps them"),
    "mixture.drag": (
        "drag.black=2_2&drag.cat=3_4.5&drag.mat=8_1&drag.output=4.005_2",
        "The weights are",
    ),
    "relation.swap": ("swap.weights=limited&swap.asks=mat", "“mat” gives “white” 0.50"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_an_address_brings_back_its_state(view, served, name):
    """The state of a link is shown, scrolled to, kept in the address through a change and a reload,
    and ends where it began.
    """
    asked, expected = ASKED[name]
    anchor = f"#figure-{name.split('.')[1]}"
    moving = Moving(view, served, name, asked=f"?{asked}{anchor}")
    view.wait_for_function(
        'name => document.querySelector(`[data-moving="${name}"] .says`).textContent.length > 20',
        arg=name,
    )
    shown = moving.says()
    assert expected in shown
    assert view.evaluate(
        "anchor => { const top = document.querySelector(anchor).getBoundingClientRect().top; return top >= 0 && top < innerHeight; }",
        anchor,
    )
    moving.root.locator("form").evaluate("form => form.dispatchEvent(new Event('change'))")
    assert view.url.endswith(f"?{asked}{anchor}")
    view.reload()
    view.wait_for_function(
        '([name, shown]) => document.querySelector(`[data-moving="${name}"] .says`)?.textContent === shown',
        arg=[name, shown],
    )
    moving.root.get_by_role("button", name="Reset the figure").click()
    assert moving.says() != shown and "?" not in view.url


HOSTILE = [
    "slide.columns=99",
    "slide.columns=3.5",
    "slide.columns=-1",
    "slide.columns=",
    "slide.columns=__proto__",
    "slide.row=dog",
    "slide.row=constructor",
    "slide.head=9.9",
    "slide.head=../../evil",
    "slide.answer=maybe",
    "slide.answer=true",
    "slide.answer=constructor",
    "slide.answer=__proto__",
    "slide.gone=1",
    "slide.__proto__=1",
    "slide.constructor=1",
    "slide=1",
    "slide.row=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
    "slide.row=black%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "slide.columns=1&slide.row=%00",
    "lines.weights=60_60",
    "lines.weights=0_50",
    "lines.weights=50_50",
    "lines.weights=-1_5",
    "lines.weights=1.5_2",
    "lines.weights=1_2_3",
    "lines.weights=NaN_1",
    "lines.weights=1e1_2",
    "lines.weights=99999_0",
    "lines.copy=5",
]


@pytest.mark.parametrize("asked", HOSTILE)
def test_a_hostile_or_outdated_address_shows_the_start(view, served, asked):
    view.on("dialog", lambda dialog: pytest.fail(f"{asked} ran: {dialog.message}"))
    asked_of = []
    view.on("request", lambda request: asked_of.append(request.url))
    name = f"columns.{asked.split('.')[0].split('=')[0]}"
    plain = Moving(view, served, name, "explanation/columns.html")
    start = plain.root.evaluate("root => root.outerHTML"), plain.says()
    asked_of.clear()
    moving = Moving(view, served, name, "explanation/columns.html", f"?{asked}&lines.extra.key=1")
    assert (moving.root.evaluate("root => root.outerHTML"), moving.says()) == start
    assert not [url for url in asked_of if re.search(r"slide\.\d.*js$", url)]


def test_two_figures_of_a_page_keep_their_states_apart(view, served):
    moving = Moving(view, served, "columns.slide", "explanation/columns.html", "?h=basket")
    moving.field("columns").fill("1")
    lines = view.locator('[data-moving="columns.lines"]')
    lines.locator("[name=columns]").fill("1")
    assert view.url.endswith("?h=basket&slide.columns=1&lines.columns=1#figure-lines")
    lines.get_by_role("button", name="Reset the figure").click()
    assert view.url.endswith("?h=basket&slide.columns=1#figure-lines") and moving.says().startswith(
        "1 of 32 columns"
    )


def test_colours_follow_the_scheme_and_the_state_stays(view, served):
    moving = Moving(view, served, "relation.swap", asked="?swap.asks=cat&swap.weights=uniform")
    shown, colours = moving.says(), []
    for scheme in ("light", "dark"):
        view.emulate_media(color_scheme=scheme)
        view.wait_for_selector(
            f"body[data-md-color-scheme={'slate' if scheme == 'dark' else 'default'}]"
        )
        colours.append(
            moving.part("says-0-0")
            .locator("text")
            .or_(moving.part("says-0-0"))
            .first.evaluate("part => getComputedStyle(part.querySelector('text') ?? part).fill")
        )
    assert colours[0] != colours[1] and moving.says() == shown


@pytest.mark.parametrize(("name", "page"), PLACED)
def test_without_scripts_the_figure_and_its_caption_stand_alone(browser, served, name, page):
    context = browser.new_context(java_script_enabled=False)
    view = context.new_page()
    view.goto(f"{served}/{page}")
    root = view.locator(f'[data-moving="{name}"]')
    assert (
        root.locator("svg:visible").count() == 1
        and not root.locator("form").is_visible()
        and not root.locator(".says").is_visible()
    )
    assert len(root.locator("xpath=ancestor::figure").locator("figcaption").inner_text()) > 100
    context.close()


@pytest.mark.parametrize("name", FIGURES)
def test_printing_prints_the_state_and_no_control(view, served, name):
    asked, expected = ASKED[name]
    moving = Moving(view, served, name, asked=f"?{asked}")
    view.wait_for_function(
        'name => document.querySelector(`[data-moving="${name}"] .says`).textContent.length > 20',
        arg=name,
    )
    view.emulate_media(media="print")
    assert expected in moving.says() and moving.root.locator(".says").is_visible()
    assert (
        not moving.root.locator("form").is_visible()
        and moving.root.locator("svg:visible").count() == 1
    )


@pytest.mark.parametrize("name", FIGURES)
def test_figures_move_in_pages_opened_from_a_folder(view, site, name):
    moving = Moving(view, site.as_uri(), name)
    before = moving.says()
    field = moving.root.locator(
        "form :is(input[type=range], input[type=radio]:not(:checked))"
    ).first
    if field.count():
        field.evaluate(
            "field => { if (field.type === 'radio') field.checked = true; else field.value = 0; for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true })); }"
        )
        assert moving.says() != before
    elif moving.root.locator(".handle").count():
        moving.drag(0, 10, -30)
        assert moving.says() != before
    if name == "columns.slide":
        moving.field("head").select_option("6.12")
        view.wait_for_function(
            "document.querySelector('[data-part=title]').textContent.includes('layer 6 head 12')"
        )


def test_the_figures_of_a_page_weigh_little(site):
    """Scripts and states of a page's figures are below 30 kB, gzipped, before a reader asks for
    more.
    """
    for page in {page for pages in FIGURES.values() for page in pages}:
        text = (site / page).read_text(encoding="utf-8")
        states = re.findall(r'<script type="application/json">(.*?)</script>', text, re.DOTALL)
        scripts = re.findall(r'src="[./]*(assets/moving/[\w-]+\.js)"', text)
        assert len(scripts) == len(set(scripts)) >= 2 and states
        assert all(json.loads(each)["states"] for each in states)
        weight = sum(
            len(gzip.compress(each))
            for each in [
                *(each.encode() for each in states),
                *((site / script).read_bytes() for script in scripts),
            ]
        )
        assert weight < 30_000, f"{page}: {weight}"


def test_only_pages_with_figures_that_move_load_their_scripts(site):
    loading = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if "assets/moving/" in path.read_text(encoding="utf-8")
    }
    assert loading == {page for pages in FIGURES.values() for page in pages}
