"""The base's architecture, written out: it starts at once and wastes no token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from stancebook.quantized import QuantizedLinear

__all__ = ["Attend", "Shape", "Transformer", "attend_heads"]

# Query, key and value (…, width) and a dropout in, what each token gathered out.
Attend = Callable[[Tensor, Tensor, Tensor, float], Tensor]
HEADS = 12


@dataclass(frozen=True)
class Shape:
    """How large a transformer is; the default is MiniLM-L6 (Wang et al. 2020)."""

    words: int = 30522
    positions: int = 512
    width: int = 384
    inner: int = 1536
    layers: int = 6


def attend_heads(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor | None = None,
    dropout: float = 0.0,
) -> Tensor:
    """Attend in all heads (Vaswani et al. 2017), (items, tokens, width) each."""
    split = [_split(part) for part in (query, key, value)]
    seen = functional.scaled_dot_product_attention(
        split[0], split[1], split[2], attn_mask=mask, dropout_p=dropout
    )
    return seen.transpose(1, 2).flatten(2)


def _split(values: Tensor) -> Tensor:
    items, tokens, width = values.shape
    return values.view(items, tokens, HEADS, width // HEADS).transpose(1, 2)


def _dense(inputs: int, outputs: int, **more: nn.Module) -> nn.ModuleDict:
    return nn.ModuleDict({"dense": nn.Linear(inputs, outputs), **more})


def _norm(width: int) -> nn.LayerNorm:
    return nn.LayerNorm(width, eps=1e-12)


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019); its parts are named as in its file."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        own = {name: nn.Linear(width, width) for name in ("query", "key", "value")}
        after = _dense(width, width, LayerNorm=_norm(width), dropout=nn.Dropout(0.1))
        asked = nn.ModuleDict({**own, "dropout": nn.Dropout(0.1)})
        self.attention = nn.ModuleDict({"self": asked, "output": after})
        self.intermediate = _dense(width, shape.inner)
        self.output = _dense(
            shape.inner, width, LayerNorm=_norm(width), dropout=nn.Dropout(0.1)
        )
        self.fused: nn.Module | None = None

    def forward(self, states: Tensor, attend: Attend) -> Tensor:
        """Map states (…, width) to states; `attend` says which tokens see which."""
        query, key, value = self._project(states)
        dropout: Any = self.attention["self"]["dropout"]  # type: ignore[index]
        seen = attend(query, key, value, dropout.p if self.training else 0.0)
        states = self._add(self.attention["output"], seen, states)
        inner = functional.gelu(self.intermediate["dense"](states))
        return self._add(self.output, inner, states)

    def _project(self, states: Tensor) -> tuple[Tensor, ...]:
        if self.fused is not None:
            return tuple(self.fused(states).chunk(3, -1))
        own: Any = self.attention["self"]
        return own["query"](states), own["key"](states), own["value"](states)

    @staticmethod
    def _add(part: Any, values: Tensor, states: Tensor) -> Tensor:
        added: Tensor = part["LayerNorm"](
            part["dropout"](part["dense"](values)) + states
        )
        return added

    def fuse(self, quantize: bool) -> None:
        """Make one product of three, and products of small integers if asked to."""
        own: Any = self.attention["self"]
        parts = [own.pop(name) for name in ("query", "key", "value")]
        whole = nn.Linear(parts[0].in_features, 3 * parts[0].out_features)
        whole.weight.data = torch.cat([part.weight.data for part in parts])
        whole.bias.data = torch.cat([part.bias.data for part in parts])
        self.fused = QuantizedLinear(whole) if quantize else whole
        if quantize:
            for block in (self.attention["output"], self.intermediate, self.output):
                block["dense"] = QuantizedLinear(block["dense"])  # type: ignore


class Transformer(nn.Module):
    """
    BERT without its pooler, (…) token ids to (…, width) states.

    Tokens may stand padded in rows or packed in one line: only `attend` knows.
    """

    def __init__(self, shape: Shape | None = None) -> None:
        super().__init__()
        shape = shape or Shape()
        self.embeddings = nn.ModuleDict(
            {
                "word_embeddings": nn.Embedding(shape.words, shape.width),
                "position_embeddings": nn.Embedding(shape.positions, shape.width),
                "token_type_embeddings": nn.Embedding(2, shape.width),
                "LayerNorm": _norm(shape.width),
                "dropout": nn.Dropout(0.1),
            }
        )
        layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.encoder = nn.ModuleDict({"layer": layers})

    def forward(self, ids: Tensor, positions: Tensor, attend: Attend) -> Tensor:
        """Return the states of tokens, of which `attend` says who sees whom."""
        own: Any = self.embeddings
        kind = own["token_type_embeddings"].weight[0]
        words = own["word_embeddings"](ids) + kind
        placed = words + own["position_embeddings"](positions)
        states: Tensor = own["dropout"](own["LayerNorm"](placed))
        for layer in self._layers():
            states = layer(states, attend)
        return states

    def _layers(self) -> list[Layer]:
        layers: Any = self.encoder["layer"]
        return list(layers)

    def fuse(self, quantize: bool = False) -> Transformer:
        """Return itself made ready to read, and no longer to be trained."""
        for layer in self._layers():
            layer.fuse(quantize)
        return self.requires_grad_(False).eval()
