"""The picture that a preview of a page shows."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from snippets.press import cards
from snippets.press.store import Store


def png(width, height, colour, margin=0):
    picture = Image.new("RGBA", (width + 2 * margin, height + 2 * margin), (0, 0, 0, 0))
    picture.paste(Image.new("RGBA", (width, height), colour), (margin, margin))
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def read(content):
    return np.asarray(Image.open(BytesIO(content)).convert("RGB"), dtype=int)


def box(pixels, colour):
    """Where a colour is: left, top, right, bottom."""
    ys, xs = np.nonzero(np.abs(pixels - colour).sum(axis=-1) < 12)
    return xs.min(), ys.min(), xs.max(), ys.max()


@pytest.mark.parametrize("shape", [(400, 200), (100, 900), (3000, 40)])
@pytest.mark.parametrize("title", ["Short", "A question of a learner who asks for long, " * 2])
def test_a_card_has_its_size_and_the_whole_figure_below_the_title(shape, title):
    pixels = read(cards.card(title, png(*shape, "red"), "Site"))
    assert pixels.shape == (630, 1200, 3)
    left, top, right, bottom = box(pixels, (255, 0, 0))
    assert left >= cards.MARGIN - 1 and right <= 1200 - cards.MARGIN and bottom < 630 - cards.MARGIN
    width, height = right - left + 1, bottom - top + 1
    assert width / height == pytest.approx(shape[0] / shape[1], rel=0.08)
    assert abs((left + right) / 2 - 600) < 2
    assert pixels[: top - 1].min() < 120  # the title is above the figure


def test_an_empty_margin_of_a_figure_is_left_out():
    one, other = (
        box(read(cards.card("T", png(300, 150, "red", margin), "S")), (255, 0, 0))
        for margin in (0, 90)
    )
    assert np.abs(np.subtract(one, other)).max() <= 2


def test_a_card_is_kept_under_all_that_shaped_it(tmp_path, monkeypatch):
    store, figure = Store(tmp_path), png(30, 20, "red")
    first, key = cards.kept(store, "a", "T", figure, "S")
    monkeypatch.setattr(cards, "card", lambda *_: pytest.fail("made again"))
    assert cards.kept(store, "a", "T", figure, "S") == (first, key)
    monkeypatch.setattr(cards, "card", lambda *_: b"other")
    for title, picture, site in (
        ("U", figure, "S"),
        ("T", png(30, 21, "red"), "S"),
        ("T", figure, "R"),
    ):
        assert cards.kept(store, "a", title, picture, site)[1] != key
