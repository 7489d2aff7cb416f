"""The pages of the lab, and what the search finds there."""

import json
import re

import jupytext
import pytest
from building import ROOT

NAMES = ["sentence", "train", "weights"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_the_lab_is_light_and_holds_words_not_prompts(site, name):
    text = (site / f"lab/{name}.html").read_text(encoding="utf-8")
    article = text[text.index("<article") : text.index("</article>")]
    assert (
        "<style" not in article
        and "<script" not in article
        and "jp-" not in article
        and "In [" not in article
    )
    cells = jupytext.read(ROOT / f"docs/lab/{name}.py").cells
    headings = re.findall(r'<h[1-3] id="([\w-]+)">', article)
    assert headings == [cell.metadata["address"] for cell in cells if "address" in cell.metadata]
    for address in headings[1:]:
        assert f'href="#{address}"' in text.replace(article, ""), (
            "the table of contents lacks a heading"
        )
    assert f'href="{name}.ipynb"' in article


def test_the_search_finds_what_notebooks_say_and_nothing_of_their_code(site):
    docs = [
        each
        for each in json.loads((site / "search/search_index.json").read_text())["docs"]
        if each["location"].startswith("lab/")
    ]
    text = " ".join(each["text"] for each in docs)
    assert "pip install" not in text and "A solution" not in text
    assert len(docs) > 20 and "lets no word have much more than one half" in text
    assert not [each for each in docs if "¶" in each["title"]] and not re.search(
        r"In \[|Out\[|Copied|np\.|columns 0 columns", text
    )
