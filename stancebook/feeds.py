"""A feed has one object a line or row; each is checked before it is an article."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from stancebook.article import METADATA
from stancebook.codebook import check_target
from stancebook.decode import decode
from stancebook.schema import InputError
from stancebook.unpacking import FILE_LIMIT, UNPACKED_LIMIT, ByteStream, read_whole

__all__ = ["parse_line", "read_feed", "read_rows"]

_NAME_LIMIT = 500
_NAMES = ("article", "id", "doc_id")
_ROWS = 1  # read at once; a few bytes of parquet may stand for many long texts
_TIMES = 1000  # that rows may be larger than their file; texts pack 10 times as tight
_SHAPE = 'Write one object a line, such as {"article": "a1", "text": "…"}.'

Page = dict[str, Any]


def read_feed(
    stream: ByteStream, file: str, stem: str, say: Callable[[str], None]
) -> Iterator[Page | InputError]:
    """
    Yield each line of a feed as a page, or as the error that it is.

    A line without an id is named `stem` and its number. `say` is told each encoding
    that had to be guessed.
    """
    for number, content in enumerate(_lines(stream, file, say), 1):
        if not content.strip():
            continue
        try:
            if len(content) > FILE_LIMIT:
                problem = f"the line holds more than {FILE_LIMIT:,} bytes"
                raise InputError(problem, "Write one article a line.", file, number)
            text, guess = decode(content, file, number)
            say(guess)
            page = {"article": f"{stem}-{number}", **parse_line(text, file, number)}
            yield {**page, "file": file, "line": number}
        except InputError as error:
            yield error
    if stream.problem:
        yield InputError(stream.problem, "Get the file again.", file)


def parse_line(text: str, file: str = "", line: int = 0) -> Page:
    """
    Return the JSON object of one line with the keys that an article has.

    Raises
    ------
    InputError
        Where the line is not JSON, holds no text, or has a value of a wrong type.

    Examples
    --------
    >>> parse_line('{"id": 7, "text": "Ships wait.", "price": 3}')["article"]
    '7'
    """
    try:
        return _page(_parse(text))
    except InputError as error:
        raise InputError(error.problem, error.mend, file, line) from None


def read_rows(path: Path, file: str, stem: str) -> Iterator[Page | InputError]:
    """
    Yield each row of a parquet file as a page, or as the error that it is.

    Its columns are a feed's keys, and `line` is the number of the row, from 1.
    """
    # only where parquet is read; it ships no types
    from pyarrow import ArrowException, parquet  # type: ignore[import-untyped]

    number = size = 0
    try:
        # opened here, since a path may hold bytes that are no text
        with (
            path.open("rb") as opened,
            parquet.ParquetFile(opened, pre_buffer=False) as table,
        ):
            _refuse_huge(table.metadata, path.stat().st_size, file)
            for batch in table.iter_batches(_ROWS, use_threads=False):
                number, size = number + 1, size + batch.nbytes
                _hold_size(size, file)  # a file may say that it is smaller
                yield _read_batch(batch, file, stem, number)
    except (OSError, ArrowException, MemoryError, UnicodeDecodeError) as error:
        problem = f"the file is damaged or no parquet: {error or 'it is too large'}"
        yield InputError(problem, "Write it again.", file, number)


def _refuse_huge(metadata: Any, packed: int, file: str) -> None:
    groups = (metadata.row_group(n) for n in range(metadata.num_row_groups))
    size = sum(group.total_byte_size for group in groups)
    _hold_size(size, file)
    if size > FILE_LIMIT and size > _TIMES * packed:
        problem = f"the rows unpack to more than {_TIMES:,} times their file"
        raise InputError(problem, "Write them as lines of JSON.", file)


def _hold_size(size: int, file: str) -> None:
    if size > UNPACKED_LIMIT:
        problem = f"the rows unpack to more than {UNPACKED_LIMIT:,} bytes"
        raise InputError(problem, "Write several smaller files.", file)


def _read_batch(batch: Any, file: str, stem: str, number: int) -> Page | InputError:
    if batch.nbytes > FILE_LIMIT:
        problem = f"the row holds more than {FILE_LIMIT:,} bytes"
        return InputError(problem, "Write one article a row.", file, number)
    try:
        (row,) = batch.to_pylist()
    except UnicodeDecodeError as error:
        problem = f"the row holds what is not UTF-8 ({error.reason})"
        return InputError(problem, "Write its texts as UTF-8.", file, number)
    return _row(row, file, stem, number)


def _row(row: dict[str, Any], file: str, stem: str, number: int) -> Page | InputError:
    try:
        page = {"article": f"{stem}-{number}", **_page(row)}
    except InputError as error:
        return InputError(error.problem, error.mend, file, number)
    return {**page, "file": file, "line": number}


def _lines(
    stream: ByteStream, file: str, say: Callable[[str], None]
) -> Iterator[bytes]:
    """Yield each line, an overlong one only as far as shows that it is so."""
    head = stream.head()
    if b"\0" in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        # A newline is two bytes here, so the file is decoded before it is split.
        text, guess = decode(read_whole(stream, file), file)
        say(guess)
        yield from text.encode("utf-8").split(b"\n")
        return
    reader = io.BufferedReader(stream)
    while line := reader.readline(FILE_LIMIT + 1):
        yield line
        while len(line) > FILE_LIMIT and not line.endswith(b"\n"):
            line = reader.readline(FILE_LIMIT + 1)


def _parse(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text, parse_constant=_refuse_constant)
        if "\\ud" in text.lower():
            json.dumps(given, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise InputError("nested too deeply", _SHAPE) from None
    except UnicodeEncodeError:
        problem = "a \\ud… escape stands for half a character"
        raise InputError(problem, "Write both halves, or the character.") from None
    except ValueError as error:
        raise InputError(f"not JSON: {error}", _SHAPE) from None
    if not isinstance(given, dict):
        raise InputError("not a JSON object", _SHAPE)
    return given


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value; null is")


def _page(given: dict[str, Any]) -> Page:
    page: Page = {key: _text(given.get(key), key) for key in (*METADATA, "text")}
    page["paragraphs"] = _texts(given.get("paragraphs"), "paragraphs")
    page["kinds"] = _kinds(given.get("kinds"))
    targets = given.get("targets")
    targets = _texts([targets] if isinstance(targets, str) else targets, "targets")
    page["targets"] = [check_target(target) for target in targets or []] or None
    if page["text"] is None and page["paragraphs"] is None:
        raise InputError("neither `text` nor `paragraphs` is there", _SHAPE)
    name = next((given[key] for key in _NAMES if given.get(key) is not None), None)
    return page if name is None else {**page, "article": _name(name)}


def _text(value: Any, key: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        problem = f"`{key}` is a {type(value).__name__}, not text"
        raise InputError(problem, "Write it in quotation marks, or null.")
    if "\0" in value:
        raise InputError(f"`{key}` holds a NUL character", "Take it out.")
    return value


def _texts(values: Any, key: str) -> list[str] | None:
    if values is None:
        return None
    if not isinstance(values, list) or None in values:
        raise InputError(f"`{key}` is not a list of texts", f'Write "{key}": ["…"].')
    return [str(_text(value, key)) for value in values]


def _kinds(values: Any) -> list[str | None] | None:
    """Return what the paragraphs were on their page; of each, null is allowed."""
    if values is None:
        return None
    if not isinstance(values, list):
        raise InputError("`kinds` is not a list", 'Write "kinds": ["text", null].')
    return [_text(value, "kinds") for value in values]


def _name(value: Any) -> str:
    if type(value) is int:
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise InputError("the article's id is not text", 'Write "article": "a1".')
    if len(value) > _NAME_LIMIT or not value.isprintable():
        problem = f"the article's id is too long or not printable: {value[:40]!r}"
        raise InputError(problem, f"Use at most {_NAME_LIMIT} printable characters.")
    return value
