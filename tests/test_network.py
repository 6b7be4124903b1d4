import pytest
import torch
from torch import nn

from stancebook.network import Batch, Head, Item, Network, PairHead, collate


def item(*blocks: int) -> Item:
    size = len(blocks)
    return Item(
        list(range(1, size + 1)), list(blocks), list(range(size)), [(0, 0)] * size
    )


def test_items_are_padded_to_one_length():
    """The shorter item is filled with block 0."""
    batch = collate([item(1, 1, 2), item(1)])

    assert [[1, 1, 2], [1, 0, 0]] == batch.blocks.tolist()


def test_text_sees_itself_alone_and_queries_see_it():
    """A query reads the text and itself; the text never reads a query."""
    mask = collate([item(1, 2, 3)]).mask()[0, 0].tolist()

    assert [[True, False, False], [True, True, False], [True, False, True]] == mask


def test_no_query_needs_no_square_mask():
    """Without queries a mask by token is enough."""

    assert collate([item(1, 1), item(1)]).mask().shape == (2, 2)


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


def test_batch_keeps_positions():
    """Positions start again in every block, as its tokens say."""
    batch = Batch(torch.tensor([[5]]), torch.tensor([[1]]), torch.tensor([[0]]))

    assert batch.positions.tolist() == [[0]]
