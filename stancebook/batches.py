"""Texts of many lengths go into one batch: padded to train on, packed to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby, pairwise

import torch
from torch import Tensor

from stancebook.transformer import attend_heads

__all__ = ["Batch", "Item", "Packed", "collate", "pack", "plan_batches"]


@dataclass
class Item:
    """One text with its queries as token ids: block 1 is the text, 2… the queries."""

    ids: list[int]
    blocks: list[int]
    positions: list[int]
    offsets: list[tuple[int, int]]


def plan_batches(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """
    Group items of like length so that no batch passes `budget` tokens.

    Examples
    --------
    >>> plan_batches([5, 90, 6], budget=100)
    [[1], [2, 0]]
    """
    batches: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if batches and lengths[batches[-1][0]] * (len(batches[-1]) + 1) <= budget:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches


def _may_see(looking: Tensor, seen: Tensor) -> Tensor:
    """
    Say who may look at whom: the text at itself, a query at itself and the text.

    So the text is encoded once, whatever the number of queries, and no query changes
    what another one sees. Block numbers (…, tokens) in, (…, looking, seen) out.
    """
    looking, seen = looking[..., :, None], seen[..., None, :]
    return ((seen == 1) | (seen == looking)) & (seen > 0)


@dataclass
class Batch:
    """Items padded to one length; every tensor has the shape (items, tokens)."""

    ids: Tensor
    blocks: Tensor
    positions: Tensor

    @cached_property
    def mask(self) -> Tensor | None:
        """Say who may look at whom, (items, 1, tokens, tokens); None: all at all."""
        if bool((self.blocks == 1).all()):
            return None
        return _may_see(self.blocks, self.blocks)[:, None]

    def attend(
        self, query: Tensor, key: Tensor, value: Tensor, dropout: float
    ) -> Tensor:
        """Gather for each token what it may see, (items, tokens, width)."""
        return attend_heads(query, key, value, self.mask, dropout)

    def unpad(self, states: Tensor) -> Tensor:
        """Return the states as `pack` orders them, (tokens, width)."""
        return states[self.blocks > 0]

    def to(self, device: str) -> Batch:
        """Return the batch on another device."""
        parts = (self.ids, self.blocks, self.positions)
        return Batch(*(part.to(device) for part in parts))


def _pad(rows: list[list[int]]) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([row + [0] * (longest - len(row)) for row in rows])


def collate(items: Sequence[Item]) -> Batch:
    """Pad items to one length."""
    return Batch(
        _pad([item.ids for item in items]),
        _pad([item.blocks for item in items]),
        _pad([item.positions for item in items]),
    )


@dataclass
class Run:
    """Neighbours that are cut alike, so that they can attend side by side."""

    start: int
    count: int
    length: int
    blocks: list[slice]  # where in an item its text stands, and each of its queries

    def cut(self, values: Tensor) -> Tensor:
        """Return a view of the run, (items, tokens, width)."""
        end = self.start + self.count * self.length
        return values[self.start : end].view(self.count, self.length, -1)


def _find_runs(items: Sequence[Item]) -> Iterator[Run]:
    start = 0
    for blocks, alike in groupby(items, lambda item: item.blocks):
        count = len(list(alike))
        ends = list(accumulate(len(list(own)) for _, own in groupby(blocks)))
        cuts = [slice(a, b) for a, b in pairwise([0, *ends])]
        yield Run(start, count, len(blocks), cuts)
        start += count * len(blocks)


@dataclass
class Packed:
    """Items one after the other without padding; tensors have the shape (tokens,)."""

    ids: Tensor
    positions: Tensor
    runs: list[Run]
    firsts: Tensor  # where each block of each item begins
    lengths: Tensor  # its number of tokens

    def attend(
        self, query: Tensor, key: Tensor, value: Tensor, dropout: float
    ) -> Tensor:
        """
        Gather for each token what it may see, (tokens, width).

        Each query by itself: so its last bit does not depend on how many there are.
        """
        gathered = torch.empty_like(query)
        for run in self.runs:
            q, k, v, out = (run.cut(each) for each in (query, key, value, gathered))
            text, *queries = run.blocks
            own = (q[:, text], k[:, text], v[:, text])
            out[:, text] = attend_heads(*own, dropout=dropout)
            for block in queries:
                keys = torch.cat([k[:, text], k[:, block]], 1)
                values = torch.cat([v[:, text], v[:, block]], 1)
                seen = attend_heads(q[:, block], keys, values, dropout=dropout)
                out[:, block] = seen
        return gathered

    def pool(self, states: Tensor) -> Tensor:
        """Join first and mean state of every block, (blocks, 2 * width)."""
        numbers = torch.arange(len(self.firsts)).repeat_interleave(self.lengths)
        sums = torch.zeros(len(self.firsts), states.shape[1])
        mean = sums.index_add_(0, numbers, states) / self.lengths[:, None]
        return torch.cat([states[self.firsts], mean], dim=1)


def pack(items: Sequence[Item]) -> Packed:
    """Put items one after the other; those that are cut alike should be neighbours."""
    lengths = [len(list(own)) for item in items for _, own in groupby(item.blocks)]
    sizes = torch.tensor(lengths)
    return Packed(
        torch.tensor([token for item in items for token in item.ids]),
        torch.tensor([place for item in items for place in item.positions]),
        list(_find_runs(items)),
        sizes.cumsum(0) - sizes,
        sizes,
    )
