"""A spreadsheet shows every decision, runs nothing, and gives back what it got."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.interchange import Document, Mark, Spot
from stancebook.losses import Losses
from stancebook.schema import InputError
from stancebook.spreadsheet import decode, encode, encode_for_excel

NASTY = st.text(st.sampled_from("=+-@\t\r\n'\"a, "), min_size=1, max_size=6)


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@given(NASTY)
def test_no_cell_runs_and_each_comes_back(text: str) -> None:
    """No cell begins a formula, whatever a text begins with, and it comes back."""
    mark = Mark("stance", "favor", text, facts={"note": text, "id": "event-01"})
    content = encode([Document("a#0", "a", 0, text, [mark])], Losses())[""]
    [document] = decode({"x.csv": content}, Losses(), {})

    assert not [
        c for row in cells(content) for c in row if c.startswith(tuple("=+-@\t\r"))
    ]
    assert (text, text, text) == (
        document.text,
        document.marks[0].target,
        document.marks[0].facts["note"],
    )


def test_a_row_has_the_quoted_words() -> None:
    """Quote, offsets in code points and text stand side by side."""
    mark = Mark("claims", "fact", spots=(Spot("", 2, 5),))
    content = encode([Document("a#0", "a", 0, "\U0001f389 dam", [mark])], Losses())[""]
    header, row = cells(content)
    found = dict(zip(header, row, strict=True))

    assert ("2", "5", "dam") == (found["start"], found["end"], found["quote"])


def test_excel_knows_the_encoding() -> None:
    """The file for Excel has a mark in front, and is read as the other is."""
    document = Document("a#0", "a", 0, "é", [])
    content = encode_for_excel([document], Losses())[""]

    assert content.startswith(b"\xef\xbb\xbf")
    assert [document] == decode({"x.csv": content}, Losses(), {})


def test_a_control_character_is_a_picture_and_listed() -> None:
    """What a spreadsheet cannot hold keeps its place, so that offsets stay right."""
    losses = Losses()
    content = encode([Document("a#0", "a", 0, "a\x00b\x1b", [])], losses)[""]

    assert "a␀b␛" == cells(content)[1][-1]
    assert ["a#0"] == [row["name"] for row in losses.rows]


def test_changed_words_and_odd_rows_are_listed() -> None:
    """A quote that does not stand in the text, and a row of another length."""
    losses = Losses()
    content = (
        b"paragraph,layer,value,start,end,quote,text\n"
        b"a#0,claims,fact,0,3,the,The dam\n"
        b"a#0,claims\n"
        b"a#0,claims,fact,4,7,dam,The dam\n"
    )
    [document] = decode({"x.csv": content}, losses, {})

    assert [(Spot("", 4, 7),)] == [mark.spots for mark in document.marks]
    assert ["x.csv:2", "x.csv:3"] == [row["name"] for row in losses.rows]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a,b\n1,2\n", r"x\.csv:1: there is no column paragraph"),
        (b"paragraph\n\xff", r"x\.csv:2: not UTF-8"),
        (b'paragraph,layer,value\n"' + b"x" * 2_000_000, r"x\.csv:.*not CSV"),
    ],
)
def test_what_is_no_table_of_ours(content: bytes, problem: str) -> None:
    """The error names the line and the columns that it needs."""
    with pytest.raises(InputError, match=problem):
        decode({"x.csv": content}, Losses(), {})
