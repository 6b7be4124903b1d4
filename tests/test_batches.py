import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from stancebook.batches import Batch, Item, collate, pack, plan_batches
from stancebook.transformer import Shape, Transformer


def item(*blocks: int) -> Item:
    size = len(blocks)
    places = [blocks[:n].count(block) for n, block in enumerate(blocks)]
    return Item(list(range(1, size + 1)), list(blocks), places, [(0, 0)] * size)


ITEMS = [item(1, 1, 1, 2, 2, 3), item(1, 1, 1, 2, 2, 3), item(1, 1, 2), item(1, 1)]


def test_items_are_padded_to_one_length():
    """The shorter item is filled with block 0."""
    batch = collate([item(1, 1, 2), item(1)])

    assert [[1, 1, 2], [1, 0, 0]] == batch.blocks.tolist()


def test_text_sees_itself_alone_and_queries_see_it():
    """A query reads the text and itself; the text never reads a query."""
    mask = collate([item(1, 2, 3)]).mask[0, 0].tolist()

    assert [[True, False, False], [True, True, False], [True, False, True]] == mask


def test_full_rows_need_no_mask():
    """Texts of one length without queries see all of themselves."""

    assert collate([item(1, 1), item(1, 1)]).mask is None


def test_batch_keeps_positions():
    """Positions start again in every block, as its tokens say."""
    batch = Batch(torch.tensor([[5]]), torch.tensor([[1]]), torch.tensor([[0]]))

    assert batch.positions.tolist() == [[0]]


def test_packed_and_padded_give_the_same_states():
    """What is read packed is what training on padded rows sees."""
    torch.manual_seed(3)
    model = Transformer(Shape(words=50, positions=9, width=24, inner=48, layers=2))
    model.eval()
    packed, padded = pack(ITEMS), collate(ITEMS)
    with torch.inference_mode():
        own = model(packed.ids, packed.positions, packed.attend)
        other = padded.unpad(model(padded.ids, padded.positions, padded.attend))

    np.testing.assert_allclose(other, own, atol=1e-5)


def test_alike_items_attend_side_by_side():
    """Neighbours that are cut alike are one run; another cut begins another."""
    runs = [(r.start, r.count, r.blocks[0].stop) for r in pack(ITEMS).runs]

    assert [(0, 2, 3), (12, 1, 2), (15, 1, 2)] == runs


def test_pool_joins_first_and_mean():
    """The first state and the mean of each block stand side by side."""
    states = torch.tensor([[1.0], [3.0], [10.0], [20.0]])

    assert [[1.0, 2.0], [10.0, 15.0]] == pack([item(1, 1, 2, 2)]).pool(states).tolist()


@given(st.lists(st.integers(1, 60), max_size=40), st.integers(1, 200))
def test_batches_hold_every_item_once(lengths, budget):
    """Every item stands in one batch, and a batch keeps to its budget."""
    batches = plan_batches(lengths, budget)

    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        size = max(lengths[i] for i in batch) * len(batch)
        assert size <= budget or len(batch) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_text_is_one_block(count):
    """Each text and each query of it is a block with a beginning and a length."""
    packed = pack([item(1, 1, 2)] * count)

    assert [2, 1] * count == packed.lengths.tolist()
