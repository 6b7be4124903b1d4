"""Tests of stancebook.framing: means, shares and gaps are those of a hand count."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from stancebook.framing import describe_gaps, describe_stance
from stancebook.gold import read_gold
from stancebook.schema import STANCES, InputError
from stancebook.segment import segment
from tests.conftest import ROOT

HOSTILE = '=HYPERLINK("http://example.org")<script>'


def make_paragraphs(**outlets: str) -> pd.DataFrame:
    """Four paragraphs of each article, which a keyword names, of an outlet."""
    rows = [
        {"paragraph": f"{article}#{n}", "article": article, "outlet": outlet}
        for article, outlet in outlets.items()
        for n in range(4)
    ]
    return pd.DataFrame(rows)


def make_gold(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    """Gold of one target: a paragraph, its voice, and its stance if it has one."""
    decided: list[dict[str, Any]] = []
    for paragraph, voice, stance in rows:
        decided.append({"layer": "voice", "paragraph": paragraph, "value": voice})
        if stance:
            own = {"layer": "stance", "paragraph": paragraph, "value": stance}
            decided.append({**own, "target": "dam", "holder": "publisher"})
    return pd.DataFrame(decided)


@pytest.fixture
def page_against() -> pd.DataFrame:
    """A page that reports both sides and is against itself."""
    return make_gold(
        ("a#0", "editorial", "against"),
        ("a#1", "reported", "favor"),
        ("a#2", "reported", "neutral"),
        ("a#3", "boilerplate", None),
    )


def test_means_and_shares(page_against: pd.DataFrame) -> None:
    """Each voice has the mean of its paragraphs and the shares of its sides."""
    table = describe_stance(page_against, make_paragraphs(a="Gull"))
    columns = ["target", "outlet", "voice", "n", "articles", "mean", "favor", "neutral"]

    assert [
        ["dam", "Gull", "editorial", 1, 1, -1.0, 0.0, 0.0],
        ["dam", "Gull", "reported", 2, 1, 0.5, 0.5, 0.5],
    ] == table[columns].to_numpy().tolist()


def test_unrelated_paragraphs_do_not_count() -> None:
    """A paragraph without bearing on the target is no vote for the middle."""
    gold = make_gold(("a#0", "editorial", "favor"), ("a#1", "editorial", "unrelated"))
    table = describe_stance(gold, make_paragraphs(a="Gull"))

    assert [[1, 1.0]] == table[["n", "mean"]].to_numpy().tolist()


def test_mixed_paragraphs_stand_apart() -> None:
    """What is both comment and report is neither the page's own nor reported."""
    gold = make_gold(("a#0", "mixed", "favor"), ("a#1", "editorial", "against"))
    paragraphs = make_paragraphs(a="Gull")
    gaps = describe_gaps(gold, paragraphs)

    assert ["editorial", "mixed"] == list(describe_stance(gold, paragraphs)["voice"])
    assert [-1.0, 0] == gaps[["editorial", "n_reported"]].iloc[0].tolist()


def test_the_innermost_voice_counts() -> None:
    """Of several holders in a paragraph, gold names first whose words they are."""
    gold = make_gold(("a#0", "reported", "against"))
    agency = gold.tail(1).assign(holder="wire:AP", value="neutral")
    table = describe_stance(pd.concat([gold, agency]), make_paragraphs(a="Gull"))

    assert [[1, -1.0]] == table[["n", "mean"]].to_numpy().tolist()


def test_scores_of_a_model() -> None:
    """A model's scores count where the voice is innermost and the target is meant."""
    rows = [
        ("a#0", True, [0.8, 0.1, 0.1, 0.0], 0.7),
        ("a#0", False, [0.0, 0.0, 1.0, 0.0], 0.0),
        ("a#1", True, [0.1, 0.0, 0.0, 0.9], 0.1),
    ]
    scores = pd.DataFrame(
        {"paragraph": name, "target": "dam", "innermost": inner, "score": score}
        | dict(zip(STANCES, p, strict=True))
        for name, inner, p, score in rows
    )
    voices = pd.DataFrame({"paragraph": ["a#0", "a#1"], "voice": "editorial"})
    table = describe_stance(scores, make_paragraphs(a="Gull"), voices)

    assert [[1, 0.7, 1.0]] == table[["n", "mean", "favor"]].to_numpy().tolist()


def test_gap_of_a_page(page_against: pd.DataFrame) -> None:
    """The gap is the page's own mean less that of what it reports."""
    gaps = describe_gaps(page_against, make_paragraphs(a="Gull"))

    assert ["a", "dam", -1.0, 1, 0.5, 2, -1.5] == gaps.iloc[0].tolist()


def test_page_without_comment_has_no_gap() -> None:
    """Where nothing is said in the page's own voice, the gap is missing, not 0."""
    gold = make_gold(("a#0", "reported", "favor"))
    gaps = describe_gaps(gold, make_paragraphs(a="Gull"))

    assert gaps["gap"].isna().all()
    assert [0, 1] == gaps[["n_editorial", "n_reported"]].iloc[0].tolist()


def test_hostile_outlet_stays_text(page_against: pd.DataFrame) -> None:
    """An outlet's name is a value, whatever it looks like; without one it is (none)."""
    paragraphs = make_paragraphs(a=HOSTILE)
    named = describe_stance(page_against, paragraphs)["outlet"]
    nameless = describe_stance(page_against, paragraphs.assign(outlet=None))["outlet"]

    assert {HOSTILE} == set(named)
    assert {"(none)"} == set(nameless)


def test_nothing_that_bears_on_a_target() -> None:
    """Labels without any stance give empty tables with all their columns."""
    gold = make_gold(("a#0", "editorial", "unrelated")).assign(holder=None)
    tables = [
        f(gold, make_paragraphs(a="Gull")) for f in (describe_stance, describe_gaps)
    ]

    assert [0, 0] == [len(table) for table in tables]
    assert "gap" in tables[1]
    assert {"mean", "outlet"} <= set(tables[0])


def test_labels_of_other_paragraphs_do_not_count(page_against: pd.DataFrame) -> None:
    """Gold of an article that is not in the table is left out."""
    other = make_gold(("z#0", "editorial", "favor"))
    paragraphs = make_paragraphs(a="Gull")
    both = describe_stance(pd.concat([page_against, other]), paragraphs)

    pd.testing.assert_frame_equal(describe_stance(page_against, paragraphs), both)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda gold: gold[gold["layer"] == "stance"], "which voice speaks"),
        (lambda gold: gold.replace("against", "cross"), "'cross' is no stance"),
        (lambda gold: gold.replace("boilerplate", "junk"), "'junk' is no voice"),
        (lambda gold: gold.drop(columns="target"), "lacks the column target"),
        (lambda gold: list(gold), "is a list, no table"),
        (lambda gold: pd.concat([gold, gold]), "more than one label of"),
    ],
)
def test_what_cannot_be_used(
    page_against: pd.DataFrame, change: Any, said: str
) -> None:
    """Labels that cannot be read are one clear error."""
    with pytest.raises(InputError, match=said):
        describe_stance(change(page_against), make_paragraphs(a="Gull"))


def test_outlets_of_the_composed_corpus(composed: Any) -> None:
    """Contrary Compass and The Kestrel Ledger stand on opposite sides, as composed."""
    articles, gold = composed
    table = describe_stance(gold, segment(articles))
    own = table[table["voice"] == "editorial"].set_index(["target", "outlet"])["mean"]

    assert (-1.0, 1.0) == (
        own["aegis-ashore", "Contrary Compass"],
        own["aegis-ashore", "The Kestrel Ledger"],
    )
    assert (1.0, -1.0) == (
        own["baltic-arc", "Contrary Compass"],
        own["baltic-arc", "The Kestrel Ledger"],
    )


@pytest.fixture
def composed() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The composed articles with their gold labels."""
    from stancebook.corpus import Corpus

    articles = Corpus(ROOT / "corpus").articles.dropna(subset="text")
    return articles.reset_index(drop=True), read_gold(ROOT / "labels")
