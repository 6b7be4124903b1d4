"""Tests of stancebook.alignment: what counts as the same passage, and what does not."""

from __future__ import annotations

import pytest

from stancebook.alignment import (
    COMMON,
    Passage,
    best_match,
    match_passages,
    pair_passages,
    pair_twins,
    read_passage,
)


def passage(text: str, key: str = "a#0") -> Passage:
    """Read a passage whose name does not matter."""
    return read_passage(key, key.split("#")[0], text)


@pytest.mark.parametrize(
    ("text", "unquoted"),
    [
        ("He said “no, never” twice", 3),
        ('He said "no, never" twice', 3),
        ("He said «no, never» twice", 3),
        ("Er sagte „nein, nie“ zweimal", 3),
        ("She began: “It never ends", 2),
        ("It’s the skipper’s boat", 4),
    ],
)
def test_unquoted(text: str, unquoted: int) -> None:
    """Quotation marks of every shape, closed or not, take their words out."""

    assert unquoted == passage(text).unquoted


def test_words() -> None:
    """Case, compatibility forms and invisible characters do not tell words apart."""

    assert passage("Co\u00adld ﬁsh").words == passage("COLD\u200b FISH").words


@pytest.mark.parametrize("text", ["March 4", "Photo: Lund", ""])
def test_short_lines(text: str) -> None:
    """A line of three words or fewer matches only itself, and nothing if empty."""

    assert bool(text) == bool(match_passages(passage(text), passage(text)))
    assert match_passages(passage(text), passage(text + " more")) is None


def test_evidence_of_figures() -> None:
    """A formula is evidence only where most of its figures agree."""
    formula = "Snow lay {} cm deep at the pass and {} cm deep in the valley on Sunday"
    wire = passage(formula.format(40, 12))
    same = match_passages(passage(formula.format(40, 13)), wire)
    other = match_passages(passage(formula.format(55, 20)), wire)

    assert (same and same.is_evidence, other and other.is_evidence) == (True, False)


def test_best_match() -> None:
    """Of two passages that would do, the nearer is the original."""
    wires = [
        passage("The pass is shut to lorries from Sunday until noon", "w#0"),
        passage("The pass is shut to lorries from Monday until noon", "w#1"),
    ]
    best = best_match(
        passage("The pass is shut to lorries from Monday until ten"), wires
    )

    assert best
    assert best.original.paragraph == "w#1"


def test_pairs_skip_furniture() -> None:
    """What more than a few originals hold is not paired with anything."""
    footer = "Our morning letter has all the news of the coast"
    few = [passage(footer, f"w{n}#0") for n in range(COMMON)]
    page = [passage(footer, "p#0")]

    assert len([*pair_passages(page, few)]) == COMMON
    assert [*pair_passages(page, [*few, passage(footer, "more#0")])] == []


def test_twins_are_found_and_equal_ones_are_chained():
    """Copies of one text cost a pair each; an edited one is paired with the first."""
    text = "Ferries to the outer island resume on Monday after a strike of nine days."
    texts = [text, text, text, text.replace("Monday", "Friday"), "Fish is dear today."]
    passages = [read_passage(f"{n}#0", str(n), text) for n, text in enumerate(texts)]
    pairs = [(one.article, two.article) for one, two in pair_twins(passages)]

    assert [("0", "1"), ("1", "2"), ("3", "0")] == pairs
