"""Facts about the word lists."""

from stancebook import lexicon


def test_every_word_is_lower_case():
    """Words are looked up folded, so a capital would never be found."""
    lists = [getattr(lexicon, name) for name in lexicon.__all__]
    words = [word for each in lists for word in each]

    assert [] == [word for word in words if word != word.casefold()]


def test_no_word_tells_both_genders():
    """A describing word is of one gender only."""

    assert frozenset() == lexicon.FEMALE_WORDS & lexicon.MALE_WORDS


def test_every_role_is_found_by_itself():
    """Whoever is introduced as X is meant by "the X"."""
    missing = [r for r, words in lexicon.ROLE_WORDS.items() if r not in words]

    assert ["soldier"] == missing
