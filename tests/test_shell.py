"""What the commands share keeps quiet, or speaks, where it should."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.pages import OTHERS
from stancebook.schema import InputError
from stancebook.shell import quiet_pipe, read_corpus, read_given


def test_closed_pipe_is_quiet() -> None:
    """Where the reader of a pipe has gone, nothing is said."""
    source = (
        "import sys; from stancebook.shell import quiet_pipe\n"
        "with quiet_pipe():\n"
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


def test_output_that_cannot_be_written_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A disk that is full meanwhile is said as what a user can mend."""
    monkeypatch.setattr("stancebook.shell._drop_output", lambda: None)
    with pytest.raises(InputError, match="cannot be written"), quiet_pipe():
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_bad_record_is_said_and_the_rest_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of two lines the one that is no article is set aside, with its place."""
    feed = tmp_path / "in.jsonl"
    feed.write_text(json.dumps({"article": "a", "text": "It holds."}) + "\n[]\n")
    found = read_given([str(feed)])

    assert ["a"] == found["article"].tolist()
    assert f"set aside: {feed}:2: " in capsys.readouterr().err


def test_articles_without_a_text_are_left_out(tmp_path: Path) -> None:
    """A corpus of records alone has nothing to read, which is an error with a mend."""
    (tmp_path / "articles.jsonl").write_text(
        json.dumps({"article": "a", "text": "It holds.", "rights": "ours"}) + "\n"
    )
    found = read_corpus(str(tmp_path))
    (tmp_path / "articles.jsonl").write_text("")

    assert ["a"] == found["article"].tolist()
    with pytest.raises(InputError, match=r"no articles\.jsonl with an article"):
        read_corpus(str(tmp_path))


def test_weak_languages_and_twins_are_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line a language, with its count, and one for all pairs, however many."""
    text = "\n\n".join(OTHERS["de"])
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    read_given([str(tmp_path)])
    said = capsys.readouterr().err.splitlines()

    assert [
        "stancebook: 3 articles are in German (de), which is not supported: all labels"
        " are weak",
        "stancebook: 2 pairs of articles are (nearly) the same text, and stay: first"
        " '0' and '1' (1.00)",
    ] == said
