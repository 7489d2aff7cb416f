"""What a page says in words and whole numbers is bound, too: to the claims that stand on it.

A sentence that ends in ✓ says no number that its claim does not say, or its test does not hold; it
speaks of what its claim speaks of. Elsewhere on a page with claims, a whole number of two digits or
more is one that some claim, or some bound number, of the page says.
"""

import re
from collections.abc import Iterator, Mapping

from snippets.press import Mistake
from snippets.press.page import CITED, CLAIM, CODE, NO_PROSE, NUMBER, Claim, Page, blanked

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
TENS = "thirty forty fifty sixty seventy eighty ninety".split()
WORDS = {word: float(i) for i, word in enumerate(UNITS)}
WORDS |= {word: 10.0 * i for i, word in enumerate(TENS, 3)} | {"hundred": 100.0, "thousand": 1e3}
TOKEN = re.compile(
    rf"(?<![\w.,#-])(\d+(?:,\d{{3}})*(?:\.\d+)?)(?!\w)|\b({'|'.join(WORDS)})\b", re.IGNORECASE
)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL)
WORKED = re.compile(r'<p class="sum">.*?</p>', re.DOTALL)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SMALL = 10  # whole numbers below are free outside of sentences with a claim: "two words", "row 2"
COMMON = {"about", "after", "every", "first", "other", "their", "there", "these", "those", "which"}


def numbers(text: str) -> set[float]:
    """The numbers that a text says, in digits or in words; a hundred thousand are two."""
    return {
        float(digits.replace(",", "")) if digits else WORDS[word.lower()]
        for digits, word in TOKEN.findall(text)
    }


def stems(text: str) -> set[str]:
    """The beginnings of the longer words of a text, by which two sentences are compared."""
    words = (word.lower() for word in re.findall(r"[A-Za-z]{4,}", text))
    return {word[:5] for word in words if word not in COMMON}


def check(page: Page, claims: Mapping[str, Claim], bound: Mapping[str, str]) -> None:
    """Refuse a sentence that says what its claim does not, and a whole number that nothing holds.

    claims: every claim; bound: every number and its text.
    """
    for mark, sentence, paragraph in _stated(page):
        _check_sentence(page, claims[mark[1]], mark, sentence, paragraph)
    if page.claims:
        _check_whole(page, claims, bound)


def _check_sentence(page: Page, claim: Claim, mark: re.Match, sentence: str, paragraph: str):
    strange = {n for n in numbers(_plain(sentence)) if n > 1} - _held(claim)
    if strange:
        raise Mistake(
            f"{page.line(mark.start())}: the sentence says {_said(strange)}, but neither the claim "
            f"{claim.name} nor its test does; correct one of them"
        )
    said = stems(f"{claim.sentence} {claim.name.replace('_', ' ')}")
    if not said & stems(paragraph):
        raise Mistake(
            f"{page.line(mark.start())}: the claim {claim.name} speaks of other things than its "
            "sentence; put it after the sentence that states it"
        )


def _check_whole(page: Page, claims: Mapping[str, Claim], bound: Mapping[str, str]) -> None:
    held = set().union(*(_held(claims[name]) for name in page.claims))
    held |= set().union(*(numbers(bound.get(name, "")) for name in page.numbers))
    text = blanked(FORMULA, WORKED, NUMBER, CLAIM, CITED, NO_PROSE, YEAR)(page.prose)
    for token in TOKEN.finditer(text):
        number = float(token[1].replace(",", "")) if token[1] else 0.0
        if number >= SMALL and number not in held:
            raise Mistake(
                f"{page.line(token.start())}: the number {token[0]} is held by nothing; let the "
                "claim that it belongs to say it, or bind it with <output name=…>"
            )


def _stated(page: Page) -> Iterator[tuple[re.Match, str, str]]:
    """Every mark of a claim, the sentence before it, and its paragraph up to there."""
    for mark in CLAIM.finditer(page.prose):
        start = page.prose.rfind("\n\n", 0, mark.start()) + 1
        paragraph = page.prose[start : mark.start()]
        since = CLAIM.split(paragraph)[-1]
        yield mark, re.split(r"(?<=[.?!:|])\s+", since.strip())[-1], paragraph


def _plain(text: str) -> str:
    """A text without its bound numbers, formulas, code and addresses."""
    return blanked(FORMULA, NUMBER, CLAIM, CODE, CITED, NO_PROSE, YEAR)(text)


def _held(claim: Claim) -> set[float]:
    return numbers(f"{claim.sentence} {claim.name.replace('_', ' ')} {claim.source}")


def _said(strange: set[float]) -> str:
    return " and ".join(f"{number:g}" for number in sorted(strange))
