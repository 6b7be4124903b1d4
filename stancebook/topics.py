"""Whether an article is about a target at all comes before any side that it takes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stancebook.remembered import Remembered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stancebook.encoder import Encoder

__all__ = ["forget", "mean_states", "weigh_topics"]

# Of 40 real articles, none lies closer to six sentences that others are about than
# 0.475, and its own is nearer than 0.42 to 1 in 100: the curve is set below both.
CENTRE, STEEPNESS = 0.40, 40.0
FEWEST_PARAGRAPHS = 4  # a sentence or two tell little of what a text is about
FEWEST_WORDS = 4  # in a target: a name may be meant where nothing like it is said


@lru_cache(maxsize=1)
def _encoder() -> Encoder:
    from stancebook.encoder import Encoder  # torch is loaded when first needed

    return Encoder.bare()


def _read(texts: Sequence[str]) -> list[NDArray[np.float32]]:
    return [found.states.mean(0) for found in _encoder().predict(texts)]


_mean_states = Remembered(_read)  # voice and stance read the same paragraphs


forget = _mean_states.forget


def mean_states(texts: Sequence[str]) -> NDArray[np.float32]:
    """
    Return the bare encoder's mean state of each text, shape (texts, 384).

    Examples
    --------
    >>> mean_states(["The dam held."]).shape
    (1, 384)
    """
    rows = _mean_states(texts)
    return np.array(rows, dtype=np.float32).reshape(len(texts), -1)


def _unit(values: NDArray[np.float32]) -> NDArray[np.float32]:
    result: NDArray[np.float32] = values / np.linalg.norm(values, axis=1, keepdims=True)
    return result


def weigh_topics(
    paragraphs: pd.DataFrame, targets: Sequence[str]
) -> NDArray[np.float64]:
    """
    Return P(its article is about the target), shape (paragraphs, targets).

    By the paragraph of the article that is nearest to the target in meaning (cosine of
    mean states; Reimers and Gurevych 2019, Sentence-BERT). Short articles, and targets
    that are names rather than sentences, are taken to be on topic.

    Examples
    --------
    >>> texts = ["The dam was filled."] * 5
    >>> table = pd.DataFrame({"article": "a", "text": texts})
    >>> sentences = ["The dam should be filled.", "Taxes are too high now."]
    >>> weigh_topics(table, sentences)[0].round(2)
    array([1., 0.])
    """
    near = (
        _unit(mean_states(paragraphs["text"].tolist())) @ _unit(mean_states(targets)).T
    )
    articles = paragraphs["article"].to_numpy()
    nearest = pd.DataFrame(near).groupby(articles).transform("max").to_numpy(float)
    size = pd.Series(articles).groupby(articles).transform("size").to_numpy()
    p: NDArray[np.float64] = 1 / (1 + np.exp(-STEEPNESS * (nearest - CENTRE)))
    p[size < FEWEST_PARAGRAPHS] = 1.0
    p[:, [len(target.split()) < FEWEST_WORDS for target in targets]] = 1.0
    return p
