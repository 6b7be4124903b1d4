import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancebook.leakage import find_leaks
from stancebook.schema import InputError
from tests.released import STORY
from tests.test_splits import make, text


def split(articles: pd.DataFrame, *names: str) -> pd.DataFrame:
    return pd.DataFrame({"article": articles["article"], "split": names})


def found(rows, *names: str) -> list[tuple[str, str, str]]:
    articles, paragraphs = make(rows)
    leaks = find_leaks(split(articles, *names), articles, paragraphs)
    return list(leaks[["kind", "article", "other"]].itertuples(index=False, name=None))


def test_clean_splits_have_no_leak():
    """Articles that share nothing, the later one in test, give an empty table."""
    rows = [("Gull", "2019-01-01", [text(1)]), ("Tern", "2020-01-01", [text(2)])]

    assert [] == found(rows, "train", "test")


def test_a_planted_near_duplicate_is_caught():
    """An edited copy across a border is found, by runs of words and not by MinHash."""
    edited = STORY.replace("northern", "southern")
    rows = [("Gull", None, [text(1), STORY]), ("Tern", None, [edited])]

    assert [("passage", "a0", "a1")] == found(rows, "train", "test")
    assert [] == found(rows, "test", "test")


def test_a_part_of_a_longer_paragraph_is_caught():
    """A paragraph that another one swallowed is as good as a copy."""
    rows = [(None, None, [STORY]), (None, None, [f"{text(1)} {STORY} {text(2)}"])]
    articles, paragraphs = make(rows)
    leaks = find_leaks(split(articles, "train", "dev"), articles, paragraphs)

    assert [("passage", 1.0)] == list(
        leaks[["kind", "similarity"]].itertuples(index=False, name=None)
    )


def test_a_copy_is_seen_without_its_text():
    """Hashes tell a copy where the words are withheld."""
    articles, paragraphs = make([(None, None, [STORY]), (None, None, [STORY])])
    leaks = find_leaks(
        split(articles, "train", "dev"), articles, paragraphs.assign(text=None)
    )

    assert ["copy"] == list(leaks["kind"])


def test_an_outlet_on_both_sides_is_named():
    """However it is spelled, an outlet in two splits is a leak."""
    rows = [("The Gull", None, [text(1)]), ("the  gull", None, [text(2)])]

    assert [("outlet", "a0", "a1")] == found(rows, "train", "test")


def test_a_test_that_is_no_later_is_named():
    """Dates that overlap are listed with how many articles are concerned."""
    rows = [
        (None, date, [text(n)])
        for n, date in enumerate(("2020-05-01", "2020-03-01", "2021-01-01", "soon"))
    ]
    articles, paragraphs = make(rows)
    leaks = find_leaks(
        split(articles, "train", "test", "test", "test"), articles, paragraphs
    )

    assert [("time", "a0", "a1", 0.5)] == list(
        leaks[["kind", "article", "other", "similarity"]].itertuples(
            index=False, name=None
        )
    )
    assert "1 of 2 dated articles of test" in leaks["detail"][0]


@pytest.mark.parametrize("words", ["Source: Tass", "Read more on this story here"])
def test_a_short_line_is_no_leak(words):
    """What stands on every page tells a model nothing."""
    rows = [(None, None, [words]), (None, None, [words])]

    assert [] == found(rows, "train", "test")


def test_no_detail_holds_a_text():
    """A report of leaks can be released where the texts cannot."""
    articles, paragraphs = make([(None, None, [STORY]), (None, None, [STORY + " Ha."])])
    leaks = find_leaks(split(articles, "train", "dev"), articles, paragraphs)

    assert ["a0#0 and a1#0"] == list(leaks["detail"])


@given(st.lists(st.sampled_from("abcdef"), min_size=0, max_size=40), st.integers(0, 5))
@settings(max_examples=40)
def test_the_check_agrees_with_counting_by_hand(letters, cut):
    """For any two paragraphs, what is reported is what comparing all runs gives."""
    one = " ".join(f"w{letter}{n // 2}" for n, letter in enumerate(letters))
    two = " ".join(f"w{letter}{n // 2}" for n, letter in enumerate(letters[cut:], cut))
    two = two.replace("wa", "wx", 1)
    articles, paragraphs = make([(None, None, [one]), (None, None, [two])])
    leaks = find_leaks(split(articles, "train", "test"), articles, paragraphs)
    sets = [
        {tuple(words[at : at + 5]) for at in range(len(words) - 4)}
        for words in (one.split(), two.split())
        if len(words) >= 8
    ]
    share = len(sets[0] & sets[1]) / min(map(len, sets)) if len(sets) == 2 else 0.0
    expected = [round(share, 4)] if share >= 0.5 and one != two else []

    assert expected == list(leaks[leaks["kind"] == "passage"]["similarity"])


def test_an_article_in_no_split_is_refused():
    """What was not split cannot be checked."""
    articles, paragraphs = make([(None, None, [text(n)]) for n in range(2)])

    with pytest.raises(InputError, match="'a1' is in no split"):
        find_leaks(split(articles[:1], "train"), articles, paragraphs)
