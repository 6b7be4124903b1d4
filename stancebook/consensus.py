"""Votes on the same units tell what is true, and how good each annotator is at it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from scipy.special import (  # type: ignore[import-untyped]
    digamma,
    gammaln,
    logsumexp,
)

__all__ = ["Ballots", "Consensus", "fit_dawid_skene", "fit_mace"]

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]
LEAST = 1e-12  # stands for no chance at all, so that no logarithm is infinite
CLOSE = 1e-7  # an iteration that moves no probability further than this is the last
MOST = 5000  # iterations
SMOOTHING = 2.0
RESTARTS = 10
_SKILL = np.array([0.5, 0.5])  # priors of Hovy et al. 2013, and of their program:
_STRATEGY = 10.0  # Jeffreys' for competence, a strong one for how a spammer spams


@dataclass(frozen=True)
class Ballots:
    """One label by one annotator of one unit a place, all of them as numbers."""

    units: Numbers
    annotators: Numbers
    labels: Numbers
    shape: tuple[int, int, int]  # how many units, annotators and labels there are

    def count(self) -> csr_matrix:
        """Return how often, (units, annotators x labels)."""
        units, annotators, labels = self.shape
        columns = self.annotators * labels + self.labels
        ones = np.ones(len(self.units))
        size = (units, annotators * labels)
        return csr_matrix((ones, (self.units, columns)), shape=size)

    def share(self) -> Array:
        """Return the share of each label in a unit's votes, (units, labels)."""
        counts = np.zeros((self.shape[0], self.shape[2]))
        np.add.at(counts, (self.units, self.labels), 1)
        shares: Array = counts / counts.sum(1, keepdims=True)
        return shares


@dataclass(frozen=True)
class Consensus:
    """
    What a model makes of votes.

    `p` is (units, labels), `prior` (labels,), `confusion` (annotators, true label,
    given label), `accuracy` (annotators,) the expected share of one's votes that are
    right, and `competence` (annotators,) the chance that one does not guess.
    """

    p: Array
    prior: Array
    confusion: Array
    accuracy: Array
    competence: Array
    log_likelihood: float


def fit_dawid_skene(
    ballots: Ballots,
    *,
    smoothing: float = SMOOTHING,
    weights: Array | None = None,
    start: Array | None = None,
    close: float = CLOSE,
) -> Consensus:
    """
    Fit one confusion matrix an annotator by EM (Dawid and Skene 1979).

    It starts from the share of each label in a unit's votes, as the paper does, so no
    chance is in it, and stops where an iteration moves nothing. Each row of a confusion
    matrix begins with `smoothing` made-up votes, spread evenly over the labels: with 0
    it is the paper's maximum likelihood, which is far too sure of itself where votes
    are few. `weights` says how often a unit counts, (units,), `start` is another
    P(label) to begin from, and `close` how little an iteration moves to be the last.

    Examples
    --------
    >>> votes = np.array([[0, 0, 0], [0, 0, 0], [1, 1, 1], [1, 1, 0]])
    >>> units, annotators = np.indices(votes.shape)
    >>> flat = (units.ravel(), annotators.ravel(), votes.ravel())
    >>> found = fit_dawid_skene(Ballots(*flat, (4, 3, 2)), smoothing=0)
    >>> found.p.argmax(1).tolist(), found.accuracy.round(2).tolist()
    ([0, 0, 1, 1], [1.0, 1.0, 0.75])
    """
    counts, p = ballots.count(), ballots.share() if start is None else start
    weight = np.ones(len(p)) if weights is None else weights
    made_up = smoothing / ballots.shape[2]
    for _ in range(MOST):
        before = p
        own = p * weight[:, None]
        prior, confusion = _maximize(counts, own, ballots.shape, made_up)
        by_vote = confusion.transpose(0, 2, 1).reshape(-1, len(prior))
        scores = _log(prior) + counts @ _log(by_vote)
        total = logsumexp(scores, axis=1, keepdims=True)
        p = np.exp(scores - total)
        if np.abs(p - before).max() < close:
            break
    _, confusion = _maximize(counts, p * weight[:, None], ballots.shape, 0)
    accuracy = _find_accuracy(ballots, p, weight)
    unknown = np.full(ballots.shape[1], np.nan)
    likelihood = float(weight @ total[:, 0])
    return Consensus(p, prior, confusion, accuracy, unknown, likelihood)


def _log(p: Array) -> Array:
    logs: Array = np.log(np.maximum(p, LEAST))
    return logs


def _find_accuracy(ballots: Ballots, p: Array, weight: Array) -> Array:
    """Return the expected share of each annotator's votes that are right."""
    cast = weight[ballots.units]
    right = cast * p[ballots.units, ballots.labels]
    annotators = ballots.shape[1]
    votes = _add(ballots.annotators, cast, annotators)
    share = np.full(annotators, np.nan)
    sums = _add(ballots.annotators, right, annotators)
    np.divide(sums, votes, out=share, where=votes > 0)
    return share


def _maximize(
    counts: csr_matrix, p: Array, shape: tuple[int, int, int], made_up: float
) -> tuple[Array, Array]:
    """Return the prior, and confusion as (annotators, true label, given label)."""
    _, annotators, labels = shape
    cells = (counts.T @ p).reshape(annotators, labels, labels).transpose(0, 2, 1)
    cells = cells + made_up
    total = cells.sum(2, keepdims=True)
    even = np.full_like(cells, 1 / labels)  # who never saw a label says nothing of it
    confusion = np.divide(cells, total, out=even, where=total > LEAST)
    return p.sum(0) / p.sum(), confusion


def fit_mace(ballots: Ballots, seed: int = 7) -> Consensus:
    """
    Fit one competence an annotator by variational Bayes (Hovy et al. 2013).

    Who knows gives the true label; who does not, a label by a habit of their own. Of
    `RESTARTS` fits from random starts the one with the best bound on the likelihood is
    kept, which is `log_likelihood`.

    Examples
    --------
    >>> votes = np.array([[0, 0, 0], [0, 0, 0], [1, 1, 0], [1, 1, 0], [1, 1, 0]])
    >>> units, annotators = np.indices(votes.shape)
    >>> flat = (units.ravel(), annotators.ravel(), votes.ravel())
    >>> found = fit_mace(Ballots(*flat, (5, 3, 2)))
    >>> found.p.argmax(1).tolist(), found.competence.argmin().item()
    ([0, 0, 1, 1, 1], 2)
    """
    random = np.random.default_rng(seed)
    fits = [_climb(ballots, random) for _ in range(RESTARTS)]
    bound, p, know, strategy = max(fits, key=lambda fit: fit[0])
    competence = know[:, 0] / know.sum(1)
    guess = strategy / strategy.sum(1, keepdims=True)
    labels = ballots.shape[2]
    skill = competence[:, None, None]
    confusion = skill * np.eye(labels) + (1 - skill) * guess[:, None, :]
    accuracy = _find_accuracy(ballots, p, np.ones(len(p)))
    return Consensus(p, p.mean(0), confusion, accuracy, competence, bound)


def _climb(
    ballots: Ballots, random: np.random.Generator
) -> tuple[float, Array, Array, Array]:
    """Return the bound, P(label), and the Dirichlet counts of skill and strategy."""
    _, annotators, labels = ballots.shape
    votes = np.bincount(ballots.annotators, minlength=annotators)[:, None]
    known = votes * random.uniform(0.1, 0.9, (annotators, 1))
    know = np.hstack([known, votes - known]) + _SKILL
    guesses = (votes - known) * random.dirichlet(np.ones(labels), annotators)
    strategy = guesses + _STRATEGY
    best, p = -np.inf, np.zeros((0, 0))
    for _ in range(MOST):
        bound, p, next_know, next_strategy = _step(ballots, know, strategy)
        if bound - best < CLOSE * len(p):
            break
        best, know, strategy = bound, next_know, next_strategy
    return bound, p, know, strategy


def _step(
    ballots: Ballots, know: Array, strategy: Array
) -> tuple[float, Array, Array, Array]:
    """Return the bound and P(label) under given counts, and the next counts."""
    units, annotators, labels = ballots.shape
    skill, habit = _expect(know), _expect(strategy)
    knows = skill[ballots.annotators, 0]
    guesses = skill[ballots.annotators, 1] * habit[ballots.annotators, ballots.labels]
    gains = np.log(knows + guesses) - np.log(guesses)
    places = ballots.units * labels + ballots.labels
    scores = _add(places, gains, units * labels).reshape(units, labels)
    total = logsumexp(scores, axis=1, keepdims=True)
    p = np.exp(scores - total)
    bound = float(total.sum() - units * np.log(labels) + np.log(guesses).sum())
    bound -= _diverge(know, _SKILL) + _diverge(strategy, np.full(labels, _STRATEGY))
    sure = p[ballots.units, ballots.labels] * knows / (knows + guesses)
    known = _add(ballots.annotators, sure, annotators)
    cells = ballots.annotators * labels + ballots.labels
    spam = _add(cells, 1 - sure, annotators * labels).reshape(annotators, labels)
    next_know: Array = np.stack([known, spam.sum(1)], axis=1) + _SKILL
    return bound, p, next_know, spam + _STRATEGY


def _add(places: Numbers, values: Array, count: int) -> Array:
    """Return the sum of the values that go to each of `count` places."""
    return np.asarray(np.bincount(places, values, count), dtype=np.float64)


def _expect(counts: Array) -> Array:
    """Return exp E[log share] under a Dirichlet of each row's counts."""
    expected: Array = np.exp(digamma(counts) - digamma(counts.sum(1, keepdims=True)))
    return expected


def _diverge(counts: Array, prior: Array) -> float:
    """Return the rows' Kullback-Leibler divergence from a Dirichlet prior, summed."""
    sums = counts.sum(1)
    logs = digamma(counts) - digamma(sums)[:, None]
    rows = gammaln(sums) - gammaln(counts).sum(1) + ((counts - prior) * logs).sum(1)
    return float((rows - gammaln(prior.sum()) + gammaln(prior).sum()).sum())
