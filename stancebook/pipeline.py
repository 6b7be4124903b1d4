"""Strings the steps together, so that the shell, the report and a notebook agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from typing import Any, cast, overload

import pandas as pd

from stancebook import schema
from stancebook.chain import (
    MODELS,
    STEPS,
    Tables,
    join_tables,
    label_batch,
    make_targets,
    rows_of,
)
from stancebook.codebook import Codebook
from stancebook.jobs import BATCH, PARTITION, make_job
from stancebook.reprints import find_reprints
from stancebook.running import run_parts
from stancebook.segment import complete, segment
from stancebook.terminal import track

__all__ = [
    "STEPS",
    "label_rows",
    "make_targets",
    "run_batches",
    "run_pipeline",
]

Row = dict[Any, Any]
Inputs = str | PathLike[str] | Iterable[str | PathLike[str]]

_DECIMALS = 4


def run_batches(
    articles: pd.DataFrame, targets: pd.DataFrame | None = None, size: int = BATCH
) -> Iterator[Tables]:
    """
    Yield the tables of `size` articles at a time, so that memory stays flat.

    Reprints are looked for among all articles first: a page and the wire report that
    it reprints may be far apart.
    """
    paragraphs = segment(articles)
    reprints = find_reprints(paragraphs)
    for first in range(0, len(articles), size):
        batch = articles.iloc[first : first + size].reset_index(drop=True)
        own = rows_of(paragraphs, "article", batch["article"])
        copied = rows_of(reprints, "paragraph", own["paragraph"])
        given = {"articles": batch, "paragraphs": own, "reprints": copied}
        labelled = label_batch(given, targets, MODELS)
        yield {name: labelled[name] for name in STEPS}


@overload
def run_pipeline(
    articles: pd.DataFrame,
    targets: pd.DataFrame | Codebook | None = None,
    progress: bool = False,
) -> Tables: ...


@overload
def run_pipeline(
    articles: Inputs,
    targets: pd.DataFrame | Codebook | None = None,
    progress: bool = False,
    *,
    out: str | PathLike[str],
    scheduler: str | None = None,
    workers: int | None = None,
    partition: int = PARTITION,
) -> dict[str, Any]: ...


def run_pipeline(
    articles: pd.DataFrame | Inputs,
    targets: pd.DataFrame | Codebook | None = None,
    progress: bool = False,
    *,
    out: str | PathLike[str] | None = None,
    scheduler: str | None = None,
    workers: int | None = None,
    partition: int = PARTITION,
) -> dict[str, Any]:
    """
    Return every table of the main job: who speaks, what is said, who takes which side.

    `articles` has at least the columns `article` (an id) and `text`. An article's own
    targets go before `targets`, which may be a codebook. Where there
    are neither, targets are proposed from the article's claims and marked `proposed`.

    With `out`, a folder, `articles` are files or folders of any size (.jsonl, .parquet,
    .warc; packed or not). They are read and labelled in parts of about `partition`
    paragraphs, by `workers` processes here or by a Dask `scheduler` at an address. The
    tables go to `out`, a folder each, to be read by `read_table`; what is returned is
    the manifest. Begun again, a run goes on where it was stopped.

    Raises
    ------
    InputError
        Where an input, the folder or the cluster cannot be used.
    """
    version = targets.version if isinstance(targets, Codebook) else ""
    table = targets.targets if isinstance(targets, Codebook) else targets
    if out is None:
        return _run_here(complete(cast("pd.DataFrame", articles)), table, progress)
    if isinstance(articles, pd.DataFrame):
        problem = "a run into a folder reads files, and got a table"
        raise schema.InputError(problem, "Name files or folders.")
    inputs = [articles] if isinstance(articles, str | PathLike) else list(articles)
    job = make_job(out, targets=table, codebook=version, size=partition)
    return run_parts(
        inputs, job, scheduler=scheduler, workers=workers, progress=progress
    )


def _run_here(
    articles: pd.DataFrame, targets: pd.DataFrame | None, progress: bool
) -> Tables:
    batches = list(track(run_batches(articles, targets), articles, progress))
    tables = {
        name: join_tables((batch[name] for batch in batches), name) for name in STEPS
    }
    return tables | {"targets": tables["targets"].drop_duplicates("target")}


def _by_paragraph(table: pd.DataFrame) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for row in table.to_dict("records"):
        rows.setdefault(row["paragraph"], []).append(row)
    return rows


def _p(value: Any) -> float:
    return round(float(value), _DECIMALS) + 0.0  # never -0.0


def _or_none(value: Any) -> Any:
    return value if isinstance(value, str) else None  # pandas has NaN for no text


def _spans(spans: Sequence[Row]) -> Any:
    """Write no span as null, one as itself, and a discontinuous one as a list."""
    kept = [{key: span[key] for key in ("start", "end", "text")} for span in spans]
    return kept[0] if len(kept) == 1 else kept or None


def _attribution(row: Row) -> Row:
    spans = {role: _spans(row[role]) for role in schema.ATTRIBUTION_PARTS}
    names = {n: _or_none(row[n]) for n in ("source_name", "attribution", "parent")}
    return {"kind": row["kind"], **spans, **names, "p": _p(row["p"])}


def _claim(row: Row) -> Row:
    kept = {name: row[name] for name in ("start", "end", "text", "kind")}
    return {
        **kept,
        "check_worthy": _p(row["check_worthy"]),
        "chain": list(row["chain"]),
    }


def _stance(row: Row, texts: dict[str, str]) -> Row:
    p = {name: _p(row[name]) for name in (*schema.STANCES, "score")}
    names = {"target": texts[row["target"]], "holder": row["holder"]}
    told = {"decided_by": row["decided_by"], "proposed": bool(row["proposed"])}
    return {**names, **p, **told}


def _speaker(paragraph: Row, voice: Row, language: str | None) -> Row:
    return {
        "article": paragraph["article"],
        "paragraph": paragraph["position"],
        "text": paragraph["text"],
        "voice": voice["voice"],
        "voice_p": {name: _p(voice[f"p_{name}"]) for name in schema.VOICES},
        "origin": voice["origin"],
        "chain": list(voice["chain"]),
        "decided_by": voice["decided_by"],
        "block": _or_none(paragraph.get("block")),
        "language": language,
    }


def label_rows(tables: Tables) -> Iterator[Row]:
    """
    Yield one dict a paragraph: what `stancebook label` writes as one JSON line.

    `source`, `cue` and `content` are an object, a list of objects where discontinuous,
    or None. `stance` lists each target's own entry first, then the other holders.
    """
    targets = tables["targets"]
    texts = dict(zip(targets["target"], targets["text"], strict=True))
    voices, said, claimed, scored = (
        _by_paragraph(tables[name])
        for name in ("voices", "attributions", "claims", "scores")
    )
    columns = ["article", "language"]
    languages = tables["articles"].reindex(columns=columns).to_numpy(object)
    spoken = {article: _or_none(language) for article, language in languages}
    for paragraph in tables["paragraphs"].to_dict("records"):
        name = paragraph["paragraph"]
        yield {
            **_speaker(paragraph, voices[name][0], spoken.get(paragraph["article"])),
            "attributions": [_attribution(row) for row in said.get(name, [])],
            "claims": [_claim(row) for row in claimed.get(name, [])],
            "stance": [_stance(row, texts) for row in scored.get(name, [])],
        }
