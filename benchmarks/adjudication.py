"""Ways to adjudicate, ours and crowd-kit's, on simulated votes whose truth is known."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from crowdkit.aggregation.classification.dawid_skene import DawidSkene
from crowdkit.aggregation.classification.mace import MACE
from numpy.typing import NDArray

from stancebook.consensus import Ballots, fit_dawid_skene, fit_mace

Array = NDArray[np.float64]
RUNS = 3
# Units, annotators' accuracies, shares of the labels, and how many label each unit.
SETS = {
    "three annotators": (300, (0.9, 0.8, 0.65), (0.5, 0.3, 0.2), 3),
    "two good of five": (300, (0.95, 0.9, 0.5, 0.45, 0.4), (0.5, 0.3, 0.2), 5),
    "ten, three each": (
        300,
        tuple(np.linspace(0.4, 0.95, 10)),
        (0.4, 0.3, 0.2, 0.1),
        3,
    ),
}


def simulate(name: str, seed: int) -> tuple[NDArray[np.int64], Ballots]:
    """Return what is true, and votes on it."""
    units, skills, prior, each = SETS[name]
    random, labels = np.random.default_rng(seed), len(prior)
    truth = random.choice(labels, units, p=prior)
    rows = [
        (unit, one, label if random.random() < skills[one] else wrong)
        for unit, label in enumerate(truth)
        for one in random.permutation(len(skills))[:each]
        for wrong in [random.choice(np.delete(np.arange(labels), label))]
    ]
    shape = (units, len(skills), labels)
    return truth, Ballots(*np.array(rows).T, shape)


def as_table(ballots: Ballots) -> pd.DataFrame:
    """Return votes as crowd-kit takes them."""
    columns = {"task": ballots.units, "worker": ballots.annotators}
    return pd.DataFrame({**columns, "label": ballots.labels})


def in_order(probabilities: pd.DataFrame, labels: int) -> Array:
    """Return crowd-kit's probabilities, (units, labels)."""
    table = probabilities.sort_index().reindex(columns=range(labels), fill_value=0)
    return table.to_numpy(float)


WAYS: dict[str, Callable[[Ballots], Array]] = {
    "majority": lambda votes: votes.share(),
    "dawid_skene": lambda votes: fit_dawid_skene(votes).p,
    "mace": lambda votes: fit_mace(votes).p,
    "dawid_skene, as in 1979": lambda votes: fit_dawid_skene(votes, smoothing=0).p,
    "crowd-kit DawidSkene": lambda votes: in_order(
        DawidSkene().fit(as_table(votes)).probas_, votes.shape[2]
    ),
    "crowd-kit MACE": lambda votes: in_order(
        MACE(n_restarts=1).fit(as_table(votes)).probas_, votes.shape[2]
    ),
}


def measure(way: str, name: str) -> dict[str, object]:
    """Return how right and how sure a way is, over all runs."""
    rows = []
    for seed in range(RUNS):
        truth, ballots = simulate(name, seed)
        began = time.perf_counter()
        p = WAYS[way](ballots)
        seconds = time.perf_counter() - began
        own = np.maximum(p[np.arange(len(truth)), truth], 1e-12)
        right = (p.argmax(1) == truth).mean()
        rows.append((right, p.max(1).mean(), -np.log(own).mean(), seconds))
    columns = ("right", "sure", "log_loss", "seconds")
    means = dict(zip(columns, np.mean(rows, axis=0), strict=True))
    return {"votes": name, "way": way, **means}


def doubt_crowd_kit() -> dict[str, float]:
    """Return what restarts and another order of rows change in crowd-kit's MACE."""
    _, ballots = simulate("three annotators", 7)
    table, labels = as_table(ballots), ballots.shape[2]
    once, twice = (MACE(n_restarts=count).fit(table).probas_ for count in (1, 2))
    other = MACE(n_restarts=1).fit(table.sample(frac=1, random_state=7)).probas_
    first, many, mixed = (in_order(p, labels) for p in (once, twice, other))
    return {
        "crowdkit_mace_restarts_change": float(np.abs(first - many).max()),
        "crowdkit_mace_row_order_changes": float(np.abs(first - mixed).max()),
    }


def main() -> None:
    """Print a row a kind of votes and way, and the figures in one line."""
    warnings.simplefilter("ignore")  # crowd-kit under pandas 3 has thousands
    table = pd.DataFrame([measure(way, name) for name in SETS for way in WAYS])
    print(table.round(3).to_string(index=False))
    print(f"{RUNS} simulations each; n is {SETS['three annotators'][0]} units.")
    few = table[table["votes"] == "ten, three each"].set_index("way")
    figures = {
        "log_loss_few_votes": few.loc["dawid_skene", "log_loss"],
        "log_loss_few_votes_crowdkit": few.loc["crowd-kit DawidSkene", "log_loss"],
        **doubt_crowd_kit(),
    }
    print(" ".join(f"{name}={value:.3f}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
