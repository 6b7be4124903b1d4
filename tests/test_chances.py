"""Chances of being labelled are counted, or given, and never guessed."""

import numpy as np
import pandas as pd
import pytest

from stancebook.chances import check_chances, read_draw
from stancebook.schema import InputError

COLUMNS = {"probability": None, "stratum": None, "unit": None, "cluster": None}


def test_chance_is_the_share_of_units() -> None:
    """One of two articles was labelled in `a` and both in `b`: 1/2, and 1."""
    data = pd.DataFrame({"s": list("aaaabb"), "article": [0, 0, 1, 1, 2, 3]})
    labelled = np.array([True, True, False, False, True, True])
    columns = COLUMNS | {"stratum": "s", "unit": "article"}
    design = read_draw(data, labelled, columns, finite=False)

    assert [0.5, 0.5, 0.5, 0.5, 1, 1] == design.chance.tolist()
    assert [0, 0, 1, 1, 2, 3] == design.cluster.tolist()


def test_unit_labelled_in_part() -> None:
    """An article that was drawn as a whole has all of its rows labelled."""
    data = pd.DataFrame({"s": list("aaaa"), "article": [0, 0, 1, 1]})
    labelled = np.array([True, False, False, False])
    columns = COLUMNS | {"stratum": "s", "unit": "article"}

    with pytest.raises(InputError, match="labelled in part"):
        read_draw(data, labelled, columns, finite=False)


def test_chance_above_one() -> None:
    """Nothing is drawn with a chance of 1.5."""
    with pytest.raises(InputError, match=r"probability 1\.5"):
        check_chances(np.array([0.5, 1.5]))
