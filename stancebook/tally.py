"""Agreement is counted in pairs of labels; a tally of them is all coefficients need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["MISSING", "Array", "Codes", "Tally", "find_patterns"]

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
MISSING = -1


@dataclass(frozen=True)
class Tally:
    """
    What clusters of units add to the coefficients, so that a draw of them is a sum.

    The first axis is that of clusters, or of draws once `draw` has summed them up. A
    unit with r labels has r(r - 1) ordered pairs; `together` weighs each pair by its
    agreement over r - 1, as Krippendorff does, `agreeing` over r(r - 1), as Gwet does.
    """

    weights: Array  # (labels, labels): 1 for equal labels, down to 0
    ordinal: bool  # alpha then takes its distances from the labels' own frequencies
    units: Array  # those with a label
    pairable: Array  # those with two or more
    together: Array
    agreeing: Array
    used: Array  # (…, labels): how often each stands on pairable units
    shares: Array  # (…, labels): the sum of its share of each unit's labels
    readers: Array  # (…, annotators, labels)
    crossed: Array  # (…, labels, labels): coincidences; empty unless ordinal

    @classmethod
    def count(
        cls,
        codes: Codes,
        weights: Array,
        *,
        places: Codes | None = None,
        ordinal: bool = False,
    ) -> Tally:
        """Tally `codes` (units, annotators; -1 missing) by the clusters in `places`."""
        if places is None:
            places = np.arange(len(codes))
        size = int(places.max(initial=-1)) + 1
        slots = -np.sort(-codes, axis=1)  # who it was matters to `readers` alone
        held = (slots != MISSING).sum(1)
        slots = slots[:, : max(1, held.max(initial=0))]
        pairs, crossed = _pair_up(slots, weights, places, size if ordinal else 0)
        paired = (held >= 2).astype(float)
        shape = (size, len(weights))
        return cls(
            weights,
            ordinal,
            _sum(places, held > 0, size),
            _sum(places, paired, size),
            _sum(places, pairs / np.maximum(1, held - 1), size),
            _sum(places, pairs / np.maximum(1, held * (held - 1)), size),
            _spread(slots, paired, places, shape),
            _spread(slots, 1 / np.maximum(1, held), places, shape),
            _count_readers(codes, places, len(weights), size),
            crossed,
        )

    def draw(self, counts: Array) -> Tally:
        """Sum up clusters; `counts` (draws, clusters) says how often each is drawn."""
        parts = {
            name: np.tensordot(counts, part, 1) if len(part) else part
            for name, part in vars(self).items()
            if name not in ("weights", "ordinal")
        }
        return Tally(self.weights, self.ordinal, **parts)


def _sum(places: Codes, weight: Array | NDArray[np.bool_], size: int) -> Array:
    """Return the sum of weights in each place."""
    result: Array = np.bincount(places, weight, size).astype(float)
    return result


def _pair_up(
    slots: Codes, weights: Array, places: Codes, size: int
) -> tuple[Array, Array]:
    """Return each unit's sum of weights over its pairs, and `size` coincidences."""
    total, labels = np.zeros(len(slots)), len(weights)
    held = (slots != MISSING).sum(1)
    crossed = np.zeros(size * labels * labels)
    for right in range(1, slots.shape[1]):
        there = np.flatnonzero(slots[:, right] != MISSING)  # sorted: so are all before
        other = slots[there, right]
        for left in range(right):
            one = slots[there, left]
            total[there] += 2 * weights[one, other]
            if size:  # one order stands for both: distances have no direction
                keys = (places[there] * labels + one) * labels + other
                crossed += _sum(keys, 2 / (held[there] - 1), len(crossed))
    return total, crossed.reshape(size, labels, labels)


def _spread(
    slots: Codes, weight: Array, places: Codes, shape: tuple[int, int]
) -> Array:
    """Return how much weight each label has in each cluster."""
    rows, columns = np.nonzero(slots != MISSING)
    keys = places[rows] * shape[1] + slots[rows, columns]
    return _sum(keys, weight[rows], shape[0] * shape[1]).reshape(shape)


def _count_readers(codes: Codes, places: Codes, labels: int, size: int) -> Array:
    people = codes.shape[1]
    rows, columns = np.nonzero(codes != MISSING)
    keys = (places[rows] * people + columns) * labels + codes[rows, columns]
    flat = np.bincount(keys, minlength=size * people * labels).astype(float)
    return flat.reshape(size, people, labels)


def find_patterns(codes: Codes) -> tuple[Codes, Codes]:
    """
    Return the rows that differ, and which of them each unit has.

    Labels are few, so that a hundred thousand units have some hundred patterns; a draw
    of units is then one of patterns, by their number.

    Examples
    --------
    >>> rows, places = find_patterns(np.array([[0, 1], [1, 1], [0, 1]]))
    >>> rows.tolist(), places.tolist()
    ([[0, 1], [1, 1]], [0, 1, 0])
    """
    base = int(codes.max(initial=0)) + 2
    if base ** codes.shape[1] < 2**62:
        keys = (codes + 1) @ (base ** np.arange(codes.shape[1])[::-1])
        _, first, places = np.unique(keys, return_index=True, return_inverse=True)
        return codes[first], places
    rows, places = np.unique(codes, axis=0, return_inverse=True)
    return rows, places.ravel()
