"""What a preview of a page shows: its title above its figure, in the size that forums cut to."""

from io import BytesIO
from pathlib import Path

import PIL
from PIL import Image, ImageChops, ImageDraw, ImageFont

from snippets.drawing.words import TONES
from snippets.press.store import Store, key

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN, LEADING = 48, 1.15
LARGEST, SMALLEST = 54, 30  # pixels of the title
FOLDER = Path(__file__).parents[1] / "drawing"
BOLD = FOLDER / "source-sans-3-600.ttf"


def kept(store: Store, name: str, title: str, figure: bytes, site: str) -> tuple[bytes, str]:
    """The card of a page, made where it is not kept, and the key under which it is."""
    made_by = Path(__file__).read_bytes(), PIL.__version__, BOLD.read_bytes()
    key_ = key(*made_by, title, figure, site)
    picture = store.get(f"card-{name}", key_)
    if picture is None:
        store.put(f"card-{name}", key_, picture := card(title, figure, site))
    return picture, key_


def card(title: str, figure: bytes, site: str) -> bytes:
    """A picture of SIZE: the title in at most two lines, the figure below it, and the name of the
    site. figure: a PNG on a light ground.
    """
    picture = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(picture)
    font, lines = _title(draw, title)
    step = int(font.size * LEADING)
    for number, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + number * step), line, TONES["ink"]["light"], font)
    small = ImageFont.truetype(BOLD, 24)
    draw.text((MARGIN, HEIGHT - MARGIN), site, TONES["muted"]["light"], small, anchor="ls")
    top = MARGIN + len(lines) * step + MARGIN // 2
    _place(picture, figure, top, HEIGHT - MARGIN - 36)
    kept = BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _title(draw: ImageDraw.ImageDraw, title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest type in which the title stands in two lines, and these lines."""
    lines = [title]
    for size in range(LARGEST, SMALLEST - 1, -2):
        font = ImageFont.truetype(BOLD, size)
        lines = _wrapped(draw, title, font)
        if len(lines) <= 2:
            break
    return font, lines


def _wrapped(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _place(picture: Image.Image, figure: bytes, top: int, bottom: int) -> None:
    """Put the figure into the middle of what is left, as large as fits."""
    drawn = Image.open(BytesIO(figure)).convert("RGBA")
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    ground = Image.new("RGB", drawn.size, "white")
    drawn = paper.convert("RGB").crop(
        ImageChops.difference(paper.convert("RGB"), ground).getbbox() or (0, 0, *drawn.size)
    )
    room = WIDTH - 2 * MARGIN, bottom - top
    scale = min(room[0] / drawn.width, room[1] / drawn.height)
    size = round(drawn.width * scale), round(drawn.height * scale)
    drawn = drawn.resize(size, Image.Resampling.LANCZOS)
    picture.paste(drawn, ((WIDTH - size[0]) // 2, top + (room[1] - size[1]) // 2))
