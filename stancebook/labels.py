"""Labels are what people decided: their logs are read, and nothing is ever dropped."""

from __future__ import annotations

import json
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.codebook import Codebook
from stancebook.events import Event, replay, unit_of
from stancebook.journal import read_log
from stancebook.schema import TABLES, InputError, check, empty

__all__ = ["label_of", "read_annotations"]

_KEPT = ("item", "occasion", "suggestion", "shown", "reason")


def read_annotations(
    folder: str | PathLike[str],
    codebook: Codebook | None = None,
    part: str = "annotations",
) -> pd.DataFrame:
    """
    Return what every annotator of a labels folder has decided, as `annotations`.

    Each log in `<folder>/annotations/` is replayed: what was undone or replaced is not
    there, though its line stays. Beyond the table's columns there are `item` (the id of
    a span), `occasion` (0, or which repeat of the unit), `suggestion` (what a model
    says), `shown` (whether the annotator saw that), `reason` and `orphaned`.

    Parameters
    ----------
    folder
        Such as `labels`.
    codebook
        Renames labels by its `[[renamed]]` tables, and marks as `orphaned` what is no
        label or target of it any more. A decision is never dropped.
    part
        `annotations`, or `adjudications` for what adjudicators have decided.

    Raises
    ------
    InputError
        Where there is no such folder, or a line is no event; the message names it.
    """
    place = Path(folder) / part
    if not Path(folder).is_dir():
        raise InputError(
            "there is no such folder", "Give a labels folder.", str(folder)
        )
    rows = []
    for path in sorted(place.glob("*.jsonl")):
        state = replay(read_log(path))
        decided = [{"annotator": path.stem, **e} for e in state.decisions.values()]
        notes = {unit: event["note"] for unit, event in state.notes.items()}
        rows += [_annotation(event, notes.get(unit_of(event))) for event in decided]
    if not rows:
        return empty("annotations")
    table = pd.DataFrame(rows).astype(object)
    table = table.where(table.notna(), None)
    return check(_rename(table, codebook) if codebook else table, "annotations")


def _annotation(event: Event, note: str | None) -> dict[str, Any]:
    columns = [name for name in TABLES["annotations"] if name not in ("id", "note")]
    row = {name: event.get(name) for name in (*columns, *_KEPT)}
    row["occasion"] = row["occasion"] or 0
    return {"id": event["event"], **row, "note": note, "orphaned": False}


def _rename(table: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Apply what the codebook renamed, and mark what it no longer has."""
    given = zip(table["layer"], table["value"], table["target"], strict=True)
    now = [
        (
            layer,
            codebook.renamed.get((layer, value), value),
            codebook.renamed.get(("target", target), target),
        )
        for layer, value, target in given
    ]
    known = {None, *codebook.targets["target"]}
    orphaned = [
        not codebook.allows(layer, label_of(layer, value)) or target not in known
        for layer, value, target in now
    ]
    _, values, targets = zip(*now, strict=True)
    return table.assign(value=values, target=targets, orphaned=orphaned)


def label_of(layer: str, value: str) -> str:
    """
    Return the label in a decision: of an attribution, the kind in its JSON text.

    Examples
    --------
    >>> label_of("attribution", '{"kind": "direct"}')
    'direct'
    """
    if layer != "attribution":
        return value
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return str(found.get("kind", "")) if isinstance(found, dict) else value
