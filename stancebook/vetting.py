"""Labels are looked through before agreement is told: no figure comes of a slip."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stancebook.codebook import Codebook
from stancebook.schema import (
    CLAIM_KINDS,
    LAYERS,
    MARKED,
    STANCES,
    VOICES,
    InputError,
    require,
)

__all__ = ["KEY", "check_labels"]

KEY = ["paragraph", "target", "holder"]
_LABELS = {
    "voice": VOICES,
    "origin": ("publisher", "wire:NAME", "source:NAME", "unknown"),
    "claims": CLAIM_KINDS,
    "stance": STANCES,
}
_NEEDED = ("layer", "paragraph", "value", "annotator")
_FILLED: dict[str, Any] = {
    "target": "",
    "holder": "",
    "occasion": 0,
    "codebook_version": "",
    "orphaned": False,
    "start": None,
    "end": None,
}


def check_labels(
    annotations: Any, codebook: Codebook | None = None
) -> tuple[pd.DataFrame, dict[str, tuple[str, ...]]]:
    """
    Return annotations that agreement can be told from, and each layer's labels.

    Orphaned decisions and those without a value are left out: they count as missing.

    Raises
    ------
    InputError
        Where nothing is left, one person labelled all of it, a label or layer is
        unknown, or somebody has labelled a unit twice on the same occasion.
    """
    require(annotations, "annotations", *_NEEDED)
    if annotations.empty:
        raise InputError("there is no annotation", "Label some first.")
    table = _take(annotations)
    table = table[table["value"].notna() & ~table["orphaned"].astype(bool)]
    if table.empty:
        problem = "every value is missing, or no label of the codebook any more"
        raise InputError(problem, "Label some units.")
    labels = _check_names(table, codebook)
    if table["annotator"].nunique() < 2:
        problem = f"{table['annotator'].iloc[0]} alone has labelled, nobody else"
        raise InputError(problem, "Agreement takes two: see `assign(overlap=2)`.")
    _refuse_twice(table)
    return table, labels


def _take(annotations: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that count, as plain texts and numbers, gaps filled."""
    table = pd.DataFrame(index=range(len(annotations)))
    for name in (*_NEEDED, *_FILLED):
        given = annotations.get(name, pd.Series(None, index=annotations.index))
        column = given.astype(object).reset_index(drop=True)
        if name in ("layer", "paragraph", "annotator") and column.isna().any():
            row = annotations.index[column.isna()][0]
            raise InputError(f"row {row}: `{name}` is empty", "Fill it, or drop it.")
        gap = _FILLED.get(name)
        table[name] = column.where(column.notna(), gap)
    for name in ("paragraph", "annotator", "codebook_version"):
        table[name] = table[name].astype(str)
    try:
        return table.astype({"occasion": int})
    except (TypeError, ValueError):
        mend = "It is 0 for a first reading, 1 for its repeat."
        raise InputError("an `occasion` is no number", mend) from None


def _check_names(
    table: pd.DataFrame, codebook: Codebook | None
) -> dict[str, tuple[str, ...]]:
    labels = dict(codebook.labels) if codebook else dict(_LABELS)
    texts = table["value"].map(lambda value: isinstance(value, str))
    seen = [table["layer"].astype(str), table["value"].where(texts, None)]
    for row in table[~pd.concat(seen, axis=1).duplicated()].to_dict("records"):
        layer, value = row["layer"], row["value"]
        if layer not in LAYERS:
            mend = f"The layers are {', '.join(LAYERS)}."
            raise InputError(f"{layer!r} is no layer", mend)
        prefix, colon, name = str(value).partition(":")
        kind = f"{prefix}:NAME" if colon and name.strip() else str(value)
        if not isinstance(value, str) or (
            layer != "attribution" and kind not in labels[layer]
        ):
            where = f"{row['annotator']} on {row['paragraph']}"
            problem = f"{value!r} is no label of {layer} ({where})"
            raise InputError(problem, "Give the codebook that has it.")
    return labels


def _refuse_twice(table: pd.DataFrame) -> None:
    plain = table[~table["layer"].isin(MARKED)]
    units = plain[["layer", *KEY, "annotator", "occasion"]]
    twice = plain[units.duplicated()]
    if len(twice):
        first = twice.iloc[0]
        about = ", ".join(part for part in (first["target"], first["holder"]) if part)
        where = f"{first['paragraph']} ({first['layer']}{about and f', {about}'})"
        mend = "Keep one, or mark the second as `occasion` 1."
        raise InputError(f"{first['annotator']} has labelled {where} twice", mend)
