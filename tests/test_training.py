import random

import pytest
import torch
from torch.nn import functional

from stancebook import training
from stancebook.batches import collate
from stancebook.encoder import Encoder, tokenize
from stancebook.network import Head
from stancebook.training import Plan, fit, load_adapter, save_adapter

HEADS = {"mood": Head("pooled", ("low", "high"))}
TEXTS = ["The dam broke.", "The dam held.", "All is lost.", "All is well."] * 6
GOLD = [0, 1, 0, 1] * 6
PLAN = Plan(epochs=1, learning_rate=3e-3, rank=2, tokens_a_batch=8)
ITEMS = tokenize(TEXTS)
LENGTHS = [len(item.ids) for item in ITEMS]


class KilledError(Exception):
    """Stands for the machine going down."""


def loss(network, indices, _, stop=None, steps=None):
    if steps is not None:
        steps.append(1)
        if len(steps) == stop:
            raise KilledError
    batch = collate([ITEMS[i] for i in indices])
    scores = network.heads["mood"](network.pool(network(batch), batch.blocks, 1))
    return functional.cross_entropy(scores, torch.tensor([GOLD[i] for i in indices]))


def run(path, plan=PLAN, loss=loss):
    return fit(HEADS, LENGTHS, loss, plan, path, report=lambda _: None)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    return run(tmp_path_factory.mktemp("whole") / "point.pt")


@pytest.fixture(autouse=True)
def often(monkeypatch):
    """Keep a checkpoint every ten steps."""
    monkeypatch.setattr(training, "STEPS_A_CHECKPOINT", 10)


def weights(network):
    return [p for p in network.parameters() if p.requires_grad]


def test_training_learns(trained):
    """What was shown is known afterwards."""
    batch = collate(ITEMS[:4])
    with torch.inference_mode():
        scores = trained.heads["mood"](trained.pool(trained(batch), batch.blocks, 1))

    assert scores.argmax(1).tolist() == GOLD[:4]


def test_a_killed_run_goes_on(trained, tmp_path):
    """A run that was killed and started again equals an undisturbed one."""
    steps = []
    with pytest.raises(KilledError):
        run(tmp_path / "point.pt", loss=lambda *a: loss(*a, stop=14, steps=steps))
    resumed = run(tmp_path / "point.pt", loss=lambda *a: loss(*a, steps=steps))

    assert len(steps) < 14 + len(TEXTS)
    for one, other in zip(weights(trained), weights(resumed), strict=True):
        torch.testing.assert_close(one, other)


def test_another_plans_checkpoint_is_not_taken(tmp_path):
    """A checkpoint of another plan is left alone."""
    steps = []
    with pytest.raises(KilledError):
        run(tmp_path / "point.pt", loss=lambda *a: loss(*a, stop=12, steps=steps))
    other = Plan(epochs=1, learning_rate=1e-3, rank=2, tokens_a_batch=8)
    again = []
    with pytest.raises(KilledError):
        run(tmp_path / "point.pt", other, lambda *a: loss(*a, stop=11, steps=again))

    assert len(again) == 11


def test_saved_adapter_predicts_as_trained(trained, tmp_path):
    """Merged and in half precision, the adapter still says the same."""
    save_adapter(trained, HEADS, PLAN, tmp_path / "mood", data=["composed"])
    batch = collate(ITEMS[:2])
    with torch.inference_mode():
        scores = trained.heads["mood"](trained.pool(trained(batch), batch.blocks, 1))
    loaded = Encoder.load("mood", tmp_path).predict(TEXTS[:2])

    for one, prediction in zip(scores, loaded, strict=True):
        torch.testing.assert_close(
            one, torch.tensor(prediction.pooled["mood"][0]), atol=5e-2, rtol=1e-2
        )


def test_training_further_begins_where_it_ended(trained, tmp_path):
    """An adapter that is loaded to be trained further has the weights saved."""
    save_adapter(trained, HEADS, PLAN, tmp_path / "mood", data=["composed"])
    again = load_adapter(HEADS, PLAN, tmp_path / "mood")

    for one, other in zip(weights(trained), weights(again), strict=True):
        torch.testing.assert_close(one, other, atol=2e-3, rtol=1e-2)


def chances(path) -> list[float]:
    """Return what the generators of the first three steps draw."""
    seen: list[float] = []

    def note(network, indices, chance: random.Random):
        seen.append(chance.random())
        if len(seen) == 3:
            raise KilledError
        return loss(network, indices, chance)

    with pytest.raises(KilledError):
        run(path, loss=note)
    return seen


def test_each_step_has_its_own_chance(tmp_path):
    """The generator that a loss gets depends on seed and step alone."""
    first = chances(tmp_path / "a.pt")

    assert len(set(first)) == 3
    assert first == chances(tmp_path / "b.pt")
