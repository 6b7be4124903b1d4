"""Tests of stancebook.bars: a bar never contradicts the word beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.bars import bar
from stancebook.schema import STANCES

SHARES = st.lists(st.floats(0.001, 1), min_size=4, max_size=4, unique=True)


@pytest.mark.parametrize(
    ("score", "word", "fill", "number", "left", "width"),
    [
        (-1.0, "against", "against", "−1.00", "0.0", "50.0"),
        (-0.5, "against", "against", "−0.50", "25.0", "25.0"),
        (0.25, "favor", "favor", "+0.25", "50.0", "12.5"),
        (1.0, "favor", "favor", "+1.00", "50.0", "50.0"),
        (0.27, "neutral", "neutral", "+0.27", "50.0", "13.5"),
        (-0.27, "neutral", "neutral", "−0.27", "36.5", "13.5"),
        (0.0, "neutral", "neutral", "0.00", "50.0", "0.0"),
    ],
)
def test_bar(
    score: float, word: str, fill: str, number: str, left: str, width: str
) -> None:
    """The label sets the fill, and the score the direction, length and number."""
    shown = bar(score, word)

    assert (word, fill) == (shown.word, shown.fill)
    assert (number, left, width) == (shown.number, shown.left, shown.width)


@pytest.mark.parametrize(
    ("score", "word", "number", "left"),
    [(0.00004, "favor", "+0.00", "50.0"), (-0.0003, "against", "−0.00", "49.0")],
)
def test_faint_side(score: float, word: str, number: str, left: str) -> None:
    """A side that wins by a hair keeps its sign, and a bar that can be seen."""
    shown = bar(score, word)

    assert (number, left, "1.0") == (shown.number, shown.left, shown.width)


@given(SHARES)
def test_word_fill_and_direction_agree(shares: list[float]) -> None:
    """Whatever the shares, for goes right, against left, and neutral is neither."""
    word = max(STANCES, key=dict(zip(STANCES, shares, strict=True)).__getitem__)
    total = sum(shares)
    shown = bar((shares[0] - shares[1]) / total, word)
    sign = {"favor": "+", "against": "−"}.get(word, shown.number[0])

    assert word == shown.fill
    assert sign == shown.number[0]
    assert word != "favor" or float(shown.left) == 50
    assert word != "against" or float(shown.left) < 50


@pytest.mark.parametrize(
    ("score", "fill"), [(-0.3, "against"), (0.001, "neutral"), (0.05, "favor")]
)
def test_a_mean_has_no_label(score: float, fill: str) -> None:
    """A mean says that it is one, and is filled like the side that it leans to."""
    shown = bar(score)

    assert ("mean", fill) == (shown.word, shown.fill)
