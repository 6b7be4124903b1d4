"""Nothing gets into a log that was not asked, or is no label, or quotes wrongly."""

import json
from typing import Any

import pytest

import stancebook as sb
from stancebook.asking import lay_out
from stancebook.checking import Asked, unit_in
from tests.conftest import make_articles

TEXT = "“The dam holds 🎉,” Ana said."
EVENT = {"event": "event-01", "action": "set", "layer": "voice", "paragraph": "dam#0"}
CLAIM = {**EVENT, "layer": "claims", "item": "i", "value": "fact", "start": 1, "end": 8}
SOURCE = {"start": TEXT.index("Ana"), "end": TEXT.index("Ana") + 3, "text": "Ana"}


@pytest.fixture(scope="module")
def asked(codebook: sb.Codebook) -> Asked:
    layers = ["voice", "origin", "stance", "attribution", "claims"]
    paragraphs = sb.segment(make_articles(dam=[TEXT, "More."]))
    sheets = lay_out(
        paragraphs.head(1), paragraphs, codebook, layers, targets=["karadere-dam"]
    )
    return Asked(sheets, codebook, layers)


def attribution(**parts: Any) -> dict[str, Any]:
    value = {"source": [SOURCE], "cue": [], "content": [], "kind": "direct", **parts}
    return {**EVENT, "layer": "attribution", "item": "i", "value": json.dumps(value)}


@pytest.mark.parametrize(
    "event",
    [
        {**EVENT, "value": "mixed"},
        {**EVENT, "layer": "origin", "value": "wire:TASS"},
        {**EVENT, "layer": "stance", "target": "karadere-dam", "value": "favor"},
        {**EVENT, "action": "clear"},
        {**EVENT, "action": "undo", "of": "x"},
        {**CLAIM, "quote": "The dam"},
        attribution(),
    ],
)
def test_what_was_asked_passes(asked: Asked, event: dict[str, Any]) -> None:
    """A decision about what was asked has no problem."""
    assert None is asked.find_problem(event)


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ({**EVENT, "value": "happy"}, "'happy' is not a label of layer 'voice'"),
        ({**EVENT, "layer": "origin", "value": "wire:"}, "not a label"),
        ({**EVENT, "layer": "stance", "value": "favor"}, "this was not asked for"),
        ({**EVENT, "paragraph": "dam#1", "value": "mixed"}, "'dam#1' was not asked"),
        ({**EVENT, "occasion": 1, "value": "mixed"}, "was not asked for"),
        ({**CLAIM, "quote": "The dog"}, "not those that were selected"),
        ({**CLAIM, "quote": "", "end": 1}, "no two offsets in order"),
        ({**CLAIM, "quote": TEXT[1:], "end": 99}, "has no 99 characters"),
        ({**CLAIM, "quote": "The dam", "item": None}, "a span has no id"),
        (attribution(kind="loud"), "not a label"),
        (attribution(content=None), "lists of spans"),
        (attribution(content=[3]), "no object"),
        (attribution(content=[{**SOURCE, "end": 25}]), "not those"),
        ({**attribution(), "value": "[1]"}, "not a label"),
        ({**attribution(), "value": "{"}, "not a label"),
    ],
)
def test_what_is_no_decision_is_told(
    asked: Asked, event: dict[str, Any], problem: str
) -> None:
    """Another layer, label, paragraph or quote is refused with its reason."""
    assert problem in str(asked.find_problem(event))


def test_a_layer_that_was_not_asked_is_refused(codebook: sb.Codebook) -> None:
    """A page cannot write about a layer that it was not given."""
    paragraphs = sb.segment(make_articles(dam=[TEXT]))
    own = Asked(
        lay_out(paragraphs, paragraphs, codebook, ["voice"]), codebook, ["voice"]
    )

    assert "layer 'claims' was not asked for" == own.find_problem(CLAIM)


def test_a_unit_is_read_off_an_event() -> None:
    """Nothing said about an occasion is the first one."""
    unit = unit_in({**EVENT, "target": "dam", "holder": "publisher"})

    assert ("voice", "dam#0", "dam", "publisher") == unit.key
    assert 0 == unit.occasion
