"""A model must not be tested on what it learned from, so stories are not parted."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import (  # type: ignore[import-untyped]
    connected_components,
)

from stancebook.alignment import match_passages, pair_twins, read_passage
from stancebook.schema import InputError, require

__all__ = ["APART", "SPLITS", "date_of", "outlet_of", "split_articles"]

SPLITS = ("train", "dev", "test")
APART = ("outlet", "story")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_STORY = 15  # words that two articles share, edited or not: about one sentence
_HASHED = 80  # characters, where only the hash of a paragraph is here

Pair = tuple[str, str]


def split_articles(
    articles: pd.DataFrame,
    paragraphs: pd.DataFrame,
    *,
    shares: Sequence[float] = (0.7, 0.15, 0.15),
    apart: Sequence[str] = APART,
    seed: int = 7,
) -> pd.DataFrame:
    """
    Deal articles into train, dev and test: a table of `article`, `group` and `split`.

    Articles of one outlet, and articles of one story, are of one group, and no group
    stands in two splits: that is guaranteed. Of one story are two articles with a
    paragraph of fifteen words or more that is the same, or was edited (MinHash over
    pairs of words finds the candidates, a comparison word by word decides); where a
    text is withheld, with a paragraph of the same hash. What the articles of a group
    have in common may run through others, so that two of them share nothing.

    Time is kept apart as far as groups allow, which is not guaranteed: groups go to
    train, dev and test in the order of their last date, those without a date first.
    A group that is larger than the test split is meant to be goes to train, whatever
    its date. `find_leaks` says what came of it.

    Parameters
    ----------
    articles
        With `article`, `outlet` and `published`.
    paragraphs
        With `paragraph`, `article`, `sha256`, `start`, `end` and `text`, which may be
        empty.
    shares
        Of the paragraphs, for train, dev and test. A share of 0 leaves a split out.
    apart
        What makes a group: `outlet`, `story`, both or nothing.
    seed
        Decides between groups of the same date.

    Raises
    ------
    InputError
        Where there are fewer groups than splits, so that they cannot be kept apart, or
        where an article is missing or there twice.

    Examples
    --------
    >>> articles = pd.DataFrame({
    ...     "article": ["a", "b", "c", "d"], "outlet": ["Gull", "Gull", "Tern", None],
    ...     "published": ["2020-01-01", "2020-03-01", "2021-01-01", "2022-01-01"]})
    >>> paragraphs = pd.DataFrame({
    ...     "paragraph": ["a#0", "b#0", "c#0", "d#0"], "article": ["a", "b", "c", "d"],
    ...     "sha256": ["1", "2", "3", "4"], "start": 0, "end": 9,
    ...     "text": ["Low tide.", "High tide", "Fog again", "Sun at 10"]})
    >>> split_articles(articles, paragraphs, shares=(0.5, 0.25, 0.25))
      article  group  split
    0       a      0  train
    1       b      0  train
    2       c      1    dev
    3       d      2   test
    """
    require(articles, "articles", "article", "outlet", "published")
    require(paragraphs, "paragraphs", "paragraph", "article", "sha256", "text")
    wanted = _check_shares(shares)
    _check_articles(articles, paragraphs)
    groups = _find_groups(articles, paragraphs, apart)
    counts = paragraphs["article"].value_counts()
    sizes: dict[int, int] = defaultdict(int)
    dates: dict[int, str] = defaultdict(str)
    given = zip(articles["article"], articles["published"], groups, strict=True)
    for article, published, group in given:
        sizes[group] += int(counts.get(article, 1))
        dates[group] = max(dates[group], date_of(published))
    split_of = _deal(sizes, dates, wanted, seed)
    chosen = [SPLITS[split_of[group]] for group in groups]
    return pd.DataFrame(
        {"article": list(articles["article"]), "group": groups, "split": chosen}
    )


def date_of(published: Any) -> str:
    """
    Return the date that a text opens with, as far as it goes; empty where none does.

    Examples
    --------
    >>> date_of("2016-03-11 07:41:06"), date_of("March 11")
    ('2016-03-11', '')
    """
    found = _DATE.match(published.strip()) if isinstance(published, str) else None
    return found[0] if found else ""


def outlet_of(outlet: Any) -> str:
    """
    Return an outlet's name, folded to be compared; empty where it is not known.

    Examples
    --------
    >>> outlet_of(" The Gull "), outlet_of("unknown"), outlet_of(None)
    ('the gull', '', '')
    """
    name = " ".join(outlet.casefold().split()) if isinstance(outlet, str) else ""
    return "" if name == "unknown" else name


def _check_shares(shares: Sequence[float]) -> list[float]:
    if len(shares) == len(SPLITS) and min(shares) >= 0 and sum(shares) > 0:
        return [share / sum(shares) for share in shares]
    problem = f"shares={tuple(shares)!r} are not three shares"
    raise InputError(problem, "Give those of train, dev and test: (0.7, 0.15, 0.15).")


def _check_articles(articles: pd.DataFrame, paragraphs: pd.DataFrame) -> None:
    names = articles["article"]
    if not names.is_unique:
        twice = names[names.duplicated()].iloc[0]
        raise InputError(f"article {twice!r} is there twice", "Give it once.")
    if strangers := sorted(set(paragraphs["article"]) - set(names)):
        problem = f"there are paragraphs of {strangers[0]!r}, which is no article"
        raise InputError(problem, "Give all articles of the paragraphs.")


def _find_groups(
    articles: pd.DataFrame, paragraphs: pd.DataFrame, apart: Sequence[str]
) -> list[int]:
    """Give each article the number of its group: all that any pair joins."""
    if odd := set(apart) - set(APART):
        problem = f"{sorted(odd)[0]!r} cannot be kept apart"
        raise InputError(problem, f"Give some of {', '.join(APART)}.")
    place = {name: number for number, name in enumerate(articles["article"])}
    pairs: list[Pair] = []
    if "outlet" in apart:
        pairs += _pair_outlets(articles)
    if "story" in apart:
        pairs += _pair_stories(paragraphs)
    ends = np.array([(place[a], place[b]) for a, b in pairs], dtype=int).reshape(-1, 2)
    size = len(articles)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), (size, size))
    _, labels = connected_components(graph, directed=False)
    order: dict[int, int] = {}
    return [order.setdefault(int(label), len(order)) for label in labels]


def _pair_outlets(articles: pd.DataFrame) -> Iterator[Pair]:
    by_outlet: dict[str, list[str]] = defaultdict(list)
    for article, outlet in zip(articles["article"], articles["outlet"], strict=True):
        if name := outlet_of(outlet):
            by_outlet[name].append(article)
    for own in by_outlet.values():
        yield from pairwise(own)


def _pair_stories(paragraphs: pd.DataFrame) -> Iterator[Pair]:
    columns = ["paragraph", "article", "text", "sha256", "start", "end"]
    rows = list(paragraphs[columns].itertuples(index=False, name=None))
    yield from _pair_hashes(rows)
    texts = [row[:3] for row in rows if isinstance(row[2], str)]
    passages = [read_passage(*row) for row in texts]
    for one, two in pair_twins(p for p in passages if len(p.words) >= _STORY):
        if one.article != two.article and (
            match_passages(one, two) or match_passages(two, one)
        ):
            yield one.article, two.article


def _pair_hashes(rows: Iterable[tuple[Any, ...]]) -> Iterator[Pair]:
    """Pair articles that hold the same paragraph, which needs no text."""
    holders: dict[str, list[str]] = defaultdict(list)
    for _, article, _, sha256, start, end in rows:
        if end - start >= _HASHED:
            holders[sha256].append(article)
    for own in holders.values():
        yield from pairwise(own)


def _deal(
    sizes: dict[int, int], dates: dict[int, str], shares: list[float], seed: int
) -> dict[int, int]:
    """Give each group a split, by its number in `SPLITS`."""
    used = [split for split, share in enumerate(shares) if share > 0]
    if len(sizes) < len(used):
        raise _too_few(len(sizes), len(used))
    order = sorted(sizes)
    random.Random(seed).shuffle(order)
    order.sort(key=lambda group: dates[group])
    limit = shares[used[-1]] * sum(sizes.values())
    # One that is too large for the test split would swallow it.
    large = [group for group in order if sizes[group] > limit]
    large = large[: max(0, len(order) - len(used) + 1)] if len(used) > 1 else []
    order = large + [group for group in order if group not in large]
    cuts = _cut(np.cumsum([sizes[group] for group in order]), [shares[s] for s in used])
    return {
        group: used[int(np.searchsorted(cuts, number, side="right"))]
        for number, group in enumerate(order)
    }


def _cut(running: np.ndarray[Any, Any], shares: list[float]) -> list[int]:
    """Return where each split but the first begins, none of them empty."""
    cuts: list[int] = []
    for number, share in enumerate(np.cumsum(shares)[:-1], 1):
        nearest = int(np.argmin(np.abs(running - share * running[-1]))) + 1
        first = cuts[-1] + 1 if cuts else 1
        cuts.append(min(max(nearest, first), len(running) - (len(shares) - number)))
    return cuts


def _too_few(groups: int, splits: int) -> InputError:
    joined = "1 group: all hang" if groups == 1 else f"{groups} groups that hang"
    problem = (
        f"the articles form {joined} together by outlet or story, "
        f"too few for {splits} splits"
    )
    mend = "Add articles, keep less apart (apart=['story']), or ask for fewer splits."
    return InputError(problem, mend)
