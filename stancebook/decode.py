"""Saved files come in many encodings; here their bytes become text."""

from __future__ import annotations

import codecs
import re

from stancebook.schema import InputError

__all__ = ["decode"]

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
