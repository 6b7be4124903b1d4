"""Label Studio's tasks, as its page makes them, and as we write them."""

import json

import pytest

from stancebook.interchange import Document, Mark, Spot
from stancebook.label_studio import decode, encode
from stancebook.losses import Losses
from stancebook.schema import InputError

TEXT = "\U0001f389 Ana said no."
FACTS = {"annotator": "ana", "id": "event-01"}


def encoded(*marks: Mark) -> tuple[dict[str, object], Losses]:
    losses = Losses()
    files = encode([Document("a#0", "a", 0, TEXT, list(marks))], losses)
    [task] = json.loads(files[""])
    return task, losses


def decoded(task: object) -> tuple[list[Document], Losses]:
    losses = Losses()
    return decode({"x.json": json.dumps(task).encode()}, losses), losses


def region(start: int, end: int, words: str, label: str, own: str = "r") -> object:
    value = {"start": start, "end": end, "text": words, "labels": [label]}
    layer = "claims" if label == "fact" else "attribution"
    return {"id": own, "from_name": layer, "to_name": "text", "type": "labels"} | {
        "value": value
    }


def a_task(*result: object, **own: object) -> dict[str, object]:
    annotation = {"result": list(result), "completed_by": 7, **own}
    return {"id": 5, "data": {"text": TEXT}, "annotations": [annotation]}


def test_a_task_has_an_annotation_for_each_person() -> None:
    """Labels, spans in code points, and who and when in `meta`."""
    voice = Mark("voice", "mixed", facts=FACTS)
    claim = Mark("claims", "fact", spots=(Spot("", 2, 5),), facts={"annotator": "ben"})
    task, losses = encoded(voice, claim)
    first, second = (one["result"] for one in task["annotations"])  # type: ignore

    assert {"paragraph": "a#0", "article": "a", "position": 0, "text": TEXT} == task[
        "data"
    ]
    assert {"choices": ["mixed"]} == first[0]["value"]
    assert FACTS == first[0]["meta"]["facts"]
    assert {"start": 2, "end": 5, "text": "Ana", "labels": ["fact"]} == second[0][
        "value"
    ]
    assert [] == losses.rows


def test_parts_of_an_attribution_are_related() -> None:
    """The kind is a choice at the content, and relations go from there."""
    spots = (Spot("cue", 6, 10), Spot("content", 11, 13))
    task, _ = encoded(Mark("attribution", "direct", spots=spots, facts=FACTS))
    result = task["annotations"][0]["result"]  # type: ignore

    assert ["labels", "labels", "choices", "relation"] == [
        one["type"] for one in result
    ]
    assert (["direct"], "r1") == (result[2]["value"]["choices"], result[2]["id"])
    assert ("r1", "r0") == (result[3]["from_id"], result[3]["to_id"])


def test_what_its_page_cannot_show_is_listed() -> None:
    """A second holder of a target is written, a span of a voice is not."""
    stances = [Mark("stance", "favor", "dam", f"source:{who}") for who in "ab"]
    task, losses = encoded(*stances, Mark("voice", "mixed", spots=(Spot("", 0, 1),)))

    assert 2 == len(task["annotations"][0]["result"])  # type: ignore
    assert 2 == len(losses.rows)


@pytest.mark.parametrize(("start", "end"), [(2, 5), (3, 6)])
def test_offsets_of_old_and_new_versions_are_read(start: int, end: int) -> None:
    """Code points as now, UTF-16 units as before: the quoted words decide."""
    [document], losses = decoded([a_task(region(start, end, "Ana", "fact"))])

    assert [(Spot("", 2, 5),)] == [mark.spots for mark in document.marks]
    assert [] == losses.rows


def test_what_a_person_made_on_its_page_is_read() -> None:
    """Without our facts, the user's number says who, and the annotation says when."""
    kind = {"id": "b", "from_name": "kind", "type": "choices", "to_name": "text"}
    kind["value"] = {"start": 11, "end": 13, "choices": ["direct"]}  # type: ignore
    origin = {"from_name": "origin", "type": "textarea", "value": {"text": ["wire:X"]}}
    stance = {"from_name": "stance-dam", "type": "choices", "id": "c"}
    task = a_task(
        region(6, 10, "said", "cue", "a"),
        region(11, 13, "no", "content", "b"),
        kind,
        {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"},
        origin,
        {**stance, "value": {"choices": ["favor"]}},
        updated_at="2026-03-02T10:00:00Z",
    )
    [document], losses = decoded([task])
    said = {(mark.layer, mark.label, mark.target) for mark in document.marks}

    assert {
        ("attribution", "direct", None),
        ("origin", "wire:X", None),
        ("stance", "favor", "dam"),
    } == said
    assert {("user-7", "2026-03-02T10:00:00Z")} == {
        (mark.annotator, mark.facts["at"]) for mark in document.marks
    }
    assert [] == losses.rows


def test_what_is_left_out_is_listed() -> None:
    """Wrong words, foreign labels, skipped annotations, drafts, whole times."""
    odd = {"from_name": "rating", "type": "rating", "value": {"rating": 3}}
    task = a_task(region(0, 3, "xyz", "fact"), odd, lead_time=3.5)
    skipped = {"result": [], "was_cancelled": True}
    task["annotations"].append(skipped)  # type: ignore
    task |= {"drafts": [{}], "predictions": [12]}
    [document], losses = decoded([task, {"id": 6, "data": {"image": "x"}}])

    assert [] == document.marks
    assert [5, 5, 5, 5, 5, 5, 6] == [int(r["name"].split()[1]) for r in losses.rows]


def test_predictions_come_back_as_a_models() -> None:
    """A prediction names its version and is no decision of a person."""
    mark = Mark("voice", "mixed", facts={"model": "stancebook", "p": 0.75})
    task, _ = encoded(mark)
    [prediction] = task["predictions"]  # type: ignore
    [document], _ = decoded([task])

    assert ("stancebook", 0.75) == (prediction["model_version"], prediction["score"])
    assert ["stancebook"] == [own.facts["model"] for own in document.marks]
    assert [] == task["annotations"]


@pytest.mark.parametrize("content", [[5], [{"text": "x"}], "x"])
def test_what_is_no_export_is_an_error(content: object) -> None:
    """JSON-MIN, which has no annotations, is told apart."""
    with pytest.raises(InputError, match="no list of tasks"):
        decoded(content)


def test_its_own_library_finds_nothing_wrong() -> None:
    """Where Label Studio's SDK is there, its `LabelInterface` accepts what we write."""
    sdk = pytest.importorskip(
        "label_studio_sdk.label_interface", reason="no Label Studio SDK; `make interop`"
    )
    marks = [
        Mark("voice", "mixed", facts=FACTS),
        Mark("origin", "source:Ána \U0001f389", facts=FACTS),
        Mark("stance", "favor", "dam", "source:Ana", facts=FACTS),
        Mark("claims", "fact", spots=(Spot("", 2, 5),), facts=FACTS),
        Mark(
            "attribution",
            "direct",
            spots=(Spot("cue", 6, 10), Spot("content", 11, 13)),
            facts=FACTS,
        ),
    ]
    files = encode([Document("a#0", "a", 0, TEXT, marks)], Losses())
    interface = sdk.LabelInterface(files[".config.xml"].decode())
    [task] = json.loads(files[""])
    [annotation] = task["annotations"]

    assert interface.validate_annotation(annotation)
    annotation["result"][0]["value"] = {"choices": ["no such label"]}
    assert not interface.validate_annotation(annotation)
