"""The encoder reads a limited length, so that a long paragraph is read in parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["find_windows", "read_in_windows"]

WINDOW_WORDS = 190
_SENTENCE_END = re.compile(r"(?<=[.!?”\"»])\s+(?=[\"“«A-Z0-9])")
_GAP = re.compile(r"\s+(?=\S)")


def _fits_the_encoder(part: str) -> bool:
    from stancebook.encoder import LONGEST, tokenize

    return len(tokenize([part])[0].ids) < LONGEST


def _halve(
    start: int, part: str, fits: Callable[[str], bool]
) -> Iterator[tuple[int, str]]:
    """Halve what is too long to be read whole: at a sentence end, or between words."""
    cuts: list[int] = []
    if not fits(part):
        ends = [m.end() for m in _SENTENCE_END.finditer(part)]
        cuts = ends or [m.end() for m in _GAP.finditer(part)]
    if not cuts:
        yield start, part
        return
    middle = min(cuts, key=lambda cut: abs(cut - len(part) / 2))
    yield from _halve(start, part[:middle], fits)
    yield from _halve(start + middle, part[middle:], fits)


def find_windows(
    text: str, fits: Callable[[str], bool] = _fits_the_encoder
) -> Iterator[tuple[int, str]]:
    """
    Cut a long paragraph at sentence ends, as (offset, text) of each part.

    `fits` says if a model reads a part whole; by default it asks our own encoder.

    Examples
    --------
    >>> list(find_windows("The dam held. It was old."))
    [(0, 'The dam held. It was old.')]
    """
    start, last = 0, 0
    for place in [*(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]:
        if last > start and len(text[start:place].split()) > WINDOW_WORDS:
            yield from _halve(start, text[start:last], fits)
            start = last
        last = place
    yield from _halve(start, text[start:], fits)


def read_in_windows(
    texts: Sequence[str],
    read: Callable[[Sequence[str]], NDArray[Any]],
    fits: Callable[[str], bool] = _fits_the_encoder,
) -> NDArray[np.float64]:
    """
    Return what `read` makes of texts; of a long one, the mean of its parts, by length.

    Examples
    --------
    >>> read_in_windows(["The dam held.", ""], lambda parts: np.ones((len(parts), 3)))
    array([[1., 1., 1.],
           [1., 1., 1.]])
    """
    windows = [find_windows(text, fits) for text in texts]
    parts = [(number, part) for number, own in enumerate(windows) for _, part in own]
    values = read([part for _, part in parts])
    total = np.zeros((len(texts), *values.shape[1:]))
    lengths = np.zeros((len(texts), *[1] * (values.ndim - 1)))
    for (number, part), value in zip(parts, values, strict=True):
        total[number] += (len(part) or 1) * value
        lengths[number] += len(part) or 1
    mean: NDArray[np.float64] = total / lengths
    return mean
