"""Alpha of spans is what is printed for it, and spans are matched as one would."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stancebook.unitizing import (
    Continuum,
    SpanTally,
    alpha_of,
    lay_out,
    match_spans,
    measure_unitizing,
    merge_spans,
)

Row = list[tuple[int, int, str]]


def units(*rows: tuple[int, int, str], begin: int = 0) -> Row:
    """Spans from (offset, length, label), as Krippendorff gives them."""
    return [(a - begin, a - begin + size, label) for a, size, label in rows]


# Krippendorff (2004, p. 254): a continuum from 150 to 450.
BOOK = {
    "i": units(
        (225, 70, "c"), (370, 30, "c"), (180, 60, "k"), (300, 50, "k"), begin=150
    ),
    "j": units(
        (220, 80, "c"), (355, 20, "c"), (400, 20, "c"), (180, 60, "k"), (300, 50, "k"),
        begin=150,
    ),
}  # fmt: skip
# Krippendorff (1995, p. 57): four pairs of observers of 24 units, offset and length.
PAIRS = {
    "A": ([(2, 8), (14, 6)], [(4, 4), (15, 2)]),
    "B": (
        [(0, 18)],
        [(0, 2), (2, 1), (3, 1), (4, 1), (5, 1), (6, 3), (9, 1)],
    ),
    "C": (
        [(2, 6), (10, 2), (14, 4), (20, 2)],
        [(0, 2), (4, 4), (10, 4), (16, 2), (20, 2)],
    ),
    "D": (
        [(0, 2), (2, 8), (10, 4), (14, 6), (20, 4)],
        [(0, 4), (4, 4), (8, 7), (15, 2), (17, 7)],
    ),
}


def disagree(name: str, stretch: int = 1) -> tuple[float, float]:
    spans = [
        [(a * stretch, (a + size) * stretch) for a, size in row] for row in PAIRS[name]
    ]
    tally = SpanTally.count([Continuum(24 * stretch, spans)])
    observed, expected = tally.disagree(np.ones((1, 1)))
    return float(observed[0]), float(expected[0])


def test_alpha_of_the_book() -> None:
    """Krippendorff (2004, p. 254): .7286 for c, 1.0 for k, .8591 for both."""
    spans = list(BOOK.values())
    both = {
        label: SpanTally.count([lay_out(300, spans, label)]).disagree(np.ones((1, 1)))
        for label in "ck"
    }
    found = measure_unitizing(300, BOOK)
    rounded = [[round(part[0], 4) for part in both[label]] for label in "ck"]

    assert ("0.7286", 1.0) == (f"{found['c']:.4f}", found["k"])
    assert [[0.0144, 0.0532], [0.0, 0.0490]] == rounded
    # The book goes on from these four digits; from all of them it is .8587.
    observed, expected = np.sum(rounded, axis=0)
    assert "0.8591" == f"{1 - observed / expected:.4f}"
    assert "0.8587" == f"{found['all']:.4f}"


@pytest.mark.parametrize(
    ("name", "printed"),
    [("A", 0.03125), ("B", 2.26736), ("C", 0.02777), ("D", 0.38715)],
)
def test_observed_disagreement(name: str, printed: float) -> None:
    """Krippendorff (1995): observed disagreement, whatever the unit of length."""
    observed = disagree(name)[0]

    assert printed == pytest.approx(observed, abs=1e-5)  # .027777 is cut off in print
    assert observed == pytest.approx(disagree(name, 50)[0])


@pytest.mark.parametrize(
    ("name", "printed", "off"),
    [
        ("A", 0.06990, 0.00001),
        ("D", 0.41445, 0.00001),
        # What is printed for B and C differs from the formula; dkpro-statistics finds
        # an error in print, and allows .005 as well.
        ("B", 1.17731, 0.005),
        ("C", 0.08642, 0.005),
    ],
)
def test_expected_disagreement(name: str, printed: float, off: float) -> None:
    """Krippendorff (1995): expected disagreement where lengths are fine-grained."""
    assert printed == pytest.approx(disagree(name, 50_000)[1], abs=off)


def test_worse_than_chance() -> None:
    """One long span against three short ones: -.7003, by dkpro-statistics."""
    spans = {"r0": [(1, 9, "A")], "r1": [(2, 3, "A"), (4, 5, "A"), (6, 7, "A")]}

    assert "-0.7003" == f"{measure_unitizing(10, spans)['A']:.4f}"


def test_nothing_marked_is_undefined() -> None:
    """Where nobody has marked anything there is no alpha, not a perfect one."""
    assert np.isnan(measure_unitizing(10, {"ana": [], "ben": []})["all"])


def test_marking_nothing_is_disagreement() -> None:
    """Who marks nothing where another marks something does no better than by lot."""
    found = measure_unitizing(100, {"ana": [(10, 30, "fact")], "ben": []})

    assert found["fact"] <= 0


def test_ends_are_exclusive() -> None:
    """Spans that touch do not overlap: they neither match nor merge."""
    found = match_spans([(0, 5, "fact")], [(5, 9, "fact")])

    assert [(0, 5), (5, 9)] == merge_spans([(5, 9), (0, 5)])
    assert ["unmatched", "unmatched"] == [kind for _, _, kind in found]
    assert ["boundaries"] == [
        kind for _, _, kind in match_spans([(0, 6, "fact")], [(5, 9, "fact")])
    ]


def test_how_spans_match() -> None:
    """Boundaries and labels are told apart, and each span is matched once."""
    one = [(0, 9, "fact"), (10, 20, "fact"), (30, 40, "value"), (50, 60, "fact")]
    two = [(0, 9, "fact"), (10, 20, "cause"), (31, 40, "value"), (55, 70, "policy")]
    kinds = [kind for _, _, kind in match_spans(one, [*two, (80, 90, "fact")])]

    assert ["same", "label", "boundaries", "both", "unmatched"] == kinds


def test_same_boundaries_go_first() -> None:
    """A span of the same place is taken before one that shares less of it."""
    pairs = match_spans([(0, 10, "fact")], [(0, 9, "fact"), (0, 10, "cause")])

    assert [((0, 10, "fact"), (0, 10, "cause"), "label")] == pairs[:1]


SPANS = st.lists(
    st.tuples(st.integers(0, 18), st.integers(1, 6)).map(
        lambda one: (one[0], min(20, one[0] + one[1]))
    ),
    max_size=5,
).map(merge_spans)


def naive_observed(one: list[tuple[int, int]], two: list[tuple[int, int]]) -> int:
    """Every section of one against every section of the other."""
    a, b = Continuum(20, [one, two]).sections()
    total = 0
    for s, e, marked in a:
        for c, d, also in b:
            if marked and also and min(e, d) > max(s, c):
                total += (s - c) ** 2 + (e - d) ** 2
            elif marked and not also and c <= s and e <= d:
                total += (e - s) ** 2
            elif also and not marked and s <= c and d <= e:
                total += (d - c) ** 2
    return total


@given(SPANS, SPANS)
def test_observed_is_that_of_all_sections(
    one: list[tuple[int, int]], two: list[tuple[int, int]]
) -> None:
    """Walking along both at once finds what comparing all with all finds."""
    tally = SpanTally.count([Continuum(20, [one, two])])

    assert 2 * naive_observed(one, two) == tally.observed[0]


@given(SPANS)
def test_equal_spans_agree(own: list[tuple[int, int]]) -> None:
    """Whoever marks the same spans agrees fully."""
    assume(own and own != [(0, 20)])
    tally = SpanTally.count([Continuum(20, [own, own])])

    assert 1.0 == alpha_of([tally.disagree(np.ones((1, 1)))])[0]


@given(st.lists(st.tuples(SPANS, SPANS), min_size=1, max_size=4), st.data())
def test_drawing_texts_is_repeating_them(
    texts: list[tuple[list[tuple[int, int]], ...]], data: st.DataObject
) -> None:
    """A text that is drawn twice counts as if it stood there twice."""
    counts = data.draw(
        st.lists(st.integers(0, 2), min_size=len(texts), max_size=len(texts))
    )
    own = [Continuum(20, text) for text in texts]
    repeated = [text for text, n in zip(own, counts, strict=True) for _ in range(n)]
    assume(any(row for text in repeated for row in text.spans))
    drawn = SpanTally.count(own).disagree(np.array([counts], dtype=float))
    whole = SpanTally.count(repeated).disagree(np.ones((1, len(repeated))))

    assert np.ravel(whole) == pytest.approx(np.ravel(drawn))
