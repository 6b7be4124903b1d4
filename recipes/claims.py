"""Trains the claims adapter: opinion, check-worthiness, comment against report."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from recipes import composed
from recipes.composed_claims import compose_sentences
from recipes.composed_news import compose_documents
from recipes.data import BUILD, MODELS, WEIGHTS, read, update_config
from stancebook.batches import collate
from stancebook.encoder import Encoder, tokenize
from stancebook.network import Head, Network
from stancebook.regression import fit_temperature
from stancebook.training import Plan, fit, save_adapter

HEADS = {
    "opinion": Head("pooled", ("factual", "mixed", "opinion")),
    "subjective": Head("pooled", ("objective", "subjective")),
    "check_worthy": Head("pooled", ("not_checkworthy", "checkworthy")),
    "claim": Head("pooled", ("not_claim", "claim")),
    "comment": Head("pooled", ("report", "comment")),
}
PLAN = Plan(epochs=3, learning_rate=8e-4, tokens_a_batch=1280)
SETS = {
    "babe_opinion": ("opinion", 1.0),
    "newssd_eng": ("subjective", 1.0),
    "claimbuster": ("check_worthy", 1.0),
    "checkthat20_t1_tweets": ("check_worthy", 0.5),
    "iam_claims": ("claim", 0.4),
}
REPORTS = 2200
COMPOSED = 1600
# The open weights learn opinion from what is said to be subjective.
OPINION = {"objective": "factual", "subjective": "opinion"}


@dataclass(frozen=True)
class Row:
    """One text and the answer to one question about it."""

    head: str
    text: str
    label: str


def spaced_right(text: str) -> str:
    """Undo the tokenised spacing of the editorials, which would give them away."""
    text = re.sub(r"\s+([.,;:!?)’”])", r"\1", text)
    return re.sub(r"([(“‘])\s+", r"\1", text)


def _share(paragraph: dict[str, list[tuple[str, str]]], kind: str) -> float:
    sizes = [
        (name, len(text)) for name, text in paragraph["units"] if name != "no-unit"
    ]
    total = sum(size for _, size in sizes)
    return sum(size for name, size in sizes if name == kind) / total if total else 0.0


def read_editorials() -> list[Row]:
    """Read editorials by paragraph: assumptions are comment, testimony is report."""
    rows = []
    for paragraph in (
        p for d in read("attribution/editorials_train") for p in d["paragraphs"]
    ):
        text = spaced_right(paragraph["text"])
        if _share(paragraph, "testimony") >= 0.6:
            rows.append(Row("comment", text, "report"))
        elif _share(paragraph, "assumption") >= 0.6:
            rows.append(Row("comment", text, "comment"))
    return rows


def read_reports(rng: random.Random) -> list[Row]:
    """Read paragraphs of news reports, quoted or narrated: silver labels."""
    documents = [d for d in read("attribution/polnear_train") if d["primary"]]
    texts = [
        d["text"][p["start"] : p["end"]] for d in documents for p in d["paragraphs"]
    ]
    rows = [Row("comment", text, "report") for text in rng.sample(texts, REPORTS)]
    for document in read("attribution/newsdiscourse_train"):
        sentences = [s["text"] for s in document["sentences"][1:7]]
        rows.append(Row("comment", " ".join(sentences[:3]), "report"))
    return rows


def compose_rows(seed: int) -> list[Row]:
    """Return what the open weights learn from: NewsSD-ENG, and what was composed."""
    subjective = read("claims/newssd_eng_train")
    rows = [Row("subjective", r["text"], r["label"]) for r in subjective]
    rows += [Row("opinion", r["text"], OPINION[r["label"]]) for r in subjective]
    rows += [Row(*each) for each in compose_sentences(COMPOSED, seed)]
    reports = compose_documents(COMPOSED // 2, seed)
    rows += [Row("comment", d["text"], "report") for d in reports if d["attributions"]]
    said = [(text, label) for text, _, label in composed.compose(COMPOSED, seed)]
    sided = dict.fromkeys(text for text, label in said if label in ("favor", "against"))
    return rows + [Row("comment", text, "comment") for text in sided]


def read_rows(seed: int) -> list[Row]:
    """Draw the training rows of every set."""
    if WEIGHTS == "open":
        return compose_rows(seed)
    rng = random.Random(seed)
    rows = read_editorials() + read_reports(rng)
    for name, (head, chance) in SETS.items():
        rows += [
            Row(head, r["text"], r["label"])
            for r in read(f"claims/{name}_train")
            if rng.random() < chance
        ]
    return rows


def train() -> None:
    """Train on the claim corpora and write `claims` of the chosen weights."""
    rows = read_rows(PLAN.seed)
    items = tokenize([row.text for row in rows])

    def loss(network: Network, indices: Sequence[int], _: random.Random) -> Tensor:
        batch = collate([items[i] for i in indices])
        pooled = network.pool(network(batch), batch.blocks, 1)
        total = torch.zeros(())
        for name, head in HEADS.items():
            mine = [n for n, i in enumerate(indices) if rows[i].head == name]
            gold = torch.tensor(
                [head.labels.index(rows[indices[n]].label) for n in mine]
            )
            if mine:
                scores = network.heads[name](pooled[mine])
                total = total + functional.cross_entropy(scores, gold, reduction="sum")
        return total / len(indices)

    network = fit(HEADS, [len(i.ids) for i in items], loss, PLAN, BUILD / "claims.pt")
    data = [*SETS, "editorials", "polnear", "newsdiscourse"]
    if WEIGHTS == "open":
        data = ["newssd_eng", "composed", "composed_claims", "composed_news"]
    save_adapter(network, HEADS, PLAN, MODELS / "claims", data=data, rows=len(rows))
    calibrate()


def calibrate() -> None:
    """Fit a temperature a head on dev rows, and add them to the model's config."""
    encoder, fitted = Encoder.load("claims", MODELS), {}
    for name, (head, _) in SETS.items():
        rows = read(f"claims/{name}_dev")
        if head in fitted or (WEIGHTS == "open" and name != "newssd_eng"):
            continue
        labels = encoder.heads[head].labels
        read_as = encoder.predict([r["text"] for r in rows])
        logits = np.array([each.pooled[head][0] for each in read_as], dtype=float)
        gold = np.array([labels.index(r["label"]) for r in rows])
        fitted[head] = round(fit_temperature(logits, gold), 3)
    update_config("claims", temperatures=fitted)


if __name__ == "__main__":
    train()
