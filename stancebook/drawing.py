"""A sample says what it stands for only beside the population it was drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.matrix import find_column
from stancebook.schema import InputError, require
from stancebook.variance import Design

__all__ = ["check_chances", "number", "read_design", "read_draw"]

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
WIDEST = 4.0  # standard errors by which independent draws may miss the population


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


def read_design(
    population: pd.DataFrame, sample: pd.DataFrame, *, finite: bool
) -> Design:
    """
    Return how a sample was drawn from a population of paragraphs.

    Where all of a stratum have one probability, its numbers were fixed, and must fit:
    1 / p adds up to the paragraphs of the stratum, or to its articles where whole
    articles were drawn. Otherwise each was drawn by itself.

    Raises
    ------
    InputError
        Where the sample is of other paragraphs, has probabilities that do not fit
        them, or leaves out a whole stratum.

    Examples
    --------
    >>> rows = {"paragraph": ["a#0", "a#1", "b#0", "b#1"], "article": list("aabb")}
    >>> sample = {"paragraph": ["a#0", "b#1"], "stratum": "all", "probability": 0.5}
    >>> design = read_design(pd.DataFrame(rows), pd.DataFrame(sample), finite=False)
    >>> design.weight.tolist(), design.fixed
    ([2.0, 0.0, 0.0, 2.0], True)
    """
    require(sample, "sample", "paragraph", "stratum", "probability")
    own = sample.drop_duplicates("paragraph").set_index("paragraph")
    names = population["paragraph"]
    if strange := sorted(set(own.index) - set(names)):
        problem = f"{len(strange)} paragraphs of the sample, as {strange[0]!r}, are not"
        problem = f"{problem} among those that a model scored"
        raise InputError(problem, "Give the tables that the sample was drawn from.")
    given = names.map(own["probability"].astype(float))
    chance = np.asarray(given, dtype=np.float64)
    labelled = names.isin(own.index).to_numpy()
    if not labelled.any():
        raise InputError("the sample is empty", "Draw one with `draw_sample`.")
    check_chances(chance[labelled])
    rows, articles = np.arange(len(names)), number(population["article"])
    strata = _find_strata(population, own, labelled)
    design = Design(
        labelled,
        chance,
        rows,
        rows * 0 if strata is None else strata,
        articles,
        fixed=strata is not None,
        finite=finite,
    )
    return _find_units(design)


def _find_strata(
    population: pd.DataFrame, own: pd.DataFrame, labelled: NDArray[np.bool_]
) -> Labels | None:
    """Return the stratum of each row, by the column that agrees with the sample's."""
    wanted = own["stratum"].astype(str)
    if len(set(wanted)) == 1:
        return np.zeros(len(labelled), dtype=np.int64)
    given = population.loc[labelled, "paragraph"].map(wanted).to_numpy()
    for column in population.columns.drop("paragraph"):
        values = population[column]
        named = values.astype(object).where(values.notna(), "(none)").astype(str)
        if (named[labelled].to_numpy() == given).all():
            if left := sorted(set(named) - set(given)):
                problem = f"nothing of stratum {left[0]!r} could be drawn"
                mend = "Leave its paragraphs out of the tables, or draw some of them."
                raise InputError(problem, mend)
            return number(values)
    return None


def _find_units(design: Design) -> Design:
    """Say if paragraphs or whole articles were drawn: the sums of 1 / p tell."""
    if not _one_chance(design):
        design = replace(design, fixed=False)
    whole = replace(design, unit=design.cluster)
    for one in (design, whole):
        if one.fixed and _miss(one) < 0.5:
            return one
    if not design.fixed and min(_miss(design), _miss(whole)) < WIDEST:
        return design if _miss(design) <= _miss(whole) else whole
    stands = float(design.weight.sum())
    problem = (
        f"the sample's probabilities stand for {stands:.0f} paragraphs, "
        f"and there are {len(design.labelled)}"
    )
    mend = "Give all paragraphs that it was drawn from, and no others."
    raise InputError(problem, mend)


def _one_chance(design: Design) -> bool:
    """Say if each stratum has one probability."""
    chance = pd.Series(design.chance[design.labelled])
    spread = chance.groupby(design.stratum[design.labelled]).agg(np.ptp)
    return design.fixed and bool((spread < 1e-9).all())


def _miss(design: Design) -> float:
    """Return by how much 1 / p misses the number of units: in units, or in errors."""
    units = design.units
    weight = design.weight[units]
    if (design.weight != weight[design.unit]).any():
        return np.inf  # a unit that is labelled in part was not drawn as a whole
    if design.fixed:
        count = int(design.stratum.max()) + 1
        stands = np.bincount(design.stratum[units], weight, count)
        return float(
            np.abs(stands - np.bincount(design.stratum[units], minlength=count)).max()
        )
    drawn = weight[weight > 0]
    error = np.sqrt((drawn**2 - drawn).sum()) + 0.5
    return float(np.abs(weight.sum() - len(units)) / error)


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
