"""A decision is on the disk before anybody is told so, in a log that only grows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from stancebook.events import Event, State, find_fault, replay
from stancebook.files import json_line, make_folder, parse_line
from stancebook.ledger import append_lines, locked, repair
from stancebook.schema import InputError

__all__ = ["Journal", "check_annotator", "read_log"]

LONGEST = 100_000  # characters of an event; no decision of a person is longer
PATIENCE = 2.0  # seconds for another program's lock; a person waits no longer
_MEND = "Mend or remove that line; the others are whole."
_ANNOTATOR = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
# Windows opens a device instead of a file of these names.
_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


def check_annotator(name: Any) -> str:
    """
    Return an annotator's name; it names a file, so it has plain small letters.

    Raises
    ------
    InputError
        Where it holds anything else.

    Examples
    --------
    >>> check_annotator("ana")
    'ana'
    """
    fits = isinstance(name, str) and _ANNOTATOR.fullmatch(name)
    if fits and not _DEVICE.fullmatch(name):
        return str(name)
    mend = "Use small letters a to z, digits, - and _, as in ana or coder-2."
    raise InputError(f"{name!r} is no name for an annotator", mend)


def _parse(line: bytes, path: Path, number: int) -> Event:
    event = parse_line(line, path, number, _MEND)
    if problem := find_fault(event):
        raise InputError(problem, _MEND, str(path), number)
    found: Event = event
    return found


def _split(content: bytes, path: Path, before: int = 0) -> list[Event]:
    lines = enumerate(content.split(b"\n"), before + 1)
    return [_parse(line, path, number) for number, line in lines if line.strip()]


def read_log(path: str | PathLike[str]) -> list[Event]:
    """
    Return the events of a log, without touching it; a torn last line is passed over.

    Raises
    ------
    InputError
        Where a line is no event; the message names the line.
    """
    place = Path(path)
    content = place.read_bytes()
    whole, _, tail = content.rpartition(b"\n")
    events = _split(whole, place)
    try:
        return events + _split(tail, place, content.count(b"\n"))
    except InputError:
        return events  # a crash, or a writer at work: nobody was told that it is saved


class Journal:
    """
    The log of one annotator, `<folder>/<annotator>.jsonl`: one event a line.

    Any number of programs may have it open. An event is written once, however often
    it is handed in: its id says which it is. `notice` says what was mended on opening.
    """

    def __init__(self, folder: str | PathLike[str], annotator: str) -> None:
        self.annotator = check_annotator(annotator)
        self.path = make_folder(folder) / f"{self.annotator}.jsonl"
        self.events: list[Event] = []
        self._ids: set[str] = set()
        self._read = self._lines = 0  # how much of the file `events` holds
        with self._held():
            self.notice = repair(self.path)
            self._catch_up()

    def _held(self) -> Any:
        return locked(self.path.parent, f".{self.annotator}.lock", PATIENCE)

    def _catch_up(self) -> list[Event]:
        """Read what is new in the file: our own events, and other writers'."""
        content = self._rest()
        found = _split(content, self.path, self._lines)
        fresh = [event for event in found if event["event"] not in self._ids]
        self.events += fresh
        self._ids |= {event["event"] for event in fresh}
        self._read += len(content)
        self._lines += content.count(b"\n")
        return fresh

    def _rest(self) -> bytes:
        size = self.path.stat().st_size if self.path.exists() else 0
        if size < self._read:
            problem = "the log is gone, or shorter than it was"
            raise InputError(problem, "Put it back, then try again.", str(self.path))
        if not size:
            return b""
        with self.path.open("rb") as file:
            file.seek(self._read)
            return file.read()

    def append(self, events: Sequence[Event]) -> list[Event]:
        """
        Add events; when this returns, they are on the disk.

        Returns every event that is new since the last call, other writers' as well.

        Raises
        ------
        InputError
            Where they are no events, or could not be saved: then none of them was.
        """
        for event in events:
            problem = find_fault(event)
            if problem or len(json_line(event)) > LONGEST:
                problem = problem or f"an event is longer than {LONGEST:,} characters"
                raise InputError(problem, "This is no decision.", str(self.path))
        if not self.path.parent.is_dir():
            problem, mend = "the folder is gone", "Put it back, then try again."
            raise InputError(problem, mend, str(self.path.parent))
        with self._held():
            try:
                repair(self.path)
                before = self._catch_up()
            except OSError as error:
                problem = f"the log cannot be read ({error.strerror})"
                mend = "Look at the disk, then try again."
                raise InputError(problem, mend, str(self.path)) from None
            own = {event["event"]: event for event in events}
            fresh = [event for name, event in own.items() if name not in self._ids]
            append_lines(self.path, map(json_line, fresh))
            return before + self._catch_up()

    def state(self) -> State:
        """Return what holds now."""
        return replay(self.events)
