"""A sample says what it stands for only beside the population it was drawn from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.chances import check_chances, number
from stancebook.schema import InputError, require
from stancebook.variance import Design

__all__ = ["keep_labelled", "read_design"]

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
WIDEST = 4.0  # standard errors by which independent draws may miss the population


def keep_labelled(
    sample: pd.DataFrame, gold: pd.DataFrame, target: str | None = None
) -> pd.DataFrame:
    """
    Return the part of a sample that is labelled, its probabilities lowered to fit.

    In each stratum the chance of being drawn is multiplied by the share that was
    labelled, as if chance alone had decided which (Little & Rubin 2019, chapter 3). It
    is the reader who vouches for that: where people left out what was hard, an estimate
    that rests on the rest is off, and no interval says so.

    Parameters
    ----------
    sample
        What `draw_sample` returned, drawn by paragraphs.
    gold
        Gold labels; a paragraph is labelled where it has a voice.
    target
        If given, it is also to have a stance on this target, unless its voice is
        neither editorial nor reported.

    Raises
    ------
    InputError
        Where a stratum has no labelled paragraph left.

    Examples
    --------
    >>> sample = pd.DataFrame({"paragraph": ["a#0", "a#1"], "stratum": "all"})
    >>> gold = {"layer": ["voice"], "paragraph": ["a#1"], "value": ["mixed"]}
    >>> gold = pd.DataFrame(gold).assign(target=None)
    >>> keep_labelled(sample.assign(probability=0.5), gold)["probability"].tolist()
    [0.25]
    """
    require(sample, "sample", "paragraph", "stratum", "probability")
    require(gold, "gold", "layer", "paragraph", "target", "value")
    heard = gold[gold["layer"] == "voice"]
    done = set(heard["paragraph"])
    if target is not None:
        said = gold[(gold["layer"] == "stance") & (gold["target"] == target)]
        silent = heard[~heard["value"].isin(["editorial", "reported"])]
        done &= {*said["paragraph"], *silent["paragraph"]}
    labelled = sample["paragraph"].isin(done)
    share = labelled.groupby(sample["stratum"]).transform("mean")
    if len(empty := sample.loc[share == 0, "stratum"]):
        problem = f"nothing of stratum {empty.iloc[0]!r} was labelled"
        raise InputError(problem, "Label some of it.")
    lowered = sample.assign(probability=sample["probability"] * share)
    return lowered[labelled].reset_index(drop=True)


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
    most = 0.5 if design.fixed else WIDEST
    # Where articles are of one length, the sums fit both: but that of each article all
    # was drawn or nothing is no accident, unless everything was.
    ways = (design, whole) if design.labelled.all() else (whole, design)
    for one in ways:
        if _miss(one) < most:
            return one
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
