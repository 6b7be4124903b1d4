"""Between tables and files stand documents, with what no file could hold left out."""

import json

import pandas as pd
import pytest

from stancebook.interchange import (
    Document,
    Mark,
    Spot,
    by_reader,
    make_annotations,
    make_documents,
    make_paragraphs,
)
from stancebook.losses import Losses
from stancebook.schema import check

PARAGRAPHS = pd.DataFrame(
    [
        {
            "paragraph": "a#0",
            "article": "a",
            "position": 0,
            "text": "The dam \U0001f389",
        },
        {"paragraph": "a#1", "article": "a", "position": 1, "text": None},
    ]
)


def claim(**own: object) -> pd.DataFrame:
    base = {"id": "event-01", "layer": "claims", "paragraph": "a#0", "value": "fact"}
    return pd.DataFrame([{**base, "start": 0, "end": 3, **own}])


@pytest.mark.parametrize(
    ("own", "lost"),
    [
        ({"end": 10}, "a span that is not in its paragraph"),
        ({"start": 3}, "a span that is not in its paragraph"),
        ({"start": None}, "a span that is not in its paragraph"),
        ({"quote": "dam"}, "a span whose words are not those of its paragraph"),
        ({"paragraph": "a#1"}, "a decision on a paragraph whose text is not given"),
        ({"layer": "attribution"}, "a value that is no attribution"),
        (
            {"layer": "attribution", "value": "[" * 9999},
            "a value that is no attribution",
        ),
    ],
)
def test_what_no_file_could_hold_is_listed(own: dict[str, object], lost: str) -> None:
    """A decision that does not fit its text is named in the losses."""
    losses = Losses()
    [document] = make_documents(claim(**own), PARAGRAPHS, losses)

    assert [] == document.marks
    assert [(lost, "event-01")] == [(row["lost"], row["name"]) for row in losses.rows]


def test_readings_are_by_annotator_and_occasion() -> None:
    """A repeat is a reading of its own; without marks there is one empty reading."""
    own = [("ana", 0), ("ben", 0), ("ana", 1), ("ana", 0)]
    marks = [
        Mark("voice", "mixed", facts={"annotator": who, "occasion": n})
        for who, n in own
    ]
    document = Document("a#0", "a", 0, "x", marks)

    assert [("ana", 0, 2), ("ben", 0, 1), ("ana", 1, 1)] == [
        (who, n, len(found)) for who, n, found in by_reader(document)
    ]
    assert [("", 0, [])] == by_reader(Document("a#0", "a", 0, "x"))


def test_a_decision_without_an_id_gets_one_from_its_content() -> None:
    """The same file gives the same ids each time, and two decisions differ."""
    marks = [Mark("claims", "fact", spots=(Spot("", n, 3),)) for n in (0, 1)]
    document = Document("a#0", "a", 0, "The", marks)
    tables = [make_annotations([document], {"annotator": "ana"}) for _ in "12"]

    assert tables[0]["id"].tolist() == tables[1]["id"].tolist()
    assert 2 == tables[0]["id"].nunique() == tables[0]["item"].nunique()
    assert 2 == len(check(tables[0], "annotations"))


def test_facts_of_a_file_cannot_overrule_what_was_marked() -> None:
    """A file's facts are no layer and no place, and texts are texts."""
    facts = {"layer": "voice", "paragraph": "b#0", "start": 7, "annotator": 5}
    document = Document("a#0", "a", 0, "The", [Mark("claims", "fact", facts=facts)])
    row = make_annotations([document], {"annotator": "ana"}).to_dict("records")[0]

    assert ("claims", "a#0", None, "5") == (
        *(row["layer"], row["paragraph"], row["start"], row["annotator"]),
    )


def test_an_attribution_without_its_text_quotes_nothing() -> None:
    """Offsets of a text that is not there are kept without words."""
    mark = Mark("attribution", "direct", spots=(Spot("cue", 0, 3),))
    own = make_annotations([Document("a#0", "a", 0, None, [mark])], {"annotator": "a"})

    assert [{"start": 0, "end": 3}] == json.loads(own["value"][0])["cue"]


def test_paragraphs_are_a_table() -> None:
    """Only documents with a text are paragraphs, each once."""
    documents = [Document("a#0", "a", 0, "x"), Document("a#0", "a", 0, "x")]
    table = make_paragraphs([*documents, Document("a#1", "a", 1, None)])

    assert ["a#0"] == check(table, "paragraphs")["paragraph"].tolist()
