import pandas as pd
import pytest

from stancebook.schema import InputError
from stancebook.support import describe_languages, list_warnings


def test_languages_are_counted_with_how_well_each_is_read():
    """English is read in full, Russian by marks, another not; none is unknown."""
    said = ["en-GB", "en", "ru-RU", "de", None, float("nan"), "und"]
    table = describe_languages(
        pd.DataFrame({"article": list("abcdefg"), "language": said})
    )
    counts = table.groupby("support", sort=True)["articles"].sum().to_dict()

    assert {"full": 2, "marks": 1, "none": 1, "unknown": 3} == counts
    assert table["note"].str.len().min() > 10


def test_a_table_without_languages_is_unknown():
    """Older tables have no such column, and nothing is said against them."""
    table = describe_languages(pd.DataFrame({"article": ["a"]}))

    assert [("unknown", 1)] == list(
        zip(table["support"], table["articles"], strict=True)
    )
    assert [] == list_warnings({None: 1, float("nan"): 2})


def test_each_weak_language_is_said_once_with_its_count():
    """A thousand articles in a language are one sentence, whatever their variants."""
    assert [
        "1,004 articles are in German (de), which is not supported: all labels are"
        " weak",
        "1 article is in Russian (ru): voice and attribution are told by marks and"
        " common cues; claims and stance by models of English, so they are weak",
    ] == list_warnings({"en": 9, "de": 1000, "de-CH": 4, "ru": 1, None: 3})


def test_an_unknown_code_is_called_by_it():
    """A language without a name here is still said."""
    [told] = list_warnings({"qx-QX": 2})

    assert told.startswith("2 articles are in qx (qx)")


def test_another_table_is_refused():
    """A table without articles is no table of them."""
    with pytest.raises(InputError, match="lacks the column article"):
        describe_languages(pd.DataFrame({"text": []}))


def test_no_articles_have_no_languages():
    """An empty table gives an empty one."""
    assert describe_languages(pd.DataFrame({"article": []})).empty
