"""Labels go out and come in from a shell, and what is not carried is said."""

import json
import shutil
from pathlib import Path

import pytest

from stancebook.files import read_table
from stancebook.labels import read_annotations
from tests.conftest import ROOT, Run

ARTICLE = {"article": "a", "text": "The dam \U0001f389\n\nIt holds.", "rights": "ours"}


@pytest.fixture
def run(run: Run, tmp_path: Path) -> Run:
    """Run `stancebook` in a folder with a corpus and a codebook."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "articles.jsonl").write_text(json.dumps(ARTICLE) + "\n")
    (tmp_path / "labels").mkdir()
    shutil.copy(ROOT / "labels" / "codebook.toml", tmp_path / "labels")
    return run


@pytest.fixture
def done(tmp_path: Path) -> str:
    """What doccano exports: one text labelled, and one label that is none of ours."""
    line = {"text": "It holds.", "label": ["voice:mixed", "positive"]}
    (tmp_path / "done.jsonl").write_text(json.dumps(line) + "\n")
    return "done.jsonl"


def test_labels_of_doccano_enter_a_log(run: Run, done: str, tmp_path: Path) -> None:
    """The paragraph is known by its text; importing twice doubles nothing."""
    command = ["import", done, "--format", "doccano", "--annotator", "ana"]
    command += ["--corpus", "corpus", "--save-to", "labels"]
    runs = [run(*command) for _ in "12"]
    table = read_annotations(tmp_path / "labels")

    assert [0, 0] == [status for status, _, _ in runs]
    assert (
        "not carried, 1 times: a label that is none of ours (done.jsonl:1)"
        in runs[0][2]
    )
    assert [("a#1", "mixed", "ana")] == list(
        zip(table["paragraph"], table["value"], table["annotator"], strict=True)
    )
    log = tmp_path / "labels" / "annotations" / "ana.jsonl"
    assert 1 == log.read_text().count("\n")


def test_labels_go_out_and_come_back(run: Run, done: str, tmp_path: Path) -> None:
    """Exported to a file, imported into tables: the same decision, and both texts."""
    common = ["--format", "doccano", "--annotator", "ana", "--corpus", "corpus"]
    run("import", done, *common, "--save-to", "labels")
    status, out, _ = run("export", "tasks.json", "--format", "label-studio")
    run("import", "tasks.json", "--format", "label-studio", "--out", "tables")

    assert (0, "tasks.json\n") == (status, out)
    assert (tmp_path / "tasks.config.xml").is_file()
    assert ["mixed"] == read_table("tables", "annotations")["value"].tolist()
    assert ["The dam \U0001f389", "It holds."] == (
        read_table("tables", "paragraphs")["text"].tolist()
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["import", "done.jsonl", "--format", "doccano"], "nowhere to put"),
        (
            ["import", "done.jsonl", "--format", "docx", "--out", "x"],
            "no format 'docx'",
        ),
        (["import", "none.jsonl", "--format", "csv", "--out", "x"], "cannot be read"),
        (["import", "done.jsonl", "--format", "csv", "--out", "x"], "no column"),
        (["export", "no/out.csv", "--format", "csv"], "does not exist"),
        (["export", "corpus", "--format", "brat"], "something in it"),
    ],
)
def test_a_mistake_costs_one_line(
    run: Run, done: str, arguments: list[str], problem: str
) -> None:
    """Status 2, one line that says what is wrong."""
    status, out, err = run(*arguments)

    assert (2, "") == (status, out)
    assert problem in err
    assert 1 == err.count("\n")
