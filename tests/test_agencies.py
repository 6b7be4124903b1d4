"""Facts about the names of wire agencies."""

import pytest

from stancebook.agencies import AGENCIES, agency_name, is_ambiguous


def test_every_name_is_known_by_itself_and_by_its_aliases():
    """Each agency is found by its own name and by each alias, as listed."""
    found = {
        alias: agency_name(alias)
        for name, aliases in AGENCIES.items()
        for alias in (name, *aliases)
    }
    expected = {
        alias: name for name, more in AGENCIES.items() for alias in (name, *more)
    }

    assert expected == found


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("Tass", "TASS"),
        ("ITAR-TASS", "TASS"),
        ("Itar Tass", "TASS"),
        ("thomson reuters", "Reuters"),
        ("Agence France-Presse", "AFP"),
        ("Iranian Students’ News Agency", "ISNA"),
        ("SPUTNIK", "Sputnik"),
    ],
)
def test_case_hyphen_and_apostrophe_do_not_matter(alias, name):
    """An alias is found whatever its case, hyphens and apostrophes."""

    assert name == agency_name(alias)


@pytest.mark.parametrize("word", ["pa", "Spa", "mena", "ap", "trend"])
def test_a_common_word_is_no_agency(word):
    """A word that only resembles a short name names no agency."""

    assert agency_name(word) is None


def test_short_names_are_ambiguous():
    """Short names that mean other things are marked, unmistakable ones are not."""

    assert (True, True, False) == tuple(map(is_ambiguous, ("AP", "SANA", "Xinhua")))
