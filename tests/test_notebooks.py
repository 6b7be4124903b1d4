"""The notebooks tell a story that runs: short cells that call the library and show."""

import ast
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

import stancebook as sb
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST_CELL = 12
LENGTHS = range(15, 26)
IN_TIME = 240  # seconds that all nine may take together
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


def tagged(path: Path, tag: str) -> list[str]:
    """The cells of a notebook that have a tag."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    own = [c for c in notebook["cells"] if tag in c["metadata"].get("tags", ())]
    return ["".join(cell["source"]) for cell in own]


def test_every_notebook_has_its_place() -> None:
    """The number in a notebook's name is its place in the suite of nine."""
    assert list(SUITE) == [path.stem for path in NOTEBOOKS]


@each_notebook
def test_opens_with_title_and_promise(path: Path) -> None:
    """The first cell is a numbered title, a question, and what is read and written."""
    first = cells(path, "markdown")[0].splitlines()

    assert first[0].startswith(f"# {path.name.split('_')[0]} ")
    assert (first[2][:2], first[2][-1]) == ("> ", "?")
    assert first[4].startswith("Reads ")
    assert "writes" in first[4]


@each_notebook
def test_closes_with_what_to_report(path: Path) -> None:
    """The last words say what a paper has to tell of this step."""
    last = cells(path, "markdown")[-1]

    assert last.startswith("## What to report\n")
    assert len(last.split()) > 20


@each_notebook
def test_is_of_a_length_to_be_read(path: Path) -> None:
    """A notebook has 15 to 25 cells, and no cell of code more than twelve lines."""
    code = cells(path, "code")

    assert len(code) + len(cells(path, "markdown")) in LENGTHS
    assert LONGEST_CELL >= max(len(cell.splitlines()) for cell in code)


@each_notebook
def test_defines_nothing(path: Path) -> None:
    """A notebook calls the library: no function, class, loop or try of its own."""
    nodes = [node for cell in cells(path, "code") for node in ast.walk(ast.parse(cell))]

    assert [] == [node for node in nodes if isinstance(node, FORBIDDEN)]


@each_notebook
def test_imports_stand_first(path: Path) -> None:
    """What a notebook needs is seen at its top; what may be missing comes later."""
    first, *others = [ast.parse(cell) for cell in cells(path, "code")]
    late = [
        node.module
        for cell in others
        for node in ast.walk(cell)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert isinstance(first.body[0], ast.Import | ast.ImportFrom)
    assert late in ([], ["datasets"])


@each_notebook
def test_parameters_are_plain(path: Path) -> None:
    """One cell has the parameters: names in capitals and literals, each with a word."""
    [cell] = tagged(path, "parameters")
    given = ast.parse(cell).body
    values = [ast.literal_eval(node.value) for node in given]  # type: ignore[attr-defined]

    assert cell == cells(path, "code")[1]
    assert all(isinstance(node, ast.Assign) for node in given)
    assert all(name.isupper() for name in parameters(path))
    assert all(isinstance(value, str | int | list) for value in values)
    assert len(values) == cell.count("  # ")
    assert "BUILD" in parameters(path)


def parameters(path: Path) -> list[str]:
    """The names that papermill can set."""
    [cell] = tagged(path, "parameters")
    return [ast.unparse(node.targets[0]) for node in ast.parse(cell).body]  # type: ignore[attr-defined]


@each_notebook
def test_parameters_stay_and_are_used(path: Path) -> None:
    """No later cell gives a parameter another value, and each is read somewhere."""
    code = cells(path, "code")
    trees = [ast.parse(code[0]), *map(ast.parse, code[2:])]
    names = [n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Name)]
    text = "\n".join(code[2:])
    stored = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    read = {name.id for name in names if isinstance(name.ctx, ast.Load)}
    read |= set(re.findall(r"@(\w+)", text))  # what a query of pandas reads

    assert set() == stored & set(parameters(path))
    assert set() == set(parameters(path)) - read


@each_notebook
def test_stays_on_this_machine(path: Path) -> None:
    """A notebook installs nothing, asks no network, and knows no place on a disk."""
    code = "\n".join(cells(path, "code"))
    strings = [
        node.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    absolute = re.compile(r"(/|~|[A-Za-z]:[\\/])[\w.]")

    assert not re.search(r"^\s*[!%]|pip install|urllib|requests|https?:", code, re.M)
    assert [] == [text for text in strings if absolute.match(text)]
    assert [] == [text for text in strings if ".." in text]


@each_notebook
def test_one_result_stands_for_it(path: Path) -> None:
    """One cell is tagged to be shown in the gallery."""
    assert 1 == len(tagged(path, "gallery"))


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


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of all notebooks, each in a fresh kernel."""
    out = tmp_path_factory.mktemp("notebooks")
    command = [sys.executable, "notebooks/execute.py", "--out", str(out)]
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (0, "") == (done.returncode, "" if done.returncode == 0 else done.stderr)
    (out / "seconds").write_text(str(time.monotonic() - began))
    return out


def test_run_in_order(in_order: Path) -> None:
    """Each notebook runs in a fresh kernel and reads what the one before it wrote."""
    written = {path.name for path in in_order.iterdir()}
    expected = {path.name for path in NOTEBOOKS} | {"paragraphs.parquet", "scores.csv"}

    assert expected <= written
    assert [] == list(in_order.glob("*.part"))
    assert {} == {
        path.name: noise for path in NOTEBOOKS if (noise := said(in_order / path.name))
    }
    assert float((in_order / "seconds").read_text()) < IN_TIME


def test_become_pages_that_need_nothing(in_order: Path) -> None:
    """Each is a page; none has a script, an address, or a place on this machine."""
    pages = {path.stem: path.read_text("utf-8") for path in in_order.glob("*.html")}
    fetched = re.compile(r"<(?:script|link|iframe)\b|(?:src|href)=.?https?:|url\(http")

    assert {*SUITE, "index"} == set(pages)
    assert [] == [name for name, page in pages.items() if fetched.search(page)]
    assert [] == [name for name, page in pages.items() if str(ROOT) in page]
    assert [] == [name for name in SUITE if f'href="{name}.html"' not in pages["index"]]


MADE = ("articles", "paragraphs", "reprints", "attributions", "voices", "scores")


def test_what_is_missing_is_made_alike(in_order: Path, tmp_path: Path) -> None:
    """In an empty folder, one call makes the tables that the notebooks would write."""
    book = ROOT / "labels" / "codebook.toml"
    made = sb.open_tables(tmp_path, MADE, ROOT / "corpus", book)

    for name, table in zip(MADE, made, strict=True):
        expected = sb.read_table(in_order, name)
        pd.testing.assert_frame_equal(expected, table, check_dtype=False, atol=1e-4)


def opening(path: Path) -> int:
    """The place of the cell after which a notebook has all that it reads."""
    code = [
        place
        for place, cell in enumerate(json.loads(path.read_text("utf-8"))["cells"])
        if re.search(r"open_tables|sb\.Corpus\(", "".join(cell["source"]))
    ]
    return code[0]


@each_notebook
def test_reads_no_table_but_those_that_are_made(path: Path) -> None:
    """Tables of earlier notebooks come by `open_tables` alone, which can make them."""
    code = "\n".join(cells(path, "code"))
    asked = [
        ast.literal_eval(names)
        for names in re.findall(r"^names = (\[.*\])$", code, re.M)
    ]
    reads = re.findall(r"read_table\(ROOT / BUILD, \"(\w+)\"\)", code)

    assert code.count("open_tables(ROOT / BUILD, names, corpus=") == len(asked)
    assert {name for names in asked for name in names} <= {*MADE, "targets"}
    assert set() == set(reads) - set(re.findall(r"\"(\w+)\": \w+", code))
    assert "read_parquet(" not in code and "read_csv(" not in code


# Those whose beginning takes a few seconds. `notebooks/execute.py --alone` runs the
# whole of all nine, each in a folder of its own.
QUICK = ("1_ingest", "2_separate_voices", "5_agree", "6_adjudicate", "9_release")


@pytest.mark.parametrize("name", QUICK)
def test_starts_alone(name: str, tmp_path: Path) -> None:
    """In a folder with no table, a notebook comes by all that it reads, by itself."""
    cut = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    cut.cells = cut.cells[: opening(ROOT / "notebooks" / f"{name}.ipynb") + 1]
    nbformat.write(cut, tmp_path / "cut.ipynb")
    build = tmp_path / "build"
    done = run_papermill(tmp_path / "cut.ipynb", tmp_path, BUILD=str(build))
    made = {path.stem for path in build.glob("*.parquet")}

    assert (0, "") == (done.returncode, "" if done.returncode == 0 else done.stderr)
    assert ("paragraphs" in made) == (name not in ("1_ingest", "9_release"))


def run_papermill(path: Path, out: Path, **given: str) -> Any:
    """Run a notebook as README says, from the root of the project."""
    command = [sys.executable, "-m", "papermill", str(path), str(out / "out.ipynb")]
    command += ["--kernel", "python3", "--no-progress-bar", "--log-level", "ERROR"]
    for name, value in given.items():
        command += ["-p", name, value]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_papermill_sets_parameters(in_order: Path, tmp_path: Path) -> None:
    """Another size and seed, and a folder anywhere, are taken from the command line."""
    path = ROOT / "notebooks" / "4_annotate.ipynb"
    build = tmp_path / "build"
    shutil.copytree(in_order, build)
    given = {"SIZE": "30", "SEED": "11", "BUILD": str(build), "SAVE_TO": str(build)}
    done = run_papermill(path, tmp_path, **given)

    assert (0, "") == (done.returncode, "" if done.returncode == 0 else done.stderr)
    assert 30 == len(sb.read_table(build, "sample")) < 60
    assert 60 == len(sb.read_table(in_order, "sample"))


OWN = """\
{"article": "folly", "outlet": "The Gull", "text": "Harbour folly\\n\\nDrop it."}
{"article": "vote", "outlet": "The Tern", "text": "A vote\\n\\nIt passed, said Ruiz."}
"""


@pytest.mark.parametrize("name", ["1_ingest", "3_score_stance"])
def test_a_corpus_of_ones_own_is_taken(name: str, tmp_path: Path) -> None:
    """What is asserted of the shipped articles does not stop a run on others."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "articles.jsonl").write_text(OWN, encoding="utf-8")
    given = {"CORPUS": str(tmp_path / "own"), "BUILD": str(tmp_path / "build")}
    if name == "3_score_stance":
        given |= {"TARGET": "baltic-arc", "ARTICLE": "vote"}
    done = run_papermill(ROOT / "notebooks" / f"{name}.ipynb", tmp_path, **given)

    assert (0, "") == (done.returncode, "" if done.returncode == 0 else done.stderr)
    assert 4 == len(sb.read_table(tmp_path / "build", "paragraphs"))
