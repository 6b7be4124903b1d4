"""A forest of decision trees as plain arrays, so that no pickle is ever loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["predict_forest"]


def predict_forest(
    trees: Mapping[str, NDArray[Any]], values: NDArray[np.float32]
) -> NDArray[np.float32]:
    """
    Return the mean share of the first class over all trees, shape (rows,).

    `trees` holds the nodes of all trees end to end: `root` (trees,), and for each node
    `feature` (negative in a leaf), `threshold`, `left`, `right` and `share`, the share
    of the first class among what was grown there. See Geurts et al. 2006.

    Examples
    --------
    >>> trees = {"root": [0], "feature": [0, -1, -1], "threshold": [0.5, 0, 0],
    ...          "left": [1, 1, 2], "right": [2, 1, 2], "share": [0.5, 0.9, 0.2]}
    >>> trees = {name: np.array(own) for name, own in trees.items()}
    >>> predict_forest(trees, np.array([[0.1], [0.7]])).tolist()
    [0.9, 0.2]
    """
    place = np.repeat(trees["root"][None, :], len(values), axis=0)
    rows = np.arange(len(values))[:, None]
    while True:
        feature = trees["feature"][place]
        if (feature < 0).all():
            break
        below = values[rows, np.maximum(feature, 0)] <= trees["threshold"][place]
        onward = np.where(below, trees["left"][place], trees["right"][place])
        place = np.where(feature < 0, place, onward)
    result: NDArray[np.float32] = trees["share"][place].mean(axis=1)
    return result
