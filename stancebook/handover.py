"""What comes from elsewhere is read within limits; what goes there is written whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from stancebook.files import find_destination, json_line, parse_line, replace_file
from stancebook.journal import check_annotator
from stancebook.losses import Losses
from stancebook.schema import InputError

__all__ = [
    "LARGEST",
    "decode_text",
    "find_beside",
    "folder_names",
    "is_offsets",
    "join_lines",
    "read_files",
    "read_json",
    "read_lines",
    "write_files",
]

LARGEST = 200_000_000  # bytes of all files of one import
_MOST = 20_000  # files of one import
_MEND = "Mend that line, or export it again."
Files = Mapping[str, bytes]


def find_beside(path: Path, ending: str) -> Path:
    """
    Return the file beside `path` that tells more of it.

    Examples
    --------
    >>> find_beside(Path("out/tasks.json"), ".losses.jsonl").name
    'tasks.losses.jsonl'
    """
    return path.with_name(path.stem + ending)


def folder_names(annotators: Iterable[str]) -> dict[str, str]:
    """
    Return a safe and different folder name for each annotator.

    Examples
    --------
    >>> folder_names(["ana", "../ben", ""])
    {'ana': 'ana', '../ben': 'reader-2', '': 'reader-3'}
    """
    found: dict[str, str] = {}
    for number, annotator in enumerate(dict.fromkeys(annotators), 1):
        try:
            name = check_annotator(annotator)
        except InputError:
            name = f"reader-{number}"
        while name in found.values():
            name = f"{name}-{number}"
        found[annotator] = name
    return found


def read_files(path: str | os.PathLike[str], endings: tuple[str, ...]) -> Files:
    """
    Return the content of a file, or of the files in a folder that have such endings.

    Raises
    ------
    InputError
        Where there is no such file, none in the folder, or too much to read.
    """
    place = Path(path)
    if place.is_dir():
        inside = sorted(p for p in place.rglob("*") if p.suffix in endings)
        found = [p for p in inside if p.is_file() and not p.is_symlink()]
    else:
        found = [place]
    if not found:
        problem = f"there is no file that ends in {' or '.join(endings)}"
        raise InputError(problem, "Give the folder of an export.", str(path))
    try:
        size = sum(p.stat().st_size for p in found)
        if size > LARGEST or len(found) > _MOST:
            problem = f"{len(found):,} files of {size:,} bytes are over the limits"
            mend = f"Import it in parts of up to {LARGEST:,} bytes."
            raise InputError(problem, mend, str(path))
        names = [str(p.relative_to(place)) if p != place else p.name for p in found]
        return {n: p.read_bytes() for n, p in zip(names, found, strict=True)}
    except OSError as error:
        problem = f"it cannot be read ({error.strerror})"
        raise InputError(problem, "Name a file of yours.", str(path)) from None


def write_files(path: str | os.PathLike[str], files: Files) -> None:
    """
    Write one file (its name is empty) and those beside it, or a whole folder.

    Raises
    ------
    InputError
        Where the folder has something in it already, or nothing can be written there.
    """
    place = Path(path)
    if "" not in files:
        _write_folder(place, files)
        return
    with ExitStack() as streams:
        for ending, content in files.items():
            own = find_beside(place, ending) if ending else place
            streams.enter_context(replace_file(own)).write(content)


def _write_folder(place: Path, files: Files) -> None:
    if place.exists() and not (place.is_dir() and not any(place.iterdir())):
        problem = "this is a folder with something in it, or a file"
        raise InputError(problem, "Name a new folder.", str(place))
    find_destination(place.parent / f"{place.name}.part")
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        for name, content in files.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(content)
        part.replace(place)
    except OSError as error:
        problem = f"the folder cannot be written ({error.strerror or error})"
        raise InputError(problem, "Name another place.", str(place)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def join_lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return records as lines of JSON."""
    return "".join(f"{json_line(record)}\n" for record in records).encode()


def read_lines(files: Files, losses: Losses) -> Iterator[tuple[str, dict[str, Any]]]:
    """
    Yield each record of files of JSON lines, with where it stands.

    A line that is no record goes to the losses.

    Raises
    ------
    InputError
        Where no line of a file is a record.
    """
    for name, content in files.items():
        lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
        broken = []
        for number, line in numbered:
            try:
                record = parse_line(line, Path(name), number, _MEND)
                if not isinstance(record, dict):
                    problem = "not a JSON object"
                    raise InputError(problem, _MEND, name, number)
            except InputError as error:
                broken.append(error)
                losses.add("a line that is no record", f"{name}:{number}", str(error))
                continue
            yield f"{name}:{number}", record
        if broken and len(broken) == len(numbered):
            raise broken[0]


def decode_text(
    content: bytes,
    name: str,
    encoding: str = "utf-8-sig",
    mend: str = "Save it as UTF-8.",
) -> str:
    """
    Return the text of a file.

    Raises
    ------
    InputError
        Where it is not UTF-8; the message names the line.

    Examples
    --------
    >>> decode_text("Ana — Lima".encode(), "a.txt")
    'Ana — Lima'
    """
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError("not UTF-8", mend, name, line) from None


def read_json(files: Files) -> tuple[str, Any]:
    """
    Return the name and value of the one file of JSON that was given.

    Raises
    ------
    InputError
        Where it is no JSON; the message names the line.
    """
    name, content = next(iter(files.items()))
    mend = "Give the file as the tool exported it."
    text = decode_text(content, name)
    try:
        return name, json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg}", mend, name, error.lineno) from None
    except RecursionError:
        raise InputError("JSON within JSON, too deep", mend, name, 1) from None
    except ValueError as error:  # a number of thousands of digits
        raise InputError(f"not JSON: {error}", mend, name, 1) from None


def is_offsets(start: Any, end: Any) -> bool:
    """
    Say whether two values from a file are offsets in order.

    Examples
    --------
    >>> is_offsets(0, 3), is_offsets(3, 3), is_offsets("0", 3)
    (True, False, False)
    """
    return type(start) is int and type(end) is int and 0 <= start < end
