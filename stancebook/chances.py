"""A label stands for others by the chance with which its row was drawn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.matrix import find_column
from stancebook.schema import InputError
from stancebook.variance import Design

__all__ = ["check_chances", "number", "read_draw"]

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def number(values: pd.Series) -> Labels:
    """
    Return the number of each value, from 0; what is missing is a value of its own.

    Examples
    --------
    >>> number(pd.Series(["b", None, "b"])).tolist()
    [0, 1, 0]
    """
    codes: Labels = pd.factorize(values, use_na_sentinel=False)[0].astype(np.int64)
    return codes


def check_chances(chance: Array) -> None:
    """
    Stop where a label was drawn with no probability that one could divide by.

    Raises
    ------
    InputError
        Where a probability is missing, 0 or less, or more than 1.
    """
    if np.isnan(chance).any():
        problem = f"{int(np.isnan(chance).sum())} labelled rows have no probability"
        raise InputError(problem, "Give each the chance with which it was drawn.")
    if (chance <= 0).any() or (chance > 1).any():
        wrong = chance[(chance <= 0) | (chance > 1)][0]
        problem = f"a labelled row has probability {wrong:g}"
        mend = "A chance of being drawn is above 0 and at most 1: draw the sample anew."
        raise InputError(problem, mend)


def read_draw(
    data: pd.DataFrame,
    labelled: NDArray[np.bool_],
    columns: Mapping[str, str | None],
    *,
    finite: bool,
) -> Design:
    """
    Return how rows of any table came to be labelled, by its columns.

    `columns` names those of `probability` or `stratum`, `unit` and `cluster`, or None.
    """
    given = {
        what: find_column(data, name, what) for what, name in columns.items() if name
    }
    rows = pd.Series(np.arange(len(data)))
    unit = number(given.get("unit", rows))
    cluster = number(given["cluster"]) if "cluster" in given else unit
    if len(np.unique(unit)) != len(np.unique(np.stack([unit, cluster]), axis=1).T):
        problem = "a unit that was drawn as a whole is in several clusters"
        raise InputError(problem, "Give clusters that hold whole units.")
    stratum, fixed = np.zeros(len(data), dtype=np.int64), "stratum" in given
    if fixed == ("probability" in given):
        problem = "the chance of being labelled is given twice, or not at all"
        mend = "Name a column as `probability` or as `stratum`: without knowing how "
        raise InputError(problem, f"{mend}labels were drawn, none stands for others.")
    if fixed:
        stratum = number(given["stratum"])
        chance = _share_labelled(labelled, unit, stratum)
    else:
        chance = given["probability"].to_numpy(dtype=np.float64, na_value=np.nan)
    check_chances(chance[labelled])
    return Design(labelled, chance, unit, stratum, cluster, fixed, finite)


def _share_labelled(
    labelled: NDArray[np.bool_], unit: Labels, stratum: Labels
) -> Array:
    """Return the share of units of each row's stratum that are labelled."""
    first = np.unique(unit, return_index=True)[1]
    if (labelled != labelled[first][unit]).any():
        problem = "a unit that was drawn as a whole is labelled in part"
        raise InputError(problem, "Label all of its rows.")
    size = np.bincount(stratum[first])
    drawn = np.bincount(stratum[first], labelled[first], len(size))
    if (drawn == 0).any():
        problem = "a stratum has no labelled row, so that nothing stands for it"
        raise InputError(problem, "Label some of each stratum, or join strata.")
    share: Array = (drawn / size)[stratum]
    return share
