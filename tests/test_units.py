"""Units come in the order of the articles, with all that was said of each."""

import pandas as pd

from stancebook.units import gather_units, has_fault


def vote(annotator: str, paragraph: str, **more: object) -> dict[str, object]:
    row = {"layer": "voice", "paragraph": paragraph, "target": None, "value": "mixed"}
    return {**row, "annotator": annotator, **more}


def test_units_stand_in_the_order_of_the_articles() -> None:
    """Paragraph 10 comes behind paragraph 9, and layers one after the other."""
    rows = [
        vote("ana", "a#10"),
        vote("ana", "a#9"),
        vote("ana", "a#10", layer="origin"),
    ]
    rows[2]["value"] = "publisher"
    units = gather_units(pd.DataFrame(rows))

    assert ["a#9", "a#10", "a#10"] == [unit.key[1] for unit in units]
    assert ["voice", "voice", "origin"] == [unit.layer for unit in units]


def test_a_unit_knows_its_voters() -> None:
    """Each annotator once and by name, and whether they differ."""
    rows = [vote("eva", "a#0"), vote("ana", "a#0"), vote("ben", "a#0", value="credit")]
    [unit] = gather_units(pd.DataFrame(rows))

    assert ["ana", "ben", "eva"] == unit.voters
    assert unit.is_disputed


def test_missing_values_of_pandas_are_no_place() -> None:
    """A target that is NaN, as in a table that was joined, is none."""
    rows = [vote("ana", "a#0", target=float("nan")), vote("ben", "a#0")]
    [unit] = gather_units(pd.DataFrame(rows))

    assert ("voice", "a#0", None, None) == unit.key


def test_faults_are_labels_that_gold_cannot_hold() -> None:
    """A label that is gone, or an attribution that is no JSON."""
    fine = {"value": "mixed", "orphaned": False}

    assert not has_fault("voice", [fine])
    assert has_fault("voice", [fine, {**fine, "orphaned": True}])
    assert has_fault("attribution", [fine])
