"""Annotators tire, drift, and lean on what they are shown, so that gets measured."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stancebook.resampling import draw_articles
from stancebook.schema import MARKED, InputError, require

__all__ = ["measure_anchoring", "measure_checks", "measure_drift"]

_KEY = ["layer", "paragraph", "target", "holder"]


def measure_anchoring(annotations: pd.DataFrame, seed: int = 7) -> pd.DataFrame:
    """
    Return how much more often annotators follow a model where they see its label.

    Suggestions are shown on a random half of the units, so the difference between the
    halves is what showing them did. Read `gain`: at 0.10 annotators agreed with the
    model ten points more often because they saw its label, and the agreement on units
    that were shown overstates how good the model is. An interval that holds 0 says that
    no anchoring was found, not that there is none.

    Returns
    -------
    pd.DataFrame
        A row a layer: `shown` and `hidden` (shares of decisions that equal the model's
        label), `gain`, its 95% interval `low` to `high` over articles, `n_shown`,
        `n_hidden`.

    Raises
    ------
    InputError
        Where no decision has a model's label beside it, or one half is empty.
    """
    require(annotations, "annotations", "layer", "value", "suggestion", "shown")
    known = annotations[annotations["suggestion"].notna()]
    if known.empty:
        problem = "no annotation was made beside a model's label"
        raise InputError(problem, "Label with `suggest=True`.")
    rows = [
        {"layer": layer, **_compare_halves(own, seed)}
        for layer, own in known.groupby("layer")
    ]
    return pd.DataFrame(rows)


def _compare_halves(own: pd.DataFrame, seed: int) -> dict[str, float]:
    shown = own["shown"].astype(bool).to_numpy()
    if shown.all() or not shown.any():
        problem = f"all {len(own)} decisions are of one half"
        raise InputError(problem, "Label more units with `suggest=True`.")
    agrees = (own["value"] == own["suggestion"]).to_numpy(dtype=float)
    articles = own["paragraph"].str.rpartition("#")[0]
    places = np.unique(articles, return_inverse=True)[1]
    sums = np.zeros((places.max() + 1, 4))
    for column, values in enumerate((shown * agrees, shown, ~shown * agrees, ~shown)):
        np.add.at(sums[:, column], places, values)
    drawn = draw_articles(len(sums), seed)[1:] @ sums  # the first is the real set
    drawn = drawn[(drawn[:, 1] > 0) & (drawn[:, 3] > 0)]
    gains = drawn[:, 0] / drawn[:, 1] - drawn[:, 2] / drawn[:, 3]
    low, high = np.percentile(gains, [2.5, 97.5])
    whole = sums.sum(0)
    rates = (whole[0] / whole[1], whole[2] / whole[3])
    return {
        "shown": rates[0],
        "hidden": rates[1],
        "gain": rates[0] - rates[1],
        "low": float(low),
        "high": float(high),
        "n_shown": int(whole[1]),
        "n_hidden": int(whole[3]),
    }


def measure_drift(annotations: pd.DataFrame) -> pd.DataFrame:
    """
    Return, by week and annotator, how often others and the same person agree.

    A share that falls from week to week says that a reader drifts away from the others;
    look at `with_self` to tell whether the reader is unsteady, too. Weeks are of the
    ISO calendar, by the time of the decision.

    Returns
    -------
    pd.DataFrame
        A row a layer, week and annotator: `with_others` (share of pairs with another's
        decision on the same unit that agree), `pairs`, `with_self` (share of repeats
        decided as the first time), `repeats`, `seconds` (median a decision), `n`.
        A share of nothing is missing.
    """
    require(annotations, "annotations", *_KEY, "value", "annotator", "at", "seconds")
    table = annotations[~annotations["layer"].isin(MARKED)].copy()
    if table.empty:
        raise InputError(
            "there is no decision to follow over time", "Label some first."
        )
    moments = pd.to_datetime(table["at"], utc=True, format="ISO8601").dt.isocalendar()
    years = zip(moments.year, moments.week, strict=True)
    table["week"] = [f"{year}-W{week:02}" for year, week in years]
    table["occasion"] = table.get("occasion", 0)
    table[_KEY] = table[_KEY].fillna("")
    table["seconds"] = pd.to_numeric(table["seconds"], errors="coerce")
    first = table[table["occasion"] == 0]
    keys = ["layer", "week", "annotator"]
    facts = table.groupby(keys).agg(n=("value", "size"), seconds=("seconds", "median"))
    others = _agree(first, first[[*_KEY, "annotator", "value"]], same=False)
    again = table[table["occasion"] != 0]
    own = _agree(again, first[[*_KEY, "annotator", "value"]], same=True)
    result = facts.join(others.rename(columns={"share": "with_others", "n": "pairs"}))
    result = result.join(own.rename(columns={"share": "with_self", "n": "repeats"}))
    counts = ["pairs", "repeats"]
    result[counts] = result[counts].fillna(0).astype(int)
    columns = ["with_others", "pairs", "with_self", "repeats", "seconds", "n"]
    return result.reset_index()[[*keys, *columns]]


def _agree(left: pd.DataFrame, right: pd.DataFrame, *, same: bool) -> pd.DataFrame:
    """Pair decisions on equal units, by the same person or by two, and count."""
    pairs = left.merge(right, on=_KEY, suffixes=("", "_other"))
    pairs = pairs[(pairs["annotator"] == pairs["annotator_other"]) == same]
    equal = (pairs["value"] == pairs["value_other"]).astype(float)
    groups = pairs.assign(equal=equal).groupby(["layer", "week", "annotator"])["equal"]
    return pd.DataFrame({"share": groups.mean(), "n": groups.size()})


def measure_checks(annotations: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """
    Return how each annotator did on attention checks: units whose label is known.

    Returns
    -------
    pd.DataFrame
        A row an annotator and layer: `right`, `checks`, `share`.

    Raises
    ------
    InputError
        Where nobody has labelled any of the checks.
    """
    require(annotations, "annotations", *_KEY, "value", "annotator")
    require(gold, "gold", "layer", "paragraph", "target", "value")
    keys = ["layer", "paragraph", "target"]
    known = gold[[*keys, "value"]].drop_duplicates(keys)
    pairs = annotations.fillna({"target": ""}).merge(
        known.fillna({"target": ""}), on=keys, suffixes=("", "_known")
    )
    if pairs.empty:
        raise InputError("no check has been labelled", "See `assign(checks=…)`.")
    right = pairs.assign(right=pairs["value"] == pairs["value_known"])
    groups = right.groupby(["annotator", "layer"])["right"]
    table = groups.agg(right="sum", checks="size", share="mean")
    return table.reset_index()
