import os
from pathlib import Path

import pytest

from stancebook.ledger import append_lines, locked, repair
from stancebook.schema import InputError


def test_lines_are_added(tmp_path: Path):
    """Each call adds its lines behind what was there."""
    path = tmp_path / "log.jsonl"
    append_lines(path, ["1"])
    append_lines(path, ["2", "3"])

    assert path.read_text() == "1\n2\n3\n"


def test_a_torn_line_is_set_aside(tmp_path: Path, caplog):
    """A last line without end goes to a file beside, is reported, and is not lost."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"a": 1}\n{"a": "\xd0')
    repair(path)

    assert path.read_bytes() == b'{"a": 1}\n'
    assert (tmp_path / "log.jsonl.torn").read_bytes() == b'{"a": "\xd0\n'
    assert f"{path}:2: the last line was torn" in caplog.text


def test_a_whole_last_line_gets_its_newline(tmp_path: Path):
    """A line that lacks only the newline is kept."""
    path = tmp_path / "log.jsonl"
    path.write_text('{"a": 1}')
    append_lines(path, ["{}"])

    assert path.read_text() == '{"a": 1}\n{}\n'


def test_a_short_write_is_taken_back(tmp_path: Path, monkeypatch):
    """Where the disk takes only a part, nothing is added."""
    path = tmp_path / "log.jsonl"
    append_lines(path, ["1"])
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, content: write(file, content[:3]))

    with pytest.raises(InputError, match="nothing could be added"):
        append_lines(path, ["22222", "33333"])

    assert path.read_text() == "1\n"


def test_a_failed_sync_is_taken_back(tmp_path: Path, monkeypatch):
    """Where the disk cannot be synced, nothing is added."""
    path = tmp_path / "log.jsonl"
    append_lines(path, ["1"])

    def fail(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(InputError, match="No space left"):
        append_lines(path, ["2"])

    assert path.read_text() == "1\n"


def test_the_lock_keeps_a_second_writer_out(tmp_path: Path):
    """While one holds the lock, another finds it taken."""
    fcntl = pytest.importorskip("fcntl")

    with (
        locked(tmp_path),
        (tmp_path / ".lock").open("ab") as other,
        pytest.raises(BlockingIOError),
    ):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)

    with (tmp_path / ".lock").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
