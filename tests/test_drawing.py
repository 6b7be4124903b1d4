"""What was drawn, and from what, is read off the probabilities."""

import numpy as np
import pandas as pd
import pytest

import stancebook as sb
from stancebook.drawing import read_design
from stancebook.schema import InputError


@pytest.fixture
def forty_articles() -> pd.DataFrame:
    """Articles of one to five paragraphs, in two outlets."""
    sizes = np.arange(40) % 5 + 1
    article = np.repeat(np.arange(40), sizes)
    names = {"paragraph": [f"p{n}" for n in range(len(article))]}
    outlets = {"article": article.astype(str), "outlet": article % 2}
    return pd.DataFrame({**names, **outlets})


def test_paragraphs_are_units(forty_articles: pd.DataFrame) -> None:
    """Where paragraphs were drawn, each is a unit, in the stratum of its outlet."""
    sample = sb.draw_sample(forty_articles, 30, by="outlet")
    design = read_design(forty_articles, sample, finite=False)

    assert len(forty_articles) == len(design.units)
    assert design.fixed
    assert len(forty_articles) == pytest.approx(design.weight.sum())
    assert 2 == len(np.unique(design.stratum))


def test_whole_articles_are_units(forty_articles: pd.DataFrame) -> None:
    """Where articles were drawn, each is a unit, with all of its paragraphs."""
    sample = sb.draw_sample(forty_articles, 12, by="outlet", whole=True)
    design = read_design(forty_articles, sample, finite=False)

    assert 40 == len(design.units)
    assert 40 == pytest.approx(design.weight[design.units].sum())


def test_rows_drawn_each_by_itself(forty_articles: pd.DataFrame) -> None:
    """Unequal chances within a stratum are those of independent draws."""
    chance = np.linspace(0.2, 0.8, len(forty_articles))
    drawn = np.random.default_rng(7).random(len(chance)) < chance
    sample = forty_articles.assign(stratum="all", probability=chance)[drawn]
    design = read_design(forty_articles, sample, finite=False)

    assert not design.fixed
    assert drawn.tolist() == design.labelled.tolist()


def test_strata_that_no_column_shows(forty_articles: pd.DataFrame) -> None:
    """Strata by a column that is not there any more count as independent draws."""
    sample = sb.draw_sample(forty_articles, 30, by="outlet")
    design = read_design(forty_articles.drop(columns="outlet"), sample, finite=False)

    assert not design.fixed


def test_nothing_left_of_a_stratum(forty_articles: pd.DataFrame) -> None:
    """A stratum that nobody labelled cannot be mended by lower probabilities."""
    sample = sb.draw_sample(forty_articles, 30, by="outlet")
    own = sample[sample["outlet"] == 0]
    gold = own.assign(layer="voice", target=None, value="mixed")

    with pytest.raises(InputError, match="nothing of stratum '1' was labelled"):
        sb.keep_labelled(sample, gold)
