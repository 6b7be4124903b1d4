"""Decisions made elsewhere enter our logs once, with who made them and when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.codebook import Codebook
from stancebook.events import Event, find_fault, unit_of
from stancebook.files import json_line
from stancebook.interchange import plain_row
from stancebook.journal import Journal, check_annotator
from stancebook.labels import label_of
from stancebook.losses import Losses
from stancebook.schema import require
from stancebook.segment import hash_text

__all__ = ["save_annotations"]

_SAVED = ("layer", "paragraph", "target", "holder", "item", "occasion")
_SAID = ("value", "start", "end", "seconds", "at", "codebook_version", "reason")
_SHOWN = ("suggestion", "shown")


def save_annotations(
    annotations: pd.DataFrame,
    folder: str | PathLike[str],
    *,
    paragraphs: pd.DataFrame | None = None,
    codebook: Codebook | None = None,
) -> pd.DataFrame:
    """
    Append `annotations` to the logs of a labels folder, each to its annotator's own.

    What holds in a log already is not written again, and an event's id comes from its
    content: to import a file twice doubles nothing, and does not bring back what the
    annotator has changed since.

    Parameters
    ----------
    annotations
        What `import_labels` returns.
    folder
        Such as `labels`; its `annotations/` is made where it is not there.
    paragraphs
        Their texts; the hash of each goes into the log, as the annotator writes it.
    codebook
        A label that it does not have is not taken over.

    Returns
    -------
    pd.DataFrame
        What was not taken over: `lost`, `count`, and the `names` of all of them.

    Raises
    ------
    InputError
        Where an annotator's name is none, or a log cannot be written; logs that come
        later in the alphabet are then as they were.
    """
    columns = ("layer", "paragraph", "value", "annotator")
    require(annotations, "annotations", *columns)
    texts = {}
    if paragraphs is not None:
        require(paragraphs, "paragraphs", "paragraph", "text")
        texts = dict(zip(paragraphs["paragraph"], paragraphs["text"], strict=True))
    losses = Losses()
    rows: dict[str, list[dict[str, Any]]] = {}
    for record in annotations.to_dict("records"):
        row = plain_row(record)
        rows.setdefault(check_annotator(row.get("annotator")), []).append(row)
    for annotator in sorted(rows):
        journal = Journal(Path(folder) / "annotations", annotator)
        state = journal.state()
        known = {_content(event) for event in state.decisions.values()}
        noted = {(unit, event["note"]) for unit, event in state.notes.items()}
        events = [
            event
            for row in rows[annotator]
            for event in _events(row, texts, codebook, losses)
            if _content(event) not in known
            and (unit_of(event), event.get("note")) not in noted
        ]
        journal.append(events)
    return losses.table


def _events(
    row: Mapping[str, Any],
    texts: Mapping[str, Any],
    codebook: Codebook | None,
    losses: Losses,
) -> Iterator[Event]:
    """Yield the events of a row: what was decided, and the note on it."""
    text = texts.get(row["paragraph"])
    base = {key: row[key] for key in _SAVED if key in row}
    facts = {"annotator": row["annotator"], "at": row.get("at", "")}
    if isinstance(text, str):
        facts["sha256"] = hash_text(text)
    own = {key: row[key] for key in (*_SAID, *_SHOWN) if key in row}
    if isinstance(text, str) and "start" in row and "end" in row:
        own["quote"] = text[row["start"] : row["end"]]
    event = _name({"action": "set", **base, **own, **facts})
    layer, label = row["layer"], label_of(row["layer"], row["value"])
    problem = find_fault(event)
    if codebook and not problem and not codebook.allows(layer, label):
        problem = f"{label!r} is not a label of layer {layer!r}"
    if problem:
        losses.add(problem, row.get("id", row["paragraph"]))
        return
    yield event
    if isinstance(note := row.get("note"), str) and note.strip():
        facts |= {"codebook_version": row.get("codebook_version", "")}
        yield _name({"action": "comment", **base, "note": note, **facts})


def _name(event: Event) -> Event:
    """Put an id before an event, which its content gives it."""
    content = json_line(sorted(event.items(), key=str)).encode()
    return {"event": f"import-{hashlib.sha256(content).hexdigest()[:32]}", **event}


def _content(event: Event) -> tuple[Any, ...]:
    """Return what an event says, whoever has written it down and when."""
    own = ("action", "value", "start", "end", "note")
    return (unit_of(event), *(event.get(key) for key in own))
