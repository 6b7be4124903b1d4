"""Tests of stancebook.wording: numbers and lists read as in print."""

from __future__ import annotations

import pandas as pd
import pytest

from stancebook.wording import between, count, is_there, join, number


@pytest.mark.parametrize(
    ("many", "noun", "text"),
    [(0, "label", "0 labels"), (1, "label of voice", "1 label of voice")],
)
def test_plural(many: int, noun: str, text: str) -> None:
    """One thing is one, and none are many."""
    assert text == count(many, noun)


def test_list_of_two_and_one() -> None:
    """Two are joined by a word, one is left alone."""
    assert ["a and b", "a"] == [join(["a", "b"]), join(["a"])]


def test_no_minus_before_zero() -> None:
    """What rounds to nothing has no sign; what does not has a true minus."""
    assert ["0.00", "−0.01"] == [number(-0.004), number(-0.006)]


def test_range_that_rounds_to_one_figure() -> None:
    """Two ends that look alike are one figure."""
    assert "0.53" == between(0.5314, 0.5322)


@pytest.mark.parametrize("value", [None, float("nan"), pd.NaT, pd.NA])
def test_empty_cell(value: object) -> None:
    """Whatever a table has for nothing is nothing."""
    assert is_there(value) is False
