"""The command line keeps its contract, and a user's mistake costs one line."""

import io
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stancebook import cli, pipeline
from stancebook.corpus import Corpus
from stancebook.extract import read_articles
from stancebook.files import read_table
from stancebook.labels import read_annotations
from stancebook.schema import VOICES
from tests.conftest import ROOT

DAM = "The dam should be filled."
ARTICLE = (
    "A title about the dam\n\nThe dam holds said Ana and will.\n\nThe dam must go."
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    fake_models: None, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Run:
    """Run `stancebook` in an empty folder and return status, output and messages."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["stancebook", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capfdbinary.readouterr()
        return int(stopped.value.code or 0), out.decode(), err.decode()

    return call


@pytest.fixture
def article(tmp_path: Path) -> str:
    """The path of an article of three paragraphs."""
    (tmp_path / "dam.txt").write_text(ARTICLE, encoding="utf-8")
    return "dam.txt"


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
    assert [*keys, "decided_by", "attributions", "claims", "stance"] == list(rows[1])
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


@pytest.mark.parametrize(
    "arguments",
    [
        ("label", "no_such_file.txt"),
        ("label", "dam.txt", "--target", " "),
        ("label", "dam.txt", "--target", "word " * 2000),
        ("label", "dam.txt", "-o", "no_such_folder/out.jsonl"),
        ("label", "dam.txt", "-o", "."),
        ("label", "dam.txt", "-o", "/dev/null"),
        ("label", "dam.txt", "--no-such-option"),
        ("label", "dam.txt", "--target"),
        ("label",),
        ("no-such-command",),
        ("add", "dam.txt", "--corpus", "no_such_folder"),
        ("report", "--corpus", "no_such_folder"),
    ],
)
def test_mistake_costs_one_line(
    run: Run, article: str, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """A mistake gives one line on standard error, status 2, and no file."""
    status, out, err = run(*arguments)

    assert (2, "", 1) == (status, out, len(err.splitlines()))
    assert err.startswith("stancebook: ")
    assert [article] == [path.name for path in tmp_path.iterdir()]


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


def test_version_is_that_of_the_package(run: Run) -> None:
    """`--version` says the installed version."""
    import stancebook

    assert (0, f"stancebook {stancebook.__version__}\n", "") == run("--version")


def test_help_names_every_command(run: Run) -> None:
    """`--help` shows the commands and the options of each are explained."""
    _, out, _ = run("--help")

    assert all(command in out for command in ("label", "annotate", "add", "report"))


def test_closed_pipe_is_quiet(tmp_path: Path) -> None:
    """Where the reader of a pipe has gone, nothing is said."""
    source = (
        "import sys; from stancebook import cli\n"
        "with cli._quiet_pipe():\n"
        "    sys.stdout.write('x' * 1_000_000)"
    )
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-c", f"{source}\n"],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert b"BrokenPipeError" not in done.stderr


def test_add_joins_a_record_and_says_so(run: Run, article: str, tmp_path: Path) -> None:
    """`add` joins the text to its record; a second time, there is nothing to do."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    Corpus(folder).add_records(read_articles([article]))
    first = run("add", article)
    second = run("add", article)

    assert (0, "dam: joined, by the hash of the article\n", "") == first
    assert (0, "dam: there already\n", "") == second


def test_add_takes_no_stranger(run: Run, article: str, tmp_path: Path) -> None:
    """A text without a record is refused, so that none slips into a commit."""
    (tmp_path / "corpus").mkdir()
    status, out, error = run("add", article)

    assert (2, "") == (status, out)
    assert "no record" in error
    assert [] == list((tmp_path / "corpus").glob("*.jsonl"))


def make_corpus(folder: Path, article: str) -> Path:
    """Return a corpus folder that holds one article."""
    folder.mkdir()
    Corpus(folder).add([article])
    return folder


def test_report_takes_targets_and_leaves_the_corpus(
    run: Run, article: str, tmp_path: Path
) -> None:
    """Sentences do without a codebook, and reading changes no file of a corpus."""
    place = make_corpus(tmp_path / "corpus", article) / "articles.jsonl"
    place.write_bytes(place.read_bytes().rstrip(b"\n"))
    before = {path: path.read_bytes() for path in place.parent.iterdir()}
    status, _, err = run("report", "--target", DAM, "--out", "out")

    assert status == 0, err
    assert before == {path: path.read_bytes() for path in place.parent.iterdir()}
    assert [DAM] == read_table("out", "targets")["text"].tolist()


@pytest.mark.parametrize(
    ("out", "lines", "problem"),
    [
        ("dam.txt", None, "dam.txt: the folder cannot be made"),
        ("out", "", "corpus: there is no articles.jsonl with an article"),
        ("out", '{"article": "a", "text": "T."},', "articles.jsonl:1: "),
    ],
)
def test_report_stops_before_it_works(
    run: Run, article: str, tmp_path: Path, out: str, lines: str | None, problem: str
) -> None:
    """What cannot be read or written is said at once, in one line."""
    folder = make_corpus(tmp_path / "corpus", article)
    if lines is not None:
        (folder / "articles.jsonl").write_text(lines, encoding="utf-8")
    status, printed, err = run("report", "--target", DAM, "--out", out)

    assert (2, "") == (status, printed)
    assert problem in err
    assert err.count("\n") == 1


def test_add_sets_a_bad_file_of_a_folder_aside(
    run: Run, article: str, tmp_path: Path
) -> None:
    """An empty file does not keep its neighbours from their records."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    Corpus(folder).add_records(read_articles(article))
    pages = tmp_path / "pages"
    pages.mkdir()
    (tmp_path / article).rename(pages / article)
    (pages / "empty.txt").touch()
    status, out, err = run("add", "pages")

    assert status == 0
    assert "joined" in out
    assert "set aside: pages/empty.txt: the file is empty" in err


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


CODEBOOK = str(ROOT / "labels" / "codebook.toml")


def test_annotate_serves_a_page_that_saves(article: str, tmp_path: Path) -> None:
    """The command prints an address; what is sent there with its token is saved."""
    code = "from stancebook.cli import main; main()"
    options = ["--annotator", "ana", "--codebook", CODEBOOK, "--save-to", "mine"]
    running = subprocess.Popen(
        [sys.executable, "-c", code, "annotate", article, *options],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout
    address, _, token = running.stdout.readline().strip().partition("#")
    unit = {"layer": "voice", "paragraph": "dam#1", "value": "mixed"}
    event = {"event": "event-01", "action": "set", **unit}
    request = urllib.request.Request(
        f"{address}answer",
        json.dumps({"kind": "save", "events": [event]}).encode(),
        {"X-Token": token},
    )
    with urllib.request.urlopen(request, timeout=10) as reply:
        kind = json.load(reply)["kind"]
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=20)

    assert ("saved", 130) == (kind, running.returncode)
    assert "Traceback" not in said
    assert ["mixed"] == read_annotations(tmp_path / "mine")["value"].tolist()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--annotator", "../ana"], "no name for an annotator"),
        (["--annotator", "ana", "--codebook", "none.toml"], "cannot be read"),
        (["--annotator", "ana", "--assignments", "none"], "no such table"),
    ],
)
def test_annotate_stops_before_it_serves(
    run: Run, article: str, options: list[str], problem: str
) -> None:
    """A wrong name or file costs one line, and no folder is made."""
    own = [] if "--codebook" in options else ["--codebook", CODEBOOK]
    status, out, err = run("annotate", article, *options, *own, "--save-to", "mine")

    assert (2, "", 1) == (status, out, err.count("\n"))
    assert problem in err
    assert not Path("mine").exists()
