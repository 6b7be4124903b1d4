"""Label Studio: tasks with annotations, and a model's labels as predictions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stancebook.codebook import Codebook
from stancebook.files import json_line
from stancebook.handover import read_json
from stancebook.interchange import Document, Mark, by_reader
from stancebook.label_config import stance_control, target_of, write_config
from stancebook.label_names import Name, read_name, write_name
from stancebook.losses import Losses
from stancebook.offsets import find_span
from stancebook.regions import Picture, Region, draw, read
from stancebook.schema import MARKED, InputError

__all__ = ["decode", "encode"]

Json = dict[str, Any]
_SECOND = "a further stance on one target, of which Label Studio's page shows one"


def encode(
    documents: Sequence[Document], losses: Losses, codebook: Codebook | None = None
) -> dict[str, bytes]:
    """
    Return the tasks, and the labelling configuration for a project to hold them.

    An annotation is one person's reading. Marks whose facts name a `model` are a
    prediction: they are shown, and can be accepted. Label Studio gives imported
    annotations to the user who imports them; who made them stays in `meta`.
    """
    tasks = []
    for number, document in enumerate(documents, 1):
        known = [mark for mark in document.marks if _fits(mark, document, losses)]
        people = [mark for mark in known if "model" not in mark.facts]
        models = [mark for mark in known if "model" in mark.facts]
        place = (document.paragraph, document.article, document.position, document.text)
        own = Document(*place, people)
        data = {"paragraph": place[0], "article": place[1], "position": place[2]}
        task = {"id": number, "data": {**data, "text": document.text}}
        task["annotations"] = [
            _annotation(marks, document, losses)
            for _, _, marks in by_reader(own)
            if marks
        ]
        task["predictions"] = [_prediction(models, document)] if models else []
        tasks.append(task)
    targets = {m.target for d in documents for m in d.marks if m.layer == "stance"}
    config = write_config(codebook, sorted(t for t in targets if t))
    lines = ",\n".join(map(json_line, tasks))
    return {"": f"[{lines}]\n".encode(), ".config.xml": config}


def _fits(mark: Mark, document: Document, losses: Losses) -> bool:
    """Say whether a control of ours has a place for a mark."""
    problem = None
    if (mark.layer in MARKED) != bool(mark.spots):
        problem = "a claim without a span, or a span of a layer that has none"
    elif mark.layer == "stance" and not mark.target:
        problem = "a stance without a target"
    if problem:
        losses.add(problem, mark.facts.get("id") or document.paragraph)
    return not problem


def _annotation(marks: Sequence[Mark], document: Document, losses: Losses) -> Json:
    result = list(_results(draw(marks), str(document.text)))
    asked: set[str] = set()
    for item in result:
        control = item.get("from_name", "")
        if control.startswith("stance-") and control in asked:
            losses.add(_SECOND, document.paragraph, target_of(control))
        asked.add(control)
    return {
        "result": result,
        "was_cancelled": False,
        "ground_truth": False,
        "result_count": len(result),
    }


def _prediction(marks: Sequence[Mark], document: Document) -> Json:
    """Return a model's labels; the score of all is that of the least sure one."""
    scores = [float(mark.facts["p"]) for mark in marks if "p" in mark.facts]
    result = list(_results(draw(marks), str(document.text)))
    for item in result:
        if "p" in item.get("meta", {}).get("facts", {}):
            item["score"] = item["meta"]["facts"]["p"]
    prediction = {"model_version": str(marks[0].facts["model"]), "result": result}
    return prediction | ({"score": min(scores)} if scores else {})


def _results(picture: Picture, text: str) -> Iterator[Json]:
    for number, (label, facts) in enumerate(picture.labels):
        if name := read_name(label):
            own = _label(name) | {"id": f"l{number}", "to_name": "text"}
            yield own | {"meta": {"facts": {**facts, **_unsaid(name)}}}
    for number, region in enumerate(picture.regions):
        yield from _region(f"r{number}", region, text)
    for first, second in picture.links:
        ends = {"from_id": f"r{first}", "to_id": f"r{second}", "direction": "right"}
        yield {"type": "relation", **ends, "labels": ["attribution"]}


def _unsaid(name: Name) -> Json:
    """Return what Label Studio's control does not say."""
    own = {"holder": name.holder}
    own |= {"target": name.target} if name.layer != "stance" else {}
    return {key: value for key, value in own.items() if value}


def _label(name: Name) -> Json:
    if name.layer == "origin":
        value: Json = {"text": [name.label]}
        return {"from_name": "origin", "type": "textarea", "value": value}
    stance = name.layer == "stance"
    control = stance_control(name.target or "") if stance else name.layer
    return {"from_name": control, "type": "choices", "value": {"choices": [name.label]}}


def _region(own: str, region: Region, text: str) -> Iterator[Json]:
    name = read_name(region.name)
    if name is None:
        return
    place: Json = {"start": region.start, "end": region.end}
    place["text"] = text[region.start : region.end]
    base = {"id": own, "to_name": "text"}
    facts = dict(region.facts)
    facts |= _unsaid(name) if name.layer != "attribution" else {}
    value = {**place, "labels": [name.label]}
    item = {**base, "from_name": name.layer, "type": "labels", "value": value}
    yield item | ({"meta": {"facts": facts}} if facts else {})
    if name.layer == "attribution" and name.target:
        kind = {**place, "choices": [name.target]}
        yield {**base, "from_name": "kind", "type": "choices", "value": kind}


def decode(files: Mapping[str, bytes], losses: Losses, _: Any = None) -> list[Document]:
    """
    Return the documents of an export (JSON, not JSON-MIN).

    Raises
    ------
    InputError
        Where it is no list of tasks.
    """
    name, tasks = read_json(files)
    tasks = tasks if isinstance(tasks, list) else [tasks]
    if not all(isinstance(t, dict) and isinstance(t.get("data"), dict) for t in tasks):
        mend = "Export as JSON; JSON-MIN leaves the annotations out."
        raise InputError("this is no list of tasks with `data`", mend, name)
    return [
        document
        for number, task in enumerate(tasks, 1)
        if (document := _read_task(task, f"task {task.get('id', number)}", losses))
    ]


def _read_task(task: Json, where: str, losses: Losses) -> Document | None:
    data = task["data"]
    if not isinstance(data.get("text"), str):
        losses.add("a task without text", where)
        return None
    name, article = (str(data.get(key) or "") for key in ("paragraph", "article"))
    position = data.get("position")
    place = position if type(position) is int else 0
    document = Document(name, article, place, data["text"])
    for annotation in _list(task, "annotations") or _list(task, "completions"):
        document.marks += _read_annotation(annotation, document, where, losses)
    for prediction in _list(task, "predictions"):
        document.marks += _read_prediction(prediction, document, where, losses)
    if _list(task, "drafts"):
        losses.add("a draft, which nobody has submitted", where)
    return document


def _list(record: Any, key: str) -> list[Any]:
    value = record.get(key) if isinstance(record, dict) else None
    return value if isinstance(value, list) else []


def _read_annotation(
    annotation: Any, document: Document, where: str, losses: Losses
) -> list[Mark]:
    if not isinstance(annotation, dict) or annotation.get("was_cancelled"):
        losses.add("an annotation that was skipped", where)
        return []
    if annotation.get("lead_time") is not None:
        problem = "the time of a whole annotation, which is no single decision's"
        losses.add(problem, where, str(annotation["lead_time"]))
    who = annotation.get("completed_by")
    who = who.get("id") if isinstance(who, dict) else who
    at = annotation.get("updated_at") or annotation.get("created_at")
    facts = {"annotator": None if who is None else f"user-{who}", "at": at}
    known = {key: value for key, value in facts.items() if value is not None}
    picture = _read_results(_list(annotation, "result"), document, known, where, losses)
    return read(picture, str(document.text), where, losses)


def _read_prediction(
    prediction: Any, document: Document, where: str, losses: Losses
) -> list[Mark]:
    if not isinstance(prediction, dict):
        lost = "a prediction of which an export has the number alone"
        losses.add(lost, where, str(prediction))
        return []
    version = prediction.get("model_version")
    facts = {"model": str(version or "model")}
    picture = _read_results(_list(prediction, "result"), document, facts, where, losses)
    return read(picture, str(document.text), where, losses)


def _read_results(
    results: Sequence[Any],
    document: Document,
    common: Json,
    where: str,
    losses: Losses,
) -> Picture:
    picture, ids = Picture(), {}
    items = [item for item in results if isinstance(item, dict)]
    kinds = {
        str(item.get("id")): _value(item, "choices") for item in items if _is_kind(item)
    }
    for item in items:
        if item.get("type") == "relation" or _is_kind(item):
            continue
        facts = {**common, **_facts(item)}
        if item.get("type") != "labels":
            picture.labels.append((_read_label(item, facts), facts))
        elif region := _read_region(
            item, kinds.get(str(item.get("id"))), document, facts
        ):
            ids[str(item.get("id"))] = len(picture.regions)
            picture.regions.append(region)
        else:
            losses.add("a span whose words are not those of its text", where, str(item))
    for item in items:
        if item.get("type") == "relation":
            first, second = (ids.get(str(item.get(k))) for k in ("from_id", "to_id"))
            if first is None or second is None:
                losses.add("a relation that is none of ours", where, str(item))
            else:
                picture.links.append((first, second))
    return picture


def _is_kind(item: Json) -> bool:
    return item.get("from_name") == "kind" and item.get("type") == "choices"


def _facts(item: Json) -> Json:
    meta = item.get("meta")
    facts = meta.get("facts") if isinstance(meta, dict) else None
    return dict(facts) if isinstance(facts, dict) else {}


def _value(item: Json, key: str) -> str:
    """Return the first of what was chosen or written."""
    value = item.get("value")
    found = value.get(key) if isinstance(value, dict) else None
    return str(found[0]) if isinstance(found, list) and found else ""


def _read_label(item: Json, facts: Json) -> str:
    """Return the name of what was chosen; whatever is none of ours has none."""
    control, kind = str(item.get("from_name")), item.get("type")
    if control == "origin":
        return write_name(Name("origin", _value(item, "text")))
    if kind != "choices":
        return f"{control} ({kind})"
    label = _value(item, "choices")
    if control.startswith("stance-"):
        holder = facts.pop("holder", None)
        return write_name(Name("stance", label, target_of(control), holder))
    return write_name(Name(control, label))


def _read_region(
    item: Json, kind: str | None, document: Document, facts: Json
) -> Region | None:
    value = item.get("value")
    value = value if isinstance(value, dict) else {}
    start, end, quote = (value.get(key) for key in ("start", "end", "text"))
    if type(start) is not int or type(end) is not int:
        return None
    span = find_span(str(document.text), start, end, quote)
    layer = str(item.get("from_name"))
    target = (kind or None) if layer == "attribution" else None
    name = write_name(Name(layer, _value(item, "labels"), target))
    return Region(name, *span, facts) if span else None
