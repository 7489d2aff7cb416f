"""Visits to the built site: at which widths and in which schemes, and what is measured there."""

from contextlib import contextmanager

WIDTHS = (360, 390, 768, 1280, 1600)
# What the reader's system asks for, and the scheme that the page shows.
SCHEMES = {"light": "default", "dark": "slate"}
PATIENCE = 120_000  # ms: no test is lost on a busy machine

# The page hears of a new scheme a moment later.
FOLLOWED = "scheme => document.body.dataset.mdColorScheme === scheme"

MEASURE = """() => {
  const isShown = element => element.getClientRects().length > 0;
  const drawings = [...document.querySelectorAll(".drawing")]
    .map(drawing => [...drawing.querySelectorAll(":scope > svg")].filter(isShown));
  const texts = drawings.flat().flatMap(svg => {
    const box = svg.getBoundingClientRect();
    const scale = box.width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll("text")].map(text => {
      const inside = text.getBoundingClientRect();
      return {
        says: text.textContent,
        size: parseFloat(getComputedStyle(text).fontSize) * scale,
        out: Math.max(box.left - inside.left, inside.right - box.right,
          box.top - inside.top, inside.bottom - box.bottom),
      };
    });
  });
  const root = document.documentElement;
  const headings = [...document.querySelectorAll("article :is(h1, h2, h3)")];
  const formulas = [...document.querySelectorAll(".katex-display, div.arithmatex")];
  return {
    wider: root.scrollWidth - root.clientWidth,
    drawings: drawings.map(svgs => svgs.length),
    small: texts.filter(text => text.size < 11.95)
      .map(text => `${text.says} (${text.size.toFixed(1)} px)`),
    hidden: headings.filter(heading => !isShown(heading)).length,
    clipped: formulas.filter(box => getComputedStyle(box).overflowY !== "visible"
      && box.scrollHeight > box.clientHeight + 1).map(box => box.textContent),
    cut: texts.filter(text => text.out > 1)
      .map(text => `${text.says} (by ${text.out.toFixed(1)} px)`),
  };
}"""

# What a reader reads without what only a script can use, and without what only stands for it.
TEXT = """() => {
  const parts = document.querySelectorAll(".try, .moves, .says, noscript");
  parts.forEach(part => part.remove());
  return document.querySelector("article").innerText.split(/\\s+/).join(" ");
}"""


@contextmanager
def visit(browser, **options):
    """A page of its own, in which a slow machine is waited for."""
    context = browser.new_context(reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


def resize(page, width):
    page.set_viewport_size({"width": width, "height": 900})


def ask_for(page, scheme):
    """Let the reader's system ask for a scheme, and wait until the page shows it."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(FOLLOWED, arg=SCHEMES[scheme])


def note_complaints(page, own):
    """The kinds of complaint, each a list that fills with what the browser complains of.

    own: the beginnings of the addresses that a page may ask for.
    """
    complaints = {"other host": [], "console": [], "script": [], "failed": []}

    def note(kind, text):
        complaints[kind].append(f"{page.url}: {text}")

    def hear(message):
        if message.type in ("error", "warning"):
            note("console", message.text)

    def asked(request):
        if not request.url.startswith((*own, "data:")):
            note("other host", request.url)

    def answered(response):
        if response.status >= 400:
            note("failed", f"{response.url}: {response.status}")

    def failed(request):
        if request.failure != "net::ERR_ABORTED":  # the test went on to the next page
            note("failed", request.url)

    page.on("console", hear)
    page.on("pageerror", lambda error: note("script", error))
    page.on("request", asked)
    page.on("requestfailed", failed)
    page.on("response", answered)
    return complaints
