"""doccano: lines of JSON, each a text with categories, spans and relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stancebook.handover import is_offsets, join_lines, read_lines
from stancebook.interchange import Document, by_reader
from stancebook.losses import Losses
from stancebook.regions import Kept, Picture, draw, list_facts, read

__all__ = ["LONGEST_NAME", "decode", "encode"]

LONGEST_NAME = 100  # characters that doccano has for the name of a label
_LONG = f"a name of over {LONGEST_NAME} characters, which doccano will not import"


def encode(
    documents: Sequence[Document], losses: Losses, _: Any = None
) -> dict[str, bytes]:
    """
    Return one line for each paragraph and reading of it.

    doccano keeps the keys that it does not know, such as `paragraph` and `facts`, as
    meta data, and exports them again.
    """
    lines = [
        _line(document, *reading, losses)
        for document in documents
        for reading in by_reader(document)
    ]
    return {"": join_lines(lines)}


def _line(
    document: Document, annotator: str, occasion: int, marks: Any, losses: Losses
) -> dict[str, Any]:
    picture = draw(marks)
    names = [name for name, _ in picture.labels]
    for name in [*names, *(region.name for region in picture.regions)]:
        if len(name) > LONGEST_NAME:
            losses.add(_LONG, document.paragraph, name)
    return {
        "text": document.text,
        "cats": names,
        "entities": [
            {"id": n, "start_offset": r.start, "end_offset": r.end, "label": r.name}
            for n, r in enumerate(picture.regions)
        ],
        "relations": [
            {"id": n, "from_id": a, "to_id": b, "type": "attribution"}
            for n, (a, b) in enumerate(picture.links)
        ],
        "Comments": [],
        "paragraph": document.paragraph,
        "article": document.article,
        "position": document.position,
        "annotator": annotator,
        "occasion": occasion,
        "facts": list_facts(picture),
    }


def decode(files: Mapping[str, bytes], losses: Losses, _: Any = None) -> list[Document]:
    """Return the documents in doccano's lines, its older forms of them included."""
    documents = []
    for where, record in read_lines(files, losses):
        text = record.get("text", record.get("data"))
        if not isinstance(text, str):
            losses.add("a record without text", where)
            continue
        if record.get("Comments") or record.get("comments"):
            losses.add("comments on a text as a whole", where)
        document = _place(record, text)
        picture = _picture(record, text, where, losses)
        document.marks = read(picture, text, where, losses)
        documents.append(document)
    return documents


def _place(record: Mapping[str, Any], text: str) -> Document:
    """Return an empty document of where a record says that it is from."""
    name, article = (str(record.get(key) or "") for key in ("paragraph", "article"))
    position = record.get("position")
    return Document(name, article, position if type(position) is int else 0, text)


def _picture(
    record: Mapping[str, Any], text: str, where: str, losses: Losses
) -> Picture:
    who = {key: record.get(key) for key in ("annotator", "occasion")}
    kept = Kept(record.get("facts"), **who)
    picture = Picture()
    ids: dict[Any, int] = {}
    for item in _items(record):
        if isinstance(item, str):
            picture.labels.append(kept.label(item))
            continue
        found = _read_span(item)
        if found is None or found[1] > len(text):
            losses.add("a span that is not in its text", where, str(item))
            continue
        own = str(item.get("id")) if isinstance(item, dict) else ""
        ids[own] = len(picture.regions)
        picture.regions.append(kept.region(found[2], *found[:2]))
    for link in _list(record, "relations"):
        first, second = (_end(ids, link, key) for key in ("from_id", "to_id"))
        if first is None or second is None:
            losses.add("a relation that is none of ours", where, str(link))
        else:
            picture.links.append((first, second))
    return picture


def _items(record: Mapping[str, Any]) -> list[Any]:
    keys = ("cats", "label", "labels", "entities")
    return [item for key in keys for item in _list(record, key)]


def _list(record: Mapping[str, Any], key: str) -> list[Any]:
    value = record.get(key)
    return value if isinstance(value, list) else []


def _end(ids: Mapping[Any, int], link: Any, key: str) -> int | None:
    """Return which region a relation of ours begins or ends at."""
    ours = isinstance(link, dict) and link.get("type") == "attribution"
    return ids.get(str(link.get(key))) if ours else None


def _read_span(item: Any) -> tuple[int, int, str] | None:
    if isinstance(item, dict):
        item = [item.get(key) for key in ("start_offset", "end_offset", "label")]
    if not isinstance(item, list) or len(item) != 3:
        return None
    start, end, name = item
    return (start, end, str(name)) if is_offsets(start, end) else None
