"""CSV: one row a decision, for whoever works in a spreadsheet; no cell of it runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stancebook.files import json_line
from stancebook.handover import decode_text
from stancebook.interchange import Document, Mark, read_mark, write_value
from stancebook.losses import Losses
from stancebook.schema import InputError

__all__ = ["decode", "encode", "encode_for_excel"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_PLACES = ("article", "paragraph", "position", "layer", "value", "start", "end")
_OWN = ("quote", "target", "holder")
_FACTS = {
    **dict.fromkeys(("id", "annotator", "at", "codebook_version", "note", "item"), str),
    **dict.fromkeys(("suggestion", "reason"), str),
    "occasion": int,
    "seconds": float,
}
_COLUMNS = (*_PLACES, *_OWN, *_FACTS, "more", "text")
_NEEDED = ("paragraph", "layer", "value")
# What no spreadsheet holds; its place keeps its width, so that offsets stay right.
_UNSEEN = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"}
_UNSEEN |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
_LIMIT = 1_000_000  # characters of a cell


def encode(
    documents: Sequence[Document], losses: Losses, _: Any = None
) -> dict[str, bytes]:
    """Return one row a decision; a paragraph without any has a row without a layer."""
    stream = io.StringIO(newline="")
    # all cells in quotes: a carriage return alone would otherwise end a row
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    for document in documents:
        for mark in document.marks or (None,):
            row = _row(document, mark)
            name = str(row.get("id") or document.paragraph)
            own = {"text": document.paragraph, "article": document.paragraph}
            cells = [_defuse(row.get(c), own.get(c, name), losses) for c in _COLUMNS]
            writer.writerow(cells)
    return {"": stream.getvalue().encode()}


def encode_for_excel(
    documents: Sequence[Document], losses: Losses, _: Any = None
) -> dict[str, bytes]:
    """Return the same with a mark in front by which Excel knows UTF-8."""
    return {"": b"\xef\xbb\xbf" + encode(documents, losses)[""]}


def _row(document: Document, mark: Mark | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "article": document.article,
        "paragraph": document.paragraph,
        "position": document.position,
        "text": document.text,
    }
    if mark is None:
        return row
    row |= {"layer": mark.layer, "target": mark.target, "holder": mark.holder}
    row |= {key: mark.facts[key] for key in _FACTS if key in mark.facts}
    rest = {k: v for k, v in mark.facts.items() if k not in (*_FACTS, "attribution")}
    row |= {"more": json_line(rest)} if rest else {}
    if mark.layer == "attribution":
        return row | {"value": write_value(mark, document.text)}
    row["value"] = mark.label
    if mark.spots:
        _, start, end = mark.spots[0]
        quote = (document.text or "")[start:end]
        row |= {"start": start, "end": end, "quote": quote}
    return row


def _defuse(value: Any, name: str, losses: Losses) -> Any:
    """Put an apostrophe before what a spreadsheet would run, or would lose."""
    if not isinstance(value, str):
        return value
    shown = value.translate(_UNSEEN)
    if shown != value:
        losses.add("control characters, which are shown by pictures", name)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _arm(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def decode(
    files: Mapping[str, bytes], losses: Losses, texts: Mapping[str, str]
) -> list[Document]:
    """
    Return the documents of rows; an apostrophe of ours is taken away again.

    Raises
    ------
    InputError
        Where it is no CSV with these columns; the message names the line.
    """
    documents: dict[str, Document] = {}
    for where, row in _rows(files, losses):
        position = _number(row.get("position"), int) or 0
        name = row["paragraph"]
        text = row["text"] if "text" in row else texts.get(name)
        found = Document(name, row.get("article") or "", position, text)
        document = documents.setdefault(name, found)
        if not row["layer"] or not row["value"]:
            continue
        mark = read_mark(_read(row), document.text, where, losses)
        document.marks += [mark] if mark else []
    return list(documents.values())


def _rows(
    files: Mapping[str, bytes], losses: Losses
) -> Iterator[tuple[str, dict[str, str]]]:
    csv.field_size_limit(_LIMIT)
    for name, content in files.items():
        text = decode_text(content, name, mend="Save it as CSV UTF-8.")
        reader = csv.reader(io.StringIO(text, newline=""))
        try:
            header = next(reader, [])
            if missing := [column for column in _NEEDED if column not in header]:
                problem = f"there is no column {', '.join(missing)}"
                mend = f"The first line names the columns: {', '.join(_COLUMNS)}."
                raise InputError(problem, mend, name, 1)
            for cells in reader:
                where = f"{name}:{reader.line_num}"
                if len(cells) == len(header):
                    pairs = zip(header, map(_arm, cells), strict=True)
                    yield where, dict(pairs)
                elif cells:
                    losses.add("a row with too many or too few cells", where)
        except csv.Error as error:
            problem, mend = f"not CSV: {error}", "Save it as CSV anew."
            raise InputError(problem, mend, name, reader.line_num) from None


def _read(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a row as `annotations` has it: numbers as numbers, and without gaps."""
    kinds = {**dict.fromkeys(("layer", "value", *_OWN), str), **_FACTS}
    kinds |= {"start": int, "end": int}
    found = {key: _number(row.get(key), kind) for key, kind in kinds.items()}
    try:
        more = json.loads(row.get("more") or "{}")
    except (ValueError, RecursionError):
        more = {}
    found |= more if isinstance(more, dict) else {}
    return {key: value for key, value in found.items() if value is not None}


def _number(cell: str | None, kind: Any) -> Any:
    try:
        return kind(cell) if cell else None
    except ValueError:
        return None
