"""A tally gives what the definition by pairs gives, whatever the order of things."""

from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stancebook.coefficients import COEFFICIENTS, measure_reliability, weigh_scale
from stancebook.tally import Tally, find_patterns

CODES = st.integers(2, 4).flatmap(
    lambda people: st.lists(
        st.lists(st.integers(-1, 2), min_size=people, max_size=people),
        min_size=2,
        max_size=12,
    )
)
SCALES = ("nominal", "ordinal", "interval", "ratio")


def as_labels(codes: list[list[int]]) -> list[list[int | None]]:
    return [[None if one < 0 else one + 1 for one in unit] for unit in codes]


def distance(one: int, other: int, scale: str, counts: np.ndarray) -> float:
    """The squared difference of two labels, as Krippendorff (2011) writes it."""
    if scale == "nominal":
        return float(one != other)
    if scale == "interval":
        return float(one - other) ** 2
    if scale == "ratio":
        return float((one - other) / (one + other)) ** 2
    low, high = sorted((one, other))
    return float(counts[low : high + 1].sum() - (counts[low] + counts[high]) / 2) ** 2


def naive_alpha(labels: list[list[int | None]], scale: str) -> float:
    """Alpha by its definition: all pairs within units against all pairs at all."""
    units = [[one for one in unit if one is not None] for unit in labels]
    units = [unit for unit in units if len(unit) > 1]
    pool = [one for unit in units for one in unit]
    counts = np.bincount(pool, minlength=5)
    observed = sum(
        distance(a, b, scale, counts) / (len(unit) - 1)
        for unit in units
        for a, b in permutations(unit, 2)
    )
    expected = sum(distance(a, b, scale, counts) for a, b in permutations(pool, 2))
    return 1 - (len(pool) - 1) * observed / expected


def varies(labels: list[list[int | None]]) -> bool:
    units = [{one for one in unit if one is not None} for unit in labels]
    many = [sum(one is not None for one in unit) > 1 for unit in labels]
    return len(set().union(*(u for u, m in zip(units, many, strict=True) if m))) > 1


@given(CODES, st.sampled_from(SCALES))
def test_alpha_is_that_of_all_pairs(codes: list[list[int]], scale: str) -> None:
    """Alpha equals its definition over all pairs, on every scale."""
    labels = as_labels(codes)
    assume(varies(labels))
    found = measure_reliability(labels, scale, values=[1, 2, 3])["alpha"]

    assert naive_alpha(labels, scale) == pytest.approx(found, abs=1e-9)


@given(CODES)
def test_chance_of_kappa_is_the_mean_over_pairs(codes: list[list[int]]) -> None:
    """Conger's kappa takes chance as the mean over every two annotators."""
    labels = as_labels(codes)
    table = np.array(codes)
    assume(varies(labels) and ((table >= 0).sum(0) > 0).all())
    shares = [
        np.bincount(own[own >= 0], minlength=3) / (own >= 0).sum() for own in table.T
    ]
    chance = float(np.mean([a @ b for a, b in combinations(shares, 2)]))
    assume(chance < 1 - 1e-9)
    found = measure_reliability(labels, values=[1, 2, 3])

    assert (found["percent"] - chance) / (1 - chance) == pytest.approx(found["kappa"])


@given(CODES, st.sampled_from(SCALES), st.randoms())
def test_order_changes_nothing(codes: list[list[int]], scale: str, random: Any) -> None:
    """Neither the order of units nor that of annotators changes a coefficient."""
    labels = as_labels(codes)
    people = list(range(len(labels[0])))
    random.shuffle(people)
    other = [[unit[n] for n in people] for unit in labels]
    random.shuffle(other)
    one, two = (
        list(measure_reliability(own, scale, values=[1, 2, 3]).values())
        for own in (labels, other)
    )

    assert one == pytest.approx(two, abs=1e-9, nan_ok=True)


@given(CODES, st.permutations([1, 2, 3]))
def test_names_change_nothing(codes: list[list[int]], names: list[int]) -> None:
    """On the nominal scale labels are names: other names give the same figures."""
    labels = as_labels(codes)
    other = [[None if one is None else names[one - 1] for one in u] for u in labels]
    one, two = (
        list(measure_reliability(own, values=[1, 2, 3]).values())
        for own in (labels, other)
    )

    assert one == pytest.approx(two, abs=1e-9, nan_ok=True)


@given(CODES, st.booleans(), st.integers(0, 99))
def test_drawing_is_repeating(codes: list[list[int]], ordinal: bool, seed: int) -> None:
    """A draw that takes an article twice is as if its units stood there twice."""
    table = np.array(codes)
    random = np.random.default_rng(seed)
    places = random.integers(0, 3, len(table))
    counts = random.integers(0, 3, places.max() + 1)
    weights = weigh_scale(range(3), "ordinal" if ordinal else "nominal")
    drawn = Tally.count(table, weights, places=places, ordinal=ordinal)
    repeated = table[np.repeat(np.arange(len(table)), counts[places])]
    assume(len(repeated))
    whole = Tally.count(repeated, weights, ordinal=ordinal)
    one = drawn.draw(counts[None, :].astype(float))
    two = whole.draw(np.ones((1, len(repeated))))

    assert [figure(two)[0] for figure in COEFFICIENTS.values()] == pytest.approx(
        [figure(one)[0] for figure in COEFFICIENTS.values()], abs=1e-9, nan_ok=True
    )


@pytest.mark.parametrize("people", [3, 60])
def test_patterns_give_the_units_back(people: int) -> None:
    """Rows of the same labels are one pattern, also where there are many annotators."""
    codes = np.random.default_rng(7).integers(-1, 2, (50, people))
    codes[25:] = codes[:25]
    rows, places = find_patterns(codes)

    assert (codes == rows[places]).all()
    assert len(np.unique(codes, axis=0)) == len(rows) <= 25
