"""What is bound in the prose: numbers, claims and headings of a Markdown page.

A number stands literally in the text, inside the element that names the function which computes it:
`<output name="columns.cat_given_three">0.443</output>`. A claim is followed by the mark
`[✓](claim:name_of_its_test)`. A heading ends in `{#the-idea}`, the part of its address that never
changes.
"""

import re

from snippets.press.catalogue import Mistake

OUTPUT = re.compile(r'<output name="([^"]*)">([^<]*)</output>')
CLAIM = re.compile(r"\[✓\]\(claim:(\w*)\)")
FIGURE = re.compile(r"!\[([^\]]*)\]\((?:\.\./)*figures/([^)]*?)\.svg\)")
CODE = re.compile(r"^(```|~~~).*?^\1[^\n]*$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*$", re.MULTILINE)
LOOSE = re.compile(r"(?<![\w.#/-])[-−]?\d+(?:\.\d+)+(?![\w./-])|\d+\s?%|\d+\s?percent\b")


def check_numbers(markdown, page, known):
    """Refuse a number that is not what its function says, one that has no function, and a decimal
    or percentage that has no name.
    """
    for name, text in OUTPUT.findall(markdown):
        if name not in known:
            raise Mistake(
                f"{page}: no function computes the number {name}; add it to snippets/numbers or correct the name"
            )
        if text != known[name]:
            raise Mistake(
                f"{page}: the number {name} says {text}, but it is {known[name]}; `make numbers` rewrites the pages"
            )
    prose = CODE.sub("", OUTPUT.sub("", front_matter(markdown)[1]))
    prose = re.sub(r"\]\([^)]*\)|<[^>]*>|\{[^}]*\}", "", prose)
    for loose in LOOSE.finditer(prose):
        around = " ".join(prose[max(0, loose.start() - 30) : loose.end() + 20].split())
        raise Mistake(
            f'{page}: the number {loose[0].strip()} in "{around}" is bound to nothing; write <output name="chapter.name"> around it'
        )


def rewrite_numbers(markdown, known):
    """The same page with every bound number as its function says it."""
    return OUTPUT.sub(lambda m: f'<output name="{m[1]}">{known.get(m[1], m[2])}</output>', markdown)


def check_headings(markdown, page):
    """Refuse a heading without an address of its own, and two headings with the same address."""
    seen = set()
    for _, heading in HEADING.findall(CODE.sub("", front_matter(markdown)[1])):
        address = re.search(r"\{[^}]*#([\w-]+)[^}]*\}$", heading)
        if not address:
            raise Mistake(
                f'{page}: the heading "{heading}" has no address; end it in {{#the-idea}}, and never change that again'
            )
        if address[1] in seen:
            raise Mistake(
                f"{page}: two headings have the address #{address[1]}; give one of them another"
            )
        seen.add(address[1])


def link_claims(markdown, page, claims):
    """Turn each mark after a claim into a link to its test. claims: name to (address relative to
    this page, sentence).
    """

    def link(match):
        if match[1] not in claims:
            raise Mistake(
                f"{page}: the claim {match[1]} has no test; write test_{match[1]} in the test module of its chapter, or correct the name"
            )
        address, sentence = claims[match[1]]
        return f'[✓]({address}){{.claim title="Tested: {_attribute(sentence)}"}}'

    return CLAIM.sub(link, markdown)


def used(markdown):
    """What a page uses: the sets of its numbers, claims and figures."""
    text = CODE.sub("", markdown)
    return (
        {name for name, _ in OUTPUT.findall(text)},
        set(CLAIM.findall(text)),
        {path.replace("/", ".") for _, path in FIGURE.findall(text)},
    )


def minutes(markdown):
    """How long the page takes to read at 200 words a minute, figures half a minute each; whole
    minutes, at least 1.
    """
    text = re.sub(
        r"<[^>]*>|\{[^}]*\}|\]\([^)]*\)",
        " ",
        CODE.sub("", FIGURE.sub("", front_matter(markdown)[1])),
    )
    return max(1, round(len(re.findall(r"\w+", text)) / 200 + len(FIGURE.findall(markdown)) / 2))


def front_matter(markdown):
    """A page in two: what stands between the --- lines at its head (or nothing), and the rest."""
    match = re.match(r"---\n(.*?)\n---\n", markdown, re.DOTALL)
    return (match[1], markdown[match.end() :]) if match else ("", markdown)


def _attribute(text):
    return text.replace('"', "'").replace("{", "(").replace("}", ")")
