"""Trains the voice model on real articles, cross-validated over sites."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from recipes.data import MODELS, voice_folds
from stancebook.attribution import find_attributions
from stancebook.discourse import MEASURED, PLAIN, assemble, measure_paragraphs
from stancebook.schema import VOICES
from stancebook.voice import judge, smooth

STRENGTH = 0.02  # inverse regularisation, chosen by cross-validation over sites
STEP_POWER = 0.3
TREES_GROWN = 200
LABEL_WEIGHTS = dict(enumerate((1.1, 1.0, 2.5, 1.5, 1.3)))  # rare labels count more
Arrays = dict[str, NDArray[Any]]


def read_paragraphs() -> pd.DataFrame:
    """Read the labelled paragraphs, with the fold of their site."""
    return pd.DataFrame(
        [
            {
                "paragraph": f"{document['doc_id']}#{position}",
                "article": document["doc_id"],
                "position": position,
                "start": 0,
                "end": len(text),
                "sha256": "",
                "text": text,
                "outlet": None,
                "fold": fold,
                "voice": VOICES.index(label),
            }
            for fold, documents in enumerate(voice_folds())
            for document in documents
            for position, (text, label) in enumerate(
                zip(document["paragraphs"], document["voice"], strict=True)
            )
        ]
    )


def _scale(measured: Arrays, rows: NDArray[np.bool_]) -> Arrays:
    scale = {}
    for name in MEASURED:
        scale[f"{name}_mean"] = measured[name][rows].mean(0)
        scale[f"{name}_spread"] = measured[name][rows].std(0) + 0.05
    return scale


def _steps(labels: NDArray[np.int64], articles: list[str]) -> NDArray[np.float32]:
    """Weigh each move between labels by how much likelier than chance it is."""
    counts = np.ones((len(VOICES), len(VOICES)))
    for before, after, same in zip(
        labels[:-1], labels[1:], np.array(articles[:-1]) == articles[1:], strict=True
    ):
        counts[before, after] += same
    joint = counts / counts.sum()
    lift = joint / np.outer(joint.sum(1), joint.sum(0))
    return (lift**STEP_POWER).astype(np.float32)


def _grow(values: NDArray[np.float32], labels: NDArray[np.int64]) -> Arrays:
    """Grow trees that tell editorial from reported, and lay them out as arrays."""
    forest = ExtraTreesClassifier(
        TREES_GROWN, min_samples_leaf=3, max_features=0.3, random_state=7, n_jobs=2
    ).fit(values, labels)
    trees = [each.tree_ for each in forest.estimators_]
    starts = np.cumsum([0, *(tree.node_count for tree in trees)])[:-1]
    parts: dict[str, list[Any]] = {
        "feature": [tree.feature for tree in trees],
        "threshold": [tree.threshold for tree in trees],
        "left": [t.children_left + n for t, n in zip(trees, starts, strict=True)],
        "right": [t.children_right + n for t, n in zip(trees, starts, strict=True)],
        "share": [tree.value[:, 0, 0] for tree in trees],
    }
    kinds = {"threshold": np.float32, "share": np.float16, "feature": np.int16}
    laid = {
        name: np.concatenate(own).astype(kinds.get(name, np.int32))
        for name, own in parts.items()
    }
    laid["root"] = starts.astype(np.int32)
    return {f"tree_{name}": own for name, own in laid.items()}


def fit(table: pd.DataFrame, measured: Arrays, rows: NDArray[np.bool_]) -> Arrays:
    """Fit scale, weights, trees and steps on `rows`."""
    weights = _scale(measured, rows)
    articles = table["article"].tolist()
    values = assemble(measured, articles, weights)
    labels = table["voice"].to_numpy()
    model = LogisticRegression(C=STRENGTH, max_iter=500, class_weight=LABEL_WEIGHTS)
    model.fit(values[rows], labels[rows])
    kept = [a for a, keep in zip(articles, rows, strict=True) if keep]
    text = rows & (labels < 2)
    return {
        **weights,
        **_grow(values[text][:, PLAIN:], labels[text]),
        "weight": model.coef_.astype(np.float32),
        "bias": model.intercept_.astype(np.float32),
        "step": _steps(labels[rows], kept),
    }


def predict(
    table: pd.DataFrame, measured: Arrays, weights: Arrays
) -> NDArray[np.float32]:
    """Return smoothed P(voice) of every paragraph of `table`."""
    p = judge(assemble(measured, table["article"].tolist(), weights), weights)
    for rows in table.groupby("article").indices.values():
        p[rows] = smooth(p[rows], weights["step"])
    return p


def cross_validate(table: pd.DataFrame, measured: Arrays) -> NDArray[np.float32]:
    """Return P(voice) of every paragraph from a model that never saw its site."""
    p = np.zeros((len(table), len(VOICES)), dtype=np.float32)
    for fold in sorted(table["fold"].unique()):
        rows = (table["fold"] == fold).to_numpy()
        p[rows] = predict(table, measured, fit(table, measured, ~rows))[rows]
    return p


def figures(gold: NDArray[Any], guess: NDArray[Any]) -> dict[str, float]:
    """Return the two figures of the shared scorer."""
    core = gold < 2
    five = f1_score(gold, guess, average="macro", labels=range(5))
    two = f1_score(gold[core], guess[core], average="macro", labels=[0, 1])
    return {"editorial_reported": float(two), "five_labels": float(five)}


def train() -> None:
    """Cross-validate, then fit on every site and write `voice`."""
    table = read_paragraphs()
    measured = measure_paragraphs(table, find_attributions(table))
    gold = table["voice"].to_numpy()
    found = figures(gold, cross_validate(table, measured).argmax(1))
    print({name: round(value, 3) for name, value in found.items()})
    weights = fit(table, measured, np.ones(len(table), dtype=bool))
    folder = MODELS / "voice"
    folder.mkdir(parents=True, exist_ok=True)
    save_file(
        {k: np.ascontiguousarray(v) for k, v in weights.items()},
        folder / "model.safetensors",
    )
    config = {
        "labels": list(VOICES),
        "cross_validation": found,
        "data": ["voice_train"],
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    train()
