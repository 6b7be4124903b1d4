"""A label is learned on the words of its holder, or not at all."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from stancebook import schema
from stancebook.labelled import Lesson, find_lessons, read_lessons
from stancebook.reader import AdapterReader, calibrate
from stancebook.schema import InputError
from stancebook.stance import StanceScorer
from stancebook.weights import SHIPPED, find_model

LIMA = "The dam is a disgrace and must never be built, Ana Lima said on Monday."
OWN = "We say that this paper has always stood by the people of the valley."
TARGETS = pd.DataFrame(
    [{"target": "dam", "text": "The valley should build the dam.", "aliases": []}]
)


def paragraph(name: str, text: str) -> dict[str, Any]:
    row = dict.fromkeys(schema.TABLES["paragraphs"], 0)
    article = name.rpartition("#")[0]
    return row | {
        "paragraph": name, "article": article, "text": text, "sha256": "0",
        "outlet": None, "block": None,
    }  # fmt: skip


def voice(name: str, holder: str, label: str = "reported") -> dict[str, Any]:
    row = {f"p_{each}": 0.2 for each in schema.VOICES}
    chain = list(dict.fromkeys(["publisher", holder]))
    return row | {
        "paragraph": name, "voice": label, "origin": holder, "chain": chain,
        "holder": holder, "decided_by": "model",
    }  # fmt: skip


def span(text: str, part: str) -> list[dict[str, Any]]:
    start = text.index(part)
    return [{"start": start, "end": start + len(part), "text": part}]


def label(name: str, holder: str | None, value: str = "against") -> dict[str, Any]:
    return {
        "layer": "stance", "paragraph": name, "target": "dam", "value": value,
        "how": "by ana", "holder": holder,
    }  # fmt: skip


PARAGRAPHS = pd.DataFrame([paragraph("a#0", f"{OWN} {LIMA}"), paragraph("a#1", "TASS")])
VOICES = pd.DataFrame(
    [voice("a#0", "publisher", "editorial"), voice("a#1", "wire:TASS", "credit")]
)
SAID = pd.DataFrame(
    [
        {
            "attribution": "a#0/a0",
            "paragraph": "a#0",
            "source": span(f"{OWN} {LIMA}", "Ana Lima"),
            "cue": span(f"{OWN} {LIMA}", "said on"),
            "content": span(f"{OWN} {LIMA}", LIMA.partition(", Ana")[0]),
            "kind": "indirect",
            "source_name": "Ana Lima",
            "parent": None,
            "p": 0.9,
        }
    ]
)


def lessons(*labels: dict[str, Any]) -> tuple[list[Lesson], int]:
    gold = pd.DataFrame(labels, columns=list(schema.TABLES["gold"]))
    return find_lessons(gold, PARAGRAPHS, TARGETS, VOICES, SAID)


def test_each_holder_has_their_own_words() -> None:
    """The publisher's label is about its words, the source's about hers."""
    found, left_out = lessons(
        label("a#0", "publisher", "neutral"), label("a#0", "source:Ana Lima")
    )
    hers, own = found if found[0].kind == "source" else found[::-1]

    assert ("source", "against") == (hers.kind, hers.value)
    assert hers.text.startswith("The dam is a disgrace")
    assert ("editorial", "neutral") == (own.kind, own.value)
    assert "disgrace" not in own.text
    assert 0 == left_out


def test_first_label_is_of_the_innermost_holder() -> None:
    """A holder whom the tables know by another name is the innermost, if first."""
    [first], _ = lessons(label("a#0", "source:The Editors"))
    [unnamed], _ = lessons(label("a#0", None))

    assert first == unnamed
    assert first.text.startswith("We say")


def test_who_has_no_words_is_left_out() -> None:
    """Credits, and holders whom the paragraph does not know, teach nothing."""
    found, left_out = lessons(
        label("a#0", "publisher"), label("a#0", "source:Nobody"), label("a#1", None)
    )

    assert (1, 2) == (len(found), left_out)


def test_order_of_labels_does_not_matter() -> None:
    """The same labels in another order are the same lessons."""
    pair = [label("a#0", "publisher", "favor"), label("a#0", "source:Ana Lima")]

    assert lessons(*pair) == lessons(*pair[::-1])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"paragraph": "b#7"}, "name a paragraph that the tables lack: b#7"),
        ({"target": "port"}, "name a target that the tables lack: port"),
        ({"target": None}, "name a target that the tables lack"),
        ({"value": "maybe"}, "'maybe' is no stance"),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, Any], problem: str) -> None:
    """A label that names what is not there is an error that names it too."""
    with pytest.raises(InputError, match=problem):
        lessons(label("a#0", "publisher"), label("a#0", None) | changes)


def test_twice_labelled() -> None:
    """Two labels of one thing are an error, and no vote."""
    with pytest.raises(InputError, match="labelled twice: a#0, dam, publisher"):
        lessons(label("a#0", "publisher"), label("a#0", "publisher", "favor"))


def test_paragraph_without_voice() -> None:
    """A voices table that lacks a labelled paragraph is an error."""
    gold = pd.DataFrame([label("a#1", None)])

    with pytest.raises(InputError, match="lack: a#1"):
        find_lessons(gold, PARAGRAPHS, TARGETS, VOICES[:1], SAID)


def test_what_is_read_is_what_the_head_scores() -> None:
    """The head on what was read gives the scorer's own answer, long texts too."""
    from safetensors.numpy import load_file

    idle = "The river froze in the north and boats were left on the ice. " * 25
    asked = [
        Lesson(f"a#{n}", "a", target, "source", text, "against")
        for n, text in enumerate([LIMA, idle + LIMA])
        for target in ("the dam", "the river")
    ]
    tensors = load_file(find_model("stance", SHIPPED) / "model.safetensors")
    weight, bias = (
        tensors[f"heads.stance.{n}"].astype(float) for n in ("weight", "bias")
    )
    reader = AdapterReader(SHIPPED)
    scorer = StanceScorer(reader)
    logits = read_lessons(asked) @ weight.T + bias
    wanted = scorer.score([LIMA, idle + LIMA], ["the dam", "the river"])
    p = calibrate(logits, reader._calibration["source"])

    np.testing.assert_allclose(wanted.reshape(4, 4), p, atol=1e-4)
