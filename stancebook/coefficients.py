"""Agreement beyond chance has many coefficients; all are told from one tally."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from stancebook.schema import InputError
from stancebook.tally import MISSING, Array, Codes, Tally

__all__ = [
    "COEFFICIENTS",
    "SCALES",
    "code_labels",
    "measure_reliability",
    "spread_counts",
    "spread_table",
    "weigh_scale",
]

SCALES = ("nominal", "ordinal", "interval", "ratio", "linear")


def _alpha(tally: Tally) -> Array:
    """Krippendorff's alpha (1970; 2011 for its computation from coincidences)."""
    values = tally.used
    total = values.sum(-1)
    if tally.ordinal:  # distance by the labels between two, half of both (2011, C)
        rank = values.cumsum(-1) - values / 2
        distance = (rank[..., :, None] - rank[..., None, :]) ** 2
        observed = (tally.crossed * distance).sum((-1, -2))
        expected = np.einsum("...a,...ab,...b->...", values, distance, values)
    else:
        observed = total - tally.together
        expected = total**2 - ((values @ tally.weights) * values).sum(-1)
    result: Array = 1 - observed * (total - 1) / expected
    return result


def _percent(tally: Tally) -> Array:
    """Return the mean share of a unit's pairs that agree, not corrected for chance."""
    return tally.agreeing / tally.pairable


def _correct(tally: Tally, chance: Array) -> Array:
    return (_percent(tally) - chance) / (1 - chance)


def _pi(tally: Tally) -> Array:
    """Fleiss' kappa (1971); with two annotators Scott's pi (1955)."""
    share = tally.shares / tally.units[..., None]
    return _correct(tally, ((share @ tally.weights) * share).sum(-1))


def _ac(tally: Tally) -> Array:
    """Gwet's AC1 (2008), or AC2 where labels are weighted."""
    share = tally.shares / tally.units[..., None]
    labels = len(tally.weights)
    spread = (share * (1 - share)).sum(-1)
    return _correct(tally, tally.weights.sum() * spread / (labels * (labels - 1)))


def _s(tally: Tally) -> Array:
    """Bennett's S (1954; Brennan and Prediger 1981): by chance all labels are alike."""
    return _correct(tally, np.full(tally.units.shape, tally.weights.mean()))


def _kappa(tally: Tally) -> Array:
    """Cohen's kappa (1960, weighted 1968); with more annotators Conger's (1980)."""
    made = tally.readers.sum(-1, keepdims=True)
    share = tally.readers / np.where(made > 0, made, 1)
    people = (made > 0).sum((-1, -2))
    whole = share.sum(-2)
    own = ((share @ tally.weights) * share).sum((-1, -2))
    all_pairs = ((whole @ tally.weights) * whole).sum(-1) - own
    return _correct(tally, all_pairs / (people * (people - 1)))


def _if_varied(coefficient: Callable[[Tally], Array]) -> Callable[[Tally], Array]:
    """Where all labels are the same no chance can be told, whatever a formula says."""

    def guarded(tally: Tally) -> Array:
        with np.errstate(invalid="ignore", divide="ignore"):
            figure = coefficient(tally)
        varied = (tally.used > 0).sum(-1) > 1
        return np.where(varied & np.isfinite(figure), figure, np.nan)

    return guarded


def _if_paired(tally: Tally) -> Array:
    with np.errstate(invalid="ignore"):
        return _percent(tally)


COEFFICIENTS: Mapping[str, Callable[[Tally], Array]] = {
    "alpha": _if_varied(_alpha),
    "kappa": _if_varied(_kappa),
    "pi": _if_varied(_pi),
    "ac": _if_varied(_ac),
    "s": _if_varied(_s),
    "percent": _if_paired,
}


def code_labels(data: Any, values: Sequence[Any] | None = None) -> tuple[Codes, Any]:
    """
    Return labels as numbers, shape (units, annotators), and the values in their order.

    Raises
    ------
    InputError
        Where `data` is no table, or holds a label that is not among `values`.

    Examples
    --------
    >>> codes, values = code_labels([["b", "a"], [None, "a"]])
    >>> codes.tolist(), list(values)
    ([[1, 0], [-1, 0]], ['a', 'b'])
    """
    frame = pd.DataFrame(data).astype(object)
    flat = pd.Series(frame.to_numpy().ravel(), dtype=object)
    known = flat[flat.notna()]
    found = known.unique()
    order = sorted(found, key=_rank) if values is None else list(values)
    codes = pd.Index(order, dtype=object).get_indexer(pd.Index(flat, dtype=object))
    codes = np.where(flat.isna(), MISSING, codes)
    strange = known[codes[known.index] == MISSING]
    if len(strange):
        mend = f"The labels are {', '.join(map(str, order))}."
        raise InputError(f"{strange.iloc[0]!r} is no label", mend)
    return codes.reshape(frame.shape).astype(np.int64), order


def _rank(value: Any) -> tuple[bool, Any]:
    return isinstance(value, str), value  # numbers before words


def spread_counts(counts: Any) -> Array:
    """
    Return labels from counts (units, labels), as Fleiss (1971) prints them.

    A label is the number of its column. Whose it is cannot be told from counts, so
    `kappa` of them means nothing.

    Examples
    --------
    >>> spread_counts([[2, 1], [0, 2]]).tolist()
    [[0.0, 0.0, 1.0], [1.0, 1.0, nan]]
    """
    table = np.asarray(counts, dtype=np.int64)
    rows = [np.repeat(np.arange(float(table.shape[1])), row) for row in table]
    widest = max(map(len, rows), default=0)
    gaps = [np.full(widest - len(row), np.nan) for row in rows]
    return np.array([np.concatenate(pair) for pair in zip(rows, gaps, strict=True)])


def spread_table(table: Any) -> Codes:
    """
    Return the labels of two annotators from their table: one down, the other across.

    Examples
    --------
    >>> spread_table([[1, 1], [0, 2]]).tolist()
    [[0, 0], [0, 1], [1, 1], [1, 1]]
    """
    counts = np.asarray(table, dtype=np.int64)
    cells = np.argwhere(np.ones_like(counts))
    result: Codes = np.repeat(cells, counts.ravel(), axis=0)
    return result


def weigh_scale(values: Sequence[Any], scale: str | Array = "nominal") -> Array:
    """
    Return how far each two labels agree, from 0 to 1, by their scale of measurement.

    `interval` squares the difference of two values (quadratic weights), `linear` takes
    it as it is, `ratio` squares it over the sum. `ordinal` squares the difference of
    ranks; alpha alone goes by Krippendorff's own ordinal distance instead. A matrix
    gives distances of your own.

    Examples
    --------
    >>> weigh_scale([1, 2, 3], "interval").tolist()
    [[1.0, 0.75, 0.0], [0.75, 1.0, 0.75], [0.0, 0.75, 1.0]]
    """
    if not isinstance(scale, str):
        distance = np.asarray(scale, dtype=float)
    elif scale == "nominal":
        distance = 1 - np.eye(len(values))
    elif scale in SCALES:
        distance = _distance(values, scale)
    else:
        mend = f"It is one of {', '.join(SCALES)}."
        raise InputError(f"{scale!r} is no scale of measurement", mend)
    most = float(distance.max(initial=0.0))
    weights: Array = 1 - distance / (most if most > 0 else 1)
    return weights


def _distance(values: Sequence[Any], scale: str) -> Array:
    try:
        own = np.asarray(range(len(values)) if scale == "ordinal" else values, float)
    except (TypeError, ValueError):
        problem = f"the labels are no numbers, as {scale} asks for"
        raise InputError(problem, "Give numbers, or call it ordinal.") from None
    gap: Array = np.abs(own[:, None] - own[None, :])
    if scale == "ratio":
        total = np.abs(own[:, None] + own[None, :])
        gap = np.divide(gap, total, out=np.zeros_like(gap), where=total > 0)
    return gap if scale == "linear" else gap * gap


def measure_reliability(
    data: Any,
    scale: str | Array = "nominal",
    values: Sequence[Any] | None = None,
) -> dict[str, float]:
    """
    Return all coefficients of one set of labels.

    1 is perfect agreement, 0 what chance would give; below 0 is worse than chance. For
    `alpha`, Krippendorff (2004) asks for .8, and .667 for tentative conclusions.
    A coefficient is missing (NaN) where it is undefined: no unit has two labels, or
    nothing varies, so that agreement cannot be told from chance.

    Parameters
    ----------
    data
        Units down, annotators across; None or NaN where an annotator has no label.
    scale
        `nominal`, `ordinal`, `interval`, `ratio`, `linear`, or distances of your own;
        see `weigh_scale`. The weighted coefficients go by it as well.
    values
        All labels that could have been given, in their order. Those that nobody gave
        count for `ac` and `s`. Where it is left out, those that were given, sorted.

    Returns
    -------
    dict
        `alpha` (Krippendorff), `kappa` (Cohen; Conger for more than two), `pi` (Scott;
        Fleiss for more), `ac` (Gwet's AC1, or AC2 with weights), `s` (Bennett; Brennan
        and Prediger) and `percent` (not corrected for chance).

    Raises
    ------
    InputError
        Where a label is not among `values`, or no number where numbers are needed.

    Examples
    --------
    >>> labels = [["a", "a"], ["b", "b"], ["a", "b"], ["b", "b"]]
    >>> found = measure_reliability(labels)
    >>> found["percent"], found["kappa"]
    (0.75, 0.5)
    """
    codes, order = code_labels(data, values)
    if not (codes != MISSING).any():
        return dict.fromkeys(COEFFICIENTS, float("nan"))
    weights = weigh_scale(order, scale)
    ordinal = isinstance(scale, str) and scale == "ordinal"
    tally = Tally.count(codes, weights, ordinal=ordinal).draw(np.ones((1, len(codes))))
    return {name: float(figure(tally)[0]) for name, figure in COEFFICIENTS.items()}
