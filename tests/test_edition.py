import pandas as pd
import pytest

from stancebook.about import About
from stancebook.edition import Edition
from tests.released import CODEBOOK, make_gold


@pytest.fixture
def edition() -> Edition:
    """Three articles: one free, one withheld, one without anything known."""
    articles = pd.DataFrame(
        {
            "article": ["a", "b", "c"],
            "outlet": ["Gull", " gull", "unknown"],
            "published": ["2020-01-05", None, "2019-05"],
            "language": ["en", "en", None],
            "rights": ["CC-BY-4.0", "CC0-1.0", None],
            "form": ["full", "withheld", "withheld"],
        }
    )
    splits = pd.DataFrame(
        {
            "article": list("abc"),
            "group": [0, 0, 1],
            "split": ["train", "train", "test"],
        }
    )
    tables = {
        "articles": articles,
        "paragraphs": pd.DataFrame({"article": list("aabc")}),
        "splits": splits,
        "gold": make_gold(),
        "leaks": pd.DataFrame({"kind": ["time"]}),
    }
    return Edition(About(license="CC0-1.0"), CODEBOOK, tables, [], 2)


def test_outlets_and_dates_are_counted_as_they_are_meant(edition: Edition):
    """One outlet in two spellings is one; an unknown one is none."""

    assert 1 == edition.outlets
    assert ["2019-05", "2020-01-05"] == edition.dates
    assert "2020-01-05" == edition.date


def test_only_texts_that_go_out_have_a_say_on_licences(edition: Edition):
    """The licence of a withheld text does not bind a release."""

    assert ["CC-BY-4.0", "CC0-1.0"] == edition.licences
    assert ["cc-by-4.0", "cc0-1.0"] == edition.hub_licences


def test_shares_are_of_paragraphs(edition: Edition):
    """Each split is given with its articles, groups and share of paragraphs."""

    assert [
        ("train", 2, 1, 3, 0.75),
        ("dev", 0, 0, 0, 0.0),
        ("test", 1, 1, 1, 0.25),
    ] == list(edition.shares.itertuples(index=False, name=None))


def test_an_overlap_in_time_breaks_no_promise(edition: Edition):
    """Outlets and stories are kept apart, though time is not."""

    assert ["outlet", "story"] == edition.apart
