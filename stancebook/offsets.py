"""One code point here may be two UTF-16 units elsewhere, so they are told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

__all__ = ["find_span", "from_utf16", "split_words", "to_utf16"]

_WORD = re.compile(r"\S+")
Span = tuple[int, int]


def to_utf16(text: str, offset: int) -> int:
    r"""
    Return how many UTF-16 units stand before the code point at `offset`.

    Examples
    --------
    >>> to_utf16("\U0001f600 so", 2)
    3
    """
    return offset + sum(sign > "\uffff" for sign in text[:offset])


def from_utf16(text: str, offset: int) -> int | None:
    r"""
    Return the code point at a UTF-16 offset; None where it halves a character.

    Examples
    --------
    >>> from_utf16("\U0001f600 so", 3), from_utf16("\U0001f600 so", 1)
    (2, None)
    """
    units = 0
    for place, sign in enumerate(text):
        if units >= offset:
            return place if units == offset else None
        units += 2 if sign > "\uffff" else 1
    return len(text) if units == offset else None


def find_span(text: str, start: int, end: int, quote: str | None) -> Span | None:
    r"""
    Return the span in code points, whether its offsets counted these or UTF-16 units.

    The quoted words decide which; without a quote the offsets are taken as they are.
    None where neither reading holds.

    Examples
    --------
    >>> find_span("\U0001f600 so", 3, 5, "so"), find_span("so", 0, 2, "no")
    ((2, 4), None)
    """
    if 0 <= start < end <= len(text) and quote in (None, text[start:end]):
        return start, end
    first, last = from_utf16(text, start), from_utf16(text, end)
    if quote is None or first is None or last is None or start < 0:
        return None
    return (first, last) if quote and text[first:last] == quote else None


def split_words(text: str, cuts: Sequence[int] = ()) -> list[tuple[int, int]]:
    """
    Return the spans of words, cut where a span begins or ends as well.

    Examples
    --------
    >>> split_words("He said.", cuts=[7])
    [(0, 2), (3, 7), (7, 8)]
    """
    found: list[Span] = []
    for word in _WORD.finditer(text):
        own = [cut for cut in sorted({*cuts}) if word.start() < cut < word.end()]
        borders = [word.start(), *own, word.end()]
        found += pairwise(borders)
    return found
