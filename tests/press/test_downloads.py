"""A notebook as a file: where to get it, and where its links lead."""

import json

from snippets.press import lab

REPOSITORY, SITE = "https://github.com/someone/the-sum-remembers", "https://sums.example/"


def test_badges_and_links_lead_where_the_site_is_published():
    notebook = next(each for each in lab.notebooks() if each.name == "train")
    lab.run()
    badges = lab.badges(notebook, REPOSITORY + ".git")
    assert (
        'href="https://colab.research.google.com/github/someone/the-sum-remembers/blob/gh-pages/lab/train.ipynb"'
        in badges
    )
    assert (
        'href="https://mybinder.org/v2/gh/someone/the-sum-remembers/gh-pages?urlpath=lab/tree/lab/train.ipynb"'
        in badges
    )
    assert "colab" not in lab.badges(notebook, None) and "colab" not in lab.badges(
        notebook, "https://git.example/sums"
    )
    offered = json.loads(lab.download(notebook, SITE, REPOSITORY))
    text = json.dumps(offered)
    assert (
        f"{SITE}explanation/mixture.html#distance" in text
        and f"({SITE}lab/sentence.html)" in text
        and ".md)" not in text
    )
    assert (
        '%pip install --quiet "https://github.com/someone/the-sum-remembers/archive/refs/heads/main.zip"'
        in "".join(offered["cells"][1]["source"])
    )
    assert '%pip install --quiet "git+https://git.example/sums"' in lab.download(
        notebook, None, "https://git.example/sums"
    ).decode().replace('\\"', '"')
    assert "../explanation" not in lab.download(notebook, None, None).decode()
    assert (
        "main.zip" in badges
        and "./FOLDER" in lab.badges(notebook, None)
        and "git+https://git.example/sums" in lab.badges(notebook, "https://git.example/sums")
    )
