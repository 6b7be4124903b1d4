"""The transformer with its heads as one module, the same in training and in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from stancebook.batches import Batch, Packed
    from stancebook.transformer import Transformer

__all__ = ["Head", "Network", "PairHead"]

WIDTH = 384


@dataclass(frozen=True)
class Head:
    """
    One question asked of the encoder.

    `token` answers for each token, `pooled` for each block (the text, or a query read
    against the text), `pair` for each token as seen from an anchor span.
    """

    kind: str
    labels: tuple[str, ...]


class PairHead(nn.Module):
    """Score tokens as seen from an anchor span, with their distance from it."""

    hidden = 192
    buckets = 24

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.anchor = nn.Linear(WIDTH, self.hidden)
        self.other = nn.Linear(WIDTH, self.hidden)
        self.distance = nn.Embedding(self.buckets, self.hidden)
        self.out = nn.Linear(self.hidden, labels)

    def forward(self, states: Tensor, anchors: Tensor) -> Tensor:
        """Map states (tokens, width), anchors (n, 2) to scores (n, tokens, labels)."""
        steps = torch.arange(states.shape[0], device=states.device)[None, :]
        first, last = anchors[:, :1], anchors[:, 1:]
        inside = ((steps >= first) & (steps < last)).float()
        anchor = inside @ states / inside.sum(1, keepdim=True).clamp(min=1)
        gap = torch.where(steps < first, steps - first, (steps - last + 1).clamp(min=0))
        size = (gap.abs().float() + 1).log2().mul(1.5).long().clamp(max=11)
        bucket = torch.where(gap < 0, 11 - size, 12 + size)
        seen = self.anchor(anchor)[:, None, :] + self.other(states)[None, :, :]
        scores: Tensor = self.out(
            nn.functional.gelu(seen + self.distance(bucket.clamp(0, 23)))
        )
        return scores


def _make_head(head: Head) -> nn.Module:
    if head.kind == "pair":
        return PairHead(len(head.labels))
    return nn.Linear(WIDTH * (2 if head.kind == "pooled" else 1), len(head.labels))


class Network(nn.Module):
    """The encoder with its heads; the same module in training and in use."""

    def __init__(self, base: Transformer, heads: dict[str, Head]) -> None:
        super().__init__()
        self.base = base
        self.heads = nn.ModuleDict({name: _make_head(h) for name, h in heads.items()})

    def forward(self, batch: Batch | Packed) -> Tensor:
        """Return token states, (items, tokens, width), or (tokens, width) if packed."""
        states: Tensor = self.base(batch.ids, batch.positions, batch.attend)
        return states

    def pool(self, states: Tensor, blocks: Tensor, block: int) -> Tensor:
        """Join first and mean state of a block, shape (items, 2 * width)."""
        inside = (blocks == block).to(states.dtype)
        mean = (inside[:, :, None] * states).sum(1) / inside.sum(1, True).clamp(min=1)
        first = states[torch.arange(len(states)), inside.argmax(1)]
        return torch.cat([first, mean], dim=1)
