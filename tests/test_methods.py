from pathlib import Path

import pandas as pd
import pytest

import stancebook as sb
from stancebook.about import About
from stancebook.contents import CONTENTS
from stancebook.edition import Edition
from stancebook.leakage import find_leaks
from stancebook.methods import describe_methods, say_guarantee, say_leaks, say_texts
from tests.released import CODEBOOK, make_corpus, make_gold


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    """The small corpus, before its papers are written."""
    corpus = make_corpus(tmp_path / "corpus")
    articles, paragraphs = corpus.articles, sb.segment(corpus.articles)
    splits = sb.split_corpus(corpus)
    forms = ["full" if isinstance(r, str) else "withheld" for r in articles["rights"]]
    tables = {
        "articles": articles.assign(form=forms),
        "paragraphs": paragraphs.reindex(columns=list(CONTENTS["paragraphs"])),
        "gold": make_gold(),
        "splits": splits,
        "leaks": find_leaks(splits, articles, paragraphs),
    }
    return Edition(About(), CODEBOOK, tables, [], 0)


def test_numbers_of_the_methods_paragraph_are_those_of_the_tables(edition: Edition):
    """Counts, dates, layers and texts can each be checked by hand."""
    text = describe_methods(edition)

    assert "13 paragraphs of 6 articles from 6 outlets" in text
    assert "between 2020-01-05 and 2022-05-06" in text
    assert "voice (13 rows), origin (13 rows), attribution (1 rows)" in text
    assert (
        "text of 4 articles is here in full. The text of 2 articles is withheld" in text
    )
    assert "$" not in text


def test_the_promise_follows_from_the_check(edition: Edition):
    """Where a leak was found, its kind is no longer promised to be kept apart."""
    leaks = pd.DataFrame([{"kind": "outlet", "detail": "gull"}])
    leaky = Edition(edition.about, CODEBOOK, {**edition.tables, "leaks": leaks}, [], 0)

    assert "no outlet and no story stands in two" in say_guarantee(edition)
    assert "so that no story stands in two" in say_guarantee(leaky)
    assert "outlet 1" in say_leaks(leaky)
    assert "no copy, no similar passage and no outlet" in say_leaks(edition)


def test_one_split_is_called_none(edition: Edition):
    """Where all articles are in train there is nothing to promise."""
    splits = edition.tables["splits"].assign(split="train")
    whole = Edition(
        edition.about, CODEBOOK, {**edition.tables, "splits": splits}, [], 0
    )

    assert "There are no splits: all articles are in train." == say_guarantee(whole)


def test_a_user_is_told_how_to_get_the_texts(edition: Edition):
    """What is withheld is said together with the way to join it."""

    assert "stancebook rehydrate" in say_texts(edition)
