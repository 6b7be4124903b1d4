from types import SimpleNamespace

import numpy as np
import pytest

from stancebook.binding import Attribution, find_parent, read_attributions
from stancebook.quotation import word_spans

TEXT = "“Ships wait,” said Ana Lima."
SURE = 9.0


class OneCue:
    """An encoder that binds content and source as it is told."""

    def __init__(self, source, content):
        self.source, self.content = source, content

    def pair(self, head, states, anchors):
        scores = np.full((len(anchors), 5, 2), -SURE)
        scores[:, self.source, 0] = SURE
        scores[:, self.content, 1] = SURE
        return scores


def prediction(cue=()):
    """One token a word of TEXT, with these words as cue."""
    labels = np.zeros((5, 3))
    labels[:, 0] = SURE
    for word in cue:
        labels[word] = (0, SURE, 0)
    return SimpleNamespace(
        offsets=word_spans(TEXT),
        states=np.zeros((5, 4), np.float32),
        token={"cue": labels, "role": np.zeros((5, 2))},
    )


def said(spans):
    return [TEXT[a:b] for a, b in spans]


def test_a_cue_binds_source_and_content():
    """What the cue binds comes out as spans, quotation marks taken in."""
    encoder = OneCue(source=[3, 4], content=[0, 1])
    (found,) = read_attributions(encoder, TEXT, prediction(cue=[2]))

    assert (["Ana Lima"], ["said"], ["“Ships wait,”"]) == (
        said(found.source),
        said(found.cue),
        said(found.content),
    )


def test_a_cue_without_content_is_dropped():
    """A verb of speech that binds nothing is no attribution; the marks still are."""
    encoder = OneCue(source=[3, 4], content=[])
    (found,) = read_attributions(encoder, TEXT, prediction(cue=[2]))

    assert ((), (), ["“Ships wait,”"]) == (
        found.source, found.cue, said(found.content)
    )  # fmt: skip


def test_unread_words_are_no_cue():
    """What stands behind the place where the encoder stopped is left alone."""
    cut = prediction()
    cut.offsets[2:] = [(0, 0)] * 3

    (found,) = read_attributions(OneCue([3], [0]), TEXT, cut)

    assert ((), ["“Ships wait,”"]) == (found.cue, said(found.content))


def test_quotation_marks_can_be_given():
    """A part of a paragraph may stand in a quotation without a mark of its own."""
    (found,) = read_attributions(OneCue([], []), TEXT, prediction(), [(14, 27)])

    assert ["said Ana Lima"] == said(found.content)


def test_no_words_no_attribution():
    """An empty text says nothing."""

    assert read_attributions(OneCue([], []), " … ", prediction()) == []


@pytest.fixture
def nested():
    outer = Attribution(((0, 3),), ((4, 8),), ((9, 60),), 0.9)
    middle = Attribution(((9, 12),), ((13, 18),), ((19, 60),), 0.9)
    inner = Attribution(((19, 22),), ((23, 28),), ((29, 60),), 0.9)
    return [outer, middle, inner]


def test_parent_is_the_smallest_that_holds_it(nested):
    """Each attribution hangs on the next one out."""

    assert [None, 0, 1] == [find_parent(nested, each) for each in nested]


def test_no_two_hang_on_each_other():
    """Where scattered contents hold each other's cues, one of the two is outermost."""
    content = ((10, 60), (80, 120))
    first = Attribution(((0, 3),), ((20, 24),), content, 0.9)
    second = Attribution(((4, 8),), ((90, 94),), ((10, 58), (80, 120)), 0.9)
    twins = [first, Attribution(first.source, second.cue, content, 0.9)]

    assert [None, 0] == [find_parent([first, second], a) for a in (first, second)]
    assert [None, None] == [find_parent(twins, a) for a in twins]
