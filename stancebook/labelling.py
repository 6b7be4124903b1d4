"""One part of a large run, from its articles to its scores, each table once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from threading import Lock
from typing import Any

import pandas as pd

from stancebook.chain import (
    STAGES,
    Tables,
    join_tables,
    label_batch,
    own_targets,
    rows_of,
)
from stancebook.files import read_parts
from stancebook.intake import Rejection
from stancebook.jobs import Job, check_worker
from stancebook.parts import part_path, settle_table, write_part
from stancebook.receipts import hash_value, is_there, read_receipt, write_receipt
from stancebook.schema import InputError, empty
from stancebook.segment import segment
from stancebook.staging import WORK
from stancebook.wire import find_copies, find_doubles, open_index

__all__ = ["label_part"]

_ONE_AT_A_TIME = Lock()  # a worker may have threads, but the models are loaded once


def label_part(job: Job, entry: dict[str, Any], index: str) -> dict[str, Any]:
    """
    Make the tables of one part that are not there yet, and return its receipt.

    A table is made from what its key names: the texts, the weights, the numbers that
    they compute in, the targets. Those whose key and file are there already are left as
    they are.
    """
    with _ONE_AT_A_TIME:
        check_worker(job)
        part = _Part(job, entry)
        part.make_plain(index)
        part.make_labels()
        return part.receipt


class _Part:
    """One part under way: its receipt, and which of its tables are there."""

    def __init__(self, job: Job, entry: dict[str, Any]) -> None:
        self.job, self.entry = job, entry
        self.name: str = entry["part"]
        self.folder = Path(job.out)
        self.place = self.folder / "receipts" / "parts" / f"{self.name}.json"
        self.receipt: dict[str, Any] = read_receipt(self.place)
        self.done: dict[str, Any] = self.receipt.setdefault("tables", {})

    def make_plain(self, index: str) -> None:
        """Make the tables that need no model, and say what came twice."""
        with open_index(self.job.out) as base:
            doubles = find_doubles(base, self.name)
            texts = hash_value(self.job.version, self.entry["sha256"], doubles)
            keys = dict.fromkeys(("articles", "paragraphs"), texts)
            keys["reprints"] = hash_value(texts, index)
            if not (stale := self._stale(keys)):
                return
            staged = self._read("articles", self.folder / WORK)
            twice = staged["article"].isin(doubles)
            articles = staged[~twice].reset_index(drop=True)
            paragraphs = segment(articles)
            found = find_copies(base, paragraphs)
        made = {"articles": articles, "paragraphs": paragraphs, "reprints": found}
        own = [list(own_targets(own)) for own in articles["targets"]]
        self.receipt |= {
            "part": self.name,
            "own": hash_value(articles["article"].tolist(), own),
            "languages": _count_languages(articles),
            "doubles": [_double(row) for row in staged[twice].to_dict("records")],
        }
        self._commit(made, {name: keys[name] for name in stale})

    def make_labels(self) -> None:
        """Make the tables that models make, as far as they are not there."""
        keys = self._keys()
        if not (stale := self._stale(keys)):
            return
        made, failed = self._label(stale)
        self.receipt |= {"batch": self.job.batch, "failed": failed}
        self._commit(made, {name: keys[name] for name in stale})

    def _keys(self) -> dict[str, str]:
        """Say for each table what it is made from, by the tables that it needs."""
        job, keys = self.job, dict[str, str]()
        plain = {n: self.done[n]["sha256"] for n in ("paragraphs", "reprints")}
        for stage in STAGES:
            needs = [{**plain, **keys}[name] for name in stage.needs]
            models = [[job.models.get(m), job.numbers] for m in stage.models]
            told = [job.told, self.receipt["own"]] if "scores" in stage.makes else []
            key = hash_value(job.version, job.chain.name, models, needs, told)
            keys |= dict.fromkeys(stage.makes, key)
        return keys

    def _stale(self, keys: dict[str, str]) -> list[str]:
        return [name for name, key in keys.items() if not self._is_done(name, key)]

    def _is_done(self, name: str, key: str) -> bool:
        entry = self.done.get(name, {})
        path = part_path(self.folder, name, self.name)
        return entry.get("key") == key and is_there(path, entry)

    def _read(self, name: str, folder: Path | None = None) -> pd.DataFrame:
        return read_parts([part_path(folder or self.folder, name, self.name)], name)

    def _label(self, stale: list[str]) -> tuple[Tables, list[Rejection]]:
        """Take the articles through the models, a batch at a time."""
        names = {name for stage in STAGES for name in stage.makes}
        kept = names - set(stale) - {"targets", "scores"}
        given = {
            n: self._read(n) for n in ("articles", "paragraphs", "reprints", *kept)
        }
        skipped = names - set(stale) - kept  # nothing hangs on them
        batches: list[Tables] = []
        failed: list[Rejection] = []
        for first in range(0, len(given["articles"]), self.job.batch):
            articles = given["articles"].iloc[first : first + self.job.batch]
            batch = _cut_batch(given, articles) | {n: empty(n) for n in skipped}
            batches += _label_batch(self.job, batch, failed)
        if failed and not batches:
            raise InputError(failed[0]["reason"], "No article of the part can be read.")
        tables = {n: join_tables((b[n] for b in batches), n) for n in stale}
        if "targets" in tables:
            tables["targets"] = tables["targets"].drop_duplicates("target")
        return tables, failed

    def _commit(self, tables: Tables, keys: dict[str, str]) -> None:
        """Put tables on the disk, then the receipt that makes them count."""
        for name, key in keys.items():
            path = part_path(self.folder, name, self.name)
            self.done[name] = {**write_part(tables[name], name, path), "key": key}
        write_receipt(self.place, self.receipt)


def _count_languages(articles: pd.DataFrame) -> dict[str, int]:
    said = [one if isinstance(one, str) else "" for one in articles["language"]]
    return dict(sorted(Counter(said).items()))


def _double(row: dict[Any, Any]) -> Rejection:
    problem = f"article {row['article']!r} is there already, in a part before this one"
    return Rejection(
        row["file"], row["line"], f"{problem}. Give each an id of its own."
    )


def _cut_batch(tables: Tables, articles: pd.DataFrame) -> Tables:
    """Return the rows of every table that belong to these articles."""
    paragraphs = rows_of(tables["paragraphs"], "article", articles["article"])
    own = {
        name: rows_of(table, "paragraph", paragraphs["paragraph"])
        for name, table in tables.items()
        if name not in ("articles", "paragraphs")
    }
    whole = articles.reset_index(drop=True)
    return {"articles": whole, "paragraphs": paragraphs, **own}


def _settle(tables: Tables) -> Tables:
    return {name: settle_table(table, name) for name, table in tables.items()}


def _label_batch(job: Job, batch: Tables, failed: list[Rejection]) -> list[Tables]:
    """Label a batch; an article that the chain stumbles over is set aside."""
    try:
        return [label_batch(batch, job.targets, job.chain, _settle)]
    except (InputError, MemoryError):
        raise
    except Exception as error:
        if "allocate memory" in str(error):  # torch's own way to say it
            raise MemoryError(str(error)) from error
        articles = batch["articles"]
        if len(articles) == 1:
            row = articles.iloc[0]
            reason = f"it cannot be labelled: {type(error).__name__}: {error}"
            failed.append(Rejection(row["file"], int(row["line"]), reason))
            return []
    alone = (articles.iloc[n : n + 1] for n in range(len(articles)))
    skipped = {n: t for n, t in batch.items() if n in ("targets", "scores")}
    rest = {n: t for n, t in batch.items() if n not in skipped}
    batches = [_cut_batch(rest, one) | skipped for one in alone]
    return [t for one in batches for t in _label_batch(job, one, failed)]
