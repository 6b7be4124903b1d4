"""Whoever reads for a stance keeps one contract; the library's own model does too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from stancebook.weights import find_model
from stancebook.windows import read_in_windows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stancebook.encoder import Encoder
    from stancebook.passages import Passage

__all__ = ["AdapterReader", "Reader"]


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
        return np.stack([self._calibrate(mean, each.kind) for mean, each in pairs])

    def _calibrate(self, logits: NDArray[Any], kind: str) -> NDArray[np.float64]:
        """Scale logits by the temperature of the voice (Guo et al. 2017)."""
        fitted = self._calibration.get(kind, {})
        scaled = logits / fitted.get("temperature", 1.0)
        scaled = scaled + np.array(fitted.get("bias", [0.0] * 4))
        exp = np.exp(scaled - scaled.max(-1, keepdims=True))
        result: NDArray[np.float64] = exp / exp.sum(-1, keepdims=True)
        return result
