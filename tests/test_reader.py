import numpy as np

from stancebook.passages import Passage
from stancebook.reader import AdapterReader, calibrate

TEXT = "The dam is a disgrace. It will ruin the valley and must never be built."
TARGETS = ["The valley should build the dam."]


def test_kinds_are_calibrated_apart():
    """The same words are less telling as narration than as somebody's own."""
    passages = [Passage("", TEXT, True, kind) for kind in ("source", "narration")]
    said, told = AdapterReader().read(passages, TARGETS)[:, 0]

    assert said[1] > told[1]
    np.testing.assert_array_equal(np.argsort(said), np.argsort(told))


def test_neutrality_leans_off_the_fence():
    """Below zero, less goes to the labels that take no side; the sides keep step."""
    logits = np.array([[1.0, 0.5, 1.2, 0.3]])
    even, leaning = calibrate(logits, {}), calibrate(logits, {"neutrality": -0.5})

    assert (leaning[0, 2:] < even[0, 2:]).all()
    assert np.isclose(leaning[0, 0] / leaning[0, 1], even[0, 0] / even[0, 1])
    assert np.isclose(leaning.sum(), 1)
