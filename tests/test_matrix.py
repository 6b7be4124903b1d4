"""Columns become numbers, and what is no number is an error."""

import numpy as np
import pandas as pd
import pytest

from stancebook.matrix import read_matrix
from stancebook.schema import InputError


def test_gold_and_model_are_kept_apart() -> None:
    """`x` has the model's covariate, `gold_x` that of the labelled rows."""
    data = pd.DataFrame(
        {"y": [1, 2, np.nan], "x": [0, 1, np.nan], "ym": [5, 6, 7], "xm": [1, 1, 0]}
    )
    matrix = read_matrix(data, "y", ["x"], {"y": "ym", "x": "xm"}, None)

    assert [[1, 1], [1, 1], [1, 0]] == matrix.x.tolist()
    assert [[0], [1]] == matrix.gold_x.tolist()
    assert [5, 6, 7] == matrix.model_y.tolist()
    assert [1, 2] == matrix.gold_y.tolist()


def test_fixed_effects_are_not_reported() -> None:
    """A group but the first has an intercept, behind what is to be shown."""
    data = pd.DataFrame({"y": [1, 2, 3.0], "m": [1, 2, 3], "outlet": [7, 8, 9]})
    matrix = read_matrix(data, "y", [], {"y": "m"}, "outlet")

    assert ["intercept", "outlet[8] (fixed)", "outlet[9] (fixed)"] == matrix.names
    assert 1 == matrix.reported


def test_infinite_value() -> None:
    """A value without bound is an error that names its column."""
    data = pd.DataFrame({"y": [1, np.inf], "m": [1, 2]})

    with pytest.raises(InputError, match="'y' is infinite"):
        read_matrix(data, "y", [], {"y": "m"}, None)
