"""What every evaluation shares: figures with intervals, and floors to hold them to."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable, Hashable, Sequence
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline

from recipes.data import SHARED

__all__ = [
    "calibration_error",
    "compare",
    "group",
    "grouped_f1",
    "interval",
    "load_scorer",
    "macro_f1",
    "make_figure",
    "read_words",
]

Figure = dict[str, Any]
Pair = tuple[Any, Any]
DRAWS = 300
BINS = 15


def load_scorer(name: str) -> ModuleType:
    """Load a scorer that stands beside the checkout, so that figures compare."""
    spec = importlib.util.spec_from_file_location(name, SHARED / "tools" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SHARED / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def group(pairs: Sequence[Pair], documents: Sequence[Hashable]) -> list[list[Pair]]:
    """Gather the pairs of each document: what is drawn again is whole documents."""
    groups: dict[Hashable, list[Pair]] = {}
    for pair, document in zip(pairs, documents, strict=True):
        groups.setdefault(document, []).append(pair)
    return list(groups.values())


def interval(
    groups: Sequence[Any], figure: Callable[[list[Any]], float], draws: int = DRAWS
) -> str:
    """Return a 95% interval of `figure` over resamples of whole groups."""
    rng = random.Random(1)
    drawn = [figure([rng.choice(groups) for _ in groups]) for _ in range(draws)]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return f"{low:.3f}-{high:.3f}"


def macro_f1(pairs: Sequence[Pair]) -> float:
    """Return the mean F1 of the labels that the gold has; pairs of gold and guess."""
    gold, guess = zip(*pairs, strict=True)
    labels = sorted(set(gold))
    return float(f1_score(gold, guess, average="macro", labels=labels, zero_division=0))


def grouped_f1(groups: Sequence[Sequence[Pair]]) -> float:
    """Return the macro-F1 of all pairs of some documents."""
    return macro_f1([pair for own in groups for pair in own])


def calibration_error(p: NDArray[Any], gold: Sequence[int]) -> float:
    """Return expected calibration error over 15 bins of the top probability."""
    top, right = p.max(1), p.argmax(1) == np.array(gold)
    bins = np.minimum(BINS - 1, (top * BINS).astype(int))
    gaps = [abs((top[bins == b] - right[bins == b]).sum()) for b in range(BINS)]
    return float(sum(gaps) / len(top))


def read_words(train: Sequence[Any], dev: Sequence[Any]) -> list[str]:
    """Return what a bag of words trained on `train` says of `dev`: the floor."""
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(C=4.0, max_iter=500, class_weight="balanced"),
    )
    model.fit([r["text"] for r in train], [r["label"] for r in train])
    labels: list[str] = model.predict([r["text"] for r in dev]).tolist()
    return labels


def make_figure(
    task: str, on: str, value: float, floor: float | None = None, **more: Any
) -> Figure:
    """Return one row of the table of figures."""
    kept = None if floor is None else round(floor, 4)
    return {"task": task, "on": on, "figure": round(value, 4), "floor": kept, **more}


def compare(
    task: str,
    on: str,
    pairs: Sequence[Pair],
    documents: Sequence[Hashable],
    floor: float | None,
    **more: Any,
) -> Figure:
    """Return the macro-F1 of pairs, with its interval over documents."""
    spread = interval(group(pairs, documents), grouped_f1)
    value = macro_f1(pairs)
    return make_figure(task, on, value, floor, interval=spread, n=len(pairs), **more)
