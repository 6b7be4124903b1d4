"""Columns of a table become the numbers of a regression, gold and model's apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.schema import InputError

__all__ = ["Matrix", "find_column", "read_matrix"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Matrix:
    """
    A regression in numbers.

    `x` (rows, coefficients) has the model's values in the columns that it `made`;
    `gold_x` and `gold_y` are those of the `labelled` rows. The first `reported` of
    `names` are to be shown, the others are fixed effects. `features` are what a guess
    at the labels may go by.
    """

    names: list[str]
    reported: int
    x: Array
    made: list[int]
    gold_x: Array
    model_y: Array
    gold_y: Array
    known_y: bool
    labelled: NDArray[np.bool_]
    features: Array


def find_column(data: pd.DataFrame, name: str, what: str) -> pd.Series:
    """
    Return a column by its name.

    Raises
    ------
    InputError
        Where there is none.
    """
    if name in data.columns:
        return data[name]
    there = ", ".join(map(str, data.columns))
    raise InputError(f"`data` has no column {name!r} for {what}", f"It has {there}.")


def read_matrix(
    data: pd.DataFrame,
    outcome: str,
    covariates: Sequence[str],
    predicted: Mapping[str, str | Sequence[str]],
    within: str | None,
) -> Matrix:
    """
    Return a table as the numbers of a regression.

    Examples
    --------
    >>> data = pd.DataFrame({"y": [1, None], "model": [1, 0], "outlet": ["a", "b"]})
    >>> matrix = read_matrix(data, "y", ["outlet"], {"y": "model"}, None)
    >>> matrix.names, matrix.x.tolist(), matrix.labelled.tolist()
    (['intercept', 'outlet[b]'], [[1.0, 0.0], [1.0, 1.0]], [True, False])
    """
    if data.empty:
        raise InputError("`data` has no rows", "Give one row a unit of analysis.")
    models = _read_models(data, outcome, covariates, predicted)
    gold = {name: _read_numbers(data, name, gaps=True) for name in models}
    labelled = _find_labelled(gold)
    parts = {"intercept": np.ones(len(data))}
    for name in covariates:
        parts |= {name: models[name][:, 0]} if name in models else _spell(data, name)
    reported = len(parts)
    _check_constant(parts)
    seen = [parts[name] for name in list(parts)[1:] if name not in models]
    if within is not None:
        effects = _spell(data.assign(**{within: data[within].astype(str)}), within)
        parts |= {f"{name} (fixed)": own for name, own in effects.items()}
    made = [name for name in parts if name in models]
    known_y = outcome not in models
    y = _read_numbers(data, outcome, gaps=False) if known_y else models[outcome][:, 0]
    gold_y = (y if known_y else gold[outcome])[labelled]
    if known_y:
        seen.append(y)
    return Matrix(
        names=list(parts),
        reported=reported,
        x=np.stack(list(parts.values()), axis=1),
        made=[list(parts).index(name) for name in made],
        gold_x=_join([gold[name][labelled] for name in made], int(labelled.sum())),
        model_y=y,
        gold_y=gold_y,
        known_y=known_y,
        labelled=labelled,
        features=np.column_stack([*models.values(), *seen]),
    )


def _join(columns: Sequence[Array], rows: int) -> Array:
    """Put columns side by side, (rows, columns), even where there is none."""
    return np.stack(columns, axis=1) if columns else np.zeros((rows, 0))


def _read_models(
    data: pd.DataFrame,
    outcome: str,
    covariates: Sequence[str],
    predicted: Mapping[str, str | Sequence[str]],
) -> dict[str, Array]:
    """Return what a model says of each gold column, (rows, columns of the model)."""
    if strange := [name for name in predicted if name not in (outcome, *covariates)]:
        problem = f"`predicted` names {strange[0]!r}, which is in no part of the model"
        raise InputError(problem, "Name the outcome or a covariate.")
    if not predicted:
        problem = "`predicted` is empty, so nothing here is a model's"
        raise InputError(problem, "Use a plain regression, as of statsmodels.")
    return {
        name: np.stack(
            [
                _read_numbers(data, one, gaps=False)
                for one in ([own] if isinstance(own, str) else own)
            ],
            axis=1,
        )
        for name, own in predicted.items()
    }


def _read_numbers(data: pd.DataFrame, name: str, *, gaps: bool) -> Array:
    column = find_column(data, name, "the regression")
    try:
        values: Array = column.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        problem = f"column {name!r} holds {column.dropna().iloc[0]!r}, no number"
        mend = (
            "Turn it into numbers, as 1 for the label that you ask for, 0 for others."
        )
        raise InputError(problem, mend) from None
    if np.isinf(values).any():
        raise InputError(f"column {name!r} is infinite somewhere", "Mend it.")
    if np.isnan(values).all():
        raise InputError(f"column {name!r} is empty", "Give labels of some rows.")
    if not gaps and np.isnan(values).any():
        problem = f"column {name!r} is missing in {int(np.isnan(values).sum())} rows"
        mend = "Fill them, leave these rows out, or name its model in `predicted`."
        raise InputError(problem, mend)
    return values


def _spell(data: pd.DataFrame, name: str) -> dict[str, Array]:
    """Return a covariate as numbers: categories as one column each but the first."""
    column = find_column(data, name, "a covariate")
    if pd.api.types.is_numeric_dtype(column):
        return {name: _read_numbers(data, name, gaps=False)}
    if column.isna().any():
        problem = f"column {name!r} is missing in {int(column.isna().sum())} rows"
        raise InputError(problem, "Fill them, or leave these rows out.")
    values = sorted(set(column.astype(str)))
    named = column.astype(str).to_numpy()
    return {f"{name}[{one}]": (named == one).astype(float) for one in values[1:]}


def _find_labelled(gold: Mapping[str, Array]) -> NDArray[np.bool_]:
    known = np.stack([~np.isnan(values) for values in gold.values()], axis=1)
    if part := int((known.any(1) & ~known.all(1)).sum()):
        problem = f"{part} rows are labelled in part: {', '.join(gold)} go together"
        raise InputError(problem, "Label these rows whole, or take their labels out.")
    return np.asarray(known.all(1), dtype=np.bool_)


def _check_constant(parts: Mapping[str, Array]) -> None:
    for name, values in parts.items():
        if name != "intercept" and np.ptp(values) == 0:
            problem = f"covariate {name!r} is {values[0]:g} in every row"
            raise InputError(problem, "Take it out: nothing can be learned from it.")
