"""Files are written whole or not at all, and a spreadsheet runs nothing in them."""

import csv
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.files import (
    hash_file,
    json_line,
    parse_line,
    read_table,
    replace_file,
    write_tables,
)
from stancebook.schema import InputError, SchemaError, empty
from tests.conftest import make_articles

TARGETS = pd.DataFrame(
    [
        {"target": "dam", "text": "=HYPERLINK(1)", "aliases": ["the dam"]},
        {"target": "road", "text": "-1 is a number", "aliases": []},
    ]
)


def test_table_comes_back_as_it_was(tmp_path: Path) -> None:
    """What is written is read again, lists as lists."""
    write_tables({"targets": TARGETS}, tmp_path)

    pd.testing.assert_frame_equal(TARGETS, read_table(tmp_path, "targets"))


def test_no_text_comes_back_as_none(tmp_path: Path) -> None:
    """What has no text is None and not NaN, which is true where it is asked."""
    rows = make_articles(a=["One."], b=["Two."]).assign(outlet=[None, "The Reed"])
    write_tables({"articles": rows}, tmp_path)

    assert [None, "The Reed"] == read_table(tmp_path, "articles")["outlet"].tolist()


def test_csv_holds_no_formula(tmp_path: Path) -> None:
    """Text that begins like a formula gets an apostrophe; lists are JSON text."""
    write_tables({"targets": TARGETS}, tmp_path)
    with (tmp_path / "targets.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert ["'=HYPERLINK(1)", "'-1 is a number"] == [row["text"] for row in rows]
    assert [["the dam"], []] == [json.loads(row["aliases"]) for row in rows]


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    """A negative score is a number and no formula."""
    table = TARGETS.assign(score=[-0.5, 1])
    write_tables({"targets": table}, tmp_path)

    assert [-0.5, 1] == pd.read_csv(tmp_path / "targets.csv")["score"].tolist()


@given(st.text(alphabet=st.sampled_from("=+-@\t\r\n\"',a"), max_size=6))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    """Whatever text a cell holds, its first sign starts no formula."""
    from stancebook.files import _plain

    assert not str(_plain(text)).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_wrong_table_leaves_the_old_ones(tmp_path: Path) -> None:
    """Where one table is wrong, none is written and the old ones stay."""
    write_tables({"targets": TARGETS}, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(SchemaError):
        write_tables({"targets": TARGETS[:1], "voices": TARGETS}, tmp_path)

    assert before == {path: path.read_bytes() for path in tmp_path.iterdir()}


def test_interrupted_file_keeps_its_name(tmp_path: Path) -> None:
    """Where writing fails midway, the old file stays and no part is left."""
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), replace_file(path) as stream:
        stream.write(b"half")
        raise KeyboardInterrupt

    assert ["out.jsonl"] == [path.name for path in tmp_path.iterdir()]
    assert "old" == path.read_text()


def test_link_stays_a_link(tmp_path: Path) -> None:
    """Writing through a link replaces the file that it points to."""
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    with replace_file(tmp_path / "link") as stream:
        stream.write(b"new")

    assert (tmp_path / "link").is_symlink()
    assert "new" == (tmp_path / "real").read_text()


@pytest.mark.parametrize("place", ["/dev/null", ".", "no_such_folder/out.jsonl"])
def test_place_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    """A device, a folder or a place in no folder is an input error and stays."""
    with pytest.raises(InputError), replace_file(tmp_path / place):
        pytest.fail("the block ran")

    assert [] == list(tmp_path.iterdir())
    assert Path("/dev/null").is_char_device()


def test_json_is_one_line_for_any_reader() -> None:
    """Signs that readers split lines on, or terminals obey, are escaped."""
    text = "a\u2028b\u0085c\u202ed\x1be\ud800f\U0001f600"
    line = json_line({"text": text})

    assert [line] == line.splitlines()
    assert {"text": text} == json.loads(line.encode("utf-8"))


def test_missing_table_names_the_mend(tmp_path: Path) -> None:
    """A table that is not there is an input error that says who writes it."""
    with pytest.raises(InputError, match="make run"):
        read_table(tmp_path, "voices")


def test_damaged_table_is_an_input_error(tmp_path: Path) -> None:
    """A file that is no table is an input error, not a traceback."""
    (tmp_path / "voices.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(InputError, match="not a table"):
        read_table(tmp_path, "voices")


def test_csv_holds_nothing_that_a_terminal_obeys(tmp_path: Path) -> None:
    """A control character is a picture in the CSV, and itself in the parquet."""
    text = "red \x1b[31m\x07 \x9b2J\nnew line"
    table = pd.DataFrame({"target": ["t"], "text": [text], "aliases": [[]]})
    write_tables({"targets": table}, tmp_path)

    assert "red ␛[31m␇ �2J\nnew line" in (tmp_path / "targets.csv").read_text("utf-8")
    assert [text] == read_table(tmp_path, "targets")["text"].tolist()


@pytest.mark.parametrize("place", ["file", "file/inside"])
def test_folder_that_is_none_is_an_error(tmp_path: Path, place: str) -> None:
    """Tables go into a folder, and a file of its name is left as it is."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    with pytest.raises(InputError, match="the folder cannot be made"):
        write_tables({"targets": empty("targets")}, tmp_path / place)
    assert (tmp_path / "file").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("line", "problem"),
    [(b"\xff", "not UTF-8"), (b"{", "not JSON"), (b"[" * 99999, "not JSON")],
)
def test_a_line_that_cannot_be_read_is_named(line: bytes, problem: str) -> None:
    """Whatever reads lines of JSON says which one is wrong, and how to mend it."""
    with pytest.raises(InputError, match=rf"gold\.jsonl:7: .*{problem}"):
        parse_line(line, Path("gold.jsonl"), 7, "Mend it.")


def test_a_file_is_known_by_its_hash(tmp_path: Path) -> None:
    """The hash is that of `sha256sum`."""
    (tmp_path / "a").write_bytes(b"abc")

    assert hash_file(tmp_path / "a").startswith("ba7816bf")
