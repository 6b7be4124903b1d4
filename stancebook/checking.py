"""What a page sends is held against what was asked, before it is written down."""

from __future__ import annotations

import json
from typing import Any

from stancebook.asking import Sheet, Unit
from stancebook.codebook import Codebook
from stancebook.events import Event
from stancebook.labels import label_of
from stancebook.schema import ATTRIBUTION_PARTS, MARKED

__all__ = ["Asked", "unit_in"]


class Asked:
    """All that was asked of an annotator, to tell a decision from what is none."""

    def __init__(self, sheets: list[Sheet], codebook: Codebook, layers: list[str]):
        self.texts = {
            row["paragraph"]: row["text"] for s in sheets for row in s.paragraphs
        }
        self._codebook, self._layers = codebook, layers
        self._units = {unit for sheet in sheets for unit in sheet.units}
        self._places = {(name, s.occasion) for s in sheets for name in s.asked}

    def find_problem(self, event: Event) -> str | None:
        """Say why an event is no decision about what was asked, if it is none."""
        if event.get("action") in ("undo", "redo"):
            return None
        layer, paragraph = event.get("layer"), event.get("paragraph")
        if (paragraph, event.get("occasion") or 0) not in self._places:
            return f"paragraph {paragraph!r} was not asked for"
        if layer not in self._layers:
            return f"layer {layer!r} was not asked for"
        if layer not in MARKED and unit_in(event) not in self._units:
            return "this was not asked for"
        return self._problem_of_value(event) if event.get("action") == "set" else None

    def _problem_of_value(self, event: Event) -> str | None:
        layer, value = event["layer"], str(event.get("value"))
        if not self._codebook.allows(layer, label_of(layer, value)):
            return f"{value!r} is not a label of layer {layer!r}"
        if layer not in MARKED:
            return None
        return _problem_of_spans(event, self.texts[str(event["paragraph"])])


def unit_in(event: Event) -> Unit:
    """Return the unit that an event decides."""
    return Unit(
        str(event.get("layer")),
        str(event.get("paragraph")),
        event.get("target"),
        event.get("holder"),
        event.get("occasion") or 0,
    )


def _problem_of_spans(event: Event, text: str) -> str | None:
    """Hold each span against the text: what is stored is what was selected."""
    if not event.get("item"):
        return "a span has no id"
    if event["layer"] == "claims":
        spans = [{**event, "text": event.get("quote")}]
    else:
        found = json.loads(event["value"])
        if not all(isinstance(found.get(part), list) for part in ATTRIBUTION_PARTS):
            return "an attribution has lists of spans as source, cue and content"
        spans = [span for part in ATTRIBUTION_PARTS for span in found[part]]
    return next(filter(None, (_problem_of_span(span, text) for span in spans)), None)


def _problem_of_span(span: Any, text: str) -> str | None:
    if not isinstance(span, dict):
        return "a span is no object"
    start, end = span.get("start"), span.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        return "a span has no two offsets in order"
    if end > len(text):
        return f"the paragraph has no {end} characters"
    if span.get("text") != text[start:end]:
        return f"the words from {start} to {end} are not those that were selected"
    return None
