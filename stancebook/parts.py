"""A large table is a folder of parts, which all must have one form on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import parquet

from stancebook.files import hash_file, replace_file
from stancebook.ledger import sync_folder
from stancebook.schema import TABLES

__all__ = ["DECIMALS", "part_path", "settle_table", "write_part"]

# What a model says of a text moves by a millionth with the texts that it is read with.
DECIMALS = 4
_TEXTS = pa.list_(pa.string())
_SPAN = {"start": pa.int64(), "end": pa.int64(), "text": pa.string()}
_SPANS = pa.list_(pa.struct(list(_SPAN.items())))
_EDIT = {n: pa.string() for n in ("op", "before", "after")} | {"at": pa.int64()}
_LISTS = {
    **dict.fromkeys(("source", "cue", "content"), _SPANS),
    "edits": pa.list_(pa.struct(list(_EDIT.items()))),
}
_KINDS = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "probability": pa.float64(),
    "score": pa.float64(),
    "flag": pa.bool_(),
}
# Beyond what every such table has: where an article was read, and who chose a target.
_MORE = {
    "articles": {
        "provenance": pa.string(),
        "file": pa.string(),
        "line": pa.int64(),
    },
    "targets": {"proposed": pa.bool_()},
    "scores": {"proposed": pa.bool_()},
}


@dataclass(frozen=True)
class _Form:
    """The columns of a table on the disk, and which of them are rounded."""

    schema: Any
    rounded: tuple[str, ...]


def _form(name: str) -> _Form:
    columns = TABLES[name]
    fields = {
        column: _LISTS.get(column, _TEXTS) if rule.kind == "list" else _KINDS[rule.kind]
        for column, rule in columns.items()
    }
    rounded = (
        c for c, rule in columns.items() if rule.kind in ("probability", "score")
    )
    fields |= _MORE.get(name, {})
    return _Form(pa.schema(list(fields.items())), tuple(rounded))


def part_path(folder: Path, table: str, part: str) -> Path:
    """
    Return where a part of a table stands.

    Examples
    --------
    >>> part_path(Path("run"), "scores", "news-00001").as_posix()
    'run/scores/part-news-00001.parquet'
    """
    return folder / table / f"part-{part}.parquet"


def _as_arrow(table: pd.DataFrame, name: str) -> Any:
    form = _form(name)
    whole = table.reindex(columns=form.schema.names)
    for column in form.rounded:
        whole[column] = whole[column].astype(float).round(DECIMALS) + 0.0  # never -0.0
    objects = whole.astype(object)  # an empty column has no kind of its own
    arrow = pa.Table.from_pandas(objects, form.schema, preserve_index=False)
    return arrow.replace_schema_metadata(None)


def settle_table(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """
    Return a table as it will be read from the disk: rounded, and with its own types.

    The next step sees the same, whether or not a run was cut off in between.

    Examples
    --------
    >>> row = {"target": "dam", "text": "It holds.", "aliases": [], "proposed": True}
    >>> settle_table(pd.DataFrame([row]), "targets").iloc[0].to_dict() == row
    True
    """
    arrow = _as_arrow(table, name)
    records = arrow.to_pylist()
    settled = pd.DataFrame(records, columns=arrow.column_names)
    for column in arrow.column_names:  # a missing text is None, as it is when read
        if pa.types.is_string(arrow.schema.field(column).type):
            values = [record[column] for record in records]
            settled[column] = pd.Series(values, dtype=object)
    return settled


def write_part(table: pd.DataFrame, name: str, path: Path) -> dict[str, Any]:
    """Write a part whole and for good; return its hash, size and number of rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replace_file(path) as stream:
        parquet.write_table(_as_arrow(table, name), stream, compression="zstd")
    sync_folder(path.parent)
    size = path.stat().st_size
    return {"sha256": hash_file(path), "bytes": size, "rows": len(table)}
