"""
How often 95% intervals hold the truth, in worlds where the truth is known.

Each set-up is made up anew in every repetition; the naive estimate takes a model's
labels for the truth. The seed of a repetition is its own, so that the figures do not
depend on how many processes share the work.

    python -m benchmarks.coverage [--repetitions 2000] [--workers 2] [--only NAME]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterable
from multiprocessing import Pool

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks.worlds import WORLDS

REPETITIONS = 2000
SEED = 7
WAYS = {"ours": "", "naive": "naive_", "labelled_only": "labelled_", "ppi": "ppi_"}


def _try_once(task: tuple[str, int]) -> dict[str, object]:
    """Return whether each way's interval holds the truth, and how wide it is."""
    name, repetition = task
    number = list(WORLDS).index(name)
    [row] = WORLDS[name](np.random.default_rng([SEED, number, repetition])).to_dict(
        "records"
    )
    result: dict[str, object] = {"set-up": name}
    for way, prefix in WAYS.items():
        low = row.get(f"{prefix}low", np.nan)
        high = row.get(f"{prefix}high", np.nan)
        result[way] = low <= row["truth"] <= high if low == low else np.nan
        result[f"{way} width"] = high - low
    return result | {"error": row["estimate"] - row["truth"], "se": row["se"]}


def _run(tasks: list[tuple[str, int]], workers: int) -> Iterable[dict[str, object]]:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    with Pool(workers) as pool:
        yield from pool.imap(_try_once, tasks, chunksize=20)


def _summarise(rows: pd.DataFrame) -> dict[str, float]:
    """Return shares and median widths of one set-up."""
    hits = int(rows["ours"].sum())
    exact = stats.binomtest(hits, len(rows)).proportion_ci(0.95, method="wilson")
    row = {way: float(rows[way].astype(float).mean()) for way in WAYS}
    row |= {"low": exact.low, "high": exact.high}
    row |= {f"{way} width": rows[f"{way} width"].median() for way in WAYS}
    row["ratio"] = row["ours width"] / row["labelled_only width"]
    row["bias"] = rows["error"].mean() / rows["error"].std()
    row["calibrated"] = rows["se"].median() / rows["error"].std()
    return row


def main(
    repetitions: int = REPETITIONS, workers: int = 2, only: str | None = None
) -> dict[str, float]:
    """Run the benchmark, and print a table and one line of figures."""
    start = time.monotonic()
    names = [name for name in WORLDS if only is None or only in name]
    tasks = [(name, number) for name in names for number in range(repetitions)]
    rows = pd.DataFrame(_run(tasks, workers))
    table = pd.DataFrame(
        {name: _summarise(own) for name, own in rows.groupby("set-up", sort=False)}
    ).T
    print(table.round(3).to_string())
    print(f"{repetitions} repetitions a set-up, seed {SEED}; ", end="")
    print(f"{time.monotonic() - start:.0f} s with {workers} processes")
    figures = {
        "coverage_min": table["ours"].min(),
        "coverage_max": table["ours"].max(),
        "naive_max": table["naive"].max(),
        "width_vs_labelled_only": table["ratio"].median(),
    }
    print(" ".join(f"{name}={value:.3f}" for name, value in figures.items()))
    return figures


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--repetitions", type=int, default=REPETITIONS)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--only")
    main(**vars(arguments.parse_args()))
