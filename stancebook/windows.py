"""The encoder reads a limited length, so that a long paragraph is read in parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["find_windows"]

WINDOW_WORDS = 190
_SENTENCE_END = re.compile(r"(?<=[.!?”\"»])\s+(?=[\"“«A-Z0-9])")
_GAP = re.compile(r"\s+(?=\S)")


def _is_read_whole(part: str) -> bool:
    from stancebook.encoder import LONGEST, tokenize

    return len(tokenize([part])[0].ids) < LONGEST


def _halve(start: int, part: str) -> Iterator[tuple[int, str]]:
    """Halve what is too long to be read whole: at a sentence end, or between words."""
    cuts: list[int] = []
    if not _is_read_whole(part):
        ends = [m.end() for m in _SENTENCE_END.finditer(part)]
        cuts = ends or [m.end() for m in _GAP.finditer(part)]
    if not cuts:
        yield start, part
        return
    middle = min(cuts, key=lambda cut: abs(cut - len(part) / 2))
    yield from _halve(start, part[:middle])
    yield from _halve(start + middle, part[middle:])


def find_windows(text: str) -> Iterator[tuple[int, str]]:
    """
    Cut a long paragraph at sentence ends, as (offset, text) of each part.

    Examples
    --------
    >>> list(find_windows("The dam held. It was old."))
    [(0, 'The dam held. It was old.')]
    """
    start, last = 0, 0
    for place in [*(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]:
        if last > start and len(text[start:place].split()) > WINDOW_WORDS:
            yield from _halve(start, text[start:last])
            start = last
        last = place
    yield from _halve(start, text[start:])
