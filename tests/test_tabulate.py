"""A row that cannot be had in one way has the others."""

import numpy as np
import pandas as pd

from stancebook.moments import Source
from stancebook.tabulate import COLUMNS, compare_fits, leave_blank
from stancebook.variance import draw_simply


def test_labelled_only_may_be_missing() -> None:
    """Where labels alone cannot tell a coefficient, it is missing and ours is there."""
    x = np.column_stack([np.ones(40), np.arange(40) % 2])
    y = np.arange(40.0) % 7
    labelled = np.arange(40) % 4 == 0  # never where x is 1
    gold = Source("linear", y[labelled], x[labelled])
    guess = Source("linear", y + np.arange(40) % 3, x)
    table = compare_fits(["a", "b"], (gold, guess, guess), draw_simply(labelled, 0.25))

    assert table["labelled_only"].isna().all()
    assert table["estimate"].notna().all()


def test_blank_rows_have_all_columns() -> None:
    """A row without an estimate has the columns of one that has, and the reason."""
    table = leave_blank(["gap"], "nothing varies")

    assert [*COLUMNS, "undefined"] == list(table.columns)
    assert [True] * (len(COLUMNS) - 1) == pd.isna(table.iloc[0, 1:-1]).tolist()
    assert "undefined because nothing varies" == table["undefined"][0]
