"""Facts about whose text each stretch of a page is."""

from pathlib import Path

import pandas as pd
import pytest

from stancebook.origins import find_origins, make_chain

REAL = Path(__file__).parents[2] / "shared" / "real" / "aegis_ashore.txt"
VOICES = {"e": "editorial", "r": "reported", "c": "credit", "b": "boilerplate"}
VOICES["m"] = "mixed"


def origins(voices, texts, outlet=None):
    """Return the origins of one article; `voices` has one letter a paragraph."""
    paragraphs = pd.DataFrame({"article": "a", "text": texts, "outlet": outlet})
    labels = pd.DataFrame({"voice": [VOICES[letter] for letter in voices]})
    return find_origins(paragraphs, labels).tolist()


def test_a_credit_gives_the_stretch_after_it_to_the_agency():
    """Title and comment stay the publisher's; furniture does not break the stretch."""
    texts = ["Fish", "A farce!", "Source: Tass", "Prices rose.", "Share", "They fell."]

    assert ["publisher"] * 3 + ["wire:TASS", "publisher", "wire:TASS"] == origins(
        "recrbr", texts
    )


def test_a_comment_ends_the_stretch():
    """After the publisher comments, plain narration is its own again."""
    texts = ["OSLO (Reuters) - Prices rose.", "A farce!", "The harbour is old."]

    assert ["wire:Reuters", "publisher", "publisher"] == origins("rer", texts)


def test_the_wire_goes_on_where_it_quotes_its_people_again():
    """A quotation of somebody from the wire's stretch continues it."""
    texts = [
        "OSLO (Reuters) - Prices rose, Ada Lind said.",
        "A farce!",
        "“They will fall,” Lind said.",
    ]

    assert ["wire:Reuters", "publisher", "wire:Reuters"] == origins("rer", texts)


def test_a_closing_credit_colours_what_stands_before():
    """A last line that names the agency gives it the stretch above."""
    texts = [
        "A farce!",
        "Prices rose.",
        "They fell.",
        "(Reporting by Ada Lind; Editing by Otto Falk)",
    ]

    assert ["publisher", "wire:Reuters", "wire:Reuters", "publisher"] == origins(
        "errc", texts
    )


def test_a_wire_keeps_its_headline_where_nothing_comes_before():
    """On a page that is all wire, the title is the wire's too."""

    assert ["wire:AFP"] * 2 == origins("rr", ["Fish dear", "OSLO (AFP) – Prices rose."])


@pytest.mark.parametrize(
    ("lead", "origin"),
    [
        ("RT reports:", "source:RT"),
        ("As the Oslo Herald reported on Monday:", "source:Oslo Herald"),
        ("From the Oslo Herald:", "source:Oslo Herald"),
        ("By Ada Lind, Oslo Herald:", "source:Oslo Herald"),
        ("Authored by Ada Lind via Oslo Herald,", "source:Oslo Herald"),
        ("As Reuters reported:", "wire:Reuters"),
        ("She adds:", "publisher"),
    ],
)
def test_a_lead_in_gives_what_follows_to_whom_it_names(lead, origin):
    """An agency is a wire, any other outlet a source; a pronoun is nobody new."""

    assert ["publisher", "publisher", origin] == origins(
        "ecr", ["A farce!", lead, "Prices rose."]
    )


def test_a_tweet_is_whose_name_signs_it():
    """The signature of a tweet names its author."""
    tweet = "Fish is dear! — Ada K. Lind (@adalind) May 3, 2018"

    assert ["publisher", "source:Ada Lind"] == origins("er", ["Look:", tweet])


def test_an_agencys_own_page_speaks_for_itself():
    """Where the outlet is the agency, its wire copy is the publisher's own."""
    texts = ["Fish dear", "OSLO (Sputnik) - Prices rose."]

    assert ["publisher", "publisher"] == origins("rr", texts, "sputniknews.com")


def test_without_an_agency_all_is_the_publishers():
    """A page that names no other outlet speaks for itself throughout."""

    assert ["publisher"] * 3 == origins("rem", ["Fish", "A farce!", "It rose; sad!"])


def test_articles_do_not_mix():
    """A credit in one article says nothing of the next."""
    paragraphs = pd.DataFrame(
        {"article": ["a", "a", "b"], "text": ["A farce!", "Source: Tass", "Rain fell."]}
    )
    labels = pd.DataFrame({"voice": ["editorial", "credit", "reported"]})

    assert ["publisher"] * 3 == find_origins(paragraphs, labels).tolist()


@pytest.mark.parametrize(
    ("origin", "names", "chain"),
    [
        ("publisher", [], []),
        ("unknown", ["Ada Lind"], ["source:Ada Lind"]),
        ("wire:TASS", ["Ada Lind"], ["wire:TASS", "source:Ada Lind"]),
        ("source:X", ["X"], ["source:X"]),
        ("wire:TASS", ["A", "B"], ["wire:TASS", "source:A", "source:B"]),
    ],
)
def test_a_chain_goes_from_the_outside_in(origin, names, chain):
    """The publisher is outermost and nobody stands in the chain twice."""

    assert ["publisher", *chain] == make_chain(origin, names)


@pytest.mark.skipif(not REAL.exists(), reason="the real article is not in the project")
def test_the_real_article_is_tass_but_for_title_and_framing():
    """Everything reported after the credit is the wire's."""
    texts = REAL.read_text(encoding="utf-8").split("\n\n")
    found = origins("recrcrrbrrrrb", texts)

    assert [3, 5, 6, 8, 9, 10, 11] == [
        at for at, origin in enumerate(found) if origin == "wire:TASS"
    ]


def test_a_lead_of_the_publishers_own_is_not_the_wires():
    """Only the headline right above a dateline is the wire's, no lead."""
    texts = [
        "Tokyo has lost its purse",
        "The ministry has bought a radar and calls it insurance.",
        "OSLO (AFP) – Prices rose.",
    ]

    assert ["publisher", "publisher", "wire:AFP"] == origins("rrr", texts)
    assert ["wire:AFP", "publisher", "wire:AFP"] == origins(
        "rcr", ["Fish dear", "14 Feb, 16:42", "OSLO (AFP) – Prices rose."]
    )
