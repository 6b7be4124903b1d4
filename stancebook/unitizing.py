"""Annotators who mark spans may disagree on where they stand, or on what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "KINDS",
    "Continuum",
    "SpanTally",
    "alpha_of",
    "lay_out",
    "match_spans",
    "measure_unitizing",
    "merge_spans",
]

Array = NDArray[np.float64]
Lengths = NDArray[np.int64]
Span = tuple[int, int]
Labelled = tuple[int, int, str]
KINDS = ("same", "boundaries", "label", "both", "unmatched")


@dataclass(frozen=True)
class Continuum:
    """
    One text and the spans of one label in it, by annotator.

    Offsets count signs from 0, the end exclusive: (0, 5) and (5, 9) touch and do not
    overlap. Spans of one annotator are in order and do not overlap; see `merge_spans`.
    """

    length: int
    spans: Sequence[Sequence[Span]]

    def sections(self) -> list[list[tuple[int, int, bool]]]:
        """Return each annotator's text as spans (true) and the gaps between them."""
        cut = []
        for own in self.spans:
            last, row = 0, []
            for start, end in own:
                if start > last:
                    row.append((last, start, False))
                row.append((start, end, True))
                last = end
            if last < self.length:
                row.append((last, self.length, False))
            cut.append(row)
        return cut


def _differ(
    one: Sequence[tuple[int, int, bool]], other: Sequence[tuple[int, int, bool]]
) -> int:
    """
    Return the sum of squared differences of two annotators (Krippendorff 2004).

    Spans that overlap differ by both ends, squared; a span wholly inside the other's
    gap by its length, squared.
    """
    total = left = right = 0
    while left < len(one) and right < len(other):
        (a, b, marked), (c, d, also) = one[left], other[right]
        if marked and also:
            total += (a - c) ** 2 + (b - d) ** 2
        elif marked and c <= a and b <= d:
            total += (b - a) ** 2
        elif also and a <= c and d <= b:
            total += (d - c) ** 2
        left, right = left + (b <= d), right + (d <= b)
    return total


@dataclass(frozen=True)
class SpanTally:
    """What each text adds to alpha of one label, so that a draw of texts is a sum."""

    people: int
    size: Array  # (texts,) signs
    observed: Array  # (texts,)
    marked: Array  # (texts, lengths): how many spans have each length
    gaps: Array  # (texts, lengths of gaps)
    lengths: Lengths
    gap_lengths: Lengths

    @classmethod
    def count(cls, texts: Sequence[Continuum]) -> SpanTally:
        """Tally texts that the same annotators have read."""
        cut = [text.sections() for text in texts]
        observed = [
            2 * sum(_differ(a, b) for n, a in enumerate(rows) for b in rows[n + 1 :])
            for rows in cut
        ]
        marked, lengths = _histogram(cut, True)
        gaps, gap_lengths = _histogram(cut, False)
        size = np.array([text.length for text in texts], dtype=float)
        people = len(texts[0].spans)
        values = np.array(observed, dtype=float)
        return cls(people, size, values, marked, gaps, lengths, gap_lengths)

    def disagree(self, counts: Array) -> tuple[Array, Array]:
        """
        Return observed and expected disagreement; `counts` is (draws, texts).

        The expected one is that of all ways to lay the same spans over the same length
        (Krippendorff 1995; 2004, p. 255).
        """
        size, many, gaps = counts @ self.size, counts @ self.marked, counts @ self.gaps
        own = self.lengths.astype(float)
        people, places = self.people, self.people * size
        shifts = (2 * own**3 - 3 * own**2 + own) / 3
        room = np.maximum(0, self.gap_lengths[None, :] - own[:, None] + 1)
        among = (many.sum(1) - 1) * (many @ shifts)
        alone = ((many * own**2) @ room * gaps).sum(1)
        pairs = places * (places - 1) - many @ (own * (own - 1))
        with np.errstate(invalid="ignore", divide="ignore"):
            observed = counts @ self.observed / (people * (people - 1) * size**2)
            expected = 2 / size * (among + alone) / pairs
        return observed, expected


def _histogram(
    cut: Sequence[Sequence[Sequence[tuple[int, int, bool]]]], marked: bool
) -> tuple[Array, Lengths]:
    own = [
        [
            end - start
            for row in rows
            for start, end, is_span in row
            if is_span == marked
        ]
        for rows in cut
    ]
    lengths = np.unique([length for row in own for length in row]).astype(np.int64)
    counts = np.zeros((len(own), len(lengths)))
    for text, row in enumerate(own):
        np.add.at(counts[text], np.searchsorted(lengths, row), 1)
    return counts, lengths


def alpha_of(disagreements: Sequence[tuple[Array, Array]]) -> Array:
    """
    Return alpha_U from the disagreements on each label, all draws at once.

    Examples
    --------
    >>> alpha_of([(np.array([0.1]), np.array([0.4]))]).tolist()
    [0.75]
    """
    observed = np.sum([one for one, _ in disagreements], axis=0)
    expected = np.sum([other for _, other in disagreements], axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        figure = 1 - observed / expected
    return np.where(np.isfinite(figure), figure, np.nan)


def measure_unitizing(
    length: int, spans: Mapping[str, Sequence[Labelled]]
) -> dict[str, float]:
    """
    Return alpha_U of each label in one text, and of all under `all`.

    1 says that all mark the same spans, 0 that they might as well mark by lot.

    Parameters
    ----------
    length
        Of the text, in signs.
    spans
        Of each annotator: (start, end, label), the end exclusive. An annotator who
        marked nothing has an empty list.

    Examples
    --------
    >>> spans = {"ana": [(2, 6, "fact")], "ben": [(2, 6, "fact")]}
    >>> measure_unitizing(20, spans)
    {'fact': 1.0, 'all': 1.0}
    """
    labels = sorted({label for own in spans.values() for _, _, label in own})
    found = {
        label: SpanTally.count([lay_out(length, list(spans.values()), label)]).disagree(
            np.ones((1, 1))
        )
        for label in labels
    }
    each = {label: float(alpha_of([pair])[0]) for label, pair in found.items()}
    whole = float(alpha_of(list(found.values()))[0]) if found else float("nan")
    return {**each, "all": whole}


def lay_out(length: int, spans: Sequence[Sequence[Labelled]], label: str) -> Continuum:
    """Return the continuum of one label; spans of one annotator that overlap merge."""
    own = [[(a, b) for a, b, name in row if name == label] for row in spans]
    return Continuum(length, [merge_spans(row) for row in own])


def merge_spans(spans: Sequence[Span]) -> list[Span]:
    """
    Return spans in order, those that overlap made one; those that touch stay apart.

    Examples
    --------
    >>> merge_spans([(5, 9), (0, 5), (7, 12)])
    [(0, 5), (5, 12)]
    """
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def match_spans(
    one: Sequence[Labelled], other: Sequence[Labelled]
) -> list[tuple[Labelled | None, Labelled | None, str]]:
    """
    Pair the spans of two annotators in one text, each at most once, and say how.

    `same`: boundaries and label; `label`: the boundaries alone are the same;
    `boundaries`: the label alone is, and the spans overlap; `both`: they overlap and
    differ in both; `unmatched`: nothing of the other's overlaps that is not taken. The
    same boundaries go first, then the largest share in common, then the same label.

    Examples
    --------
    >>> pairs = match_spans([(0, 9, "fact")], [(0, 9, "value"), (12, 20, "fact")])
    >>> [kind for _, _, kind in pairs]
    ['label', 'unmatched']
    """
    ranked = sorted(
        (-_overlap(a, b), a[2] != b[2], m, n)
        for m, a in enumerate(one)
        for n, b in enumerate(other)
        if _overlap(a, b) > 0
    )
    pairs: list[tuple[Labelled | None, Labelled | None, str]] = []
    left, right = set(range(len(one))), set(range(len(other)))
    for _, _, m, n in ranked:
        if m in left and n in right:
            left.discard(m)
            right.discard(n)
            pairs.append((one[m], other[n], _compare(one[m], other[n])))
    pairs += [(one[m], None, "unmatched") for m in sorted(left)]
    return pairs + [(None, other[n], "unmatched") for n in sorted(right)]


def _overlap(one: Labelled, other: Labelled) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0])) if shared > 0 else 0


def _compare(one: Labelled, other: Labelled) -> str:
    bounds, label = one[:2] == other[:2], one[2] == other[2]
    if bounds:
        return "same" if label else "label"
    return "boundaries" if label else "both"
