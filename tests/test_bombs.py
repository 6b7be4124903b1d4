"""Small files that stand for huge ones are refused before they fill the memory."""

import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
import zstandard
from pyarrow import parquet

from tests.conftest import ROOT
from tests.test_pages import make_record

resource = pytest.importorskip("resource", reason="not on Windows")

MEGA = b"a" * 1_000_000
MORE = 600  # MB that no file may make the process grow by
SLOWEST = 60.0  # seconds of CPU; the limit of a packed feed is 2 GB, read in about six
PROSE = "The dam holds, said Ana Prus on Monday in the harbour."

# Reads files with rules in the models' place, and says what it took.
LABEL = """
import json, resource, sys, time
from benchmarks import rules
from stancebook import cli_label, pipeline
from stancebook.schema import InputError
import lxml.etree, pandas, pyarrow.parquet, trafilatura

pipeline.MODELS = rules.RULES
resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
folder, *names = sys.argv[1:]
for name in names:
    start, before = time.process_time(), resource.getrusage(0).ru_maxrss
    try:
        cli_label.label([f"{folder}/{name}"], ["The dam."], output=f"{folder}/out")
        told = "labelled"
    except InputError as error:
        told = str(error)
    after = resource.getrusage(0).ru_maxrss
    took = time.process_time() - start
    print(json.dumps([name, told, (after - before) // 1024, took]))
"""


def packed(unit: bytes, times: int, head: bytes = b"") -> bytes:
    """Gzip that unpacks to a unit over and over, made without packing it all."""
    return gzip.compress(head) + gzip.compress(unit) * times


def frames(unit: bytes, times: int) -> bytes:
    return zstandard.ZstdCompressor().compress(unit) * times


def page_of(tags: str, times: int) -> bytes:
    return f"<html><body>{tags * times}<p>{PROSE}</p>".encode()


def archive(times: int) -> bytes:
    """A page in an archive that unpacks to as many MB, of a few kB each."""
    body = gzip.compress(b"<html><p>" + MEGA * 10) + gzip.compress(MEGA * 10) * times
    return make_record("http://a.example/1", body, **{"Content-Encoding": "gzip"})


def table(text: pa.Array, rows: int) -> bytes:
    """A parquet file of rows that all hold one long text, which stands there once."""
    places = pa.array([0] * rows, pa.int32())
    stream = io.BytesIO()
    column = pa.DictionaryArray.from_arrays(places, text)
    parquet.write_table(pa.table({"text": column}), stream, compression="zstd")
    return stream.getvalue()


def lie(content: bytes, size: int) -> bytes:
    """Let the footer of a parquet file say that its rows hold a thousand bytes."""
    footer = int.from_bytes(content[-8:-4], "little") + 8
    body, told = content[:-footer], content[-footer:]
    length = len(varint(size, 0))
    metadata = parquet.read_metadata(io.BytesIO(content)).row_group(0)
    for own in (metadata.total_byte_size, metadata.column(0).total_uncompressed_size):
        told = told.replace(varint(own, 0), varint(1000, length))
    return body + told


def varint(number: int, length: int) -> bytes:
    """A number as thrift writes it, drawn out to a length."""
    number, parts = number << 1, []
    while number or not parts or len(parts) < length:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts[:-1], parts[-1] & 0x7F])


LONG = 90_000_000
ENTITIES = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
LAUGHS = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e0 'ha'>{ENTITIES}]>"
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "page.html.gz": (lambda: packed(MEGA, 9000), "too many for a page"),
    "text.txt.zst": (lambda: frames(MEGA, 9000), "too many for a page"),
    "wide.jsonl.gz": (
        lambda: packed(b"a\0" * 500_000, 9000, b"\xff\xfe"),
        "too many for a page",
    ),
    "line.jsonl.gz": (lambda: packed(MEGA, 9000), "line holds more than 20,000,000"),
    "zip.txt": (lambda: b"PK\x03\x04" + MEGA, "this is a zip archive"),
    "inner.warc": (lambda: archive(300), "unpacks to more than 20,000,000 bytes"),
    "claim.warc": (
        lambda: make_record("http://a.example/1", b"x").replace(
            b": 6", b": 9999999996"
        ),
        "",
    ),
    "tags.html": (lambda: page_of("<div>", 100_000), "over 50,000 tags"),
    "deep.html": (lambda: page_of("<div>", 49_900), ""),
    "bold.html": (lambda: page_of("<b>", 49_900), ""),
    "laughs.xhtml": (lambda: f"{LAUGHS}<html><p>&e11;</p>".encode(), ""),
    "nested.jsonl": (
        lambda: b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "nested too deeply",
    ),
    "many.parquet": (lambda: table(pa.array(["a" * LONG]), 1000), "1,000 times"),
    "lies.parquet": (
        lambda: lie(table(pa.array(["a" * LONG]), 1000), LONG),
        "unpack to more than 2,000,000,000",
    ),
}


@pytest.fixture(scope="module")
def answers(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, tuple[str, int, float]]:
    """What one process, with bounded memory, says of each bomb, and what it took."""
    folder = tmp_path_factory.mktemp("bombs")
    for name, (make, _) in BOMBS.items():
        (folder / name).write_bytes(make())
        assert (folder / name).stat().st_size < 12_000_000
    done = subprocess.run(
        [sys.executable, "-c", LABEL, str(folder), *BOMBS],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert 0 == done.returncode, done.stderr[-2000:]
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: (told, grown, took) for name, told, grown, took in rows}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_little_memory_and_time(
    answers: dict[str, tuple[str, int, float]], name: str
) -> None:
    """What unpacks to gigabytes, or nests 100,000 deep, ends at a told limit."""
    told, grown, took = answers[name]

    assert BOMBS[name][1] in told
    assert grown < MORE
    assert took < SLOWEST


def test_the_lying_file_lies(tmp_path: Path) -> None:
    """The file whose footer lies is one that is read, and says that it is small."""
    path = tmp_path / "lies.parquet"
    path.write_bytes(lie(table(pa.array(["a" * LONG]), 3), LONG))
    told = parquet.read_metadata(path).row_group(0)
    first = next(parquet.ParquetFile(path).iter_batches(1))

    assert (1000, 1000) == (
        told.total_byte_size,
        told.column(0).total_uncompressed_size,
    )
    assert LONG < first.nbytes
