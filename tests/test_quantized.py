import numpy as np
import pytest
import torch
from torch import nn

from stancebook.encoder import Encoder
from stancebook.quantized import QuantizedLinear, can_quantize

pytestmark = pytest.mark.skipif(
    not can_quantize(), reason="this build of torch has no products of small integers"
)
TEXTS = ["The dam was filled on Monday.", "No.", "“We will not pay,” she said."] * 3
TARGETS = [f"Point {n} should be dropped." for n in range(10)]


@pytest.fixture(scope="module")
def linear() -> nn.Linear:
    torch.manual_seed(5)
    return nn.Linear(384, 96)


def test_products_are_near_the_exact_ones(linear):
    """A product of random numbers is off by less than two hundredths of its size."""
    values = torch.randn(50, 384)
    exact = linear(values).detach()
    error = (QuantizedLinear(linear)(values) - exact).norm() / exact.norm()

    assert 0 < error < 0.02


def test_a_row_is_the_same_in_any_company(linear):
    """A large value in one row changes no other row."""
    values = torch.randn(4, 384)
    own, loud = QuantizedLinear(linear), values.clone()
    loud[0, 0] = 1e4

    np.testing.assert_array_equal(own(values)[1:], own(loud)[1:])


def test_a_row_to_one_side_loses_no_bit(linear):
    """What a GELU gives, nearly all above zero, is as near to the exact as the rest."""
    values = nn.functional.gelu(3 * torch.randn(50, 384))
    exact = linear(values).detach()
    error = (QuantizedLinear(linear)(values) - exact).norm() / exact.norm()

    assert 0 < error < 0.009


def test_a_row_of_one_value_is_exact(linear):
    """A row that has no spread is told by its middle alone."""
    values = torch.full((1, 384), 2.5)
    expected = linear(values).detach()

    np.testing.assert_allclose(expected, QuantizedLinear(linear)(values), atol=0.05)


def test_products_that_are_cut_are_not_used(monkeypatch):
    """Where pairs are summed in 16 bits, as without VNNI, integers are not offered."""
    exact = torch.ops.onednn.qlinear_pointwise

    def cut(*given):
        return exact(*given).clamp(max=1000)

    monkeypatch.setattr(torch.ops.onednn, "qlinear_pointwise", cut)

    assert can_quantize.__wrapped__() is False


def test_a_row_of_zeros_is_the_bias(linear):
    """Nothing in gives the bias, and no division by zero."""
    got = QuantizedLinear(linear)(torch.zeros(1, 384))[0]

    np.testing.assert_array_equal(linear.bias.detach(), got)


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_ten_targets_are_ten_times_one(precision):
    """Ten targets beside one text get what each alone gets."""
    encoder = Encoder.load("stance", precision=precision)
    whole = encoder.predict(TEXTS[:3], [TARGETS] * 3)
    together = np.stack([one.pooled["stance"][1:] for one in whole])
    alone = np.stack(
        [
            [one.pooled["stance"][1] for one in encoder.predict(TEXTS[:3], [[t]] * 3)]
            for t in TARGETS
        ],
        axis=1,
    )

    np.testing.assert_allclose(alone, together, atol=1e-4)
    np.testing.assert_array_equal(alone.argmax(-1), together.argmax(-1))
