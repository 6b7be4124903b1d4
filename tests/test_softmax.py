"""Logits become probabilities without running over."""

import numpy as np

from stancebook.softmax import softmax


def test_large_logits_are_no_infinity() -> None:
    """What only the difference tells is told, however large the logits are."""
    p = softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0]]))

    assert [[0.5, 0.5], [0.0, 1.0]] == p.tolist()


def test_precision_is_that_of_the_logits() -> None:
    """Half as long numbers stay so: a model's last decimals hang on it."""
    assert np.float32 == softmax(np.zeros(3, dtype=np.float32)).dtype
