"""Annotators differ in skill, and that shows in whom the others agree with."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.consensus import Ballots, Consensus, fit_dawid_skene, fit_mace
from stancebook.resampling import draw_articles
from stancebook.schema import LAYERS, MARKED, InputError
from stancebook.segment import article_of
from stancebook.votes import Key, Vote, collect_votes

__all__ = ["FEWEST", "Panel", "fit_panel", "measure_annotators"]

_LOG = logging.getLogger("stancebook")
Array = NDArray[np.float64]
FEWEST = 3  # annotators; with two, nothing says who of them is right
_DRAWS = 200  # of articles, for the interval of an accuracy
_CLOSE = 1e-3  # is close enough there


@dataclass(frozen=True)
class Panel:
    """The annotators of a layer, the units and labels they voted on, and the votes."""

    units: tuple[Key, ...]
    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    ballots: Ballots

    @classmethod
    def seat(cls, votes: Mapping[Key, Sequence[Vote]]) -> Panel:
        """Turn a layer's votes into numbers; the order of rows changes none of them."""
        units = sorted(votes, key=lambda key: tuple(part or "" for part in key))
        rows = [(n, vote) for n, key in enumerate(units) for vote in votes[key]]
        people = sorted({vote["by"] for _, vote in rows})
        labels = sorted({vote["value"] for _, vote in rows})
        rows.sort(key=lambda row: (row[0], row[1]["by"]))
        if len({(n, vote["by"]) for n, vote in rows}) < len(rows):
            problem = f"{units[0][0]}: somebody has labelled a unit twice"
            raise InputError(problem, "Mark repeats in the column `occasion`.")
        ballots = Ballots(
            np.array([n for n, _ in rows], dtype=np.int64),
            np.array([people.index(v["by"]) for _, v in rows], dtype=np.int64),
            np.array([labels.index(v["value"]) for _, v in rows], dtype=np.int64),
            (len(units), len(people), len(labels)),
        )
        return cls(tuple(units), tuple(people), tuple(labels), ballots)


def fit_panel(
    votes: Mapping[Key, Sequence[Vote]], how: str, seed: int
) -> tuple[Panel, Consensus]:
    """
    Fit `dawid_skene` or `mace` to the votes of one layer.

    Raises
    ------
    InputError
        Where the layer is one of spans, fewer than three annotators voted, or nobody
        labelled what another did.
    """
    layer = next(iter(votes))[0]
    if layer in MARKED:
        problem = f"{how} is for one label a unit, and {layer} has spans"
        mend = 'Leave the layer out, or use how="unanimous".'
        raise InputError(problem, mend)
    panel = Panel.seat(votes)
    if len(panel.annotators) < FEWEST:
        names = " and ".join(panel.annotators)
        problem = f"{layer}: only {names} voted, and {how} needs three annotators"
        raise InputError(problem, "With two, nothing says who of them is right.")
    if len(panel.ballots.units) == len(panel.units):
        problem = f"{layer}: nobody labelled what another did"
        raise InputError(problem, "Deal with `overlap=2`, or more.")
    if len(panel.labels) == 1:
        told = "so nothing tells the annotators apart, and p says only that"
        _LOG.warning("%s: every vote is %r, %s", layer, panel.labels[0], told)
    fit = fit_mace(panel.ballots, seed) if how == "mace" else None
    return panel, fit or fit_dawid_skene(panel.ballots)


def measure_annotators(annotations: pd.DataFrame, *, seed: int = 7) -> pd.DataFrame:
    """
    Return how often each annotator gives which label where another is the true one.

    What is true is not known: Dawid and Skene's model (1979) finds it together with the
    confusion matrices, from votes alone. An error that all annotators share is not an
    error to it, so an accuracy says who stands out, and is no proof of quality; that
    takes gold of another origin. `competence` is that of MACE (Hovy et al. 2013): the
    chance that one knows and does not guess by habit. Close to 0, it is a spammer's.

    Layers of spans are left out, and so are labels that the codebook no longer has.

    Returns
    -------
    pd.DataFrame
        A row a layer, annotator, true `label` and given `value`: `p`, the chance of it;
        and for the annotator `n` (votes), `accuracy` with `low` and `high` (95%, over
        200 draws of whole articles, Efron 1979), and `competence`.

    Raises
    ------
    InputError
        Where there is no layer of labels, or one has fewer than three annotators.

    Examples
    --------
    >>> rows = [("ana", "abab"), ("ben", "abab"), ("eva", "abaa")]
    >>> table = pd.DataFrame(
    ...     {"layer": "voice", "paragraph": f"x#{n}", "target": None, "value": label,
    ...      "annotator": name} for name, own in rows for n, label in enumerate(own))
    >>> found = measure_annotators(table).drop_duplicates("annotator")
    >>> found[["annotator", "n"]].to_numpy().tolist()
    [['ana', 4], ['ben', 4], ['eva', 4]]
    """
    found = {
        key: [vote for vote in votes if not vote.get("orphaned")]
        for key, votes in collect_votes(annotations).items()
    }
    layers = [
        {key: votes for key, votes in found.items() if key[0] == layer and votes}
        for layer in LAYERS
        if layer not in MARKED
    ]
    rows = [row for votes in layers if votes for row in _describe(votes, seed)]
    if not rows:
        problem = "there are no votes on a layer of labels"
        raise InputError(problem, "Give annotations of voice, origin or stance.")
    return pd.DataFrame(rows)


def _describe(
    votes: Mapping[Key, Sequence[Vote]], seed: int
) -> Iterator[dict[str, object]]:
    panel, model = fit_panel(votes, "dawid_skene", seed)
    competence = fit_mace(panel.ballots, seed).competence
    low, high = _bound(panel, model, seed)
    counts = np.bincount(panel.ballots.annotators)
    for a, annotator in enumerate(panel.annotators):
        facts = {
            "layer": panel.units[0][0],
            "annotator": annotator,
            "n": int(counts[a]),
            "accuracy": float(model.accuracy[a]),
            "low": float(low[a]),
            "high": float(high[a]),
            "competence": float(competence[a]),
        }
        for t, label in enumerate(panel.labels):
            for g, value in enumerate(panel.labels):
                p = float(model.confusion[a, t, g])
                yield {**facts, "label": label, "value": value, "p": p}


def _bound(panel: Panel, model: Consensus, seed: int) -> tuple[Array, Array]:
    """Return the ends of each annotator's accuracy over draws of articles."""
    articles = [article_of(key[1]) for key in panel.units]
    places = np.unique(articles, return_inverse=True)[1]
    draws = draw_articles(places.max() + 1, seed)[1 : _DRAWS + 1]  # 0 is the real set
    found = [
        fit_dawid_skene(
            panel.ballots, weights=draw[places], start=model.p, close=_CLOSE
        ).accuracy
        for draw in draws
    ]
    low, high = np.nanpercentile(found, [2.5, 97.5], axis=0)
    return np.minimum(low, model.accuracy), np.maximum(high, model.accuracy)
