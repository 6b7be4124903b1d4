"""Figures are those of the field, and their intervals are over articles."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score

from stancebook import resampling
from stancebook.resampling import compare, deal_folds, draw_again

NAMES = ("favor", "against", "neutral", "unrelated")
RANDOM = np.random.default_rng(3)
GOLD = RANDOM.integers(0, 3, 90)
ARTICLES = [f"a{n // 6}" for n in range(90)]


def draw(right: float) -> np.ndarray:
    p = RANDOM.dirichlet(np.ones(4), 90)
    known = RANDOM.random(90) < right
    p[known] = 0.05
    p[known, GOLD[known]] = 0.85
    return p


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    answers = {"old": draw(0.1), "new": draw(0.9)}
    return compare(answers, GOLD, ARTICLES, NAMES, seed=1)


def figure(table: pd.DataFrame, model: str, measure: str) -> pd.Series:
    own = table[(table["model"] == model) & (table["measure"] == measure)]
    return own.iloc[0]


def test_f1_is_the_field_s() -> None:
    """F1 agrees with scikit-learn, over the labels that occur."""
    p = draw(0.5)
    table = compare({"old": p, "new": p}, GOLD, ARTICLES, NAMES, seed=1)
    wanted = f1_score(GOLD, p.argmax(1), average=None, labels=[0, 1, 2])

    assert wanted.mean() == pytest.approx(figure(table, "old", "macro_f1")["figure"])
    assert wanted[1] == pytest.approx(figure(table, "old", "f1_against")["figure"])
    assert "f1_unrelated" not in set(table["measure"])


def test_log_loss_and_calibration_error() -> None:
    """Four certain answers of which three are right: a gap of a quarter."""
    p = np.array([[1 - 1e-9, 1e-9]] * 4)
    gold = np.array([0, 0, 0, 1])
    table = compare({"a": p, "b": p}, gold, list("wxyz"), NAMES[:2], seed=1)

    assert 0.25 == pytest.approx(figure(table, "a", "calibration_error")["figure"])
    assert -np.log(1e-9) / 4 == pytest.approx(figure(table, "a", "log_loss")["figure"])


def test_gain_is_paired(table: pd.DataFrame) -> None:
    """A gain is a difference of figures, and a clear one has an interval above zero."""
    gain = figure(table, "gain", "macro_f1")
    new, old = (figure(table, model, "macro_f1")["figure"] for model in ("new", "old"))

    assert new - old == pytest.approx(gain["figure"])
    assert 0 < gain["low"] < gain["figure"] < gain["high"]


def test_no_gain_over_oneself() -> None:
    """A model has no gain over itself, in any draw."""
    p = draw(0.5)
    table = compare({"old": p, "new": p}, GOLD, ARTICLES, NAMES, seed=1)
    gain = table.loc[table["model"] == "gain", ["figure", "low", "high"]]

    np.testing.assert_array_equal(0, gain.to_numpy())


def test_few_articles_mean_wide_intervals() -> None:
    """Labels that hang together tell less than as many that do not."""
    p = np.full((90, 4), 0.05)
    p[np.arange(90), np.where(np.arange(90) < 45, GOLD, 3)] = 0.85
    spreads = []
    for size in (1, 15):
        articles = [str(n // size) for n in range(90)]
        table = compare({"old": p, "new": p}, GOLD, articles, NAMES, seed=1)
        row = figure(table, "old", "log_loss")
        spreads.append(row["high"] - row["low"])

    assert spreads[1] > 2 * spreads[0]


def test_no_article_in_two_folds() -> None:
    """Folds are of whole articles, none is empty, and none is much fuller."""
    sizes = RANDOM.integers(1, 9, 23)
    articles = [f"a{n}" for n, size in enumerate(sizes) for _ in range(size)]
    folds = deal_folds(articles, count=5, seed=2)
    counts = np.bincount(folds, minlength=5)

    assert {1} == {len(set(folds[np.array(articles) == a])) for a in set(articles)}
    assert counts.max() - counts.min() <= 8


def test_folds_follow_the_seed() -> None:
    """One seed deals one way, another deals another."""
    first, again, other = (deal_folds(ARTICLES, 5, seed) for seed in (1, 1, 2))

    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize("counts", [[30, 10, 1], [1, 1, 1]])
def test_draws_are_of_as_many(
    counts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real set comes first; each draw has as many, and blocks change no number."""
    own = np.array(counts)
    whole = np.vstack(list(draw_again(own, 2000, seed=7)))
    monkeypatch.setattr(resampling, "_AT_ONCE", 9)
    parts = list(draw_again(own, 2000, seed=7))

    assert counts == whole[0].tolist()
    assert {float(own.sum())} == set(whole.sum(1))
    assert [1, 3, 3] == [len(part) for part in parts[:3]]
    assert (whole == np.vstack(parts)).all()
    assert counts == pytest.approx(whole.mean(0), abs=0.3)
    # the variance of a draw with replacement is n p (1 - p)
    assert own * (1 - own / own.sum()) == pytest.approx(whole[1:].var(0), rel=0.15)
