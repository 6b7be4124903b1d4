"""The second opinion is what ppi-python says, and is asked only what it can answer."""

import numpy as np
import ppi_py
import pytest

from stancebook.moments import Source
from stancebook.powered import measure_powered
from stancebook.schema import InputError
from stancebook.variance import draw_simply


def test_it_is_what_ppi_python_says() -> None:
    """With equal chances it is a plain call of its function."""
    random = np.random.default_rng(7)
    x = np.column_stack([np.ones(200), random.normal(size=200)])
    y, says = x[:, 1] + random.normal(size=(2, 200))
    labelled = np.arange(200) < 80
    gold = Source("linear", y[labelled], x[labelled])
    found = measure_powered(Source("linear", says, x), gold, draw_simply(labelled, 0.4))
    theirs = ppi_py.ppi_ols_ci(
        gold.x, gold.y, says[labelled], x[~labelled], says[~labelled], alpha=0.05
    )

    assert theirs[0] == pytest.approx(found["ppi_low"])
    assert theirs[1] == pytest.approx(found["ppi_high"])


def test_covariates_must_be_known() -> None:
    """A covariate that a model made is none of its business."""
    x = np.column_stack([np.ones(20), np.arange(20.0)])
    labelled = np.arange(20) < 10
    gold = Source("linear", np.arange(10.0), x[labelled] + 1)

    with pytest.raises(InputError, match="covariates that are known"):
        measure_powered(Source("linear", x[:, 1], x), gold, draw_simply(labelled, 0.5))
