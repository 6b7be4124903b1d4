"""Scores every shipped model on the dev splits, beside the floors it has to beat."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline

from recipes import stance, voice
from recipes.data import BUILD, SHARED, read, voice_folds
from stancebook.attribution import find_attributions
from stancebook.discourse import measure_paragraphs
from stancebook.encoder import Encoder
from stancebook.stance import StanceScorer
from stancebook.topics import weigh_topics

NEWS = ("newsmtsc", "persent", "seesaw", "dse", "gwsd", "basil")
STANCES = ("favor", "against", "neutral")
Figure = dict[str, Any]


def _tool(name: str) -> ModuleType:
    """Load a scorer that stands beside the checkout, so that figures compare."""
    spec = importlib.util.spec_from_file_location(name, SHARED / "tools" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SHARED / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def interval(groups: Sequence[Any], figure: Callable[[list[Any]], float]) -> str:
    """Return a 95% interval of `figure` over 300 resamples of whole groups."""
    rng = random.Random(1)
    drawn = [figure([rng.choice(groups) for _ in groups]) for _ in range(300)]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return f"{low:.3f}-{high:.3f}"


def _figure(
    task: str, on: str, value: float, floor: float | None, **more: Any
) -> Figure:
    return {"task": task, "on": on, "figure": round(value, 4), "floor": floor, **more}


def _paragraph_table(document: dict[str, Any]) -> pd.DataFrame:
    rows = [
        {
            "paragraph": f"{document['id']}#{n}",
            "article": document["id"],
            "position": n,
            "start": p["start"],
            "end": p["end"],
            "sha256": "",
            "text": document["text"][p["start"] : p["end"]],
            "outlet": None,
        }
        for n, p in enumerate(document["paragraphs"])
    ]
    return pd.DataFrame(rows)


def _shifted(spans: list[dict[str, Any]], by: int) -> list[list[int]]:
    return [[span["start"] + by, span["end"] + by] for span in spans]


def predict_attributions(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run the attribution step over documents, in the scorer's form."""
    paragraphs = pd.concat([_paragraph_table(d) for d in documents], ignore_index=True)
    start = dict(zip(paragraphs["paragraph"], paragraphs["start"], strict=True))
    article = dict(zip(paragraphs["paragraph"], paragraphs["article"], strict=True))
    found: dict[str, list[Any]] = {document["id"]: [] for document in documents}
    for row in find_attributions(paragraphs).itertuples():
        by = int(start[row.paragraph])
        spans = {r: _shifted(getattr(row, r), by) for r in ("source", "cue", "content")}
        found[article[row.paragraph]].append(spans)
    return [{"id": key, "attributions": value} for key, value in found.items()]


def evaluate_attribution() -> list[Figure]:
    """Score on the dev documents of PolNeAR with the shared scorer."""
    tool = _tool("score_attribution")
    gold = [d for d in read("attribution/polnear_dev") if d["primary"]]
    predicted = predict_attributions(gold)
    pairs = list(zip(gold, predicted, strict=True))
    names = {
        "AR F1": ("AR_lenient(content J>=.5 + source overlap)", 2, 0.536),
        "content word F1": ("tok_content", 2, 0.707),
        "indirect recall": ("type_indirect", 1, 0.40),
        "direct recall": ("type_direct", 1, None),
        "mixed recall": ("type_mixed", 1, None),
    }

    def score(chosen: list[Any]) -> dict[str, Any]:
        result: dict[str, Any] = tool.score(*map(list, zip(*chosen, strict=True)))
        return result

    whole = score(pairs)
    rng = random.Random(1)
    drawn = [score([rng.choice(pairs) for _ in pairs]) for _ in range(40)]
    figures = []
    for name, (key, place, floor) in names.items():
        low, high = np.percentile([d[key][place] for d in drawn], [2.5, 97.5])
        spread = f"{low:.3f}-{high:.3f}"
        on = f"polnear_dev {name}"
        figures.append(
            _figure(
                "attribution",
                on,
                whole[key][place],
                floor,
                interval=spread,
                n=len(gold),
            )
        )
    on = "polnear_dev paragraphs macro-F1"
    figures.append(
        _figure("attribution", on, whole["para_macroF1"], 0.805, n=len(gold))
    )
    return figures


def _bag_of_words(train: list[Any], dev: list[Any]) -> list[str]:
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(C=4.0, max_iter=500, class_weight="balanced"),
    )
    model.fit([r["text"] for r in train], [r["label"] for r in train])
    labels: list[str] = model.predict([r["text"] for r in dev]).tolist()
    return labels


def _macro(pairs: Sequence[tuple[Any, Any]]) -> float:
    gold, guess = zip(*pairs, strict=True)
    labels = sorted(set(gold))
    return float(f1_score(gold, guess, average="macro", labels=labels, zero_division=0))


def evaluate_claims() -> list[Figure]:
    """Score the claim heads against a bag of words trained on the same rows."""
    encoder = Encoder.load("claims")
    heads = {
        "babe_opinion": "opinion",
        "claimbuster": "check_worthy",
        "newssd_eng": "subjective",
        "iam_claims": "claim",
    }
    figures = []
    for name, head in heads.items():
        train, dev = read(f"claims/{name}_train"), read(f"claims/{name}_dev")
        labels = encoder.heads[head].labels
        predictions = encoder.predict([r["text"] for r in dev])
        guessed = [labels[int(p.pooled[head][0].argmax())] for p in predictions]
        gold = [r["label"] for r in dev]
        pairs = list(zip(gold, guessed, strict=True))
        floor = _macro(list(zip(gold, _bag_of_words(train, dev), strict=True)))
        spread = interval(pairs, _macro)
        on = f"{name}_dev macro-F1"
        figures.append(
            _figure(
                "claims",
                on,
                _macro(pairs),
                round(floor, 4),
                interval=spread,
                n=len(dev),
            )
        )
    return figures


def _three_way(p: Any) -> Any:
    """Count `unrelated` as neutral."""
    return np.stack([p[:, 0], p[:, 1], p[:, 2] + p[:, 3]], axis=1)


def predict_stance(rows: list[dict[str, Any]], kind: str = "source") -> Any:
    """Return P(favor, against, neutral) a row, each text against its own target."""
    scorer = StanceScorer()
    targets = sorted({r["target"] for r in rows})
    p = np.zeros((len(rows), 4))
    for target in targets:
        mine = [n for n, r in enumerate(rows) if r["target"] == target]
        texts = [rows[n]["text"] for n in mine]
        p[mine] = scorer.score(texts, [target], [kind] * len(mine))[:, 0]
    return _three_way(p)


def _masked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        r | {"text": r["text"].replace(r["target"], "TARGET"), "label": r["label"]}
        for r in rows
    ]


def calibration_error(p: Any, gold: Sequence[int]) -> float:
    """Return expected calibration error over 15 bins of the top probability."""
    top, right = p.max(1), p.argmax(1) == np.array(gold)
    bins = np.minimum(14, (top * 15).astype(int))
    gaps = [abs((top[bins == b] - right[bins == b]).sum()) for b in range(15)]
    return float(sum(gaps) / len(top))


def evaluate_stance() -> list[Figure]:
    """Score every stance set's dev split; floors are a bag of words on the mix."""
    figures, values, floors = [], [], []
    mix = _masked(read("stance/mix_train"))
    every = {
        name: read(f"stance/{name}_dev") for name in (*NEWS, "vast", "perspectrum")
    }
    flat = [r for rows in every.values() for r in rows]
    words = _bag_of_words(mix, _masked(flat))
    for name, rows in every.items():
        p = predict_stance(rows)
        gold = [r["label"] for r in rows]
        pairs = list(zip(gold, [STANCES[i] for i in p.argmax(1)], strict=True))
        floor = _macro(list(zip(gold, words[: len(rows)], strict=True)))
        words = words[len(rows) :]
        ece = calibration_error(p, [STANCES.index(g) for g in gold])
        on = f"{name}_dev macro-F1"
        spread = interval(pairs, _macro)
        figures.append(
            _figure(
                "stance", on, _macro(pairs), round(floor, 4),
                interval=spread, n=len(rows), ece=round(ece, 3),
            )
        )  # fmt: skip
        if name in NEWS:
            values.append(_macro(pairs))
            floors.append(floor)
    mean, floor = float(np.mean(values)), round(float(np.mean(floors)), 4)
    figures.append(_figure("stance", "mean of six news sets", mean, floor))
    return figures


def evaluate_voice() -> list[Figure]:
    """Cross-validate the voice model over sites, beside the measured floors."""
    table = voice.read_paragraphs()
    measured = measure_paragraphs(table, find_attributions(table))
    table["guess"] = voice.cross_validate(table, measured).argmax(1)
    documents = [rows for _, rows in table.groupby("article")]
    floors = {"editorial_reported": 0.786, "five_labels": 0.597}

    def score(chosen: list[pd.DataFrame]) -> dict[str, float]:
        rows = pd.concat(chosen)
        return voice.figures(rows["voice"].to_numpy(), rows["guess"].to_numpy())

    whole = score(documents)
    return [
        _figure(
            "voice",
            f"voice_train, 5 folds over sites, {name}",
            value,
            floors[name],
            interval=interval(documents, lambda chosen, name=name: score(chosen)[name]),
            n=len(table),
        )
        for name, value in whole.items()
    ]


def _real_rows() -> list[dict[str, Any]]:
    """Return paragraphs of the sites whose stance labels were kept out of training."""
    return [
        {"text": r.text, "target": r.target, "label": r.label}
        for r in stance.read_voice_stance([0])
    ]


def evaluate_real_stance() -> list[Figure]:
    """Score real paragraphs of sites that stance training did not see."""
    rows = _real_rows()
    train = [
        {"text": f"{r.text} {r.target}", "label": r.label}
        for r in stance.read_voice_stance([1, 2, 3, 4])
    ]
    words = _bag_of_words(train, [{"text": f"{r['text']} {r['target']}"} for r in rows])
    merge = {"unrelated": "neutral"}
    gold = [merge.get(r["label"], r["label"]) for r in rows]
    p = predict_stance(rows)
    pairs = list(zip(gold, [STANCES[i] for i in p.argmax(1)], strict=True))
    floor = _macro(list(zip(gold, [merge.get(w, w) for w in words], strict=True)))
    ece = calibration_error(p, [STANCES.index(g) for g in gold])
    return [
        _figure(
            "stance",
            "voice_train fold 0 sites macro-F1",
            _macro(pairs),
            round(floor, 4),
            interval=interval(pairs, _macro),
            n=len(rows),
            ece=round(ece, 3),
        )
    ]


def _pairs_of_topics() -> list[tuple[dict[str, Any], str, bool]]:
    """Pair articles with their own target, and with three of other articles."""
    rng = random.Random(1)
    documents = [d for fold in voice_folds()[2:] for d in fold]
    targets = sorted({d["target"] for d in documents})
    return [
        (document, target, target == document["target"])
        for document in documents
        for target in (
            document["target"],
            *rng.sample([t for t in targets if t != document["target"]], 3),
        )
    ]


def _shares_words(text: str, target: str) -> bool:
    """Say if half of a target's longer words stand in a text."""
    words = set(re.findall(r"\w{4,}", target.lower()))
    found = words & set(re.findall(r"\w{4,}", text.lower()))
    return len(found) * 2 >= len(words)


def evaluate_topics() -> list[Figure]:
    """Score whether articles are about targets, on folds that did not set the curve."""
    pairs = _pairs_of_topics()
    found, floor = [], []
    for document, target, own in pairs:
        table = pd.DataFrame({"article": "a", "text": document["paragraphs"]})
        found.append((own, bool(weigh_topics(table, [target])[0, 0] > 0.5)))
        floor.append((own, _shares_words(" ".join(document["paragraphs"]), target)))

    return [
        _figure(
            "topic",
            "voice_train folds 2-4, own or another article's target, macro-F1",
            _macro(found),
            round(_macro(floor), 4),
            interval=interval(found, _macro),
            n=len(pairs),
        )
    ]


TASKS = {
    "topics": evaluate_topics,
    "voice": evaluate_voice,
    "attribution": evaluate_attribution,
    "claims": evaluate_claims,
    "stance": evaluate_stance,
    "real_stance": evaluate_real_stance,
}


def main(chosen: Sequence[str]) -> None:
    """Print one table, and keep it as JSON in build/."""
    BUILD.parent.mkdir(exist_ok=True)
    path = BUILD.parent / "evaluation.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    fresh = [f for name in chosen or TASKS for f in TASKS[name]()]
    kept = [f for f in before if f["on"] not in {new["on"] for new in fresh}]
    figures = sorted(kept + fresh, key=lambda f: (f["task"], f["on"]))
    path.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    print(pd.DataFrame(figures).to_string(index=False))


if __name__ == "__main__":
    main(sys.argv[1:])
