"""A second opinion on an estimate comes from other people's method and code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stancebook.moments import Source
from stancebook.schema import InputError
from stancebook.variance import SURE, Design

__all__ = ["measure_powered"]

Array = NDArray[np.float64]


def measure_powered(model: Source, gold: Source, design: Design) -> dict[str, Array]:
    """
    Return prediction-powered estimates with 95% intervals, by ppi-python.

    PPI++ (Angelopoulos, Duchi & Zrnic 2023): the moments of the unlabelled rows by the
    model, mended by how far it is off in the labelled rows, times a factor that is
    chosen so that the interval is short. Rows are weighted by 1 / p where labelled and
    by 1 / (1 - p) where not, and taken to be independent: with clusters, its intervals
    are too short. Covariates must be known.

    Raises
    ------
    InputError
        Where ppi-python is not installed, or a covariate is a model's.
    """
    ppi = _load()
    rows = design.labelled
    if not np.allclose(gold.x, model.x[rows]):
        problem = "prediction-powered inference needs covariates that are known"
        raise InputError(problem, "Use powered=False.")
    if np.isnan(design.chance).any() or (design.chance[~rows] >= 1).any():
        problem = "not every row has a probability of being labelled below 1"
        raise InputError(problem, "Give the probability of all rows.")
    point, interval = (
        getattr(ppi, f"ppi_{_NAMES[gold.kind]}_{what}")
        for what in ("pointestimate", "ci")
    )
    given = (gold.x, gold.y, model.y[rows], model.x[~rows], model.y[~rows])
    weights = {
        "w": 1 / design.chance[rows],
        "w_unlabeled": 1 / (1 - design.chance[~rows]),
    }
    low, high = interval(*given, alpha=1 - SURE, **weights)
    return {"ppi": point(*given, **weights), "ppi_low": low, "ppi_high": high}


_NAMES = {"linear": "ols", "logistic": "logistic"}


def _load() -> object:
    try:
        import ppi_py  # type: ignore[import-untyped]  # an extra, and heavy
    except ImportError:
        mend = "Install it: pip install 'stancebook[ppi]', or use powered=False."
        raise InputError("ppi-python is not installed", mend) from None
    module: object = ppi_py
    return module
