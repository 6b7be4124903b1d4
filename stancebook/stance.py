"""Which side each holder takes on each target, paragraph by paragraph."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stancebook import schema
from stancebook.passages import FEWEST_WORDS, Passage, share_out
from stancebook.quotation import word_spans
from stancebook.weights import find_model
from stancebook.windows import find_windows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stancebook.encoder import Encoder

__all__ = ["StanceScorer", "score_stance"]


@dataclass
class StanceScorer:
    """
    Scores texts against targets and keeps its model loaded between calls.

    Examples
    --------
    >>> scorer = StanceScorer()
    >>> scorer.score(["The dam is a blessing for the valley."], ["the dam"]).shape
    (1, 1, 4)
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

    def score(
        self, texts: Sequence[str], targets: Sequence[str], kinds: Sequence[str] = ()
    ) -> NDArray[np.float64]:
        """
        Return P(favor, against, neutral, unrelated), shape (texts, targets, 4).

        Each text is encoded once; the targets read against it. A long text is read in
        parts, and its logits are their mean, by length. `kinds` says for each text if
        its voice is `editorial`, `narration` or `source`, for calibration.
        """
        parts = [
            (number, part)
            for number, text in enumerate(texts)
            for _, part in find_windows(text)
        ]
        predictions = self._load().predict(
            [part for _, part in parts], [list(targets)] * len(parts)
        )
        total = np.zeros((len(texts), len(targets), 4))
        lengths = np.zeros((len(texts), 1, 1))
        for (number, part), prediction in zip(parts, predictions, strict=True):
            total[number] += (len(part) or 1) * prediction.pooled["stance"][1:]
            lengths[number] += len(part) or 1
        kinds = kinds or ["source"] * len(texts)
        return np.stack(
            [
                self._calibrate(*each)
                for each in zip(total / lengths, kinds, strict=True)
            ]
        )

    def _calibrate(self, logits: NDArray[Any], kind: str) -> NDArray[np.float64]:
        """Scale logits by the temperature of the voice (Guo et al. 2017)."""
        fitted = self._calibration.get(kind, {})
        scaled = logits / fitted.get("temperature", 1.0)
        scaled = scaled + np.array(fitted.get("bias", [0.0] * 4))
        exp = np.exp(scaled - scaled.max(-1, keepdims=True))
        result: NDArray[np.float64] = exp / exp.sum(-1, keepdims=True)
        return result


@lru_cache(maxsize=1)
def _default_scorer() -> StanceScorer:
    return StanceScorer()


def _kind(voice: str, holder: str) -> str:
    if holder.startswith("source:"):
        return "source"
    return "editorial" if voice in ("editorial", "mixed") else "narration"


def _aside(own: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Return what holds of a voice that passes a paragraph on without words of its own.

    It takes no side; it bears on the target as far as the paragraph does.
    """
    unrelated = own[3]
    return np.array([0.0, 0.0, 1.0 - unrelated, unrelated])


def _row(
    paragraph: str, target: str, passage: Passage, p: NDArray[Any]
) -> dict[str, Any]:
    favor, against, neutral, unrelated = (float(value) for value in p)
    return {
        "paragraph": paragraph,
        "target": target,
        "holder": passage.holder,
        "favor": favor,
        "against": against,
        "neutral": neutral,
        "unrelated": unrelated,
        "score": favor - against,
        "innermost": passage.innermost,
    }


def _speaks(job: Job) -> bool:
    """Say if a passage has words to be scored; credits and furniture take no side."""
    if job.voice.voice in ("credit", "boilerplate"):
        return False
    enough = len(word_spans(job.passage.text)) >= FEWEST_WORDS
    return bool(job.passage.text.strip()) if job.passage.innermost else enough


@dataclass(frozen=True)
class Job:
    """One passage to score, with the voices row of its paragraph."""

    voice: Any
    passage: Passage


def _plan(
    paragraphs: pd.DataFrame, voices: pd.DataFrame, attributions: pd.DataFrame
) -> list[list[Job]]:
    """List the passages of every paragraph, the innermost first."""
    groups = attributions.groupby("paragraph")
    said: dict[Any, list[Any]] = {key: list(rows.itertuples()) for key, rows in groups}
    texts: dict[Any, str] = dict(
        zip(paragraphs["paragraph"], paragraphs["text"], strict=True)
    )
    return [
        [
            Job(voice, passage)
            for passage in share_out(
                voice, texts[voice.paragraph], said.get(voice.paragraph, [])
            )
        ]
        for voice in voices.itertuples()
    ]


def _score_jobs(jobs: list[Job], targets: list[str], scorer: StanceScorer) -> Any:
    """Score the passages that speak; the rest are unrelated, (jobs, targets, 4)."""
    scores = np.zeros((len(jobs), len(targets), 4))
    scores[:, :, 3] = 1.0
    spoken = [number for number, job in enumerate(jobs) if _speaks(job)]
    if spoken:
        texts = [jobs[n].passage.text for n in spoken]
        kinds = [_kind(jobs[n].voice.voice, jobs[n].passage.holder) for n in spoken]
        scores[spoken] = scorer.score(texts, targets, kinds)
    return scores


def _rows(
    jobs: list[Job], scores: NDArray[np.float64], targets: list[str]
) -> Iterator[dict[str, Any]]:
    """Write the entries of one paragraph: target by target, its own voice first."""
    for place, target in enumerate(targets):
        for number, job in enumerate(jobs):
            p = scores[number, place]
            aside = not job.passage.innermost and not _speaks(job)
            p = _aside(scores[0, place]) if aside else p
            yield _row(job.voice.paragraph, target, job.passage, p)


def score_stance(
    paragraphs: pd.DataFrame,
    targets: pd.DataFrame,
    voices: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    scorer: StanceScorer | None = None,
) -> pd.DataFrame:
    """
    Score every paragraph, target and holder: the score is P(favor) - P(against).

    The holder whose words make up most of a paragraph comes first; what others say in
    it is scored on their own words, and a voice without any takes no side. Credits and
    page furniture hold no stance and are scored unrelated.

    Examples
    --------
    >>> tables = [schema.empty(name) for name in ("paragraphs", "targets", "voices")]
    >>> list(score_stance(*tables).columns)[:3]
    ['paragraph', 'target', 'holder']
    """
    if paragraphs.empty or targets.empty:
        return schema.empty("scores")
    said = schema.empty("attributions") if attributions is None else attributions
    plan = _plan(paragraphs, voices, said)
    jobs = [job for own in plan for job in own]
    texts, ids = targets["text"].tolist(), targets["target"].tolist()
    scores = _score_jobs(jobs, texts, scorer or _default_scorer())
    rows: list[dict[str, Any]] = []
    done = 0
    for own in plan:
        rows += _rows(own, scores[done : done + len(own)], ids)
        done += len(own)
    return pd.DataFrame(rows, columns=list(schema.TABLES["scores"]))
