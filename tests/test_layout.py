"""Tests of stancebook.layout: what is worked out before anything is drawn."""

from __future__ import annotations

import pytest

from stancebook.layout import bar


@pytest.mark.parametrize(
    ("score", "number", "side", "left", "width"),
    [
        (-1.0, "−1.00", "against", "0.0", "50.0"),
        (-0.5, "−0.50", "against", "25.0", "25.0"),
        (-0.001, "0.00", "against", "50.0", "0.1"),
        (0.0, "0.00", "against", "50.0", "0.0"),
        (0.25, "+0.25", "favor", "50.0", "12.5"),
        (1.0, "+1.00", "favor", "50.0", "50.0"),
    ],
)
def test_bar(score: float, number: str, side: str, left: str, width: str) -> None:
    """A bar goes from the middle, to the right in favor and to the left against."""
    shown = bar(score)

    assert (number, side, left, width) == (
        shown.number,
        shown.side,
        shown.left,
        shown.width,
    )


@pytest.mark.parametrize(
    ("score", "word"), [(-0.3, "against"), (0.05, "neutral"), (0.3, "favor")]
)
def test_word_of_a_mean(score: float, word: str) -> None:
    """A mean is called after the side it leans to, neutral near the middle."""

    assert word == bar(score).word


def test_word_of_a_decision() -> None:
    """A paragraph's word is the likeliest stance, whatever its score leans to."""

    assert bar(0.3, "neutral").word == "neutral"
