"""Scores stance on every dev set, on real paragraphs, and with the names hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recipes import stance
from recipes.data import read
from recipes.figures import (
    Figure,
    calibration_error,
    compare,
    macro_f1,
    make_figure,
    read_words,
)
from stancebook.stance import StanceScorer

__all__ = ["evaluate_masked_stance", "evaluate_real_stance", "evaluate_stance"]

NEWS = ("newsmtsc", "persent", "seesaw", "dse", "gwsd", "basil")
OTHERS = ("vast", "perspectrum")
STANCES = ("favor", "against", "neutral")
PEERS = {"newsmtsc": "RoBERTa-base .831 on test-rw", "vast": "the best known .771"}
Rows = list[dict[str, Any]]


def three_way(p: NDArray[Any]) -> NDArray[Any]:
    """Count `unrelated` as neutral, as the data do."""
    return np.stack([p[:, 0], p[:, 1], p[:, 2] + p[:, 3]], axis=1)


def _label(row: dict[str, Any]) -> str:
    return "neutral" if row["label"] == "unrelated" else str(row["label"])


def predict_stance(rows: Rows, kinds: Sequence[str] = ()) -> NDArray[Any]:
    """Return P(favor, against, neutral) a row, each text against its own target."""
    scorer = StanceScorer()
    kinds = kinds or ["source"] * len(rows)
    p = np.zeros((len(rows), 4))
    for target in sorted({r["target"] for r in rows}):
        mine = [n for n, r in enumerate(rows) if r["target"] == target]
        texts, own = [rows[n]["text"] for n in mine], [kinds[n] for n in mine]
        p[mine] = scorer.score(texts, [target], own)[:, 0]
    return three_way(p)


def _document(row: dict[str, Any]) -> str:
    """Name what a row was taken from, since rows of one document hang together."""
    meta = row["meta"]
    if row["dataset"] == "newsmtsc":
        return "_".join(meta["sentence_id"].split("_")[:2])
    return str(meta.get("doc_id") or meta.get("claim_id") or row["text"])


def _hide_targets(rows: Rows) -> Rows:
    """Hide each target in its text from the floor, as the mix of floors does."""
    return [r | {"text": r["text"].replace(r["target"], "TARGET")} for r in rows]


def _pairs(rows: Rows, p: NDArray[Any]) -> list[tuple[str, str]]:
    return [(_label(r), STANCES[n]) for r, n in zip(rows, p.argmax(1), strict=True)]


def _ece(rows: Rows, p: NDArray[Any]) -> float:
    return round(calibration_error(p, [STANCES.index(_label(r)) for r in rows]), 3)


def evaluate_stance() -> list[Figure]:
    """Score every stance set's dev split; floors are a bag of words on the mix."""
    mix = _hide_targets(read("stance/mix_train"))
    every = {name: read(f"stance/{name}_dev") for name in (*NEWS, *OTHERS)}
    flat = [r for rows in every.values() for r in rows]
    words = read_words(mix, _hide_targets(flat))
    figures = []
    for name, rows in every.items():
        own, words = words[: len(rows)], words[len(rows) :]
        floor = macro_f1([(r["label"], w) for r, w in zip(rows, own, strict=True)])
        p = predict_stance(rows)
        more = {"ece": _ece(rows, p), "peer": PEERS.get(name)}
        on, documents = f"{name}_dev macro-F1", [_document(r) for r in rows]
        figures.append(compare("stance", on, _pairs(rows, p), documents, floor, **more))
    means = [
        float(np.mean([f[part] for f in figures[: len(NEWS)]]))
        for part in ("figure", "floor")
    ]
    return [*figures, make_figure("stance", "mean of six news sets", *means)]


def _mask(row: dict[str, Any]) -> dict[str, Any]:
    hidden = stance.mask(
        stance.Row(row["dataset"], row["text"], row["target"], row["label"])
    )
    return row | {"text": hidden.text, "target": hidden.target}


def evaluate_masked_stance() -> list[Figure]:
    """Score the news sets with the targets' names hidden: who it is must not matter."""
    values, count = [], 0
    for name in NEWS:
        rows = [_mask(row) for row in read(f"stance/{name}_dev")]
        values.append(macro_f1(_pairs(rows, predict_stance(rows))))
        count += len(rows)
    on = "mean of six news sets, names of targets hidden"
    return [make_figure("stance", on, float(np.mean(values)), n=count)]


def _real_rows(folds: Sequence[int]) -> Rows:
    """Return paragraphs of real articles with labels and kind, by fold of sites."""
    return [
        {"text": r.text, "target": r.target, "label": r.label, "kind": kind}
        for r, kind in stance.read_real(folds)
    ]


def _real_floor(train: Rows, dev: Rows, *parts: str) -> float:
    """Return what a bag of words makes of some parts of a row: text, target or both."""
    shown = [
        [
            {"text": " ".join(r[part] for part in parts), "label": _label(r)}
            for r in rows
        ]
        for rows in (train, dev)
    ]
    words = read_words(*shown)
    return macro_f1([(_label(r), word) for r, word in zip(dev, words, strict=True)])


def evaluate_real_stance() -> list[Figure]:
    """Score real paragraphs of sites that stance training did not see."""
    rows, train = _real_rows([0]), _real_rows([1, 2, 3, 4])
    floor = _real_floor(train, rows, "text", "target")
    alone = _real_floor(train, rows, "target")
    p = predict_stance(rows, [r["kind"] for r in rows])
    more = {"ece": _ece(rows, p), "peer": f"words of the target alone {alone:.3f}"}
    on, documents = "voice_train fold 0 sites macro-F1", [r["target"] for r in rows]
    return [compare("stance", on, _pairs(rows, p), documents, floor, **more)]
