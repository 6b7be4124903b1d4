"""Facts about the given names."""

from stancebook.given_names import FEMALE_NAMES, MALE_NAMES


def test_no_name_is_in_both_lists():
    """A name that either sex bears tells nothing, so it is in neither list."""

    assert frozenset() == FEMALE_NAMES & MALE_NAMES


def test_names_are_folded():
    """Names are looked up in lower case."""

    assert [] == [name for name in FEMALE_NAMES | MALE_NAMES if not name.islower()]
