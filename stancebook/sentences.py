"""A claim is a sentence, so here is where sentences end."""

from __future__ import annotations

import re

from stancebook.quotation import Span

__all__ = ["split_sentences"]

_ABBREVIATION = (
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bGen)(?<!\bSen)(?<!\bRep)"
    r"(?<!\bGov)(?<!\bCol)(?<!\bLt)(?<!\bNo)(?<!\bvs)(?<!\bU\.S)(?<!\bU\.K)(?<!\b[A-Z])"
)
_END = re.compile(_ABBREVIATION + r"[.!?…]+[”\"’»)\]]*\s+(?=[“\"«‘(\[]?[A-Z0-9])")


def split_sentences(text: str) -> list[Span]:
    """
    Return the spans of the sentences of a paragraph.

    Examples
    --------
    >>> text = "Mr. Orlov left. The dam held."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Mr. Orlov left.', 'The dam held.']
    """
    ends = [*(m.end() for m in _END.finditer(text)), len(text)]
    starts = [0, *ends[:-1]]
    spans = []
    for start, end in zip(starts, ends, strict=True):
        part = text[start:end]
        left = len(part) - len(part.lstrip())
        if part.strip():
            spans.append((start + left, start + left + len(part.strip())))
    return spans
