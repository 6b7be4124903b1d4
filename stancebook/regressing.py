"""A regression whose outcome or covariates a model made is mended by labelled rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.chances import read_draw
from stancebook.crossfit import predict_gold
from stancebook.matrix import Matrix, read_matrix
from stancebook.moments import Source
from stancebook.powered import measure_powered
from stancebook.schema import InputError
from stancebook.tabulate import compare_fits
from stancebook.variance import Design

__all__ = ["regress"]

Array = NDArray[np.float64]
FAMILIES = ("linear", "logistic")


def regress(
    data: pd.DataFrame,
    outcome: str,
    covariates: Sequence[str] = (),
    *,
    predicted: Mapping[str, str | Sequence[str]],
    probability: str | None = None,
    stratum: str | None = None,
    unit: str | None = None,
    cluster: str | None = None,
    within: str | None = None,
    family: str = "linear",
    finite: bool = False,
    powered: bool = False,
    seed: int = 7,
) -> pd.DataFrame:
    """
    Regress an outcome on covariates where most values of some columns are a model's.

    Design-based supervised learning: for a model-made outcome (Egami, Hinck, Stewart &
    Wei 2023), a regression of Y~ = g + R / p (Y - g) on the covariates; for model-made
    covariates, too (the same, 2024), the moments that `moments.solve` writes down. The
    guess g is cross-fitted on what the model says and the covariates, by clusters.

    Parameters
    ----------
    data
        One row a unit of analysis. Gold columns are missing where nobody labelled.
    outcome, covariates
        Columns; one that holds text or categories becomes a column a value, the first
        value being the one to compare with.
    predicted
        For each gold column of these, the column that a model made, or several of
        them, the first of which is what a naive reader would put in its place.
    probability
        The column with the chance of being labelled, where each row was drawn alone.
    stratum
        The column of strata of which fixed numbers were drawn, or whose chances are
        not known and are taken to be equal: then they are the shares labelled (the
        ratio estimate of Hajek 1971). Give this or `probability`.
    unit
        The column that says what was drawn as a whole, such as articles; else rows.
    cluster
        The column of rows that hang together (Liang & Zeger 1986); else the unit.
    within
        A column whose values each get an intercept of their own: fixed effects.
    family
        `linear`, or `logistic` for an outcome of 0 and 1.
    finite
        True for a statement about just these rows, False about what they come from.
    powered
        Add a second opinion: prediction-powered inference (PPI++, Angelopoulos, Duchi &
        Zrnic 2023) by ppi-python. It takes rows as independent.
    seed
        Deals the rows into folds.

    Returns
    -------
    pd.DataFrame
        One row a coefficient, with the columns of `estimate_gap` up to `drawn`; and,
        with `powered`, `ppi`, `ppi_low`, `ppi_high`.

    Raises
    ------
    InputError
        Where columns are missing or wrong, labels are missing in part, or the
        coefficients cannot be told: see `moments.solve`.

    Examples
    --------
    All is labelled, so this is least squares, whatever the model says:

    >>> rows = {"y": [1.0, 2, 4, 4], "x": [0, 1, 2, 3], "model": [0.0, 0, 1, 9]}
    >>> data = pd.DataFrame(rows).assign(chance=1.0)
    >>> says = {"y": "model"}
    >>> table = regress(data, "y", ["x"], predicted=says, probability="chance")
    >>> table["estimate"].round(3).tolist()
    [1.1, 1.1]
    """
    if family not in FAMILIES:
        raise InputError(f"`family` is {family!r}", f"Use {' or '.join(FAMILIES)}.")
    matrix = read_matrix(data, outcome, covariates, predicted, within)
    _check_outcome(matrix, outcome, family)
    columns = {"probability": probability, "stratum": stratum}
    columns |= {"unit": unit, "cluster": cluster}
    design = read_draw(data, matrix.labelled, columns, finite=finite)
    sources = _make_sources(matrix, design, family, seed)
    table = compare_fits(matrix.names, sources, design).head(matrix.reported)
    table = table.assign(n=len(data), drawn=int(matrix.labelled.sum()))
    if powered:
        opinion = measure_powered(sources[2], sources[0], design)
        table = table.assign(**{k: v[: matrix.reported] for k, v in opinion.items()})
    return table


def _check_outcome(matrix: Matrix, outcome: str, family: str) -> None:
    values = np.unique(matrix.gold_y)
    if len(values) < 2:
        problem = f"every label of {outcome!r} is {values[0]:g}"
        raise InputError(problem, "Label more: nothing can be learned from one value.")
    if family == "logistic" and set(values) != {0.0, 1.0}:
        problem = f"{outcome!r} has values such as {values[-1]:g}"
        raise InputError(problem, "A logistic regression needs an outcome of 0 and 1.")


def _make_sources(
    matrix: Matrix, design: Design, family: str, seed: int
) -> tuple[Source, Source, Source]:
    """Return gold, cross-fitted guesses, and the model's labels as they are."""
    gold_x = matrix.x[matrix.labelled].copy()
    gold_x[:, matrix.made] = matrix.gold_x
    gold = Source(family, matrix.gold_y, gold_x)
    model = Source(family, matrix.model_y, matrix.x)
    if design.labelled.all():
        return gold, model, model
    outcomes = np.column_stack([matrix.gold_y, matrix.gold_x])
    guess = predict_gold(matrix.features, outcomes, design.weight, design.cluster, seed)
    y = matrix.model_y if matrix.known_y else guess[:, 0]
    x = matrix.x.copy()
    x[:, matrix.made] = guess[:, 1:]
    return gold, Source(family, y, x), model
