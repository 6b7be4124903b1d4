"""Guesses are fitted on other clusters than those that they are used on."""

import numpy as np
import pytest

from stancebook.crossfit import predict_gold


def test_own_label_does_not_help() -> None:
    """A label that is changed changes no guess of its own cluster."""
    random = np.random.default_rng(7)
    features, gold = random.normal(size=(40, 2)), random.normal(size=(40, 1))
    cluster = np.repeat(np.arange(10), 4)
    before = predict_gold(features, gold, np.ones(40), cluster, seed=7)
    gold[:4] += 100
    after = predict_gold(features, gold, np.ones(40), cluster, seed=7)

    assert before[:4].tolist() == after[:4].tolist()
    assert np.abs(before - after).max() > 1


def test_bias_of_a_model_is_mended() -> None:
    """What a model puts too high by a constant, the guess does not."""
    random = np.random.default_rng(7)
    gold = random.normal(size=(500, 1))
    says = gold + 3 + 0.1 * random.normal(size=(500, 1))
    guess = predict_gold(says, gold, np.ones(500), np.arange(500), seed=7)

    assert 0 == pytest.approx((guess - gold).mean(), abs=0.02)
    assert np.abs(guess - gold).std() < 0.15


def test_one_labelled_cluster_gives_its_mean() -> None:
    """With nothing to leave out, the guess is one number and helps nobody."""
    guess = predict_gold(
        np.arange(4.0)[:, None],
        np.array([[1.0], [3.0]]),
        np.array([1.0, 1, 0, 0]),
        np.array([0, 0, 1, 1]),
        seed=7,
    )

    assert [[2.0]] * 4 == guess.tolist()
