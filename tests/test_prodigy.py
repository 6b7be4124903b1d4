"""Prodigy's tasks, as its documentation has them, and as we write them."""

import json

from stancebook.interchange import Document, Mark, Spot
from stancebook.losses import Losses
from stancebook.prodigy import decode, encode

TEXT = "\U0001f389 Ana said no."
SPOTS = (Spot("source", 2, 5), Spot("cue", 6, 10), Spot("content", 11, 13))


def decoded(*tasks: object) -> tuple[list[Document], Losses]:
    losses = Losses()
    content = "\n".join(map(json.dumps, tasks)).encode()
    return decode({"x.jsonl": content}, losses), losses


def test_a_task_has_tokens_spans_and_relations() -> None:
    """Spans name their tokens, and a relation points at the spans that it joins."""
    mark = Mark("attribution", "direct", spots=SPOTS, facts={"annotator": "ana"})
    stance = Mark("stance", "favor", "dam", facts={"annotator": "ana"})
    document = Document("a#0", "a", 0, TEXT, [mark, stance])
    task = json.loads(encode([document], Losses())[""])

    assert ["\U0001f389", "Ana", "said", "no", "."] == [
        t["text"] for t in task["tokens"]
    ]
    assert [(1, 1), (2, 2), (3, 3)] == [
        (span["token_start"], span["token_end"]) for span in task["spans"]
    ]
    assert [("content", "source"), ("content", "cue")] == [
        tuple(one[key]["label"].split(":")[1] for key in ("head_span", "child_span"))
        for one in task["relations"]
    ]
    assert ["stance:favor:dam"] == task["accept"]
    assert ("ana", "accept") == (task["_annotator_id"], task["answer"])


def test_tasks_of_prodigy_are_read() -> None:
    """Spans of ner_manual and choices are decisions of whose session it was."""
    span = {"start": 2, "end": 5, "token_start": 1, "token_end": 1}
    task = {"text": TEXT, "spans": [{**span, "label": "claims:fact"}]}
    choice = {"text": TEXT, "accept": ["voice:mixed"], "_view_id": "choice"}
    documents, losses = decoded(
        {**task, "_session_id": "ana", "answer": "accept"},
        {**choice, "answer": "accept"},
    )
    marks = [mark for document in documents for mark in document.marks]

    assert [("fact", "ana"), ("mixed", "")] == [(m.label, m.annotator) for m in marks]
    assert [] == losses.rows


def test_rejected_tasks_and_odd_spans_are_listed() -> None:
    """What was not accepted is no decision."""
    odd = [{"start": 5, "end": 2, "label": "claims:fact"}, "x"]
    rejected = {"text": TEXT, "accept": ["voice:mixed"], "answer": "ignore"}
    link = {"label": "nsubj", "head_span": None, "child_span": {}}
    documents, losses = decoded(
        rejected, {"text": TEXT, "spans": odd, "relations": [link]}, {"html": "x"}
    )

    assert [] == [mark for document in documents for mark in document.marks]
    assert [1, 2, 1, 1] == losses.table["count"].tolist()
