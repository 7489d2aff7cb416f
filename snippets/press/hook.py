"""MkDocs calls these functions while it builds; each hands its work to a plain module of this
package.
"""

import functools
import hashlib
import os
import sys
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File
from mkdocs.structure.toc import get_toc

ROOT = Path(__file__).parents[2]
built = {}  # what this build has made so far


def _one_message(function):
    @functools.wraps(function)
    def wrapped(*arguments, **named):
        try:
            return function(*arguments, **named)
        except ValueError as mistake:
            if type(mistake).__name__ != "Mistake":
                raise
            raise PluginError(str(mistake)) from None

    return wrapped


def on_startup(command, dirty):
    """Note whether the site is only served while it is written: then fonts stay whole, since
    cutting them takes half a second.
    """
    on_post_build.cuts_fonts = command != "serve"


def on_config(config):
    """Address and edit links come from the environment: a clone knows neither where it is published
    nor where it is kept.
    """
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))
    config.site_url = os.environ.get("SITE_URL") or config.site_url
    if repository := os.environ.get("REPOSITORY"):
        config.edit_uri_template = f"{repository.rstrip('/')}/edit/main/docs/{{path}}"
        config.repo_name = "Source"
    return config


@event_priority(50)  # before mkdocs-jupyter looks for notebooks
@_one_message
def on_files(files, config):
    """Add everything that is computed: the figures, the words' colours, the pages of code and
    claims, the notebooks of the lab.
    """
    _forget_old_snippets()
    from snippets import words
    from snippets.press import catalogue, lab, moving, pages, sources

    built.update(
        numbers=catalogue.numbers(),
        figures=catalogue.figures(),
        movable=catalogue.moving(),
        claims=catalogue.claims(),
        used=[set(), set(), set()],
    )
    fonts = {
        f"assets/fonts/{path.name}": path.read_bytes()
        for path in (ROOT / "snippets/drawing").glob("source-sans-3.*")
    }
    generated = (
        fonts
        | {"assets/words.css": words.css()}
        | moving.files(built["movable"])
        | pages.code()
        | pages.claims(built["claims"])
        | {"about/literature.md": sources.page()}
    )
    for address, drawn in built["figures"].items():
        path = f"figures/{address.replace('.', '/')}"
        generated |= {f"{path}.svg": drawn.svg, f"{path}.png": drawn.png}
    for path, content in generated.items():
        files.append(File.generated(config, path, content=content))
    lab.run()
    lab.prepare(config)
    texts = {
        file.src_uri: None if file.generated_by else file.content_string
        for file in files
        if file.is_documentation_page()
    }
    texts |= {
        f"lab/{notebook.path.name}": notebook.path.read_text(encoding="utf-8")
        for notebook in lab.notebooks()
    }
    for notebook in lab.notebooks():
        file = File(
            notebook.source,
            str(lab.page(notebook, built["numbers"], texts)),
            config.site_dir,
            config.use_directory_urls,
        )
        file.edit_uri = f"lab/{notebook.path.name}"
        files.append(file)
    return files


@_one_message
def on_page_markdown(markdown, page, config, files):
    """Refuse what is not bound, and say how long the page takes."""
    from snippets.press import pages, prose, sources

    name = page.file.src_uri
    if notebook := _of_lab(name):
        page.meta.update(notebook.head)
    if notebook or page.file.generated_by:
        return markdown
    if not page.meta.get("description"):
        raise PluginError(
            f"{name}: the page has no description; write one in two sentences between --- lines at its head"
        )
    prose.check_headings(markdown, name)
    prose.check_numbers(markdown, name, built["numbers"])
    for seen, now in zip(built["used"], prose.used(markdown)):
        seen |= now
    root = "../" * name.count("/")
    claims = {claim.name: (root + claim.address, claim.sentence) for claim in built["claims"]}
    text = pages.opening(
        prose.link_claims(markdown, name, claims), page.meta.get("needs"), prose.minutes(markdown)
    )
    return sources.add_footnotes(text, name) + (
        pages.definitions() if name.startswith("explanation/") else ""
    )


def on_page_content(page_html, page, config, files):
    """A page of the lab: where to get the notebook, and its headings for the table of contents."""
    from snippets.press import lab

    if notebook := _of_lab(page.file.src_uri):
        page_html = lab.without_styles(page_html).replace(
            "<p>BADGES</p>", lab.badges(notebook, os.environ.get("REPOSITORY")), 1
        )
        page.toc = get_toc(lab.contents(page_html))
    return page_html


@_one_message
def on_env(env, config, files):
    """Refuse what is computed and used by no page."""
    from snippets.press import pages

    pages.refuse_unused(built["used"], built["numbers"], built["figures"], built["claims"])


@_one_message
def on_post_page(output, page, config):
    """Finish the page: figures and formulas in, words in their colours, a preview for links."""
    from snippets.press import finish, formulas

    name = page.file.src_uri
    root = "../" * page.url.count("/")
    output = finish.place_figures(output, built["figures"], built["movable"], root, name)
    output = finish.colour_words(formulas.set_formulas(output, name))
    base = (config.site_url or "").rstrip("/")
    image = page.meta.get("image", "columns/narrowing")
    address = (f"{base}/{page.url}", f"{base}/figures/{image}.png") if base else (None, None)
    description = page.meta.get("description") or config.site_description
    return finish.mend_theme(finish.add_preview(output, page.title, description, *address))


def on_post_template(output_content, template_name, config):
    from snippets.press import finish

    return finish.mend_theme(output_content) if template_name.endswith(".html") else output_content


def on_post_build(config):
    """Make what every page loads as light as it can be, and mend the theme's script."""
    from snippets.press import catalogue, finish, fonts, lab

    site = Path(config.site_dir)
    for notebook in lab.notebooks():
        (site / notebook.source).write_bytes(
            lab.download(notebook, config.site_url, os.environ.get("REPOSITORY"))
        )
    if on_post_build.cuts_fonts:
        fonts.cut(site)
    for pattern, mend in (
        ("assets/javascripts/bundle.*.js", finish.mend_script),
        ("search/search_index.json", finish.slim_index),
    ):
        for path in site.glob(pattern):
            path.write_text(mend(path.read_text(encoding="utf-8")), encoding="utf-8")
    catalogue.sweep([notebook.ran.parent for notebook in lab.notebooks()])


on_post_build.cuts_fonts = True


def _of_lab(name):
    """The notebook of a page, or None."""
    from snippets.press import lab

    return next((notebook for notebook in lab.notebooks() if notebook.source == name), None)


def _forget_old_snippets():
    """mkdocs serve keeps running while snippets and notebooks are edited: drop what was imported
    and remembered when any of them changed.
    """
    sources = sorted([*(ROOT / "snippets").rglob("*.py"), *(ROOT / "docs/lab").glob("*.py")])
    state = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    if state != built.get("state"):
        for name in [name for name in sys.modules if name.split(".")[0] == "snippets"]:
            del sys.modules[name]
    built.clear()
    built["state"] = state
