"""How far labels may move a head is chosen on articles that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stancebook.regression import Examples, fit_heads, fit_temperature, log_loss
from stancebook.resampling import deal_folds
from stancebook.softmax import softmax
from stancebook.terminal import track

__all__ = ["choose_reach", "cross_validate"]

Array = NDArray[np.float64]
FOLDS, INNER_FOLDS = 5, 4
REACHES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)  # in logits


def _choose_cautiously(losses: Array, articles: Sequence[str]) -> int:
    """
    Return the row that moves the model least and is not clearly worse than the best.

    Clearly is more than one standard error of the difference, over articles (Breiman
    et al. 1984), so that labels which teach nothing move nothing.
    """
    best = losses.mean(1).argmin()
    places = np.unique(articles, return_inverse=True)[1]
    for row, own in enumerate(losses):
        worse = own - losses[best]
        by_article = np.bincount(places, worse - worse.mean())
        error = np.sqrt((by_article**2).sum()) / len(worse)
        if worse.mean() <= error:
            return row
    return int(best)


def choose_reach(
    examples: Examples, start: Array, articles: Sequence[str], seed: int
) -> tuple[float, float]:
    """Return the reach, and its temperature, that do best on held-out articles."""
    count = min(INNER_FOLDS, len(set(articles)))
    folds = deal_folds(articles, count, seed)
    logits = np.zeros((len(REACHES), *examples.offsets.shape))
    for fold in range(count):
        held = folds == fold
        heads = fit_heads(examples.take(~held), start, REACHES)
        for row, head in enumerate(heads):
            logits[row, held] = examples.take(held).logits(head)
    heat = [fit_temperature(own, examples.labels) for own in logits]
    pairs = zip(logits, heat, strict=True)
    losses = np.stack([log_loss(own / t, examples.labels) for own, t in pairs])
    row = _choose_cautiously(losses, articles)
    return REACHES[row], heat[row]


def cross_validate(
    examples: Examples, start: Array, articles: Sequence[str], seed: int
) -> Array:
    """Return P(stance) of each label by a head that never saw its article."""
    folds = deal_folds(articles, FOLDS, seed)
    p = np.zeros(examples.offsets.shape)
    names = np.array(articles)
    for fold in track(range(FOLDS), range(FOLDS), does="Fitting", size=lambda _: 1):
        held = folds == fold
        seen = examples.take(~held)
        reach, heat = choose_reach(seen, start, names[~held].tolist(), seed + 1)
        [head] = fit_heads(seen, start, [reach])
        p[held] = softmax(examples.take(held).logits(head) / heat)
    return p
