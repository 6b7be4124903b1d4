"""Samples have the chances that they say they have."""

import numpy as np
import pandas as pd
import pytest

from stancebook.sampling import assign, draw_sample
from stancebook.schema import InputError


def population(**outlets: int) -> pd.DataFrame:
    """Paragraphs of articles with four each, as many articles an outlet as said."""
    rows = [
        {"paragraph": f"{outlet}{n}#{p}", "article": f"{outlet}{n}", "outlet": outlet}
        for outlet, count in outlets.items()
        for n in range(count)
        for p in range(4)
    ]
    return pd.DataFrame(rows)


def test_probabilities_are_how_often_a_paragraph_is_drawn() -> None:
    """Over many seeds, each paragraph turns up as often as its probability says."""
    table = population(x=4, y=2)
    draws = [draw_sample(table, 9, by="outlet", seed=n) for n in range(600)]
    often = pd.concat(draws).groupby("paragraph").size() / 600
    stated = pd.concat(draws).groupby("paragraph")["probability"].first()

    assert len(table) == len(often)
    assert np.abs(often - stated).max() < 4 * np.sqrt(0.25 / 600)
    assert 9 == pytest.approx(stated.sum())


def test_proportions_are_kept() -> None:
    """Each stratum is drawn in proportion to its size, or all alike."""
    table = population(x=9, y=1)
    kept = draw_sample(table, 10, by="outlet")["stratum"].value_counts()
    even = draw_sample(table, 8, by="outlet", equal=True)["stratum"].value_counts()

    assert {"x": 9, "y": 1} == kept.to_dict()
    assert {"x": 4, "y": 4} == even.to_dict()


def test_the_same_seed_draws_the_same_whatever_the_order() -> None:
    """Rows in another order, or another stratum beside, change no stratum's draw."""
    table = population(x=5, y=5)
    first = set(draw_sample(table, {"x": 3, "y": 2}, by="outlet")["paragraph"])
    turned = draw_sample(table.iloc[::-1], {"x": 3, "y": 2}, by="outlet")
    alone = draw_sample(population(x=5), {"x": 3}, by="outlet")

    assert first == set(turned["paragraph"])
    assert set(alone["paragraph"]) <= first
    assert first != set(
        draw_sample(table, {"x": 3, "y": 2}, by="outlet", seed=8)["paragraph"]
    )


def test_whole_articles_are_drawn_whole() -> None:
    """Every paragraph of a drawn article is there, with the article's chance."""
    sample = draw_sample(population(x=10), 3, whole=True)

    assert [4, 4, 4] == sample.groupby("article").size().tolist()
    assert {0.3} == set(sample["probability"])


def test_a_missing_outlet_is_a_stratum_of_its_own() -> None:
    """Paragraphs without an outlet are not passed over in silence."""
    table = population(x=2).assign(outlet=None)

    assert {"(none)"} == set(draw_sample(table, 2, by="outlet")["stratum"])


@pytest.mark.parametrize(
    ("size", "problem"),
    [
        (100, "has 36, and 90 are asked for"),
        (1, "would get no paragraph"),
        ({"x": 2}, "'y' would get no paragraph"),
        ({"x": 2, "y": 2, "z": 2}, "no stratum 'z'"),
    ],
)
def test_a_sample_that_cannot_be_drawn_is_said(size, problem: str) -> None:  # type: ignore[no-untyped-def]
    """Nobody gets a sample whose chances are zero, or more than there is."""
    with pytest.raises(InputError, match=problem):
        draw_sample(population(x=9, y=1), size, by="outlet")


def test_each_paragraph_goes_to_as_many_people_as_asked() -> None:
    """Overlap holds for every paragraph, and the work is shared alike."""
    dealt = assign(population(x=12), ["ana", "ben", "eva"], overlap=2)

    assert {2} == set(dealt.groupby("paragraph")["annotator"].nunique())
    assert {32} == set(dealt.groupby("annotator").size())


def test_articles_stay_together() -> None:
    """An annotator reads an article's paragraphs in order, one after the other."""
    own = assign(population(x=6), ["ana", "ben"]).query("annotator == 'ana'")
    articles = own["paragraph"].str.split("#").str[0]

    assert 5 == (articles != articles.shift()).sum() - 1
    assert [0, 1, 2, 3] * 6 == own["paragraph"].str[-1].astype(int).tolist()


def test_annotators_have_orders_of_their_own() -> None:
    """Two people do not read in the same order, so tiredness does not fall together."""
    dealt = assign(population(x=12), ["ana", "ben"])
    orders = dealt.groupby("annotator")["paragraph"].apply(list)

    assert orders["ana"] != orders["ben"]
    assert sorted(orders["ana"]) == sorted(orders["ben"])


def test_repeats_stand_far_behind_their_first_time() -> None:
    """Each repeat is the same person's, on another occasion, half the work later."""
    dealt = assign(population(x=20), ["ana", "ben"], repeats=0.1)
    own = dealt[dealt["annotator"] == "ana"].set_index("paragraph")
    again = own[own["purpose"] == "repeat"]
    first = own[own["purpose"] == "label"].loc[again.index]

    assert 8 == len(again)
    assert {1} == set(again["occasion"])
    assert (again["turn"] - first["turn"]).min() >= 40


def test_checks_come_to_everybody() -> None:
    """An attention check is in everybody's work, once."""
    gold = pd.DataFrame({"paragraph": ["known#0", "known#0", "known#1"]})
    dealt = assign(population(x=4), ["ana", "ben"], checks=gold)
    checks = dealt[dealt["purpose"] == "check"]

    assert {"ana": 2, "ben": 2} == checks.groupby("annotator").size().to_dict()


@pytest.mark.parametrize(
    ("annotators", "more", "problem"),
    [
        (["ana"], {}, "2 people for each paragraph, and 1 annotators"),
        (["ana", "ana"], {}, "named twice"),
        (["ana", "Ben Ali"], {}, "no name for an annotator"),
        (["ana", "ben"], {"overlap": 0}, "0 people"),
        (["ana", "ben"], {"repeats": 2}, "no share"),
    ],
)
def test_work_that_cannot_be_dealt_is_said(annotators, more, problem: str) -> None:  # type: ignore[no-untyped-def]
    """A wrong number or name stops before anything is dealt."""
    with pytest.raises(InputError, match=problem):
        assign(population(x=2), annotators, **more)
