"""Some files are only ever added to; a crash or a second writer must not harm them."""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from stancebook.schema import InputError

try:
    import fcntl
except ImportError:  # not on Windows, where one writer at a time is up to the user
    fcntl = None  # type: ignore[assignment]

__all__ = ["append_lines", "locked", "repair"]

_LOG = logging.getLogger("stancebook")


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of `folder`, waiting for whoever holds it. It does not nest."""
    try:
        lock = (folder / ".lock").open("ab")
    except OSError as error:
        problem = f"the folder cannot be written to ({error.strerror})"
        raise InputError(problem, "Look at its permissions.", str(folder)) from None
    with lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def append_lines(path: Path, lines: Iterable[str]) -> None:
    """
    Add `lines` to a file by one write that is on the disk when this returns.

    All lines are added or none. Whoever calls this holds the lock.
    """
    content = "".join(f"{line}\n" for line in lines).encode("utf-8")
    if not content:
        return
    try:
        repair(path)
        _append(path, content)
    except OSError as error:
        problem = f"nothing could be added ({error.strerror})"
        raise InputError(problem, "Make room, then do it again.", str(path)) from None


def repair(path: Path) -> None:
    """
    Mend a last line that a crash left without its end.

    A whole line gets its newline; a torn one goes to a file of the same name with
    `.torn` behind it. Whoever calls this holds the lock.
    """
    content = path.read_bytes() if path.exists() else b""
    if not content or content.endswith(b"\n"):
        return
    start = content.rfind(b"\n") + 1
    with contextlib.suppress(ValueError, RecursionError):
        json.loads(content[start:])
        _append(path, b"\n")
        return
    torn = path.with_name(f"{path.name}.torn")
    _append(torn, content[start:] + b"\n")
    with path.open("r+b") as file:
        file.truncate(start)
        os.fsync(file.fileno())
    number = content.count(b"\n") + 1
    _LOG.warning("%s:%d: the last line was torn; it is now in %s", path, number, torn)


def _append(path: Path, content: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        before = os.fstat(file).st_size
        try:
            whole = os.write(file, content) == len(content)
            os.fsync(file)
        except OSError:
            os.ftruncate(file, before)
            raise
        if not whole:
            os.ftruncate(file, before)
            raise OSError(None, "the disk is full")
    finally:
        os.close(file)
