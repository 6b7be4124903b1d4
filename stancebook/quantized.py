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


def _code(values: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """
    Return rows as integers from -127 to 127, and the step and the middle of each row.

    The integers are spread over what a row holds: around zero, half of them would be
    wasted by a large value to one side, or by a GELU, which has no other side.
    """
    high, low = values.amax(-1, keepdim=True), values.amin(-1, keepdim=True)
    middle = torch.add(high, low).mul_(0.5)
    step = high.sub_(low).clamp_min_(SMALLEST).div_(2 * LARGEST)
    return torch.sub(values, middle).div_(step).round_(), step, middle


class QuantizedLinear(nn.Module):
    """
    A linear map in 8-bit integers, summed in 32 bits (Jacob et al. 2018).

    Each row of weights and each token has a step of its own (Yao et al. 2022,
    ZeroQuant), so that a token's result does not depend on what else is in its batch.
    """

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        weight = linear.weight.detach()
        step = weight.abs().amax(1).clamp_min_(SMALLEST).div_(LARGEST)
        coded = weight.div(step[:, None]).round_()
        self.packed = torch.ops.onednn.qlinear_prepack(coded.to(torch.int8), None)
        self.step, self.zeros = step, torch.zeros(len(step), dtype=torch.int64)
        self.sums = coded.sum(1).mul_(step)  # what a step of all inputs at once adds
        self.bias = linear.bias.detach().clone()

    def forward(self, values: Tensor) -> Tensor:
        """Map values (tokens, inputs) to (tokens, outputs)."""
        coded, step, middle = _code(values)
        shifted = coded.to(torch.int8).view(torch.uint8).bitwise_xor_(ZERO)
        weights = (self.packed, self.step, self.zeros, None)
        sums: Tensor = torch.ops.onednn.qlinear_pointwise(
            *(shifted, 1.0, ZERO), *weights, 1.0, 0, torch.float32, "none", [], ""
        )
        torch.addcmul(self.bias, sums, step, out=sums)
        return sums.addr_(middle.squeeze(-1), self.sums)


@lru_cache(maxsize=1)
def can_quantize() -> bool:
    """
    Say if torch has such products here, and if they are exact, by making one.

    A processor without instructions for them may add pairs in 16 bits, and cut what
    does not fit: so the largest are tried.

    Examples
    --------
    >>> can_quantize() in (True, False)
    True
    """
    loud = nn.Linear(64, 32)
    nn.init.ones_(loud.weight)
    values = torch.tensor([[1.0] * 48 + [-1.0] * 16])
    try:
        got = QuantizedLinear(loud)(values)
    except (AttributeError, NotImplementedError, RuntimeError):
        return False
    return torch.allclose(got, loud(values), atol=0.01)
