"""Strings the steps together, so that the shell, the report and a notebook agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from stancebook import schema
from stancebook.attribution import find_attributions
from stancebook.claims import find_claims, propose_targets
from stancebook.codebook import check_target
from stancebook.files import write_tables
from stancebook.reprints import find_reprints
from stancebook.segment import segment
from stancebook.stance import score_stance
from stancebook.terminal import track
from stancebook.voice import separate_voices

__all__ = [
    "STEPS",
    "label_rows",
    "make_targets",
    "run_batches",
    "run_pipeline",
    "write_tables",
]

Tables = dict[str, pd.DataFrame]
Row = dict[Any, Any]

STEPS = (
    "articles",
    "paragraphs",
    "attributions",
    "reprints",
    "voices",
    "claims",
    "targets",
    "scores",
)
BATCH = 64
_DECIMALS = 4


def make_targets(texts: Iterable[str]) -> pd.DataFrame:
    """
    Return a `targets` table of sentences, each its own name.

    Examples
    --------
    >>> make_targets(["The dam should be filled. "])["target"].tolist()
    ['The dam should be filled.']
    """
    sentences = dict.fromkeys(check_target(text) for text in texts)
    rows = [{"target": text, "text": text, "aliases": []} for text in sentences]
    return pd.DataFrame(rows, columns=list(schema.TABLES["targets"]))


def _join(tables: Iterable[pd.DataFrame], name: str) -> pd.DataFrame:
    """Put tables under each other; empty ones would blur the types of columns."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else schema.empty(name)


def _of(table: pd.DataFrame, column: str, kept: Iterable[str]) -> pd.DataFrame:
    return table[table[column].isin(list(kept))].reset_index(drop=True)


def _own_targets(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _put_first(own: Sequence[str], given: pd.DataFrame) -> pd.DataFrame:
    """Put an article's own targets before those given; each stands once, as given."""
    tables = (make_targets(own), given)
    rows = {row["text"]: row for table in tables for row in table.to_dict("records")}
    return pd.DataFrame(rows.values(), columns=list(schema.TABLES["targets"]))


def _choose_targets(
    articles: pd.DataFrame, targets: pd.DataFrame | None, claims: pd.DataFrame
) -> Iterator[tuple[list[str], pd.DataFrame]]:
    """Pair groups of articles with their targets, proposed where there are none."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for article, own in zip(articles["article"], articles["targets"], strict=True):
        groups.setdefault(_own_targets(own), []).append(article)
    given = schema.empty("targets") if targets is None else targets
    for own, members in groups.items():
        if own or targets is not None:
            yield members, _put_first(own, given).assign(proposed=False)
            continue
        authors = claims["paragraph"].map(lambda name: name.rpartition("#")[0])
        for article in members:
            yield (
                [article],
                propose_targets(claims[authors == article]).assign(proposed=True),
            )


def _score(tables: Tables, targets: pd.DataFrame | None) -> Tables:
    """Add `targets` and `scores` to the tables of one batch."""
    order = {
        name: place for place, name in enumerate(tables["paragraphs"]["paragraph"])
    }
    chosen, scored = [], []
    for members, own in _choose_targets(tables["articles"], targets, tables["claims"]):
        paragraphs = _of(tables["paragraphs"], "article", members)
        voices = _of(tables["voices"], "paragraph", paragraphs["paragraph"])
        said = _of(tables["attributions"], "paragraph", paragraphs["paragraph"])
        scores = score_stance(paragraphs, own, voices, said)
        proposed = scores["target"].map(
            dict(zip(own["target"], own["proposed"], strict=True))
        )
        scored.append(scores.assign(proposed=proposed))
        chosen.append(own)
    scores = _join(scored, "scores")
    scores = scores.sort_values(
        "paragraph",
        key=lambda names: names.map(order),
        kind="stable",
        ignore_index=True,
    )
    return tables | {"targets": _join(chosen, "targets"), "scores": scores}


def _label(tables: Tables, targets: pd.DataFrame | None) -> Tables:
    """Take the articles, paragraphs and reprints of one batch through the models."""
    paragraphs, reprints = tables["paragraphs"], tables["reprints"]
    attributions = find_attributions(paragraphs)
    voices = separate_voices(paragraphs, attributions, reprints)
    claims = find_claims(paragraphs, voices, attributions)
    found = {"attributions": attributions, "voices": voices, "claims": claims}
    labelled = _score(tables | found, targets)
    return {name: labelled[name] for name in STEPS}


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
        own = _of(paragraphs, "article", batch["article"])
        copied = _of(reprints, "paragraph", own["paragraph"])
        yield _label(
            {"articles": batch, "paragraphs": own, "reprints": copied}, targets
        )


def run_pipeline(
    articles: pd.DataFrame, targets: pd.DataFrame | None = None, progress: bool = False
) -> Tables:
    """
    Return every table of the main job: who speaks, what is said, who takes which side.

    An article's own targets go before `targets`. Where there are neither, targets are
    proposed from the article's claims and marked `proposed`.
    """
    batches = list(track(run_batches(articles, targets), articles, progress))
    tables = {name: _join((batch[name] for batch in batches), name) for name in STEPS}
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


def _speaker(paragraph: Row, voice: Row) -> Row:
    return {
        "article": paragraph["article"],
        "paragraph": paragraph["position"],
        "text": paragraph["text"],
        "voice": voice["voice"],
        "voice_p": {name: _p(voice[f"p_{name}"]) for name in schema.VOICES},
        "origin": voice["origin"],
        "chain": list(voice["chain"]),
        "decided_by": voice["decided_by"],
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
    for paragraph in tables["paragraphs"].to_dict("records"):
        name = paragraph["paragraph"]
        yield {
            **_speaker(paragraph, voices[name][0]),
            "attributions": [_attribution(row) for row in said.get(name, [])],
            "claims": [_claim(row) for row in claimed.get(name, [])],
            "stance": [_stance(row, texts) for row in scored.get(name, [])],
        }
