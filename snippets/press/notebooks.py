"""The notebooks of the lab, run from a clean kernel.

A notebook is a text, docs/lab/NAME.py, in the percent format of jupytext. What is kept of a run is
the notebook with its outputs.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from snippets.press import Mistake
from snippets.press.catalogue import Catalogue
from snippets.press.store import Store, key


@dataclass(frozen=True)
class Run:
    """A notebook as it is now. `key` covers everything that shapes what it prints."""

    name: str
    path: Path
    key: str

    def kept(self, store: Store) -> bytes | None:
        """The notebook after it has run, as the bytes of a .ipynb file, or None."""
        return store.get(f"notebook-{self.name}", self.key)


def runs(catalogue: Catalogue) -> list[Run]:
    """Every notebook of the lab; none is run."""
    folder = catalogue.root / "docs/lab"
    paths = [path for path in sorted(folder.glob("*.py")) if not path.name.startswith(".")]
    return [Run(path.stem, path, _key(catalogue, path)) for path in paths]


def _key(catalogue: Catalogue, path: Path) -> str:
    """A hash of the notebook's code and of the data beside the packages that it imports."""
    packages = {file.parent for file in catalogue.needed(path) if file.name == "__init__.py"}
    data = sorted(file for folder in packages for file in folder.glob("*.npz"))
    contents = [part for file in data for part in (file.name, file.read_bytes())]
    return key(catalogue.notebook_key(path), Path(__file__).read_bytes(), *contents)


def run(catalogue: Catalogue, run: Run) -> None:
    """Run a notebook and keep it with what it printed.

    Raises Mistake that names notebook, cell and error when a cell fails or warns.
    """
    import jupytext
    import nbformat

    notebook = jupytext.read(run.path)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type != "raw"]
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = cell.metadata.get("address", f"cell-{number}")
    _execute(catalogue.root, run, notebook)
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                warning = output.text.strip().splitlines()[-1]
                raise Mistake(f"{_cell(run, number, cell)} warns: {warning}")
    kernel = notebook.metadata["kernelspec"]
    notebook.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    catalogue.store.put(f"notebook-{run.name}", run.key, nbformat.writes(notebook).encode())


def _execute(root: Path, run: Run, notebook) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(root)}},
    )
    manager = client.create_kernel_manager()
    try:
        with TemporaryDirectory() as folder:
            if (
                os.name == "posix"
            ):  # a socket in a folder of its own; elsewhere the loopback address
                manager.transport, manager.ip = "ipc", f"{folder}/kernel"
            client.execute(env=_environment(folder))
    except (CellExecutionError, DeadKernelError) as error:
        cells = [
            (number, cell)
            for number, cell in enumerate(notebook.cells, 1)
            if cell.cell_type == "code" and cell.execution_count
        ]
        said = "the kernel died"
        if isinstance(error, CellExecutionError):
            said = f"{error.ename}: {error.evalue}"
        raise Mistake(f"{_cell(run, *cells[-1])} failed: {said}") from error


def _environment(folder: str) -> dict[str, str]:
    """The environment of a kernel: no settings of the author's own shape what is printed."""
    quiet = {"MATPLOTLIBRC": os.devnull, "IPYTHONDIR": folder, "PYTHONHASHSEED": "0"}
    return os.environ | quiet | {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "TZ": "UTC"}


def _cell(run: Run, number: int, cell) -> str:
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    return f'docs/lab/{run.path.name}: cell {number} ("{first}")'
