"""The last touch on a page of HTML: figures inline, words in their colours, a preview for links,
and what the theme leaves to be mended.
"""

import html
import json
import re

from snippets.drawing import words
from snippets.press import moving
from snippets.press.catalogue import Mistake

PICTURE = re.compile(
    r'<p><img alt="([^"]*)" src="(?:\.\./)*figures/([\w-]+)/([\w-]+)\.svg"\s*/?></p>'
)
MENTION = re.compile(
    r"<em>(%s)</em>" % "|".join(re.escape(word.text) for word in words.SENTENCE + words.MARKS)
)

THEME = (  # what the theme says, what it should say (checked with axe and the Nu validator)
    (
        '<div class="md-search" data-md-component="search" role="dialog">',
        '<div class="md-search" data-md-component="search" role="dialog" aria-label="Search">',
    ),
    (' id="__drawer" autocomplete="off"', ' id="__drawer"'),
    (' id="__search" autocomplete="off"', ' id="__search"'),
    (' tabindex=""', ""),
    ("<table>", '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>'),
    ("</table>", "</table></div>"),
    (
        '<div class="arithmatex">',
        '<div class="arithmatex" tabindex="0" role="group" aria-label="Formula">',
    ),
)
EMPTY_HEADING = re.compile(r"<th([^>]*)></th>")
SCRIPT = (  # a copy button is no landmark, and the search index waits until the search is opened or a page is opened from it
    (re.compile(r'\("nav",(?=\{class:"md-code__nav"\})'), '("div",'),
    (re.compile(r'\(location\.protocol!=="file:"\)(?=,\w+\("search"\))'), "(!1)"),
    (
        re.compile(r'\("search\.highlight"\)(?=\?)'),
        '("search.highlight")&&/[?&]h=/.test(location.search)',
    ),
)
CODE_BLOCK = re.compile(r"<pre>.*?</pre>", re.DOTALL)


def place_figures(page_html, figures, movable, root, page):
    """Put every figure into the page, once as a phone shows it and once as a desk does; CSS shows
    the one that fits.

    movable: address to Moving of the figures that a reader can move, which get what they need for
    it.
    root: the way from this page to the root of the site, "" or "../" and so on.
    """
    found = []

    def replace(match):
        alt, chapter, name = match.groups()
        if alt:
            raise Mistake(
                f"{page}: the figure {chapter}.{name} takes its text from the docstring of its function; write ![](…) with nothing in the brackets"
            )
        address = f"{chapter}.{name}"
        drawn = figures[address]
        image = f'role="img" aria-label="{html.escape(drawn.alt)}" class="{{}}"'
        svgs = "".join(
            getattr(drawn, kind).replace("<svg ", f"<svg {image.format(kind)} ", 1)
            for kind in ("phone", "desk")
        )
        links = f'<a href="{root}figures/{chapter}/{name}.png">Image</a> <a href="{root}code/figures/{chapter}.html#{name.replace("_", "-")}">Code</a>'
        identity, before, after, moves = f'id="figure-{name.replace("_", "-")}"', "", "", ""
        if address in movable:
            found.append(movable[address])
            before, after = moving.box(address, movable[address], drawn.alt)
            moves = f' data-moving="{address}" data-root="{root}"'
            how = f'<a href="{root}code/frames/{chapter}.html#{name.replace("_", "-")}">How it moves</a>'
            links = f"<noscript>With JavaScript you can move this figure.</noscript> {links} {how}"
        return f'<div class="drawing" {identity}{moves}>{before}{svgs}{after}<p class="of-figure">{links}</p></div>'

    placed = PICTURE.sub(replace, page_html)
    return (
        placed.replace("</body>", f"{moving.scripts(found, root)}</body>", 1) if found else placed
    )


def colour_words(page_html):
    """Give each word of the sentence that the prose mentions its colour."""
    by_text = {word.text: word.name for word in reversed(words.SENTENCE + words.MARKS)}
    return MENTION.sub(lambda m: f'<em class="w w-{by_text[m[1]]}">{m[1]}</em>', page_html)


def add_preview(page_html, title, description, address, image):
    """What a forum or messenger shows for a link to this page. address and image are absolute, or
    None when the site has no address yet.
    """
    tags = {
        "og:type": "article",
        "og:site_name": "The Sum Remembers",
        "og:title": title,
        "og:description": description,
    }
    if address and image:
        tags |= {"og:url": address, "og:image": image, "og:image:width": "1200"}
    lines = [
        f'<meta property="{name}" content="{html.escape(content)}">'
        for name, content in tags.items()
    ]
    lines.append(
        f'<meta name="twitter:card" content="{"summary_large_image" if address else "summary"}">'
    )
    return page_html.replace("</head>", "\n".join(lines) + "\n</head>", 1)


def mend_theme(page_html):
    """Correct what the theme's own templates get wrong."""
    for wrong, right in THEME:
        page_html = page_html.replace(wrong, right)
    page_html = EMPTY_HEADING.sub(r"<td\1></td>", page_html)
    return page_html if 'id="__toc"' in page_html else page_html.replace(' for="__toc"', "")


def mend_script(script):
    """Correct what the theme's script does on every page."""
    for wrong, right in SCRIPT:
        script = wrong.sub(right, script)
    return script


def slim_index(index):
    """The search index without the code blocks: a reader searches for words."""
    found = json.loads(index)
    for section in found["docs"]:
        section["text"] = CODE_BLOCK.sub("", section["text"])
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
