"""Annotations hold to the W3C's model, and find their words again."""

import json
from typing import Any

import jsonschema
import pytest

from stancebook.interchange import Document, Mark, Spot
from stancebook.losses import Losses
from stancebook.schema import InputError
from stancebook.web_annotation import decode, encode

TEXT = "\U0001f389 Ana said no, and no."
FACTS = {"annotator": "ana", "at": "2026-03-02T10:00:00.000+00:00", "id": "event-01"}
CLAIM = Mark("claims", "fact", spots=(Spot("", 11, 13),), facts=FACTS)
# What the model asks (W3C Recommendation of 23 February 2017) of what we write: 3.1
# annotations, 3.2.4 textual bodies, 4.2.4 and 4.2.5 selectors, 5.2 pages.
IRI = {"type": "string", "pattern": '^[a-z]+:[^\\s<>"{}|\\\\^`]+$'}
POSITION = {
    "required": ["type", "start", "end"],
    "properties": {
        "type": {"const": "TextPositionSelector"},
        "start": {"type": "integer", "minimum": 0},
        "end": {"type": "integer", "minimum": 0},
    },
}
QUOTE = {
    "required": ["type", "exact"],
    "properties": {
        "type": {"const": "TextQuoteSelector"},
        **{key: {"type": "string"} for key in ("exact", "prefix", "suffix")},
    },
}
TARGET = {
    "type": "object",
    "required": ["source", "selector"],
    "properties": {
        "type": {"const": "SpecificResource"},
        "source": IRI,
        "styleClass": {"type": "string"},
        "selector": {"type": "array", "items": {"oneOf": [POSITION, QUOTE]}},
    },
}
BODY = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"const": "TextualBody"},
        "value": {"type": "string"},
        "format": {"type": "string"},
        "purpose": {"enum": ["tagging", "commenting", "describing"]},
    },
}
ANNOTATION = {
    "type": "object",
    "required": ["@context", "id", "type", "target"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": IRI,
        "type": {"const": "Annotation"},
        "motivation": {"enum": ["tagging", "classifying"]},
        "creator": {"type": "object", "required": ["type", "nickname"]},
        "created": {"type": "string", "format": "date-time"},
        "body": {"type": "array", "items": BODY},
        "target": {"oneOf": [IRI, {"type": "array", "items": TARGET, "minItems": 1}]},
    },
}
PAGE = {
    "type": "object",
    "required": ["@context", "id", "type", "items"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": IRI,
        "type": {"const": "AnnotationPage"},
        "items": {"type": "array", "items": ANNOTATION},
    },
}


def page(*marks: Mark, paragraph: str = "a#0") -> Any:
    document = Document(paragraph, "a", 0, TEXT, list(marks))
    return json.loads(encode([document], Losses())[""])


def decoded(content: Any, text: str | None = TEXT) -> tuple[list[Document], Losses]:
    losses = Losses()
    texts = {} if text is None else {"a#0": text}
    return decode({"x.jsonld": json.dumps(content).encode()}, losses, texts), losses


def test_every_layer_holds_to_the_model() -> None:
    """A page of all layers is valid, whatever signs ids have; a broken one is not."""
    spots = (Spot("source", 2, 5), Spot("cue", 6, 10), Spot("content", 11, 13))
    marks = [
        Mark("voice", "mixed", facts=FACTS),
        Mark("origin", "source:Ána \U0001f389", facts={**FACTS, "note": "torn"}),
        Mark("stance", "favor", "the dam", "source:Ana", facts={"at": "", "id": "é <"}),
        Mark("attribution", "direct", spots=spots, facts=FACTS),
        CLAIM,
    ]
    found = page(*marks, paragraph='é/"a b"#0')
    validator = jsonschema.Draft202012Validator(PAGE)

    assert [] == [error.message for error in validator.iter_errors(found)]
    found["items"][4]["target"][0]["selector"][0]["start"] = -1
    assert not validator.is_valid(found)


def test_positions_are_code_points_beside_the_exact_words() -> None:
    """As the model asks: characters and not units, with what stands around them."""
    position, quote = page(CLAIM)["items"][0]["target"][0]["selector"]

    assert (11, 13) == (position["start"], position["end"])
    assert ("no", "\U0001f389 Ana said ", ", and no.") == (
        *(quote["exact"], quote["prefix"], quote["suffix"]),
    )


@pytest.mark.parametrize(
    ("text", "spots"),
    [
        (TEXT, [(Spot("", 11, 13),)]),
        (f"Now: {TEXT}", [(Spot("", 16, 18),)]),
        ("Ana said no, and no.", []),
        (None, [(Spot("", 11, 13),)]),
    ],
)
def test_words_that_moved_are_found_again(text: str | None, spots: list[Any]) -> None:
    """By what stands around them; where that is gone too, the loss is listed."""
    documents, losses = decoded(page(CLAIM), text)

    assert spots == [mark.spots for own in documents for mark in own.marks]
    assert ["event-01"] * (not spots) == [row["name"] for row in losses.rows]


def test_an_annotation_of_others_is_listed() -> None:
    """One annotation, a list, a collection: what has no tag of ours is a loss."""
    foreign = {"type": "Annotation", "id": "urn:x", "body": "urn:y", "target": "urn:z"}
    shapes = [foreign, [foreign], {"type": "AnnotationCollection", "first": [foreign]}]

    assert [["urn:x"]] * 3 == [
        [row["name"] for row in decoded(shape)[1].rows] for shape in shapes
    ]


@pytest.mark.parametrize("content", [5, {"type": "Note"}, [5]])
def test_what_is_no_annotation_is_an_error(content: Any) -> None:
    """The error says what to give."""
    with pytest.raises(InputError, match="no annotations"):
        decoded(content)
