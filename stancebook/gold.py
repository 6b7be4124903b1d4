"""What is held to be right decides every figure, so it is read with care."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.files import parse_line
from stancebook.schema import (
    ATTRIBUTION_KINDS,
    ATTRIBUTION_PARTS,
    CLAIM_KINDS,
    LAYERS,
    STANCES,
    TABLES,
    VOICES,
    InputError,
    check,
    empty,
)

__all__ = ["find_bad_label", "find_fault", "key_of", "read_gold", "read_rows"]

_MEND = "See labels/README.md for what a row holds."
_VALUES = {"voice": VOICES, "claims": CLAIM_KINDS, "stance": STANCES}
_ORIGIN = re.compile(r"publisher|unknown|(wire|source):\S.*")
_PARAGRAPH = re.compile(r"\S.*#\d+")  # an article may be named after a file


def read_gold(folder: str | PathLike[str]) -> pd.DataFrame:
    """
    Return `gold.jsonl` of a labels folder as a `gold` table.

    Keys beyond the table's columns are kept as columns of their own: `chain` of a
    voice, `start`, `end` and `text` of a claim. An attribution's value is JSON text.

    Raises
    ------
    InputError
        Where a line is no row of the table; the message names the line.
    """
    return _table(read_rows(Path(folder) / "gold.jsonl"))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file as they stand there, each of them checked."""
    seen: dict[tuple[Any, ...], int] = {}
    rows = []
    for line, content in _lines(path):
        row = _parse(content, path, line)
        if problem := find_fault(row):
            raise InputError(problem, _MEND, str(path), line)
        first = seen.setdefault(key_of(row), line)
        if first != line:
            problem = f"this {row['layer']} row is decided already, on line {first}"
            raise InputError(problem, "Keep one of the two.", str(path), line)
        rows.append(row)
    return rows


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = f"the gold labels cannot be read ({error.strerror})"
        raise InputError(problem, "Give a labels folder.", str(path)) from None
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            yield number, line


def _parse(content: bytes, path: Path, line: int) -> dict[str, Any]:
    row = parse_line(content, path, line, _MEND)
    if isinstance(row, dict):
        return row
    raise InputError("not a JSON object", _MEND, str(path), line)


def find_fault(row: dict[str, Any]) -> str | None:
    """Say why something is no row of gold, if it is none."""
    for column in ("layer", "paragraph", "value", "how"):
        if not isinstance(row.get(column), str) or not row[column].strip():
            return f"`{column}` is missing or no text"
    if row["layer"] not in LAYERS:
        return f"layer {row['layer']!r} is not one of {', '.join(LAYERS)}"
    if not _PARAGRAPH.fullmatch(row["paragraph"]):
        return f"paragraph {row['paragraph']!r} is not of the form article#3"
    return find_bad_label(row["layer"], row["value"]) or _problem_of_extras(row)


def find_bad_label(layer: str, value: str) -> str | None:
    """Say why a value is none of a layer, if it is none."""
    if layer == "attribution":
        return _problem_of_attribution(value)
    fits = _ORIGIN.fullmatch(value) if layer == "origin" else value in _VALUES[layer]
    return None if fits else f"{value!r} is not a label of layer {layer!r}"


def _problem_of_extras(row: dict[str, Any]) -> str | None:
    given = (row.get("target"), row.get("holder"))
    if not all(value is None or (isinstance(value, str) and value) for value in given):
        return "`target` or `holder` is neither null nor a text"
    if row["layer"] == "stance" and given[0] is None:
        return "a stance needs a target"
    if (row["layer"] == "claims" or row.keys() & {"start", "end"}) and not _is_span(
        row
    ):
        return "`start` and `end` are not two offsets in order, as a claim needs"
    return None


def _problem_of_attribution(value: str) -> str | None:
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return "an attribution's value is JSON text, and this is not"
    if not isinstance(found, dict) or found.get("kind") not in ATTRIBUTION_KINDS:
        return f"an attribution's kind is one of {', '.join(ATTRIBUTION_KINDS)}"
    spans = [found.get(part) for part in ATTRIBUTION_PARTS]
    if not all(isinstance(part, list) and all(map(_is_span, part)) for part in spans):
        return "an attribution has lists of spans as source, cue and content"
    return None if found["content"] else "an attribution has content"


def _is_span(span: Any) -> bool:
    if not isinstance(span, dict):
        return False
    start, end = span.get("start"), span.get("end")
    return type(start) is int and type(end) is int and 0 <= start < end < 2**31


def key_of(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return what may stand only once: a claim by its span, another by its place."""
    place = (row["layer"], row["paragraph"], row.get("target"))
    if row["layer"] == "claims":
        return (*place, row["start"], row["end"], row["value"])
    if row["layer"] == "attribution":
        return (*place, row["value"])
    return (*place, row.get("holder"))


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    if not rows:
        return empty("gold")
    names = dict.fromkeys([*TABLES["gold"], *(name for row in rows for name in row)])
    columns = {
        name: pd.Series([row.get(name) for row in rows], dtype=_dtype(name))
        for name in names
    }
    return check(pd.DataFrame(columns), "gold")


def _dtype(name: str) -> str:
    return "Int64" if name in ("start", "end") else "object"
