"""Saved files come packed, whole or not; here they are read as far as they go."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import Any

import zstandard

from stancebook.schema import InputError

__all__ = ["FILE_LIMIT", "UNPACKED_LIMIT", "ByteStream", "read_whole"]

FILE_LIMIT = 20_000_000
UNPACKED_LIMIT = 2_000_000_000
_PACKINGS = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_FED = 512  # bytes; zstd may make 128 kB of four, and nobody asked how much we can hold
_WINDOW = 1 << 27  # bytes that a zstd file may make us look back


class _Zstd(io.RawIOBase):
    """The bytes of a zstd file, frame after frame; one that is cut is an EOFError."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file, self._rest, self._made = file, b"", memoryview(b"")
        self._frame: Any = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._made:
            fed = self._rest or self._file.read(_FED)
            if not fed and self._frame is None:
                return 0
            if not fed:
                raise EOFError
            self._made = memoryview(self._unpack(fed))
        size = min(len(buffer), len(self._made))
        buffer[:size], self._made = self._made[:size], self._made[size:]
        return size

    def _unpack(self, fed: bytes) -> bytes:
        if self._frame is None:
            unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
            self._frame = unpacker.decompressobj()
        made: bytes = self._frame.decompress(fed)
        self._rest = self._frame.unused_data if self._frame.eof else b""
        self._frame = None if self._frame.eof else self._frame
        return made


def _unpacked(file: io.BufferedReader, packing: str) -> Any:
    if packing == "gzip":
        return gzip.GzipFile(fileobj=file)
    return io.BufferedReader(_Zstd(file)) if packing else file


class ByteStream(io.RawIOBase):
    """
    The bytes of a file, unpacked where it is gzip or zstd; `packed` says which.

    A packed file that is cut, damaged or too large ends early: `problem` then says why,
    so that what came before can still be used.
    """

    def __init__(self, file: io.BufferedReader, limit: int = UNPACKED_LIMIT) -> None:
        self._file = file
        head = self._file.peek(4)[:4]
        self.packed = next((p for m, p in _PACKINGS.items() if head.startswith(m)), "")
        self._source = _unpacked(self._file, self.packed)
        self._limit, self._position = limit, 0
        self.problem = ""

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes, since the WARC reader asks for the position; it never moves it."""
        return True

    def tell(self) -> int:
        """Return how many bytes were read, unpacked."""
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` with what one read gives; 0 at the end."""
        content = b"" if self.problem else self._read(len(buffer))
        self._position += len(content)
        if self.packed and self._position > self._limit:
            limit = f"{self._limit:,} bytes"
            self.problem = f"the {self.packed} data unpack to more than {limit}"
            return 0
        buffer[: len(content)] = content
        return len(content)

    def head(self) -> bytes:
        """Return up to 64 bytes from the start, without moving on."""
        try:
            head: bytes = self._source.peek(64)[:64]
            return head
        except (EOFError, OSError, zlib.error, zstandard.ZstdError):
            return b""

    def _read(self, size: int) -> bytes:
        try:
            content: bytes = self._source.read1(size)
            return content
        except EOFError:
            self.problem = (
                f"the file is cut short: its {self.packed} data end too early"
            )
        except (gzip.BadGzipFile, zlib.error, zstandard.ZstdError):
            self.problem = f"the {self.packed} data are damaged"
        return b""

    def close(self) -> None:
        """Close the file below too."""
        self._file.close()
        super().close()


def read_whole(stream: ByteStream, file: str) -> bytes:
    """Return all bytes of `stream`, or raise an `InputError` that names `file`."""
    content = io.BufferedReader(stream).read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        problem = f"the file holds more than {FILE_LIMIT:,} bytes, too many for a page"
        raise InputError(problem, "Give one article a file.", file)
    if stream.problem:
        raise InputError(stream.problem, "Get the file again.", file)
    return content
