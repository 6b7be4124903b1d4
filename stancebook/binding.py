"""From the encoder's numbers to spans: cues, what each binds, and what none binds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stancebook.quotation import Span, find_quotations, word_spans
from stancebook.softmax import softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stancebook.encoder import Encoder, Prediction

__all__ = ["Attribution", "find_parent", "read_attributions"]

CUE_THRESHOLD = 0.45
BOUND_THRESHOLD = 0.5
_OPENERS, _CLOSERS = "“\"«‘'([$£€#@", "”\"»’')]%"


@dataclass(frozen=True)
class Attribution:
    """One attribution as spans of code points into its text."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    p: float

    def shift(self, by: int) -> Attribution:
        """Return the same attribution in a text that begins so much earlier."""
        source, cue, content = (
            tuple((a + by, b + by) for a, b in spans)
            for spans in (self.source, self.cue, self.content)
        )
        return replace(self, source=source, cue=cue, content=content)


def _by_word(
    values: NDArray[Any], offsets: list[Span], words: list[Span]
) -> NDArray[np.float64]:
    """Average token values (…, tokens, labels) over words, (…, words, labels)."""
    table = np.zeros((len(words), len(offsets)))
    word = 0
    for token, (start, end) in enumerate(offsets):
        while word < len(words) and words[word][1] <= start:
            word += 1
        if end > start and word < len(words) and words[word][0] < end:
            table[word, token] = 1
    table /= np.maximum(table.sum(1, keepdims=True), 1)
    result: NDArray[np.float64] = table @ values
    return result


def _sigmoid(values: NDArray[Any]) -> NDArray[Any]:
    result: NDArray[Any] = 1 / (1 + np.exp(-values))
    return result


def _runs(flags: NDArray[Any], gap: int = 0) -> list[Span]:
    """Return runs of true flags, joining runs at most `gap` false ones apart."""
    runs: list[Span] = []
    for place in np.flatnonzero(flags).tolist():
        if runs and place - runs[-1][1] <= gap:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _find_cues(cue: NDArray[Any]) -> list[Span]:
    """
    Return cue spans in words from P(outside, begin, inside), shape (words, 3).

    A word that the encoder did not read has three zeros, and is no cue.
    """
    cues: list[Span] = []
    for word, (_, begin, inside) in enumerate(cue):
        if begin + inside < CUE_THRESHOLD:
            continue
        if cues and cues[-1][1] == word and begin < inside:
            cues[-1] = (cues[-1][0], word + 1)
        else:
            cues.append((word, word + 1))
    return cues


def _tokens(words: list[Span], offsets: list[Span], span: Span) -> Span:
    start, end = words[span[0]][0], words[span[1] - 1][1]
    inside = [n for n, (a, b) in enumerate(offsets) if b > a and a < end and b > start]
    return (inside[0], inside[-1] + 1) if inside else (0, 1)


def _widen(text: str, start: int, end: int) -> Span:
    """Take in the quotation marks and brackets that stand at the ends of a run."""
    while start and text[start - 1] in _OPENERS:
        start -= 1
    tail = re.match(r"[^\w\s]*", text[end:])
    signs = tail.group() if tail else ""
    closers = [n for n, sign in enumerate(signs) if sign in _CLOSERS]
    return start, end + (closers[-1] + 1 if closers else 0)


def _spans(text: str, words: list[Span], runs: list[Span]) -> tuple[Span, ...]:
    return tuple(_widen(text, words[a][0], words[b - 1][1]) for a, b in runs)


def _bind(
    text: str, words: list[Span], cue: Span, p: NDArray[Any], certainty: float
) -> Attribution:
    """Make the attribution of one cue from P(source, content) of each word."""
    free = np.ones(len(words), dtype=bool)
    free[cue[0] : cue[1]] = False
    source = _runs((p[:, 0] > BOUND_THRESHOLD) & (p[:, 0] >= p[:, 1]) & free, gap=1)
    content = _runs((p[:, 1] > BOUND_THRESHOLD) & (p[:, 1] > p[:, 0]) & free, gap=1)
    best = max(source, key=lambda run: p[run[0] : run[1], 0].sum(), default=None)
    spans = ((words[best[0]][0], words[best[1] - 1][1]),) if best else ()
    cue_span = ((words[cue[0]][0], words[cue[1] - 1][1]),)
    return Attribution(spans, cue_span, _spans(text, words, content), certainty)


def read_attributions(
    encoder: Encoder,
    text: str,
    prediction: Prediction,
    quoted: Sequence[Span] | None = None,
) -> list[Attribution]:
    """
    Read the attributions of one text off what the encoder says of it.

    `quoted` is where the text stands in quotation marks, if more than the text itself
    is needed to tell: a part of a paragraph may begin inside a quotation.
    """
    words = word_spans(text)
    if not words:
        return []
    offsets = prediction.offsets
    cue = _by_word(softmax(prediction.token["cue"]), offsets, words)
    role = _by_word(_sigmoid(prediction.token["role"]), offsets, words)
    found = []
    if cues := _find_cues(cue):
        anchors = [_tokens(words, offsets, span) for span in cues]
        scores = _sigmoid(encoder.pair("bound", prediction.states, anchors))
        bound = _by_word(scores, offsets, words)
        certain = [float(1 - cue[a:b, 0].min()) for a, b in cues]
        found = [
            _bind(text, words, *each) for each in zip(cues, bound, certain, strict=True)
        ]
    kept = [a for a in found if a.content]
    marked = find_quotations(text) if quoted is None else quoted
    return [*kept, *_uncued(marked, words, role[:, 1], kept)]


def _uncued(
    quoted: Sequence[Span],
    words: list[Span],
    content: NDArray[Any],
    found: list[Attribution],
) -> list[Attribution]:
    """Find quotations that no cue binds: a bare pair of marks has no cue."""
    bound = [span for a in found for span in a.content]
    result = []
    for start, end in quoted:
        inside = [n for n, (a, _) in enumerate(words) if start <= a < end]
        taken = any(a < end and b > start for a, b in bound)
        if len(inside) < 2 or taken:
            continue
        p = float(content[inside].mean())
        result.append(Attribution((), (), ((start, end),), p))
    return result


def _size(attribution: Attribution) -> int:
    return sum(end - start for start, end in attribution.content)


def _holds(outer: Attribution, inner: Attribution) -> bool:
    """Say if all of `inner` stands inside the larger content of `outer`."""
    # Of two whose scattered contents hold each other's cues, only one is outside.
    spans = [*inner.cue, *inner.content]
    return _size(outer) > _size(inner) and all(
        any(a <= start and end <= b for a, b in outer.content) for start, end in spans
    )


def find_parent(all_: list[Attribution], inner: Attribution) -> int | None:
    """Return the place of the smallest attribution whose content holds `inner`."""
    outer = [n for n, each in enumerate(all_) if _holds(each, inner)]
    return min(outer, key=lambda n: _size(all_[n]), default=None)
