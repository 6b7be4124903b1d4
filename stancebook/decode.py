"""Saved files come packed and in many encodings; here their bytes become text."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from typing import Any

import zstandard

from stancebook.schema import InputError

__all__ = ["FILE_LIMIT", "UNPACKED_LIMIT", "ByteStream", "decode", "read_whole"]

FILE_LIMIT = 20_000_000
UNPACKED_LIMIT = 2_000_000_000

_KINDS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an Office document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "gzip inside gzip",
    b"\x28\xb5\x2f\xfd": "zstd in another packing",
    b"\xfd7zXZ": "an xz archive",
    b"BZh": "a bzip2 archive",
}
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Only these may be declared by a page: codecs such as "idna" are slow on purpose-made
# text, and others are no encodings of text at all.
_DECLARABLE = re.compile(
    r"utf-?8|cp\d+|iso8859-\d+|koi8-[rtu]|mac-cyrillic"
    r"|gb2312|gbk|gb18030|big5|shift_jis|euc_(jp|kr)|ascii"
)
_LEGACY = {"cp1251": "windows-1251", "koi8-r": "KOI8-R"}
_CYRILLIC = re.compile(r"[а-яёђѓєѕіїјљњћќўџґ]+")
_FREQUENT = frozenset("оеаинтсрвлі")
_LATIN = re.compile(
    r"[\x00-\x7f€‚„…‘’“”•–—™\u00a0§©«®°·»¿¡£½]"
    r"|(?<=[^\W\d_])[àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœšž]"
    r"|[àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœšž](?=[^\W\d_])"
    r"|(?<=\s)[àèéòóÀÉ](?=\s)"
    r"|(?<![a-zß-ÿ])[ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠŽ](?=[^\W\d_])"
)
_CONTROLS = bytes([*range(1, 9), *range(14, 27)])
_SAMPLE = 200_000
_SAVE = "Save it as UTF-8 text."
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


def decode(
    content: bytes, file: str = "", line: int = 0, declared: str = ""
) -> tuple[str, str]:
    """
    Return `content` as text and, where the encoding was guessed, its name.

    A byte-order mark decides, then the `declared` encoding, then UTF-8. UTF-16 without
    a mark, windows-1251, KOI8-R and windows-1252 are guessed where they make sense.

    Raises
    ------
    InputError
        Where the content is binary or holds bytes of no known encoding: the message
        names the offset of the first.

    Examples
    --------
    >>> decode("Привет, мир".encode("cp1251"))
    ('Привет, мир', 'windows-1251')
    """
    mark = next((mark for mark in _MARKS if content.startswith(mark)), None)
    if mark:
        return _strict(content, _MARKS[mark], file, line), _said(_MARKS[mark])
    _refuse_binary(content, file, line)
    if b"\0" in content:
        return _decode_unmarked(content, file, line)
    for encoding in filter(None, (_known(declared), "utf-8")):
        try:
            return content.decode(encoding), ""
        except UnicodeDecodeError:
            continue
    return _decode_legacy(content, file, line)


def _said(encoding: str) -> str:
    return "" if encoding == "utf-8-sig" else encoding.upper()


def _known(declared: str) -> str:
    """Return the declared encoding if it may be used, as browsers read it."""
    try:
        name = codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):
        return ""
    if name in ("iso8859-1", "ascii"):
        return "cp1252"
    return name if _DECLARABLE.fullmatch(name) else ""


def _refuse_binary(content: bytes, file: str, line: int) -> None:
    for magic, kind in _KINDS.items():
        if content.startswith(magic):
            raise InputError(f"this is {kind}, not text", _SAVE, file, line)
    sample = content[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if b"\0" not in sample and controls > 0.05 * len(sample):
        raise InputError("this is binary data, not text", _SAVE, file, line)


def _decode_unmarked(content: bytes, file: str, line: int) -> tuple[str, str]:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and _is_plain(text[:_SAMPLE]):
            return text, encoding.upper()
    offset = content.index(b"\0")
    problem = f"this is binary data, not text: byte 0x00 at offset {offset:,}"
    raise InputError(problem, _SAVE, file, line)


def _is_plain(text: str) -> bool:
    plain = sum(c < "\u0500" or "\u2000" <= c <= "\u206f" for c in text)
    return plain >= 0.95 * len(text)


def _decode_legacy(content: bytes, file: str, line: int) -> tuple[str, str]:
    lenient = content.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    whole = sum(c > "\x7f" for c in lenient) - broken
    # Where most characters are whole, this is UTF-8 with some damage.
    if whole < broken:
        sample = content[:_SAMPLE]
        for encoding, name in _LEGACY.items():
            if _is_cyrillic(sample.decode(encoding, "replace")):
                return _strict(content, encoding, file, line), name
        if not _LATIN.sub("", sample.decode("cp1252", "replace")):
            return _strict(content, "cp1252", file, line), "windows-1252"
    return _strict(content, "utf-8", file, line), ""


def _is_cyrillic(text: str) -> bool:
    """Say if there are words in Cyrillic, of the letters that are frequent in it."""
    words = _CYRILLIC.findall(text.lower())
    letters = "".join(words)
    frequent = sum(letter in _FREQUENT for letter in letters)
    in_words = sum(len(word) for word in words if len(word) > 1)
    return frequent > 0.45 * len(letters) and in_words > 0.8 * len(letters)


def _strict(content: bytes, encoding: str, file: str, line: int) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        byte, offset = error.object[error.start], error.start
        name = encoding.removesuffix("-sig").upper()
        problem = f"byte 0x{byte:02X} at offset {offset:,} is not {name} text"
        raise InputError(problem, _SAVE, file, line) from None
