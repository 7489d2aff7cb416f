"""The commands of a maintainer: numbers into pages, addresses into the list, weights and times."""

import base64
import gzip
import math
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from snippets.press import ROOT, Mistake
from snippets.press.page import rewritten
from snippets.press.publish import Site

PERMALINKS = ROOT / "tests/permalinks.txt"
README_PICTURE = ROOT / "docs/assets/columns.png"
ANCHOR = re.compile(r'<(?:h[1-6]|a href|div class="drawing")[^>]* id="([^"]+)"')
BUSY = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")
LOADED = {
    "HTML": [".html"],
    "CSS": [".css"],
    "scripts": [".js", ".json"],
    "fonts": [".woff2"],
    "images": [".png", ".svg"],
}
FIELDS = """figure => [...document.querySelector(figure).querySelectorAll("input, select")]
  .flatMap((field, i) => field.type === "range"
    ? Array.from({ length: Number(field.max) + 1 }, (_, value) => [i, value])
    : field.matches("select") ? [...field.options].map(option => [i, option.value]) : [[i, null]]
  )"""
MOVE = """([figure, i, value]) => {
  const field = document.querySelector(figure).querySelectorAll("input, select")[i];
  if (value === null) return field.click();
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def numbers() -> None:
    """Rewrite the pages so that every bound number says what its function says now.

    The picture of the README is drawn anew, too.
    """
    site, changed = Site(), 0
    site.read()
    for path in sorted((ROOT / "docs").rglob("*.md")):
        before = path.read_text(encoding="utf-8")
        if (after := rewritten(before, site.numbers)) != before:
            path.write_text(after, encoding="utf-8")
            changed += 1
            print(f"rewrote {path.relative_to(ROOT)}")
    README_PICTURE.write_bytes(base64.b64decode(site.figures["columns.narrowing"]["png"]))
    print(f"{len(site.numbers)} numbers computed, {changed} pages rewritten")


def permalinks() -> None:
    """Add the addresses that a build publishes now to those ever published; none is taken away."""
    with TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder]
        if subprocess.run(build, cwd=ROOT).returncode:
            raise Mistake("the site does not build; mend it first, then note its addresses")
        published = addresses(Path(folder))
    listed = set(PERMALINKS.read_text(encoding="utf-8").split()) if PERMALINKS.exists() else set()
    lines = "".join(f"{address}\n" for address in sorted(listed | published))
    PERMALINKS.write_text(lines, encoding="utf-8")
    print(f"{len(listed | published)} addresses, {len(published - listed)} of them new")


def addresses(site: Path) -> set[str]:
    """What others may link to in a built site.

    Its pages with their headings, claims and figures, its images and notebooks; a page of code as a
    whole.
    """
    files = [path for path in site.glob("figures/*/*.*") if path.suffix != ".js"]
    files += site.glob("lab/*.ipynb")
    known = {path.relative_to(site).as_posix() for path in files}
    for path in site.rglob("*.html"):
        page = path.relative_to(site).as_posix()
        text = "" if page.startswith("code/") else path.read_text(encoding="utf-8")
        known |= {page, *(f"{page}#{anchor}" for anchor in ANCHOR.findall(text))}
    return known - {"404.html"}


def weigh() -> None:
    """Say what pages load before the reader touches anything, text gzipped, in kB of 1000 bytes."""
    site = built()
    folders = ("explanation", "lab")
    pages = [
        "index.html",
        *(
            f"{name}/{path.name}"
            for name in folders
            for path in sorted((site / name).glob("*.html"))
        ),
    ]
    print(f"{'kB':30}" + "".join(f"{kind:>9}" for kind in [*LOADED, "total"]))
    for page, files in loaded(site, pages).items():
        sums = [
            sum(_weight(file) for file in files if file.suffix in endings) / 1000
            for endings in LOADED.values()
        ]
        print(f"{page:30}" + "".join(f"{weight:9.1f}" for weight in [*sums, sum(sums)]))


def loaded(site: Path, pages: list[str]) -> dict[str, set[Path]]:
    """The files that a browser loads for each page before the reader touches anything."""
    files = {}
    with _browser(site) as (browser, address, asked):
        for page in pages:
            asked.clear()
            view = browser.new_context().new_page()
            view.goto(f"{address}/{page}", wait_until="networkidle")
            view.context.close()
            files[page] = set(asked)
    return files


def moves() -> None:
    """Say how long a move of each figure takes: script, style and layout together, in ms."""
    site, computed = built(), Site()
    computed.read()
    print(f"{'ms a move':20}{'moves':>7}{'median':>9}{'95 of 100':>11}")
    with _browser(site) as (browser, address, _):
        for name in computed.frames:
            view = browser.new_page(viewport={"width": 1280, "height": 1000})
            chapter = name.split(".")[0]
            view.goto(f"{address}/explanation/{chapter}.html", wait_until="networkidle")
            spent = sorted(_spent(view, f'[data-moving="{name}"]'))
            middle, slow = spent[len(spent) // 2], spent[int(0.95 * len(spent))]
            print(f"{name:20}{len(spent):7}{middle:9.2f}{slow:11.2f}")
            view.close()


def _spent(view, figure: str) -> list[float]:
    """The milliseconds of many moves of a figure, at least a hundred.

    Every value of every control, again and again, and every handle once around.
    """
    session = view.context.new_cdp_session(view)
    session.send("Performance.enable")

    def busy():
        view.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        metrics = session.send("Performance.getMetrics")["metrics"]
        return 1000 * sum(metric["value"] for metric in metrics if metric["name"] in BUSY)

    def measured(move, *arguments):
        before = busy()
        move(*arguments)
        return busy() - before

    fields = view.evaluate(FIELDS, figure)
    again = max(3, math.ceil(100 / len(fields))) if fields else 0
    spent = [
        measured(view.evaluate, MOVE, [figure, *field]) for _ in range(again) for field in fields
    ]
    for handle in view.locator(f"{figure} svg.desk .handle").all():
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        view.mouse.move(x, y)
        view.mouse.down()
        around = [(60 * math.sin(turn / 10), 60 - 60 * math.cos(turn / 10)) for turn in range(63)]
        spent += [measured(view.mouse.move, x + right, y + down) for right, down in around]
        view.mouse.up()
    return spent


@contextmanager
def _browser(site: Path) -> Iterator[tuple]:
    """A browser, the address of the site that is served to it, and the files that it asks for."""
    sys.path.append(str(ROOT / "tests"))
    try:
        from browser import ensure, flags
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as error:
        raise Mistake(
            f"this needs a browser, and {error.name} is not installed: "
            "use the command of the same name in the Makefile"
        ) from None
    asked = set()

    class Asked(SimpleHTTPRequestHandler):
        def log_request(self, *_):
            asked.add(site / self.path.split("?")[0].lstrip("/"))

    path, handler = ensure(), partial(Asked, directory=site)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        yield browser, f"http://127.0.0.1:{server.server_port}", asked
        browser.close()
        server.shutdown()


def built() -> Path:
    """The folder of the built site. Raises Mistake when it was not built."""
    site = ROOT / "site"
    if not (site / "index.html").exists():
        raise Mistake("site/index.html is missing: build the site first, with `make site`")
    return site


def _weight(file: Path) -> int:
    content = file.read_bytes()
    whole = file.suffix in (".woff2", ".png")
    return len(content if whole else gzip.compress(content, mtime=0))
