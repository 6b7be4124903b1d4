"""Every kind of input is cut into the same parts, and what is bad is set aside."""

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest
import zstandard

from stancebook.files import read_parts
from stancebook.parts import part_path
from stancebook.schema import InputError
from stancebook.staging import WORK, find_sources, read_jsonl, stage_file
from tests.chains import write_articles


def stage(path: Path, out: Path, size: int = 8) -> pd.DataFrame:
    """Cut one file, and return its articles."""
    (source,), _ = find_sources([str(path)])
    receipt = stage_file(source, str(out), size, "1")
    names = [entry["part"] for entry in receipt["parts"]]
    paths = [part_path(out / WORK, "articles", name) for name in names]
    return read_parts(paths, "articles").drop(columns=["file", "line"])


def test_every_packing_gives_the_same_articles(tmp_path: Path) -> None:
    """JSON lines, gzip, zstd and parquet hold the same articles, part by part."""
    feed = write_articles(tmp_path / "in.jsonl", 0, 5)
    content = feed.read_bytes()
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(content))
    packed = zstandard.ZstdCompressor().compress(content)
    (tmp_path / "in.jsonl.zst").write_bytes(packed)
    rows = [json.loads(line) for line in content.splitlines()]
    pd.DataFrame(rows).to_parquet(tmp_path / "in.parquet")
    names = ("in.jsonl", "in.jsonl.gz", "in.jsonl.zst", "in.parquet")
    tables = [stage(tmp_path / name, tmp_path / f"out-{name}") for name in names]

    assert 5 == len(tables[0])
    for table in tables[1:]:
        pd.testing.assert_frame_equal(tables[0], table)


@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
def test_pages_of_an_archive_are_articles(tmp_path: Path, packing: str) -> None:
    """A WARC file, packed or not, gives the article of its page."""
    text = "<p>The bridge was closed on Monday after a long dispute.</p>" * 3
    page = f"<html><body><article><h1>Bridge shut</h1>{text}</article></body></html>"
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
    head += "WARC-Target-URI: https://gull.example/bridge\r\n"
    head += "Content-Type: application/http;msgtype=response\r\n"
    content = f"{head}Content-Length: {len(http)}\r\n\r\n".encode() + http
    pack = {"": bytes, ".gz": gzip.compress}.get(
        packing, zstandard.ZstdCompressor().compress
    )
    path = tmp_path / f"in.warc{packing}"
    path.write_bytes(pack(content + b"\r\n\r\n"))

    assert ["gull-example-bridge"] == stage(path, tmp_path / "out")["article"].tolist()


def test_bad_records_are_set_aside_with_their_place(tmp_path: Path) -> None:
    """A bad line goes to the rejected ones, with file, line and reason."""
    feed = tmp_path / "in.jsonl"
    lines = [f'{{"article": "{name}", "text": "Ships wait."}}' for name in "aab"]
    feed.write_text("\n".join([lines[0], "not json", *lines[1:]]))
    articles = stage(feed, tmp_path / "out", size=100)
    (rejects,) = (tmp_path / "out" / WORK / "rejected").iterdir()
    found = [(row["file"], row["line"], row["reason"]) for row in read_jsonl(rejects)]

    assert ["a", "b"] == articles["article"].tolist()
    assert [(str(feed), 2), (str(feed), 3)] == [row[:2] for row in found]
    assert "not JSON" in found[0][2]
    assert "article 'a' is there already" in found[1][2]


def test_a_cut_file_gives_what_is_whole(tmp_path: Path) -> None:
    """Of a packed file that ends too early the whole lines are read, and it is said."""
    feed = write_articles(tmp_path / "in.jsonl", 0, 400)
    packed = gzip.compress(feed.read_bytes())
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    articles = stage(path, tmp_path / "out", size=4000)
    (rejects,) = (tmp_path / "out" / WORK / "rejected").iterdir()

    assert 0 < len(articles) < 400
    assert "cut short" in list(read_jsonl(rejects))[-1]["reason"]


def test_a_file_that_did_not_change_is_not_cut_again(tmp_path: Path) -> None:
    """The parts of a file stay as they are, also where only its time is another."""
    feed = write_articles(tmp_path / "in.jsonl", 0, 5)
    stage(feed, tmp_path / "out")
    parts = sorted((tmp_path / "out" / WORK / "articles").iterdir())
    before = [path.stat().st_ino for path in parts]
    feed.touch()
    stage(feed, tmp_path / "out")

    assert 3 == len(parts)
    assert before == [path.stat().st_ino for path in parts]


def test_what_run_cannot_read_is_passed_over(tmp_path: Path) -> None:
    """In a folder, texts and pages are passed over; alone they are an error."""
    (tmp_path / "a.txt").write_text("Ships wait.")
    feed = write_articles(tmp_path / "in.jsonl", 0, 1)
    sources, passed = find_sources([str(tmp_path), str(feed)])

    assert [str(feed)] == [source.path for source in sources]
    assert [str(tmp_path / "a.txt")] == [one["file"] for one in passed]
    with pytest.raises(InputError, match="no input can be used"):
        find_sources([str(tmp_path / "a.txt")])
