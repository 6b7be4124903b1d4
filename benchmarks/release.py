"""Times what grows with a corpus in a release: the splits, and the check of them.

`python -m benchmarks.release` makes articles of thirteen paragraphs of 75 words, drawn
by Zipf's law from 20,000 made-up words, at 150 outlets, and plants one edited copy of a
paragraph for each ten articles.
"""

from __future__ import annotations

import hashlib
import resource
import time

import numpy as np
import pandas as pd

from stancebook.leakage import find_leaks
from stancebook.splits import split_articles

PARAGRAPHS, WORDS, VOCABULARY, OUTLETS, SEED = 13, 75, 20_000, 150, 7


def make_tables(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return `count` articles and their paragraphs."""
    rng = np.random.default_rng(SEED)
    weights = 1 / np.arange(1, VOCABULARY + 1)
    shape = (count, PARAGRAPHS, WORDS)
    drawn = rng.choice(VOCABULARY, shape, p=weights / weights.sum())
    drawn[1::10, 0, :-5] = drawn[0::10, 0, :-5]  # the copies
    rows = [
        (f"a{a}#{p}", f"a{a}", " ".join(f"w{word}" for word in drawn[a, p]))
        for a in range(count)
        for p in range(PARAGRAPHS)
    ]
    paragraphs = pd.DataFrame(rows, columns=["paragraph", "article", "text"])
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in paragraphs["text"]]
    ends = paragraphs["text"].str.len()
    names = [(f"a{a}", f"o{a % OUTLETS}", f"{2010 + a % 10}") for a in range(count)]
    articles = pd.DataFrame(names, columns=["article", "outlet", "published"])
    return articles, paragraphs.assign(sha256=hashes, start=0, end=ends)


def main() -> None:
    """Print seconds and memory for three sizes, and the largest as figures."""
    print("articles  split s  check s  groups  leaks")
    for count in (100, 300, 1000):
        articles, paragraphs = make_tables(count)
        began = time.perf_counter()
        splits = split_articles(articles, paragraphs, seed=SEED)
        split = time.perf_counter() - began
        leaks = find_leaks(splits, articles, paragraphs)
        check = time.perf_counter() - began - split
        found = leaks["kind"].isin(["copy", "passage", "outlet"]).sum()
        groups = splits["group"].nunique()
        print(f"{count:8}  {split:7.1f}  {check:7.1f}  {groups:6}  {found:5}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"release_articles={count} release_split_s={split:.1f} "
        f"release_check_s={check:.1f} release_leaks={found} "
        f"release_memory_mb={memory:.0f}"
    )


if __name__ == "__main__":
    main()
