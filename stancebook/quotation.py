"""Where quotation marks open and close, to tell direct from indirect speech."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = [
    "Span",
    "drop_quotations",
    "find_quotations",
    "is_speech",
    "kind_of",
    "word_spans",
]

Span = tuple[int, int]

_OPENING = {"“": "”", "«": "»", "„": "“”", "‟": "”"}
_WORD = re.compile(r"\w+")


def word_spans(text: str) -> list[Span]:
    r"""
    Return the spans of the words of `text`; a word is a run of ``\w``.

    Examples
    --------
    >>> word_spans("It won’t.")
    [(0, 2), (3, 6), (7, 8)]
    """
    return [match.span() for match in _WORD.finditer(text)]


def find_quotations(text: str) -> list[Span]:
    """
    Return the spans inside double quotation marks, marks included.

    A mark that is never closed quotes to the end of the paragraph, as newspapers do
    where a quotation runs on into the next one.

    Examples
    --------
    >>> find_quotations("“Yes,” she said. “We")
    [(0, 6), (17, 20)]
    """
    spans, start, closers = [], -1, ""
    for place, sign in enumerate(text):
        if start < 0 and (sign in _OPENING or sign == '"'):
            start, closers = place, _OPENING.get(sign, '"')
        elif start >= 0 and sign in closers:
            spans.append((start, place + 1))
            start = -1
    return [*spans, (start, len(text))] if start >= 0 else spans


def drop_quotations(text: str) -> str:
    """
    Return what stands outside quotation marks, a space for each quotation.

    Examples
    --------
    >>> drop_quotations("“Yes”, she said.")
    ' , she said.'
    """
    kept, last = [], 0
    for start, end in find_quotations(text):
        kept.append(text[last:start])
        last = end
    return " ".join([*kept, text[last:]])


_ACT = re.compile(
    r"\b(decid\w*|decision|plan\w*|inten[dt]\w*|monitor\w*|know\w*|knew|forg[eo]t\w*"
    r"|agree[ds]?|agreement|order(s|ed)|see[sn]?|saw|find\w*|found|show\w*|tr(y|ies|ied)"
    r"|seek\w*|sought|refus\w*|learn\w*)\b",
    re.IGNORECASE,
)


def is_speech(cue: str) -> bool:
    """
    Say if a cue makes words: to decide or to know is ascribed, but it is not said.

    A bare quotation has no cue and is speech.

    Examples
    --------
    >>> is_speech("maintains"), is_speech("made the decision"), is_speech("")
    (True, False, True)
    """
    return _ACT.search(cue) is None


def kind_of(text: str, content: Sequence[Span]) -> str:
    """
    Say if `content` is `direct` (all words are quoted), `indirect` (none) or `mixed`.

    Examples
    --------
    >>> kind_of("She called it “rich”.", [(11, 20)])
    'mixed'
    """
    quoted = find_quotations(text)
    words = [w for w in word_spans(text) if any(a <= w[0] < b for a, b in content)]
    inside = sum(any(a <= w[0] < b for a, b in quoted) for w in words)
    if not inside:
        return "indirect"
    return "direct" if inside == len(words) else "mixed"
