import gzip
import io

import pytest
import zstandard

from stancebook.schema import InputError
from stancebook.unpacking import FILE_LIMIT, ByteStream, read_whole


def open_stream(content: bytes, **limits: int) -> ByteStream:
    return ByteStream(io.BufferedReader(io.BytesIO(content)), **limits)


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
