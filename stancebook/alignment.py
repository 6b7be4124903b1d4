"""Copied text is rarely copied whole, so two passages are compared word by word."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import Any

import numpy as np
from datasketch import MinHash  # type: ignore[import-untyped]
from rapidfuzz.distance import LCSseq

__all__ = [
    "COMMON",
    "CROWD",
    "LONGEST_TITLE",
    "SHORTEST",
    "Match",
    "Passage",
    "Shelf",
    "Words",
    "best_match",
    "hash_bands",
    "match_passages",
    "pair_passages",
    "pair_twins",
    "plain",
    "read_passage",
]

Words = tuple[str, ...]

CROWD = 200  # texts; what more of them share tells none of them from the others
COMMON = 3  # articles; what stands in more may be page furniture
LONGEST_TITLE = 25  # words
SHORTEST = 4  # words; shorter lines (dates, names) stand on pages that share nothing
_BANDS, _ROWS, _SEED = 42, 3, 1  # they find 99 of 100 pairs that share half their pairs
_MIXER = np.uint64(0x9E3779B97F4A7C15)
_WORD = re.compile(r"\w+(?:['’.,\-]\w+)*")
_QUOTED = re.compile(r"[„“«\"][^“”»\"]*(?:[“”»\"]|$)")
_INVISIBLE = (0xAD, 0x2060, 0xFEFF, *range(0x200B, 0x2010))
_HIDDEN = dict.fromkeys(_INVISIBLE, "")
_GLYPHS = {
    **dict.fromkeys(map(ord, "“”„«»″"), '"'),
    **dict.fromkeys(map(ord, "‘’‚′"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―"), "-"),
    **_HIDDEN,
}


@dataclass(frozen=True)
class Passage:
    """A paragraph, its words folded for comparison, and which of them are quoted."""

    paragraph: str
    article: str
    text: str
    words: Words
    quoted: tuple[bool, ...]

    @property
    def unquoted(self) -> int:
        """Count the words outside quotation marks."""
        return self.quoted.count(False)


@dataclass(frozen=True)
class Match:
    """A page's passage that an original holds, with the words shared in order."""

    page: Passage
    original: Passage
    shared: int
    own: int

    @property
    def similarity(self) -> float:
        """Give twice the shared words as a share of all words of both."""
        return 2 * self.shared / (len(self.page.words) + len(self.original.words))

    @property
    def is_evidence(self) -> bool:
        """
        Say whether the match alone can tell that one article was copied.

        A shared quotation cannot, nor can a formula ("shares rose 3 percent") that
        carries other figures.
        """
        unquoted = self.page.unquoted
        if self.similarity < 0.6 or (unquoted >= 4 and self.own < unquoted / 2):
            return False
        page, original = _figures(self.page.words), _figures(self.original.words)
        return not page or not original or 2 * len(page & original) >= len(page)


def _figures(words: Words) -> set[str]:
    return {word for word in words if word[0].isdigit()}


def plain(text: str) -> str:
    """
    Return `text` with one kind of quotation mark and dash, and nothing invisible.

    Examples
    --------
    >>> plain("“No” – he said")
    '"No" - he said'
    """
    return unicodedata.normalize("NFKC", text).translate(_GLYPHS)


def read_passage(paragraph: str, article: str, text: str) -> Passage:
    """
    Return the passage that `text` is, ready to be compared.

    Examples
    --------
    >>> passage = read_passage("a#0", "a", "“We agree,” she said.")
    >>> passage.words, passage.unquoted
    (('we', 'agree', 'she', 'said'), 2)
    """
    clean = unicodedata.normalize("NFKC", text).translate(_HIDDEN)
    quotes = [match.span() for match in _QUOTED.finditer(clean)]
    found = [*_WORD.finditer(clean)]
    words = tuple(plain(match.group()).casefold() for match in found)
    inside = (any(a <= match.start() < b for a, b in quotes) for match in found)
    return Passage(paragraph, article, text, words, tuple(inside))


def match_passages(page: Passage, original: Passage) -> Match | None:
    """
    Return how `page` follows `original`; None where it is a text of its own.

    Examples
    --------
    >>> wire = read_passage("w#0", "w", "Ferries to the island resume on Monday.")
    >>> page = read_passage("p#1", "p", "Ferries to the island resume on Tuesday.")
    >>> round(match_passages(page, wire).similarity, 2)
    0.86
    >>> match_passages(read_passage("p#2", "p", "Fish is dear on the island."), wire)
    """
    ours, theirs = page.words, original.words
    if min(len(ours), len(theirs)) < SHORTEST:
        same = bool(ours) and ours == theirs
        return Match(page, original, len(ours), len(ours)) if same else None
    if not LCSseq.similarity(theirs, ours, score_cutoff=(len(ours) + 1) // 2):
        return None
    blocks = [
        (block.dest_start, block.dest_end)
        for block in LCSseq.opcodes(theirs, ours)
        if block.tag == "equal"
    ]
    shared = sum(end - start for start, end in blocks)
    own = sum(page.quoted[start:end].count(False) for start, end in blocks)
    match = Match(page, original, shared, own)
    return match if _is_copy(match) else None


def _is_copy(match: Match) -> bool:
    words, unquoted = len(match.page.words), match.page.unquoted
    if unquoted >= 8 and match.own < unquoted / 2:
        return False  # a quotation that both have, in a frame of the page's own
    if match.shared >= 8 and match.shared >= 0.8 * words:
        return True  # a part of a longer paragraph
    return match.similarity >= (0.5 if words >= 8 else 0.7)


@lru_cache(maxsize=1)
def _blank() -> MinHash:
    return MinHash(num_perm=_BANDS * _ROWS, seed=_SEED)


def _signature(words: Words) -> MinHash:
    signature = _blank().copy()  # to draw permutations anew takes half of the time
    signature.update_batch(" ".join(pair).encode() for pair in pairwise(words))
    return signature


def hash_bands(words: Words) -> list[int]:
    """
    Return a number a band of the text's signature; similar texts have some in common.

    They are what `pair_passages` meets by, for an index that is kept on a disk.

    Examples
    --------
    >>> wire = "ferries to the island resume on monday after the strike".split()
    >>> page = "ferries to the island resume on tuesday after the strike".split()
    >>> len(set(hash_bands(tuple(wire))) & set(hash_bands(tuple(page)))) > 5
    True
    """
    rows = _signature(words).hashvalues.astype(np.uint64).reshape(_BANDS, _ROWS)
    mixed = np.arange(_BANDS, dtype=np.uint64)  # else one band's would meet another's
    for row in range(_ROWS):
        mixed = (mixed ^ rows[:, row]) * _MIXER
        mixed ^= mixed >> np.uint64(32)
    bands: list[int] = mixed.astype(np.int64).tolist()
    return bands


class _Index:
    """
    Texts by what they share: numbers of bands, or words.

    A number that a crowd shares leads nowhere, so that a hundred thousand paragraphs
    of one mould cost no ten thousand million comparisons.
    """

    def __init__(self) -> None:
        self._texts: dict[int | str, list[Any]] = defaultdict(list)

    def add(self, text: Any, keys: Iterable[int | str]) -> None:
        for key in set(keys):
            self._texts[key].append(text)

    def near(self, keys: Iterable[int | str]) -> Counter[Any]:
        """Count for each text how many of these keys it shares."""
        own = (self._texts.get(key, ()) for key in set(keys))
        return Counter(text for texts in own if len(texts) <= CROWD for text in texts)


def _by_words(passages: Iterable[Passage]) -> dict[Words, list[Passage]]:
    groups: dict[Words, list[Passage]] = defaultdict(list)
    for passage in passages:
        if len(passage.words) >= SHORTEST:
            groups[passage.words].append(passage)
    return groups


def pair_passages(
    pages: Iterable[Passage], originals: Iterable[Passage]
) -> Iterator[tuple[Passage, Passage]]:
    """
    Pair each page's passage with the originals worth a comparison.

    Passages meet through hashed pairs of words, so the time grows with their number,
    not its square. What stands in more than `COMMON` originals is nobody's own text.

    Examples
    --------
    >>> wire = read_passage("w#0", "w", "Ferries to the island resume on Monday.")
    >>> page = read_passage("p#0", "p", "Ferries to the island resume on Tuesday.")
    >>> other = read_passage("p#1", "p", "Fish is dear in every port this winter.")
    >>> [(a.paragraph, b.paragraph) for a, b in pair_passages([page, other], [wire])]
    [('p#0', 'w#0')]
    """
    known = _by_words(originals)
    index = _Index()
    for words in known:
        index.add(words, hash_bands(words))
    for words, copies in _by_words(pages).items() if known else ():
        for found in sorted(index.near(hash_bands(words))):
            if len(known[found]) <= COMMON:
                yield from product(copies, known[found])


def pair_twins(passages: Iterable[Passage]) -> Iterator[tuple[Passage, Passage]]:
    """
    Pair passages that may be copies of each other, wherever they stand.

    Equal ones are chained, the first with the second and so on, so that a text which
    stands in a thousand articles costs a thousand pairs and not half a million.

    Examples
    --------
    >>> one = read_passage("a#0", "a", "Ferries to the island resume on Monday.")
    >>> two = read_passage("b#0", "b", "Ferries to the island resume on Tuesday.")
    >>> [(x.paragraph, y.paragraph) for x, y in pair_twins([one, two])]
    [('b#0', 'a#0')]
    """
    groups = _by_words(passages)
    index = _Index()
    for words, copies in groups.items():
        yield from pairwise(copies)
        bands = hash_bands(words)
        for found in sorted(index.near(bands)):
            yield copies[0], groups[found][0]
        index.add(words, bands)


class Shelf:
    """
    The passages of originals, of which `near` gives those worth a comparison.

    They are all of them, but where there is a crowd: then those that share most of the
    words which few of them have, or have the same words.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._index = _Index()
        if len(passages) > CROWD:
            for place, passage in enumerate(passages):
                self._index.add(place, [*passage.words, " ".join(passage.words)])

    def near(self, passage: Passage) -> list[Passage]:
        """Return them in the order in which they stand."""
        if len(self._passages) <= CROWD:
            return list(self._passages)
        counts = self._index.near([*passage.words, " ".join(passage.words)])
        places = sorted(place for place, _ in counts.most_common(CROWD))
        return [self._passages[place] for place in places]


def best_match(passage: Passage, originals: Iterable[Passage]) -> Match | None:
    """
    Return the match of `passage` with the one of `originals` that it follows most.

    Examples
    --------
    >>> wire = read_passage("w#0", "w", "Ferries to the island resume on Monday.")
    >>> best_match(wire, [wire]).similarity
    1.0
    """
    found = (match_passages(passage, original) for original in originals)
    matches = [match for match in found if match]
    return max(matches, key=lambda match: match.similarity, default=None)
