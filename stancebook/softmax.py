"""Logits become probabilities in one way, whichever model has given them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["softmax"]


def softmax(logits: NDArray[Any]) -> NDArray[Any]:
    """
    Return the probabilities that logits stand for, (…, labels), in their own precision.

    Examples
    --------
    >>> softmax(np.zeros((1, 4))).tolist()
    [[0.25, 0.25, 0.25, 0.25]]
    """
    exp = np.exp(logits - logits.max(-1, keepdims=True))
    result: NDArray[Any] = exp / exp.sum(-1, keepdims=True)
    return result
