from stancebook import remembered
from stancebook.remembered import Remembered


def test_a_text_is_read_once():
    """What was asked before, or twice at once, is not read again."""
    asked = []
    sizes = Remembered(lambda texts: asked.append(list(texts)) or [*map(len, texts)])

    assert [1, 2, 1] == sizes(["a", "bb", "a"])
    assert [2, 3] == sizes(["bb", "ccc"])
    assert [["a", "bb"], ["ccc"]] == asked


def test_the_oldest_are_dropped(monkeypatch):
    """Memory stays bounded: what was dropped is read again."""
    monkeypatch.setattr(remembered, "KEPT", 1)
    asked = []
    sizes = Remembered(lambda texts: asked.extend(texts) or [*map(len, texts)])
    sizes(["a", "bb"])
    sizes(["a"])

    assert ["a", "bb", "a"] == asked


def test_it_can_forget():
    """After forgetting, all is read anew."""
    asked = []
    sizes = Remembered(lambda texts: asked.extend(texts) or [*map(len, texts)])
    sizes(["a"])
    sizes.forget()
    sizes(["a"])

    assert ["a", "a"] == asked
