"""Tables meet by the names of paragraphs, in the order of the population."""

import numpy as np
import pandas as pd

from stancebook.population import guess_stances, guess_voices
from stancebook.schema import STANCES

ROWS = pd.DataFrame({"paragraph": ["a#0", "a#1", "a#2"], "article": "a"})


def scores() -> pd.DataFrame:
    sides = dict(
        zip(STANCES, ([0.7, 0.1], [0.1, 0.1], [0.1, 0.7], [0.1, 0.1]), strict=True)
    )
    table = pd.DataFrame({"paragraph": ["a#1", "a#0"], **sides, "target": "dam"})
    return table.assign(
        holder=["publisher", "wire:TASS"], innermost=True, decided_by="model"
    )


def test_stances_stand_in_the_order_of_the_rows() -> None:
    """A paragraph that was not scored is missing, and the others keep their place."""
    found = guess_stances(scores(), ROWS, "dam")

    assert [0.1, 0.7] == found[:2, 0].tolist()
    assert np.isnan(found[2]).all()


def test_holder_stands_in_for_a_voice() -> None:
    """Without voices, the publisher's paragraphs pass for editorial."""
    found = guess_voices(scores(), ROWS, None)

    assert [[0, 1], [1, 0], [0, 0]] == found[:, :2].tolist()


def test_credits_have_no_side() -> None:
    """What was settled as page furniture is neither editorial nor reported."""
    table = scores().assign(decided_by="rule:no-stance")

    assert [[0, 0]] * 3 == guess_voices(table, ROWS, None)[:, :2].tolist()
