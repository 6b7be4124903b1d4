"""A page and the report that it reprints are laid side by side, passage by passage."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stancebook.alignment import Passage, match_passages, read_passage
from stancebook.edits import Edit, compare_reprint, find_edits
from stancebook.schema import InputError, require, require_texts

__all__ = ["Unit", "collate", "find_moved"]

_WHOLE = 0.8  # of its words in the page: what an editor may cut where two are joined
Row = dict[Hashable, Any]  # of a paragraphs table


@dataclass(frozen=True)
class Unit:
    """Paragraphs of a page that are one passage with paragraphs of a report."""

    ours: list[Row]
    theirs: list[Row]
    status: str
    edits: list[Edit]

    @property
    def is_headline(self) -> bool:
        """Say whether this is the report's headline, or the page's own title."""
        first = self.theirs or self.ours
        return int(first[0]["position"]) == 0

    def names(self) -> dict[str, str | None]:
        """Return the first paragraph of either side."""
        sides = {"paragraph": self.ours, "original": self.theirs}
        return {k: own[0]["paragraph"] if own else None for k, own in sides.items()}

    def texts(self) -> tuple[str, str]:
        """Return the report's words and the page's."""
        before, after = (
            " ".join(row["text"] for row in own) for own in (self.theirs, self.ours)
        )
        return before, after


def collate(
    reprints: pd.DataFrame, paragraphs: pd.DataFrame
) -> Iterator[tuple[dict[str, Any], list[Unit]]]:
    """
    Give each page with a report that it reprints, and what both are made of.

    What the page took from another report is left out.

    Raises
    ------
    InputError
        Where a table lacks a column, or a reprint is of a paragraph that is not there.

    Examples
    --------
    >>> table = pd.DataFrame({"paragraph": ["a#0", "b#0"], "article": ["a", "b"],
    ...     "position": [0, 0], "text": ["All ferries sail again."] * 2})
    >>> reprints = pd.DataFrame({"paragraph": ["b#0"], "original": ["a#0"],
    ...     "agency": ["AP"]})
    >>> [(pair["report"], units[0].status) for pair, units in collate(reprints, table)]
    [('a', 'kept')]
    """
    require(reprints, "reprints", "paragraph", "original", "agency")
    require_texts(paragraphs, "paragraph", "article", "position")
    articles = dict(zip(paragraphs["paragraph"], paragraphs["article"], strict=True))
    ends = (reprints[side].map(articles) for side in ("paragraph", "original"))
    table = reprints.assign(**dict(zip(("article", "report"), ends, strict=True)))
    if table[["article", "report"]].isna().any(axis=None):
        problem = "a reprint, or its original, is not among the paragraphs"
        raise InputError(problem, "Give those of pages and of reports.")
    parts = {str(name): own for name, own in paragraphs.groupby("article")}
    pairs = table[["article", "report", "agency"]].drop_duplicates(
        ["article", "report"]
    )
    for pair in pairs.sort_values(["article", "report"]).to_dict("records"):
        page, report = str(pair["article"]), str(pair["report"])
        elsewhere = table[(table["article"] == page) & (table["report"] != report)]
        ours = parts[page]
        ours = ours[~ours["paragraph"].isin(elsewhere["paragraph"])]
        both = pd.concat([ours, parts[report]])
        yield {str(key): pair[key] for key in pair}, _align(both, page, report)


def _align(both: pd.DataFrame, page: str, report: str) -> list[Unit]:
    """Join what belongs together, so that a split paragraph is no dropped one."""
    rows = {row["paragraph"]: row for row in both.to_dict("records")}
    compared = compare_reprint(both, page, report).to_dict("records")
    passages = [
        read_passage(name, page, row["text"])
        for name, row in rows.items()
        if row["article"] == page
    ]
    groups: list[tuple[set[str], str]] = []
    for row in compared:
        names = {row[side] for side in ("paragraph", "original") if row[side] in rows}
        if row["status"] == "dropped" and int(rows[row["original"]]["position"]):
            names |= _find_host(read_passage("", report, row["before"]), passages)
        met = [group for group in groups if group[0] & names]
        joined = names.union(*(group[0] for group in met))
        groups = [group for group in groups if group not in met]
        groups.append((joined, row["status"]))
    units = [_unite([rows[n] for n in names], page, s) for names, s in groups]
    return sorted(units, key=_place)


def _find_host(dropped: Passage, page: list[Passage]) -> set[str]:
    """Find the longer paragraph into which the page took what seems to be dropped."""
    found = [match for own in page if (match := match_passages(dropped, own))]
    whole = [match for match in found if match.shared >= _WHOLE * len(dropped.words)]
    best = max(whole, key=lambda match: match.shared, default=None)
    return {best.original.paragraph} if best else set()


def _unite(rows: list[Row], page: str, status: str) -> Unit:
    rows = sorted(rows, key=lambda row: int(row["position"]))
    ours = [row for row in rows if row["article"] == page]
    theirs = [row for row in rows if row["article"] != page]
    if not ours or not theirs or status == "headline":
        return Unit(ours, theirs, status, [])
    texts = (" ".join(row["text"] for row in own) for own in (theirs, ours))
    edits = find_edits(*texts)
    return Unit(ours, theirs, "edited" if edits else "kept", edits)


def _place(unit: Unit) -> tuple[int, int]:
    """Return where a unit stands: in the page, then what the page dropped."""
    own = unit.ours or unit.theirs
    return (0 if unit.ours else 1, int(own[0]["position"]))


def find_moved(units: list[Unit]) -> list[Unit]:
    """
    Return the fewest units without which the page keeps the report's order.

    Examples
    --------
    >>> rows = [{"position": n} for n in range(3)]
    >>> units = [Unit([row], [was], "kept", [])
    ...          for row, was in zip(rows, (rows[0], rows[2], rows[1]))]
    >>> [unit.theirs[0]["position"] for unit in find_moved(units)]
    [2]
    """
    both = [unit for unit in units if unit.ours and unit.theirs]
    places = [int(unit.theirs[0]["position"]) for unit in both]
    ends: list[int] = []
    lengths = []
    for place in places:
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        lengths.append(length)
    wanted, moved = len(ends) - 1, []
    for unit, length in zip(reversed(both), reversed(lengths), strict=True):
        if length == wanted:
            wanted -= 1
        else:
            moved.append(unit)
    return moved[::-1]
