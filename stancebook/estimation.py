"""Means and gaps stay valid though most labels are a model's, if some were drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.population import (
    ABSENT,
    Population,
    guess_stances,
    guess_voices,
    read_population,
)
from stancebook.schema import STANCES, VOICES, InputError, require
from stancebook.tabulate import COLUMNS
from stancebook.totals import Ratios, weigh_gap, weigh_stances, weigh_voices

__all__ = ["estimate_gap", "estimate_mean"]

Mask = NDArray[np.bool_]
_SCORES = ("paragraph", "target", "holder", "innermost", "decided_by", *STANCES)


def estimate_gap(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    sample: pd.DataFrame,
    paragraphs: pd.DataFrame | None = None,
    *,
    voices: pd.DataFrame | None = None,
    by: str | None = None,
    targets: Sequence[str] | None = None,
    absent: str = "missing",
    finite: bool = False,
    seed: int = 7,
) -> pd.DataFrame:
    """
    Estimate the framing gap: stance in what a page says itself less in what it reports.

    Each target's gap is the mean score of editorial paragraphs less that of reported
    ones, over those that bear on the target: favor is +1, neutral 0, against -1. Both
    the stance and the voice are a model's but for the sampled paragraphs, so both are
    mended by design-based supervised learning with model-made covariates (Egami, Hinck,
    Stewart & Wei 2024), on four totals: with e = 1 in editorial paragraphs, b = 1 in
    those that bear on the target, and s the stance,

        mean(editorial) = sum of e b s / sum of e b,

    each total being sum of g + R / p (gold - g), g a guess that was cross-fitted on
    other articles, R = 1 where the paragraph was labelled, p its probability of being
    drawn. Read `low` to `high`: were the sample drawn again and again, 95 of 100 such
    intervals would hold the gap that one would find by labelling all. It rests on the
    draw alone, and not on how good the model is; a sample of convenience has none.

    Parameters
    ----------
    scores
        What `score_stance` returns.
    gold
        Gold labels of the layers voice and stance; those outside `sample` do not count.
    sample
        What `draw_sample` returned: all of it is to be labelled.
    paragraphs
        The population that it was drawn from; without it, what was scored.
    voices
        What `separate_voices` returns. Without it, the holder of the score is all that
        is known of a voice: still valid, and less sure.
    by
        A column of `paragraphs`, such as `outlet`, for a gap of each.
    targets
        Which ones; without it, all.
    absent
        What a sampled paragraph without a stance row is: `missing`, which is an error,
        or `unrelated`, where annotators were asked only about what they saw.
    finite
        False for a statement about the outlets, of whose articles these are some; True
        for one about just these paragraphs, with a shorter interval. The naive one then
        still is about the outlets: with labels of all, nothing is left to chance.
    seed
        Deals the articles into folds.

    Returns
    -------
    pd.DataFrame
        Rows `editorial`, `reported` and `gap` for each target (and value of `by`):
        `estimate`, `se`, 95% interval `low` to `high`, `p` of no gap, `freedom` of its
        t; the `naive` estimate, which takes the model's labels for the truth, and the
        `labelled_only` one, each with its interval; `n` paragraphs, and those
        `labelled` that are of the row's voice and bear on the target. A row has no
        estimate with fewer than five of them in a voice, or where nothing varies, or
        all is of one article; then `undefined` says why.

    Raises
    ------
    InputError
        Where the tables do not fit one another, the sample was not labelled whole, or
        every row would lack an estimate.
    """
    require(scores, "scores", *_SCORES)
    _check_absent(absent)
    everyone = read_population(scores, gold, sample, paragraphs, finite=finite)
    heard = guess_voices(scores, everyone.rows, voices)
    known = everyone.voices()
    own = _holders(scores, everyone)
    tables = []
    for target in _list_targets(scores, targets):
        said = guess_stances(scores, everyone.rows, target)
        scored = ~np.isnan(said[:, 0])
        asked = np.isin(known, VOICES[:2]) & scored[everyone.design.labelled]
        sides = everyone.stances(target, asked, own, absent)
        ratios = weigh_gap(np.nan_to_num(said), heard, known, sides)
        tables += _fit(ratios, everyone, scored, _part(everyone, by, target), seed)
    return _join(tables, by)


def estimate_mean(
    predictions: pd.DataFrame,
    gold: pd.DataFrame,
    sample: pd.DataFrame,
    paragraphs: pd.DataFrame | None = None,
    *,
    of: str = "score",
    by: str | None = None,
    targets: Sequence[str] | None = None,
    absent: str = "missing",
    finite: bool = False,
    seed: int = 7,
) -> pd.DataFrame:
    """
    Estimate the mean score of each target, or the share of paragraphs with a label.

    `predictions` are `scores` or `voices`. With `of="score"` it is the mean stance of
    paragraphs that bear on the target; with a stance, its share among all paragraphs
    that were scored for the target; with a voice, its share among all paragraphs.
    Everything else is as in `estimate_gap`: Y~ = g + R / p (Y - g) (Egami, Hinck,
    Stewart & Wei 2023), and the mean of Y~ is the estimate.

    Raises
    ------
    InputError
        As `estimate_gap`.

    Examples
    --------
    Every paragraph is labelled, so that the model's labels do not matter:

    >>> names = [f"{a}#{n}" for a in "abcd" for n in range(2)]
    >>> p = {f"p_{v}": [float(v == "reported")] * 8 for v in VOICES}
    >>> voices = pd.DataFrame({"paragraph": names, "voice": "reported", **p})
    >>> gold = pd.DataFrame({"layer": "voice", "paragraph": names, "target": None,
    ...     "holder": None, "value": ["editorial"] * 3 + ["reported"] * 5})
    >>> sample = pd.DataFrame({"paragraph": names, "stratum": "all"})
    >>> sample["probability"] = 1.0
    >>> estimate_mean(voices, gold, sample, of="editorial")["estimate"].tolist()
    [0.375]
    """
    _check_absent(absent)
    if of in VOICES:
        require(predictions, "voices", "paragraph", *(f"p_{v}" for v in VOICES))
    elif of in ("score", *STANCES):
        require(predictions, "scores", *_SCORES)
    else:
        names = ", ".join(("score", *STANCES, *VOICES))
        raise InputError(f"`of` is {of!r}", f"Use one of {names}.")
    everyone = read_population(predictions, gold, sample, paragraphs, finite=finite)
    whole = np.ones(len(everyone.rows), dtype=bool)
    tables = []
    for target in [None] if of in VOICES else _list_targets(predictions, targets):
        if target is None:
            heard = guess_voices(predictions, everyone.rows, predictions)
            ratios, scored = weigh_voices(heard, everyone.voices(), of), whole
        else:
            said = guess_stances(predictions, everyone.rows, target)
            scored = ~np.isnan(said[:, 0])
            asked = scored[everyone.design.labelled]
            own = _holders(predictions, everyone)
            sides = everyone.stances(target, asked, own, absent)
            ratios = weigh_stances(np.nan_to_num(said), sides, of)
        tables += _fit(ratios, everyone, scored, _part(everyone, by, target), seed)
    return _join(tables, by)


def _check_absent(absent: str) -> None:
    if absent not in ABSENT:
        raise InputError(f"`absent` is {absent!r}", f"Use one of {', '.join(ABSENT)}.")


def _list_targets(scores: pd.DataFrame, targets: Sequence[str] | None) -> list[str]:
    there = list(dict.fromkeys(scores["target"]))
    if targets is None:
        return there
    if strange := [name for name in targets if name not in there]:
        problem = f"no paragraph was scored for target {strange[0]!r}"
        raise InputError(problem, f"There are {', '.join(there)}.")
    return list(targets)


def _holders(scores: pd.DataFrame, everyone: Population) -> dict[str, str]:
    """Return whose words make up most of each paragraph: as gold says, or a model."""
    inner = scores[scores["innermost"].astype(bool)].drop_duplicates("paragraph")
    own = dict(zip(inner["paragraph"], inner["holder"], strict=True))
    gold = everyone.gold
    if "chain" in gold.columns:
        heard = gold[(gold["layer"] == "voice") & gold["chain"].map(_is_chain)]
        own |= {
            name: str(chain[-1])
            for name, chain in zip(heard["paragraph"], heard["chain"], strict=True)
        }
    return own


def _is_chain(value: object) -> bool:
    return isinstance(value, list | tuple | np.ndarray) and len(value) > 0


def _part(
    everyone: Population, by: str | None, target: str | None
) -> Iterator[tuple[dict[str, str], Mask]]:
    """Name each group, and say which rows it has."""
    names = {} if target is None else {"target": target}
    if by is None:
        yield names, np.ones(len(everyone.rows), dtype=bool)
        return
    require(everyone.rows, "paragraphs", by)
    values = everyone.rows[by].astype(object)
    values = values.where(values.notna(), "(none)").astype(str)
    for value in sorted(values.unique()):
        yield {**names, by: value}, (values == value).to_numpy()


def _fit(
    ratios: Ratios,
    everyone: Population,
    scored: Mask,
    parts: Iterator[tuple[dict[str, str], Mask]],
    seed: int,
) -> list[pd.DataFrame]:
    return [
        ratios.fit(everyone.design, rows & scored, seed).assign(**names)
        for names, rows in parts
    ]


def _join(tables: list[pd.DataFrame], by: str | None) -> pd.DataFrame:
    table = pd.concat(tables, ignore_index=True)
    if table["estimate"].isna().all():
        why = table["undefined"].value_counts().index[0]
        mend = "Label more, ask for fewer groups, or use finite=True with one article."
        raise InputError(f"no row has an estimate, {why}", mend)
    first = [name for name in ("target", by) if name and name in table.columns]
    table = table.astype({"undefined": object})
    return table[[*first, *COLUMNS, "n", "drawn", "labelled", "undefined"]]
