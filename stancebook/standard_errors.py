"""Papers print standard errors by formula, so that ours can be held against theirs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import ndtri, stdtrit  # type: ignore[import-untyped]

from stancebook.coefficients import code_labels, measure_reliability, weigh_scale
from stancebook.tally import Array, Codes

__all__ = ["estimate_ac", "estimate_alpha", "estimate_fleiss", "estimate_kappa", "span"]

Estimate = tuple[float, float]


def estimate_kappa(
    table: Any, scale: str | Array = "nominal", values: Sequence[Any] | None = None
) -> Estimate:
    """
    Return Cohen's kappa of two annotators' table, and its standard error.

    The large-sample formula of Fleiss, Cohen and Everitt (1969), with or without
    weights. It takes units for independent: paragraphs of one article are not.

    Examples
    --------
    >>> kappa, error = estimate_kappa([[20, 5], [10, 15]])
    >>> round(kappa, 2), round(error, 3)
    (0.4, 0.127)
    """
    counts = np.asarray(table, dtype=float)
    order = range(len(counts)) if values is None else values
    weights = weigh_scale(order, scale)
    share, size = counts / counts.sum(), counts.sum()
    down, across = share.sum(1), share.sum(0)
    agreed, chance = (weights * share).sum(), down @ weights @ across
    kappa = (agreed - chance) / (1 - chance)
    means = (weights @ across)[:, None] + (down @ weights)[None, :]
    spread = (share * (weights - means * (1 - kappa)) ** 2).sum()
    variance = spread - (kappa - chance * (1 - kappa)) ** 2
    return float(kappa), math.sqrt(variance / size) / float(1 - chance)


def estimate_fleiss(counts: Any) -> Estimate:
    """
    Return Fleiss' kappa of counts (units, labels), and its error if it were zero.

    By Fleiss, Nee and Landis (1979), for the same number of labels on each unit; kappa
    over this error is the z that most programs print, and no interval for kappa.

    Examples
    --------
    >>> kappa, error = estimate_fleiss([[2, 0], [0, 2], [1, 1]])
    >>> round(kappa, 3), round(error, 3)
    (0.333, 0.577)
    """
    table = np.asarray(counts, dtype=float)
    each = table.sum(1)[0]
    share = table.sum(0) / table.sum()
    other = 1 - share
    spread = (share * other).sum()
    pairs = (table * (table - 1)).sum(1) / (each * (each - 1))
    kappa = (pairs.mean() - (1 - spread)) / spread
    variance = spread**2 - (share * other * (other - share)).sum()
    variance *= 2 / (len(table) * each * (each - 1))
    return float(kappa), math.sqrt(variance) / float(spread)


def estimate_ac(
    data: Any, scale: str | Array = "nominal", values: Sequence[Any] | None = None
) -> Estimate:
    """
    Return Gwet's AC1 (with weights AC2), and its standard error over units.

    The linearized variance of Gwet (2008; 2014, chapter 5), missing labels allowed.
    `data` has units down and annotators across.

    Examples
    --------
    >>> ac, error = estimate_ac([[0, 0], [0, 0], [1, 1], [0, 1]])
    >>> round(ac, 3), round(error, 3)
    (0.529, 0.5)
    """
    counts, weights = _count(data, scale, values)
    counts = counts[counts.sum(1) > 0]
    held, size, labels = counts.sum(1), len(counts), len(weights)
    own = _agree(counts, weights) / np.maximum(1, held * (held - 1))
    paired = held >= 2
    agreed = own[paired].mean()
    share = (counts / held[:, None]).mean(0)
    factor = weights.sum() / (labels * (labels - 1))
    chance = factor * (share * (1 - share)).sum()
    ac = (agreed - chance) / (1 - chance)
    scaled = size / paired.sum() * (own - chance * paired) / (1 - chance)
    pulls = factor * (counts @ (1 - share)) / held
    parts = scaled - 2 * (1 - ac) * (pulls - chance) / (1 - chance)
    return float(ac), _error(parts, ac)


def estimate_alpha(
    data: Any, scale: str | Array = "nominal", values: Sequence[Any] | None = None
) -> Estimate:
    """
    Return Krippendorff's alpha, and Gwet's standard error of it over units (2014).

    Not for the ordinal scale, whose distances hang on the labels themselves.

    Examples
    --------
    >>> alpha, error = estimate_alpha([[0, 0], [0, 0], [1, 1], [0, 1]])
    >>> round(alpha, 3), round(error, 3)
    (0.533, 0.527)
    """
    counts, weights = _count(data, scale, values)
    counts = counts[counts.sum(1) >= 2]
    held = counts.sum(1)
    mean = held.mean()
    share = counts.mean(0) / mean
    chance = share @ weights @ share
    own = _agree(counts, weights) / (mean * (held - 1))
    excess = (held - mean) / mean
    bare = (own.mean() - chance) / (1 - chance)  # without alpha's small-sample term
    pulls = counts @ (weights @ share) / mean - chance * excess
    parts = own - own.mean() * excess - chance - 2 * (1 - bare) * (pulls - chance)
    alpha = measure_reliability(data, scale, values)["alpha"]
    return alpha, _error(parts / (1 - chance), float(bare))


def span(estimate: Estimate, units: int | None = None) -> tuple[float, float]:
    """
    Return the 95% interval, by the normal, or for `units` by Student's t; up to 1.

    Examples
    --------
    >>> [round(end, 2) for end in span((0.5, 0.1))]
    [0.3, 0.7]
    """
    figure, error = estimate
    reach = float(stdtrit(units - 1, 0.975) if units else ndtri(0.975)) * error
    return max(-1.0, figure - reach), min(1.0, figure + reach)


def _count(
    data: Any, scale: str | Array, values: Sequence[Any] | None
) -> tuple[Array, Array]:
    codes, order = code_labels(data, values)
    return _tabulate(codes, len(order)), weigh_scale(order, scale)


def _tabulate(codes: Codes, labels: int) -> Array:
    return np.stack([(codes == label).sum(1) for label in range(labels)], 1).astype(
        float
    )


def _agree(counts: Array, weights: Array) -> Array:
    """Return the sum of weights over a unit's ordered pairs."""
    result: Array = (counts * (counts @ weights - 1)).sum(1)
    return result


def _error(parts: Array, figure: float) -> float:
    return math.sqrt(((parts - figure) ** 2).sum() / (len(parts) * (len(parts) - 1)))
