"""
Times alpha with its interval, beside the packages that people use for alpha now.

One layer of 100,000 units (paragraphs of 5,000 articles) and five annotators, a tenth
of the labels missing. `krippendorff` (GPL) and `simpledorff` give alpha alone, so the
same 1,000 resamples are as many calls; a few are timed, and the mean is multiplied.
simpledorff takes minutes for one call on all units: it gets fewer, and its time is
scaled up by their number. First all three have to find the same alpha.

    OMP_NUM_THREADS=1 python -m benchmarks.agreement [--units 100000]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import TypeVar

import krippendorff
import numpy as np
import pandas as pd
import simpledorff
from simpledorff.metrics import nominal_metric

from stancebook.agreement import bootstrap, measure_agreement
from stancebook.reliability import Reliability
from stancebook.schema import STANCES, VOICES

T = TypeVar("T")
UNITS, PEOPLE, AN_ARTICLE, DRAWS = 100_000, 5, 20, 1000
CALLS = 3
SLICE = 2_000  # units for simpledorff


def simulate(units: int, labels: tuple[str, ...], seed: int = 7) -> Reliability:
    """Return labels of five readers who see the right one three times in four."""
    random = np.random.default_rng(seed)
    right = random.integers(0, len(labels), (units, 1))
    seen = random.random((units, PEOPLE)) < 0.75
    codes = np.where(seen, right, random.integers(0, len(labels), (units, PEOPLE)))
    codes[random.random((units, PEOPLE)) < 0.1] = -1
    names = tuple(f"reader-{n}" for n in range(PEOPLE))
    return Reliability(labels, names, codes, np.arange(units) // AN_ARTICLE)


def tabulate(data: Reliability) -> pd.DataFrame:
    """Return the same labels as annotations."""
    rows, columns = np.nonzero(data.codes >= 0)
    ids = [f"a{n // AN_ARTICLE:05}#{n % AN_ARTICLE}" for n in range(len(data.codes))]
    return pd.DataFrame(
        {
            "layer": "voice",
            "paragraph": np.array(ids, dtype=object)[rows],
            "annotator": np.array(data.annotators, dtype=object)[columns],
            "value": np.array(data.labels, dtype=object)[data.codes[rows, columns]],
        }
    )


def timed(function: Callable[[], T], calls: int = 1) -> tuple[float, T]:
    """Return the mean seconds of a call, and what it gave."""
    began = time.perf_counter()
    results = [function() for _ in range(calls)]
    return (time.perf_counter() - began) / calls, results[-1]


def ask_krippendorff(data: Reliability, level: str) -> float:
    """Return alpha by the `krippendorff` package."""
    matrix = np.where(data.codes < 0, np.nan, data.codes).T
    return float(
        krippendorff.alpha(reliability_data=matrix, level_of_measurement=level)
    )


def ask_simpledorff(table: pd.DataFrame) -> float:
    """Return alpha by the `simpledorff` package."""
    return float(
        simpledorff.calculate_krippendorffs_alpha_for_df(
            table,
            experiment_col="paragraph",
            annotator_col="annotator",
            class_col="value",
            metric_fn=nominal_metric,
        )
    )


def check_equal(name: str, ours: float, theirs: float) -> None:
    """Stop where two packages do not find the same."""
    if abs(ours - theirs) > 1e-9:
        raise SystemExit(f"{name}: ours is {ours}, theirs {theirs}")
    print(f"{name:<44} alpha {ours:.9f}, the same in both")


def show(units: int, few: int, figures: dict[str, float]) -> None:
    """Print the seconds, those of the others for as many draws and units as ours."""
    ours, by_unit, ordinal, whole, theirs, slow, *_ = figures.values()
    scaled = slow * units / few
    print(f"\n{units:,} units, {PEOPLE} annotators, {DRAWS:,} draws: seconds")
    print(f"  all coefficients, draws of articles        {ours:12.2f}")
    print(f"  all coefficients, draws of units           {by_unit:12.2f}")
    print(f"  ordinal, draws of articles                 {ordinal:12.2f}")
    print(f"  measure_agreement: labels, pairs, all      {whole:12.2f}")
    print(f"  krippendorff, {DRAWS:,} x {theirs:.3f} (mean of {CALLS})   ", end="")
    print(f"{theirs * DRAWS:15.0f}")
    print(f"  simpledorff, scaled up from {few:,} units    ", end="")
    print(f"{scaled * DRAWS:15.0f}")
    print(" ".join(f"{name}={value:.3g}" for name, value in figures.items()))


def main(units: int = UNITS) -> dict[str, float]:
    """Print a table of seconds, and one line of figures."""
    data, ordered = simulate(units, VOICES), simulate(units, STANCES[:3])
    small = simulate(min(SLICE, units), VOICES)
    few = tabulate(small)
    ours, found = timed(lambda: bootstrap(data, draws=DRAWS))
    by_unit, _ = timed(lambda: bootstrap(data, resample="unit", draws=DRAWS))
    ordinal, ranked = timed(lambda: bootstrap(ordered, ordinal=True, draws=DRAWS))
    table = tabulate(data)
    whole, _ = timed(lambda: measure_agreement(table, draws=DRAWS))
    theirs, one = timed(lambda: ask_krippendorff(data, "nominal"), CALLS)
    check_equal("nominal: stancebook, krippendorff", found["alpha"][0], one)
    check_equal(
        "ordinal: stancebook, krippendorff",
        ranked["alpha"][0],
        ask_krippendorff(ordered, "ordinal"),
    )
    slow, other = timed(lambda: ask_simpledorff(few))
    check_equal(
        f"nominal, {len(small.codes):,} units: stancebook, simpledorff",
        bootstrap(small, draws=1)["alpha"][0],
        other,
    )
    scaled = slow * units / len(small.codes)
    figures = {
        "alpha_seconds": ours,
        "alpha_by_unit_seconds": by_unit,
        "alpha_ordinal_seconds": ordinal,
        "table_seconds": whole,
        "krippendorff_call_seconds": theirs,
        "simpledorff_slice_seconds": slow,
        "times_krippendorff": theirs * DRAWS / ours,
        "times_simpledorff": scaled * DRAWS / ours,
    }
    show(units, len(small.codes), figures)
    return figures


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--units", type=int, default=UNITS)
    main(arguments.parse_args().units)
