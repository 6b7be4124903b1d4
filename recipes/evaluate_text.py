"""Scores what is read off the text: voice, attribution, claims, topic, testimony."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from recipes import voice
from recipes.claims import spaced_right
from recipes.data import MODELS, read, voice_folds
from recipes.figures import (
    Figure,
    calibration_error,
    compare,
    interval,
    load_scorer,
    macro_f1,
    make_figure,
    read_words,
)
from stancebook.attribution import find_attributions
from stancebook.discourse import MEASURED, STATE, measure_paragraphs
from stancebook.encoder import Encoder
from stancebook.topics import weigh_topics

__all__ = [
    "evaluate_attribution",
    "evaluate_claims",
    "evaluate_testimony",
    "evaluate_topics",
    "evaluate_voice",
]

# What others reach, from models.md beside the data: on more documents, these among
# them; and one person against another.
PEERS = {
    "AR F1": "Citron .536, GenderGapTracker .424, a person .780",
    "content word F1": "Citron .707, a union of three .827, a person .913",
    "indirect recall": "Citron .40, a person .77",
}
CLAIMS = {
    "babe_opinion": "opinion",
    "claimbuster": "check_worthy",
    "newssd_eng": "subjective",
    "iam_claims": "claim",
}
TESTIMONY = 0.5  # the share of testimony from which a paragraph counts as such
DRAWS = 40  # the shared scorer of attributions is slow


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
    tool = load_scorer("score_attribution")
    gold = [d for d in read("attribution/polnear_dev") if d["primary"]]
    pairs = list(zip(gold, predict_attributions(gold), strict=True))
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
    drawn = [score([rng.choice(pairs) for _ in pairs]) for _ in range(DRAWS)]
    figures = []
    for name, (key, place, floor) in names.items():
        low, high = np.percentile([d[key][place] for d in drawn], [2.5, 97.5])
        more = {"interval": f"{low:.3f}-{high:.3f}", "n": len(gold)}
        on, value = f"polnear_dev {name}", whole[key][place]
        peer = PEERS.get(name)
        figures.append(make_figure("attribution", on, value, floor, peer=peer, **more))
    on, value = "polnear_dev paragraphs macro-F1", whole["para_macroF1"]
    more = {"peer": "words .805, a person .863", "n": len(gold)}
    return [*figures, make_figure("attribution", on, value, 0.805, **more)]


def evaluate_claims() -> list[Figure]:
    """Score the claim heads against a bag of words trained on the same rows."""
    encoder, figures = Encoder.load("claims"), []
    config = json.loads((MODELS / "claims" / "config.json").read_text("utf-8"))
    temperatures = config.get("temperatures", {})
    for name, head in CLAIMS.items():
        train, dev = read(f"claims/{name}_train"), read(f"claims/{name}_dev")
        labels = encoder.heads[head].labels
        read_as = encoder.predict([r["text"] for r in dev])
        heat = temperatures.get(head, 1.0)
        logits = np.array([each.pooled[head][0] for each in read_as], dtype=float)
        p = softmax(logits / heat, axis=1)
        gold = [r["label"] for r in dev]
        pairs = [(g, labels[n]) for g, n in zip(gold, p.argmax(1), strict=True)]
        floor = macro_f1(list(zip(gold, read_words(train, dev), strict=True)))
        ece = round(calibration_error(p, [labels.index(g) for g in gold]), 3)
        on = f"{name}_dev macro-F1"
        figures.append(compare("claims", on, pairs, range(len(pairs)), floor, ece=ece))
    return figures


def evaluate_voice() -> list[Figure]:
    """Cross-validate the voice model over sites, beside the measured floors."""
    table = voice.read_paragraphs()
    measured = measure_paragraphs(table, find_attributions(table))
    p = voice.cross_validate(table, measured)
    table["guess"] = p.argmax(1)
    documents = [rows for _, rows in table.groupby("article")]
    ece = round(calibration_error(p, table["voice"].tolist()), 3)
    facts = {
        "editorial_reported": (0.786, "two readers .98", None),
        "five_labels": (0.597, "two readers .91", ece),
    }

    def score(chosen: list[pd.DataFrame]) -> dict[str, float]:
        rows = pd.concat(chosen)
        return voice.figures(rows["voice"].to_numpy(), rows["guess"].to_numpy())

    figures = []
    for name, value in score(documents).items():
        floor, peer, error = facts[name]
        spread = interval(documents, lambda chosen, name=name: score(chosen)[name])
        more = {"interval": spread, "n": len(table), "peer": peer, "ece": error}
        on = f"voice_train, 5 folds over sites, {name}"
        figures.append(make_figure("voice", on, value, floor, **more))
    return figures


def _read_editorials() -> pd.DataFrame:
    rows = [
        {
            "paragraph": f"{document['id']}#{place}",
            "article": document["id"],
            "position": place,
            "text": spaced_right(paragraph["text"]),
            "publisher": document["publisher"],
            "testimony": paragraph["testimony_frac"] >= TESTIMONY,
        }
        for document in read("attribution/editorials_train")
        for place, paragraph in enumerate(document["paragraphs"], start=1)
    ]
    return pd.DataFrame(rows)


def evaluate_testimony() -> list[Figure]:
    """
    Find testimony in one paper's editorials, from what another's show.

    A regression over what the voice model measures, but for what the claims model says
    of comment and report, which was trained on editorials of both papers.
    """
    table = _read_editorials()
    empty = {"start": 0, "end": 0, "sha256": "", "outlet": None}
    measured = measure_paragraphs(table, find_attributions(table.assign(**empty)))
    measured["meaning"] = measured["meaning"][:, STATE:-2]
    values = np.hstack([measured[name] for name in MEASURED])
    gold = table["testimony"].to_numpy()
    guess = np.zeros(len(table), dtype=bool)
    for publisher in table["publisher"].unique():
        tested = (table["publisher"] == publisher).to_numpy()
        mean, spread = values[~tested].mean(0), values[~tested].std(0) + 0.05
        scaled = np.clip((values - mean) / spread, -5, 5)
        model = LogisticRegression(C=0.003, class_weight={0: 1, 1: 3}, max_iter=500)
        guess[tested] = model.fit(scaled[~tested], gold[~tested]).predict(
            scaled[tested]
        )
    pairs = list(zip(gold.tolist(), guess.tolist(), strict=True))
    on = "editorials_train, testimony, each paper by the other's, macro-F1"
    return [compare("voice", on, pairs, table["article"].tolist(), 0.562)]


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
    documents = [document["doc_id"] for document, _, _ in pairs]
    on = "voice_train folds 2-4, own or another article's target, macro-F1"
    return [compare("topic", on, found, documents, macro_f1(floor))]
