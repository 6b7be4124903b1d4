"""A page and the wire report it reprints may stand in parts that are far apart."""

from __future__ import annotations

import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import parquet  # type: ignore[import-untyped]

from stancebook.alignment import COMMON, SHORTEST, Words, hash_bands, read_passage
from stancebook.chain import rows_of
from stancebook.parts import part_path
from stancebook.receipts import is_there, read_receipt, write_receipt
from stancebook.reprints import find_reprints
from stancebook.schema import InputError, empty
from stancebook.staging import WORK, read_jsonl

__all__ = ["build_index", "find_copies", "find_doubles", "open_index"]

CROWD = 50  # wire reports; a band that more of them share tells none from another
MEETINGS = 2  # bands in common; texts by chance alike rarely have two

_EMPTY = """
CREATE TABLE ids(article TEXT, part TEXT);
CREATE TABLE wire(id INTEGER PRIMARY KEY, part TEXT, article TEXT);
CREATE TABLE lines(wire INTEGER, paragraph TEXT, position INTEGER, text TEXT,
    outlet TEXT, words TEXT);
CREATE TABLE raw(band INTEGER, wire INTEGER, words TEXT);
"""
# Sorted on the disk by SQLite, so that memory does not grow with the articles.
_JOIN = f"""
CREATE TABLE doubles AS SELECT part, article FROM (SELECT article, part, row_number()
    OVER (PARTITION BY article ORDER BY rowid) AS place FROM ids) WHERE place > 1;
CREATE INDEX doubles_of ON doubles(part);
DROP TABLE ids;
DELETE FROM wire WHERE (part, article) IN (SELECT part, article FROM doubles);
CREATE TABLE bands(band INTEGER, wire INTEGER, PRIMARY KEY(band, wire)) WITHOUT ROWID;
INSERT OR IGNORE INTO bands SELECT band, wire FROM raw
    WHERE wire IN (SELECT id FROM wire) AND words NOT IN
    (SELECT words FROM lines GROUP BY words HAVING count(*) > {COMMON})
    ORDER BY band, wire;
DROP TABLE raw;
DELETE FROM bands WHERE band IN
    (SELECT band FROM bands GROUP BY band HAVING count(*) > {CROWD});
CREATE INDEX lines_of ON lines(wire);
"""
_MEET = f"""
SELECT asked.passage, bands.wire FROM asked JOIN bands USING(band)
    GROUP BY 1, 2 HAVING count(*) >= {MEETINGS}
"""


def build_index(out: str, parts: list[str], key: str) -> str:
    """
    Write what the parts must know of one another: ids taken twice, and wire reports.

    It stands in `work/index.sqlite`, and is made anew where `key` is another than its
    receipt tells. Returns `key`.
    """
    path = Path(out) / WORK / "index.sqlite"
    receipt = Path(out) / "receipts" / "index.json"
    done = read_receipt(receipt)
    if done.get("key") == key and is_there(path, done):
        return key
    part = path.with_name(f".index.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part)) as base:
            base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
            base.executescript(_EMPTY)
            for name in parts:
                _add_part(base, Path(out) / WORK, name)
            base.commit()
            base.executescript(_JOIN)
        _put_on_disk(part, path)
    except (OSError, sqlite3.Error) as error:
        problem = f"the index of wire reports cannot be written ({error})"
        mend = "Make room on the disk, then run the same command again."
        raise InputError(problem, mend, str(path)) from error
    finally:
        part.unlink(missing_ok=True)
    write_receipt(receipt, {"key": key, "bytes": path.stat().st_size})
    return key


def _put_on_disk(part: Path, path: Path) -> None:
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    part.replace(path)


def _add_part(base: sqlite3.Connection, folder: Path, part: str) -> None:
    table = parquet.read_table(part_path(folder, "articles", part), columns=["article"])
    ids = ((name, part) for name in table["article"].to_pylist())
    base.executemany("INSERT INTO ids VALUES (?, ?)", ids)
    known: dict[str, int] = {}
    for row in read_jsonl(folder / "wire" / f"{part}.jsonl"):
        article = row["article"]
        if article not in known:
            insert = "INSERT INTO wire(part, article) VALUES (?, ?)"
            known[article] = base.execute(insert, (part, article)).lastrowid or 0
        columns = ("paragraph", "position", "text", "outlet", "words")
        values = (known[article], *(row[column] for column in columns))
        base.execute("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?)", values)
        bands = ((band, known[article], row["words"]) for band in row["bands"])
        base.executemany("INSERT INTO raw VALUES (?, ?, ?)", bands)


def open_index(out: str) -> closing[sqlite3.Connection]:
    """Open the index to be read, by any number of workers at once."""
    path = (Path(out) / WORK / "index.sqlite").resolve()
    base = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)
    base.execute("PRAGMA temp_store=MEMORY")
    return closing(base)


def find_doubles(index: sqlite3.Connection, part: str) -> list[str]:
    """Return the articles of a part whose ids another article had before."""
    asked = "SELECT article FROM doubles WHERE part = ? ORDER BY article"
    return [row[0] for row in index.execute(asked, (part,))]


def find_copies(index: sqlite3.Connection, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """
    Return the `reprints` of a part: whatever part holds the wire report.

    What `find_reprints` compares is the reports that the part may draw on and the
    articles that may, so how many articles hold a text is counted among these alone.
    """
    if not index.execute("SELECT 1 FROM bands LIMIT 1").fetchall():
        return empty("reprints")
    articles, wire = _find_meetings(index, paragraphs)
    if not wire:
        return empty("reprints")
    columns = ["article", "paragraph", "position", "text", "outlet"]
    own = rows_of(paragraphs, "article", articles)[columns].astype(object)
    known = set(paragraphs["article"])
    reports = pd.DataFrame(_read_wire(index, wire, known), columns=columns)
    both = pd.concat([own, reports.astype(object)], ignore_index=True)
    return rows_of(find_reprints(both), "paragraph", own["paragraph"])


def _find_meetings(
    index: sqlite3.Connection, paragraphs: pd.DataFrame
) -> tuple[set[str], list[int]]:
    """Return the articles that share bands with wire reports, and these reports."""
    holders: dict[Words, set[str]] = defaultdict(set)
    for article, text in zip(paragraphs["article"], paragraphs["text"], strict=True):
        holders[read_passage("", "", text).words].add(article)
    asked = [words for words in holders if len(words) >= SHORTEST]
    index.execute(
        "CREATE TEMP TABLE IF NOT EXISTS asked(passage INTEGER, band INTEGER)"
    )
    index.execute("DELETE FROM asked")
    for number, words in enumerate(asked):
        bands = ((number, band) for band in hash_bands(words))
        index.executemany("INSERT INTO asked VALUES (?, ?)", bands)
    met = index.execute(_MEET).fetchall()
    articles = {article for number, _ in met for article in holders[asked[number]]}
    return articles, sorted({wire for _, wire in met})


def _read_wire(
    index: sqlite3.Connection, wire: Iterable[int], own: set[str]
) -> Iterator[dict[str, Any]]:
    asked = (
        "SELECT article, paragraph, position, text, outlet FROM lines"
        " JOIN wire ON wire.id = lines.wire WHERE wire.id = ? ORDER BY position"
    )
    columns = ("article", "paragraph", "position", "text", "outlet")
    for number in wire:
        for row in index.execute(asked, (number,)):
            if row[0] not in own:
                yield dict(zip(columns, row, strict=True))
