"""Who takes a release must be able to see that it is the one that was made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

import pandas as pd

from stancebook.files import hash_file
from stancebook.schema import InputError

__all__ = ["check_release", "write_checksums"]

_SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_OWN = ("local", ".lock", _SUMS)  # what its user adds by joining texts


def write_checksums(folder: Path) -> None:
    """Write `SHA256SUMS` of all files in a folder, as `sha256sum` reads it."""
    lines = [f"{hash_file(folder / name)}  {name}\n" for name in sorted(_files(folder))]
    (folder / _SUMS).write_text("".join(lines), "utf-8")


def check_release(folder: str | PathLike[str]) -> pd.DataFrame:
    """
    Compare the files of a release with its checksums: `file` and `state`.

    A state is `ok`, `changed`, `missing`, or `not listed`. Texts that were joined to
    it, in `local/`, are no part of the release.

    Raises
    ------
    InputError
        Where there are no checksums, or a line is none.
    """
    place = Path(folder)
    listed = _read(place / _SUMS)
    states = [(name, _state(place / name, sha256)) for name, sha256 in listed.items()]
    states += [
        (name, "not listed") for name in sorted(_files(place)) if name not in listed
    ]
    return pd.DataFrame(states, columns=["file", "state"])


def _state(path: Path, sha256: str) -> str:
    if not path.is_file():
        return "missing"
    return "ok" if hash_file(path) == sha256 else "changed"


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] not in _OWN:
            yield name.as_posix()


def _read(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        problem = "the checksums of a release cannot be read"
        raise InputError(problem, "Give the folder of one.", str(path)) from None
    found = {}
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if not match or Path(match[2]).is_absolute() or ".." in Path(match[2]).parts:
            problem = "this is no checksum of a file in the folder"
            raise InputError(problem, "Get the release anew.", str(path), number)
        found[match[2]] = match[1]
    return found
