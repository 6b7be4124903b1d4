"""New gold joins what stands there already, and nobody's decision is lost to it."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import Any

import pandas as pd

from stancebook.files import json_line, make_folder, replace_file
from stancebook.gold import find_fault, key_of, read_rows
from stancebook.ledger import locked
from stancebook.schema import MARKED, TABLES, InputError, require

__all__ = ["AUTOMATIC", "write_gold"]

AUTOMATIC = ("one vote:", "unanimous:", "majority:", "dawid_skene:", "mace:")
_MEND = "See labels/README.md for what a row holds."
_UNIT = ("layer", "paragraph", "target", "holder")
Row = dict[str, Any]
Place = tuple[Any, ...]


def write_gold(
    gold: pd.DataFrame, folder: str | PathLike[str], *, replace: bool = False
) -> pd.DataFrame:
    """
    Add rows to `gold.jsonl` of a labels folder, and return what became of each unit.

    The file is written whole or not at all. What a rule has merged gives way to a newer
    row. What somebody decided stays: where the labels are the same it is kept, and
    where they are not, nothing is written, unless `replace` is true. Columns beyond the
    table's own, such as `votes`, become keys of the line; empty ones are left out.

    Returns
    -------
    pd.DataFrame
        A row a unit: its key, `action` (added, kept or replaced) and `before`, how it
        was decided in the file. Of layers of spans, a paragraph is a unit.

    Raises
    ------
    InputError
        Where a row is none of gold or stands twice, or a unit that somebody decided
        is decided otherwise.
    """
    require(gold, "gold", *TABLES["gold"])
    path = make_folder(folder) / "gold.jsonl"
    given = _by_unit(_check_rows([_as_line(row) for row in gold.to_dict("records")]))
    with locked(path.parent):
        old = _by_unit(read_rows(path) if path.exists() else [])
        actions = {unit: _settle(old.get(unit), rows) for unit, rows in given.items()}
        disputed = [unit for unit, action in actions.items() if action is None]
        if disputed and not replace:
            first = " ".join(filter(None, disputed[0]))
            problem = f"{len(disputed)} units are decided otherwise there, as {first}"
            mend = "Leave them out, or give replace=True."
            raise InputError(problem, mend, str(path))
        changed = {unit for unit, action in actions.items() if action != "kept"}
        whole = {**old, **{unit: given[unit] for unit in given if unit in changed}}
        with replace_file(path) as stream:
            for row in (row for rows in whole.values() for row in rows):
                stream.write(json_line(row).encode("utf-8") + b"\n")
    return _report(actions, old)


def _report(
    actions: Mapping[Place, str | None], old: Mapping[Place, list[Row]]
) -> pd.DataFrame:
    rows = [
        {**dict(zip(_UNIT, unit, strict=True)), "action": action or "replaced"}
        | {"before": old[unit][0]["how"] if unit in old else None}
        for unit, action in actions.items()
    ]
    return pd.DataFrame(rows, columns=[*_UNIT, "action", "before"])


def _as_line(record: Mapping[Any, Any]) -> Row:
    """Return a record as JSON has it; of what is empty, the table's columns alone."""
    row = {str(name): _plain(value, str(name)) for name, value in record.items()}
    return {k: v for k, v in row.items() if v is not None or k in TABLES["gold"]}


def _check_rows(rows: list[Row]) -> list[Row]:
    seen: set[tuple[Any, ...]] = set()
    for number, row in enumerate(rows):
        problem = find_fault(row)
        if not problem and key_of(row) in seen:
            problem = "its unit is decided in another row, too"
        if problem:
            raise InputError(f"row {number} of gold: {problem}", _MEND)
        seen.add(key_of(row))
    return rows


def _by_unit(rows: list[Row]) -> dict[Place, list[Row]]:
    found: dict[Place, list[Row]] = {}
    for row in rows:
        spans = row["layer"] in MARKED
        place = (None, None) if spans else (row.get("target"), row.get("holder"))
        found.setdefault((row["layer"], row["paragraph"], *place), []).append(row)
    return found


def _settle(old: list[Row] | None, new: list[Row]) -> str | None:
    """Return what becomes of a unit, or nothing where that is not ours to say."""
    if old is None:
        return "added"
    if all(row["how"].startswith(AUTOMATIC) for row in old):
        return "replaced"
    return "kept" if _content(old) == _content(new) else None


def _content(rows: list[Row]) -> set[tuple[Any, ...]]:
    return {(*key_of(row), row["value"]) for row in rows}


def _plain(value: Any, name: str = "") -> Any:
    """Return a value of a table as JSON knows it; pandas may have offsets as floats."""
    if isinstance(value, Mapping):
        return {str(key): _plain(own, str(key)) for key, own in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(own) for own in value]
    if pd.isna(value):
        return None
    return int(value) if name in ("start", "end") else value
