from validator import messages

PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title></head>'
    "<body>{}</body></html>"
)
VALID = """
<h1>A page</h1>
<p>It is <output name="columns.cat">0.851</output>, or
<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics>
</math>.</p>
<figure><svg role="img" aria-label="a line" viewBox="0 0 9 9">
<path d="M0 0h9" style="stroke: var(--ink)"/></svg>
<figcaption>A line.</figcaption></figure>
<p inert>New since the checker.</p>
"""


def test_a_valid_page_has_no_message(tmp_path):
    (tmp_path / "index.html").write_text(PAGE.format(VALID), encoding="utf-8")
    assert messages(tmp_path) == []


def test_every_error_is_named_with_its_page_and_line(tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "index.html").write_text(PAGE.format(VALID), encoding="utf-8")
    (tmp_path / "below" / "index.html").write_text(
        PAGE.format("<h1 id=a>A</h1>\n<p id=a>B"), encoding="utf-8"
    )
    (message,) = messages(tmp_path)
    assert message.endswith("below/index.html:2: Duplicate ID “a”.")
