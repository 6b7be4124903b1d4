"""A user's own labels move the shipped model, as far as they can be shown to help."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.labelled import Lesson, find_lessons, read_lessons
from stancebook.model_card import check_place, describe, name_annotators, write_model
from stancebook.reader import calibrate
from stancebook.regression import Examples, fit_heads
from stancebook.resampling import compare
from stancebook.schema import STANCES, InputError
from stancebook.validation import choose_reach, cross_validate
from stancebook.weights import find_model, find_shipped

__all__ = ["FineTuning", "fine_tune"]

Array = NDArray[np.float64]
FEWEST_LABELS, FEWEST_ARTICLES = 50, 5
KINDS = ("editorial", "narration", "source")
KEEP = ("if better", "always", "never")


@dataclass(frozen=True)
class FineTuning:
    """
    What came of a fine-tuning.

    `figures` has the rows `shipped`, `tuned` and `gain` (tuned less shipped) of each
    measure, on the same held-out labels, with 95% intervals over articles. `better`
    says if the whole interval of the gain in macro-F1 lies above zero. `folder` is
    what was written, for `StanceScorer.from_pretrained` or `STANCEBOOK_MODELS`.
    """

    verdict: str
    better: bool
    folder: Path | None
    facts: dict[str, Any] = field(repr=False)
    figures: pd.DataFrame = field(repr=False)


@dataclass(frozen=True)
class _Base:
    """The shipped stance model, as far as tuning changes it."""

    tensors: dict[str, NDArray[Any]]
    config: dict[str, Any]
    sha256: str

    @classmethod
    def load(cls) -> _Base:
        from safetensors.numpy import load  # only where a model is tuned

        place = find_model("stance", find_shipped().name)
        content = (place / "model.safetensors").read_bytes()
        config = json.loads((place / "config.json").read_text(encoding="utf-8"))
        return cls(load(content), config, hashlib.sha256(content).hexdigest())

    def head(self) -> Array:
        """Return the linear head as (labels, width + 1), its bias last."""
        weight, bias = (self.tensors[f"heads.stance.{n}"] for n in ("weight", "bias"))
        return np.hstack([weight, bias[:, None]]).astype(float)

    def calibration(self, kind: str) -> dict[str, float]:
        fitted: dict[str, float] = self.config.get("calibration", {}).get(kind, {})
        return fitted

    def answers(self, lessons: Sequence[Lesson], values: Array) -> Array:
        """Return the shipped model's own P(stance) of each lesson."""
        head = self.head()
        logits = values @ head[:, :-1].T + head[:, -1]
        pairs = zip(logits, lessons, strict=True)
        return np.stack([calibrate(own, self.calibration(e.kind)) for own, e in pairs])

    def examples(self, lessons: Sequence[Lesson], values: Array) -> Examples:
        """Pose the head's problem so that it starts near the model as it is shipped."""
        heat = [self.calibration(each.kind).get("temperature", 1.0) for each in lessons]
        labels = np.array([STANCES.index(lesson.value) for lesson in lessons])
        with_one = np.hstack([values, np.ones((len(values), 1))])
        offsets = np.zeros((len(values), len(STANCES)))
        return Examples(with_one / np.array(heat)[:, None], offsets, labels)

    def change(
        self, head: Array, temperature: float
    ) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Return weights and config with another head and hotter or cooler logits."""
        weight, bias = head[:, :-1].astype(np.float32), head[:, -1].astype(np.float32)
        fresh = {"heads.stance.weight": weight, "heads.stance.bias": bias}
        calibration = {}
        for kind in KINDS:
            heat = self.calibration(kind).get("temperature", 1.0) * temperature
            # one for both: what was fitted and measured is one softmax over all four
            calibration[kind] = {"temperature": heat, "relatedness": heat}
        return self.tensors | fresh, self.config | {"calibration": calibration}


def _check_request(task: str, keep: str) -> None:
    if task != "stance":
        raise InputError(f"task {task!r} cannot be tuned", "Use task='stance'.")
    if keep not in KEEP:
        raise InputError(f"keep is {keep!r}", f"Use one of {', '.join(KEEP)}.")


def _check_lessons(lessons: Sequence[Lesson], left_out: int) -> None:
    """Refuse labels that nothing can be learned from, or nothing be tested on."""
    articles = {lesson.article for lesson in lessons}
    if len(lessons) < FEWEST_LABELS:
        without = f"; {left_out} more are of holders without words here" * bool(
            left_out
        )
        problem = f"there are {len(lessons)} stance labels to learn from{without}"
        raise InputError(problem, f"Label at least {FEWEST_LABELS}.")
    if len({lesson.value for lesson in lessons}) < 2:
        problem = f"every stance label is {lessons[0].value!r}"
        raise InputError(problem, "Label passages of at least two stances.")
    if len(articles) < FEWEST_ARTICLES:
        problem = f"the stance labels are of {len(articles)} articles"
        mend = f"Label at least {FEWEST_ARTICLES}: whole articles are held out."
        raise InputError(problem, mend)


def _hash_labels(own: pd.DataFrame) -> str:
    rows = own[["paragraph", "target", "holder", "value"]].to_numpy()
    lines = sorted(json.dumps([str(value) for value in row]) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _compare(
    base: _Base, values: Array, lessons: Sequence[Lesson], seed: int
) -> tuple[bool, pd.DataFrame]:
    """Measure both models on the same held-out labels; say if the tuned is better."""
    articles, start = [lesson.article for lesson in lessons], base.head()
    examples = base.examples(lessons, values)
    answers = {
        "shipped": base.answers(lessons, values),
        "tuned": cross_validate(examples, start, articles, seed),
    }
    figures = compare(answers, examples.labels, articles, STANCES, seed)
    gain = figures[(figures["model"] == "gain") & (figures["measure"] == "macro_f1")]
    return bool(gain["low"].item() > 0), figures


def _state_verdict(better: bool, figures: pd.DataFrame) -> str:
    own = figures[figures["measure"] == "macro_f1"].set_index("model")
    rows = {str(model): row for model, row in own.iterrows()}
    tuned, shipped = (float(rows[model]["figure"]) for model in ("tuned", "shipped"))
    low, high = (float(rows["gain"][end]) for end in ("low", "high"))
    said = "Better than" if better else "Not shown to be better than"
    return (
        f"{said} the shipped model: macro-F1 {tuned:.3f} against {shipped:.3f} on "
        f"held-out articles, a gain of {tuned - shipped:.3f} ({low:.3f} to {high:.3f})."
    )


def _count(lessons: Sequence[Lesson], left_out: int) -> dict[str, Any]:
    return {
        "labels": dict(Counter(lesson.value for lesson in lessons).most_common()),
        "articles": len({lesson.article for lesson in lessons}),
        "targets": len({lesson.target for lesson in lessons}),
        "left_out": left_out,
    }


def fine_tune(
    gold: pd.DataFrame,
    paragraphs: pd.DataFrame,
    targets: pd.DataFrame,
    voices: pd.DataFrame | None = None,
    attributions: pd.DataFrame | None = None,
    *,
    task: str = "stance",
    out: str | PathLike[str] = "models",
    keep: str = "if better",
    seed: int = 7,
) -> FineTuning:
    """
    Train the shipped stance model further on at least 50 labels, and say if it helped.

    The encoder stays as it is; its last layer is fitted to the labels, pulled back to
    the shipped one as strongly as held-out articles ask for. Whether that is better is
    measured by cross-validation over whole articles, beside the shipped model. The
    model is written to `out`/stance if it is better, or as `keep` says (`always`,
    `never`), whole or not at all.

    Raises
    ------
    InputError
        Where labels are too few, of one stance or of fewer than five articles, where
        their paragraph or target is missing, or where a model stands in `out` already.
    """
    _check_request(task, keep)
    place = Path(out) / task
    if keep != "never":
        check_place(place)
    lessons, left_out = find_lessons(gold, paragraphs, targets, voices, attributions)
    _check_lessons(lessons, left_out)
    base, own = _Base.load(), gold[gold["layer"] == task]
    values = read_lessons(lessons)
    better, figures = _compare(base, values, lessons, seed)
    examples = base.examples(lessons, values)
    articles = [lesson.article for lesson in lessons]
    reach, heat = choose_reach(examples, base.head(), articles, seed)
    facts = {
        **_count(lessons, left_out),
        "verdict": _state_verdict(better, figures),
        "reach": reach,
        "temperature": heat,
        "seed": seed,
        "base_sha256": base.sha256,
        "gold_sha256": _hash_labels(own),
        "stancebook": version("stancebook"),
    }
    if keep == "never" or (keep == "if better" and not better):
        said = f"{facts['verdict']} Nothing was written."
        return FineTuning(said, better, None, facts, figures)
    [head] = fit_heads(examples, base.head(), [reach])
    tensors, config = base.change(head, heat)
    card = describe(facts, figures, name_annotators(own))
    write_model(place, tensors, config | {"tuned": facts}, card)
    return FineTuning(facts["verdict"], better, Path(out), facts, figures)
