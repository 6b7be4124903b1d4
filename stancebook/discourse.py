"""What the voice model reads of a paragraph: surface, place, meaning, neighbours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stancebook.cues import CUES, measure_cues
from stancebook.marks import MARKS, measure_marks
from stancebook.quotation import is_speech, word_spans
from stancebook.remembered import Remembered
from stancebook.topics import mean_states

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stancebook.encoder import Encoder

__all__ = [
    "PLAIN",
    "ask_claims",
    "assemble",
    "group_by_paragraph",
    "measure_paragraphs",
    "share_words",
]

PLACES = 8
ECHOES = 2
SAID = 5
WIDTH = len(MARKS) + PLACES + SAID + ECHOES
# How much a group of measures counts under one penalty: what a paragraph shows itself,
# and what the claims model says of it, counts more than its neighbours and its topic;
# set by cross-validation over sites.
OWN, CONTEXT = 2.0, 0.7
CUES_AROUND = 0.3  # what the neighbours' cues count for
MEASURED = ("surface", "cues", "meaning")
STATE = 384  # the width of the bare encoder's state, which stands first in `meaning`
PLAIN = 2 * STATE  # where in what is assembled the states end
_ASKED = ("opinion", "subjective", "check_worthy", "comment")


@lru_cache(maxsize=1)
def _encoder() -> Encoder:
    from stancebook.encoder import Encoder  # torch is loaded when first needed

    return Encoder.load("claims")


def _read_claims(texts: Sequence[str]) -> list[dict[str, NDArray[np.float32]]]:
    return [found.pooled for found in _encoder().predict(texts)]


# The claims model's logits of texts, by head; a sentence is often a whole paragraph.
ask_claims = Remembered(_read_claims)


def _place(position: int, count: int) -> list[float]:
    """Say where in its article a paragraph stands; the title is position 0."""
    left = count - 1 - position
    return [
        float(position == 0),
        float(position == 1),
        float(left == 0),
        float(left == 1),
        position / count,
        min(1.0, position / 5),
        min(1.0, left / 5),
        float(np.log(count) / 4),
    ]


def share_words(text: str, rows: list[Any]) -> dict[str, float]:
    """Return the share of a paragraph's words that each named source speaks."""
    words = word_spans(text)
    owner: dict[int, tuple[int, str]] = {}
    for row in rows:
        if not is_speech(" ".join(span["text"] for span in row.cue)):
            continue
        size = sum(s["end"] - s["start"] for s in row.content)
        for span in row.content:
            for place, (start, _) in enumerate(words):
                inside = span["start"] <= start < span["end"]
                # the innermost of nested attributions is the one who speaks
                if inside and (place not in owner or size < owner[place][0]):
                    owner[place] = (size, row.source_name or "")
    shares: dict[str, float] = {}
    for _, name in owner.values():
        shares[name] = shares.get(name, 0.0) + 1 / len(words)
    return shares


def _said(text: str, rows: list[Any]) -> list[float]:
    """Measure how much of a paragraph is attributed, and how firmly."""
    shares = share_words(text, rows)
    return [
        min(1.0, sum(shares.values())),
        float(sum(shares.values()) > 0.5),
        min(3, len(rows)) / 3,
        float(any(row.cue for row in rows)),
        max((row.p for row in rows), default=0.0),
    ]


def group_by_paragraph(attributions: pd.DataFrame | None) -> dict[str, list[Any]]:
    """Return the rows of each paragraph; none where there is no table."""
    if attributions is None or attributions.empty:
        return {}
    names = attributions.filter(["source_name", "parent"]).astype(object)
    whole = attributions.assign(**names.where(names.notna(), None))
    groups = whole.groupby("paragraph", sort=False)
    return {str(key): list(rows.itertuples()) for key, rows in groups}


def _echoes(texts: list[str]) -> list[list[float]]:
    """Say which paragraphs stand twice in an article, and which repeat its title."""
    plain = [" ".join(re.findall(r"\w+", text.lower())) for text in texts]
    title, counts = set(plain[0].split()), Counter(plain)
    return [
        [
            float(bool(own) and counts[own] > 1),
            len(title & set(own.split())) / max(1, len(title | set(own.split()))),
        ]
        for own in plain
    ]


def _surface(
    paragraphs: pd.DataFrame, said: dict[str, list[Any]]
) -> NDArray[np.float32]:
    """Return marks, place and attribution of every paragraph."""
    groups = paragraphs.groupby("article", sort=False)["text"]
    counts = groups.transform("size")
    echoes = pd.Series(index=paragraphs.index, dtype=object)
    for _, texts in groups:
        echoes[texts.index] = pd.Series(_echoes(texts.tolist()), index=texts.index)
    columns = zip(
        paragraphs["paragraph"],
        paragraphs["text"],
        paragraphs["position"],
        counts,
        echoes,
        strict=True,
    )
    rows = [
        [
            *measure_marks(text),
            *_place(place, count),
            *_said(text, said.get(key, [])),
            *echo,
        ]
        for key, text, place, count, echo in columns
    ]
    return np.array(rows, dtype=np.float32).reshape(-1, WIDTH)


def _cues(paragraphs: pd.DataFrame, said: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what tells who speaks by words and place; `said` is what is attributed."""
    positions = paragraphs["position"]
    last = positions.groupby(paragraphs["article"].to_numpy()).transform("max")
    columns = zip(paragraphs["text"], positions, last - positions, said, strict=True)
    rows = [
        measure_cues(text, place, left, share) for text, place, left, share in columns
    ]
    return np.array(rows, dtype=np.float32).reshape(-1, len(CUES))


def _meaning(texts: list[str]) -> NDArray[np.float32]:
    """Return each paragraph's mean state, and what the claims model says of it."""
    asked = [
        np.concatenate([logits[name][0] for name in _ASKED])
        for logits in ask_claims(texts)
    ]
    return np.hstack([mean_states(texts), np.array(asked, dtype=np.float32)])


def _neighbours(
    values: NDArray[np.float32], articles: list[str]
) -> NDArray[np.float32]:
    """Return the rows two before to two after in the same article."""
    keys = np.array(articles)
    parts = []
    for step in (-2, -1, 1, 2):
        moved = np.roll(values, -step, axis=0)
        same = np.roll(keys, -step) == keys
        same[: max(0, -step)] = False
        same[len(keys) - max(0, step) :] = False
        parts.append(moved * same[:, None])
    return np.hstack(parts)


def measure_paragraphs(
    paragraphs: pd.DataFrame, attributions: pd.DataFrame | None = None
) -> dict[str, NDArray[np.float32]]:
    """
    Measure what the voice model reads: `surface`, `cues`, `meaning`; rows paragraphs.

    No site and no outlet is among them, so what is learnt on one holds on another.
    """
    surface = _surface(paragraphs, group_by_paragraph(attributions))
    return {
        "surface": surface,
        "cues": _cues(paragraphs, surface[:, len(MARKS) + PLACES]),
        "meaning": _meaning(paragraphs["text"].tolist()),
    }


def assemble(
    measured: dict[str, NDArray[np.float32]],
    articles: list[str],
    scale: dict[str, NDArray[np.float32]],
) -> NDArray[np.float32]:
    """Scale what was measured and set each paragraph among its neighbours."""
    surface, cues, meaning = (
        (measured[name] - scale[f"{name}_mean"]) / scale[f"{name}_spread"]
        for name in MEASURED
    )
    groups = pd.DataFrame(meaning).groupby(np.array(articles))
    whole = groups.transform("mean").to_numpy(np.float32)
    surface, cues = np.clip(surface, -5, 5), np.clip(cues, -6, 6)
    return np.hstack(
        [
            CONTEXT * meaning[:, :STATE],
            CONTEXT * whole[:, :STATE],
            OWN * surface,
            OWN * meaning[:, STATE:],
            CONTEXT * _neighbours(surface, articles),
            OWN * cues,
            CUES_AROUND * _neighbours(cues, articles),
            CONTEXT * whole[:, STATE:],
        ]
    )
