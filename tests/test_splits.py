import hashlib

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancebook.schema import InputError
from stancebook.splits import SPLITS, split_articles
from tests.released import STORY

WORDS = "gull tern ferry pier kiln salt owl larch mill tower river flood sack"


def make(rows):
    """Tables of articles: (outlet, published, texts) each, named by their number."""
    articles = pd.DataFrame(
        [(f"a{n}", row[0], row[1]) for n, row in enumerate(rows)],
        columns=["article", "outlet", "published"],
    )
    paragraphs = pd.DataFrame(
        [
            (f"a{n}#{k}", f"a{n}", hashlib.sha256(text.encode()).hexdigest(), text)
            for n, row in enumerate(rows)
            for k, text in enumerate(row[2])
        ],
        columns=["paragraph", "article", "sha256", "text"],
    )
    ends = paragraphs["text"].str.len()
    return articles, paragraphs.assign(start=0, end=ends)


def text(seed: int) -> str:
    """A paragraph of twenty words that no other seed gives."""
    digest = hashlib.sha256(str(seed).encode()).digest()
    return " ".join(f"{WORDS.split()[byte % 13]}{byte}" for byte in digest[:20])


@st.composite
def corpora(draw):
    """Corpora of outlets and stories, some articles without a date or an outlet."""
    size = draw(st.integers(3, 24))
    outlets = st.sampled_from(
        [None, "unknown", "Gull", "gull ", "Tern", "Ferry", "Owl"]
    )
    dates = st.sampled_from([None, "no date", "2019-01-01", "2020-05-01", "2021-07"])
    rows = []
    for number in range(size):
        story = draw(st.none() | st.integers(0, 3))
        own = [text(100 + number)] + ([text(story)] if story is not None else [])
        rows.append((draw(outlets), draw(dates), own))
    return rows


@given(corpora(), st.integers(0, 3))
@settings(max_examples=40)
def test_no_outlet_and_no_story_is_parted(rows, seed):
    """Whatever the corpus, an outlet and a story stand in one split alone."""
    articles, paragraphs = make(rows)
    try:
        splits = split_articles(articles, paragraphs, seed=seed)
    except InputError as error:
        assert "too few for 3 splits" in str(error)
        return
    table = splits.merge(articles, on="article")
    named = table["outlet"].str.strip().str.casefold().replace("unknown", None)
    story = paragraphs.merge(splits, on="article").groupby("sha256")["split"].nunique()

    assert list(articles["article"]) == list(splits["article"])
    assert set(SPLITS) == set(splits["split"])
    assert set(table.groupby(named)["split"].nunique()) <= {1}
    assert 1 == story.max()
    assert 1 == splits.groupby("group")["split"].nunique().max()


@given(st.permutations(range(8)))
@settings(max_examples=15)
def test_time_is_kept_apart_where_nothing_hangs_together(order):
    """Articles on their own go to train, dev and test in the order of their dates."""
    rows = [(None, f"2020-0{n + 1}-01", [text(n)]) for n in order]
    articles, paragraphs = make(rows)
    splits = split_articles(articles, paragraphs, shares=(0.5, 0.25, 0.25))
    table = splits.merge(articles, on="article").sort_values("published")

    assert ["train"] * 4 + ["dev"] * 2 + ["test"] * 2 == list(table["split"])


def test_a_planted_near_duplicate_stays_with_its_story():
    """An edited copy at another outlet, years later, is of the same group."""
    edited = STORY.replace("both of its northern", "all of its southern")
    rows = [(f"Outlet {n}", f"20{10 + n}-01-01", [text(n)]) for n in range(9)]
    rows += [("Gull", "2009-01-01", [STORY]), ("Tern", "2030-01-01", [edited])]
    splits = split_articles(*make(rows)).set_index("article")

    assert splits.loc["a9", "group"] == splits.loc["a10", "group"]
    assert 10 == splits["group"].nunique()


def test_withheld_texts_are_compared_by_hash():
    """The same paragraph is seen without its text; a short one says nothing."""
    rows = [(None, None, [text(1), "Share this."]), (None, None, [text(1)])]
    rows += [(None, None, [text(n), "Share this."]) for n in (2, 3)]
    articles, paragraphs = make(rows)
    groups = split_articles(articles, paragraphs.assign(text=None))["group"]

    assert [0, 0, 1, 2] == list(groups)


def test_a_group_too_large_for_the_test_split_goes_to_train():
    """An outlet with most of the articles does not swallow the test split."""
    rows = [("Gull", "2029-01-01", [text(n)]) for n in range(6)]
    rows += [(None, f"2020-0{n}-01", [text(n + 50)]) for n in range(1, 5)]
    articles, paragraphs = make(rows)
    splits = split_articles(articles, paragraphs, shares=(0.6, 0.2, 0.2))

    assert ["train"] * 6 + ["dev"] * 2 + ["test"] * 2 == list(splits["split"])


def test_one_outlet_cannot_be_split_and_that_is_said():
    """Where all hangs together the error says so, and what may be done."""
    articles, paragraphs = make([("Gull", None, [text(n)]) for n in range(5)])

    with pytest.raises(InputError, match="1 group: all hang together") as caught:
        split_articles(articles, paragraphs)
    assert "apart=['story']" in caught.value.mend
    kept = split_articles(articles, paragraphs, apart=["story"])
    assert set(SPLITS) == set(kept["split"])


def test_a_share_of_nothing_leaves_a_split_out():
    """One article can be released where all is train."""
    splits = split_articles(*make([("Gull", None, [text(1)])]), shares=(1, 0, 0))

    assert [("a0", 0, "train")] == list(splits.itertuples(index=False, name=None))


def test_seeds_decide_between_equals_and_nothing_else():
    """The same seed gives the same splits, and another one others."""
    tables = make([(None, None, [text(n)]) for n in range(30)])
    first, again, other = (split_articles(*tables, seed=seed) for seed in (1, 1, 2))

    assert list(first["split"]) == list(again["split"])
    assert list(first["split"]) != list(other["split"])


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"shares": (0.5, 0.5)}, "not three shares"),
        ({"shares": (0.8, -0.1, 0.3)}, "not three shares"),
        ({"shares": (0, 0, 0)}, "not three shares"),
        ({"apart": ["author"]}, "'author' cannot be kept apart"),
    ],
)
def test_wrong_options_are_named(options, problem):
    """An option that means nothing is refused."""
    with pytest.raises(InputError, match=problem):
        split_articles(*make([(None, None, [text(1)])]), **options)


def test_articles_and_paragraphs_must_fit():
    """A paragraph of an unknown article, or an article given twice, is refused."""
    articles, paragraphs = make([(None, None, [text(n)]) for n in range(4)])

    with pytest.raises(InputError, match="paragraphs of 'a3', which is no article"):
        split_articles(articles[:3], paragraphs)
    with pytest.raises(InputError, match="'a0' is there twice"):
        split_articles(pd.concat([articles, articles[:1]]), paragraphs)
