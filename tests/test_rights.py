import pandas as pd
import pytest

from stancebook.rights import choose_forms, find_licence
from stancebook.schema import InputError


@pytest.fixture
def a_free_and_a_closed_article() -> pd.DataFrame:
    """One under CC BY, one of which nothing is known, and one that is not here."""
    return pd.DataFrame(
        {
            "article": ["free", "closed", "absent"],
            "rights": ["cc-by-4.0", None, "CC0-1.0"],
            "text": ["Low tide.", "High tide.", None],
        }
    )


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        ("CC0-1.0", "CC0-1.0"),
        ("cc by-sa 4.0", "CC-BY-SA-4.0"),
        ("CC-BY-NC-4.0", None),
        ("all rights reserved", None),
        ("", None),
        (float("nan"), None),
        (7, None),
    ],
)
def test_only_a_licence_by_name_lets_a_text_go(rights, expected):
    """A known licence is found however it is written, and nothing else is one."""

    assert expected == find_licence(rights)


def test_rights_decide_by_default(a_free_and_a_closed_article):
    """A text without rights, or without a text, is withheld."""
    forms = choose_forms(a_free_and_a_closed_article)

    assert {"free": "full", "closed": "withheld", "absent": "withheld"} == forms


@pytest.mark.parametrize("text", ["excerpt", "withheld"])
def test_less_than_rights_allow_is_for_all(a_free_and_a_closed_article, text):
    """Excerpts, and withholding, are the same for every article that is here."""
    forms = choose_forms(a_free_and_a_closed_article, text)

    assert {"free": text, "closed": text, "absent": "withheld"} == forms


@pytest.mark.parametrize("rows", [[1], [2], [0, 1]])
def test_full_text_without_rights_is_refused(a_free_and_a_closed_article, rows):
    """Who asks for text that may not go, or is not here, is told of which article."""
    table = a_free_and_a_closed_article.iloc[rows]
    name = table["article"].iloc[-1]

    with pytest.raises(InputError, match=f"'{name}' may not be passed on"):
        choose_forms(table, "full")


def test_full_text_with_rights_is_given(a_free_and_a_closed_article):
    """Where all rights allow it, all texts are full."""

    assert {"free": "full"} == choose_forms(a_free_and_a_closed_article[:1], "full")


def test_an_unknown_way_is_refused(a_free_and_a_closed_article):
    """A mode that does not exist is named, with those that do."""
    with pytest.raises(InputError, match="rights, full, excerpt, withheld"):
        choose_forms(a_free_and_a_closed_article, "all")
