"""One bad record must not stop a batch, so it is set aside here, with its reason."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from stancebook.article import find_hidden, make_article
from stancebook.schema import InputError

__all__ = ["Found", "Intake", "Page", "Rejection", "read_row"]

_LOG = logging.getLogger("stancebook")

Page = dict[str, Any]


class Rejection(dict[str, Any]):
    """What was set aside of a batch: the `file`, the `line` (or 0) and the `reason`."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(file=file, line=line, reason=reason)

    def __str__(self) -> str:
        line = f"{self['line']}:" if self["line"] else ""
        return f"{self['file']}:{line} {self['reason']}"


Found = Page | InputError | Rejection


def read_row(found: Page) -> Page:
    """Return the row of a page in the `articles` table; an error names the place."""
    try:
        return make_article(found)
    except InputError as error:
        file, line = found["file"], found.get("line", 0)
        raise InputError(error.problem, error.mend, file, line) from None


class Intake:
    """The rows read so far, where each came from, and what was set aside."""

    def __init__(self, rejected: list[Rejection] | None) -> None:
        self.rows: list[Page] = []
        self._rejected = rejected
        self._places: dict[str, str] = {}
        self._said: set[tuple[str, str]] = set()

    def take(self, place: str, records: Iterable[Found]) -> None:
        """Keep what one input holds; it must give at least one article."""
        kept, errors = len(self.rows), []
        for found in records:
            try:
                self._keep(found)
            except InputError as error:
                if self._rejected is None:
                    raise
                reason = f"{error.problem}. {error.mend}"
                self._rejected.append(Rejection(error.file, error.line, reason))
                errors.append(error)
        if len(self.rows) == kept:
            raise _nothing(place, errors)

    def report_hidden(self) -> None:
        """Log which articles hold characters that cannot be seen."""
        found = [(row["article"], find_hidden(row["text"])) for row in self.rows]
        hits = [(article, hit) for article, hit in found if hit]
        if hits:
            article, (offset, character) = hits[0]
            _LOG.warning(
                "%d of %d articles hold zero-width or bidirectional control characters,"
                " which are kept; the first is %s at %d of %r",
                *(len(hits), len(self.rows), character, offset, article),
            )

    def report_summaries(self) -> None:
        """Log how many entries of RSS and Atom feeds are no whole articles."""
        count = sum(row["provenance"] == "feed summary" for row in self.rows)
        if count:
            _LOG.warning(
                "%d of %d articles are summaries, since their feed holds no more; save"
                " the pages themselves to read them whole",
                *(count, len(self.rows)),
            )

    def say(self, file: str, encoding: str) -> None:
        """Log an encoding that was guessed, once a file."""
        if encoding and (file, encoding) not in self._said:
            self._said.add((file, encoding))
            _LOG.warning("%s: read as %s, since it is not UTF-8", file, encoding)

    def _keep(self, found: Found) -> None:
        if isinstance(found, InputError):
            raise found
        if isinstance(found, Rejection):
            self._skip(found)
            return
        file, line = found["file"], found.get("line", 0)
        row = read_row(found)
        if found.get("by_file"):
            row["article"] = self._free_name(row["article"], file)
        first = self._places.get(row["article"])
        if first:
            problem = f"article {row['article']!r} is there already, from {first}"
            raise InputError(problem, "Give each an id of its own.", file, line)
        self._places[row["article"]] = f"{file}:{line}" if line else file
        self.rows.append(row)

    def _free_name(self, name: str, file: str) -> str:
        """Put folders before a file's name until no other article has it."""
        names = [name]
        for folder in reversed(PurePath(file).parent.parts):
            names.append(f"{folder.strip('/')}-{names[-1]}".lstrip("-"))
        return next((one for one in names if one not in self._places), name)

    def _skip(self, passed_over: Rejection) -> None:
        if self._rejected is None:
            _LOG.warning("%s", passed_over)
        else:
            self._rejected.append(passed_over)


def _nothing(place: str, errors: list[InputError]) -> InputError:
    if not errors:
        return InputError(
            "there is no article in it", "Give a file with an article in it.", place
        )
    first = errors[0]
    if len(errors) == 1:
        return first
    where = f"{first.file}:{first.line}" if first.line else first.file
    problem = f"none of its {len(errors)} records can be used. {where}: {first.problem}"
    return InputError(problem, first.mend, place)
