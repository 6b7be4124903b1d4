"""doccano's lines, as its own examples have them, and as we write them."""

import json

from stancebook.doccano import LONGEST_NAME, decode, encode
from stancebook.interchange import Document, Mark, Spot
from stancebook.losses import Losses

DOCUMENT = Document(
    "a#0",
    "a",
    0,
    "\U0001f389 The dam holds.",
    [
        Mark("voice", "mixed", facts={"annotator": "ana"}),
        Mark("claims", "fact", spots=(Spot("", 2, 9),), facts={"annotator": "ana"}),
    ],
)


def decoded(*records: object) -> tuple[list[Document], Losses]:
    losses = Losses()
    content = "\n".join(map(json.dumps, records)).encode()
    return decode({"x.jsonl": content}, losses), losses


def test_a_line_is_what_doccano_reads() -> None:
    """Categories are names, and spans count code points, the emoji as one."""
    line = json.loads(encode([DOCUMENT], Losses())[""])
    span = {"id": 0, "start_offset": 2, "end_offset": 9, "label": "claims:fact"}

    assert ["voice:mixed"] == line["cats"]
    assert [span] == line["entities"]
    assert ("ana", "a#0") == (line["annotator"], line["paragraph"])


def test_the_four_forms_of_doccano_are_read() -> None:
    """Classes, lists of spans, spans with relations, and spans with classes."""
    text = "said Ana so"
    parts = [
        {"id": 7, "start_offset": 0, "end_offset": 4, "label": "attribution:cue"},
        {"id": 9, "start_offset": 9, "end_offset": 11, "label": "attribution:content"},
    ]
    link = {"id": 0, "from_id": 7, "to_id": 9, "type": "attribution"}
    documents, losses = decoded(
        {"text": text, "label": ["voice:mixed"]},
        {"text": text, "label": [[0, 4, "claims:fact"]]},
        {"text": text, "entities": parts, "relations": [link]},
        {"text": text, "entities": [[0, 4, "claims:fact"]], "cats": ["voice:credit"]},
    )
    found = [[(m.layer, m.label) for m in own.marks] for own in documents]

    assert [("voice", "mixed")] == found[0]
    assert [("claims", "fact")] == found[1]
    assert [("attribution", "indirect")] == found[2]
    assert [("voice", "credit"), ("claims", "fact")] == found[3]
    assert [] == losses.rows


def test_what_is_none_of_ours_is_listed() -> None:
    """Foreign labels, comments, relations and spans outside the text are losses."""
    span = {"id": 1, "start_offset": 0, "end_offset": 99, "label": "claims:fact"}
    link = {"from_id": 1, "to_id": 2, "type": "founded"}
    record = {"text": "x", "label": ["positive"], "entities": [span, 5]}
    documents, losses = decoded({**record, "relations": [link], "Comments": ["?"]}, {})

    assert [[]] == [document.marks for document in documents]
    assert [
        "comments on a text as a whole",
        "a span that is not in its text",
        "a span that is not in its text",
        "a relation that is none of ours",
        "a label that is none of ours",
        "a record without text",
    ] == [row["lost"] for row in losses.rows]


def test_a_name_that_doccano_will_not_take_is_listed() -> None:
    """It is written all the same."""
    losses = Losses()
    mark = Mark("origin", "source:" + "x" * LONGEST_NAME)
    encode([Document("a#0", "a", 0, "x", [mark])], losses)

    assert ["a#0"] == [row["name"] for row in losses.rows]
