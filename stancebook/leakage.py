"""Splits are only as good as what was checked, so they are checked another way."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pandas as pd

from stancebook.schema import TABLES, InputError, check, require
from stancebook.splits import SPLITS, date_of, outlet_of

__all__ = ["find_leaks"]

_WORD = re.compile(r"\w+")
_RUN = 5  # words
_SHORTEST = 8  # words; shorter paragraphs (dates, source lines) tell a model nothing
_HASHED = 40  # characters, where only the hash of a paragraph is here
_FURNITURE = 200  # paragraphs; a run of words in more is nobody's own
_LIKE = 0.5

Row = tuple[Any, ...]


def find_leaks(
    splits: pd.DataFrame, articles: pd.DataFrame, paragraphs: pd.DataFrame
) -> pd.DataFrame:
    """
    List what stands on both sides of a border between splits; an empty table is good.

    It looks at the finished splits and knows nothing of how they were made: instead
    of MinHash it counts every run of five words (Broder, 1997). `kind` is

    - `copy`: a paragraph that is the same, by its hash;
    - `passage`: paragraphs of which one has half or more of the other's runs; the
      pair of articles is listed once, with the highest `similarity`;
    - `outlet`: an outlet in two splits;
    - `time`: a split whose articles are not all later than those of an earlier one.

    A `passage` may be a quotation that two outlets took from the same speech: that is
    for you to judge. `detail` names paragraphs, outlets and dates, and never a text.

    Parameters
    ----------
    splits
        What `split_articles` returns; any table with `article` and `split`.
    articles, paragraphs
        As for `split_articles`. Paragraphs without text are compared by hash alone.

    Raises
    ------
    InputError
        Where an article is in no split.

    Examples
    --------
    >>> splits = pd.DataFrame({"article": ["a", "b"], "split": ["train", "test"]})
    >>> articles = pd.DataFrame({"article": ["a", "b"], "outlet": ["Gull", "Tern"],
    ...                          "published": ["2020-05-01", "2021-01-01"]})
    >>> words = "Ferries to the island resume on Monday after nine days"
    >>> paragraphs = pd.DataFrame({
    ...     "paragraph": ["a#0", "b#0"], "article": ["a", "b"], "sha256": ["1", "2"],
    ...     "start": 0, "end": 40, "text": [f"{words}.", f"{words} of strike."]})
    >>> find_leaks(splits, articles, paragraphs)[["kind", "similarity", "detail"]]
          kind  similarity       detail
    0  passage         1.0  a#0 and b#0
    """
    require(splits, "splits", "article", "split")
    require(articles, "articles", "article", "outlet", "published")
    require(paragraphs, "paragraphs", "paragraph", "article", "sha256", "text")
    split_of = dict(zip(splits["article"], splits["split"], strict=True))
    named = {*articles["article"], *paragraphs["article"]}
    if strangers := sorted(named - set(split_of)):
        problem = f"article {strangers[0]!r} is in no split"
        raise InputError(problem, "Give what `split_articles` returns.")
    found = [
        *_copies(paragraphs, split_of),
        *_passages(paragraphs, split_of),
        *_outlets(articles, split_of),
        *_times(articles, split_of),
    ]
    rows = [
        (kind, one, split_of[one], two, split_of[two], round(similarity, 4), detail)
        for kind, one, two, similarity, detail in found
    ]
    return check(pd.DataFrame(rows, columns=list(TABLES["leaks"])), "leaks")


def _copies(paragraphs: pd.DataFrame, split_of: dict[str, str]) -> Iterator[Row]:
    columns = ["sha256", "paragraph", "article", "start", "end"]
    holders: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    rows = paragraphs[columns].itertuples(index=False, name=None)
    for sha256, paragraph, article, start, end in rows:
        if end - start >= _HASHED:
            holders[sha256].setdefault(split_of[article], (article, paragraph))
    for own in holders.values():
        for (one, first), (two, second) in combinations(own.values(), 2):
            yield "copy", one, two, 1.0, f"{first} and {second}"


def _passages(paragraphs: pd.DataFrame, split_of: dict[str, str]) -> Iterator[Row]:
    """Yield each pair of articles across a border with its most similar paragraphs."""
    columns = ["paragraph", "article", "sha256", "text"]
    rows = list(paragraphs[columns].itertuples(index=False, name=None))
    runs = [_runs(row[3]) if isinstance(row[3], str) else set() for row in rows]
    best: dict[tuple[str, str], Row] = {}
    shared = _shared(runs, [split_of[row[1]] for row in rows])
    for (one, two), count in sorted(shared.items()):  # sets have no order to rely on
        similarity = count / min(len(runs[one]), len(runs[two]))
        (first, a, hash_a, _), (second, b, hash_b, _) = rows[one], rows[two]
        row = ("passage", a, b, similarity, f"{first} and {second}")
        if similarity >= _LIKE and hash_a != hash_b:
            best[a, b] = max(best.get((a, b), row), row, key=lambda found: found[3])
    yield from best.values()


def _runs(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < _SHORTEST:
        return set()
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _shared(
    runs: list[set[tuple[str, ...]]], splits: list[str]
) -> Counter[tuple[int, int]]:
    """Count the runs that two paragraphs of different splits share."""
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, found in enumerate(runs):
        for run in found:
            holders[run].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for own in holders.values():
        if 1 < len(own) <= _FURNITURE:
            shared.update(
                pair
                for pair in combinations(own, 2)
                if splits[pair[0]] != splits[pair[1]]
            )
    return shared


def _outlets(articles: pd.DataFrame, split_of: dict[str, str]) -> Iterator[Row]:
    holders: dict[str, dict[str, str]] = defaultdict(dict)
    for article, outlet in zip(articles["article"], articles["outlet"], strict=True):
        if name := outlet_of(outlet):
            holders[name].setdefault(split_of[article], article)
    for name, own in holders.items():
        for one, two in combinations(own.values(), 2):
            yield "outlet", one, two, 1.0, name


def _times(articles: pd.DataFrame, split_of: dict[str, str]) -> Iterator[Row]:
    dated: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for article, published in zip(
        articles["article"], articles["published"], strict=True
    ):
        if date := date_of(published):
            dated[split_of[article]].append((date, article))
    here = [split for split in SPLITS if split in dated]
    for before, after in combinations(here, 2):
        last, one = max(dated[before])
        early = sorted(row for row in dated[after] if row[0] <= last)
        if early:
            share = len(early) / len(dated[after])
            counted = f"{len(early)} of {len(dated[after])} dated articles of {after}"
            detail = f"{counted} are no later than the last of {before} ({last})"
            yield "time", one, early[0][1], share, detail
