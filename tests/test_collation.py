"""Tests of stancebook.collation: what is one passage in page and report stays one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.collation import Unit, collate, find_moved
from stancebook.schema import InputError

TITLE = "Island boats back at work after nine days of strike"
FIRST = "The harbour ferries will sail again on Monday, the port director said."
SECOND = "Two of the five boats stay in dock until their new engines have come."
THIRD = (
    "Islanders had crossed on fishing boats for nine days, at their own risk and under "
    "the eyes of a coast guard that had no orders."
)
WIRE = [TITLE, FIRST, SECOND, THIRD]

OWN = (
    "So much for the summer, dear readers, and for the promises of the spring.",
    "Who will pay the fishermen for their fuel? Nobody in the capital has asked.",
)


def make_table(**articles: Sequence[str]) -> pd.DataFrame:
    """The paragraphs of articles, one article a keyword."""
    rows = [
        {"paragraph": f"{name}#{n}", "article": name, "position": n, "text": text}
        for name, texts in articles.items()
        for n, text in enumerate(texts)
    ]
    return pd.DataFrame(rows)


def align(page: Sequence[str]) -> list[Unit]:
    """Collate a page with the report, of which its last paragraph is known to be."""
    table = make_table(page=page, wire=WIRE)
    last = f"page#{len(page) - 1}"
    known = {"paragraph": [last], "original": ["wire#1"], "agency": ["AP"]}
    ((_, units),) = collate(pd.DataFrame(known), table)
    return units


def statuses(page: Sequence[str]) -> list[str]:
    return [unit.status for unit in align(page)]


def test_whole_copy_is_kept() -> None:
    """A page that changes nothing has nothing but kept units."""
    assert ["kept"] * 4 == statuses(WIRE)


def test_split_paragraph_is_one_unit() -> None:
    """A paragraph that the page broke in two is neither edited nor dropped."""
    head, mark, tail = THIRD.partition(",")
    page = [TITLE, SECOND, head + mark, tail.strip(), FIRST]
    split = next(unit for unit in align(page) if len(unit.ours) == 2)

    assert ("kept", [], 1) == (split.status, split.edits, len(split.theirs))
    assert "dropped" not in statuses(page)


def test_joined_paragraphs_are_one_unit() -> None:
    """Two paragraphs that the page ran together are kept, both of them."""
    units = align([TITLE, f"{FIRST} {SECOND}", THIRD])

    assert [1, 2, 1] == [len(unit.theirs) for unit in units]
    assert ["kept"] * 3 == [unit.status for unit in units]


def test_reordered_paragraph_is_moved() -> None:
    """The one paragraph that left the report's order is moved, and no other."""
    units = align([TITLE, THIRD, FIRST, SECOND])

    assert [THIRD] == [unit.texts()[1] for unit in find_moved(units)]


@given(
    kept=st.lists(st.sampled_from(range(1, 4)), unique=True, min_size=1),
    own=st.lists(st.sampled_from(OWN), unique=True),
    place=st.integers(0, 5),
)
def test_every_paragraph_has_its_place(
    kept: list[int], own: list[str], place: int
) -> None:
    """Whatever a page keeps, turns round and adds, each paragraph is in one unit."""
    page = [WIRE[n] for n in kept]
    page = [*page[:place], *own, *page[place:]]
    units = align([TITLE, *page])
    ours = [row["position"] for unit in units for row in unit.ours]
    theirs = [row["position"] for unit in units for row in unit.theirs]
    dropped = {u.theirs[0]["position"] for u in units if u.status == "dropped"}

    assert list(range(len(page) + 1)) == sorted(ours)
    assert list(range(len(WIRE))) == sorted(theirs)
    assert {1, 2, 3} - set(kept) == dropped
    assert len(own) == [unit.status for unit in units].count("added")


def test_other_reports_are_left_out() -> None:
    """What a page took from a second report is not an addition to the first."""
    other = "Fish was dear on all five islands while no ferry could sail at all."
    table = make_table(page=[*WIRE, other], wire=WIRE, second=[other])
    known = {"paragraph": ["page#1", "page#4"], "original": ["wire#1", "second#0"]}
    pairs = list(collate(pd.DataFrame(known).assign(agency="AP"), table))

    assert ["second", "wire"] == [pair["report"] for pair, _ in pairs]
    assert ["kept"] * 4 == [unit.status for unit in pairs[1][1]]


def test_no_reprints() -> None:
    """Without a reprint there is nothing to lay side by side."""
    none = pd.DataFrame({"paragraph": [], "original": [], "agency": []})

    assert [] == list(collate(none, make_table(page=WIRE)))


def test_missing_report() -> None:
    """A reprint whose original is not given is one clear error."""
    known = {"paragraph": ["page#1"], "original": ["wire#1"], "agency": ["AP"]}

    with pytest.raises(InputError, match=r"pages and of reports"):
        list(collate(pd.DataFrame(known), make_table(page=WIRE)))
