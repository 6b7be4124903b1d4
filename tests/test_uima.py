"""CAS files are those that the official library reads, and nothing in one runs."""

import io
import json

import pytest
from cassis import load_cas_from_json, load_cas_from_xmi, load_typesystem

from stancebook.interchange import Document, Mark, Spot
from stancebook.losses import Losses
from stancebook.schema import InputError
from stancebook.uima import decode_json, decode_xmi, encode_json, encode_xmi

TEXT = "\U0001f389 Ana\r\nsaid no."
FACTS = {"annotator": "ana"}
SPOTS = (Spot("cue", 7, 11), Spot("content", 12, 14))
MARKS = [
    Mark("voice", "mixed", facts=FACTS),
    Mark("attribution", "direct", spots=SPOTS, facts=FACTS),
]


def documents() -> list[Document]:
    return [Document("a#0", "a", 0, TEXT, list(MARKS)), Document("a#1", "a", 1, "End.")]


@pytest.mark.parametrize("format", ["xmi", "json"])
def test_the_official_library_finds_the_words(format: str) -> None:
    """dkpro-cassis reads the layers and the words that they cover, after an emoji."""
    files = (encode_xmi if format == "xmi" else encode_json)(documents(), Losses())
    content = files[f"ana/0001.{format}"]
    if format == "xmi":
        types = load_typesystem(io.BytesIO(files["TypeSystem.xml"]))
        cas = load_cas_from_xmi(io.BytesIO(content), types)
    else:
        cas = load_cas_from_json(content.decode())
    parts = cas.select("webanno.custom.Attribution")
    [link] = cas.select("webanno.custom.AttributionLink")

    assert f"{TEXT}\n\nEnd." == cas.sofa_string
    assert {"said": "cue", "no": "content"} == {
        part.get_covered_text(): part.label for part in parts
    }
    assert ("content", "cue") == (link.Governor.label, link.Dependent.label)


def test_offsets_in_the_file_are_utf16() -> None:
    """The emoji counts twice there, and once here."""
    content = json.loads(encode_json(documents(), Losses())["ana/0001.json"])
    own = [f for f in content["%FEATURE_STRUCTURES"] if f.get("label") == "cue"]

    assert (8, 12) == (own[0]["begin"], own[0]["end"])


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\ufffe", "\x1b"])
def test_what_xml_cannot_hold_is_listed(bad: str) -> None:
    """It is replaced sign by sign, so that offsets stay, and named; JSON keeps it."""
    document = Document(
        "a#0", "a", 0, f"{bad}dam", [Mark("voice", "mixed", facts=FACTS)]
    )
    losses = Losses()
    [xmi] = decode_xmi(encode_xmi([document], losses), Losses())
    [same] = decode_json(encode_json([document], Losses()), Losses())

    assert ("\ufffddam", f"{bad}dam") == (xmi.text, same.text)
    assert ["a#0"] == [row["name"] for row in losses.rows]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>
<x>&b;</x>"""
THEFT = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize("content", [BOMB, THEFT, b'<!DOCTYPE x SYSTEM "y"><x/>'])
def test_a_document_type_is_refused(content: bytes) -> None:
    """Nothing is expanded, and no other file is read."""
    files = encode_xmi(documents(), Losses()) | {"evil.xmi": content}
    with pytest.raises(InputError, match=r"evil\.xmi:1: it declares a document type"):
        decode_xmi(files, Losses())


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"a.xmi": b"<x>"}, r"a\.xmi:1: not XML"),
        ({"a.xmi": b"<x/>"}, "type system is missing"),
    ],
)
def test_what_is_no_cas(files: dict[str, bytes], problem: str) -> None:
    """The error names the file, and what is missing."""
    with pytest.raises(InputError, match=problem):
        decode_xmi(files, Losses())


@pytest.mark.parametrize("content", [b"[" * 99999, b"{}", b"\xff", b"5"])
def test_what_is_no_cas_in_json(content: bytes) -> None:
    """However broken it is, it is an error of the input."""
    with pytest.raises(InputError, match="CAS"):
        decode_json({"a.json": content}, Losses())
