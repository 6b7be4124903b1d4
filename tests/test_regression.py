"""A head is the exact answer to its problem, between its start and the best fit."""

import numpy as np
import pytest

from stancebook.regression import (
    COLDEST,
    HOTTEST,
    Examples,
    fit_heads,
    fit_temperature,
    log_loss,
)

RANDOM = np.random.default_rng(5)
EXAMPLES = Examples(
    RANDOM.normal(size=(40, 90)), RANDOM.normal(size=(40, 3)), RANDOM.integers(0, 3, 40)
)
START = RANDOM.normal(size=(3, 90)) / 10


def test_short_reach_stays_at_the_start() -> None:
    """A head that may not move is the one that it began as."""
    [head] = fit_heads(EXAMPLES, START, [1e-6])

    np.testing.assert_allclose(START, head, atol=1e-6)


def test_the_slope_is_zero() -> None:
    """At the answer, loss and pull balance in every weight."""
    [head] = fit_heads(EXAMPLES, START, [0.7])
    logits = EXAMPLES.logits(head)
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    p[np.arange(40), EXAMPLES.labels] -= 1
    pull = (EXAMPLES.values**2).sum(1).mean() / 0.7**2

    np.testing.assert_allclose(
        0, p.T @ EXAMPLES.values + pull * (head - START), atol=1e-4
    )


def test_further_reach_fits_better() -> None:
    """The further a head may move, the better it fits what it was shown."""
    heads = fit_heads(EXAMPLES, START, [0.1, 1.0, 10.0])
    losses = [log_loss(EXAMPLES.logits(h), EXAMPLES.labels).mean() for h in heads]

    assert sorted(losses, reverse=True) == losses
    assert losses[-1] < losses[0] / 2


def test_path_does_not_matter() -> None:
    """A reach gives the same head alone and after others."""
    [alone] = fit_heads(EXAMPLES, START, [2.0])
    *_, after = fit_heads(EXAMPLES, START, [0.1, 0.5, 2.0])

    np.testing.assert_allclose(alone, after, atol=1e-5)


@pytest.mark.parametrize(("labels", "limit"), [([0, 0], COLDEST), ([1, 1], HOTTEST)])
def test_temperature_is_limited(labels: list[int], limit: float) -> None:
    """Labels that a model always or never meets make it neither certain nor blank."""
    logits = np.array([[3.0, 0.0], [2.0, 0.0]])

    assert limit == pytest.approx(fit_temperature(logits, np.array(labels)), rel=1e-3)
