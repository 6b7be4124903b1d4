"""Tests of stancebook.layout: what is worked out before anything is drawn."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from stancebook.layout import compare, read_page, read_tables
from stancebook.schema import STANCES, VOICES

SPEAKERS = ["editorial", "mixed", "reported", "boilerplate"]


def rows_of(article: str, shares: list[float]) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of an article with a paragraph for each voice, on one target."""
    names = [f"{article}#{n}" for n in range(len(SPEAKERS))]
    stance = dict(zip(STANCES, shares, strict=True))
    score = {**stance, "score": shares[0] - shares[1], "innermost": True}
    certain = dict.fromkeys((f"p_{voice}" for voice in VOICES), 0.2)
    said = {"chain": ["publisher"], "decided_by": "model", **certain}
    place = {"article": article, "outlet": "The Gull", "text": "A weir."}
    return {
        "paragraphs": [
            {"paragraph": name, "position": n, **place} for n, name in enumerate(names)
        ],
        "voices": [
            {"paragraph": name, "voice": voice, **said}
            for name, voice in zip(names, SPEAKERS, strict=True)
        ],
        "scores": [
            {"paragraph": name, "target": "weir", "holder": "publisher", **score}
            for name in names
        ],
    }


def pages_of(*shares: list[float]) -> list[Any]:
    """Read a page for each list of shares."""
    parts = [rows_of(f"a{n}", own) for n, own in enumerate(shares)]
    tables = {
        name: pd.DataFrame([row for part in parts for row in part[name]])
        for name in ("paragraphs", "voices", "scores")
    }
    read = read_tables(**tables)
    return [read_page(f"a{n}", read) for n in range(len(shares))]


def test_balance_has_mixed_paragraphs() -> None:
    """The means are those of every voice that says something, mixed ones included."""
    [page] = pages_of([0.1, 0.7, 0.1, 0.1])
    [balance] = page.balances
    found = [(mean.voice, mean.count, mean.bar.number) for mean in balance.means]

    assert [(voice, 1, "−0.60") for voice in SPEAKERS[:3]] == found


@pytest.mark.parametrize(
    ("shares", "word"),
    [([0.4, 0.1, 0.5, 0.0], "neutral"), ([0.41, 0.40, 0.19, 0.0], "favor")],
)
def test_likeliest_label_sets_the_fill(shares: list[float], word: str) -> None:
    """A paragraph's word and fill are its likeliest stance, wherever its score is."""
    [page] = pages_of(shares)
    shown = page.paragraphs[0].stances[0].bar

    assert (word, word) == (shown.word, shown.fill)


def test_compare_has_the_articles_that_bear() -> None:
    """A target's comparison has the articles that bear on it, by their numbers."""
    pages = pages_of([0.0, 0.1, 0.1, 0.8], [0.8, 0.1, 0.1, 0.0])
    [comparison] = compare(pages)

    assert "weir" == comparison.text
    assert [(2, "a1")] == [(n, page.article) for n, page, _ in comparison.rows]


@pytest.mark.parametrize(
    ("title", "shown"), [("A weir", "A weir"), (None, "a0"), (float("nan"), "a0")]
)
def test_title(title: Any, shown: str) -> None:
    """An article goes by its title, and by its id where it has none."""
    rows = {
        name: pd.DataFrame(own) for name, own in rows_of("a0", [1, 0, 0, 0]).items()
    }

    assert shown == read_page("a0", read_tables(**rows), None, title).title
