"""One story is often saved twice, so articles that are nearly one text are named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from stancebook.alignment import Passage, match_passages, pair_twins, read_passage
from stancebook.schema import TABLES, check, empty, require

__all__ = ["describe_twins", "find_twins"]

SIMILAR = 0.8  # of the words of both, in the same order
_COMPARED = 40_000  # characters of an article, some 7,000 words


def find_twins(articles: pd.DataFrame) -> pd.DataFrame:
    """
    Name pairs of articles whose texts are the same, or nearly so.

    `similarity` is twice the words that both have in the same order, as a share of all
    words of both; pairs of 0.8 and more are listed. A text that stands in many articles
    is paired along a chain, the first with the second and so on. Nothing is dropped:
    which of two is to be counted is for whoever counts to say. Of a long article the
    first 40,000 characters are compared. Pairs are looked for through fingerprints
    (MinHash, Broder 1997), so that one in a hundred may be missed.

    Raises
    ------
    InputError
        Where `articles` is no such table.

    Examples
    --------
    >>> text = "Ferries to the island resume on Monday after a strike of nine days"
    >>> texts = [f"{text}.", "Fish is dear in every port this winter.", f"{text}!"]
    >>> find_twins(pd.DataFrame({"article": ["a", "b", "c"], "text": texts}))
      article other      kind  similarity
    0       a     c  verbatim         1.0
    """
    require(articles, "articles", "article", "text")
    pairs = zip(articles["article"], articles["text"], strict=True)
    passages = [
        read_passage(name, name, text[:_COMPARED])
        for name, text in pairs
        if isinstance(text, str)
    ]
    order = {passage.article: place for place, passage in enumerate(passages)}
    found = _compare(passages, order)
    rows = sorted(found, key=lambda row: (order[row[0]], order[row[1]]))
    if not rows:
        return empty("twins")
    return check(pd.DataFrame(rows, columns=list(TABLES["twins"])), "twins")


def _compare(
    passages: list[Passage], order: dict[str, int]
) -> Iterator[tuple[Any, ...]]:
    for pair in pair_twins(passages):
        first, second = sorted(pair, key=lambda passage: order[passage.article])
        same = first.words == second.words
        match = None if same else match_passages(first, second)
        if same:
            yield first.article, second.article, "verbatim", 1.0
        elif match and match.similarity >= SIMILAR:
            yield first.article, second.article, "edited", match.similarity


def describe_twins(twins: pd.DataFrame) -> str:
    """
    Say in a line how many pairs there are, and name the closest; nothing of none.

    Examples
    --------
    >>> row = {"article": "a", "other": "b", "kind": "edited", "similarity": 0.912}
    >>> describe_twins(pd.DataFrame([row]))
    "1 pair of articles is (nearly) the same text, and stays: 'a' and 'b' (0.91)"
    """
    if twins.empty:
        return ""
    row = twins.sort_values("similarity", ascending=False, kind="stable").iloc[0]
    names = f"{row['article']!r} and {row['other']!r} ({row['similarity']:.2f})"
    if len(twins) == 1:
        return f"1 pair of articles is (nearly) the same text, and stays: {names}"
    start = f"{len(twins):,} pairs of articles are (nearly) the same text, and stay"
    return f"{start}: first {names}"
