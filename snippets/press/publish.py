"""What a build publishes: everything that MkDocs asks for is answered here, and nothing computed.

This module and its neighbours page, markdown, generated, lab and theme are what binds to MkDocs,
Material and mkdocs-jupyter.
"""

import base64
import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import mkdocs.structure.pages
import pygments
from mkdocs.structure.files import File

from snippets.drawing import words
from snippets.press import (
    ROOT,
    Mistake,
    cards,
    fonts,
    generated,
    markdown,
    moving,
    sentences,
    theme,
)
from snippets.press.again import Again
from snippets.press.answers import INDEX, Answers
from snippets.press.catalogue import Catalogue, environment
from snippets.press.formulas import Formulas
from snippets.press.lab import Notebook
from snippets.press.literature import Literature
from snippets.press.page import (
    Page,
    chapters,
    definitions,
    flat,
    kind_of,
    numbered,
    refuse_unused,
)
from snippets.press.store import Kept, key
from snippets.press.units import signature

LATE = re.compile(markdown.MARK.format('([^"]*)'))
PICTURE = "columns/narrowing"  # the preview of a page that names none
HOME = "index.md"


class Computer:
    """Runs `compute` as a process of its own; while serving, one that stays and is quick."""

    def __init__(self, root: Path):
        self.root, self.stays = root, False
        self.process: subprocess.Popen | None = None

    def run(self) -> None:
        """Compute what is new or has changed. Raises Mistake for what cannot be computed."""
        if self.process is None or self.process.poll() is not None:
            self.process = self._start()
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("compute\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise Mistake("computing ended before it was done; see above what it said")
        if not self.stays:
            self.close()
        if mistake := json.loads(answer):
            raise Mistake(mistake)

    def _start(self) -> subprocess.Popen:
        how = ["--stay"] if self.stays else []
        return subprocess.Popen(
            [sys.executable, "-m", "snippets.press", "compute", "--pipe", *how],
            cwd=self.root,
            env=os.environ | {"PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def close(self) -> None:
        """End the process."""
        if self.process:
            self.process.communicate()
            self.process = None


class Site:
    """All that a build knows: what was computed, the pages, and what stands late in them."""

    def __init__(self, root: Path = ROOT):
        self.root = root
        self.computer = Computer(root)
        self.catalogue = Catalogue(root)
        self.store = self.catalogue.store
        self.formulas = Formulas(self.store)
        self.code = Kept(
            self.store, "code", key(pygments.__version__, Path(markdown.__file__).read_bytes())
        )
        self.again = Again()
        self.serving = False
        self.at = ""  # the page at hand

    # What was computed

    def read(self) -> None:
        """Read what is kept of the project as it is now; let compute make what is missing."""
        self.catalogue = Catalogue(self.root, self.store)
        if not self._load():
            self.computer.run()
            if not self._load():
                raise Mistake(
                    "what was computed cannot be read from .cache/built; delete the folder"
                )

    def _load(self) -> bool:
        try:
            manifest = json.loads((self.store.folder / "manifest.json").read_bytes())
        except (OSError, ValueError):
            return False
        now = {"environment": environment(), "signature": signature(self.root)}
        if not isinstance(manifest, dict) or now != {name: manifest.get(name) for name in now}:
            return False
        results = {}
        for kind, address, unit_key in manifest["units"]:
            kept = self.store.get(f"{kind}-{address}", unit_key)
            if kept is None:
                return False
            results[kind, address] = json.loads(kept.partition(b"\n")[2])
        ran = {}
        for name, run_key in manifest["notebooks"].items():
            kept = self.store.get(f"notebook-{name}", run_key)
            if kept is None:
                return False
            ran[name] = kept
        self._take(results, ran)
        return True

    def _take(self, results: Mapping, ran: Mapping[str, bytes]) -> None:
        numbers = [result for (kind, _), result in results.items() if kind == "numbers"]
        self.numbers = {name: text for texts in numbers for name, text in texts.items()}
        self.figures = {at: result for (kind, at), result in results.items() if kind == "figures"}
        self.frames = {
            at: moving.Frames(**result)
            for (kind, at), result in results.items()
            if kind == "frames"
        }
        repository, address = os.environ.get("REPOSITORY"), os.environ.get("SITE_URL")
        self.notebooks = {
            name: Notebook(
                name, _text(self.root, self.root / f"docs/lab/{name}.py"), kept, repository, address
            )
            for name, kept in ran.items()
        }
        self._check_frames()

    def _check_frames(self) -> None:
        for at, frames in self.frames.items():
            chapter, name = at.split(".")
            if at not in self.figures:
                raise Mistake(
                    f"the frames {at} belong to no figure: "
                    f"write the function {name} in snippets/figures/{chapter}.py, or delete them"
                )
            for script in frames.scripts:
                if script not in self.catalogue.scripts:
                    raise Mistake(
                        f"the frames {at} are shown by no script: "
                        f"write snippets/frames/{script}.js, or delete them"
                    )
        used = {script for frames in self.frames.values() for script in frames.scripts}
        for idle in sorted(set(self.catalogue.scripts) - used):
            raise Mistake(
                f"the script snippets/frames/{idle}.js moves no figure: "
                "write the function for it in snippets/frames, or delete it"
            )

    # What MkDocs asks

    def startup(self, command: str, **_) -> None:
        """Note whether the site is only served while it is written."""
        self.serving = self.computer.stays = command == "serve"

    def shutdown(self) -> None:
        """End the process that computes."""
        self.computer.close()

    def config(self, config) -> None:
        """Address and edit links come from the environment: a clone knows neither."""
        config.site_url = os.environ.get("SITE_URL") or config.site_url
        if repository := os.environ.get("REPOSITORY"):
            config.edit_uri_template = f"{repository.rstrip('/')}/edit/main/docs/{{path}}"
            config.repo_name = "Source"
        self.moved = config.extra.get("moved", {})
        self.numbered = chapters(config.nav)
        self.order = flat(config.nav)
        config.markdown_extensions.append(
            markdown.SiteExtension(self.formulas, lambda: self.at, self._old_anchors)
        )
        fences = config.mdx_configs.setdefault("pymdownx.superfences", {})
        fences["custom_fences"] = markdown.fences(self._late_code)

    def files(self, files, config) -> None:
        """Parse every page, refuse what is wrong, and add everything that is made."""
        self.read()
        self.literature = Literature(self.root)
        self.late: dict[str, str] = {}
        self.characters: set[str] = set()
        self.pages = {
            file.src_uri: Page(file.src_uri, _text(self.root, Path(file.abs_src_path)))
            for file in files
            if file.is_documentation_page() and not file.generated_by
        }
        for notebook in self.notebooks.values():
            self.pages[notebook.path] = notebook.page
            self.late[f"badges {notebook.name}"] = notebook.badges
            self.late |= notebook.late(self._code)
        self.answers = Answers(config.extra.get("answers", {}), self.pages)
        self.stated = {
            Path(path).stem: (self.pages[path].title, self.catalogue.claims(Path(path).stem))
            for path in self.order
            if path in self.pages and kind_of(path).tested
        } | {
            name: (title, self.catalogue.claims(name))
            for name, title in self.answers.titles.items()
        }
        self.claims = {claim.name: claim for _, claims in self.stated.values() for claim in claims}
        self._check()
        made = self._generated(config)
        self.again.begin(
            self.root, [*made, *(f"{name} {p.title}" for name, p in self.pages.items())]
        )
        for path, content in made.items():
            files.append(File.generated(config, path, content=content))
        for notebook in self.notebooks.values():
            self._add_notebook(notebook, files, config)

    def _check(self) -> None:
        for each in self.pages.values():
            each.check(self.numbers, self.claims, self.numbered, self.figures)
            sentences.check(each, self.claims, self.numbers)
        quoted = {name: figure["quoted"] for name, figure in self.figures.items()}
        refuse_unused([*self.pages.values()], self.numbers, quoted, self.claims)

    def _generated(self, config) -> dict[str, str | bytes]:
        """Every file of the site that is made, by its path in docs/."""
        typeface = sorted((self.root / "snippets/drawing").glob("source-sans-3.*"))
        made: dict[str, str | bytes] = {
            f"assets/fonts/{path.name}": path.read_bytes() for path in typeface
        }
        made["assets/words.css"] = words.css()
        made["about/literature.md"] = self.literature.page()
        written = [self.pages[path] for path in self.pages if not path.startswith("lab/")]
        made |= generated.claims(written, self.stated)
        if self.answers.clusters:
            made[INDEX] = self.answers.index()
        made |= moving.files(self.frames, self.root) | generated.code(self.catalogue)
        for old, new in self.moved.items():
            if "#" not in old:
                made[old.replace(".html", ".md")] = generated.moved(new)
        made |= self._cards(config)
        for at, figure in self.figures.items():
            made[f"figures/{at.replace('.', '/')}.svg"] = figure["svg"].encode()
            made[f"figures/{at.replace('.', '/')}.png"] = base64.b64decode(figure["png"])
        return made

    def _cards(self, config) -> dict[str, str | bytes]:
        """The picture that a preview of each page shows."""
        made: dict[str, str | bytes] = {}
        current = []
        for path, page in self.pages.items():
            name = _card(path)
            figure = base64.b64decode(self.figures[self._figure_of(page)]["png"])
            made[f"cards/{name}.png"], key_ = cards.kept(
                self.store, name.replace("/", "-"), page.title, figure, config.site_name
            )
            current.append((f"card-{name.replace('/', '-')}", key_))
        self.store.sweep(["card-"], current)
        return made

    @staticmethod
    def _figure_of(page: Page | None) -> str:
        """The figure that stands for a page."""
        return (page and page.image or PICTURE).replace("/", ".")

    def _add_notebook(self, notebook: Notebook, files, config) -> None:
        """A file that mkdocs-jupyter takes for a notebook, edited where its source lies."""
        folder = self.root / ".cache/lab"
        path = folder / notebook.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(notebook.ran)
        file = File(notebook.path, str(folder), config.site_dir, config.use_directory_urls)
        file.edit_uri = f"lab/{notebook.name}.py"
        files.append(file)

    def pre_page(self, page, **_) -> None:
        """A notebook is rendered as every other page, from the Markdown made of it."""
        if page.file.src_uri in self.pages and page.file.src_uri.endswith(".ipynb"):
            page.render = partial(mkdocs.structure.pages.Page.render, page)

    def page_markdown(self, text: str, page, **_) -> str:
        """A page as it is to be rendered."""
        self.at = page.file.src_uri
        text = self._markdown(text, page)
        if self.serving:
            self.again.take(page, text)
        return text

    def _markdown(self, text: str, page) -> str:
        written = self.pages.get(self.at)
        if written is None:
            return numbered(text, self.numbered)
        page.meta = written.meta | {"description": written.description}
        done = written.markdown(self.claims, self.numbered, self._reference)
        done = self.answers.lead_on(written, done)
        notation = self.pages["about/notation.md"].body
        return done + definitions(notation) if kind_of(self.at).explained else done

    def page_content(self, content: str, page, **_) -> str:
        """A page as MkDocs rendered it."""
        self.again.rendered(page)
        return content

    def _reference(self, source: str) -> str:
        try:
            return numbered(self.literature.reference(source), self.numbered)
        except Mistake as mistake:
            raise Mistake(f"{self.at}: {mistake}") from None

    def env(self, env, **_) -> None:
        """Correct the theme's templates as they are read."""
        env.loader = theme.Mended(env.loader)

    def page_context(self, context, page, config, **_) -> None:
        """What the templates need: the preview for links, and the scripts of moving figures."""
        shown = [name.removeprefix("figure ") for name in LATE.findall(page.content or "")]
        frames = [self.frames[name] for name in shown if name in self.frames]
        context["scripts"] = dict.fromkeys(name for each in frames for name in each.scripts)
        context["still"] = moving.STILL
        preview = {
            "og:type": "article",
            "og:site_name": config.site_name,
            "og:title": page.title,
            "og:description": page.meta.get("description") or config.site_description,
        }
        if base := (config.site_url or "").rstrip("/"):
            written = self.pages.get(page.file.src_uri)
            width, height = map(str, cards.SIZE)
            preview |= {
                "og:url": f"{base}/{page.url}",
                "og:image": f"{base}/cards/{_card(written.name if written else HOME)}.png",
                "og:image:width": width,
                "og:image:height": height,
                "og:image:alt": self.figures[self._figure_of(written)]["alt"],
            }
        context["preview"] = preview

    def post_page(self, output: str, page, **_) -> str:
        """The finished page: what its marks stand for is there."""
        self.again.finished(page, output)
        root = "../" * page.url.count("/")
        output = LATE.sub(lambda mark: self._placed(html.unescape(mark[1]), root), output)
        return self.post_template(output)

    def post_template(self, output: str, **_) -> str:
        """Note the characters that the site shows."""
        self.characters.update(html.unescape(output))
        return output

    def _placed(self, what: str, root: str) -> str:
        if what.startswith("figure "):
            return self._figure(what.removeprefix("figure "), root)
        return self.code.used[what] if what in self.code.used else self.late[what]

    def _figure(self, at: str, root: str) -> str:
        """A figure as a page shows it, for a phone and a desk; CSS shows the one that fits."""
        chapter, name = at.split(".")
        figure, anchor = self.figures[at], name.replace("_", "-")
        svgs = "".join(
            figure[width].replace(
                "<svg ",
                f'<svg role="img" aria-label="{html.escape(figure["alt"])}" class="{width}" ',
                1,
            )
            for width in ("phone", "desk")
        )
        links = (
            f'<a class="to-figure" href="#figure-{anchor}">Link</a> '
            f'<a href="{root}figures/{chapter}/{name}.png">Image</a> '
            f'<a href="{root}code/figures/{chapter}.html#{anchor}">Code</a>'
        )
        before = after = moves = ""
        if at in self.frames:
            before, after = moving.box(at, self.frames[at], figure["alt"])
            moves = f' data-moving="{at}" data-root="{root}"'
            links = (
                f"<noscript>With JavaScript you can move this figure.</noscript> {links} "
                f'<a href="{root}code/frames/{chapter}.html#{anchor}">How it moves</a>'
            )
        return (
            f'<div class="drawing" id="figure-{anchor}"{moves}>{before}{svgs}{after}'
            f'<p class="of-figure">{links}</p></div>'
        )

    def _code(self, source: str, language: str) -> str:
        """A block of code, highlighted once."""
        make = partial(markdown.highlighted, source, language)
        return self.code.get(f"code {key(source, language)}", make)

    def _late_code(self, source: str, language: str) -> str:
        self._code(source, language)
        return markdown.late(f"code {key(source, language)}")

    def _old_anchors(self, anchor: str) -> list[str]:
        """The anchors that once led to this heading of the page at hand."""
        here = f"{self.at.removesuffix('.md').removesuffix('.ipynb')}.html"
        return [
            old.partition("#")[2]
            for old, new in self.moved.items()
            if new == f"{here}#{anchor}" and old.partition("#")[0] == here
        ]

    def post_build(self, config) -> None:
        """Finish the files that every page loads, and keep what this build has made."""
        site = Path(config.site_dir)
        for notebook in self.notebooks.values():
            (site / notebook.path).write_bytes(notebook.download())
        if not self.serving:
            fonts.cut(site, self.characters, self.formulas.characters, self.store)
        theme.mend_script(site)
        self.formulas.kept.save()
        self.code.save()


def _card(path: str) -> str:
    """The name of the card of a page of docs/."""
    return str(Path(path).with_suffix(""))


def _text(root: Path, path: Path) -> str:
    """A file as text. Raises Mistake that names file and line when it is not UTF-8."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        name = path.relative_to(root).as_posix()
        raise Mistake(f"{name}: line {line} is not UTF-8; save the file in UTF-8") from None
