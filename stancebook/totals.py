"""A mean of what a model labelled is a ratio of two totals, each mended by gold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.crossfit import predict_gold
from stancebook.moments import Source
from stancebook.schema import STANCES, VOICES, InputError
from stancebook.tabulate import compare_fits, leave_blank
from stancebook.variance import Design

__all__ = ["FEWEST", "Ratios", "weigh_gap", "weigh_stances", "weigh_voices"]

Array = NDArray[np.float64]
Names = NDArray[np.object_]
FEWEST = 5  # labelled paragraphs of a group, below which no interval is to be trusted
SIDES = np.array([1.0, -1.0, 0.0, 0.0])  # of STANCES


@dataclass(frozen=True)
class Ratios:
    """
    Sums whose ratios are asked for: by gold, by a model's probabilities, by its labels.

    Each is (rows, 2 x means): numerators, then denominators.
    """

    names: Sequence[str]
    gold: Array
    guess: Array
    model: Array
    contrasts: Array

    def fit(self, design: Design, own: NDArray[np.bool_], seed: int) -> pd.DataFrame:
        """Return the estimates of the rows that are `own`, or why there are none."""
        drawn, count = design.labelled, self.gold.shape[1] // 2
        known = self.gold * own[drawn, None]
        labelled = (known[:, count:] > 0).sum(0)
        sizes: dict[str, Any] = {"n": own.sum(), "drawn": (own & drawn).sum()}
        sizes["labelled"] = self._sizes(labelled)
        if labelled.min() < FEWEST:
            scarce = self.names[int(labelled.argmin())]
            why = f"fewer than {FEWEST} labelled paragraphs are behind {scarce!r}"
            return leave_blank(self.names, why).assign(**sizes)
        weight = design.weight * own
        guess = predict_gold(
            self.guess, self.gold[weight[drawn] > 0], weight, design.cluster, seed
        )
        sums = (known, guess * own[:, None], self.model * own[:, None])
        gold, better, model = (
            Source("ratio", one[:, :count], one[:, count:]) for one in sums
        )
        sources = (gold, better, model)
        try:
            table = compare_fits(self.names, sources, design, self.contrasts)
        except InputError as error:  # of this group: others may have what it lacks
            return leave_blank(self.names, error.problem).assign(**sizes)
        return table.assign(undefined=None, **sizes)

    def _sizes(self, labelled: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many labelled paragraphs stand behind each of the names."""
        sizes: NDArray[np.int64] = (self.contrasts != 0).astype(int) @ labelled
        return sizes


def weigh_gap(said: Array, heard: Array, known: Names, sides: Names) -> Ratios:
    """Return the four totals of a gap, editorial first."""
    voices = np.stack([known == voice for voice in VOICES[:2]], 1).astype(float)
    gold = np.hstack([voices * _score(sides), voices * _bears(sides)])
    guess, bears = heard[:, :2], 1 - said[:, 3:]
    model = (heard.argmax(1)[:, None] == [0, 1]) * (heard.max(1) > 0)[:, None]
    plain = (said.argmax(1) != 3)[:, None] * model
    score = (said @ SIDES)[:, None]
    return Ratios(
        (*VOICES[:2], "gap"),
        gold,
        np.hstack([guess * score, guess * bears]),
        np.hstack([plain * score, plain]).astype(float),
        np.array([[1.0, 0.0], [0.0, 1.0], [1.0, -1.0]]),
    )


def _score(sides: Names) -> Array:
    values = {"favor": 1.0, "against": -1.0}
    return np.array([[values.get(side, 0.0)] for side in sides])


def _bears(sides: Names) -> Array:
    return np.array([[float(side not in ("unrelated", None))] for side in sides])


def weigh_stances(said: Array, sides: Names, of: str) -> Ratios:
    """Return the totals of a mean score, or of a share of paragraphs with a stance."""
    score, bears = (said @ SIDES)[:, None], 1 - said[:, 3:]
    if of == "score":
        plain = (said.argmax(1) != 3)[:, None].astype(float)
        gold = np.hstack([_score(sides), _bears(sides)])
        guess, model = np.hstack([score, bears]), np.hstack([plain * score, plain])
        return Ratios(["mean score"], gold, guess, model, np.eye(1))
    place = STANCES.index(of)
    asked = np.array([side is not None for side in sides])
    return _share(sides == of, asked, said[:, place], said.argmax(1) == place, of)


def weigh_voices(heard: Array, known: Names, of: str) -> Ratios:
    """Return the totals of a share of paragraphs with a voice."""
    place = VOICES.index(of)
    return _share(
        known == of,
        np.ones(len(known)),
        heard[:, place],
        heard.argmax(1) == place,
        of,
    )


def _share(gold: Array, asked: Array, guess: Array, model: Array, of: str) -> Ratios:
    """Return the totals of a share: of all rows, so that the lower one is known."""
    ones = np.ones(len(guess))
    return Ratios(
        [f"share of {of}"],
        np.stack([gold, asked], 1).astype(float),
        np.stack([guess, ones], 1),
        np.stack([model, ones], 1).astype(float),
        np.eye(1),
    )
