"""A file of any size is read in a stream, and cut into parts that fit a worker."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

import pandas as pd

from stancebook.alignment import SHORTEST, hash_bands, read_passage
from stancebook.article import Page
from stancebook.extract import find_files, read_file
from stancebook.files import hash_file, json_line, replace_file
from stancebook.intake import Found, Rejection, read_row
from stancebook.parts import part_path, write_part
from stancebook.receipts import hash_value, is_there, read_receipt, write_receipt
from stancebook.reprints import name_agency
from stancebook.schema import TABLES, InputError
from stancebook.segment import segment

__all__ = ["WORK", "Source", "find_sources", "read_jsonl", "stage_file"]

WORK = "work"
_KINDS = re.compile(r"\.(jsonl|ndjson|warc)(\.gz|\.zst)?$|\.parquet$", re.IGNORECASE)
_FEW = "`run` takes .jsonl, .warc (each also with .gz or .zst) and .parquet"


@dataclass(frozen=True)
class Source:
    """One input file, by its path and by the name that its parts have."""

    path: str
    name: str


def find_sources(inputs: list[str]) -> tuple[list[Source], list[Rejection]]:
    """
    Return the files to read, in order, and what is passed over.

    Raises
    ------
    InputError
        Where an input is not there or cannot be used, or none is left.
    """
    sources: dict[str, Source] = {}
    passed: list[Rejection] = []
    for place in inputs:
        for found in find_files(place):
            if isinstance(found, Rejection):
                passed.append(found)
            elif not _KINDS.search(found.name):
                passed.append(Rejection(str(found), 0, f"passed over: {_FEW}"))
            else:
                path = str(found.resolve())
                sources.setdefault(path, Source(path, _name(path)))
    if not sources:
        mend = f"{_FEW}; `label` takes single texts and pages."
        raise InputError("no input can be used", mend, ", ".join(inputs)[:200])
    return list(sources.values()), passed


def _name(path: str) -> str:
    """Return a name that sorts with the file's and that no other file has."""
    stem = re.sub(r"[^a-z0-9]+", "-", PurePath(path).name.split(".")[0].casefold())
    return f"{stem.strip('-')[:40] or 'input'}-{hash_value(path)[:8]}"


@dataclass
class _Stage:
    """One file on its way into parts: what is gathered, and what was written."""

    source: Source
    folder: Path
    size: int
    rows: list[Page] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    paragraphs: int = 0
    parts: list[dict[str, Any]] = field(default_factory=list)

    def take(self, found: Found) -> None:
        """Gather one article; a full part goes to the disk."""
        if isinstance(found, InputError):
            raise found
        row = read_row(found)
        if row["article"] in self.names:
            problem, mend = (
                f"article {row['article']!r} is there already",
                "Name it anew.",
            )
            raise InputError(problem, mend, found["file"], found.get("line", 0))
        place = {"file": found["file"], "line": found.get("line", 0)}
        self.rows.append({**row, **place})
        self.names.add(row["article"])
        blocks = row["blocks"]
        self.paragraphs += (
            row["text"].count("\n\n") + 1 if blocks is None else len(blocks)
        )
        if self.paragraphs >= self.size:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered as a part, with the wire reports in it beside it."""
        if not self.rows:
            return
        part = f"{self.source.name}-{len(self.parts):05}"
        columns = [*TABLES["articles"], "provenance", "file", "line"]
        articles = pd.DataFrame(self.rows, columns=columns, dtype=object)
        paragraphs = segment(articles)
        wire = list(_find_wire(paragraphs))
        _write_lines(self.folder / "wire" / f"{part}.jsonl", wire)
        entry = write_part(
            articles, "articles", part_path(self.folder, "articles", part)
        )
        more = {"wire": hash_value(wire), "paragraphs": len(paragraphs)}
        self.parts.append({**entry, "part": part, **more})
        self.rows, self.names, self.paragraphs = [], set(), 0


def stage_file(source: Source, out: str, size: int, version: str) -> dict[str, Any]:
    """
    Cut a file into parts of about `size` paragraphs; return the receipt.

    A file that was cut already, and did not change since, is left as it is. What
    cannot be used goes to a file of its own, with its place and the reason.
    """
    folder, path = Path(out) / WORK, Path(source.path)
    receipt_path = Path(out) / "receipts" / "inputs" / f"{source.name}.json"
    done = read_receipt(receipt_path)
    try:
        stat = path.stat()
        seen = {"bytes": stat.st_size, "changed": stat.st_mtime_ns}
        if _is_current(done, folder, size, version) and done["seen"] == seen:
            return done
        digest = hash_file(path)
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror or error})"
        raise InputError(problem, "Look at its permissions.", str(path)) from None
    if not _is_current(done, folder, size, version) or done["sha256"] != digest:
        done = _cut(source, folder, size)
    keys = {"size": size, "version": version, "sha256": digest, "seen": seen}
    receipt = {**done, **keys, "file": source.path, "name": source.name}
    write_receipt(receipt_path, receipt)
    return receipt


def _is_current(receipt: Any, folder: Path, size: int, version: str) -> bool:
    if (receipt.get("size"), receipt.get("version")) != (size, version):
        return False
    places = ((part_path(folder, "articles", e["part"]), e) for e in receipt["parts"])
    rejects = folder / "rejected" / f"{receipt['name']}.jsonl"
    return rejects.exists() and all(is_there(path, entry) for path, entry in places)


def _cut(source: Source, folder: Path, size: int) -> dict[str, Any]:
    stage, rejected = _Stage(source, folder, size), 0
    place = folder / "rejected" / f"{source.name}.jsonl"
    place.parent.mkdir(parents=True, exist_ok=True)
    with replace_file(place) as stream:
        for error in _take_all(stage):
            rejection = Rejection(
                error.file or source.path, error.line, f"{error.problem}. {error.mend}"
            )
            stream.write(f"{json_line(rejection)}\n".encode())
            rejected += 1
        stage.flush()
    return {"parts": stage.parts, "rejected": rejected}


def _take_all(stage: _Stage) -> Iterator[InputError]:
    """Take every article of the file, and yield what is wrong with the others."""
    records = read_file(Path(stage.source.path), lambda *_: None)
    while True:
        try:
            found = next(records)
        except StopIteration:
            return
        except InputError as error:  # of the file as a whole
            yield error
            return
        try:
            stage.take(found)
        except InputError as error:
            if isinstance(error.__cause__, OSError):  # the disk is full
                raise
            yield error


def _find_wire(paragraphs: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the paragraphs of wire reports, with what they are found by."""
    for article, own in paragraphs.groupby("article", sort=False):
        columns = (own[name] for name in ("paragraph", "position", "text", "outlet"))
        rows = list(zip(*columns, strict=True))
        passages = [read_passage(row[0], str(article), row[2]) for row in rows[:4]]
        if not name_agency(rows[0][3], passages):  # a dateline stands near the top
            continue
        passages = [read_passage(row[0], str(article), row[2]) for row in rows]
        for (name, position, text, outlet), passage in zip(rows, passages, strict=True):
            yield {
                "article": article,
                "paragraph": name,
                "position": position,
                "text": text,
                "outlet": outlet if isinstance(outlet, str) else None,
                "words": hash_value(passage.words)[:16],
                "bands": hash_bands(passage.words)
                if len(passage.words) >= SHORTEST
                else [],
            }


def _write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replace_file(path) as stream:
        stream.writelines(f"{json_line(row)}\n".encode() for row in rows)


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file that this module wrote."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
