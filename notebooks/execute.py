"""Executes the notebooks in the order of their numbers, each in a fresh kernel."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from pathlib import Path

import nbformat
from gallery import write_gallery
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

__all__ = ["execute", "find_notebooks"]

HERE = Path(__file__).resolve().parent
LIMIT = 600


def find_notebooks() -> list[Path]:
    """Return the numbered notebooks: each reads what the one before it wrote."""
    return sorted(
        HERE.glob("[0-9]*_*.ipynb"), key=lambda path: int(path.name.split("_")[0])
    )


def _kernel() -> AsyncKernelManager:
    """Make a kernel of this interpreter, whatever kernels a user has installed."""
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    command.append("--IPKernelApp.log_level=40")  # errors; the rest is Jupyter's own
    manager = AsyncKernelManager()
    manager._kernel_spec = KernelSpec(
        argv=command, display_name="Python", language="python"
    )
    return manager


def _choose_parameters(notebook: nbformat.NotebookNode, build: Path) -> dict[str, str]:
    """Return the folders that a notebook writes to, moved into `build`."""
    cells = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", ())]
    inside = build.is_relative_to(HERE.parent)
    place = build.relative_to(HERE.parent) if inside else build
    moved = {"BUILD": place.as_posix(), "SAVE_TO": (place / "labels").as_posix()}
    lines = "\n".join(cell.source for cell in cells).splitlines()
    declared = {line.partition(" = ")[0] for line in lines}
    return {name: value for name, value in moved.items() if name in declared}


def execute(path: Path, out: Path, build: Path) -> Path:
    """
    Run a notebook from top to bottom and write it, with its results, to `out`.

    Its tables, and labels that somebody would give, go to `build`.
    """
    notebook = load_notebook_node(str(path))
    given = _choose_parameters(notebook, build)
    notebook = parameterize_notebook(notebook, given, kernel_name="python3")
    client = NotebookClient(
        notebook,
        timeout=LIMIT,
        km=_kernel(),
        resources={"metadata": {"path": str(HERE)}},
    )
    target = out / path.name
    try:
        client.execute()
    finally:  # a notebook that failed shows where
        part = target.with_suffix(".part")
        nbformat.write(notebook, part)
        part.replace(target)
    return target


def main() -> None:
    """Execute every notebook, and show all of them as pages; tables go there too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/notebooks"))
    parser.add_argument(
        "--alone",
        action="store_true",
        help="give each a folder of its own, so that none finds another's tables",
    )
    options = parser.parse_args()
    out = options.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    executed = []
    for path in find_notebooks():
        began = time.monotonic()
        build = out / path.stem if options.alone else out
        try:
            executed.append(execute(path, out, build))
        except CellExecutionError as error:
            sys.exit(f"{path.name}: {error}")
        sys.stdout.write(f"{executed[-1]} ({time.monotonic() - began:.0f} s)\n")
    sys.stdout.write(f"{write_gallery(executed, out)}\n")


if __name__ == "__main__":
    main()
