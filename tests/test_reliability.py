"""Whose labels of which units are compared, and what is refused with a clear word."""

import numpy as np
import pandas as pd
import pytest

from stancebook.codebook import Codebook
from stancebook.reliability import (
    Reliability,
    check_labels,
    describe_draws,
    pair_labels,
)
from stancebook.schema import InputError, check
from tests.conftest import ROOT


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


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (ANA_AND_BEN.head(0), "there is no annotation"),
        (ANA_AND_BEN.assign(value=None), "every value is missing"),
        (ANA_AND_BEN.assign(orphaned=True), "no label of the codebook any more"),
        (ANA_AND_BEN.head(2), "ana alone has labelled"),
        (
            pd.concat([ANA_AND_BEN, label(("ben", "b#0", "credit"))]),
            "ben has labelled b#0 .voice. twice",
        ),
        (ANA_AND_BEN.replace("credit", "bylines"), "'bylines' is no label of voice"),
        (ANA_AND_BEN.assign(layer="tone"), "'tone' is no layer"),
        (ANA_AND_BEN.drop(columns="annotator"), "lacks the column annotator"),
        ([1, 2], "no table"),
    ],
)
def test_bad_input(table: pd.DataFrame, problem: str) -> None:
    """Each thing that cannot be measured is one clear error."""
    with pytest.raises(InputError, match=problem):
        check_labels(table)


def test_unknown_label_says_where() -> None:
    """The error names who gave the label, and which paragraph has it."""
    with pytest.raises(InputError, match=r"\(ana on a#1\)"):
        check_labels(ANA_AND_BEN.replace("credit", "bylines"))


def test_twice_in_two_layers_or_occasions_is_fine() -> None:
    """The same paragraph in two layers, or at two occasions, is no double label."""
    stance = label(("ana", "a#0", "favor"), layer="stance")
    again = label(("ana", "a#0", "mixed")).assign(occasion=1)
    table, _ = check_labels(pd.concat([ANA_AND_BEN, stance, again]))

    assert 6 == len(table)


def test_open_labels_are_known() -> None:
    """wire:TASS is a label by wire:NAME, and wire alone is none."""
    table = label(
        ("ana", "a#0", "wire:TASS"), ("ben", "a#0", "unknown"), layer="origin"
    )

    assert 2 == len(check_labels(table)[0])
    with pytest.raises(InputError, match="no label of origin"):
        check_labels(table.replace("wire:TASS", "wire:"))


def test_labels_of_the_codebook() -> None:
    """The labels are those of the codebook that is given."""
    codebook = Codebook.from_file(ROOT / "labels" / "codebook.toml")
    _, labels = check_labels(ANA_AND_BEN, codebook)

    assert codebook.labels["voice"] == labels["voice"]


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
