import pytest
import torch
from torch import nn

from stancebook.network import Head, Network, PairHead


def test_pool_joins_first_and_mean():
    """The first state and the mean of a block stand side by side."""
    network = Network(nn.Identity(), {})
    states = torch.tensor([[[1.0], [3.0], [10.0], [20.0]]])
    pooled = network.pool(states, torch.tensor([[1, 1, 2, 2]]), 2)

    assert [[10.0, 15.0]] == pooled.tolist()


@pytest.mark.parametrize(("kind", "shape"), [("token", (3, 384)), ("pooled", (3, 768))])
def test_heads_fit_their_kind(kind, shape):
    """A pooled head reads first and mean state, a token head one state."""
    head = Network(nn.Identity(), {"h": Head(kind, ("a", "b", "c"))}).heads["h"]

    assert shape == tuple(head.weight.shape)


def test_pair_head_tells_before_from_after():
    """Equal tokens left and right of the anchor get different scores."""
    torch.manual_seed(1)
    scores = PairHead(2)(torch.ones(5, 384), torch.tensor([[2, 3]]))

    assert (1, 5, 2) == tuple(scores.shape)
    assert not torch.allclose(scores[0, 1], scores[0, 3])
