"""An estimate is read beside what one would get without it, in one row of a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.moments import Source, solve
from stancebook.schema import InputError
from stancebook.variance import Design, Fit

__all__ = ["COLUMNS", "compare_fits", "leave_blank"]

Array = NDArray[np.float64]
COLUMNS = (
    *("term", "estimate", "se", "low", "high", "p", "se_draw", "freedom"),
    *("naive", "naive_low", "naive_high"),
    *("labelled_only", "labelled_low", "labelled_high"),
)


def compare_fits(
    names: Sequence[str],
    sources: tuple[Source, Source, Source],
    design: Design,
    contrasts: Array | None = None,
) -> pd.DataFrame:
    """
    Return the estimate of each name, beside the naive one and that of labels alone.

    `sources` are the gold labels of the labelled rows; the guesses at all rows that
    mend the estimate's spread; and the model's labels as they are. The naive estimate
    takes these for the truth. What cannot be estimated in one of the two ways beside
    ours is missing in its columns.

    Examples
    --------
    >>> from stancebook.variance import draw_simply
    >>> y, x = np.array([0.0, 1, 1, 0]), np.ones((4, 1))
    >>> gold, model = Source("linear", y[:2], x[:2]), Source("linear", y, x)
    >>> design = draw_simply(np.array([True, True, False, False]), 0.5)
    >>> compare_fits(["mean"], (gold, model, model), design)["naive"].tolist()
    [0.5]
    """
    gold, guess, model = sources
    fit = solve(gold, guess, design, contrasts)
    columns = _columns(fit) | {"se": fit.se, "p": fit.p}
    columns |= {"se_draw": fit.draw, "freedom": fit.freedom}
    others = {
        "naive": _try(model, model, design.everything(), contrasts),
        "labelled_only": _try(gold, None, design, contrasts),
    }
    for name, other in others.items():
        short = name.removesuffix("_only")
        values = _columns(other or _blank(len(fit.estimate)))
        columns[name] = values["estimate"]
        columns[f"{short}_low"] = values["low"]
        columns[f"{short}_high"] = values["high"]
    return pd.DataFrame({"term": list(names), **columns})[list(COLUMNS)]


def leave_blank(names: Sequence[str], why: str) -> pd.DataFrame:
    """
    Return rows without estimates, and why they have none.

    Examples
    --------
    >>> leave_blank(["gap"], "nothing varies")[["estimate", "undefined"]].values
    array([[nan, 'undefined because nothing varies']], dtype=object)
    """
    blank = dict.fromkeys(COLUMNS[1:], np.nan)
    reason = f"undefined because {why}"
    return pd.DataFrame({"term": list(names), **blank, "undefined": reason})


def _try(
    gold: Source, guess: Source | None, design: Design, contrasts: Array | None
) -> Fit | None:
    try:
        return solve(gold, guess, design, contrasts)
    except InputError:
        return None


def _blank(count: int) -> Fit:
    nothing = np.full(count, np.nan)
    return Fit(nothing, nothing, nothing, nothing)


def _columns(fit: Fit) -> dict[str, Array]:
    return {
        "estimate": fit.estimate,
        "low": fit.estimate - fit.reach,
        "high": fit.estimate + fit.reach,
    }
