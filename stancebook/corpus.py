"""A corpus is a folder that is only ever added to, so one class opens and adds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from math import inf
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.article import METADATA
from stancebook.extract import read_articles
from stancebook.files import json_line, make_folder, replace_file
from stancebook.ledger import append_lines, locked, repair, unchanged
from stancebook.records import Join, Record, Records, make_record, read_records
from stancebook.schema import InputError, check, empty
from stancebook.segment import hash_article, segment
from stancebook.twins import find_twins

__all__ = ["Corpus"]

Inputs = str | PathLike[str] | Iterable[str | PathLike[str]]
Row = dict[str, Any]
Outcome = tuple[str, str, str]


class Corpus:
    """
    A folder with `articles.jsonl`, `records.jsonl` and, on one machine alone, `local/`.

    A record stands for an article whose text is not passed on. Whoever has the text
    adds it: it is joined to its record in `local/`, which git ignores. To read changes
    no file; to add first sets aside a last line that a crash tore.
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.folder = Path(folder)
        if not self.folder.is_dir():
            mend = "Make it, or name the folder that holds articles.jsonl."
            raise InputError("there is no such folder", mend, str(folder))
        self._articles = self.folder / "articles.jsonl"
        self._records = self.folder / "records.jsonl"
        self._local = self.folder / "local"

    def __repr__(self) -> str:
        return f"Corpus({str(self.folder)!r})"

    @property
    def articles(self) -> pd.DataFrame:
        """The `articles` table: those of the corpus and those joined to a record."""
        with unchanged(self.folder):
            return self._read()

    def _read(self) -> pd.DataFrame:
        files = [self._articles, *sorted(self._local.glob("*.jsonl"))]
        files = [file for file in files if file.exists() and file.stat().st_size]
        return read_articles(files) if files else empty("articles")

    @property
    def records(self) -> pd.DataFrame:
        """A table of the records, with `joined`: whether the text is here."""
        with unchanged(self.folder):
            rows = read_records(self._records).by_name.values()
        columns = ["article", "sha256", "outlet", "url", "published", "note"]
        table = pd.DataFrame(rows, columns=columns, dtype="object")
        return table.assign(joined=[self._home(row).exists() for row in rows])

    def add(self, articles: Inputs | pd.DataFrame) -> pd.DataFrame:
        """
        Add articles, or what is in files; return what was done with each.

        An article that a record stands for is joined to it (`joined`, or `partly
        joined` where paragraphs are missing); one that is there is left as it is
        (`there already`); any other is `added`, and its `detail` names one that is
        (nearly) the same text. Nothing is done where one cannot be.

        Raises
        ------
        InputError
            Where an input cannot be used, or its id stands for another text.
        """
        rows = _rows(articles)
        with self._writing():
            records = read_records(self._records)
            pairs = [(row, records.find(row["paragraphs"])) for row in rows]
            there = self._read()  # we hold the lock
            hashes = zip(there["article"], there["sha256"], strict=True)
            taken = {**_hashes_of(records), **dict(hashes)}
            # Checked to the end before anything is written.
            rest = [(row, _is_new(row, taken)) for row, join in pairs if not join]
            done = [self._join(row, join) for row, join in pairs if join]
            new = [row for row, is_new in rest if is_new]
            append_lines(self._articles, map(_line, new))
        twins = _find_twins(there, new)  # others need not wait for this
        done += [
            (name, "added", twins.get(name, ""))
            if is_new
            else (name, "there already", "")
            for name, is_new in ((row["article"], is_new) for row, is_new in rest)
        ]
        return _outcomes(done)

    def rehydrate(self, articles: Inputs | pd.DataFrame) -> pd.DataFrame:
        """
        Join articles to their records and add none; return what was done.

        Records whose text is still not here are listed as `not found`, and articles
        that belong to no record as `no record`.
        """
        rows = _rows(articles)
        with self._writing():
            records = read_records(self._records)
            pairs = [(row, records.find(row["paragraphs"])) for row in rows]
            done = [self._join(row, join) for row, join in pairs if join]
        here = {outcome[0] for outcome in done}
        strangers = [(r["article"], "no record", "") for r, join in pairs if not join]
        missing = [
            (name, "not found", "")
            for name, record in records.by_name.items()
            if name not in here and not self._home(record).exists()
        ]
        return _outcomes([*done, *strangers, *missing])

    def add_records(self, articles: pd.DataFrame, note: str | None = None) -> None:
        """Add the records of articles, without their text, to `records.jsonl`."""
        with self._writing():
            known = read_records(self._records).by_name
            made = [make_record(row, note) for row in _dicts(articles)]
            if twice := [one["article"] for one in made if one["article"] in known]:
                problem = f"there is a record of {twice[0]!r} already"
                raise InputError(problem, "Leave it out.", str(self._records))
            append_lines(self._records, map(json_line, made))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock, and mend what a crash tore; reading changes no file."""
        with locked(self.folder):
            repair(self._articles)
            repair(self._records)
            yield

    def _home(self, record: Record) -> Path:
        # Named by the hash, since an id is data and must not name a file.
        return self._local / f"{record['sha256']}.jsonl"

    def _join(self, row: Row, join: Join) -> Outcome:
        """Write the text of a record, unless as much of it is here."""
        home, name = self._home(join.record), join.record["article"]
        if home.exists() and _missing(home) <= len(join.missing):
            return name, "there already", ""
        with replace_file(make_folder(self._local) / ".gitignore") as stream:
            stream.write(b"*\n")
        about = {key: join.record[key] for key in METADATA if join.record.get(key)}
        joined = {**row, **about, "article": name, "provenance": "record"}
        blocks = [block or "" for block in join.blocks]
        if blocks != row["paragraphs"]:  # then the kinds are those of others
            joined.pop("kinds", None)
        line = _line({**joined, "paragraphs": blocks, "missing": join.missing})
        with replace_file(home) as stream:
            stream.write(f"{line}\n".encode())
        return name, "partly joined" if join.missing else "joined", join.detail


def _rows(articles: Inputs | pd.DataFrame) -> list[Row]:
    """Return articles as they stand in a corpus: by paragraphs, without empty keys."""
    if isinstance(articles, pd.DataFrame):
        table = check(articles, "articles")
    else:
        table = read_articles(articles)
    if twice := list(table["article"][table["article"].duplicated()]):
        raise InputError(f"article {twice[0]!r} is there twice", "Give it once.")
    texts = segment(table).groupby("article", sort=False)["text"].agg(list)
    known = ("article", *METADATA, "targets", "kinds")
    keys = [key for key in known if key in table.columns]
    rows = []
    for row in _dicts(table[keys]):
        if row["article"] not in texts.index:
            problem = f"article {row['article']!r} has no text"
            raise InputError(problem, "Add articles with text.")
        rows.append({**row, "paragraphs": texts[row["article"]]})
    return rows


def _dicts(table: pd.DataFrame) -> Iterator[Row]:
    names = [str(column) for column in table.columns]
    for values in table.itertuples(index=False, name=None):
        yield dict(zip(names, values, strict=True))


def _find_twins(there: pd.DataFrame, new: list[Row]) -> dict[str, str]:
    """Say of each new article which other one is (nearly) the same text."""
    if not new:
        return {}
    texts = {row["article"]: "\n\n".join(row["paragraphs"]) for row in new}
    added = pd.DataFrame(list(texts.items()), columns=["article", "text"])
    both = pd.concat([there[["article", "text"]], added])
    found: dict[str, str] = {}
    for article, other, _, similarity in find_twins(both).itertuples(index=False):
        for one, twin in ((article, other), (other, article)):
            near = f"nearly the same text as {twin!r} ({similarity:.2f})"
            found.setdefault(one, near)
    return {name: near for name, near in found.items() if name in texts}


def _hashes_of(records: Records) -> dict[str, str]:
    return {name: record["sha256"] for name, record in records.by_name.items()}


def _is_new(row: Row, taken: Mapping[str, str]) -> bool:
    known = taken.get(row["article"])
    if known in (None, hash_article(row["paragraphs"])):
        return known is None
    problem = f"article {row['article']!r} is in the corpus with another text"
    raise InputError(problem, "Give it another id: a corpus is only ever added to.")


def _line(row: Row) -> str:
    kept = {key: value for key, value in row.items() if not _is_null(value)}
    return json_line(kept)


def _is_null(value: Any) -> bool:
    return value is None or value != value


def _missing(home: Path) -> float:
    """Return how many paragraphs a joined article lacks."""
    try:
        return len(json.loads(home.read_bytes())["missing"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return inf


def _outcomes(done: Iterable[Outcome]) -> pd.DataFrame:
    return pd.DataFrame(done, columns=["article", "outcome", "detail"])
