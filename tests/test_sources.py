"""Facts about who is meant."""

from pathlib import Path

import pandas as pd
import pytest

from stancebook.datelines import find_agency
from stancebook.sources import resolve_sources

REAL = Path(__file__).parents[2] / "shared" / "real" / "aegis_ashore.txt"


def resolve(texts, mentions):
    """Resolve pairs of paragraph and words; a pair said again is the next place."""
    rows, seen = [], {}
    for at, words in mentions:
        start = texts[at].index(words, seen.get((at, words), 0)) if words else -1
        seen[at, words] = start + 1
        end = start + len(words or "")
        rows.append((f"a#{at}", start, end, words))
    table = pd.DataFrame(rows, columns=["paragraph", "start", "end", "text"])
    names = [f"a#{at}" for at in range(len(texts))]
    paragraphs = pd.DataFrame({"paragraph": names, "text": texts})
    return resolve_sources(table, paragraphs).tolist()


@pytest.fixture
def a_spokeswoman_and_a_minister():
    """Two people, a woman and a man, who speak in turn."""
    return [
        "Ministry Spokeswoman Ada Lind said the ferry will stop.",
        "“It is old,” she said. The diplomat added that nobody paid.",
        "Transport Minister Otto Falk disagreed. “It floats,” he said.",
        "“We can mend it,” the minister said. Lind declined to answer.",
    ]


def test_pronouns_go_by_gender_and_roles_by_introduction(a_spokeswoman_and_a_minister):
    """She is the spokeswoman, he the minister, whoever spoke last."""
    mentions = [
        (0, "Ministry Spokeswoman Ada Lind"),
        (1, "she"),
        (2, "Transport Minister Otto Falk"),
        (2, "he"),
        (3, "the minister"),
        (3, "Lind"),
    ]
    found = resolve(a_spokeswoman_and_a_minister, mentions)

    assert ["Ada Lind", "Ada Lind", *["Otto Falk"] * 3, "Ada Lind"] == found


@pytest.mark.parametrize("role", ["the diplomat", "The 54-year-old", "the official"])
def test_a_role_noun_means_the_person_introduced(role):
    """A description stands for the person last named whom it fits."""
    texts = ["Foreign Ministry Spokeswoman Ada Lind spoke.", f"“No,” {role} said."]

    assert ["Ada Lind"] == resolve(texts, [(1, role)])


def test_a_full_name_that_comes_later_is_used_before():
    """A surname takes the full name from anywhere in the article."""
    texts = ["“No,” Lind said.", "Nobody had asked Ada Lind before."]

    assert ["Ada Lind"] == resolve(texts, [(0, "Lind")])


def test_people_of_one_surname_are_not_merged():
    """Two given names are two people, told apart by their honorifics."""
    texts = [
        "Ada Lind met her husband, Otto Lind, on Monday.",
        "Mr. Lind said yes. Mrs. Lind said no.",
    ]

    assert ["Otto Lind", "Ada Lind"] == resolve(
        texts, [(1, "Mr. Lind"), (1, "Mrs. Lind")]
    )


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("The Foreign Ministry", "Foreign Ministry"),
        ("The ministry", "Foreign Ministry"),
        ("it", "Foreign Ministry"),
        ("Officials", None),
        ("they", None),
    ],
)
def test_bodies_are_named_and_crowds_are_not(words, name):
    """A body is called by its name; a plural is nobody in particular."""
    texts = [
        "The Foreign Ministry said so.",
        "The ministry said more, it said. Officials agreed, they said.",
    ]
    at = 0 if words in texts[0] else 1

    assert [name] == resolve(texts, [(at, words)])


def test_a_country_speaks_under_its_name():
    """A country that maintains something is its own source."""

    assert ["Japan"] == resolve(["Japan maintains that it helps."], [(0, "Japan")])


def test_a_bare_quotation_takes_its_neighbours_speaker():
    """A quotation without a source is that of its paragraph, or of the one before."""
    texts = [
        "Spokeswoman Ada Lind said no.",
        "“Deep regrets,” it read. “Very deep,” she said.",
        "“And major concerns.”",
    ]
    found = resolve(texts, [(0, "Ada Lind"), (1, None), (1, "she"), (2, None)])

    assert ["Ada Lind"] * 4 == found


def test_a_bare_quotation_with_nobody_near_has_no_source():
    """Nobody can be named where nobody spoke."""

    assert [None] == resolve(["The “new era” never came."], [(0, None)])


def test_the_first_person_is_who_is_quoted():
    """ "I" inside a quotation is its speaker."""
    texts = ["“I think we lost,” Ada Lind said."]

    assert ["Ada Lind", "Ada Lind"] == resolve(texts, [(0, "I"), (0, "Ada Lind")])


def test_a_relative_pronoun_is_whom_it_follows():
    """ "who" is the name right before it."""
    texts = ["Otto Falk met Ada Lind, who said no."]

    assert ["Ada Lind"] == resolve(texts, [(0, "who")])


def test_articles_do_not_mix():
    """A pronoun never means somebody of another article."""
    paragraphs = pd.DataFrame(
        {
            "paragraph": ["a#0", "b#0"],
            "article": ["a", "b"],
            "text": ["Ada Lind said no.", "Nobody knew why, she said."],
        }
    )
    mentions = pd.DataFrame(
        {"paragraph": ["b#0"], "start": [18], "end": [21], "text": ["she"]}, index=[7]
    )
    found = resolve_sources(mentions, paragraphs)

    assert ([7], [None]) == (found.index.tolist(), found.tolist())


def test_no_mentions_give_no_names():
    """An empty table gives an empty series."""

    assert [] == resolve(["Ada Lind said no."], [])


def test_agencies_are_found_from_here_too():
    """The module is the one door to who is meant, agencies included."""

    assert "TASS" == find_agency("Source: Tass")


@pytest.mark.skipif(not REAL.exists(), reason="the real article is not in the project")
def test_the_real_article_names_its_spokeswoman_throughout():
    """Surname, pronouns, role and a bare quotation all mean the one spokeswoman."""
    texts = REAL.read_text(encoding="utf-8").split("\n\n")
    mentions = [
        (6, "Foreign Ministry Spokeswoman Maria Zakharova"),
        (8, None),
        (8, "she"),
        (8, "the diplomat"),
        (9, "Zakharova"),
        (10, "She"),
        (10, "Zakharova"),
        (11, "Japan"),
    ]

    assert ["Maria Zakharova"] * 7 + ["Japan"] == resolve(texts, mentions)


def test_a_body_has_one_name():
    """A shortened name is the only longer one that ends like it."""
    texts = [
        "The Kenya Association of Manufacturers opposed the ban.",
        "Bags are cheap, the Association of Manufacturers said.",
        "The Foreign Ministry and the Defence Ministry agreed, the Ministry said.",
    ]
    said = [
        (0, "The Kenya Association of Manufacturers"),
        (1, "the Association of Manufacturers"),
        (2, "The Foreign Ministry"),
        (2, "the Defence Ministry"),
    ]

    assert [
        "Kenya Association of Manufacturers",
        "Kenya Association of Manufacturers",
        "Foreign Ministry",
        "Defence Ministry",
    ] == resolve(texts, said)


def test_the_pages_own_we_is_no_source_that_it_quotes():
    """ "We" outside of quotation marks is the page, whoever speaks next to it."""
    texts = ["We will not pretend. “It is a good law,” Otto Falk said."]

    assert [None, "Otto Falk"] == resolve(texts, [(0, "We"), (0, "Otto Falk")])
