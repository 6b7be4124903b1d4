"""What a page did to a report shows in its edits, word by word and by paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import pandas as pd
from rapidfuzz.distance import Levenshtein

from stancebook.alignment import (
    LONGEST_TITLE,
    Passage,
    Shelf,
    best_match,
    plain,
    read_passage,
)
from stancebook.schema import InputError

__all__ = ["Edit", "compare_reprint", "find_edits"]

Edit = dict[str, Any]
_COMPARISON = ("status", "paragraph", "original", "before", "after", "edits")


def find_edits(original: str, page: str) -> list[Edit]:
    """
    List what was done to the words of `original` to make `page` of it, in order.

    `at` counts the words of `original` before the edit. Curly and straight quotation
    marks, the kinds of dash, spaces and invisible characters are no edit.

    Examples
    --------
    >>> find_edits("The vote was close.", "The vote was not “close”.")
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'op': 'changed', 'before': 'close.', 'after': 'not “close”.', 'at': 3}]
    """
    before, after = original.split(), page.split()
    edits: list[Edit] = []
    for start, end, begin, stop in _changed(before, after):
        old, new = " ".join(before[start:end]), " ".join(after[begin:stop])
        op = "changed" if old and new else "dropped" if old else "inserted"
        edits.append({"op": op, "before": old, "after": new, "at": start})
    return edits


def _changed(before: list[str], after: list[str]) -> Iterator[list[int]]:
    """Give the stretches that differ, each as one even where its parts differ."""
    span: list[int] = []
    for block in Levenshtein.opcodes([*map(plain, before)], [*map(plain, after)]):
        if block.tag == "equal":
            if span:
                yield span
            span = []
        else:
            start, begin = span[::2] if span else (block.src_start, block.dest_start)
            span = [start, block.src_end, begin, block.dest_end]
    if span:
        yield span


def _article(paragraphs: pd.DataFrame, article: str) -> list[Passage]:
    rows = paragraphs[paragraphs["article"] == article].sort_values("position")
    if rows.empty:
        raise InputError(f"no article {article!r}", "Name one that is in `paragraphs`.")
    columns = (rows["paragraph"], rows["article"], rows["text"])
    return [read_passage(*row) for row in zip(*columns, strict=True)]


def _compared(page: Passage | None, original: Passage | None) -> dict[str, Any]:
    before, after = original.text if original else "", page.text if page else ""
    edits = find_edits(before, after)
    both = "edited" if edits else "kept"
    return {
        "status": both if page and original else "added" if page else "dropped",
        "paragraph": page.paragraph if page else None,
        "original": original.paragraph if original else None,
        "before": before,
        "after": after,
        "edits": edits if page and original else [],
    }


def compare_reprint(paragraphs: pd.DataFrame, page: str, original: str) -> pd.DataFrame:
    """
    Show what the article `page` did to the article `original`, paragraph by paragraph.

    `status` is kept, edited, dropped (the original's alone), added (the page's alone),
    or headline, where the page put a headline of its own over the report.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "paragraph": ["a#0", "a#1", "b#0", "b#1"], "article": ["a", "a", "b", "b"],
    ...     "position": [0, 1, 0, 1],
    ...     "text": ["Ferries sail", "It is so.", "Hooray", "It is so."]})
    >>> list(compare_reprint(table, "b", "a")["status"])
    ['headline', 'kept']
    """
    ours, theirs = _article(paragraphs, page), _article(paragraphs, original)
    shelf = Shelf(theirs)
    found = {one.paragraph: best_match(one, shelf.near(one)) for one in ours}
    origins = {key: match.original for key, match in found.items() if match}
    headline = _find_headline(ours, theirs[0], origins)
    origins |= {headline: theirs[0]} if headline else {}
    used = {origin.paragraph for origin in origins.values()}
    left = [passage for passage in theirs if passage.paragraph not in used]
    places = {passage.paragraph: place for place, passage in enumerate(theirs)}
    rows = []
    for passage in ours:
        origin = origins.get(passage.paragraph)
        place = places[origin.paragraph] if origin else -1
        while left and places[left[0].paragraph] < place:
            rows.append(_compared(None, left.pop(0)))
        row = _compared(passage, origin)
        rows.append(
            row | {"status": "headline"} if row["paragraph"] == headline else row
        )
    rows += [_compared(None, passage) for passage in left]
    return pd.DataFrame(rows, columns=list(_COMPARISON))


def _find_headline(
    page: list[Passage], title: Passage, origins: dict[str, Passage]
) -> str | None:
    """Find the line over the report that stands where its own `title` stood."""
    if title in origins.values():
        return None
    above = takewhile(lambda passage: passage.paragraph not in origins, page)
    lines = [passage for passage in above if 0 < len(passage.words) <= LONGEST_TITLE]
    shared = [len(set(title.words) & set(line.words)) for line in lines]
    likest = max(shared, default=0)
    place = shared.index(likest) if likest > 1 else 0
    return lines[place].paragraph if lines else None
