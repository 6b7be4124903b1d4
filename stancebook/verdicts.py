"""Models name their verdicts in many ways; here they are read as stances."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from stancebook.schema import STANCES, InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["read_labels", "share_doubt"]

# A text that entails a target takes its side, and one that contradicts it the other.
_WORDS = {
    "favor": "favor favour in_favor in_favour pro for support supports agree"
    " entailment",
    "against": "against anti con oppose opposes deny refutes disagree contradiction",
    "neutral": "neutral none neither comment discuss not_enough_info",
    "unrelated": "unrelated irrelevant",
}
_STANCE = {word: stance for stance, words in _WORDS.items() for word in words.split()}
_TWO = {"entailment", "not_entailment"}


def _plain(label: str) -> str:
    return re.sub(r"[\s_-]+", "_", label.strip().lower())


def read_labels(
    names: Sequence[str], renamed: Mapping[str, str], model: str = ""
) -> list[str]:
    """
    Return what each label means: a stance; or, of two, if the target follows or not.

    Examples
    --------
    >>> read_labels(["ENTAILMENT", "neutral", "contradiction"], {})
    ['favor', 'neutral', 'against']
    >>> read_labels(["LABEL_0", "LABEL_1"], {"LABEL_0": "against", "LABEL_1": "favor"})
    ['against', 'favor']

    Raises
    ------
    InputError
        Where a label says nothing, or none says who is for or against.
    """
    unknown = sorted(set(renamed) - set(names))
    if unknown:
        mend = f"Its labels are {', '.join(names)}."
        raise InputError(f"the model has no label {unknown[0]}", mend, model)
    words = [_plain(renamed.get(name, name)) for name in names]
    if set(words) == _TWO and len(words) == len(_TWO):
        return words
    meanings = [_STANCE.get(word, "") for word in words]
    if not all(meanings) or not {"favor", "against"} <= set(meanings):
        offer = ", ".join(f'"{name}": "{STANCES[1]}"' for name in names[:1])
        mend = f"Say it: `labels={{{offer}, …}}`, for each one of {', '.join(STANCES)}."
        problem = f"the labels {', '.join(names)} do not say which stance they mean"
        raise InputError(problem, mend, model)
    return meanings


def share_doubt(
    asserted: NDArray[np.float64], denied: NDArray[np.float64]
) -> NDArray[np.float64]:
    """
    Return stances from P(the target follows) and P(its denial follows).

    Where both follow, or neither does, the text takes no side.

    Examples
    --------
    >>> share_doubt(np.array([0.75, 0.5]), np.array([0.0, 0.5]))
    array([[0.75, 0.  , 0.25, 0.  ],
           [0.25, 0.25, 0.5 , 0.  ]])
    """
    favor, against = asserted * (1 - denied), denied * (1 - asserted)
    rest = 1 - favor - against
    return np.stack([favor, against, rest, np.zeros_like(rest)], axis=-1)
