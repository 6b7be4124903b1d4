"""What agreement cannot be told from is refused, with a word on how to mend it."""

import numpy as np
import pandas as pd
import pytest

from stancebook.codebook import Codebook
from stancebook.schema import InputError
from stancebook.vetting import check_labels
from tests.conftest import ROOT
from tests.test_reliability import ANA_AND_BEN, label


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
        (
            ANA_AND_BEN.assign(annotator=["ana", None, "ben", "ben"]),
            "row 1: `annotator`",
        ),
        (ANA_AND_BEN.assign(occasion="first"), "`occasion` is no number"),
        (ANA_AND_BEN.assign(value=[1, 2, 3, 4]), "1 is no label of voice"),
        (ANA_AND_BEN.assign(value=[["mixed"]] * 4), "is no label of voice"),
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


@pytest.mark.parametrize("kind", ["category", "string", "object"])
def test_any_kind_of_column_will_do(kind: str) -> None:
    """Categories and pandas' own texts are read as plain texts."""
    plain, _ = check_labels(ANA_AND_BEN)
    table, _ = check_labels(ANA_AND_BEN.assign(target=None).astype(kind))

    pd.testing.assert_frame_equal(plain, table)


def test_gaps_of_any_kind_are_gaps() -> None:
    """NaN, NA and None for a holder are the same unit."""
    gaps = ANA_AND_BEN.assign(
        holder=[np.nan, None, pd.NA, None], occasion=[0, 0, 0, None]
    )
    table, _ = check_labels(gaps)

    assert {""} == set(table["holder"])
    assert {0} == set(table["occasion"])


def test_values_that_are_missing_are_left_out() -> None:
    """A row without a value, or one that is orphaned, counts as no label."""
    extra = label(("ana", "b#0", "mixed"), ("ben", "a#1", "bylines"))
    extra = extra.assign(value=[None, "bylines"], orphaned=[False, True])
    table, _ = check_labels(pd.concat([ANA_AND_BEN, extra], ignore_index=True))

    assert 4 == len(table)
