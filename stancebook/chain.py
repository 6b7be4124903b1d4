"""The steps from paragraphs to scores, over one batch: what any run is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stancebook import discourse, schema, topics
from stancebook.attribution import find_attributions
from stancebook.claims import find_claims, propose_targets
from stancebook.codebook import check_target
from stancebook.stance import score_stance
from stancebook.voice import separate_voices

__all__ = [
    "MODELS",
    "STAGES",
    "STEPS",
    "Chain",
    "Stage",
    "Tables",
    "join_tables",
    "label_batch",
    "make_targets",
    "own_targets",
    "rows_of",
]

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

Tables = dict[str, pd.DataFrame]
Step = Callable[..., pd.DataFrame]


def _need_nothing(tables: Tables) -> None:
    """Prepare nothing before a batch."""


@dataclass(frozen=True)
class Chain:
    """The four steps that a model takes, by the name that a run's manifest gives."""

    name: str
    find_attributions: Step
    separate_voices: Step
    find_claims: Step
    score_stance: Step
    prepare: Callable[[Tables], None] = _need_nothing


def _prepare_states(tables: Tables) -> None:
    """
    Start each batch alike: what a model says hangs a little on what it read before.

    Where the voices are there already, their step does not read the paragraphs, and
    later steps would read them in other company.
    """
    topics.forget()
    discourse.ask_claims.forget()
    texts = tables["paragraphs"]["text"].tolist()
    if "voices" in tables and "claims" not in tables:
        discourse.ask_claims(texts)
    if "voices" in tables and "scores" not in tables:
        topics.mean_states(texts)


MODELS = Chain(
    "models",
    find_attributions,
    separate_voices,
    find_claims,
    score_stance,
    _prepare_states,
)


@dataclass(frozen=True)
class Stage:
    """One step: the tables it makes, those it takes in turn, the weights behind it."""

    makes: tuple[str, ...]
    needs: tuple[str, ...]
    models: tuple[str, ...]


# In this order; the voices are told by what the claims' weights see in a text, too.
STAGES = (
    Stage(("attributions",), ("paragraphs",), ("attribution",)),
    Stage(("voices",), ("paragraphs", "attributions", "reprints"), ("claims", "voice")),
    Stage(("claims",), ("paragraphs", "voices", "attributions"), ("claims",)),
    Stage(
        ("targets", "scores"),
        ("paragraphs", "attributions", "voices", "claims"),
        ("stance",),
    ),
)


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


def join_tables(tables: Iterable[pd.DataFrame], name: str) -> pd.DataFrame:
    """Put tables under each other; empty ones would blur the types of columns."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else schema.empty(name)


def rows_of(table: pd.DataFrame, column: str, kept: Iterable[str]) -> pd.DataFrame:
    """Return the rows whose `column` is one of those kept."""
    return table[table[column].isin(list(kept))].reset_index(drop=True)


def own_targets(value: Any) -> tuple[str, ...]:
    """Return an article's own targets from its cell, which may be empty."""
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
        groups.setdefault(own_targets(own), []).append(article)
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


def _score(tables: Tables, targets: pd.DataFrame | None, chain: Chain) -> Tables:
    """Make `targets` and `scores` from the tables of one batch."""
    order = {
        name: place for place, name in enumerate(tables["paragraphs"]["paragraph"])
    }
    chosen, scored = [], []
    for members, own in _choose_targets(tables["articles"], targets, tables["claims"]):
        paragraphs = rows_of(tables["paragraphs"], "article", members)
        voices = rows_of(tables["voices"], "paragraph", paragraphs["paragraph"])
        said = rows_of(tables["attributions"], "paragraph", paragraphs["paragraph"])
        scores = chain.score_stance(paragraphs, own, voices, said)
        proposed = scores["target"].map(
            dict(zip(own["target"], own["proposed"], strict=True))
        )
        scored.append(scores.assign(proposed=proposed))
        chosen.append(own)
    scores = join_tables(scored, "scores")
    scores = scores.sort_values(
        "paragraph",
        key=lambda names: names.map(order),
        kind="stable",
        ignore_index=True,
    )
    return {"targets": join_tables(chosen, "targets"), "scores": scores}


def _run_stage(
    stage: Stage, tables: Tables, targets: pd.DataFrame | None, chain: Chain
) -> Tables:
    if "scores" in stage.makes:
        return _score(tables, targets, chain)
    steps: dict[str, Step] = {
        "attributions": chain.find_attributions,
        "voices": chain.separate_voices,
        "claims": chain.find_claims,
    }
    (name,) = stage.makes
    return {name: steps[name](*(tables[need] for need in stage.needs))}


def label_batch(
    tables: Tables,
    targets: pd.DataFrame | None,
    chain: Chain = MODELS,
    settle: Callable[[Tables], Tables] = dict,
) -> Tables:
    """
    Take the articles, paragraphs and reprints of one batch through the models.

    What is in `tables` already is not made again. `settle` sees the tables of a step
    before the next one does.
    """
    found = dict(tables)
    chain.prepare(found)
    for stage in STAGES:
        if not set(stage.makes) <= set(found):
            found |= settle(_run_stage(stage, found, targets, chain))
    return found
