"""Most labels are a model's, so moments are mended by what labelled rows show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit  # type: ignore[import-untyped]

from stancebook.schema import InputError
from stancebook.variance import Design, Fit, Parts, measure_fit

__all__ = ["Source", "solve"]

Array = NDArray[np.float64]
ROUNDS, HALVINGS = 60, 30
FLATTEST = 1e12  # the worst condition at which a slope can still be told from noise


@dataclass(frozen=True)
class Source:
    """
    What moments are made of: `y` and `x` of some rows, and the kind of moment.

    With `x` of shape (rows, terms), and t for the coefficients, a row's moments are

    - `linear`: m(t) = x (y - x't), ordinary least squares;
    - `logistic`: m(t) = x (y - 1 / (1 + exp(-x't)));
    - `ratio`: m(t) = y - x t, term by term, with `y` of shape (rows, terms): a mean
      over the rows where x is 1, or where it is 1 to some degree.
    """

    kind: str
    y: Array
    x: Array

    def moments(self, terms: Array) -> Array:
        """Return m(t), (rows, terms)."""
        if self.kind == "ratio":
            return self.y - self.x * terms
        line = self.x @ terms
        expected = expit(line) if self.kind == "logistic" else line
        result: Array = self.x * (self.y - expected)[:, None]
        return result

    def slopes(self, terms: Array, weight: Array) -> Array:
        """Return the derivative of the weighted sum of m(t), (terms, terms)."""
        if self.kind == "ratio":
            return -np.diag(weight @ self.x)
        if self.kind == "logistic":
            p = expit(self.x @ terms)
            weight = weight * p * (1 - p)
        result: Array = -(self.x * weight[:, None]).T @ self.x
        return result

    def leverage(self, terms: Array, inverse: Array) -> Array:
        """Return each row's share of the slope of each term, (rows, terms)."""
        if self.kind == "ratio":
            return self.x * np.diag(inverse)
        share: Array = (self.x @ inverse) * self.x
        if self.kind == "logistic":
            p = expit(self.x @ terms)
            share = share * (p * (1 - p))[:, None]
        return share


@dataclass(frozen=True)
class _Problem:
    """The moments of all rows by guesses, and of labelled rows by both."""

    gold: Source
    guess: Source | None
    design: Design

    def parts(self, terms: Array) -> tuple[Array, Array]:
        """Return m(guess) of each row, and m(gold) - m(guess), 0 where unlabelled."""
        rows = self.design.labelled
        known = self.gold.moments(terms)
        guessed = np.zeros((len(rows), known.shape[1]))
        if self.guess is not None:
            guessed = self.guess.moments(terms)
        off = np.zeros_like(guessed)
        off[rows] = known - guessed[rows]
        return guessed, off

    def busy(self) -> NDArray[np.bool_]:
        """Say which rows take part: those of which some `x` is not 0."""
        rows = np.zeros(len(self.design.labelled), dtype=bool)
        if self.guess is not None:
            rows = (self.guess.x != 0).any(1)
        rows[self.design.labelled] |= (self.gold.x != 0).any(1)
        return rows

    def total(self, terms: Array) -> Array:
        guessed, off = self.parts(terms)
        result: Array = guessed.sum(0) + self.design.weight @ off
        return result

    def leverage(self, terms: Array, inverse: Array) -> Array:
        """Return each row's share of the slopes, as labelled rows mend them."""
        rows, weight = self.design.labelled, self.design.weight[:, None]
        share = np.zeros((len(rows), len(terms)))
        if self.guess is not None:
            share = (1 - weight) * self.guess.leverage(terms, inverse)
        share[rows] += weight[rows] * self.gold.leverage(terms, inverse)
        return share

    def slopes(self, terms: Array) -> Array:
        rows, weight = self.design.labelled, self.design.weight
        total = self.gold.slopes(terms, weight[rows])
        if self.guess is not None:
            total = total + self.guess.slopes(terms, 1 - weight)
        return total


def solve(
    gold: Source,
    guess: Source | None,
    design: Design,
    contrasts: Array | None = None,
) -> Fit:
    """
    Solve the design-adjusted moments, and say how sure the solution is.

    Design-based supervised learning (Egami, Hinck, Stewart & Wei 2023 for a model-made
    outcome; 2024 for any moment, so also for model-made covariates). With m_i(t) the
    moment of row i by its gold labels, g_i(t) the same by a model's, R_i = 1 where row
    i was labelled, and p_i the probability with which it could be, the estimate is the
    t at which

        sum_i  g_i(t) + R_i / p_i * (m_i(t) - g_i(t))  =  0.

    Its expectation over the draw is the sum of m_i(t) whatever the model says, because
    E[R_i] = p_i: a bad model makes the interval wide and not wrong. In a mean this is
    the mean of Y~ = g + R / p (Y - g).

    Parameters
    ----------
    gold
        Labelled rows alone, in their order.
    guess
        All rows; None stands for the labelled rows alone (Horvitz & Thompson 1952).
    design
        How the labelled rows were drawn, and which rows hang together.
    contrasts
        Sums of terms to report in place of the terms, (reported, terms).

    Raises
    ------
    InputError
        Where the moments have no one solution: constant or collinear covariates,
        perfect separation, or too few labels.

    Examples
    --------
    Of four rows the model gives 1, 1, 0, 0; the first and third are labelled 0 and 0,
    each with probability one half: 2/4 + 2 (0 - 1)/4 = 0.

    >>> from stancebook.variance import draw_simply
    >>> guess = Source("linear", np.array([1.0, 1, 0, 0]), np.ones((4, 1)))
    >>> gold = Source("linear", np.array([0.0, 0]), np.ones((2, 1)))
    >>> design = draw_simply(np.array([True, False, True, False]), 0.5)
    >>> solve(gold, guess, design).estimate.tolist()
    [0.0]
    """
    problem = _Problem(gold, guess, design)
    terms = _find_root(problem, gold.x.shape[1])
    slopes = _check_slopes(problem.slopes(terms))
    if (np.diag(slopes) > 0).any():  # labels took away more rows than there were
        _refuse()
    inverse = -np.asarray(np.linalg.inv(slopes), float)
    guessed, off = problem.parts(terms)
    share = problem.leverage(terms, inverse)
    parts = Parts(guessed @ inverse.T, off @ inverse.T, share, problem.busy())
    return measure_fit(terms, parts, design, contrasts)


def _check_slopes(slopes: Array) -> Array:
    size = np.sqrt(np.abs(np.diag(slopes)))
    if not np.isfinite(slopes).all() or not (size > 0).all():
        _refuse()
    if np.linalg.cond(slopes / np.outer(size, size)) > FLATTEST:
        _refuse()
    return slopes


def _refuse() -> NoReturn:
    problem = "the labels do not settle the coefficients"
    mend = (
        "Look for a covariate that is constant, follows from others, or tells the "
        "outcome apart perfectly; take it out, join groups, or label more."
    )
    raise InputError(problem, mend)


def _find_root(problem: _Problem, count: int) -> Array:
    """Find where the moments vanish: Newton, a step halved until it leads nearer."""
    terms = np.zeros(count)
    total = problem.total(terms)
    first = max(1e-300, float(np.abs(total).max()))
    for _ in range(ROUNDS):
        step = np.linalg.solve(_check_slopes(problem.slopes(terms)), total)
        for halving in range(HALVINGS):
            ahead = np.asarray(terms - step / 2**halving, dtype=np.float64)
            there = problem.total(ahead)
            if np.linalg.norm(there) <= np.linalg.norm(total) * (1 + 1e-12):
                break
        done = np.abs(ahead - terms).max() <= 1e-10 * (1 + np.abs(ahead).max())
        terms, total = ahead, there
        if done and np.abs(total).max() <= 1e-8 * first + 1e-9:
            return terms
    _refuse()
