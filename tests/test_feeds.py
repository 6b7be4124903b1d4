import io
import json

import pandas as pd
import pytest

from stancebook import feeds
from stancebook.feeds import parse_line, read_feed, read_rows
from stancebook.schema import InputError
from stancebook.unpacking import ByteStream


def read(content: bytes) -> list:
    stream = ByteStream(io.BufferedReader(io.BytesIO(content)))
    return list(read_feed(stream, "feed.jsonl", "feed", lambda guess: None))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ('{"text": NaN}', "NaN"),
        ("[" * 200_000, "nested too deeply"),
        ("1" * 5_000, "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"title": "Low tide"}', "neither `text` nor `paragraphs`"),
        ('{"text": 3}', "`text` is a int"),
        ('{"text": "a", "outlet": ["b"]}', "`outlet` is a list"),
        ('{"paragraphs": "a"}', "`paragraphs` is not a list"),
        ('{"paragraphs": ["a"], "kinds": "text"}', "`kinds` is not a list"),
        ('{"paragraphs": ["a"], "kinds": [1]}', "`kinds` is a int"),
        ('{"paragraphs": ["a", null]}', "`paragraphs` is not a list"),
        ('{"text": "a\\ud800b"}', "half a character"),
        ('{"text": "a\\u0000b"}', "NUL"),
        ('{"text": "a", "article": ""}', "id is not text"),
        ('{"text": "a", "article": true}', "id is not text"),
        ('{"text": "a", "article": "b\\nc"}', "not printable"),
        ('{"text": "a", "article": "' + "b" * 501 + '"}', "too long"),
        ('{"text": "a", "targets": [" "]}', "target is empty"),
        ('{"text": "a", "targets": ["' + "b " * 2_000 + '"]}', "2,000 words"),
    ],
)
def test_a_bad_line_is_one_clear_error(line, reason):
    """What is wrong with a line is named with its place."""
    with pytest.raises(InputError, match=reason) as caught:
        parse_line(line, "feed.jsonl", 7)

    assert (caught.value.file, caught.value.line) == ("feed.jsonl", 7)


@pytest.mark.parametrize("key", ["article", "id", "doc_id"])
def test_an_id_has_three_names(key):
    """The id is `article`, `id` or `doc_id`; a number is as good as text."""
    assert parse_line(json.dumps({key: 7, "text": "a"}))["article"] == "7"


def test_a_line_without_id_is_named_by_its_place():
    """Blank lines count in the number that names a line."""
    names = [page["article"] for page in read(b'\n{"text": "a"}\n\n{"text": "b"}')]

    assert names == ["feed-2", "feed-4"]


def test_a_surrogate_pair_is_one_character():
    """An escaped pair of surrogates is the character that it stands for."""
    assert parse_line('{"text": "\\ud83d\\ude00"}')["text"] == "😀"


def test_one_target_needs_no_list():
    """A target given as text is a list of one."""
    page = parse_line('{"text": "a", "targets": " The dues should fall. "}')

    assert page["targets"] == ["The dues should fall."]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
def test_a_feed_may_have_another_encoding(encoding):
    """Lines in other encodings are read like those in UTF-8."""
    lines = '{"text": "Министр сообщил"}\n{"text": "Ответ готов"}\n'

    found = [page["text"] for page in read(lines.encode(encoding))]
    assert found == ["Министр сообщил", "Ответ готов"]


def test_an_overlong_line_does_not_stop_the_feed():
    """The line after one that is too long is read, under its own number."""
    long, short = read(b'{"text": "' + b"a" * 21_000_000 + b'"}\n{"text": "b"}\n')

    assert "more than 20,000,000 bytes" in long.problem
    assert (long.line, short["article"]) == (1, "feed-2")


def test_line_separators_inside_text_part_no_lines():
    """Only a newline ends a line: U+2028 and U+0085 are text."""
    (page,) = read('{"text": "a\u2028b\u0085c"}'.encode())

    assert page["text"] == "a\u2028b\u0085c"


def test_rows_of_parquet_are_lines_of_a_feed(tmp_path):
    """A row has the keys of a line; a bad one is an error with its number."""
    rows = [
        {"article": "a", "text": "Ships wait.", "paragraphs": None},
        {"article": "b", "text": None, "paragraphs": ["Low tide", "Wait."]},
        {"article": "c", "text": None, "paragraphs": None},
    ]
    path = tmp_path / "a.parquet"
    pd.DataFrame(rows).to_parquet(path)
    first, second, third = read_rows(path, "a.parquet", "a")

    assert ("a", "Ships wait.", 1) == (first["article"], first["text"], first["line"])
    assert ["Low tide", "Wait."] == second["paragraphs"]
    assert ("a.parquet", 3) == (third.file, third.line)
    assert "neither `text` nor `paragraphs` is there" == third.problem


def test_parquet_that_is_none_or_too_large(tmp_path, monkeypatch):
    """A damaged file is an error to set aside, and a huge one is not unpacked."""
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 and no more PAR1")
    (error,) = read_rows(path, "a.parquet", "a")

    assert "damaged or no parquet" in error.problem

    pd.DataFrame({"text": ["Ships wait."] * 50}).to_parquet(path)
    monkeypatch.setattr(feeds, "UNPACKED_LIMIT", 10)
    with pytest.raises(InputError, match="the rows unpack to more than 10 bytes"):
        list(read_rows(path, "a.parquet", "a"))
