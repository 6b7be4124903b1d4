"""Who errs more is told apart by votes alone, with an interval, and by name."""

import logging

import numpy as np
import pandas as pd
import pytest

from stancebook.schema import VOICES, InputError
from stancebook.skill import fit_panel, measure_annotators
from stancebook.votes import collect_votes

SKILLS = {"ana": 0.95, "ben": 0.85, "eva": 0.6}


def simulate(units: int = 300, seed: int = 7) -> tuple[pd.DataFrame, pd.Series]:
    """Votes by annotators of known skill, and what each of them got right."""
    random = np.random.default_rng(seed)
    truth = random.choice(VOICES[:3], units, p=[0.5, 0.3, 0.2])
    rows = [
        {
            "layer": "voice",
            "paragraph": f"a{n // 10}#{n % 10}",
            "target": None,
            "annotator": name,
            "value": label
            if random.random() < skill
            else random.choice([one for one in VOICES[:3] if one != label]),
            "truth": label,
        }
        for n, label in enumerate(truth)
        for name, skill in SKILLS.items()
    ]
    table = pd.DataFrame(rows)
    right = table["value"] == table["truth"]
    return table.drop(columns="truth"), right.groupby(table["annotator"]).mean()


def test_accuracy_is_found_with_its_interval() -> None:
    """The estimate is within five points of what one got right, and inside its ends."""
    table, right = simulate()
    found = measure_annotators(table).drop_duplicates("annotator")
    found = found.set_index("annotator")

    assert right.to_numpy() == pytest.approx(found["accuracy"].to_numpy(), abs=0.05)
    assert (found["low"] < found["accuracy"]).all()
    assert (found["high"] > found["accuracy"]).all()
    assert ["eva", "ben", "ana"] == found["competence"].sort_values().index.tolist()


def test_each_row_of_a_confusion_adds_up() -> None:
    """Of each true label, the chances of what is given make 1."""
    table, _ = simulate(60)
    found = measure_annotators(table)
    sums = found.groupby(["annotator", "label"])["p"].sum()

    assert np.ones(9) == pytest.approx(sums.to_numpy())
    assert {60} == set(found["n"])


def test_order_of_rows_changes_nothing() -> None:
    """Shuffled rows give the same table."""
    table, _ = simulate(60)
    other = table.sample(frac=1, random_state=7)

    pd.testing.assert_frame_equal(measure_annotators(table), measure_annotators(other))


def test_spans_are_left_out() -> None:
    """Claims have no confusion matrix; alone, they are one clear error."""
    table, _ = simulate(20)
    claims = table.assign(layer="claims", value="fact", start=0, end=4)
    both = pd.concat([table, claims], ignore_index=True)

    assert {"voice"} == set(measure_annotators(both)["layer"])
    with pytest.raises(InputError, match="no votes on a layer of labels"):
        measure_annotators(claims)


def test_two_annotators_cannot_be_told_apart() -> None:
    """The error names them and says why."""
    table, _ = simulate(20)

    with pytest.raises(InputError, match="only ana and ben voted"):
        measure_annotators(table[table["annotator"] != "eva"])


def test_twice_on_a_unit_is_an_error() -> None:
    """Two first readings by one person would count double."""
    table, _ = simulate(20)

    with pytest.raises(InputError, match="voice: somebody has labelled a unit twice"):
        measure_annotators(pd.concat([table, table]))


def test_labels_that_are_gone_are_left_out() -> None:
    """An orphaned vote is none, and its label is in no confusion matrix."""
    table, _ = simulate(20)
    table = table.assign(orphaned=False)
    table.loc[0, ["value", "orphaned"]] = ["narration", True]
    found = measure_annotators(table)

    assert set(VOICES[:3]) == set(found["label"])
    assert [19, 20, 20] == found.drop_duplicates("annotator")["n"].tolist()


def test_without_overlap_nothing_can_be_compared() -> None:
    """Three who each labelled paragraphs of their own."""
    table, _ = simulate(30)
    turn = table.groupby("paragraph").ngroup() % 3
    own = table[table["annotator"] == np.array(list(SKILLS))[turn]]

    with pytest.raises(InputError, match="nobody labelled what another did"):
        measure_annotators(own)


def test_constant_labels_are_said_to_mean_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A warning says that nothing tells the annotators apart."""
    table, _ = simulate(20)
    votes = collect_votes(table.assign(value="mixed"))
    with caplog.at_level(logging.WARNING, "stancebook"):
        panel, _ = fit_panel(votes, "dawid_skene", 7)

    assert ("mixed",) == panel.labels
    assert "every vote is 'mixed', so nothing tells" in caplog.text
