"""MkDocs calls these functions while it builds; one object answers."""

import sys
from functools import wraps
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from pymdownx.snippets import SnippetMissingError

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from snippets.press import Mistake  # noqa: E402 (MkDocs puts only the folder of a hook on the path)
from snippets.press.publish import Site  # noqa: E402


def refusing(function):
    """The same function; a mistake ends the build in one sentence, without a traceback."""

    @wraps(function)
    def wrapped(*arguments, **named):
        try:
            return function(*arguments, **named)
        except (Mistake, SnippetMissingError) as mistake:
            raise PluginError(str(mistake)) from None

    return wrapped


site = Site(ROOT)
on_startup = site.startup
on_shutdown = site.shutdown
on_config = refusing(site.config)
on_files = event_priority(50)(refusing(site.files))  # before mkdocs-jupyter looks for notebooks


@event_priority(-50)  # after it has brought its renderer
@refusing
def on_pre_page(page, **named):
    """A mistake that is seen while a page is rendered ends the build as any other."""
    site.pre_page(page, **named)
    page.render = refusing(page.render)


on_page_markdown = refusing(site.page_markdown)
on_page_content = refusing(site.page_content)
on_env = refusing(site.env)
on_page_context = refusing(site.page_context)
on_post_page = refusing(site.post_page)
on_post_template = refusing(site.post_template)
on_post_build = refusing(site.post_build)
