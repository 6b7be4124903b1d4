"""Figures come with intervals over articles, since labels of one hang together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["BINS", "compare", "deal_folds", "draw_again", "draw_articles", "measure"]

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
BINS = 15
DRAWS = 2000
LEAST = 1e-12  # stands for no chance at all, so that no figure is infinite
_AT_ONCE = 4_000_000  # numbers held in memory


def deal_folds(articles: Sequence[str], count: int, seed: int) -> Labels:
    """
    Return the fold of each row: whole articles, the fullest first, to the emptiest.

    Examples
    --------
    >>> deal_folds(["a", "a", "b", "c"], count=2, seed=7).tolist()
    [0, 0, 1, 1]
    """
    names, places, sizes = np.unique(articles, return_inverse=True, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.argsort(-sizes[order], kind="stable")]
    fold_of, filled = np.zeros(len(names), dtype=np.int64), np.zeros(count)
    for name in order:
        fold_of[name] = filled.argmin()
        filled[fold_of[name]] += sizes[name]
    result: Labels = fold_of[places]
    return result


@dataclass(frozen=True)
class _Tally:
    """What each article adds to the figures; an article drawn twice adds it twice."""

    confusion: Array
    surprise: Array
    gaps: Array
    size: Array

    @classmethod
    def count(cls, p: Array, gold: Labels, places: Labels) -> _Tally:
        articles, labels = places.max() + 1, p.shape[1]
        top, guess = p.max(1), p.argmax(1)
        bins = np.minimum(BINS - 1, (top * BINS).astype(int))
        tally = cls(
            np.zeros((articles, labels, labels)),
            np.zeros(articles),
            np.zeros((articles, BINS)),
            np.bincount(places).astype(float),
        )
        np.add.at(tally.confusion, (places, gold, guess), 1)
        np.add.at(
            tally.surprise,
            places,
            -np.log(np.maximum(p[np.arange(len(gold)), gold], LEAST)),
        )
        np.add.at(tally.gaps, (places, bins), top - (guess == gold))
        return tally

    def figures(self, draws: Array, names: Sequence[str]) -> dict[str, Array]:
        """Return each figure of each draw; `draws` says how often an article stands."""
        sizes = draws @ self.size
        confusion = np.einsum("da,agp->dgp", draws, self.confusion)
        right = np.einsum("dgg->dg", confusion)
        total = confusion.sum(1) + confusion.sum(2)
        known = self.confusion.sum((0, 2)) > 0
        with np.errstate(invalid="ignore"):
            by_label = np.where(total > 0, 2 * right / total, np.nan)[:, known]
        own = [name for name, there in zip(names, known, strict=True) if there]
        return {
            "macro_f1": np.nanmean(by_label, 1),
            **{f"f1_{name}": by_label[:, n] for n, name in enumerate(own)},
            "log_loss": draws @ self.surprise / sizes,
            "calibration_error": np.abs(draws @ self.gaps).sum(1) / sizes,
        }


def draw_articles(articles: int, seed: int) -> Array:
    """Say how often each article stands in each draw; the first is the real set."""
    even = np.full(articles, 1 / articles)
    drawn = np.random.default_rng(seed).multinomial(articles, even, DRAWS)
    return np.vstack([np.ones(articles), drawn])


def draw_again(counts: Labels, draws: int, seed: int) -> Iterator[Array]:
    """
    Draw as many as there are, of kinds that stand `counts` times, some rows at a time.

    Each kind stands once or more often. The first row of all is the real set.

    Examples
    --------
    >>> rows = np.vstack(list(draw_again(np.array([3, 1]), draws=2, seed=7)))
    >>> rows[0].tolist(), rows.sum(1).tolist()
    ([3.0, 1.0], [4.0, 4.0, 4.0])
    """
    total, random = int(counts.sum()), np.random.default_rng(seed)
    yield counts[None, :].astype(float)
    step = max(1, _AT_ONCE // max(1, len(counts)))
    for start in range(0, draws, step):
        rows = min(step, draws - start)
        if counts.max() > 1:
            drawn = random.multinomial(total, counts / total, rows)
        else:  # each stands once: to draw one after the other is much faster
            picked = random.integers(0, total, (rows, total))
            picked += np.arange(0, rows * total, total)[:, None]
            drawn = np.bincount(picked.ravel(), minlength=rows * total)
        yield drawn.reshape(rows, len(counts)).astype(float)


def measure(
    p: Array, gold: Labels, articles: Sequence[str], names: Sequence[str], seed: int
) -> pd.DataFrame:
    """
    Return a model's figures with 95% intervals over articles; `p` is (rows, labels).

    F1 is for the labels that occur. The calibration error has fifteen bins of the top
    probability; with few labels it is biased upwards.

    Examples
    --------
    >>> gold = np.array([0, 1])
    >>> measure(np.eye(2), gold, ["a", "b"], ["yes", "no"], 7)["figure"][0].item()
    1.0
    """
    places = np.unique(articles, return_inverse=True)[1]
    draws = draw_articles(places.max() + 1, seed)
    figures = _Tally.count(p, gold, places).figures(draws, names)
    return pd.DataFrame([_row(name, values) for name, values in figures.items()])


def compare(
    probabilities: dict[str, Array],
    gold: Labels,
    articles: Sequence[str],
    names: Sequence[str],
    seed: int,
) -> pd.DataFrame:
    """
    Return the figures of two models on the same labels, with 95% intervals.

    The rows named `gain` hold the second model's figure less the first's, on the same
    draws of articles (Efron 1979); see `measure`.

    Examples
    --------
    >>> sure, even = np.eye(2), np.full((2, 2), 0.5)
    >>> gold = np.array([0, 1])
    >>> table = compare({"old": even, "new": sure}, gold, ["a", "b"], ["yes", "no"], 7)
    >>> table.loc[table["measure"] == "macro_f1", "figure"].round(3).tolist()
    [0.333, 1.0, 0.667]
    """
    places = np.unique(articles, return_inverse=True)[1]
    draws = draw_articles(places.max() + 1, seed)
    (old, before), (new, after) = (
        (model, _Tally.count(p, gold, places).figures(draws, names))
        for model, p in probabilities.items()
    )
    gain = {name: after[name] - before[name] for name in before}
    rows = [
        {"model": model, **_row(name, values)}
        for model, figures in ((old, before), (new, after), ("gain", gain))
        for name, values in figures.items()
    ]
    return pd.DataFrame(rows)


def _row(name: str, values: Array) -> dict[str, object]:
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    return {
        "measure": name,
        "figure": float(values[0]),
        "low": float(low),
        "high": float(high),
    }
