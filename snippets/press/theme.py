"""What Material's templates and script get wrong, and what they should say instead.

What Material lets a site override stands in the folder theme/. These are the places that it does
not: a few words inside a template, corrected when the template is read. When Material no longer
says what is to be corrected, the build stops and says so.
"""

import re
from pathlib import Path

import jinja2

from snippets.press import Mistake

TEMPLATES = {
    "base.html": (
        (' id="__drawer" autocomplete="off"', ' id="__drawer"'),
        (' id="__search" autocomplete="off"', ' id="__search"'),
    ),
    "partials/search.html": (
        (
            'data-md-component="search" role="dialog"',
            'data-md-component="search" role="dialog" aria-label="{{ lang.t(\'search\') }}"',
        ),
    ),
    "partials/nav-item.html": (
        (' tabindex="{{ tabindex }}"', '{% if tabindex %} tabindex="{{ tabindex }}"{% endif %}'),
    ),
    "partials/toc.html": ((' for="__toc"', '{% if page in nav.pages %} for="__toc"{% endif %}'),),
}
SCRIPT = (  # a copy button is no landmark, and the search index waits until somebody searches
    (re.compile(r'\("nav",(?=\{class:"md-code__nav"\})'), '("div",'),
    (re.compile(r'\(location\.protocol!=="file:"\)(?=,\w+\("search"\))'), "(!1)"),
    (
        re.compile(r'\("search\.highlight"\)(?=\?)'),
        '("search.highlight")&&/[?&]h=/.test(location.search)',
    ),
)


class Mended(jinja2.BaseLoader):
    """A loader that corrects the templates of another.

    Raises Mistake at once when one of them is no longer what it was.
    """

    def __init__(self, loader: jinja2.BaseLoader):
        self.loader = loader
        environment = jinja2.Environment(loader=loader)
        for template in TEMPLATES:
            self.get_source(environment, template)

    def get_source(self, environment, template):
        """The corrected source of a template."""
        source, filename, is_current = self.loader.get_source(environment, template)
        for wrong, right in TEMPLATES.get(template, ()):
            if wrong not in source:
                raise Mistake(
                    f"Material's template {template} no longer says {wrong!r}: "
                    "see whether snippets/press/theme.py must still correct it"
                )
            source = source.replace(wrong, right)
        return source, filename, is_current

    def list_templates(self):
        """The names of all templates."""
        return self.loader.list_templates()


def mend_script(site: Path) -> None:
    """Correct the script that every page of the built site loads."""
    (path,) = site.glob("assets/javascripts/bundle.*.min.js")
    script = path.read_text(encoding="utf-8")
    for wrong, right in SCRIPT:
        script, times = wrong.subn(right, script)
        if times != 1:
            raise Mistake(
                f"Material's script {path.name} says {wrong.pattern!r} {times} times instead of "
                "once: see whether snippets/press/theme.py must still correct it"
            )
    path.write_text(script, encoding="utf-8")
