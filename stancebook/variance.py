"""How sure an estimate is depends on how its rows were drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import stats  # type: ignore[import-untyped]

from stancebook.schema import InputError

__all__ = ["Design", "Fit", "Parts", "draw_simply", "measure_fit"]

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
SURE = 0.95
MOST = 0.9  # leverage: beyond it, a unit decides the estimate by itself


@dataclass(frozen=True)
class Fit:
    """
    Estimates with standard errors and the degrees of freedom of their t.

    `draw` is the part of the standard error that labelling everything would take away.
    """

    estimate: Array
    se: Array
    draw: Array
    freedom: Array

    @property
    def reach(self) -> Array:
        """Return how far the 95% interval goes to either side."""
        result: Array = self.se * stats.t.ppf((1 + SURE) / 2, self.freedom)
        return result

    @property
    def p(self) -> Array:
        """Return the two-sided p-value of no difference from 0."""
        result: Array = 2 * stats.t.sf(np.abs(self.estimate / self.se), self.freedom)
        return result


@dataclass(frozen=True)
class Design:
    """
    How rows came to be labelled: their chances, what was drawn, and what is repeated.

    `unit` is what was drawn: a row, or an article with all of its rows. `stratum` is
    that of a row's unit. With `fixed`, as many units as there are labels were drawn
    from each stratum without replacement; otherwise each by itself. `cluster` says
    which rows hang together. With `finite`, the estimate is about these rows alone.
    """

    labelled: NDArray[np.bool_]
    chance: Array
    unit: Labels
    stratum: Labels
    cluster: Labels
    fixed: bool = True
    finite: bool = False

    @cached_property
    def weight(self) -> Array:
        """Return R / p of each row."""
        chance = np.where(self.labelled, self.chance, 1.0)
        return np.where(self.labelled, 1 / chance, 0.0)

    @cached_property
    def clusters(self) -> int:
        """Return how many clusters there are."""
        return int(self.cluster.max()) + 1

    @cached_property
    def units(self) -> Labels:
        """Return the first row of each unit."""
        result: Labels = np.unique(self.unit, return_index=True)[1]
        return result

    def everything(self) -> Design:
        """Return the design in which every row is labelled."""
        rows = np.ones(len(self.labelled), dtype=bool)
        return Design(
            rows, np.ones(len(rows)), self.unit, self.stratum, self.cluster, self.fixed
        )


@dataclass(frozen=True)
class Parts:
    """
    What each row adds to the coefficients, (rows, coefficients).

    `guessed` is its part by the model's label, and `off` what its gold label shows to
    be wrong with that, 0 where it has none; both already multiplied by the inverse
    slopes. `leverage` is how much of a coefficient's own slope is the row's, and `busy`
    says which rows take part at all: others are of other groups, and do not count.
    """

    guessed: Array
    off: Array
    leverage: Array
    busy: NDArray[np.bool_]


def draw_simply(labelled: NDArray[np.bool_], chance: float) -> Design:
    """
    Return the design of rows that are each a unit, in one stratum.

    Examples
    --------
    >>> draw_simply(np.array([True, False]), 0.5).weight.tolist()
    [2.0, 0.0]
    """
    rows = np.arange(len(labelled))
    return Design(labelled, np.full(len(rows), chance), rows, rows * 0, rows)


def _add_up(values: Array, places: Labels, count: int) -> Array:
    """Sum the rows of each place, (count, terms)."""
    sums = [np.bincount(places, column, count) for column in values.T]
    return np.stack(sums, axis=1)


@dataclass(frozen=True)
class _Draw:
    """
    What drawn units show to be wrong, a row a unit, over p; 0 where not drawn.

    `mean` is that of the unit's stratum, 0 where it has fewer than two drawn units or
    nothing is fixed; `rest` what is left; `apart` the same as if the unit had had no
    say in the estimate. `missed` is 1 - p, and `share` that by n / (n - 1).
    """

    mean: Array
    rest: Array
    apart: Array
    share: Array
    missed: Array


def _part_draw(parts: Parts, design: Design) -> _Draw:
    units = design.units
    totals = _add_up(parts.off, design.unit, len(units))
    drawn, stratum = design.labelled[units], design.stratum[units]
    count = np.bincount(stratum[drawn], minlength=int(stratum.max()) + 1)
    known = count > 1 if design.fixed else np.zeros(len(count), dtype=bool)
    mean = _add_up(totals[drawn], stratum[drawn], len(count))
    mean = np.where(known[:, None], mean / np.maximum(count, 1)[:, None], 0.0)
    rest = (totals - mean[stratum]) * design.weight[units][:, None]
    share = _add_up(parts.leverage, design.unit, len(units))
    apart = rest / (1 - np.clip(share, 0, MOST))
    factor = np.where(known, count / np.maximum(count - 1, 1), 1.0)[stratum]
    missed = np.where(drawn, 1 - design.chance[units], 0.0)
    return _Draw(mean[stratum], rest, apart, factor * missed, missed)


def _count_clusters(cluster: Labels) -> int:
    count = len(np.unique(cluster))
    if count < 2:
        problem = "all rows are of one cluster, so nothing shows how clusters differ"
        raise InputError(problem, "Give more articles, or use finite=True.")
    return count


def _leave_out(parts: Parts, design: Design, count: int) -> Array:
    """Return by how much clusters fall short that have a say in the estimate."""
    if design.labelled.all():
        return np.full((1, parts.off.shape[1]), np.sqrt((count - 1) / count))
    share = _add_up(parts.leverage, design.cluster, design.clusters)
    shorter: Array = (1 - np.clip(share, 0, MOST)) * np.sqrt(count / (count - 1))
    return shorter


def _scale(rows: int, coefficients: int) -> float:
    """Return by how much squared residuals fall short, for what was fitted."""
    if rows <= coefficients:
        problem = f"{rows} labelled rows, for {coefficients} coefficients"
        raise InputError(problem, "Label more, or ask for fewer groups.")
    return (rows - 1) / (rows - coefficients)


def _count_freedom(squares: Array, count: int, parts: Parts, design: Design) -> Array:
    """Return Satterthwaite's degrees of freedom, at most those of the draw."""
    total = squares.sum(0)
    excess = (squares**2).sum(0) - total**2 / count
    with np.errstate(divide="ignore"):
        freedom = np.where(excess > 0, 2 * total**2 / excess, count - 1)
    drawn = design.labelled & parts.busy
    spare = len(np.unique(design.unit[drawn])) - len(np.unique(design.stratum[drawn]))
    return np.clip(freedom, 1, max(1, min(count - 1, spare)))


def measure_fit(
    coefficients: Array, parts: Parts, design: Design, contrasts: Array | None = None
) -> Fit:
    """
    Return coefficients, or contrasts of them, with their standard errors.

    With d_u the sum of `off` over unit u, and D_h its mean over the n_h drawn units of
    stratum h, which were drawn with p_h, the variance over draws is

        V = sum_h (1 - p_h) n_h / (n_h - 1) sum_(u drawn) ((d_u - D_h) / p_h)^2

    (Cochran 1977, chapter 5), and where each unit is drawn by itself
    sum_u (1 - p_u) (d_u / p_u)^2. Each summand is divided by (1 - l_u)^2, with l_u the
    unit's leverage, as if it had been left out of the estimate that it is held against:
    with twenty labelled articles, intervals would otherwise be too short (the
    jackknife; MacKinnon, Nielsen & Webb 2023). That is all for a finite population. For
    the process that wrote these articles and will write more, the articles vary, too.
    With

        s_i = guessed_i + D_h + R_i / p_i (d_i - D_h),

    whose sum is that of the moments, since R / p adds up to the size of a stratum, it
    is the sum over the G clusters of (sum of s_i)^2 / (1 - l_c)^2 times (G - 1) / G,
    and V less its value without n_h / (n_h - 1). Both are multiplied by
    (n - 1) / (n - coefficients). Where all is labelled it is the usual cluster-robust
    variance (Liang & Zeger 1986): no leverage, and G / (G - 1).

    The degrees of freedom are Satterthwaite's, from how unevenly the G squares q_c add
    up to v: 2 v^2 / (sum q_c^2 - v^2 / G), at most G - 1 and at most the drawn units
    less the strata; so few labels, or some of great weight, give a longer interval.
    """
    report = np.eye(len(coefficients)) if contrasts is None else contrasts
    scale = _scale(int((parts.busy & design.labelled).sum()), len(coefficients))
    draw = _part_draw(parts, design)
    apart = (draw.apart @ report.T) ** 2
    by_draw = draw.share[:, None] * apart
    more = (draw.share - draw.missed) @ apart
    squares, count = by_draw, len(by_draw)
    if not design.finite:
        count = _count_clusters(design.cluster[parts.busy])
        own = _add_up(parts.guessed, design.cluster, design.clusters)
        first = design.cluster[design.units]
        own += _add_up(draw.mean + draw.rest, first, design.clusters)
        own /= _leave_out(parts, design, count)
        squares = (own @ report.T) ** 2
    _check_spread(squares, parts)
    freedom = _count_freedom(squares, count, parts, design)
    total = squares.sum(0) + (0 if design.finite else more)
    se, part = np.sqrt(total * scale), np.sqrt(by_draw.sum(0) * scale)
    return Fit(report @ coefficients, se, part, freedom)


def _check_spread(squares: Array, parts: Parts) -> None:
    """Refuse an estimate without any spread: there is nothing to be sure of."""
    size = (parts.guessed**2).sum() + (parts.off**2).sum()
    if not (squares.sum(0) > 1e-24).all() or not np.isfinite(size):
        problem = "an estimate has no spread: the outcome, or its error, is constant"
        raise InputError(problem, "Leave it out, or label more.")
