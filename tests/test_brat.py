"""brat's lines, as its documentation has them, and as we write them."""

import pytest

from stancebook.brat import decode, encode
from stancebook.interchange import Document, Mark, Spot
from stancebook.losses import Losses
from stancebook.schema import InputError

TEXT = "\U0001f389 Ana\r\nsaid no."
FACTS = {"annotator": "ana"}


def decoded(text: str, *lines: str) -> tuple[list[Document], Losses]:
    losses = Losses()
    content = "".join(f"{line}\n" for line in lines).encode()
    files = {"ana/1.txt": text.encode(), "ana/1.ann": content}
    return decode(files, losses), losses


def test_lines_are_those_of_brat() -> None:
    """Offsets are code points of the file; a span over two lines has two fragments."""
    mark = Mark("claims", "fact", spots=(Spot("", 2, 11),), facts=FACTS)
    files = encode([Document("a#0", "a", 0, TEXT, [mark])], Losses())
    lines = files["ana/0001.ann"].decode().splitlines()

    assert TEXT.encode() == files["ana/0001.txt"]
    assert "T3\tclaims-fact 2 5;7 11\tAna said" == lines[2]
    assert (
        '#4\tAnnotatorNotes T3\t{"facts": {"annotator": "ana"}, "part": true}'
        == lines[3]
    )


def test_a_collection_of_brat_is_read() -> None:
    """Spans, relations and kinds that a person made there, under the folder's name."""
    [document], losses = decoded(
        "Ana said no.",
        "T1\tattribution-cue 4 8\tsaid",
        "T2\tattribution-content 9 11\tno",
        "R1\tattribution Arg1:T1 Arg2:T2\t",
        "A1\tkind T2 direct",
        "T3\tvoice-mixed 0 12\tAna said no.",
        "#1\tAnnotatorNotes T3\ttorn",
    )
    voice, attribution = sorted(document.marks, key=lambda m: m.layer, reverse=True)

    assert ("direct", (Spot("cue", 4, 8), Spot("content", 9, 11))) == (
        attribution.label,
        attribution.spots,
    )
    assert ("mixed", "torn", "ana") == (
        *(voice.label, voice.facts["note"], voice.annotator),
    )
    assert [] == losses.rows


def test_what_is_none_of_ours_is_listed() -> None:
    """Events, gaps, foreign types, wrong words: each names its line."""
    [document], losses = decoded(
        "Ana said no.",
        "E1\tMove:T1 Who:T2",
        "T1\tclaims-fact 0 3;9 11\tAna no",
        "T2\tclaims-fact 0 3\tBen",
        "T3\tPerson 0 3\tAna",
        "*\tEquiv T1 T2",
    )

    assert [] == document.marks
    assert [1, 2, 3, 5] == [
        int(name.split(":")[1])
        for name in (r["name"] for r in losses.rows)
        if ":" in name
    ]
    assert "a label that is none of ours" == losses.rows[-1]["lost"]


def test_a_paragraph_without_a_line_is_listed() -> None:
    """brat has no empty span, so an empty paragraph is lost, with what it had."""
    losses = Losses()
    voice = Mark("voice", "mixed", facts=FACTS)
    encode([Document("a#0", "a", 0, "\n\r", [voice])], losses)

    assert ["a#0"] == [row["name"] for row in losses.rows]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"1.ann": b""}, r"1\.ann: its text is missing"),
        ({"1.txt": b"x"}, "no .ann file"),
        ({"1.ann": b"\xff", "1.txt": b"x"}, r"1\.ann:1: not UTF-8"),
    ],
)
def test_what_is_no_collection(files: dict[str, bytes], problem: str) -> None:
    """A file without its other half, and one of another encoding."""
    with pytest.raises(InputError, match=problem):
        decode(files, Losses())
