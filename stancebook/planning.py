"""Labels cost days, so how many more are needed is asked of a pilot first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats  # type: ignore[import-untyped]

from stancebook.schema import InputError, require
from stancebook.variance import SURE

__all__ = ["plan_labels"]

_ASKED = ("estimate", "se", "se_draw", "freedom", "n", "drawn")


def plan_labels(estimates: pd.DataFrame, width: float) -> pd.DataFrame:
    """
    Say how many labels would give a 95% interval of the width that is wanted.

    Of the variance of a pilot's estimate, the part that is due to having labelled n of
    N paragraphs falls as 1 / n - 1 / N (Cochran 1977, chapter 5); what is left is how
    much articles differ, which no label takes away. Take the number for a plan and not
    for a promise: it goes with the square of the pilot's standard error, which with 50
    labels is easily a tenth too small or too large.

    Parameters
    ----------
    estimates
        What `estimate_gap`, `estimate_mean` or `regress` returned for the pilot.
    width
        From the lower to the upper end, in the unit of the estimate.

    Returns
    -------
    pd.DataFrame
        A row an estimate: its `width` now, the paragraphs `drawn` now, how many would
        be `needed` in all and how many `more` that is, and the `shortest` interval,
        with everything labelled. Where even that is longer than wanted, the two
        numbers are missing: find more articles, or say something about these alone
        (`finite=True`).

    Raises
    ------
    InputError
        Where the table has no estimate, or the width is not above 0.

    Examples
    --------
    All of the error is due to the draw, and four times as many labels halve it:

    >>> pilot = {"term": "gap", "estimate": 0.1, "se": 0.1, "se_draw": 0.1}
    >>> pilot |= {"freedom": 1e9, "n": 10**9, "drawn": 100}
    >>> plan_labels(pd.DataFrame([pilot]), width=0.196)[["needed", "more"]].values
    array([[400, 300]], dtype=object)
    """
    require(estimates, "estimates", *_ASKED)
    if not width > 0:
        raise InputError(f"`width` is {width!r}", "Give one above 0, as in 0.2.")
    known = estimates[estimates["estimate"].notna()]
    if known.empty:
        raise InputError("no row has an estimate", "Label a pilot first.")
    names = list(known.columns[: list(known).index("estimate")])
    plans = pd.DataFrame([_plan(row, width) for row in known.to_dict("records")])
    plans[["needed", "more"]] = plans[["needed", "more"]].astype("Int64")
    return known[names].reset_index(drop=True).join(plans)


def _plan(row: dict[Any, Any], width: float) -> dict[str, Any]:
    drawn, rows = int(row["drawn"]), int(row["n"])
    result = {"width": _measure(row, drawn), "drawn": drawn}
    shortest = _measure(row, rows)
    needed: int | None = None
    if shortest <= width:
        low, needed = min(drawn, 2) - 1, rows
        while needed - low > 1:
            middle = (low + needed) // 2
            if _measure(row, middle) <= width:
                needed = middle
            else:
                low = middle
    more = None if needed is None else max(0, needed - drawn)
    return result | {"needed": needed, "more": more, "shortest": shortest}


def _measure(row: dict[Any, Any], count: int) -> float:
    """Return the width that `count` labels would give."""
    drawn, rows = row["drawn"], row["n"]
    left = (1 / count - 1 / rows) / (1 / drawn - 1 / rows) if drawn < rows else 0.0
    by_draw = row["se_draw"] ** 2
    variance = max(0.0, row["se"] ** 2 - by_draw) + by_draw * left
    freedom = max(1.0, row["freedom"] * count / drawn)
    return float(2 * stats.t.ppf((1 + SURE) / 2, freedom) * np.sqrt(variance))
