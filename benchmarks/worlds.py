"""
Made-up worlds in which the truth is known, for the benchmark of coverage.

Each takes a random generator, and returns a table with one row: an estimate with its
interval, beside the naive one and that of labels alone, and the `truth`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, ndtr

import stancebook as sb
from stancebook.schema import STANCES, VOICES

__all__ = ["WORLDS"]

Random = np.random.Generator
Array = NDArray[np.float64]
ARTICLES, OUTLETS = 60, 3
EDITORIAL = 0.4  # their share
# By voice, editorial first: P(favor), P(against), P(neutral), P(unrelated).
SIDES = np.array([[0.15, 0.4, 0.2, 0.25], [0.25, 0.15, 0.35, 0.25]])
GAP = (0.15 - 0.4) / 0.75 - (0.25 - 0.15) / 0.75


def _draw(random: Random, rows: int, count: int) -> NDArray[np.bool_]:
    """Draw `count` of `rows` by lot."""
    labelled = np.zeros(rows, dtype=bool)
    labelled[random.permutation(rows)[:count]] = True
    return labelled


def _mask(values: Array, labelled: NDArray[np.bool_]) -> Array:
    return np.where(labelled, values.astype(float), np.nan)


def _pick(table: pd.DataFrame, term: str, truth: float) -> pd.DataFrame:
    return table[table["term"] == term].assign(truth=truth)


def correlated(random: Random, rows: int = 1500, count: int = 300) -> pd.DataFrame:
    """Let the model err to one side where the covariate is large."""
    x = random.normal(size=rows)
    y = 0.2 - 0.4 * x + random.normal(size=rows)
    says = y + 0.35 * x + 0.1 + 0.5 * random.normal(size=rows)
    labelled = _draw(random, rows, count)
    data = pd.DataFrame({"y": _mask(y, labelled), "says": says, "x": x, "all": "all"})
    table = sb.regress(
        data, "y", ["x"], predicted={"y": "says"}, stratum="all", powered=True
    )
    return _pick(table, "x", -0.4)


def small(random: Random) -> pd.DataFrame:
    """Fifty labels among five hundred rows."""
    return correlated(random, 500, 50)


def rare(random: Random) -> pd.DataFrame:
    """Count a label that 5 in 100 have, drawing more of what a model takes for one."""
    rows = 4000
    y = random.random(rows) < 0.05
    p = np.clip(np.where(y, 0.75, 0.12) + 0.2 * random.normal(size=rows), 0.01, 0.99)
    stratum = np.where(p > 0.5, "high", np.where(p > 0.25, "middle", "low"))
    labelled = np.zeros(rows, dtype=bool)
    for name in ("high", "middle", "low"):
        own = np.flatnonzero(stratum == name)
        labelled[random.permutation(own)[:150]] = True
    data = pd.DataFrame({"y": _mask(y, labelled), "stratum": stratum})
    data["hard"], data["p"] = (p > 0.5).astype(float), p
    table = sb.regress(
        data, "y", predicted={"y": ["hard", "p"]}, stratum="stratum", powered=True
    )
    return _pick(table, "intercept", 0.05)


def unequal(random: Random) -> pd.DataFrame:
    """Each row is drawn by itself, with a chance that rises with the outcome."""
    rows = 2000
    x = random.normal(size=rows)
    y = 0.3 * x + random.normal(size=rows)
    says = 0.6 * y - 0.3 * x + 0.5 * random.normal(size=rows)
    chance = 0.05 + 0.4 * expit(1.5 * says)
    labelled = random.random(rows) < chance
    data = pd.DataFrame({"y": _mask(y, labelled), "says": says, "x": x})
    data["chance"] = chance
    table = sb.regress(
        data,
        "y",
        ["x"],
        predicted={"y": "says"},
        probability="chance",
        powered=True,
    )
    return _pick(table, "x", 0.3)


def clustered(random: Random) -> pd.DataFrame:
    """Paragraphs of one article hang together, and the covariate is the article's."""
    sizes = random.integers(5, 16, size=80)
    article = np.repeat(np.arange(80), sizes)
    rows = len(article)
    x = random.normal(size=80)[article]
    y = 0.5 * x + 0.7 * random.normal(size=80)[article] + random.normal(size=rows)
    says = 0.8 * y - 0.5 * x + 0.3 * random.normal(size=80)[article]
    says += 0.5 * random.normal(size=rows)
    labelled = _draw(random, rows, 200)
    data = pd.DataFrame({"y": _mask(y, labelled), "says": says, "x": x, "all": "all"})
    table = sb.regress(
        data.assign(article=article),
        "y",
        ["x"],
        predicted={"y": "says"},
        stratum="all",
        cluster="article",
    )
    return _pick(table, "x", 0.5)


def logistic(random: Random) -> pd.DataFrame:
    """Let the model miss most of a binary outcome where the covariate is large."""
    rows = 2000
    x = random.normal(size=rows)
    y = random.random(rows) < expit(-0.5 + 0.8 * x)
    p = expit(np.where(y, 1.5, -1.5) - 0.9 * x + 0.7 * random.normal(size=rows))
    labelled = _draw(random, rows, 300)
    data = pd.DataFrame({"y": _mask(y, labelled), "x": x, "all": "all"})
    data["hard"], data["p"] = (p > 0.5).astype(float), p
    table = sb.regress(
        data,
        "y",
        ["x"],
        predicted={"y": ["hard", "p"]},
        stratum="all",
        family="logistic",
        powered=True,
    )
    return _pick(table, "x", 0.8)


def covariate(random: Random) -> pd.DataFrame:
    """Outcome and covariate are both a model's, and their errors go together."""
    rows = 2000
    x = random.random(rows) < 0.4
    z = random.normal(size=rows)
    y = 0.5 - 0.6 * x + 0.3 * z + random.normal(size=rows)
    error = random.normal(size=rows)
    p = expit(np.where(x, 1.6, -1.6) + 0.8 * error)
    says = 0.8 * y + 0.5 * error + 0.4 * random.normal(size=rows)
    labelled = _draw(random, rows, 400)
    data = pd.DataFrame({"y": _mask(y, labelled), "x": _mask(x, labelled), "z": z})
    data["says"], data["hard"], data["all"] = says, (p > 0.5).astype(float), "all"
    table = sb.regress(
        data.assign(p=p),
        "y",
        ["x", "z"],
        predicted={"y": "says", "x": ["hard", "p"]},
        stratum="all",
    )
    return _pick(table, "x", -0.6)


def effects(random: Random) -> pd.DataFrame:
    """Outlets differ, and each has an intercept of its own."""
    rows, outlets = 1500, 12
    outlet = random.integers(0, outlets, size=rows)
    level = np.linspace(-1, 1, outlets)[outlet]
    x = 0.5 * level + random.normal(size=rows)
    y = level + 0.3 * x + random.normal(size=rows)
    says = 0.7 * y - 0.3 * x + 0.5 * random.normal(size=rows)
    labelled = _draw(random, rows, 300)
    data = pd.DataFrame({"y": _mask(y, labelled), "says": says, "x": x, "all": "all"})
    table = sb.regress(
        data.assign(outlet=outlet),
        "y",
        ["x"],
        predicted={"y": "says"},
        stratum="all",
        within="outlet",
    )
    return _pick(table, "x", 0.3)


def _uniform(random: Random, article: NDArray[np.int64], share: float) -> Array:
    """Return numbers that are uniform, and alike within an article."""
    mood = random.normal(size=article.max() + 1)[article]
    own = random.normal(size=len(article))
    result: Array = ndtr(np.sqrt(share) * mood + np.sqrt(1 - share) * own)
    return result


def _write_articles(random: Random, articles: int) -> pd.DataFrame:
    """Return paragraphs with their voice and side; an article keeps to its mood."""
    sizes = random.integers(4, 13, size=articles)
    article = np.repeat(np.arange(articles), sizes)
    voice = (_uniform(random, article, 0.3) > EDITORIAL).astype(int)
    edges = np.cumsum(SIDES[voice][:, [1, 3, 2]], axis=1)
    lean = _uniform(random, article, 0.3)
    side = np.array([1, 3, 2, 0])[(lean[:, None] > edges[:, :3]).sum(1)]
    place = np.concatenate([np.arange(size) for size in sizes])
    names = [f"a{a}#{n}" for a, n in zip(article, place, strict=True)]
    table = pd.DataFrame({"paragraph": names, "voice": voice, "side": side})
    table["article"] = [f"a{a}" for a in article]
    table["outlet"] = [f"o{a % OUTLETS}" for a in article]
    return table


def _read_as_a_model(
    random: Random, table: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return scores and voices of a model that takes criticism by a page for praise."""
    rows = len(table)
    voice, side = table["voice"].to_numpy(), table["side"].to_numpy()
    lean = np.where(voice == 0, 1.2, -1.2) + 0.8 * (side == 0)
    p = expit(lean + random.normal(size=rows))
    logits = 2.0 * np.eye(4)[side] + random.normal(size=(rows, 4))
    logits += np.where(voice == 0, 1.2, 0.0)[:, None] * np.array([1.0, -1.0, 0.0, 0.0])
    stances = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    names = {"paragraph": table["paragraph"]}
    scores = pd.DataFrame({**names, "target": "dam", "holder": "publisher"})
    scores[list(STANCES)] = stances
    scores["score"] = stances[:, 0] - stances[:, 1]
    scores = scores.assign(innermost=True, decided_by="model")
    voices = pd.DataFrame({**names, **{f"p_{one}": 0.0 for one in VOICES}})
    return scores, voices.assign(p_editorial=p, p_reported=1 - p)


def _label(table: pd.DataFrame) -> pd.DataFrame:
    """Return the gold labels of all paragraphs; what is not drawn is never read."""
    base = {"paragraph": table["paragraph"], "holder": None, "how": "made up"}
    voice = np.array(VOICES)[table["voice"]]
    side = np.array(STANCES)[table["side"]]
    heard = pd.DataFrame({**base, "layer": "voice", "target": None, "value": voice})
    said = pd.DataFrame({**base, "layer": "stance", "target": "dam", "value": side})
    return pd.concat([heard, said], ignore_index=True)


def _gap_of(table: pd.DataFrame) -> float:
    """Return the gap that labelling these paragraphs would find."""
    score = table["side"].map({0: 1.0, 1: -1.0, 2: 0.0})  # NaN where unrelated
    means = score.groupby(table["voice"]).mean()
    return float(means[0] - means[1])


def gap(random: Random, *, whole: bool = False, finite: bool = False) -> pd.DataFrame:
    """Go through the real tables: voice and stance are both a model's."""
    table = _write_articles(random, ARTICLES)
    scores, voices = _read_as_a_model(random, table)
    seed = int(random.integers(2**31))
    size = ARTICLES // 3 if whole else 150
    sample = sb.draw_sample(table, size, by="outlet", whole=whole, seed=seed)
    found = sb.estimate_gap(
        scores, _label(table), sample, table, voices=voices, finite=finite
    )
    return _pick(found, "gap", _gap_of(table) if finite else GAP)


WORLDS: dict[str, Callable[[Random], pd.DataFrame]] = {
    "correlated error": correlated,
    "rare class": rare,
    "unequal chances": unequal,
    "clusters": clustered,
    "logistic": logistic,
    "small sample": small,
    "model-made covariate": covariate,
    "fixed effects": effects,
    "gap, paragraphs": gap,
    "gap, whole articles": partial(gap, whole=True),
    "gap, this corpus": partial(gap, finite=True),
}
