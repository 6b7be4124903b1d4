"""The same article gives the same numbers, on any number of threads, in any batch."""

import numpy as np
import pandas as pd
import pytest
import torch

import stancebook as sb
from stancebook import discourse, encoder, topics

TARGET = "The dam should be filled."
COLUMNS = {
    "voices": ["p_editorial", "p_reported", "p_mixed", "p_credit", "p_boilerplate"],
    "attributions": ["p"],
    "claims": ["check_worthy"],
    "scores": ["favor", "against", "neutral", "unrelated", "score"],
}


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    whole = sb.Corpus("corpus").articles.dropna(subset="text")
    return whole.head(3).reset_index(drop=True)


def run(articles: pd.DataFrame) -> dict[str, pd.DataFrame]:
    discourse.ask_claims.forget()
    topics.forget()  # what an earlier run kept would hide a difference
    return sb.run_pipeline(articles, sb.make_targets([TARGET]))


@pytest.mark.parametrize(("threads", "budget"), [(1, 1024), (2, 128), (1, 4096)])
def test_threads_and_batches_change_nothing(articles, monkeypatch, threads, budget):
    """Every probability of the chain is the same to 1e-5, and every label exactly."""
    expected, before = run(articles), torch.get_num_threads()
    monkeypatch.setitem(encoder.TOKENS_A_BATCH, "cpu", budget)
    torch.set_num_threads(threads)
    try:
        actual = run(articles)
    finally:
        torch.set_num_threads(before)
    for name, columns in COLUMNS.items():
        own, other = expected[name], actual[name]
        assert own.drop(columns=columns).equals(other.drop(columns=columns))
        np.testing.assert_allclose(own[columns], other[columns], atol=1e-5)


def test_company_changes_nothing(articles):
    """An article alone gives the numbers that it gives among others."""
    together, alone = run(articles), run(articles.tail(1).reset_index(drop=True))
    for name, columns in COLUMNS.items():
        mine = together[name]["paragraph"].isin(alone["paragraphs"]["paragraph"])
        own = together[name][mine].reset_index(drop=True)
        np.testing.assert_allclose(own[columns], alone[name][columns], atol=1e-5)
