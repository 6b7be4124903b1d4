"""What a release's tables hold is said once, and every description is made from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import parquet

from stancebook.files import json_line, replace_file
from stancebook.splits import SPLITS

__all__ = [
    "CONTENTS",
    "SPLIT_TABLES",
    "Field",
    "Packed",
    "fields_of",
    "hash_file",
    "pack_tables",
    "read_packed",
    "write_part",
]


@dataclass(frozen=True)
class Field:
    """What a column of a release holds."""

    kind: str
    meaning: str


def _text(meaning: str) -> Field:
    return Field("text", meaning)


def _integer(meaning: str) -> Field:
    return Field("integer", meaning)


_ARTICLE = _text("Id of the article.")
_PARAGRAPH = _text("Id of the paragraph: ARTICLE#POSITION, the title being 0.")
_START = _integer("First code point of a span, counted from 0.")
_END = _integer("End of a span in code points, exclusive.")
_TARGET = _text("Id of the target, of a stance.")
_HOLDER = _text("Whose stance or claim it is: publisher, wire:NAME or source:NAME.")
_VALUE = _text("What was decided: a label; of an attribution, its spans as JSON.")
_LAYER = _text("voice, origin, attribution, claims or stance.")
_TEXT = _text("The words; empty where they are not passed on.")
_CHAIN = Field("texts", "The voices from the outside in.")

CONTENTS: dict[str, dict[str, Field]] = {
    "paragraphs": {
        "paragraph": _PARAGRAPH,
        "article": _ARTICLE,
        "position": _integer("Number of the paragraph in its article, from 0."),
        "start": _integer("First code point of the paragraph in its article."),
        "end": _integer("End of the paragraph in its article, exclusive."),
        "sha256": _text("SHA-256 of the text: UTF-8, NFC, stripped."),
        "outlet": _text("Who published it."),
        "text": _TEXT,
        "excerpt": _text("Its first words, where the release gives excerpts."),
        "voice": _text("editorial, reported, mixed, credit or boilerplate."),
        "origin": _text("Who speaks: publisher, wire:NAME, source:NAME or unknown."),
        "chain": _CHAIN,
    },
    "articles": {
        "article": _ARTICLE,
        "outlet": _text("Who published it."),
        "url": _text("Its address."),
        "title": _text("Its title; empty where the text is not passed on."),
        "author": _text("Its author, as the page names one."),
        "published": _text("When it was published, as the page says."),
        "retrieved": _text("When it was taken from the page."),
        "language": _text("Its language."),
        "rights": _text("Under which licence its text is."),
        "sha256": _text("SHA-256 of its paragraphs, joined by blank lines."),
        "form": _text("full, excerpt or withheld: what of its text is passed on."),
    },
    "gold": {
        "layer": _LAYER,
        "paragraph": _PARAGRAPH,
        "target": _TARGET,
        "value": _VALUE,
        "holder": _HOLDER,
        "how": _text("Who decided it, and in which way."),
        "start": _START,
        "end": _END,
        "text": _TEXT,
        "chain": _CHAIN,
    },
    "annotations": {
        "id": _text("Id of the decision."),
        "layer": _LAYER,
        "paragraph": _PARAGRAPH,
        "start": _START,
        "end": _END,
        "target": _TARGET,
        "holder": _HOLDER,
        "value": _VALUE,
        "annotator": _text("Who decided, under a number."),
        "at": _text("When."),
        "seconds": Field("number", "How long it took, in seconds."),
        "codebook_version": _text("The version of the codebook that was followed."),
        "occasion": _integer("0, or which repeat of the unit by the same person."),
    },
    "targets": {
        "target": _text("Id of the target."),
        "text": _text("The target as a sentence to be for or against."),
        "aliases": Field("texts", "Other words for it."),
    },
    "splits": {
        "article": _ARTICLE,
        "group": _integer("Articles of one group are never parted."),
        "split": _text("train, dev or test."),
    },
    "leaks": {
        "kind": _text("copy, passage, outlet or time."),
        "article": _ARTICLE,
        "split": _text("The split that it is in."),
        "other": _text("Id of the article across the border."),
        "other_split": _text("The split that this one is in."),
        "similarity": Field("number", "Share of what both have, from 0 to 1."),
        "detail": _text("Which paragraphs, outlet or dates."),
    },
}
SPLIT_TABLES = ("paragraphs", "articles", "gold", "annotations")
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
    """Return a table of a release, all splits together, in the order of `SPLITS`."""
    paths = [folder / "data" / f"{name}-{split}.jsonl" for split in SPLITS]
    lines = [
        line
        for path in (*paths, folder / "data" / f"{name}.jsonl")
        if path.exists()
        for line in path.read_bytes().split(b"\n")
        if line
    ]
    rows = [json.loads(line) for line in lines]
    columns = list(rows[0]) if rows else list(CONTENTS.get(name, {}))
    found = {
        column: pd.Series([row.get(column) for row in rows], dtype=object)
        for column in columns
    }
    return pd.DataFrame(found, columns=columns)


def hash_file(path: Path) -> str:
    """
    Return the SHA-256 of a file.

    Examples
    --------
    >>> import os
    >>> hash_file(Path(os.devnull))[:8]
    'e3b0c442'
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
