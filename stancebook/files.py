"""Outputs are written whole or not at all, so files are written through one door."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from os import PathLike
from pathlib import Path
from typing import IO, Any

import pandas as pd

from stancebook.schema import TABLES, InputError, check

__all__ = [
    "find_destination",
    "hash_file",
    "json_line",
    "make_folder",
    "parse_line",
    "read_parts",
    "read_table",
    "replace_file",
    "write_tables",
]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What a terminal would obey is shown: controls by their pictures, the rest by a mark.
_CONTROLS = {
    **{code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"},
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
}
# Line ends that other readers split on, direction and width marks, lone surrogates.
_ESCAPED = re.compile(
    "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def find_destination(path: str | PathLike[str]) -> Path:
    """
    Return the file that will be replaced, links followed.

    Raises
    ------
    InputError
        Where it is a folder or a device, or stands in a folder that does not exist, or
        where no file can have this name.
    """
    place = _resolve(path)
    if place.exists() and not place.is_file():
        raise InputError(
            "this is not a file that can be written", "Name one.", str(path)
        )
    if not place.parent.is_dir():
        problem = f"the folder {Path(path).parent} does not exist"
        raise InputError(problem, "Make it, or name another.", str(path))
    return place


def _resolve(path: str | PathLike[str]) -> Path:
    """Follow links, of which some lead round in a circle."""
    try:
        place = Path(path).resolve()
        place.exists()
    except (OSError, RuntimeError, ValueError) as error:
        problem = f"no file can have this name ({getattr(error, 'strerror', error)})"
        raise InputError(problem, "Name another.", str(path)) from None
    return place


def make_folder(path: str | PathLike[str]) -> Path:
    """
    Return a folder to write to, made where it is not there.

    Raises
    ------
    InputError
        Where something else has its name, or nothing can be written there.
    """
    place = Path(path)
    try:
        place.mkdir(parents=True, exist_ok=True)
        if not os.access(place, os.W_OK):
            raise PermissionError(None, "nothing may be written there")
    except (OSError, ValueError) as error:
        problem = f"the folder cannot be made ({getattr(error, 'strerror', error)})"
        raise InputError(problem, "Name another folder.", str(path)) from None
    return place


@contextmanager
def replace_file(path: str | PathLike[str]) -> Iterator[IO[bytes]]:
    """
    Open a file to write that takes its name only when all of it is on the disk.

    Where the block fails, what stood under the name before stays as it was.
    """
    place = find_destination(path)
    # Two machines that share a disk may have processes of the same number.
    part = place.with_name(f".{place.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(place)
    except OSError as error:
        problem = f"the file cannot be written ({error.strerror or error})"
        raise InputError(problem, "Name another place.", str(path)) from error
    finally:
        with suppress(OSError):  # a name that is too long cannot even be removed
            part.unlink(missing_ok=True)


def hash_file(path: Path) -> str:
    """
    Return the SHA-256 of a file.

    Examples
    --------
    >>> import os
    >>> hash_file(Path(os.devnull))[:8]
    'e3b0c442'
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def json_line(value: Any) -> str:
    r"""
    Return a value as one line of JSON; what a terminal or reader may obey is escaped.

    Examples
    --------
    >>> json_line({"text": "“Так”\u2028\u202e"})
    '{"text": "“Так”\\u2028\\u202e"}'
    """
    return _ESCAPED.sub(_escape, json.dumps(value, ensure_ascii=False))


def parse_line(line: bytes, path: Path, number: int, mend: str) -> Any:
    """
    Return the value of a line of JSON.

    Raises
    ------
    InputError
        Where it is not UTF-8, or no JSON; the message names the line.
    """
    try:
        return json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise InputError("not UTF-8", "Save it as UTF-8.", str(path), number) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}", mend, str(path), number) from None


def _plain(value: Any) -> Any:
    """Write lists as JSON text, and text that a spreadsheet would run behind a mark."""
    if isinstance(value, list | tuple | dict):
        return json_line(value)
    if not isinstance(value, str):
        return value
    shown = value.translate(_CONTROLS)
    return f"'{shown}" if value.startswith(_FORMULA) else shown


def _as_csv(table: pd.DataFrame) -> bytes:
    text = table.map(_plain).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")


def write_tables(
    tables: Mapping[str, pd.DataFrame], folder: str | PathLike[str]
) -> list[Path]:
    """
    Write each table as `<name>.parquet` and `<name>.csv`, all of them or none.

    The CSV is safe to open: a cell that a spreadsheet would take for a formula gets an
    apostrophe in front, a control character its picture, and a list is JSON text.
    Returns the paths.
    """
    place = make_folder(folder)
    paths = []
    with ExitStack() as files:
        for name, table in tables.items():
            check(table, name)
            paths += [place / f"{name}.parquet", place / f"{name}.csv"]
            streams = [files.enter_context(replace_file(path)) for path in paths[-2:]]
            table.to_parquet(streams[0], index=False)
            streams[1].write(_as_csv(table))
            for stream in streams:  # a full disk shows before any file takes its name
                stream.flush()
                os.fsync(stream.fileno())
    return paths


def _records(path: Path) -> Iterable[dict[str, Any]]:
    # only where a table is read; it ships no types
    from pyarrow import ArrowException, parquet  # type: ignore[import-untyped]

    try:
        with path.open("rb") as file:  # a path may hold bytes that are no text
            records: list[dict[str, Any]] = parquet.read_table(file).to_pylist()
    except FileNotFoundError:
        raise InputError("no such table", "`make run` writes it.", str(path)) from None
    except (OSError, ArrowException) as error:
        raise InputError(f"not a table: {error}", "Write it anew.", str(path)) from None
    return records


def read_table(folder: str | PathLike[str], name: str) -> pd.DataFrame:
    """
    Return the table that was written under `name`; its lists are lists again.

    It is one file, as `write_tables` leaves it, or a folder of parts, as a run over
    partitions does.

    Raises
    ------
    InputError
        Where there is no such table in the folder.
    """
    parts = sorted((Path(folder) / name).glob("*.parquet"))
    places = parts or [Path(folder) / f"{name}.parquet"]
    return read_parts(places, name)


def read_parts(places: Iterable[Path], name: str) -> pd.DataFrame:
    """Return the table that stands in these files, one after the other."""
    records = [record for place in places for record in _records(place)]
    table = pd.DataFrame(records, columns=_columns(records, name))
    gaps = [str(c) for c in table if table[c].dtype == "str" and table[c].hasnans]
    for column in gaps:  # pandas would have NaN, which is not false, for no text
        table[column] = pd.Series([row[column] for row in records], dtype=object)
    return check(table, name)


def _columns(records: list[dict[str, Any]], name: str) -> list[str]:
    return list(records[0]) if records else list(TABLES[name])
