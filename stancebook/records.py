"""A record stands for an article whose text may not be passed on: hashes, no text."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.schema import TABLES, InputError
from stancebook.segment import hash_article, hash_text, segment

__all__ = ["Join", "Records", "make_record", "read_records"]

Record = dict[str, Any]

_ABOUT = ("outlet", "url", "published", "note")
_HASH = re.compile(r"[0-9a-f]{64}")
_MEND = "Make records with `make_record`."


def make_record(article: Mapping[str, Any], note: str | None = None) -> Record:
    """
    Return the record of a row of an `articles` table: hashes and offsets, no text.

    Examples
    --------
    >>> row = {"article": "a", "text": "Low tide", "outlet": None, "sha256": "0"}
    >>> record = make_record(row, note="composed")
    >>> record["outlet"], record["paragraphs"][0]["end"]
    ('unknown', 8)
    """
    table = pd.DataFrame([dict(article)]).reindex(columns=list(TABLES["articles"]))
    columns = ["position", "start", "end", "sha256"]
    paragraphs = segment(table.astype("object"))
    return {
        "article": article["article"],
        "sha256": hash_article(paragraphs["text"]),
        "outlet": article.get("outlet") or "unknown",
        "url": article.get("url"),
        "published": article.get("published"),
        "note": note,
        "paragraphs": paragraphs[columns].to_dict("records"),
    }


@dataclass(frozen=True)
class Join:
    """A record and the paragraphs that were found for it; None where one is missing."""

    record: Record
    blocks: tuple[str | None, ...]
    by: str

    @property
    def missing(self) -> list[int]:
        """The positions of paragraphs that were not found."""
        return [n for n, block in enumerate(self.blocks) if block is None]

    @property
    def detail(self) -> str:
        """Say by which hashes the record was found, and what is missing."""
        if self.by == "article":
            return "by the hash of the article"
        total, gaps = len(self.blocks), ", ".join(map(str, self.missing))
        found = f"by the hashes of {total - len(self.missing)} of {total} paragraphs"
        return f"{found}; not found: {gaps}" if gaps else found


class Records:
    """The records of a corpus, found by the hashes of an article or its paragraphs."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.by_name = {record["article"]: record for record in records}
        self._by_article = {r["sha256"]: r for r in self.by_name.values()}
        self._holders: dict[str, set[str]] = defaultdict(set)
        for name, record in self.by_name.items():
            for paragraph in record["paragraphs"]:
                self._holders[paragraph["sha256"]].add(name)

    def find(self, texts: Sequence[str]) -> Join | None:
        """
        Return the record that paragraphs belong to, None where there is none.

        It is the one with the article's hash, or else the one of which most is there,
        if that is at least half of its characters.
        """
        known = {hash_text(text): text for text in texts}
        record = self._by_article.get(hash_article(texts))
        if record and not (join := _join(record, known, "article")).missing:
            return join
        votes = Counter(name for key in known for name in self._holders.get(key, ()))
        joins = [_join(self.by_name[name], known, "paragraphs") for name in votes]
        best = max(joins, key=_share, default=None)
        return best if best and _share(best) >= 0.5 else None


def read_records(path: Path) -> Records:
    """
    Read a file of records, one a line; where there is none, there are no records.

    Raises
    ------
    InputError
        Where a line is no record, or the second one of an article.
    """
    content = path.read_bytes() if path.exists() else b""
    found: dict[str, Record] = {}
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        record = _parse(line, str(path), number)
        if record["article"] in found:
            problem = f"there is a record of {record['article']!r} already"
            raise InputError(problem, "Keep one.", str(path), number)
        found[record["article"]] = record
    return Records(found.values())


def _parse(line: bytes, file: str, number: int) -> Record:
    try:
        record = json.loads(line)
        if _is_record(record):
            return {**dict.fromkeys(_ABOUT), **record}
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        pass
    raise InputError("this is no record of an article", _MEND, file, number)


def _is_record(record: Any) -> bool:
    name, paragraphs = record["article"], record["paragraphs"]
    about = all(isinstance(record.get(key), str | None) for key in _ABOUT)
    hashes = [record["sha256"], *(paragraph["sha256"] for paragraph in paragraphs)]
    positions = [paragraph["position"] for paragraph in paragraphs]
    return (
        (isinstance(name, str) and bool(name) and about)
        and all(_HASH.fullmatch(one) for one in hashes)
        and positions == list(range(len(positions)))
        and all(0 <= part["start"] <= part["end"] for part in paragraphs)
    )


def _join(record: Record, known: Mapping[str, str], by: str) -> Join:
    blocks = tuple(
        _fit(known.get(part["sha256"]), part["end"] - part["start"])
        for part in record["paragraphs"]
    )
    return Join(record, blocks, by)


def _fit(text: str | None, length: int) -> str | None:
    """Return the text in the Unicode form that has the record's length, if one has."""
    if text is None:
        return None
    bare = text.strip()
    forms = (bare, *(unicodedata.normalize(form, bare) for form in ("NFC", "NFD")))
    return next((form for form in (text, *forms) if len(form) == length), None)


def _share(join: Join) -> float:
    """Return the share of the record's characters that were found."""
    total: int = sum(part["end"] - part["start"] for part in join.record["paragraphs"])
    return sum(len(block) for block in join.blocks if block) / max(total, 1)
