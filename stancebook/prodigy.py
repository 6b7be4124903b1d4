"""Prodigy: lines of JSON, each a task with options, spans and relations."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from stancebook.handover import is_offsets, join_lines, read_lines
from stancebook.interchange import Document, Mark, by_reader
from stancebook.losses import Losses
from stancebook.offsets import split_words
from stancebook.regions import Kept, Picture, Region, draw, list_facts, read

__all__ = ["decode", "encode"]

Task = dict[str, Any]


def encode(
    documents: Sequence[Document], losses: Losses, _: Any = None
) -> dict[str, bytes]:
    """
    Return one task for each paragraph and reading of it, for the blocks interface.

    The keys `meta`, `facts` and `_annotator_id` come back as they are, in a database
    of Prodigy as well.
    """
    tasks = [
        _task(document, *reading)
        for document in documents
        for reading in by_reader(document)
    ]
    for document in documents:
        if not document.text:
            losses.add("an empty text, which Prodigy skips", document.paragraph)
    return {"": join_lines(tasks)}


def _task(
    document: Document, annotator: str, occasion: int, marks: Sequence[Mark]
) -> Task:
    text, picture = str(document.text), draw(marks)
    names = [name for name, _ in picture.labels]
    words = split_words(text, [at for r in picture.regions for at in (r.start, r.end)])
    spans = [_span(n, region, words) for n, region in enumerate(picture.regions)]
    input_hash = zlib.crc32(text.encode("utf-8", "surrogatepass"))
    task = {
        "text": text,
        "meta": {
            "paragraph": document.paragraph,
            "article": document.article,
            "position": document.position,
        },
        "_input_hash": input_hash,
        "_task_hash": zlib.crc32(
            f"{document.paragraph} {occasion}".encode(), input_hash
        ),
        "tokens": _tokens(text, words),
        "spans": spans,
        "relations": [_link(spans[a], spans[b]) for a, b in picture.links],
        "options": [{"id": name, "text": name} for name in dict.fromkeys(names)],
        "accept": names,
        "answer": "accept",
        "_view_id": "blocks",
        "occasion": occasion,
        "facts": list_facts(picture),
    }
    own = {"_annotator_id": annotator, "_session_id": annotator} if annotator else {}
    return task | own


def _tokens(text: str, words: Sequence[tuple[int, int]]) -> list[Task]:
    return [
        {"text": text[a:b], "start": a, "end": b, "id": n, "ws": text[b : b + 1] == " "}
        for n, (a, b) in enumerate(words)
    ]


def _span(number: int, region: Region, words: Sequence[tuple[int, int]]) -> Task:
    """Return a span; its words are those that it touches, none where it is blank."""
    inside = [
        n for n, (a, b) in enumerate(words) if a < region.end and region.start < b
    ]
    place = {"start": region.start, "end": region.end}
    if inside:
        place |= {"token_start": inside[0], "token_end": inside[-1]}
    return {**place, "label": region.name, "id": number}


def _link(head: Task, child: Task) -> Task:
    return {
        "head": head.get("token_end"),
        "child": child.get("token_end"),
        "head_span": head,
        "child_span": child,
        "label": "attribution",
    }


def decode(files: Mapping[str, bytes], losses: Losses, _: Any = None) -> list[Document]:
    """Return the documents of tasks that were accepted."""
    documents = []
    for where, task in read_lines(files, losses):
        if not isinstance(task.get("text"), str):
            losses.add("a record without text", where)
            continue
        document = _place(task)
        documents.append(document)
        if task.get("answer", "accept") != "accept":
            losses.add("a task that was rejected or ignored", where)
            continue
        picture = _picture(task, where, losses)
        document.marks = read(picture, task["text"], where, losses)
    return documents


def _place(task: Task) -> Document:
    given = task.get("meta")
    meta = given if isinstance(given, dict) else {}
    name, article = (str(meta.get(key) or "") for key in ("paragraph", "article"))
    position = meta.get("position")
    return Document(
        name, article, position if type(position) is int else 0, task["text"]
    )


def _picture(task: Task, where: str, losses: Losses) -> Picture:
    who = task.get("_annotator_id") or task.get("_session_id")
    kept = Kept(task.get("facts"), annotator=who, occasion=task.get("occasion"))
    names = _list(task, "accept") or _list(task, "label")
    picture = Picture([kept.label(str(name)) for name in names])
    ids: dict[Any, int] = {}
    for span in _list(task, "spans"):
        key = _key(span)
        if key is None or key[1] > len(task["text"]):
            losses.add("a span that is not in its text", where, str(span))
            continue
        ids[key] = len(picture.regions)
        picture.regions.append(kept.region(key[2], *key[:2]))
    for link in _list(task, "relations"):
        first, second = (_end(ids, link, key) for key in ("head_span", "child_span"))
        if first is None or second is None:
            losses.add("a relation that is none of ours", where, str(link))
        else:
            picture.links.append((first, second))
    return picture


def _list(task: Task, key: str) -> list[Any]:
    value = task.get(key)
    if isinstance(value, str):
        return [value]
    return value if isinstance(value, list) else []


def _key(span: Any) -> tuple[int, int, str, Any] | None:
    """Return what tells a span from the others; Prodigy's own have no id."""
    if not isinstance(span, dict) or not is_offsets(span.get("start"), span.get("end")):
        return None
    own = span.get("id")
    own = own if type(own) is int else None
    return span["start"], span["end"], str(span.get("label")), own


def _end(ids: Mapping[Any, int], link: Any, key: str) -> int | None:
    """Return which region a relation of ours begins or ends at."""
    ours = isinstance(link, dict) and link.get("label") == "attribution"
    return ids.get(_key(link.get(key))) if ours else None
