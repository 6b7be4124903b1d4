"""Code points and UTF-16 units, told apart by the quoted words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.offsets import find_span, from_utf16, split_words, to_utf16

FIREMAN = "\U0001f468\U0001f3fd\u200d\U0001f692"  # four code points, seven units


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 30))
def test_units_are_those_of_python(text: str, offset: int) -> None:
    """An offset has as many units before it as the encoder writes, and comes back."""
    place = min(offset, len(text))
    units = len(text[:place].encode("utf-16-le")) // 2

    assert units == to_utf16(text, place)
    assert place == from_utf16(text, units)


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [(5, 9, (5, 9)), (8, 12, (5, 9)), (6, 10, None), (-1, 3, None), (5, 99, None)],
)
def test_the_quote_decides(start: int, end: int, span: tuple[int, int] | None) -> None:
    """Words are found by code points and by units, and not by anything else."""
    assert span == find_span(f"{FIREMAN} work", start, end, "work")


def test_half_a_character_is_no_place() -> None:
    """A UTF-16 offset within a pair is None."""
    assert [0, None, 1, None, 2] == [from_utf16(FIREMAN, n) for n in range(5)]


def test_words_are_cut_where_spans_begin() -> None:
    """A border of a span inside a word parts it; one at its end does not."""
    assert [(0, 1), (1, 3), (4, 6)] == split_words("abc de", [1, 3, 6])
