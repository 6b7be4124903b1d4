"""Articles come as text, pages, feeds and archives; each becomes a row of one table."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from os import PathLike
from pathlib import Path

import pandas as pd

from stancebook.decode import decode
from stancebook.feeds import read_feed, read_rows
from stancebook.intake import Found, Intake, Page, Rejection
from stancebook.pages import read_page, read_warc
from stancebook.schema import TABLES, InputError, check
from stancebook.syndication import is_syndication, read_syndication
from stancebook.unpacking import ByteStream, read_whole

__all__ = ["Rejection", "find_files", "read_articles", "read_file"]

STDIN_LIMIT = 500_000_000

_SUFFIXES = {
    ".txt": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".jsonl": "feed",
    ".ndjson": "feed",
    ".warc": "archive",
    ".parquet": "rows",
    ".rss": "syndication",
    ".atom": "syndication",
    ".xml": "syndication",
}
_PACKED = (".gz", ".zst")
_KNOWN = ".txt, .html, .jsonl, .rss or .warc, each also with .gz or .zst, or .parquet"
_STARTS = {
    b"{": "feed",
    b"<!doctype html": "page",
    b"<html": "page",
    b"<rss": "syndication",
    b"<feed": "syndication",
    b"<?xml": "page",
    b"warc/": "archive",
}
_MARK_BYTES = b"\xef\xbb\xbf\xff\xfe \t\r\n"

Say = Callable[[str, str], None]


def read_articles(
    inputs: str | PathLike[str] | Iterable[str | PathLike[str]],
    rejected: list[Rejection] | None = None,
) -> pd.DataFrame:
    """
    Read files, folders or standard input ("-") into an `articles` table.

    A text or page is named by its file; a line of a feed by its `article`, `id` or
    `doc_id`, or else by file and line; a page in a web archive, and an entry of an RSS
    or Atom feed, by its address. A text's first block is its title. What a file says of
    its encoding is trusted; guesses, and characters that cannot be seen, are logged as
    warnings. Where nothing says the language of an article, its text does.

    With a list as `rejected`, bad members of a batch (lines, files in a folder, records
    of an archive) go there and the rest is read; without one the first is an error.

    Raises
    ------
    InputError
        Where an input, or all that it holds, cannot be used.
    """
    given = [inputs] if isinstance(inputs, str | PathLike) else list(inputs)
    if not given:
        raise InputError("no input is given", "Name a file, a folder, or -.")
    intake = Intake(rejected)
    for one in given:
        intake.take(_shown(one), _read(one, intake.say))
    intake.report_hidden()
    intake.report_summaries()
    columns = [*TABLES["articles"], "provenance"]
    # Objects, since a missing value of any other type is NaN, which counts as true.
    return check(pd.DataFrame(intake.rows, columns=columns, dtype="object"), "articles")


def _read(place: str | PathLike[str], say: Say) -> Iterator[Found]:
    if place == "-":
        return _read_stdin(say)
    if Path(place) in (found := list(find_files(place))):
        return read_file(Path(place), say)
    return _read_folder(found, say)


def find_files(place: str | PathLike[str]) -> Iterator[Path | Rejection]:
    """
    Yield the file that `place` names, or each of a folder that can be read, in order.

    Raises
    ------
    InputError
        Where there is no such file, or one of a kind that is not known.
    """
    path = Path(place)
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError):
        is_folder = is_file = False
    if is_folder:
        yield from _find_in_folder(path)
        return
    if not is_file and str(place).lower().startswith(("http://", "https://")):
        mend = "Save the page from a browser, as HTML, and give that file."
        raise InputError("this is an address; nothing is fetched", mend, str(place))
    if not is_file:
        raise InputError("there is no such file", "Look at its name.", _shown(path))
    if _kind(path) is None:
        mend = f"Save it as .txt or .html; what can be read is {_KNOWN}."
        raise InputError("this kind of file is not known", mend, _shown(path))
    yield path


def _find_in_folder(folder: Path) -> Iterator[Path | Rejection]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or not path.is_file():
            continue
        if _kind(path) is None:
            yield Rejection(_shown(path), 0, f"passed over: it is not {_KNOWN}")
            continue
        if not path.resolve().is_relative_to(folder.resolve()):
            yield Rejection(_shown(path), 0, "passed over: it leads out of the folder")
            continue
        yield path


def _read_folder(found: Iterable[Path | Rejection], say: Say) -> Iterator[Found]:
    for one in found:
        try:
            yield from [one] if isinstance(one, Rejection) else read_file(one, say)
        except InputError as error:
            yield error


def read_file(path: Path, say: Say) -> Iterator[Found]:
    """
    Yield what one file holds, record by record; `say` is told guessed encodings.

    Raises
    ------
    InputError
        Where the file as a whole cannot be read.
    """
    file = _shown(path)
    if _kind(path) == "rows":
        yield from read_rows(path, file, _shown(path.stem))
        return
    try:
        with ByteStream(path.open("rb")) as stream:
            if (end := path.suffix) in _PACKED and not stream.packed:
                problem = f"this is not {'gzip' if end == '.gz' else 'zstd'}"
                raise InputError(problem, f"Take {end} off its name.", file)
            stem = _shown(_unpacked(path.name).rpartition(".")[0])
            yield from _read_stream(stream, _kind(path), file, stem, say)
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror or error})"
        raise InputError(problem, "Look at its permissions.", file) from None


def _read_stdin(say: Say) -> Iterator[Found]:
    content = sys.stdin.buffer.read(STDIN_LIMIT + 1)
    if len(content) > STDIN_LIMIT:
        problem = f"standard input holds more than {STDIN_LIMIT:,} bytes"
        raise InputError(problem, "Save it to a file, and give that.")
    stream = ByteStream(io.BufferedReader(io.BytesIO(content)))
    head = stream.head().replace(b"\0", b"").lstrip(_MARK_BYTES).lower()
    kind = next(
        (kind for mark, kind in _STARTS.items() if head.startswith(mark)), "text"
    )
    kind = "syndication" if kind == "page" and is_syndication(head) else kind
    yield from _read_stream(stream, kind, "standard input", "stdin", say)


def _read_stream(
    stream: ByteStream, kind: str | None, file: str, stem: str, say: Say
) -> Iterator[Found]:
    told = partial(say, file)
    if kind == "feed":
        yield from read_feed(stream, file, stem, told)
    elif kind == "archive":
        yield from read_warc(stream, file, told)
    else:
        content = read_whole(stream, file)
        if not content.strip():
            raise InputError("the file is empty", "Give a file with text.", file)
        if kind == "syndication":
            yield from _name_entries(read_syndication(content, file), stem)
            return
        read = read_page if kind == "page" else _read_text
        yield {"article": stem, "file": file, "by_file": True} | read(
            content, file, told
        )


def _name_entries(found: Iterable[Page | InputError], stem: str) -> Iterator[Found]:
    """Name entries without an address after the file and their number."""
    for one in found:
        if isinstance(one, InputError) or "article" in one:
            yield one
        else:
            yield {"article": f"{stem}-{one['line']}", **one}


def _read_text(content: bytes, file: str, say: Callable[[str], None]) -> Page:
    text, guess = decode(content, file)
    say(guess)
    return {"text": text, "first_is_title": True}


def _kind(path: Path) -> str | None:
    name = _unpacked(path.name.lower())
    if name.endswith(".rejected.jsonl"):
        return None
    return _SUFFIXES.get(Path(name).suffix)


def _unpacked(name: str) -> str:
    return name.removesuffix(".gz").removesuffix(".zst")


def _shown(name: str | PathLike[str]) -> str:
    """Return a name that can be printed: a file's may hold bytes that are no text."""
    text = str(name)
    with contextlib.suppress(UnicodeEncodeError):  # in locale C, letters are bytes too
        text = os.fsencode(text).decode("utf-8", "replace")
    shown = "".join(c if c.isprintable() else "\ufffd" for c in text)
    return shown if len(shown) <= 500 else f"{shown[:499]}…"
