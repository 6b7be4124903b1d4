"""No row may help to guess its own label, so guesses are fitted on other articles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stancebook.resampling import deal_folds

__all__ = ["predict_gold"]

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
FOLDS = 5
PULL = 1.0  # how many rows' worth each slope is drawn towards 0


def predict_gold(
    features: Array,
    gold: Array,
    weight: Array,
    cluster: Labels,
    seed: int,
) -> Array:
    """
    Return guesses at what is labelled, each fitted on the other folds' labelled rows.

    Cross-fitting (Chernozhukov et al. 2018; Egami et al. 2023, section 4): whole
    clusters are dealt into five folds, and a ridge regression of gold on what the model
    says, weighted by R / p, is fitted without the fold that it is used on. So a model
    that is biased, or too sure, is mended before it is put to use, and one that knows
    nothing hardly widens the interval.

    Parameters
    ----------
    features
        What is known of every row, (rows, features): the model's labels, covariates.
    gold
        What was labelled, (labelled rows, outcomes).
    weight
        R / p of each row, 0 where it is unlabelled.
    cluster
        Rows that stay together, (rows,).

    Examples
    --------
    >>> says = np.arange(20.0)[:, None]
    >>> guess = predict_gold(says, 2 * says + 1, np.ones(20), np.arange(20), seed=7)
    >>> bool(np.abs(guess - (2 * says + 1)).max() < 2)
    True
    """
    count = min(FOLDS, len(np.unique(cluster[weight > 0])))
    spread = features.std(0)
    z = (features - features.mean(0)) / np.where(spread > 0, spread, 1.0)
    labelled = np.flatnonzero(weight > 0)
    if count < 2:
        return np.repeat(np.average(gold, 0, weight[labelled])[None], len(z), 0)
    folds = _deal(cluster, weight > 0, count, seed)
    guess = np.zeros((len(z), gold.shape[1]))
    for fold in range(count):
        taught = folds[labelled] != fold
        rows = labelled[taught]
        head = _fit_ridge(z[rows], gold[taught], weight[rows])
        held = folds == fold
        guess[held] = head[0] + z[held] @ head[1:]
    return guess


def _deal(
    cluster: Labels, labelled: NDArray[np.bool_], count: int, seed: int
) -> Labels:
    """Deal clusters with labels evenly, then those without."""
    folds = np.zeros(len(cluster), dtype=np.int64)
    named = np.isin(cluster, cluster[labelled])
    for rows in (named, ~named):
        if rows.any():
            folds[rows] = deal_folds(cluster[rows].astype(str).tolist(), count, seed)
    return folds


def _fit_ridge(z: Array, gold: Array, weight: Array) -> Array:
    """Return intercept and slopes, (1 + features, outcomes); slopes are drawn to 0."""
    share = weight / weight.sum() * len(weight)
    middle, level = np.average(z, 0, share), np.average(gold, 0, share)
    own = (z - middle) * share[:, None]
    pull = PULL * np.eye(z.shape[1])
    slopes = np.linalg.solve(own.T @ (z - middle) + pull, own.T @ (gold - level))
    return np.vstack([level - middle @ slopes, slopes])
