import pytest

from benchmarks.pages import OTHERS
from stancebook.article import ARTICLE_LIMIT, PARAGRAPH_LIMIT, find_hidden, make_article
from stancebook.schema import InputError


def test_line_ends_become_newlines():
    """The line ends of Windows and of old Macs become newlines."""
    row = make_article({"article": "a", "text": "One.\r\n\r\nTwo.\rThree."})

    assert row["text"] == "One.\n\nTwo.\nThree."


def test_text_is_not_normalised():
    """Combining marks and zero-width characters stay, so that offsets fit the file."""
    text = "Cafe\u0301\u200b closes."

    assert make_article({"article": "a", "text": text})["text"] == text


def test_hashes_are_of_the_normal_form():
    """Two Unicode forms of one text have one hash."""
    composed = make_article({"article": "a", "text": "Caf\u00e9 closes."})
    combining = make_article({"article": "a", "text": "Cafe\u0301 closes. "})

    assert composed["sha256"] == combining["sha256"]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Low tide", "Ships wait.", "Low tide\n\nShips wait."),
        ("Low  tide", "Low tide\n\nShips wait.", "Low tide\n\nShips wait."),
        ("Caf\u00e9", "Cafe\u0301\n\nIt shuts.", "Cafe\u0301\n\nIt shuts."),
        ("Low tide", "Ships wait.\nAll day.", "Low tide\n\nShips wait.\n\nAll day."),
        (" ", "Ships wait.", "Ships wait."),
    ],
)
def test_a_title_is_put_in_front_once(title, text, expected):
    """A title is paragraph 0, unless the text begins with it."""
    row = make_article({"article": "a", "title": title, "text": text})

    assert row["text"] == expected


def test_given_paragraphs_are_kept_without_the_title():
    """Given paragraphs stay as they are, and the title is not added."""
    blocks = [" One.", "", "Two\n\nlines."]
    row = make_article({"article": "a", "title": "Low tide", "paragraphs": blocks})

    assert (row["blocks"], row["text"]) == (blocks, " One.\n\n\n\nTwo\n\nlines.")


@pytest.mark.parametrize(
    "page",
    [{"text": " \n\u200b\n"}, {"paragraphs": []}, {"paragraphs": ["", "\ufeff"]}],
)
def test_an_article_needs_text(page):
    """White space and zero-width characters are no text."""
    with pytest.raises(InputError, match="no text"):
        make_article({"article": "a", **page})


def test_an_article_has_a_limit():
    """A text over the limit is refused before it is looked at."""
    with pytest.raises(InputError, match="over 5,000,000 characters"):
        make_article({"article": "a", "text": "a" * (ARTICLE_LIMIT + 1)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ab\u202ec", (2, "U+202E")),
        ("a\u200bb", (1, "U+200B")),
        ("pay\u200dpal", (3, "U+200D")),
        ("👩\u200d💻 and نمی\u200cخواهم", None),
        ("plain", None),
    ],
)
def test_hidden_characters_are_found(text, expected):
    """Hidden characters are found, but not the joiners of emoji and of Persian."""
    assert find_hidden(text) == expected


def test_paragraph_that_nobody_wrote_is_refused():
    """A text that lost its line ends is named by paragraph and length."""
    text = "Low tide.\n\n" + "a " * (PARAGRAPH_LIMIT // 2) + "b"
    with pytest.raises(InputError, match="paragraph 1 has 100,001 characters"):
        make_article({"article": "a", "text": text})


def test_a_language_is_found_where_none_is_given():
    """A text tells its language; what is given stands."""
    page = {"article": "a", "text": "\n\n".join(OTHERS["de"])}

    assert "de" == make_article(page)["language"]
    assert "nds" == make_article({**page, "language": "nds"})["language"]
    assert make_article({"article": "a", "text": "Ships wait."})["language"] is None


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ({"paragraphs": ["Fog"], "kinds": []}, "there are 0 `kinds` for 1"),
        ({"text": "Fog", "kinds": ["title"]}, "there are 1 `kinds` for 0"),
        ({"paragraphs": ["Fog"], "kinds": ["head"]}, "'head' is no kind"),
        ({"paragraphs": ["Fog"], "kinds": [""]}, "'' is no kind"),
    ],
)
def test_kinds_are_of_the_given_paragraphs(page, problem):
    """Kinds without their paragraphs, or of a word that is none, are refused."""
    with pytest.raises(InputError, match=problem):
        make_article({"article": "a", **page})
