"""A linear head is fitted exactly, and few labels move it little from its start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar  # type: ignore[import-untyped]

from stancebook.softmax import softmax

__all__ = ["Examples", "fit_heads", "fit_temperature", "log_loss"]

Array = NDArray[np.float64]
COLDEST, HOTTEST = 0.5, 20.0  # few labels must not make a model certain


@dataclass(frozen=True)
class Examples:
    """
    What a head reads, and the label that it should give.

    `offsets` are added to the logits whatever the head says, (examples, labels).
    """

    values: Array
    offsets: Array
    labels: NDArray[np.int64]

    def take(self, rows: NDArray[np.bool_]) -> Examples:
        """Return some of the examples."""
        return Examples(self.values[rows], self.offsets[rows], self.labels[rows])

    def logits(self, head: Array) -> Array:
        """Return what a head (labels, values) says of each example."""
        result: Array = self.values @ head.T + self.offsets
        return result


def log_loss(logits: Array, labels: NDArray[np.int64]) -> Array:
    """
    Return the surprise at each label.

    Examples
    --------
    >>> log_loss(np.zeros((1, 4)), np.array([2])).round(4).tolist()
    [1.3863]
    """
    top = logits.max(1, keepdims=True)
    total = np.log(np.exp(logits - top).sum(1)) + top[:, 0]
    result: Array = total - logits[np.arange(len(labels)), labels]
    return result


def fit_heads(
    examples: Examples, start: Array, reaches: Sequence[float]
) -> list[Array]:
    """
    Fit a head for each reach, in rising order: how many logits it may move by.

    A reach is the spread of a Gaussian prior about `start`, so that each fit is a
    convex problem with one answer. It stands for early stopping: both halt between the
    start and the best fit, and for a linear head their paths nearly coincide (Ali,
    Kolter and Tibshirani 2019), but this path does not depend on steps or their order.

    Examples
    --------
    >>> examples = Examples(np.ones((4, 1)), np.zeros((4, 2)), np.array([0, 1, 1, 1]))
    >>> tied, free = fit_heads(examples, np.zeros((2, 1)), [0.01, 100])
    >>> (free - tied)[:, 0].round(2).tolist()
    [-0.55, 0.55]
    """
    # The answer differs from the start only within what the examples span.
    span = np.linalg.qr(examples.values.T)[0]
    fixed, inside = examples.logits(start), examples.values @ span
    scale = float((inside**2).sum(1).mean())
    moved = np.zeros((len(start), span.shape[1]))
    heads = []
    for reach in reaches:
        problem = _Problem(inside, fixed, examples.labels, scale / reach**2)
        moved = problem.solve(moved)
        heads.append(start + moved @ span.T)
    return heads


@dataclass(frozen=True)
class _Problem:
    """The penalised log loss of a head's change, and how to make it least."""

    values: Array
    fixed: Array
    labels: NDArray[np.int64]
    pull: float

    def _loss(self, flat: Array) -> tuple[float, Array]:
        change = flat.reshape(self.fixed.shape[1], -1)
        logits = self.fixed + self.values @ change.T
        p = softmax(logits)
        loss = log_loss(logits, self.labels).sum() + self.pull / 2 * flat @ flat
        p[np.arange(len(p)), self.labels] -= 1
        slope = p.T @ self.values + self.pull * change
        return float(loss), slope.ravel()

    def solve(self, start: Array) -> Array:
        options = {"maxiter": 2000, "maxfun": 4000, "ftol": 1e-15, "gtol": 1e-7}
        found = minimize(
            self._loss, start.ravel(), jac=True, method="L-BFGS-B", options=options
        )
        result: Array = found.x.reshape(start.shape)
        return result


def fit_temperature(logits: Array, labels: NDArray[np.int64]) -> float:
    """
    Return what the logits are best divided by (Guo et al. 2017).

    Examples
    --------
    >>> sure = np.array([[2.0, 0.0]] * 4)
    >>> round(fit_temperature(sure, np.array([0, 0, 0, 1])), 2)
    1.82
    """

    def loss(power: float) -> float:
        return float(log_loss(logits / np.exp(power), labels).mean())

    limits = (np.log(COLDEST), np.log(HOTTEST))
    options = {"xatol": 1e-9}
    found = minimize_scalar(loss, bounds=limits, method="bounded", options=options)
    return float(np.exp(found.x))
