"""Trains the attribution adapter: find cues, then what each cue binds."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from recipes.composed_news import compose_documents
from recipes.data import BUILD, MODELS, WEIGHTS, read
from stancebook.batches import Item, collate
from stancebook.encoder import tokenize
from stancebook.network import Head, Network
from stancebook.training import Plan, fit, save_adapter

HEADS = {
    "cue": Head("token", ("outside", "begin", "inside")),
    "role": Head("token", ("source", "content")),
    "bound": Head("pair", ("source", "content")),
}
PLAN = Plan(epochs=3, learning_rate=1e-3, tokens_a_batch=1280)
COMPOSED = 6000
KEPT_EMPTY = 0.5  # paragraphs without an attribution teach little a second time
Span = tuple[int, int]


class Example:
    """One paragraph with its attributions as token spans."""

    def __init__(self, item: Item, relations: list[dict[str, list[Span]]]) -> None:
        self.item = item
        size = len(item.offsets)
        self.cue = torch.zeros(size, dtype=torch.long)
        self.role = torch.zeros(size, 2)
        self.anchors: list[Span] = []
        self.bound: list[Tensor] = []
        for relation in relations:
            self._add(relation, size)

    def _tokens(self, spans: list[Span]) -> list[int]:
        return [
            number
            for number, (a, b) in enumerate(self.item.offsets)
            if b > a and any(a < end and b > start for start, end in spans)
        ]

    def _add(self, relation: dict[str, list[Span]], size: int) -> None:
        cue = self._tokens(relation["cue"])
        bound = torch.zeros(size, 2)
        for column, role in enumerate(("source", "content")):
            bound[self._tokens(relation[role]), column] = 1
        self.role = torch.maximum(self.role, bound)
        if cue:
            self.cue[cue] = torch.where(self.cue[cue] == 1, 1, 2)
            self.cue[cue[0]] = 1
            self.anchors.append((cue[0], cue[-1] + 1))
            self.bound.append(bound)


def _shift(spans: Sequence[Sequence[int]], start: int, end: int) -> list[Span]:
    return [
        (max(a, start) - start, min(b, end) - start)
        for a, b in spans
        if a < end and b > start
    ]


def read_documents() -> list[dict[str, Any]]:
    """Read what the weights may be trained on: PolNeAR, or what was composed."""
    if WEIGHTS == "open":
        return compose_documents(COMPOSED, PLAN.seed)
    return [d for d in read("attribution/polnear_train") if d["primary"]]


def read_examples() -> Iterator[Example]:
    """Yield every paragraph of the documents."""
    for document in read_documents():
        spans = [(p["start"], p["end"]) for p in document["paragraphs"]]
        items = tokenize([document["text"][a:b] for a, b in spans])
        for (start, end), item in zip(spans, items, strict=True):
            inside: list[dict[str, Any]] = [
                {r: _shift(a[r], start, end) for r in ("source", "cue", "content")}
                for a in document["attributions"]
            ]
            kept = [a for a in inside if a["cue"] or a["content"]]
            yield Example(item, kept)


def attribution_loss(network: Network, examples: Sequence[Example]) -> Tensor:
    """Sum the losses of cue tags, roles of tokens, and what each gold cue binds."""
    batch = collate([example.item for example in examples])
    states = network(batch)
    parts = []
    for row, example in enumerate(examples):
        own = states[row, : len(example.item.offsets)]
        parts.append(
            functional.cross_entropy(
                network.heads["cue"](own), example.cue, reduction="sum"
            )
        )
        parts.append(
            0.5
            * functional.binary_cross_entropy_with_logits(
                network.heads["role"](own), example.role, reduction="sum"
            )
        )
        if example.anchors:
            scores = network.heads["bound"](own, torch.tensor(example.anchors))
            parts.append(
                functional.binary_cross_entropy_with_logits(
                    scores, torch.stack(example.bound), reduction="sum"
                )
            )
    tokens = sum(len(example.item.offsets) for example in examples)
    return torch.stack(parts).sum() / tokens


def train() -> None:
    """Train, and write `attribution` of the chosen weights."""
    chance = random.Random(PLAN.seed)
    examples = [
        example
        for example in read_examples()
        if example.anchors or chance.random() < KEPT_EMPTY
    ]

    def loss(network: Network, indices: Sequence[int], _: random.Random) -> Tensor:
        return attribution_loss(network, [examples[i] for i in indices])

    lengths = [len(example.item.ids) for example in examples]
    network = fit(HEADS, lengths, loss, PLAN, BUILD / "attribution.pt")
    data = ["composed_news"] if WEIGHTS == "open" else ["polnear_train"]
    save_adapter(network, HEADS, PLAN, MODELS / "attribution", data=data)


if __name__ == "__main__":
    train()
