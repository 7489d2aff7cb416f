"""python -m snippets.press numbers | permalinks | weigh | moves"""

import gzip
import math
import re
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from snippets.press import catalogue, lab, prose

PERMALINKS = catalogue.ROOT / "tests/permalinks.txt"
ANCHOR = re.compile(r'<(?:h[1-6]|div class="drawing")[^>]* id="([^"]+)"')
README_PICTURE = catalogue.ROOT / "docs/assets/columns.png"
BUSY = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")
FIELDS = """figure => [...document.querySelector(figure).querySelectorAll("input, select")].flatMap((field, i) =>
  field.type === "range" ? Array.from({ length: Number(field.max) + 1 }, (_, value) => [i, value]) : field.matches("select") ? [...field.options].map(option => [i, option.value]) : [[i, null]])"""
MOVE = """([figure, i, value]) => {
  const field = document.querySelector(figure).querySelectorAll("input, select")[i];
  if (value === null) return field.click();
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def numbers():
    """Rewrite the pages so that every bound number says what its function says now, and draw the
    picture of the README anew.
    """
    known, changed = catalogue.numbers(), 0
    for path in sorted((catalogue.ROOT / "docs").rglob("*.md")):
        before = path.read_text()
        after = prose.rewrite_numbers(before, known)
        if after != before:
            path.write_text(after)
            changed += 1
            print(f"rewrote {path.relative_to(catalogue.ROOT)}")
    README_PICTURE.write_bytes(catalogue.figures()["columns.narrowing"].png)
    print(f"{len(known)} numbers computed, {changed} pages rewritten")


def permalinks():
    """Add the addresses that a build publishes now to those ever published; none is ever taken
    away.
    """
    with TemporaryDirectory() as folder:
        if subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
            cwd=catalogue.ROOT,
        ).returncode:
            sys.exit("the site does not build; mend it first, then note its addresses")
        published = addresses(Path(folder))
    listed = set(PERMALINKS.read_text().split()) if PERMALINKS.exists() else set()
    PERMALINKS.write_text("".join(f"{address}\n" for address in sorted(listed | published)))
    print(f"{len(listed | published)} addresses, {len(published - listed)} of them new")


def addresses(site):
    """What others may link to in a built site: its pages with their headings and figures, its
    images and notebooks; a page of code as a whole.
    """
    found = {
        path.relative_to(site).as_posix()
        for path in [*site.glob("figures/*/*.*"), *site.glob("lab/*.ipynb")]
        if path.suffix != ".js"
    }
    for path in site.rglob("*.html"):
        page = path.relative_to(site).as_posix()
        anchors = (
            [] if page.startswith("code/") else ANCHOR.findall(path.read_text(encoding="utf-8"))
        )
        found |= {page, *(f"{page}#{anchor}" for anchor in anchors)}
    return found - {"404.html"}


def weigh():
    """Say what the home page, each chapter and each notebook load before the reader touches
    anything, text gzipped; in kB of 1000 bytes.
    """
    pages = [
        "index.html",
        *(f"explanation/{chapter}.html" for chapter in catalogue.chapters()),
        *(f"lab/{path.stem}.html" for path in sorted(lab.FOLDER.glob("*.py"))),
    ]
    site = _built(pages)
    kinds = {
        "HTML": [".html"],
        "CSS": [".css"],
        "scripts": [".js", ".json"],
        "fonts": [".woff2"],
        "images": [".png", ".svg"],
    }
    print(f"{'kB':30}" + "".join(f"{kind:>9}" for kind in [*kinds, "total"]))
    for page, files in loaded(site, pages).items():
        sums = [
            sum(_weight(file) for file in files if file.suffix in endings) / 1000
            for endings in kinds.values()
        ]
        print(f"{page:30}" + "".join(f"{weight:9.1f}" for weight in [*sums, sum(sums)]))


def loaded(site, pages):
    """The files that a browser loads for each page before the reader touches anything."""
    found = {}
    with _browser(site) as (browser, address, asked):
        for page in pages:
            asked.clear()
            view = browser.new_context().new_page()
            view.goto(f"{address}/{page}", wait_until="networkidle")
            view.context.close()
            found[page] = set(asked)
    return found


def moves():
    """Say how long a move of each figure takes, from what the reader does to the new layout:
    script, style and layout together, in ms.
    """
    site = _built(["index.html"])
    print(f"{'ms a move':20}{'moves':>7}{'median':>9}{'95 of 100':>11}")
    with _browser(site) as (browser, address, _):
        for name in catalogue.names("frames"):
            view = browser.new_page(viewport={"width": 1280, "height": 1000})
            view.goto(f"{address}/explanation/{name.split('.')[0]}.html", wait_until="networkidle")
            spent = sorted(_spent(view, f'[data-moving="{name}"]'))
            print(
                f"{name:20}{len(spent):7}{spent[len(spent) // 2]:9.2f}{spent[int(0.95 * len(spent))]:11.2f}"
            )
            view.close()


def _spent(view, figure):
    """The milliseconds of each of many moves: every value of every control of a figure, again and
    again, at least a hundred, and every handle once around.
    """
    session = view.context.new_cdp_session(view)
    session.send("Performance.enable")

    def busy():
        view.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        return 1000 * sum(
            metric["value"]
            for metric in session.send("Performance.getMetrics")["metrics"]
            if metric["name"] in BUSY
        )

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
        spent += [
            measured(
                view.mouse.move, x + 60 * math.sin(turn / 10), y + 60 - 60 * math.cos(turn / 10)
            )
            for turn in range(63)
        ]
        view.mouse.up()
    return spent


@contextmanager
def _browser(site):
    """A browser, the address of the site that is served to it, and the set of the files that it
    asks for.
    """
    sys.path.append(str(catalogue.ROOT / "tests"))
    try:
        from browser import ensure, flags
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as error:
        sys.exit(
            f"this needs a browser, and {error.name} is not installed: use the command of the same name in the Makefile"
        )
    asked = set()

    class Asked(SimpleHTTPRequestHandler):
        def log_request(self, *_):
            asked.add(site / self.path.split("?")[0].lstrip("/"))

    path = ensure()
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), partial(Asked, directory=site)) as server,
        sync_playwright() as playwright,
    ):
        Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        yield browser, f"http://127.0.0.1:{server.server_port}", asked
        browser.close()
        server.shutdown()


def _built(pages):
    """The folder of the built site, which must hold these pages."""
    site = catalogue.ROOT / "site"
    if missing := [page for page in pages if not (site / page).exists()]:
        sys.exit(f"site/{missing[0]} is missing: build the site first, with `make site`")
    return site


def _weight(file):
    content = file.read_bytes()
    return len(content if file.suffix in (".woff2", ".png") else gzip.compress(content, mtime=0))


def main():
    commands = {"numbers": numbers, "permalinks": permalinks, "weigh": weigh, "moves": moves}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(f"usage: python -m snippets.press {' | '.join(commands)}")
    commands[sys.argv[1]]()


if __name__ == "__main__":
    main()
