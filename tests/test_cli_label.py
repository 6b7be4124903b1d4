"""`stancebook label` gives the agreed lines, and harms no file."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stancebook import pipeline
from stancebook.schema import VOICES
from tests.conftest import ARTICLE, DAM, Run


def test_prints_a_line_a_paragraph(run: Run, article: str) -> None:
    """On a pipe, each paragraph is one JSON line, in order, with the agreed keys."""
    status, out, err = run("label", article, "--target", DAM)
    rows = [json.loads(line) for line in out.splitlines()]
    keys = ["article", "paragraph", "text", "voice", "voice_p", "origin", "chain"]

    assert (0, "") == (status, err)
    assert ARTICLE.split("\n\n") == [row["text"] for row in rows]
    assert [("dam", 0), ("dam", 1), ("dam", 2)] == [
        (row["article"], row["paragraph"]) for row in rows
    ]
    more = ["decided_by", "block", "language", "attributions", "claims", "stance"]
    assert [*keys, *more] == list(rows[1])
    assert list(VOICES) == list(rows[0]["voice_p"])
    assert {DAM} == {entry["target"] for row in rows for entry in row["stance"]}


def test_several_targets_in_the_order_given(run: Run, article: str) -> None:
    """Each target has its entries, in the order of the command line."""
    _, out, _ = run("label", article, "--target", "B is so.", "--target", "A is so.")
    first = json.loads(out.splitlines()[0])

    assert ["B is so.", "A is so."] == [entry["target"] for entry in first["stance"]]


def test_output_file_holds_the_same_lines(
    run: Run, article: str, tmp_path: Path
) -> None:
    """`-o` writes what a pipe would get, and nothing besides."""
    _, printed, _ = run("label", article, "--target", DAM)
    status, out, _ = run("label", article, "--target", DAM, "-o", "out.jsonl")

    assert (0, "") == (status, out)
    assert printed == (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert ["dam.txt", "out.jsonl"] == sorted(path.name for path in tmp_path.iterdir())


def test_output_file_is_named_at_the_end(run: Run, article: str) -> None:
    """Whoever waits is told where the labels are."""
    _, _, err = run("label", article, "--target", DAM, "-o", "out.jsonl")

    assert "the labels are in out.jsonl" in err


def test_a_name_is_told_from_a_sentence(run: Run, article: str) -> None:
    """A name as a target is taken, with the advice to write a sentence."""
    status, out, err = run("label", article, "--target", "the dam")
    _, _, quiet = run("label", article, "--target", DAM)

    assert (0, 3) == (status, len(out.splitlines()))
    assert "'the dam' is no full sentence" in err
    assert "" == quiet


def test_reads_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` reads an article from standard input."""
    stdin = io.TextIOWrapper(io.BytesIO(ARTICLE.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    status, out, _ = run("label", "-", "--target", DAM)

    assert (0, 3) == (status, len(out.splitlines()))


def test_own_targets_of_a_record_go_first(run: Run, tmp_path: Path) -> None:
    """A JSONL record's targets stand before those of the command line."""
    record = {"article": "a", "text": "One.\n\nTwo.", "targets": ["Own is so."]}
    (tmp_path / "in.jsonl").write_text(json.dumps(record) + "\n")
    _, out, _ = run("label", "in.jsonl", "--target", DAM)
    first = json.loads(out.splitlines()[0])

    assert ["Own is so.", DAM] == [entry["target"] for entry in first["stance"]]


def test_given_paragraphs_are_kept(run: Run, tmp_path: Path) -> None:
    """Given paragraphs keep their order, count and every sign, even empty ones."""
    paragraphs = ["One.", "", "Two\nlines. ", "\U0001f600 One."]
    record = {"article": "x y", "paragraphs": paragraphs, "title": "Not among them"}
    (tmp_path / "in.jsonl").write_text(json.dumps(record) + "\n")
    _, out, _ = run("label", "in.jsonl", "--target", DAM)
    rows = [json.loads(line) for line in out.splitlines()]

    assert paragraphs == [row["text"] for row in rows]
    assert {"x y"} == {row["article"] for row in rows}


def test_proposes_targets_and_says_so(run: Run, article: str) -> None:
    """Without a target some are proposed, marked, and said on standard error."""
    status, out, err = run("label", article)
    rows = [json.loads(line) for line in out.splitlines()]

    assert 0 == status
    assert "targets are proposed" in err
    assert {True} == {entry["proposed"] for row in rows for entry in row["stance"]}


@pytest.mark.parametrize("inputs", [["dam.txt"], ["."], ["-", "../{name}/dam.txt"]])
def test_input_is_never_overwritten(
    run: Run, article: str, tmp_path: Path, inputs: list[str]
) -> None:
    """`-o` refuses an input file, and a file in a folder that is an input."""
    inputs = [name.format(name=tmp_path.name) for name in inputs]
    status, _, err = run("label", *inputs, "--target", DAM, "-o", article)

    assert (2, 1) == (status, len(err.splitlines()))
    assert ARTICLE == (tmp_path / article).read_text(encoding="utf-8")


def test_failure_midway_leaves_the_old_output(
    run: Run, article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where labelling fails, the output of an earlier run stays as it was."""
    (tmp_path / "out.jsonl").write_text("old")

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    broken = replace(pipeline.MODELS, score_stance=interrupt)
    monkeypatch.setattr(pipeline, "MODELS", broken)
    status, _, _ = run("label", article, "--target", DAM, "-o", "out.jsonl")

    assert 130 == status
    assert "old" == (tmp_path / "out.jsonl").read_text()
    assert ["dam.txt", "out.jsonl"] == sorted(path.name for path in tmp_path.iterdir())


def test_terminal_view_can_be_read(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal: number, voice, chain and bar; no text steers the terminal."""
    text = "The \x1b]0;title\x07dam \u202eholds said Ana.\n\n[bold]The dam[/] must go."
    (tmp_path / "dam.jsonl").write_text(json.dumps({"article": "dam", "text": text}))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    _, out, _ = run("label", "dam.jsonl", "--target", DAM)

    assert "  0   reported  1.00  publisher › source:Ana" in out
    assert "against" in out
    assert "████████│           -0.75" in out
    assert "[bold]The dam[/] must go." in out
    assert {"\x1b", "\u202e", "\x07"}.isdisjoint(out)
    assert "<U+001B>]0;title<U+0007>" in out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_full_output_is_one_clear_error(tmp_path: Path) -> None:
    """Output that cannot be written is said, and no traceback."""
    (tmp_path / "dam.txt").write_text(ARTICLE, encoding="utf-8")
    run = "from stancebook.cli import main; main()"
    command = [sys.executable, "-c", run, "label", "dam.txt", "--target", DAM]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, cwd=tmp_path, check=False
        )

    assert done.returncode == 2
    assert "the output cannot be written" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_wrong_models_cost_one_line(
    run: Run, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights that are not there stop the run before any work, with the mend."""
    monkeypatch.setenv("STANCEBOOK_MODELS", "")
    status, out, err = run("label", article, "--target", DAM, "--models", "nowhere")

    assert (2, "") == (status, out)
    assert "nowhere: the folder of models does not exist" in err


def test_open_weights_from_the_shell(tmp_path: Path) -> None:
    """`--models open` labels with other weights than the default, from end to end."""
    (tmp_path / "dam.txt").write_text(ARTICLE, encoding="utf-8")
    code = "from stancebook.cli import main; main()"
    command = [sys.executable, "-c", code, "label", "dam.txt", "--target", DAM]
    sure = []
    for more in ([], ["--models", "open"]):
        done = subprocess.run(
            [*command, *more],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            env={k: v for k, v in os.environ.items() if k != "STANCEBOOK_MODELS"},
        )
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        sure.append([row["voice_p"]["editorial"] for row in rows])

    assert 3 == len(sure[0]) == len(sure[1])
    assert sure[0] != sure[1]
