import gzip
import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stancebook.extract import read_articles
from stancebook.schema import TABLES, InputError

ROOT = Path(__file__).parents[1]
AEGIS = ROOT.parent / "shared" / "real" / "aegis_ashore.txt"
TEXT = "Harbour talks stall\n\nThe talks stalled on Friday.\n"
PAGE = (
    "<html><head><title>Low tide</title></head><body><article>"
    "<p>Ships wait in the bay, said the pilots.</p>"
    "<p>The tide is late this week, the harbour master added.</p>"
    "</article></body></html>"
)


def give_stdin(monkeypatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def make_archive(*urls: str) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()
    return b"".join(
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n".encode()
        + http
        + b"\r\n\r\n"
        for url in urls
    )


@pytest.fixture
def folder_of_all_kinds(tmp_path: Path) -> Path:
    """A folder with an article of each kind, one unknown file and a hidden one."""
    (tmp_path / "b.txt").write_text(TEXT)
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "c.jsonl").write_text('{"id": "x1", "text": "Ships wait."}\n')
    (tmp_path / "d.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    (tmp_path / "e.warc").write_bytes(make_archive("http://gull.example/e"))
    (tmp_path / "notes.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / ".hidden.txt").write_text(TEXT)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "f.htm").write_text(PAGE)
    return tmp_path


def test_a_text_becomes_a_row(tmp_path: Path):
    """A text is named by its file, its first block is the title, the rest is null."""
    path = tmp_path / "harbour talks.txt"
    path.write_text(TEXT)
    row = read_articles(path).iloc[0].to_dict()
    filled = {key: value for key, value in row.items() if value is not None}

    assert {**filled, "sha256": ""} == {
        "article": "harbour talks",
        "title": "Harbour talks stall",
        "sha256": "",
        "text": TEXT,
    }
    assert list(row) == [*TABLES["articles"], "provenance"]


def test_a_folder_is_read_in_order(folder_of_all_kinds: Path):
    """Every known file of a folder is read; others are named, hidden ones are not."""
    rejected: list = []
    articles = read_articles(folder_of_all_kinds, rejected)

    assert list(articles["article"]) == ["a", "b", "x1", "d", "gull-example-e", "f"]
    assert [Path(record["file"]).name for record in rejected] == ["notes.docx"]


def test_a_feed_keeps_what_it_is_given(tmp_path: Path):
    """Ids, metadata, targets and paragraphs of a feed come out as they are."""
    given = {
        "article": "тест/../x",
        "paragraphs": ["Low tide", "", "Ships\nwait. "],
        "outlet": "The Gull",
        "published": "2024-03-02",
        "targets": ["The dues should fall."],
        "rank": 7,
    }
    path = tmp_path / "feed.jsonl"
    path.write_text(json.dumps(given))
    row = read_articles([path]).iloc[0]

    assert row["blocks"] == given["paragraphs"]
    assert [row[key] for key in ("article", "outlet", "published", "targets")] == [
        given[key] for key in ("article", "outlet", "published", "targets")
    ]
    assert "rank" not in row


def test_one_bad_line_does_not_stop_a_feed(tmp_path: Path):
    """A bad line is set aside with its number, and the others are read."""
    path = tmp_path / "feed.jsonl"
    path.write_text('{"text": "One."}\n{"text": \n{"text": "Three."}\n')
    rejected: list = []

    assert list(read_articles(path, rejected)["article"]) == ["feed-1", "feed-3"]
    assert [(record["file"], record["line"]) for record in rejected] == [(str(path), 2)]


def test_one_bad_line_is_an_error_where_nobody_collects(tmp_path: Path):
    """Without a list for them, a bad record is not passed over in silence."""
    path = tmp_path / "feed.jsonl"
    path.write_text('{"text": "One."}\n[]\n')
    with pytest.raises(InputError, match=r"feed\.jsonl:2: not a JSON object"):
        read_articles(path)


def test_ids_are_unique_over_all_inputs(tmp_path: Path):
    """Two records that name themselves alike are refused, and both are named."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jsonl").write_text('{"id": "a", "text": "One."}')
    with pytest.raises(
        InputError, match=r"two/a\.jsonl:1: .* already, from .*one/a\.jsonl:1"
    ):
        read_articles([tmp_path / "one", tmp_path / "two" / "a.jsonl"])


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (TEXT.encode(), ["stdin"]),
        (TEXT.encode("utf-16"), ["stdin"]),
        (PAGE.encode(), ["stdin"]),
        (b'\n{"id": "a", "text": "One."}\n{"text": "Two."}', ["a", "stdin-3"]),
        (gzip.compress(b'{"text": "One."}'), ["stdin-1"]),
        (make_archive("http://gull.example/e"), ["gull-example-e"]),
    ],
)
def test_standard_input_is_known_by_how_it_begins(monkeypatch, content, names):
    """Text, JSONL, pages and archives come through a pipe, packed or not."""
    give_stdin(monkeypatch, content)

    assert list(read_articles("-")["article"]) == names


@pytest.mark.parametrize("read", [1, 2])
def test_the_pages_of_an_archive_have_ids_of_their_own(tmp_path: Path, read):
    """A page saved twice in an archive is read once, and the second is set aside."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(make_archive(*["http://gull.example/e"] * read)))
    rejected: list = []

    assert len(read_articles(path, rejected)) == 1
    assert len(rejected) == read - 1


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \n\t\n", "the file is empty"),
        ("a.txt", "\ufeff\u200b\n".encode(), "no text in it"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0", "a PNG image"),
        ("a.txt", b"tide\xff\xfe\n", "0xFF at offset 4"),
        ("a.txt", gzip.compress(b"tide " * 5_000_000), "more than 20,000,000 bytes"),
        ("a.txt.gz", b"no gzip", "this is not gzip"),
        ("a.txt.gz", gzip.compress(b"tide" * 99)[:-9], "cut short"),
        ("a.html", b"<html><body></body></html>", "no article was found"),
        ("a.jsonl", b"\n\n", "no article in it"),
        ("a.jsonl", b"{}\n[]\n", "none of its 2 records"),
        ("a.warc", b"tide\n" * 50, "no WARC file"),
        ("a.warc", make_archive("http://gull.example/e")[:-200], "cut short"),
        ("a.docx", b"PK\x03\x04", "this kind of file is not known"),
        ("a.rejected.jsonl", b"{}", "this kind of file is not known"),
    ],
)
def test_a_bad_file_is_one_clear_error(tmp_path: Path, name, content, problem):
    """The error names the file, what is wrong with it and what to do."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=problem) as caught:
        read_articles(path, [])

    assert str(path) in str(caught.value)
    assert caught.value.mend


@pytest.mark.parametrize(
    "name", ["no such file.txt", "a\0b.txt", "a" * 5_000, "\udcff.txt"]
)
def test_a_file_that_is_not_there_is_an_error(name):
    """Names that lead nowhere, or cannot be names, are an error that can be printed."""
    with pytest.raises(InputError, match="no such file") as caught:
        read_articles(name)

    assert str(caught.value).encode("utf-8")


def test_an_empty_folder_and_no_input_are_errors(tmp_path: Path):
    """There must be something to read."""
    with pytest.raises(InputError, match="no article in it"):
        read_articles(tmp_path)
    with pytest.raises(InputError, match="no input is given"):
        read_articles([])


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl"])
def test_a_line_of_50_megabytes_is_refused_at_once(tmp_path: Path, name):
    """A file that is one endless line costs no time."""
    path = tmp_path / name
    path.write_bytes(b"tide " * 10_000_000)
    start = time.process_time()
    with pytest.raises(InputError, match="more than 20,000,000 bytes"):
        read_articles(path, [])

    assert time.process_time() - start < 2


def test_a_guessed_encoding_is_said(tmp_path: Path, caplog):
    """A text in windows-1251 is read, and a warning says so."""
    path = tmp_path / "a.txt"
    path.write_bytes("Министр сообщил\n\nОтвет на вопрос готов.".encode("cp1251"))

    assert read_articles(path)["title"][0] == "Министр сообщил"
    assert caplog.messages == [f"{path}: read as windows-1251, since it is not UTF-8"]


def test_three_thousand_articles_take_a_second(tmp_path: Path):
    """Reading a large feed costs well under a millisecond an article."""
    line = json.dumps({"title": "Low tide", "text": "Ships wait.\n\n" + "Tide. " * 500})
    path = tmp_path / "feed.jsonl"
    path.write_text(f"{line}\n" * 3_000)
    start = time.process_time()
    articles = read_articles(path)

    assert len(articles) == 3_000
    assert time.process_time() - start < 2


def test_readers_are_imported_when_needed():
    """To import the module loads neither the page nor the archive reader."""
    code = (
        "import stancebook.extract, sys;"
        "heavy = {'trafilatura', 'fastwarc', 'lxml'};"
        "sys.exit(not heavy.isdisjoint(sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


@pytest.mark.skipif(not AEGIS.exists(), reason="the real article is not at hand")
def test_the_real_article_is_read():
    """The article that the project began with comes in as it is."""
    row = read_articles(AEGIS).iloc[0]

    assert row["text"] == AEGIS.read_text("utf-8")
    assert row["article"] == "aegis_ashore"


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path):
    """Two saved pages may both be called index; each keeps an id, and all are read."""
    places = [tmp_path / name for name in ("a", "b", "b/c")]
    for place in places:
        place.mkdir()
        (place / "index.txt").write_text(f"Title {place}\n\nWait.", "utf-8")
    rejected = []
    table = read_articles(tmp_path, rejected)

    assert ["index", "c-index", "b-index"] == table["article"].tolist()
    assert f"Title {tmp_path}/b\n\nWait." == table["text"].iloc[-1]
    assert [] == rejected


def test_a_link_out_of_a_folder_is_set_aside(tmp_path: Path):
    """A folder's links are followed inside of it alone."""
    inside, outside = tmp_path / "in", tmp_path / "secret.txt"
    inside.mkdir()
    outside.write_text("Secret\n\nNot for the corpus.", "utf-8")
    (inside / "a.txt").write_text("Title\n\nWait.", "utf-8")
    (inside / "b.txt").symlink_to(outside)
    rejected = []
    table = read_articles(inside, rejected)

    assert ["a"] == table["article"].tolist()
    assert ["passed over: it leads out of the folder"] == [
        one["reason"] for one in rejected
    ]


def test_a_saved_feed_is_known_by_its_beginning(monkeypatch):
    """RSS on standard input is a feed, with an XML declaration before it or not."""
    feed = (
        b"<rss><channel><item><title>Fog</title><description>Ships wait in the bay."
        b"</description></item></channel></rss>"
    )
    texts = []
    for content in (feed, b'<?xml version="1.0"?>\n' + feed):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        texts += read_articles("-")["text"].tolist()

    assert ["Fog\n\nShips wait in the bay."] * 2 == texts
