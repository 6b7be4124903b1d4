"""Totals of a gap are those that one can count by hand."""

import numpy as np

from stancebook.totals import weigh_gap, weigh_stances, weigh_voices

SAID = np.array([[0.8, 0.0, 0.1, 0.1], [0.0, 0.6, 0.2, 0.2]])
HEARD = np.array([[0.9, 0.1, 0, 0, 0], [0.2, 0.8, 0, 0, 0]])


def test_gap_has_four_totals() -> None:
    """Scores of editorial and reported paragraphs, then how many bear on the target."""
    known = np.array(["editorial", "reported"], dtype=object)
    totals = weigh_gap(SAID, HEARD, known, np.array(["favor", "unrelated"], object))

    assert [[1, 0, 1, 0], [0, 0, 0, 0]] == totals.gold.tolist()
    assert [[0.8, 0, 1, 0], [0, -0.6, 0, 1]] == totals.model.tolist()
    assert [0.72, 0.08, 0.81, 0.09] == totals.guess[0].round(6).tolist()


def test_share_of_a_stance_is_of_all_that_was_asked() -> None:
    """An unrelated paragraph counts below the line, and not above."""
    totals = weigh_stances(SAID, np.array(["favor", "unrelated"], object), "favor")

    assert [[1, 1], [0, 1]] == totals.gold.tolist()
    assert [[0.8, 1], [0.0, 1]] == totals.guess.tolist()


def test_share_of_a_voice() -> None:
    """A paragraph has the voice, or has it not."""
    known = np.array(["editorial", "credit"], dtype=object)

    assert [[1, 1], [0, 1]] == weigh_voices(HEARD, known, "editorial").gold.tolist()
