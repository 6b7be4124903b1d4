import numpy as np

from stancebook.passages import Passage
from stancebook.reader import AdapterReader

TEXT = "The dam is a disgrace. It will ruin the valley and must never be built."
TARGETS = ["The valley should build the dam."]


def test_kinds_are_calibrated_apart():
    """The same words are less telling as narration than as somebody's own."""
    passages = [Passage("", TEXT, True, kind) for kind in ("source", "narration")]
    said, told = AdapterReader().read(passages, TARGETS)[:, 0]

    assert said[1] > told[1]
    np.testing.assert_array_equal(np.argsort(said), np.argsort(told))
