"""The sentence, and the one colour that each of its words keeps everywhere: figures, formulas,
prose and interactive figures.

Cat and black are the strongest pair; function words recede; the two "the" share a hue and differ in
tone. Every colour can be read as text on its ground (contrast 4.5 and more), and the content words
stay apart for colour-blind readers; tests hold both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TONES = {  # light and dark scheme
    "paper": {"light": "#ffffff", "dark": "#1b1e26"},  # the ground of a page
    "ink": {"light": "#20242e", "dark": "#e3e6ec"},  # text and axes of a figure
    "muted": {"light": "#5a6070", "dark": "#a7aebd"},  # what a figure says in passing
    "faint": {"light": "#d5d9e0", "dark": "#3b414e"},  # grids and frames
}


@dataclass(frozen=True)
class Word:
    """A word of the sentence. `name` tells the two "the" apart: it is the name of its colour,
    formula macro and CSS class.
    """

    name: str
    text: str
    light: str
    dark: str

    @property
    def spoken(self) -> str:
        """The word in a sentence about it, which cannot show a colour."""
        return {"the": "the first “the”", "the2": "the second “the”", "stop": "the full stop"}.get(
            self.name, self.text if self.text.startswith("[") else f"“{self.text}”"
        )


SENTENCE = (
    Word("the", "the", "#6f5f46", "#c9b694"),
    Word("black", "black", "#1f4fb4", "#8cb2ff"),
    Word("cat", "cat", "#bf4300", "#ff9a55"),
    Word("sat", "sat", "#00736a", "#45cbb9"),
    Word("on", "on", "#5b6a7a", "#a9bac9"),
    Word("the2", "the", "#8a7040", "#a89060"),
    Word("mat", "mat", "#9a3690", "#e8a0df"),
)
MARKS = (
    Word("cls", "[CLS]", "#696d78", "#a2a7b4"),
    Word("stop", ".", "#74747c", "#96969f"),
    Word("sep", "[SEP]", "#6b7078", "#9da4ad"),
)


def of_tokens(tokens: Iterable[str]) -> tuple[Word, ...]:
    """The words behind the tokens of a recording of this sentence, in order.

    tokens: strings such as "[CLS]", "the", "cat"; the second "the" is the second one.
    Raises ValueError for a token that has no colour.
    """
    unused = [*SENTENCE, *MARKS]
    words = []
    for token in tokens:
        word = _of_text(token, unused)
        if word is None:
            raise ValueError(
                f"tokens must be those of the sentence with its marks, but {token!r} is not, "
                "or is there too often"
            )
        unused.remove(word)
        words.append(word)
    return tuple(words)


def for_tokens(tokens: Sequence[str]) -> tuple[Word, ...]:
    """A word for each of any tokens: those of the sentence keep their colours, others borrow one.

    tokens: strings. Returns as many words; equal tokens have equal colours, except that the
    sentence's two "the" differ in tone.
    """
    known = [*SENTENCE, *MARKS]
    borrowed: dict[str, Word] = {}
    palette = [word for word in SENTENCE if word.text not in tokens] or list(SENTENCE)
    words: list[Word] = []
    for token in tokens:
        word = _of_text(token, known) or _of_text(token, words)
        if word in known:
            known.remove(word)
        if word is None:
            colour = borrowed.setdefault(token, palette[len(borrowed) % len(palette)])
            word = Word(colour.name, token, colour.light, colour.dark)
        words.append(word)
    return tuple(words)


def named(name: str) -> Word:
    """The word of this name. Raises ValueError for a name that no word has."""
    for word in SENTENCE + MARKS:
        if word.name == name:
            return word
    names = ", ".join(word.name for word in SENTENCE + MARKS)
    raise ValueError(f"name must be one of {names}, not {name!r}")


def contrast(first: str, second: str) -> float:
    """The WCAG contrast ratio of two colours "#rrggbb": from 1 (equal) to 21 (black on white)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def linear_rgb(colour: str) -> list[float]:
    """A colour "#rrggbb" as three amounts of light from 0 to 1 (sRGB, gamma undone)."""
    if not (
        isinstance(colour, str)
        and len(colour) == 7
        and colour[0] == "#"
        and set(colour[1:].lower()) <= set("0123456789abcdef")
    ):
        raise ValueError(f'colour must look like "#1f4fb4", not {colour!r}')
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def css() -> str:
    """The colours as CSS variables for both schemes, and a class for each word in prose."""
    colours = TONES | {
        f"word-{w.name}": {"light": w.light, "dark": w.dark} for w in SENTENCE + MARKS
    }
    schemes = {"light": ":root", "dark": "[data-md-color-scheme=slate]"}
    lines = []
    for ground, selector in schemes.items():
        variables = "".join(f"--{name}:{colour[ground]};" for name, colour in colours.items())
        lines.append(f"{selector}{{{variables}}}")
    lines += [f".w-{w.name}{{color:var(--word-{w.name})}}" for w in SENTENCE + MARKS]
    return "\n".join(lines) + "\n"


def _of_text(text: str, words: Iterable[Word]) -> Word | None:
    return next((word for word in words if word.text == text), None)


def _luminance(colour: str) -> float:
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear_rgb(colour)))
