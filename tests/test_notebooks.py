"""The notebooks tell a story that runs: short cells that call the library and show."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST_CELL = 12
FORBIDDEN = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.Lambda)
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list[str]:
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    own = [cell for cell in notebook["cells"] if cell["cell_type"] == kind]
    return ["".join(cell["source"]) for cell in own]


SUITE = (
    "1_ingest", "2_separate_voices", "3_score_stance", "4_annotate", "5_agree",
    "6_adjudicate", "7_train_and_evaluate", "8_analyse_framing", "9_release",
)  # fmt: skip


def test_every_notebook_has_its_place() -> None:
    """The number in a notebook's name is its place in the suite of nine."""
    names = [path.stem for path in NOTEBOOKS]

    assert [name for name in SUITE if name in names] == names
    assert len(names) >= 5


@each_notebook
def test_opens_with_title_and_promise(path: Path) -> None:
    """The first cell is a numbered title, a promise, and what is read and written."""
    first = cells(path, "markdown")[0].splitlines()

    assert first[0].startswith(f"# {path.name.split('_')[0]} ")
    assert first[2].startswith("> ")
    assert first[4].startswith("Reads ")
    assert "writes" in first[4]


@each_notebook
def test_is_of_a_length_to_be_read(path: Path) -> None:
    """A notebook has 10 to 25 cells, and no cell of code more than twelve lines."""
    code = cells(path, "code")

    assert len(code) + len(cells(path, "markdown")) in range(10, 26)
    assert LONGEST_CELL >= max(len(cell.splitlines()) for cell in code)


@each_notebook
def test_defines_nothing(path: Path) -> None:
    """A notebook calls the library: no function, class, loop or try of its own."""
    nodes = [node for cell in cells(path, "code") for node in ast.walk(ast.parse(cell))]

    assert [] == [node for node in nodes if isinstance(node, FORBIDDEN)]


@each_notebook
def test_says_something_about_its_result(path: Path) -> None:
    """At least one `assert` states what the result shows."""
    nodes = [node for cell in cells(path, "code") for node in ast.walk(ast.parse(cell))]

    assert any(isinstance(node, ast.Assert) for node in nodes)


@each_notebook
def test_is_stored_without_outputs(path: Path) -> None:
    """No output and no execution count is stored."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]

    assert {(None, 0)} == {
        (cell["execution_count"], len(cell["outputs"])) for cell in code
    }


def said(path: Path) -> str:
    """What the cells of an executed notebook wrote to standard error."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    outputs = [part for cell in notebook["cells"] for part in cell.get("outputs", ())]
    return "".join(
        "".join(part["text"]) for part in outputs if part.get("name") == "stderr"
    )


def test_run_in_order(tmp_path: Path) -> None:
    """Each notebook runs in a fresh kernel and reads what the one before it wrote."""
    command = [sys.executable, "notebooks/execute.py", "--out", str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (0, "") == (done.returncode, "" if done.returncode == 0 else done.stderr)
    written = {path.name for path in tmp_path.iterdir()}
    expected = {path.name for path in NOTEBOOKS} | {"paragraphs.parquet", "scores.csv"}

    assert expected <= written
    assert [] == list(tmp_path.glob("*.part"))
    assert {} == {
        path.name: noise for path in NOTEBOOKS if (noise := said(tmp_path / path.name))
    }
