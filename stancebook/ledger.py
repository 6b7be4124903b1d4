"""Some files are only ever added to; a crash or a second writer must not harm them."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from stancebook.schema import InputError

try:
    import fcntl
except ImportError:  # not on Windows, where one writer at a time is up to the user
    fcntl = None  # type: ignore[assignment]

__all__ = ["append_lines", "locked", "repair", "sync_folder", "unchanged"]

_LOG = logging.getLogger("stancebook")


@contextlib.contextmanager
def locked(
    folder: Path, name: str = ".lock", patience: float | None = None
) -> Iterator[None]:
    """
    Hold a lock of `folder`, waiting for whoever holds it. It does not nest.

    Raises
    ------
    InputError
        Where the folder cannot be written to, or somebody else still holds the lock
        after `patience` seconds; without `patience` it waits as long as it takes.
    """
    try:
        lock = (folder / name).open("ab")
    except OSError as error:
        problem = f"the folder cannot be written to ({error.strerror})"
        raise InputError(problem, "Look at its permissions.", str(folder)) from None
    with lock:
        _take(lock.fileno(), folder / name, patience)
        yield


@contextlib.contextmanager
def unchanged(folder: Path, name: str = ".lock") -> Iterator[None]:
    """
    Wait for whoever writes to `folder`, and keep others from it; no file is made.

    Any number may read at once. Whoever holds the lock of the folder must not do this.
    """
    try:
        lock = (folder / name).open("rb")
    except OSError:  # nobody has ever written here, or we may not know
        yield
        return
    with lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def _take(lock: int, path: Path, patience: float | None) -> None:
    if not fcntl:
        return None
    if patience is None:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return None
    end = time.monotonic() + patience
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                problem = "another program holds the lock"
                mend = "Wait for it, or end it."
                raise InputError(problem, mend, str(path)) from None
            time.sleep(0.01)


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


def repair(path: Path) -> str | None:
    """
    Mend a last line that a crash left without its end, and say so.

    A whole line gets its newline; a torn one goes to a file of the same name with
    `.torn` behind it, and what is returned says where. Whoever calls this holds the
    lock.
    """
    if _ends_well(path):
        return None
    content = path.read_bytes()
    start = content.rfind(b"\n") + 1
    with contextlib.suppress(ValueError, RecursionError):
        json.loads(content[start:])
        _append(path, b"\n")
        return None
    torn = path.with_name(f"{path.name}.torn")
    _append(torn, content[start:] + b"\n")
    with path.open("r+b") as file:
        file.truncate(start)
        os.fsync(file.fileno())
    number = content.count(b"\n") + 1
    notice = f"{path}:{number}: the last line was torn; it is now in {torn}"
    _LOG.warning(notice)
    return notice


def _ends_well(path: Path) -> bool:
    """Say whether there is no last line without end, without reading a long file."""
    if not path.exists() or path.stat().st_size == 0:
        return True
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _append(path: Path, content: bytes) -> None:
    is_new = not path.exists()
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
    if is_new:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put a new file's name on the disk; without it, a power cut takes the file."""
    if os.name != "posix":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
