"""Tests of stancebook.rewriting: a row for each change, and those of the corpus."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from stancebook.corpus import Corpus
from stancebook.files import read_table, write_tables
from stancebook.gold import read_gold
from stancebook.reprints import find_reprints
from stancebook.rewriting import count_changes, list_changes
from stancebook.schema import InputError
from stancebook.segment import segment
from tests.conftest import ROOT
from tests.test_collation import FIRST, SECOND, THIRD, TITLE, WIRE, make_table

Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="module")
def composed() -> Tables:
    """The reprints and paragraphs of the composed corpus, and their gold voices."""
    articles = Corpus(ROOT / "corpus").articles.dropna(subset="text")
    paragraphs = segment(articles.reset_index(drop=True))
    gold = read_gold(ROOT / "labels").query("layer == 'voice'")
    voices = gold.rename(columns={"value": "voice"})
    return find_reprints(paragraphs), paragraphs, voices


@pytest.fixture(scope="module")
def changes(composed: Tables) -> pd.DataFrame:
    """All changes in the composed corpus."""
    return list_changes(*composed)


def of(changes: pd.DataFrame, page: str, level: str, op: str) -> pd.DataFrame:
    kind = (changes["level"] == level) & (changes["op"] == op)
    return changes[kind & (changes["article"] == page)]


def rewrite(*page: str) -> pd.DataFrame:
    """List what a page did to the report from which its last paragraph is."""
    known = {"paragraph": [f"page#{len(page) - 1}"], "original": ["wire#3"]}
    reprints = pd.DataFrame(known).assign(agency="AP")
    return list_changes(reprints, make_table(page=page, wire=WIRE))


def test_said_became_claimed(changes: pd.DataFrame) -> None:
    """The one verb of saying that the corpus changes is found, with its paragraph."""
    found = changes[changes["cue"].notna()]

    assert [["compass-coastal-shield#10", "said → claimed"]] == found[
        ["paragraph", "cue"]
    ].to_numpy().tolist()


def test_sharper_headline(changes: pd.DataFrame) -> None:
    """Of the headline that the page edited, each changed word is a row."""
    found = of(changes, "compass-coastal-shield", "headline", "changed")

    assert [
        ["Tokyo’s", "Japan’s"],
        ["shield plan", "launchers"],
        ["complicate", "poison"],
    ] == found[["before", "after"]].to_numpy().tolist()


def test_another_headline(changes: pd.DataFrame) -> None:
    """A headline that the page replaced is one row, with both headlines."""
    found = of(changes, "compass-baltic-arc", "headline", "changed")

    assert [
        [
            "German regulator grants partial permit for Baltic Arc pipeline",
            "Germany clears Baltic Arc pipeline for test gas",
        ]
    ] == found[["before", "after"]].to_numpy().tolist()


def test_partial_cut_and_predictably_put_in(changes: pd.DataFrame) -> None:
    """Words that the page cut and put in are told, as they stand."""
    cut = of(changes, "compass-baltic-arc", "words", "changed")
    put_in = of(changes, "compass-baltic-arc", "words", "inserted")

    assert ["a partial", "an"] == cut[["before", "after"]].iloc[0].tolist()
    assert ["predictably"] == list(put_in["after"])


def test_dropped_paragraphs(changes: pd.DataFrame) -> None:
    """Two reported paragraphs of one report were dropped, the lawyers of the other."""
    dropped = changes[(changes["op"] == "dropped") & (changes["voice"] == "reported")]

    assert [
        "reuters-baltic-arc#6",
        "tass-coastal-shield#2",
        "tass-coastal-shield#7",
    ] == list(dropped["original"])


def test_added_framing(changes: pd.DataFrame) -> None:
    """The page's own comment is told from page furniture by its voice."""
    added = changes[(changes["op"] == "added") & (changes["voice"] == "editorial")]

    assert [
        "compass-baltic-arc#0",
        "compass-baltic-arc#6",
        "compass-baltic-arc#10",
        "compass-coastal-shield#0",
        "compass-coastal-shield#1",
    ] == list(added["paragraph"])


def test_counts_of_the_corpus(composed: Tables) -> None:
    """Each pair has the numbers that one counts by hand, furniture left out."""
    counts = count_changes(*composed).set_index("article")
    columns = ["kept", "edited", "dropped", "added", "added_editorial", "moved", "cues"]

    assert [3, 3, 1, 2, 2, 0, 0] == counts.loc["compass-baltic-arc", columns].tolist()
    assert [4, 2, 2, 1, 1, 0, 1] == counts.loc[
        "compass-coastal-shield", columns
    ].tolist()


def test_headlines_of_the_corpus(composed: Tables) -> None:
    """The report's headline stands beside the page's, under the page's own title."""
    counts = count_changes(*composed).set_index("article")

    assert [
        "Tokyo Rents Its Coast to the Pentagon, Then Wonders Why Moscow Frowns",
        "Tokyo’s missile shield plan to complicate border talks — diplomat",
        "Japan’s missile launchers to poison border talks — diplomat",
    ] == counts.loc[
        "compass-coastal-shield", ["title", "headline_before", "headline_after"]
    ].tolist()


def test_moved_paragraph_is_a_row() -> None:
    """A paragraph out of the report's order is moved, though no word was changed."""
    table = rewrite(TITLE, SECOND, FIRST, THIRD)

    assert [["paragraph", "moved", SECOND]] == table[
        ["level", "op", "after"]
    ].to_numpy().tolist()


def test_dropped_attribution_is_a_change_of_cue() -> None:
    """Where the page made somebody's words its own, the verb became nothing."""
    own = FIRST.replace(", the port director said", "")

    assert ["said → –"] == list(rewrite(TITLE, own, SECOND, THIRD)["cue"])


def test_verb_that_stays_is_no_change_of_cue() -> None:
    """An edit beside a verb of saying leaves the verb alone."""
    table = rewrite(TITLE, FIRST.replace("Monday", "Friday"), SECOND, THIRD)

    assert [["Monday,", "Friday,", None]] == table[
        ["before", "after", "cue"]
    ].to_numpy().tolist()


def test_untouched_reprint_has_no_change() -> None:
    """A page that passes a report on as it is has no row."""
    assert [] == rewrite(*WIRE).to_numpy().tolist()


def test_no_reprints(composed: Tables) -> None:
    """A corpus without reprints has no change, and the tables keep their columns."""
    none = composed[0].head(0)
    listed, counted = (f(none, composed[1]) for f in (list_changes, count_changes))

    assert (0, 0) == (len(listed), len(counted))
    assert {"level", "op", "cue"} <= set(listed)
    assert {"kept", "headline_after"} <= set(counted)


def test_changes_can_be_written(changes: pd.DataFrame, tmp_path: Path) -> None:
    """The table goes to disk and comes back; a formula in it is text in the CSV."""
    hostile = changes.head(1).assign(after="=2+5")
    write_tables({"changes": pd.concat([changes, hostile])}, tmp_path)

    assert len(changes) + 1 == len(read_table(tmp_path, "changes"))
    assert ",'=2+5," in (tmp_path / "changes.csv").read_text(encoding="utf-8")


def test_wrong_table(composed: Tables) -> None:
    """Another table than the one that is asked for is one clear error."""
    with pytest.raises(InputError, match="lacks the column original"):
        list_changes(composed[1], composed[1])
