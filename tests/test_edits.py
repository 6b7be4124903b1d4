"""Tests of stancebook.edits: edits replay, and a comparison tells the whole story."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.edits import Edit, compare_reprint, find_edits
from stancebook.schema import InputError

REPORT = [
    "Valley railway to close for the winter",
    "The valley railway will not run from November to March, the county said.",
    "“The snow sheds are older than the rails,” engineer Tove Lund said.",
    "Buses will call at every station, and fares stay as they are.",
]
PAGE = [
    "They are taking your train, and calling it weather",
    "Another winter, another excuse.",
    "The valley railway will not run from November to March, the county claimed.",
    "Buses will call at every station, and fares stay as they are.",
]


def replay(original: str, edits: list[Edit]) -> str:
    """Make the page's words out of the original's and the edits."""
    words, made, at = original.split(), [], 0
    for edit in edits:
        made += [*words[at : edit["at"]], *edit["after"].split()]
        at = edit["at"] + len(edit["before"].split())
    return " ".join(made + words[at:])


@pytest.fixture
def report_and_page() -> pd.DataFrame:
    """A report, and a page with a headline, a comment, an edit and a gap."""
    return pd.DataFrame(
        [
            {
                "paragraph": f"{article}#{position}",
                "article": article,
                "position": position,
                "text": text,
            }
            for article, texts in (("wire", REPORT), ("page", PAGE))
            for position, text in enumerate(texts)
        ]
    )


_words = st.lists(st.sampled_from(["fog", "ice", "sun,", "“rain”"])).map(" ".join)


@given(original=_words, page=_words)
def test_edits_replay(original: str, page: str) -> None:
    """The edits, applied to the original, give the page's paragraph."""

    assert page == replay(original, find_edits(original, page))


@given(text=_words)
def test_no_edits(text: str) -> None:
    """What was copied has no edits."""

    assert find_edits(text, text) == []


def test_operations() -> None:
    """Words put in, left out and put for others are told apart."""
    before = "One old boat ran to the coast at noon"
    after = "One boat ran on to the shore at noon"
    edits = find_edits(before, after)

    assert [edit["op"] for edit in edits] == ["dropped", "inserted", "changed"]
    assert [edit["before"] for edit in edits] == ["old", "", "coast"]
    assert [edit["after"] for edit in edits] == ["", "on", "shore"]


def test_comparison(report_and_page: pd.DataFrame) -> None:
    """Headline, additions, edits and gaps come in the order of the page."""
    table = compare_reprint(report_and_page, "page", "wire")

    assert list(table["status"]) == ["headline", "added", "edited", "dropped", "kept"]
    assert REPORT[0] == table["before"][0]
    assert [PAGE[0], PAGE[1], PAGE[2], "", PAGE[3]] == list(table["after"])
    assert [(edit["before"], edit["after"]) for edit in table["edits"][2]] == [
        ("said.", "claimed.")
    ]


def test_comparison_holds_everything(report_and_page: pd.DataFrame) -> None:
    """No paragraph of the page or of the report is lost or told twice."""
    table = compare_reprint(report_and_page, "page", "wire")

    assert [f"page#{n}" for n in range(4)] == list(table["paragraph"].dropna())
    assert {f"wire#{n}" for n in range(4)} == set(table["original"].dropna())


def test_unknown_article(report_and_page: pd.DataFrame) -> None:
    """An article that is not there is an error that names it."""
    with pytest.raises(InputError, match="'nowhere'"):
        compare_reprint(report_and_page, "page", "nowhere")
