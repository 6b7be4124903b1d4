import pandas as pd
import pytest

from stancebook import schema
from stancebook.claims import find_claims, propose_targets

CHAIN = ["publisher", "wire:TASS"]


def found(text: str, voice: str = "reported", rows: pd.DataFrame | None = None):
    paragraphs = pd.DataFrame({"paragraph": ["a#0"], "text": [text]})
    voices = pd.DataFrame({"paragraph": ["a#0"], "voice": [voice], "chain": [CHAIN]})
    return find_claims(paragraphs, voices, rows)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The government should cut taxes for all workers by ten percent.", "policy"),
        ("Unemployment will rise to nine percent by next year.", "prediction"),
        ("Prices rose by ten percent because the harvest failed.", "cause"),
        ("Unemployment fell to five percent in 2019, the lowest in years.", "fact"),
    ],
)
def test_kinds_are_read_off_the_words(text, kind):
    """What should be, what will be, why, and what is."""

    assert [kind] == found(text)["kind"].tolist()


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Will unemployment rise to nine percent by next year?", "reported"),
        ("Unemployment fell to five percent in 2019.", "credit"),
        ("Unemployment fell to five percent in 2019.", "boilerplate"),
        ("Oh dear.", "editorial"),
    ],
)
def test_no_claims(text, voice):
    """Questions, credits, furniture and scraps assert nothing."""

    assert found(text, voice).empty


def test_offsets_and_schema():
    """A claim's text stands at its offsets, and the table keeps its promise."""
    text = "Rain fell. 🚢 Unemployment fell to five percent in 2019."
    claims = schema.check(found(text), "claims")

    for claim in claims.to_dict("records"):
        assert text[claim["start"] : claim["end"]] == claim["text"]


@pytest.mark.parametrize(("cue", "chain"), [("said", ["source:Lima"]), ("decided", [])])
def test_chain_ends_in_who_says_it(cue, chain):
    """A claim inside an attribution is its source's; a decision makes no speaker."""
    text = "Unemployment fell to five percent in 2019, Lima said."
    span = [{"start": 0, "end": 41, "text": text[:41]}]
    rows = pd.DataFrame(
        {
            "paragraph": ["a#0"],
            "content": [span],
            "cue": [[{"start": 0, "end": 0, "text": cue}]],
            "source_name": ["Lima"],
        }
    )

    assert [CHAIN + chain] == found(text, rows=rows)["chain"].tolist()


def claims(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"text": texts, "kind": ["policy"] * len(texts)})


def test_proposals_are_distinct_and_few():
    """No two proposals say the same, and there are no more than asked for."""
    table = claims(
        "The valley should build the dam.",
        "The valley should build the dam this year.",
        "The city should sell the port.",
        "The country should leave the union.",
    )
    proposed = propose_targets(table, limit=2)["text"].tolist()

    assert len(proposed) == len(set(proposed)) == 2
    assert len([text for text in proposed if "dam" in text]) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "“The valley should build the dam,” Foreign Minister Ana Lima said on Monday.",
        "Ana Lima said that the valley should build the dam.",
        "Kyodo reported on Saturday that the valley should build the dam.",
        "According to Ana Lima, the valley should build the dam.",
    ],
)
def test_proposals_are_nobodys(text):
    """A proposal is the sentence itself, without who said it."""

    assert ["The valley should build the dam."] == propose_targets(claims(text))[
        "text"
    ].tolist()


def test_nothing_is_proposed_from_nothing():
    """Without claims there are no targets."""

    assert propose_targets(schema.empty("claims")).empty


def test_dateline_is_no_part_of_a_claim():
    """What is claimed begins behind place, date and agency."""
    told = "The rocket must be launched, because the old one failed nine times in ten."
    text = f"CAPE CANAVERAL, Fla. (AP) — {told}"
    (claim,) = found(text).to_dict("records")

    assert told == claim["text"]
    assert text[claim["start"] : claim["end"]] == claim["text"]
