"""Whatever happens to a log, what was acknowledged is in it, once."""

import json
import subprocess
import threading
from pathlib import Path

import pytest

from stancebook import ledger
from stancebook.journal import Journal, check_annotator, read_log
from stancebook.ledger import locked
from stancebook.schema import InputError

UNIT = {"layer": "voice", "paragraph": "a#0"}


def decide(name: str, value: str = "reported", **more: object) -> dict[str, object]:
    return {"event": name, "action": "set", **UNIT, "value": value, **more}


def test_an_event_is_on_the_disk_when_append_returns(tmp_path: Path) -> None:
    """A second program reads what the first one was told is saved."""
    Journal(tmp_path, "ana").append([decide("event-01")])

    assert ["event-01"] == [e["event"] for e in Journal(tmp_path, "ana").events]


def test_the_same_event_is_written_once(tmp_path: Path) -> None:
    """An event that is handed in again, by whoever, adds no line."""
    first, second = Journal(tmp_path, "ana"), Journal(tmp_path, "ana")
    first.append([decide("event-01"), decide("event-01")])
    second.append([decide("event-01")])

    assert 1 == len((tmp_path / "ana.jsonl").read_text().splitlines())


def test_append_returns_what_others_wrote(tmp_path: Path) -> None:
    """A program learns of the events that another one added to the same log."""
    first, second = Journal(tmp_path, "ana"), Journal(tmp_path, "ana")
    first.append([decide("event-01")])
    news = second.append([decide("event-02")])

    assert ["event-01", "event-02"] == [event["event"] for event in news]


def test_two_writers_lose_and_double_nothing(tmp_path: Path) -> None:
    """Threads with a journal each, on one log, leave every event there once."""

    def write(writer: int) -> None:
        own = Journal(tmp_path, "ana")
        for number in range(50):
            own.append([decide(f"event-{writer}-{number:03}")])

    threads = [threading.Thread(target=write, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [json.loads(x)["event"] for x in (tmp_path / "ana.jsonl").open()]

    assert (150, 150) == (len(names), len(set(names)))


def test_a_torn_last_line_is_set_aside_and_reported(tmp_path: Path) -> None:
    """What a crash left is moved beside the log; the lines before it hold."""
    Journal(tmp_path, "ana").append([decide("event-01")])
    path = tmp_path / "ana.jsonl"
    path.write_bytes(path.read_bytes() + b'{"event": "event-02", "act')
    opened = Journal(tmp_path, "ana")

    assert 1 == len(opened.events)
    assert f"{path}:2: the last line was torn" in str(opened.notice)
    assert b'"event-02"' in (tmp_path / "ana.jsonl.torn").read_bytes()


@pytest.mark.parametrize("cut", range(1, 90, 4))
def test_a_cut_at_any_byte_keeps_what_was_acknowledged(
    tmp_path: Path, cut: int
) -> None:
    """A power cut in the last write leaves all before it, or all of it."""
    own = Journal(tmp_path, "ana")
    own.append([decide("event-01")])
    kept = (tmp_path / "ana.jsonl").stat().st_size
    own.append([decide("event-02")])
    whole = (tmp_path / "ana.jsonl").read_bytes()
    (tmp_path / "ana.jsonl").write_bytes(whole[: kept + cut])
    again = Journal(tmp_path, "ana")
    again.append([decide("event-02")])

    assert ["event-01", "event-02"] == [event["event"] for event in again.events]
    assert 2 == len(read_log(tmp_path / "ana.jsonl"))


def test_reading_touches_nothing(tmp_path: Path) -> None:
    """A reader passes a torn line over and leaves it to its writer."""
    Journal(tmp_path, "ana").append([decide("event-01")])
    path = tmp_path / "ana.jsonl"
    path.write_bytes(path.read_bytes() + b"{")
    before = path.read_bytes()

    assert 1 == len(read_log(path))
    assert before == path.read_bytes()


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    """A line in the middle that is no event stops with its number."""
    path = tmp_path / "ana.jsonl"
    path.write_text(f"{json.dumps(decide('event-01'))}\nnonsense\n")

    with pytest.raises(InputError, match=r"ana\.jsonl:2: not JSON"):
        read_log(path)


def test_the_lock_of_another_is_waited_for_then_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A held lock does not hang for ever, and nothing is written past it."""
    monkeypatch.setattr("stancebook.journal.PATIENCE", 0.1)
    own = Journal(tmp_path, "ana")
    with (
        locked(tmp_path, ".ana.lock"),
        pytest.raises(InputError, match="another program holds the lock"),
    ):
        own.append([decide("event-01")])
    own.append([decide("event-01")])

    assert 1 == len(read_log(own.path))


@pytest.mark.parametrize("damage", ["folder", "log", "shorter"])
def test_a_log_that_is_gone_is_an_error(tmp_path: Path, damage: str) -> None:
    """A log that vanished is not begun anew as if nothing had been in it."""
    folder = tmp_path / "labels"
    own = Journal(folder, "ana")
    own.append([decide("event-01"), decide("event-02")])
    if damage == "folder":
        folder.rename(tmp_path / "elsewhere")
    elif damage == "log":
        own.path.unlink()
    else:
        own.path.write_text(f"{json.dumps(decide('event-01'))}\n")

    with pytest.raises(InputError, match="gone"):
        own.append([decide("event-03")])


def test_a_failed_write_leaves_the_log_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full nothing is added, and the same event can come again."""
    own = Journal(tmp_path, "ana")
    own.append([decide("event-01")])

    def fail(file: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(ledger.os, "fsync", fail)
        with pytest.raises(InputError, match="No space left on device"):
            own.append([decide("event-02")])
    before = len(read_log(own.path))
    own.append([decide("event-02")])

    assert (1, 2) == (before, len(read_log(own.path)))


@pytest.mark.parametrize(
    "name",
    ["Ana", "", "../ana", "a/b", "con", "com1", "ana.jsonl", "a" * 64, None, "é"],
)
def test_a_name_that_is_no_file_name_is_refused(name: str) -> None:
    """An annotator's name never becomes a path to elsewhere."""
    with pytest.raises(InputError, match="no name for an annotator"):
        check_annotator(name)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"event": "x"}, "no id"),
        ({"action": "forget"}, "not one of"),
        ({"layer": "mood"}, "layer 'mood'"),
        ({"paragraph": "a"}, "article#3"),
        ({"value": None}, "`value`"),
        ({"value": " "}, "empty"),
        ({"target": 3}, "`target`"),
        ({"occasion": "1"}, "`occasion`"),
        ({"value": "x" * 100_001}, "longer than"),
    ],
)
def test_what_is_no_event_is_refused(
    tmp_path: Path, change: dict[str, object], problem: str
) -> None:
    """Nothing that a reader would stumble over gets into a log."""
    own = Journal(tmp_path, "ana")

    with pytest.raises(InputError, match=problem):
        own.append([decide("event-01"), {**decide("event-02"), **change}])

    assert not own.path.exists()


def test_logs_of_two_people_merge_in_git(tmp_path: Path) -> None:
    """Two clones in which two people labelled come together without a conflict."""

    def git(folder: Path, *words: str) -> None:
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(
            ["git", *who, *words], cwd=folder, check=True, capture_output=True
        )

    main = tmp_path / "main"
    main.mkdir()
    git(main, "init", "-q", "-b", "main")
    (main / "labels").mkdir()
    (main / "labels" / "README.md").write_text("x")
    git(main, "add", ".")
    git(main, "commit", "-qm", "begin")
    git(tmp_path, "clone", "-q", "main", "other")
    for folder, name in ((main, "ana"), (tmp_path / "other", "ben")):
        Journal(folder / "labels", name).append([decide(f"event-{name}")])
        git(folder, "add", "labels/*.jsonl")
        git(folder, "commit", "-qm", name)
    git(main, "pull", "-q", "--no-rebase", "--no-edit", "../other", "main")

    assert ["ana.jsonl", "ben.jsonl"] == sorted(
        path.name for path in (main / "labels").glob("*.jsonl")
    )
