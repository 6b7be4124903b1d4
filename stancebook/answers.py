"""What was paid for is kept, whatever happens to the run that asked for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from stancebook.schema import InputError

__all__ = ["Answers"]

WAIT = 60.0  # for another process that writes


@dataclass(frozen=True)
class Answers:
    """
    A file of answers by key, each on the disk before `add` returns.

    Several threads and processes may use one file at a time.
    """

    path: Path

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=WAIT)) as file, file:
                file.execute(
                    "CREATE TABLE IF NOT EXISTS answers"
                    " (key TEXT PRIMARY KEY, answer TEXT NOT NULL)"
                )
                yield file
        except (sqlite3.Error, OSError) as error:
            problem = f"answers cannot be kept here ({error})"
            raise InputError(problem, "Name another file.", str(self.path)) from error

    def find(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the answers that are known, by key."""
        query = "SELECT answer FROM answers WHERE key = ?"
        with self._open() as file:
            found = ((key, file.execute(query, (key,)).fetchone()) for key in keys)
            return {key: row[0] for key, row in found if row}

    def add(self, key: str, answer: str) -> None:
        """Keep an answer."""
        with self._open() as file:
            file.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", (key, answer))
