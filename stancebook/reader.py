"""Whoever reads for a stance keeps one contract; the library's own model does too."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from stancebook.softmax import softmax
from stancebook.weights import find_model
from stancebook.windows import read_in_windows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stancebook.encoder import Encoder
    from stancebook.passages import Passage

__all__ = ["AdapterReader", "Reader", "calibrate"]


class Reader(Protocol):
    """Whatever reads passages against targets: a model here, or one far away."""

    def read(
        self, passages: Sequence[Passage], targets: Sequence[str]
    ) -> NDArray[np.float64]:
        """Return P(favor, against, neutral, unrelated) of passages and targets."""


@dataclass
class AdapterReader:
    """
    Reads with the adapter in `folder`, which is loaded when first needed.

    Each text is encoded once and the targets read against it; the answer is calibrated
    by the kind of voice.
    """

    folder: str | PathLike[str] | None = None
    _encoder: Encoder | None = field(default=None, init=False, repr=False)
    _calibration: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    def _load(self) -> Encoder:
        if self._encoder is None:
            from stancebook.encoder import Encoder  # torch is loaded when first needed

            self._encoder = Encoder.load("stance", self.folder)
            path = find_model("stance", self.folder) / "config.json"
            config = json.loads(path.read_text(encoding="utf-8"))
            self._calibration = config.get("calibration", {})
        return self._encoder

    def read(
        self, passages: Sequence[Passage], targets: Sequence[str]
    ) -> NDArray[np.float64]:
        """Return P(favor, against, neutral, unrelated) of passages and targets."""
        encoder = self._load()

        def logits(parts: Sequence[str]) -> NDArray[Any]:
            found = encoder.predict(parts, [list(targets)] * len(parts))
            return np.stack([each.pooled["stance"][1:] for each in found])

        means = read_in_windows([passage.text for passage in passages], logits)
        pairs = zip(means, passages, strict=True)
        fitted = self._calibration
        return np.stack(
            [calibrate(mean, fitted.get(each.kind, {})) for mean, each in pairs]
        )


def calibrate(logits: NDArray[Any], fitted: Mapping[str, float]) -> NDArray[np.float64]:
    """
    Return probabilities of logits, (…, 4), at the temperatures of a kind of voice.

    Whether a text bears on a target at all is a question of its own: a temperature
    (Guo et al. 2017) fitted on who takes which side must not blur it, so `relatedness`
    scales the one and `temperature` the other. `neutrality` is added to what speaks for
    no side; below zero it leans towards one, where a model sits on the fence too often.

    Examples
    --------
    >>> calibrate(np.array([2.0, 0.0, 0.0, 9.0]), {"temperature": 5.0}).round(2)
    array([0., 0., 0., 1.])
    """
    lean = fitted.get("neutrality", 0.0) * np.array([0, 0, 1, 1])
    unrelated = softmax(logits / fitted.get("relatedness", 1.0) + lean)[..., 3:]
    sides = softmax(logits[..., :3] / fitted.get("temperature", 1.0) + lean[:3])
    return np.concatenate([sides * (1 - unrelated), unrelated], axis=-1)
