"""Formats differ in how they say it, so what is said stands between them and tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from stancebook.files import json_line
from stancebook.losses import Losses
from stancebook.schema import ATTRIBUTION_PARTS, TABLES, require
from stancebook.segment import hash_text

__all__ = [
    "Document",
    "Mark",
    "Spot",
    "by_reader",
    "make_annotations",
    "make_documents",
    "make_paragraphs",
    "plain_row",
    "read_mark",
    "write_value",
]

_PLACE = ("layer", "paragraph", "start", "end", "target", "holder", "value")
_TEXTS = ("id", "annotator", "at", "codebook_version", "note", "item")
_QUOTES = ("quote", "text")  # read off the paragraph, so that they cannot grow stale
_NO_SPAN = "a span that is not in its paragraph"
_NO_QUOTE = "a span whose words are not those of its paragraph"


class Spot(NamedTuple):
    """A span in code points; its `part` is source, cue, content, or empty."""

    part: str
    start: int
    end: int


@dataclass(frozen=True)
class Mark:
    """One decision: a label, the spans that it is about, and the facts around it."""

    layer: str
    label: str
    target: str | None = None
    holder: str | None = None
    spots: tuple[Spot, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def annotator(self) -> str:
        """Who decided; empty where nobody says so."""
        return str(self.facts.get("annotator") or "")


@dataclass
class Document:
    """A paragraph with what was decided about it; what every format is made from."""

    paragraph: str
    article: str
    position: int
    text: str | None
    marks: list[Mark] = field(default_factory=list)


def make_documents(
    annotations: pd.DataFrame, paragraphs: pd.DataFrame, losses: Losses
) -> list[Document]:
    """
    Return every paragraph with its decisions, from `annotations` or `gold`.

    A decision that no file could hold (its paragraph or span is not there) goes to the
    losses.
    """
    require(annotations, "annotations", "layer", "paragraph", "value")
    require(paragraphs, "paragraphs", "paragraph", "article", "text")
    documents = {
        row["paragraph"]: Document(
            row["paragraph"], row["article"], int(row.get("position") or 0), row["text"]
        )
        for row in map(plain_row, paragraphs.to_dict("records"))
        if row.get("text") is not None
    }
    for number, record in enumerate(annotations.to_dict("records")):
        row = plain_row(record)
        name = row.get("id") or f"{row['layer']} of {row['paragraph']}, row {number}"
        document = documents.get(row["paragraph"])
        if document is None:
            losses.add("a decision on a paragraph whose text is not given", name)
        elif mark := read_mark(row, document.text, str(name), losses):
            document.marks.append(mark)
    return list(documents.values())


def plain_row(record: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what a row holds, without gaps, as values that JSON has."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        own = value.tolist() if hasattr(value, "tolist") else value
        if own is None or own is pd.NA or own is pd.NaT or own != own:
            continue
        whole = isinstance(own, float) and own.is_integer() and name != "seconds"
        found[str(name)] = int(own) if whole else own
    return found


def read_mark(
    row: dict[str, Any], text: str | None, name: str, losses: Losses
) -> Mark | None:
    """Return the decision in a row; one that does not fit its text is a loss."""
    facts = {key: row[key] for key in row if key not in (*_PLACE, *_QUOTES)}
    who = (row.get("target"), row.get("holder"))
    if row["layer"] == "attribution":
        value = _parse(row["value"])
        if value is None:
            losses.add("a value that is no attribution", name)
            return None
        rest = {k: v for k, v in value.items() if k not in (*ATTRIBUTION_PARTS, "kind")}
        facts["attribution"] = rest
        spans = [(part, span) for part in ATTRIBUTION_PARTS for span in value[part]]
        label = str(value["kind"])
    else:
        own = {"start": row.get("start"), "end": row.get("end")}
        own |= {"text": row.get("quote", row.get("text"))}
        spans = [("", own)] if "start" in row or "end" in row else []
        label = row["value"]
    if problem := next(filter(None, (_fault(span, text) for _, span in spans)), None):
        losses.add(problem, name)
        return None
    spots = tuple(Spot(part, span["start"], span["end"]) for part, span in spans)
    return Mark(row["layer"], label, *who, spots, facts)


def _parse(value: str) -> dict[str, Any] | None:
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not str(found.get("kind") or "").strip():
        return None
    lists = [found.get(part) for part in ATTRIBUTION_PARTS]
    whole = all(isinstance(own, list) for own in lists) and any(lists)
    return found if whole else None


def _fault(span: Any, text: str | None) -> str | None:
    if not isinstance(span, dict):
        return _NO_SPAN
    start, end = span.get("start"), span.get("end")
    if type(start) is not int or type(end) is not int:
        return _NO_SPAN
    if not 0 <= start < end:
        return _NO_SPAN
    if text is None:
        return None
    if end > len(text):
        return _NO_SPAN
    return _NO_QUOTE if span.get("text", None) not in (None, text[start:end]) else None


def by_reader(document: Document) -> list[tuple[str, int, list[Mark]]]:
    """
    Return the marks of a paragraph by annotator and occasion, in order; one at least.

    Most tools hold one reading of a text in one place; two readings are two places.
    """
    found: dict[tuple[str, int], list[Mark]] = {}
    for mark in document.marks:
        key = (mark.annotator, int(mark.facts.get("occasion") or 0))
        found.setdefault(key, []).append(mark)
    readings = [(*key, own) for key, own in found.items()]
    return readings or [("", 0, [])]


def make_annotations(
    documents: Iterable[Document], defaults: Mapping[str, Any]
) -> pd.DataFrame:
    """
    Return the `annotations` of documents; what is unknown of one comes from `defaults`.

    A decision without an id gets one from its content, so that it is the same each
    time that a file is read.
    """
    rows = [
        _row(document, mark, defaults)
        for document in documents
        for mark in document.marks
    ]
    extra = dict.fromkeys(key for row in rows for key in row)
    columns = list(dict.fromkeys([*TABLES["annotations"], "item", "occasion", *extra]))
    table = pd.DataFrame(rows, columns=columns).astype(object)
    return table.where(table.notna(), None)


def _row(document: Document, mark: Mark, defaults: Mapping[str, Any]) -> dict[str, Any]:
    text = document.text
    row: dict[str, Any] = dict.fromkeys((*TABLES["annotations"], "item"))
    row |= {"at": "", "codebook_version": "", "occasion": 0, **defaults}
    row |= _clean(mark.facts)
    row |= {"layer": mark.layer, "paragraph": document.paragraph, "value": mark.label}
    row |= {"target": mark.target, "holder": mark.holder}
    if mark.layer == "attribution":
        row["value"] = write_value(mark, text)
    elif mark.spots:
        row |= {"start": mark.spots[0].start, "end": mark.spots[0].end}
    content = [row[key] for key in (*_PLACE, "annotator", "occasion")]
    if row["item"] is None and (mark.spots or mark.layer == "attribution"):
        row["item"] = f"span-{_digest(content)[:16]}"
    row["id"] = row["id"] or f"read-{_digest([*content, row['at'], row['item']])[:32]}"
    return row


def _clean(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as columns have them, whatever a file says."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        if name in (*_PLACE, "attribution") or value is None:
            continue
        if name in _TEXTS:
            found[name] = value if isinstance(value, str) else json_line(value)
        elif name == "occasion":
            found[name] = value if type(value) is int else 0
        elif name != "seconds" or isinstance(value, int | float):
            found[name] = value
    return found


def write_value(mark: Mark, text: str | None) -> str:
    """Return the JSON text that is the value of an attribution."""
    parts: dict[str, Any] = {part: [] for part in ATTRIBUTION_PARTS}
    for part, start, end in mark.spots:
        words = {} if text is None else {"text": text[start:end]}
        parts[part].append({"start": start, "end": end, **words})
    rest = mark.facts.get("attribution")
    return json_line(
        {**parts, "kind": mark.label, **(rest if isinstance(rest, dict) else {})}
    )


def _digest(content: Sequence[Any]) -> str:
    return hashlib.sha256(json_line(list(content)).encode()).hexdigest()


def make_paragraphs(documents: Iterable[Document]) -> pd.DataFrame:
    """Return the `paragraphs` whose text the documents hold."""
    rows = {
        one.paragraph: {
            "paragraph": one.paragraph,
            "article": one.article,
            "position": one.position,
            "start": 0,
            "end": len(one.text),
            "sha256": hash_text(one.text.encode("utf-8", "replace").decode()),
            "text": one.text,
            "outlet": None,
        }
        for one in documents
        if one.text is not None
    }
    return pd.DataFrame(list(rows.values()), columns=list(TABLES["paragraphs"]))
