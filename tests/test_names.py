"""Facts about names in running text."""

import pytest

from stancebook.names import find_runs, gender_of, name_key


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Foreign Ministry Spokeswoman Maria Zakharova", "Maria Zakharova", "person"),
        ("Mr. O’Neill", "O’Neill", "person"),
        ("Gen. John Roe Jr.", "John Roe", "person"),
        ("Ayatollah Ali Farhadi", "Ali Farhadi", "person"),
        ("Ursula von der Aue", "Ursula von der Aue", "person"),
        ("Samir al-Hadi", "Samir al-Hadi", "person"),
        ("Khalid bin Rashid", "Khalid bin Rashid", "person"),
        ("Kim Song-ho", "Kim Song-ho", "person"),
        ("J. K. Berg", "J. K. Berg", "person"),
        ("ADA BERG", "Ada Berg", "person"),
        ("Will Berg", "Will Berg", "person"),
        ("the New Oslo Times", "New Oslo Times", "organisation"),
        ("NATO", "NATO", "organisation"),
        ("Japan", "Japan", "organisation"),
    ],
)
def test_a_name_is_found_without_its_titles(text, name, kind):
    """Titles, honorifics and suffixes fall away; particles and hyphens stay."""
    runs = find_runs(text)

    assert [(name, kind)] == [(run.name, run.kind) for run in runs]


def test_a_possessive_ends_a_name():
    """What belongs to somebody is not part of the name."""

    assert ["Ada Berg", "Otto Lie"] == [
        run.name for run in find_runs("Ada Berg’s adviser Otto Lie left.")
    ]


def test_a_word_that_opens_a_sentence_is_no_name():
    """Function words and days carry capitals without naming anyone."""

    assert [] == find_runs("On Monday it rained. But then the sun shone.")


def test_offsets_give_the_run_back():
    """Offsets are code points into the text, also after an astral character."""
    text = "🙂 Then Ada Berg left."
    run = find_runs(text)[0]

    assert "Ada Berg" == text[run.start : run.end]


@pytest.mark.parametrize(
    ("name", "words", "gender"),
    [
        ("Ada Berg", set(), "f"),
        ("Otto Berg", set(), "m"),
        ("Zakharova", set(), "f"),
        ("Berg", {"spokeswoman"}, "f"),
        ("Berg", {"mr"}, "m"),
        ("Berg", set(), None),
        ("Berg", {"mr", "wife"}, None),
    ],
)
def test_gender_is_read_from_names_and_words(name, words, gender):
    """Given names, describing words and Slavic surnames tell; the rest does not."""

    assert gender == gender_of(name, frozenset(words))


def test_spellings_of_one_surname_meet():
    """An article and case do not make another name."""

    assert {"hadi"} == {name_key("al-Hadi"), name_key("HADI"), name_key("Hadi")}
