"""python -m snippets.press numbers | permalinks | weigh"""

import gzip
import re
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from snippets.press import catalogue, prose

PERMALINKS = catalogue.ROOT / "tests/permalinks.txt"
ANCHOR = re.compile(r'<(?:h[1-6]|div class="drawing")[^>]* id="([^"]+)"')


README_PICTURE = catalogue.ROOT / "docs/assets/columns.png"


def numbers():
    """Rewrite the pages so that every bound number says what its function says now, and draw the picture of the README anew."""
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
    """Add the addresses that a build publishes now to those ever published; none is ever taken away."""
    with TemporaryDirectory() as folder:
        if subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder], cwd=catalogue.ROOT).returncode:
            sys.exit("the site does not build; mend it first, then note its addresses")
        published = addresses(Path(folder))
    listed = set(PERMALINKS.read_text().split()) if PERMALINKS.exists() else set()
    PERMALINKS.write_text("".join(f"{address}\n" for address in sorted(listed | published)))
    print(f"{len(listed | published)} addresses, {len(published - listed)} of them new")


def addresses(site):
    """What others may link to in a built site: its pages with their headings and figures, its images; a page of code as a whole."""
    found = {path.relative_to(site).as_posix() for path in site.glob("figures/*/*.*")}
    for path in site.rglob("*.html"):
        page = path.relative_to(site).as_posix()
        anchors = [] if page.startswith("code/") else ANCHOR.findall(path.read_text(encoding="utf-8"))
        found |= {page, *(f"{page}#{anchor}" for anchor in anchors)}
    return found - {"404.html"}


def weigh():
    """Say what the home page and each chapter load before the reader touches anything, text gzipped; in kB of 1000 bytes."""
    site = catalogue.ROOT / "site"
    pages = ["index.html", *(f"explanation/{chapter}.html" for chapter in catalogue.chapters())]
    if missing := [page for page in pages if not (site / page).exists()]:
        sys.exit(f"site/{missing[0]} is missing: build the site first, with `make site`")
    kinds = {"HTML": [".html"], "CSS": [".css"], "scripts": [".js", ".json"], "fonts": [".woff2"], "images": [".png", ".svg"]}
    print(f"{'kB':30}" + "".join(f"{kind:>9}" for kind in [*kinds, "total"]))
    for page, files in loaded(site, pages).items():
        sums = [sum(_weight(file) for file in files if file.suffix in endings) / 1000 for endings in kinds.values()]
        print(f"{page:30}" + "".join(f"{weight:9.1f}" for weight in [*sums, sum(sums)]))


def loaded(site, pages):
    """The files that a browser loads for each page before the reader touches anything."""
    sys.path.append(str(catalogue.ROOT / "tests"))
    try:
        from browser import ensure, flags
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as error:
        sys.exit(f"weighing needs a browser, and {error.name} is not installed: use `make weigh`")

    class Asked(SimpleHTTPRequestHandler):
        def log_request(self, *_):
            asked.add(site / self.path.split("?")[0].lstrip("/"))

    path, found = ensure(), {}
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Asked, directory=site)) as server, sync_playwright() as playwright:
        Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        for page in pages:
            asked, view = set(), browser.new_context().new_page()
            view.goto(f"http://127.0.0.1:{server.server_port}/{page}", wait_until="networkidle")
            view.context.close()
            found[page] = asked
        browser.close()
        server.shutdown()
    return found


def _weight(file):
    content = file.read_bytes()
    return len(content if file.suffix in (".woff2", ".png") else gzip.compress(content, mtime=0))


def main():
    commands = {"numbers": numbers, "permalinks": permalinks, "weigh": weigh}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(f"usage: python -m snippets.press {' | '.join(commands)}")
    commands[sys.argv[1]]()


if __name__ == "__main__":
    main()
