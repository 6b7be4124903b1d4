"""Some read Parquet and some lines of JSON, so each table of a release is both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import parquet

from stancebook.contents import CONTENTS, SPLIT_TABLES, Field
from stancebook.files import json_line, parse_line, replace_file
from stancebook.schema import InputError
from stancebook.splits import SPLITS

__all__ = [
    "Packed",
    "fields_of",
    "pack_tables",
    "read_packed",
    "write_part",
]

_MEND = "Get the release anew; `check_release` says what has changed."
_ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "texts": pa.list_(pa.string()),
}


@dataclass(frozen=True)
class Packed:
    """A table that has been written: its columns, its rows in each split, its files."""

    name: str
    fields: Mapping[str, Field]
    rows: Mapping[str, int]  # by split; under "" where the table is not split

    def file(self, split: str, suffix: str) -> str:
        """Return the path of a part in the release."""
        return f"data/{self.name}{f'-{split}' if split else ''}.{suffix}"


def fields_of(name: str, table: pd.DataFrame) -> dict[str, Field]:
    """Return the columns of a table of a release; a foreign one is taken as it is."""
    if name in CONTENTS:
        return CONTENTS[name]
    return {str(column): _guess(table[column]) for column in table}


def _guess(values: pd.Series[Any]) -> Field:
    kind = "text"
    if pd.api.types.is_bool_dtype(values):
        kind = "flag"
    elif pd.api.types.is_integer_dtype(values):
        kind = "integer"
    elif pd.api.types.is_numeric_dtype(values):
        kind = "number"
    return Field(kind, f"{values.name}, as it was given.")


def pack_tables(
    tables: Mapping[str, pd.DataFrame], splits: Mapping[str, str], folder: Path
) -> list[Packed]:
    """
    Write tables as parquet and as lines of JSON, those about articles split by split.

    `splits` gives the split of each article. A split without an article has no file.
    """
    (folder / "data").mkdir()
    packed = []
    for name, table in tables.items():
        fields = fields_of(name, table)
        parts = dict(_parts(name, table, splits))
        written = Packed(name, fields, {split: len(t) for split, t in parts.items()})
        for split, part in parts.items():
            write_part(part, fields, folder / written.file(split, "parquet"))
        packed.append(written)
    return packed


def _parts(
    name: str, table: pd.DataFrame, splits: Mapping[str, str]
) -> Iterator[tuple[str, pd.DataFrame]]:
    if name not in SPLIT_TABLES:
        yield "", table
        return
    ids = table["article"] if "article" in table else table["paragraph"]
    names = ids if "article" in table else ids.map(lambda one: one.rpartition("#")[0])
    own = names.map(splits)
    used = set(splits.values())
    for split in (split for split in SPLITS if split in used):
        yield split, table[own == split]


def write_part(table: pd.DataFrame, fields: Mapping[str, Field], path: Path) -> None:
    """Write the named columns as parquet, and beside it as lines of JSON."""
    columns = {
        name: pa.array([_plain(value, field.kind) for value in table[name]], field_type)
        for name, field in fields.items()
        for field_type in (_ARROW[field.kind],)
    }
    arrow = pa.table(columns)
    with replace_file(path) as stream:
        parquet.write_table(arrow, stream)
    with replace_file(path.with_suffix(".jsonl")) as stream:
        stream.writelines(f"{json_line(row)}\n".encode() for row in arrow.to_pylist())


def _plain(value: Any, kind: str) -> Any:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if kind == "texts":
        return [str(one) for one in value] if isinstance(value, list | tuple) else None
    if isinstance(value, list | tuple | dict):
        return json_line(value)
    if pd.isna(value):
        return None
    return str(value) if kind == "text" else value


def read_packed(folder: Path, name: str) -> pd.DataFrame:
    """
    Return a table of a release, all splits together, in the order of `SPLITS`.

    Raises
    ------
    InputError
        Where a line is no row, or a column is missing.
    """
    paths = [folder / "data" / f"{name}-{split}.jsonl" for split in SPLITS]
    paths.append(folder / "data" / f"{name}.jsonl")
    rows = [row for path in paths if path.exists() for row in _read(path)]
    columns = list(rows[0]) if rows else list(CONTENTS.get(name, {}))
    if missing := [
        column for column in CONTENTS.get(name, {}) if column not in columns
    ]:
        problem = f"the table {name} of this release lacks the column {missing[0]}"
        raise InputError(problem, _MEND, str(folder))
    found = {
        column: pd.Series([row.get(column) for row in rows], dtype=object)
        for column in columns
    }
    return pd.DataFrame(found, columns=columns)


def _read(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if line:
            row = parse_line(line, path, number, _MEND)
            if not isinstance(row, dict):
                raise InputError("this is no row of a table", _MEND, str(path), number)
            yield row
