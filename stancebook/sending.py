"""What a page of the annotator is told, and no more than that."""

from __future__ import annotations

from typing import Any

from stancebook.asking import Sheet
from stancebook.codebook import Label, Layer
from stancebook.events import Event

__all__ = ["SENT", "describe", "send", "summarize"]

Message = dict[str, Any]
SENT = (
    *("event", "action", "of", "layer", "paragraph", "target", "holder", "occasion"),
    *("item", "value", "start", "end", "quote", "note", "check_worthy", "reason"),
)


def describe(layer: Layer) -> Message:
    """Return what a page shows as the guide to a layer."""
    return {
        "name": layer.name,
        "question": layer.question,
        "when_torn": list(layer.when_torn),
        "settled": list(layer.settled),
        "labels": [_entry(label) for label in layer.labels],
        "spans": [_entry(span) for span in layer.spans],
    }


def _entry(label: Label) -> Message:
    lists = {"tests": list(label.tests), "examples": list(label.examples)}
    return {"name": label.name, "definition": label.definition, **lists}


def summarize(sheet: Sheet) -> Message:
    """Return what a page knows of a sheet before it is opened."""
    title = sheet.paragraphs[0]["text"][:120]
    return {
        "article": sheet.article,
        "title": title,
        "asked": sorted(sheet.asked),
        "units": [
            [u.layer, u.paragraph, u.target, u.holder, u.occasion] for u in sheet.units
        ],
    }


def send(event: Event) -> Event:
    """Return what a page is told of an event."""
    return {name: event[name] for name in SENT if event.get(name) is not None}
