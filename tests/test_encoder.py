import json

import numpy as np
import pytest
import torch

from stancebook import encoder
from stancebook.encoder import Encoder, load_base, load_tokenizer, tokenize
from stancebook.schema import InputError
from stancebook.weights import SHIPPED

TEXTS = [
    "The dam was filled on Monday.",
    "“We will not pay,” the envoy said.",
    "No.",
    "The council, which had met twice, put the vote off until the river had fallen.",
]
QUERIES = ["the dam", "The council should vote.", "the envoy"]


@pytest.fixture(scope="module")
def stance() -> Encoder:
    return Encoder.load("stance", precision="float32")


def logits(predictions, head="stance"):
    return [p.pooled[head] for p in predictions]


def test_order_is_kept_whatever_the_batches(stance):
    """Texts one by one and all at once get the same numbers."""
    together = logits(stance.predict(TEXTS, [QUERIES] * 4))
    alone = [logits(stance.predict([t], [QUERIES]))[0] for t in TEXTS]

    for one, other in zip(alone, together, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


def test_queries_do_not_see_one_another(stance):
    """Several queries beside one text get what each alone gets."""
    together = logits(stance.predict(TEXTS[:1], [QUERIES]))[0][1:]
    alone = [logits(stance.predict(TEXTS[:1], [[q]]))[0][1] for q in QUERIES]

    np.testing.assert_allclose(np.stack(alone), together, atol=1e-4)


def test_the_text_does_not_see_the_query(stance):
    """The text's own states are the same with and without a query."""
    plain = stance.predict(TEXTS[:1])[0].states
    asked = stance.predict(TEXTS[:1], [QUERIES])[0].states

    np.testing.assert_allclose(plain, asked, atol=1e-5)


def test_the_query_sees_the_text(stance):
    """The same query beside another text gets another answer."""
    first, second = logits(stance.predict(TEXTS[:2], [QUERIES[:1]] * 2))

    assert not np.allclose(first[1], second[1], atol=1e-2)


def test_threads_change_nothing(stance):
    """One thread and two give the same numbers."""
    before = torch.get_num_threads()
    results = []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        results.append(logits(stance.predict(TEXTS))[3])
    torch.set_num_threads(before)

    np.testing.assert_allclose(*results, atol=1e-5)


def test_adapter_changes_the_base(stance):
    """An adapter is merged into a copy; the base stays as its package carries it."""
    bare = Encoder.bare(precision="float32").predict(TEXTS[:1])[0].states

    assert not np.allclose(bare, stance.predict(TEXTS[:1])[0].states, atol=1e-2)
    np.testing.assert_array_equal(
        bare, Encoder.bare(precision="float32").predict(TEXTS[:1])[0].states
    )


def test_offsets_count_code_points():
    """Characters beyond the basic plane and accents do not shift offsets."""
    text = "🚢🚢 Çelik sailed"
    found = [text[a:b] for a, b in tokenize([text])[0].offsets if b - a > 3]

    assert found[-1] == "sailed"


def test_long_texts_and_queries_are_cut():
    """What is longer than the encoder reads is cut and still closed."""
    item = tokenize(["dam " * 1000], [["river " * 500]])[0]

    assert encoder.LONGEST == item.blocks.count(1)
    assert encoder.LONGEST_QUERY == item.blocks.count(2)
    assert item.ids[encoder.LONGEST - 1] == item.ids[-1]


def test_special_tokens_in_a_text_do_not_break_it(stance):
    """A text that spells the encoder's own marks is read as text."""

    assert np.isfinite(logits(stance.predict(["[SEP] [CLS] [PAD]"]))[0]).all()


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["flipped", "cut", "missing"])
def test_another_base_is_refused(monkeypatch, tmp_path, name, damage):
    """Base weights or a vocabulary that are not the pinned ones are not used."""
    content = (encoder._base_folder() / name).read_bytes()
    damaged = {"flipped": content[:-1] + b" ", "cut": content[:-1]}
    if damage in damaged:
        (tmp_path / name).write_bytes(damaged[damage])
    load = load_base if name == "model.safetensors" else load_tokenizer
    load.cache_clear()
    monkeypatch.setattr(encoder, "_base_folder", lambda: tmp_path)

    with pytest.raises(InputError, match="not the pinned one") as caught:
        load()

    assert str(tmp_path / name) == caught.value.file


@pytest.mark.parametrize("task", ["attribution", "claims", "stance"])
def test_shipped_adapters_say_what_went_in(task):
    """Every adapter names its data and its plan."""
    config = json.loads((SHIPPED / task / "config.json").read_text())

    assert config["data"]
    assert config["plan"]["seed"] > 0


def test_padded_rows_give_what_packed_texts_give(stance, monkeypatch):
    """The way of a GPU, padded rows on a device, gives the same numbers."""
    packed = logits(stance.predict(TEXTS, [QUERIES] * 4))
    monkeypatch.setattr(stance, "packs", False)
    padded = logits(stance.predict(TEXTS, [QUERIES] * 4))

    for one, other in zip(packed, padded, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_loading_draws_no_random_numbers() -> None:
    """A user's seeded draws are the same, whether a model was loaded between them."""
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    Encoder.bare()

    assert expected.tolist() == torch.rand(3).tolist()
