"""Products of small integers: the same decisions in a third of the time."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor, nn

__all__ = ["QuantizedLinear", "can_quantize"]

LARGEST = 127
# Processors multiply unsigned by signed, so that activations are shifted by 128, which
# is to flip the highest bit.
ZERO = 128
SMALLEST = 1e-12


def _code(values: Tensor) -> tuple[Tensor, Tensor]:
    """Return rows as integers from -127 to 127, and the step of each row."""
    high, low = values.amax(-1, keepdim=True), values.amin(-1, keepdim=True)
    step = torch.maximum(high, low.neg_()).clamp_min_(SMALLEST).div_(LARGEST)
    return (values / step).round_(), step


class QuantizedLinear(nn.Module):
    """
    A linear map in 8-bit integers, summed in 32 bits (Jacob et al. 2018).

    Each row of weights and each token has a step of its own (Yao et al. 2022,
    ZeroQuant), so that a token's result does not depend on what else is in its batch.
    """

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        coded, step = _code(linear.weight.detach())
        self.packed = torch.ops.onednn.qlinear_prepack(coded.to(torch.int8), None)
        self.step = step.squeeze(1).contiguous()
        self.zeros = torch.zeros(len(step), dtype=torch.int64)
        self.bias = linear.bias.detach().clone()

    def forward(self, values: Tensor) -> Tensor:
        """Map values (tokens, inputs) to (tokens, outputs)."""
        coded, step = _code(values)
        shifted = coded.to(torch.int8).view(torch.uint8).bitwise_xor_(ZERO)
        weights = (self.packed, self.step, self.zeros, None)
        sums: Tensor = torch.ops.onednn.qlinear_pointwise(
            *(shifted, 1.0, ZERO), *weights, 1.0, 0, torch.float32, "none", [], ""
        )
        return torch.addcmul(self.bias, sums, step, out=sums)


@lru_cache(maxsize=1)
def can_quantize() -> bool:
    """
    Say if this build of torch has such products, by making one.

    Examples
    --------
    >>> can_quantize() in (True, False)
    True
    """
    try:
        got = QuantizedLinear(nn.Linear(32, 32))(torch.eye(32))
    except (AttributeError, NotImplementedError, RuntimeError):
        return False
    return bool(torch.isfinite(got).all())
