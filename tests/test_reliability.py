"""Whose labels of which units are compared."""

import numpy as np
import pandas as pd
import pytest

from stancebook.reliability import Reliability, describe_draws, pair_labels
from stancebook.schema import check
from stancebook.vetting import check_labels


def label(*rows: tuple[str, str, str], layer: str = "voice") -> pd.DataFrame:
    """Annotations from (annotator, paragraph, value)."""
    table = pd.DataFrame(rows, columns=["annotator", "paragraph", "value"])
    return table.assign(layer=layer)


ANA_AND_BEN = label(
    ("ana", "a#0", "mixed"),
    ("ana", "a#1", "credit"),
    ("ben", "a#0", "reported"),
    ("ben", "b#0", "mixed"),
)


def test_units_down_annotators_across() -> None:
    """Codes have a row a unit and a column an annotator, both in order."""
    table, labels = check_labels(ANA_AND_BEN.sample(frac=1, random_state=7))
    data = Reliability.gather(table, labels["voice"])

    assert ("ana", "ben") == data.annotators
    assert [[2, 1], [3, -1], [-1, 2]] == data.codes.tolist()
    assert [0, 0, 1] == data.articles.tolist()
    assert [True, False, False] == data.paired.tolist()


def test_holder_and_target_are_of_the_unit() -> None:
    """Stances of two holders, or on two targets, are two units."""
    table = label(*[("ana", "a#0", "favor"), ("ben", "a#0", "favor")], layer="stance")
    apart = table.assign(target="t", holder=["publisher", None])

    assert [True] == pair_labels(table.assign(target="t"))["same"].tolist()
    assert [] == pair_labels(apart)["same"].tolist()


def test_raw_pairs() -> None:
    """Every pair of labels is there to be read, and to be written as a table."""
    found = pair_labels(ANA_AND_BEN)
    [row] = check(found, "pairs").to_dict("records")

    assert ("a#0", "ana", "ben") == (row["paragraph"], row["annotator"], row["other"])
    assert ("mixed", "reported", False) == (
        row["value"],
        row["other_value"],
        row["same"],
    )
    assert (None, None) == (row["target"], row["holder"])


def test_pairs_of_three_annotators() -> None:
    """Three annotators of a unit are three pairs, each once."""
    table = label(*[(name, "a#0", "mixed") for name in ("carla", "ben", "ana")])
    found = pair_labels(table)[["annotator", "other"]].to_numpy().tolist()

    assert [["ana", "ben"], ["ana", "carla"], ["ben", "carla"]] == found


def test_repeats_are_no_pairs() -> None:
    """A second reading by the same person is not held against anybody else."""
    again = label(("ana", "a#0", "reported")).assign(occasion=1)
    found = pair_labels(pd.concat([ANA_AND_BEN.assign(occasion=0), again]))

    assert ["mixed"] == found["value"].tolist()


def test_why_it_is_undefined() -> None:
    """What cannot be told is explained in words."""
    one = np.zeros(2, dtype=np.int64)
    names = ("mixed", "credit")
    alone = Reliability(names, ("a", "b"), np.array([[0, -1], [-1, 1]]), one)
    same = Reliability(names, ("a", "b"), np.array([[0, 0], [0, 0]]), one)
    other = Reliability(names, ("a", "b"), np.array([[0, 1], [0, 0]]), one)

    assert "undefined because no unit has two labels" == alone.explain()
    assert "undefined because nothing varies: every label is mixed" == same.explain()
    assert other.explain() is None


def test_undefined_draws_are_counted() -> None:
    """Draws without a figure are left out, and where most are, there is no interval."""
    some = describe_draws(np.array([0.5, 0.5, np.nan, 0.7, 0.9]))
    most = describe_draws(np.array([0.5, 0.5, np.nan, np.nan, 0.9]))

    assert (3, pytest.approx(1 / 3), pytest.approx(2 / 3)) == (
        some["draws"],
        some["p_below_667"],
        some["p_below_800"],
    )
    assert (2, 0.5) == (most["draws"], most["figure"])
    assert np.isnan([most["low"], most["high"], most["p_below_667"]]).all()


def test_bounds_are_those_of_krippendorff() -> None:
    """What falls short of .667, and of .8, is counted at these very bounds."""
    found = describe_draws(np.array([0.7, 0.665, 0.667, 0.799, 0.8]))

    assert (0.25, 0.75) == (found["p_below_667"], found["p_below_800"])
