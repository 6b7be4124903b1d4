"""What a page says itself is set beside what it passes on, target by target."""

from __future__ import annotations

import pandas as pd

from stancebook.schema import STANCES, VOICES, InputError, check, require

__all__ = ["describe_gaps", "describe_stance"]

SIDES = {"favor": 1.0, "against": -1.0, "neutral": 0.0}
HEARD = ("editorial", "reported", "mixed")


def describe_stance(
    labels: pd.DataFrame,
    paragraphs: pd.DataFrame,
    voices: pd.DataFrame | None = None,
    *,
    by: str = "outlet",
) -> pd.DataFrame:
    """
    Return, for each target and outlet, which side is taken in whose voice.

    Counted are the paragraphs that bear on the target, once each, with the stance of
    the innermost voice, whose words make up most of the paragraph. So `editorial` is
    what the page says itself, `reported` what it lets others say; in `mixed` paragraphs
    it is both, so they stand apart. The table describes these labels: it has no
    interval, and a model's means carry its errors. See `estimate_gap` for what holds.

    Parameters
    ----------
    labels
        What `score_stance` or `read_gold` returns.
    paragraphs
        What `segment` returns; labels of other paragraphs do not count.
    voices
        What `separate_voices` returns; gold labels may hold their own.
    by
        A column of `paragraphs` that parts them.

    Returns
    -------
    pd.DataFrame
        A row a target, value of `by` and voice: `n` paragraphs of so many `articles`,
        their `mean` score from -1 to +1, and the shares of `favor`, `against` and
        `neutral`.

    Raises
    ------
    InputError
        Where a table lacks what is asked of it, no voice is known, or `labels` are
        those of several people.

    Examples
    --------
    >>> paragraphs = pd.DataFrame({"paragraph": ["a#0", "a#1", "a#2"],
    ...     "article": "a", "outlet": "Gull"})
    >>> gold = pd.DataFrame({"layer": ["voice"] * 3 + ["stance"] * 3,
    ...     "paragraph": ["a#0", "a#1", "a#2"] * 2, "target": [None] * 3 + ["dam"] * 3,
    ...     "value": ["reported", "reported", "editorial", "favor", "neutral",
    ...     "against"]})
    >>> table = describe_stance(gold, paragraphs)
    >>> table[["voice", "n", "mean", "favor"]].values.tolist()
    [['editorial', 1, -1.0, 0.0], ['reported', 2, 0.5, 0.5]]
    """
    heard = _hear(labels, paragraphs, voices, by)
    shares = {side: heard["side"].eq(side).astype(float) for side in SIDES}
    groups = heard.assign(**shares).groupby(["target", by, "voice"], observed=True)
    table = groups.agg(
        n=("paragraph", "size"),
        articles=("article", "nunique"),
        mean=("score", "mean"),
        **{side: (side, "mean") for side in SIDES},
    )
    return check(_with_names(table), "stances")


def describe_gaps(
    labels: pd.DataFrame,
    paragraphs: pd.DataFrame,
    voices: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Return how far each page's own words lean from what it reports.

    A gap of -1.2 says that the page speaks that much less for the target than those
    whom it quotes. It describes these labels of this page, without an interval; pages
    that say nothing themselves, or report nothing, have none. Voices and stances count
    as in `describe_stance`.

    Returns
    -------
    pd.DataFrame
        A row an article and target: the mean score `editorial` of `n_editorial`
        paragraphs, `reported` of `n_reported`, and `gap`, the one less the other.

    Raises
    ------
    InputError
        As `describe_stance`.

    Examples
    --------
    >>> paragraphs = pd.DataFrame({"paragraph": ["a#0", "a#1"], "article": "a"})
    >>> gold = pd.DataFrame({"layer": ["voice"] * 2 + ["stance"] * 2,
    ...     "paragraph": ["a#0", "a#1"] * 2, "target": [None] * 2 + ["dam"] * 2,
    ...     "value": ["reported", "editorial", "neutral", "against"]})
    >>> describe_gaps(gold, paragraphs)["gap"].tolist()
    [-1.0]
    """
    heard = _hear(labels, paragraphs, voices, "article")
    keys = ["article", "target"]
    table = heard[keys].drop_duplicates().set_index(keys).sort_index()
    for voice in HEARD[:2]:
        own = heard[heard["voice"] == voice].groupby(keys)["score"]
        table[voice] = own.mean()
        table[f"n_{voice}"] = own.size()
    counts = [f"n_{voice}" for voice in HEARD[:2]]
    table[counts] = table[counts].fillna(0).astype(int)
    table["gap"] = table["editorial"] - table["reported"]
    return check(table.reset_index(), "gaps")


def _hear(
    labels: pd.DataFrame, paragraphs: pd.DataFrame, voices: pd.DataFrame | None, by: str
) -> pd.DataFrame:
    """Join each paragraph's own stance with its voice and its group."""
    columns = list(dict.fromkeys(["paragraph", "article", by]))
    require(paragraphs, "paragraphs", *columns)
    places = paragraphs.drop_duplicates("paragraph")[columns]
    own = _read_sides(labels).merge(places, on="paragraph")
    own = own[own["side"] != "unrelated"]
    heard = own["paragraph"].map(_read_voices(labels, voices))
    own = own.assign(voice=pd.Categorical(heard, HEARD))
    own[by] = own[by].fillna("(none)").astype(str)
    return own.dropna(subset="voice")


def _read_sides(labels: pd.DataFrame) -> pd.DataFrame:
    """Return the stance of each paragraph's innermost voice: its side and score."""
    require(labels, "labels", "paragraph", "target")
    if "layer" in labels:
        require(labels, "gold", "value")
        # Whose words make up most of the paragraph stands first in a gold table.
        own = _decided(labels, "stance").rename(columns={"value": "side"})
        own = own.assign(score=own["side"].map(SIDES).astype(float))
    else:
        require(labels, "scores", "innermost", "score", *STANCES)
        own = labels[labels["innermost"].astype(bool)]
        own = own.assign(side=own[list(STANCES)].astype(float).idxmax(axis=1))
    if strange := sorted(set(own["side"].astype(str)) - {*STANCES}):
        mend = f"Use one of {', '.join(STANCES)}."
        raise InputError(f"{strange[0]!r} is no stance", mend)
    own = own.drop_duplicates(["paragraph", "target"])
    return own[["paragraph", "target", "side", "score"]]


def _decided(labels: pd.DataFrame, layer: str) -> pd.DataFrame:
    """Return a layer of gold, of which nothing is decided twice."""
    own = labels[labels["layer"] == layer]
    place = [c for c in ("paragraph", "target", "holder") if c in own.columns]
    if (twice := own.duplicated(place)).any():
        name = own.loc[twice, "paragraph"].iloc[0]
        problem = f"{name!r} has more than one label of {layer}"
        mend = "Give gold: where several people labelled, adjudicate first."
        raise InputError(problem, mend)
    return own


def _read_voices(labels: pd.DataFrame, voices: pd.DataFrame | None) -> pd.Series:
    if voices is not None:
        require(voices, "voices", "paragraph", "voice")
        return voices.drop_duplicates("paragraph").set_index("paragraph")["voice"]
    spoken = _decided(labels, "voice") if "layer" in labels else labels[:0]
    if spoken.empty:
        problem = "nothing says which voice speaks in a paragraph"
        mend = "Give `voices`, or gold labels of the layer voice."
        raise InputError(problem, mend)
    if strange := sorted(set(spoken["value"].astype(str)) - {*VOICES}):
        mend = f"Use one of {', '.join(VOICES)}."
        raise InputError(f"{strange[0]!r} is no voice", mend)
    return spoken.drop_duplicates("paragraph").set_index("paragraph")["value"]


def _with_names(table: pd.DataFrame) -> pd.DataFrame:
    """Return the groups as columns, their names as plain text."""
    flat = table.reset_index()
    return flat.assign(voice=flat["voice"].astype(str))
