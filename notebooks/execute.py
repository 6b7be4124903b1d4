"""Executes the notebooks in the order of their numbers, each in a fresh kernel."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

__all__ = ["execute", "find_notebooks"]

HERE = Path(__file__).parent
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


def execute(path: Path, out: Path) -> Path:
    """Run a notebook from top to bottom and write it, with its results, to `out`."""
    notebook = nbformat.read(path, as_version=4)
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
    """Execute every notebook; their tables go to the same folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/notebooks"))
    out = parser.parse_args().out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    os.environ["STANCEBOOK_BUILD"] = str(out)
    os.environ["STANCEBOOK_SAVE_TO"] = str(out / "labels")  # not among real labels
    for path in find_notebooks():
        began = time.monotonic()
        try:
            target = execute(path, out)
        except CellExecutionError as error:
            sys.exit(f"{path.name}: {error}")
        sys.stdout.write(f"{target} ({time.monotonic() - began:.0f} s)\n")


if __name__ == "__main__":
    main()
