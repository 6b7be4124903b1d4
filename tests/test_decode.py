import gzip
import io

import pytest
import zstandard

from stancebook.decode import FILE_LIMIT, ByteStream, decode, read_whole
from stancebook.schema import InputError

RUSSIAN = "Министр сообщил, что ответ на размещение ракет готов.\n\n«Да», — сказал он."
ENGLISH = "The mayor said “we regret this” — and left the café."
FRENCH = "Le ministre a déclaré à Besançon que l’été serait très chaud."


def open_stream(content: bytes, **limits: int) -> ByteStream:
    return ByteStream(io.BufferedReader(io.BytesIO(content)), **limits)


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (RUSSIAN, "utf-8", ""),
        (RUSSIAN, "utf-8-sig", ""),
        (RUSSIAN, "utf-16", "UTF-16"),
        (RUSSIAN, "utf-32", "UTF-32"),
        (RUSSIAN, "utf-16-le", "UTF-16-LE"),
        (ENGLISH, "utf-16-be", "UTF-16-BE"),
        (RUSSIAN, "cp1251", "windows-1251"),
        ("ОТВЕТ НА РАЗМЕЩЕНИЕ РАКЕТ ГОТОВ", "cp1251", "windows-1251"),
        ("Міністр сказав, що їхня відповідь готова", "cp1251", "windows-1251"),
        ("Министр сообщил, что ответ готов.", "koi8-r", "KOI8-R"),
        (ENGLISH, "cp1252", "windows-1252"),
        (FRENCH, "cp1252", "windows-1252"),
        ("Han sa på måndagen att båda åkte", "cp1252", "windows-1252"),
    ],
)
def test_encodings_are_found_and_said(text, encoding, said):
    """A text comes out whole, and what is not UTF-8 is named."""
    assert decode(text.encode(encoding)) == (text, said)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"abc\xff", "0xFF at offset 3 "),
        (b"ok \xc3\x28", "0xC3 at offset 3 "),
        (b"Hello \xff\xfe\xfa", "0xFF at offset 6 "),
        (RUSSIAN.encode()[:51] + RUSSIAN.encode()[52:], "at offset 51 "),
        (b"\xff\xfea\0b", "0x62 at offset 4 is not UTF-16"),
        (b"\0\0\0\0", "0x00 at offset 0"),
    ],
)
def test_undecodable_bytes_are_named_by_offset(content, place):
    """Bytes of no known encoding are an error that says where the first one is."""
    with pytest.raises(InputError, match=place):
        decode(content)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "a PNG image"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04word/document.xml", "a zip archive"),
        (bytes(range(1, 32)) * 9, "binary data"),
    ],
)
def test_binary_files_are_named(content, kind):
    """A file that is no text is refused by what it is."""
    with pytest.raises(InputError, match=f"this is {kind}"):
        decode(content)


def test_a_declared_encoding_is_trusted():
    """What a page declares comes before UTF-8 and needs no remark."""
    content = "Łódź".encode("iso-8859-2")

    assert decode(content, declared="ISO-8859-2") == ("Łódź", "")


@pytest.mark.parametrize("declared", ["idna", "hex", "utf-16", "no such", "a\0b"])
def test_other_declarations_are_passed_over(declared):
    """A declared name that is no encoding of text bytes is as good as none."""
    assert decode("Łódź".encode(), declared=declared) == ("Łódź", "")


def test_packed_and_plain_bytes_read_the_same():
    """Gzip is known by its content, not by a name."""
    assert read_whole(open_stream(gzip.compress(b"tide")), "f") == b"tide"
    assert read_whole(open_stream(b"tide"), "f") == b"tide"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (gzip.compress(b"tide" * 99)[:-9], "cut short"),
        (gzip.compress(b"tide")[:4] + b"\xff" * 40, "damaged"),
        (gzip.compress(b"\0" * (FILE_LIMIT + 1)), "more than 20,000,000 bytes"),
    ],
)
def test_bad_gzip_is_an_error(content, problem):
    """Gzip that is cut, damaged or a bomb is refused."""
    with pytest.raises(InputError, match=problem):
        read_whole(open_stream(content), "page.txt.gz")


def test_a_bomb_ends_at_the_limit():
    """Unpacking stops at the limit and says so."""
    stream = open_stream(gzip.compress(b"\0" * 5_000_000), limit=1_000_000)
    content = io.BufferedReader(stream).read()

    assert len(content) <= 1_000_000
    assert "more than 1,000,000 bytes" in stream.problem


def pack(content: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(content)


def test_zstd_is_unpacked_frame_after_frame():
    """Two packed files, one behind the other, are one text, as with gzip."""
    stream = open_stream(pack(b"One. ") + pack(b"Two."))

    assert ("zstd", b"One. Two.") == (stream.packed, read_whole(stream, "a.zst"))


def test_zstd_that_is_cut_or_damaged_is_said():
    """A cut or damaged file tells so once what came before is read."""
    whole = pack(bytes(range(256)) * 4000)
    for content, problem in [
        (whole[:-9], "cut short: its zstd data end too early"),
        (whole[:6] + b"\xff" * 40 + whole[46:], "the zstd data are damaged"),
    ]:
        with pytest.raises(InputError, match=problem):
            read_whole(open_stream(content), "a.zst")


def test_a_zstd_bomb_stops_at_the_limit():
    """A few bytes that stand for a gigabyte are not unpacked beyond the limit."""
    packer = zstandard.ZstdCompressor().compressobj()
    bomb = b"".join(packer.compress(bytes(10**7)) for _ in range(100)) + packer.flush()
    stream = open_stream(bomb, limit=10**6)
    size = sum(len(part) for part in iter(lambda: stream.read(65_536), b""))

    assert len(bomb) < 200_000
    assert size <= 10**6
    assert "the zstd data unpack to more than 1,000,000 bytes" == stream.problem
