"""Anchoring, drift and checks are found where they are, and not where they are not."""

import numpy as np
import pandas as pd
import pytest

from stancebook.monitoring import measure_anchoring, measure_checks, measure_drift
from stancebook.schema import InputError


def annotations(**columns: object) -> pd.DataFrame:
    base = {"layer": "voice", "target": None, "holder": None, "seconds": 2.0}
    base |= {"at": "2026-03-02T10:00:00.000+00:00", "annotator": "ana"}
    return pd.DataFrame({**columns}).assign(
        **{name: value for name, value in base.items() if name not in columns}
    )


def anchored(gain: float, count: int = 4000, seed: int = 7) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    shown = random.random(count) < 0.5
    follows = random.random(count) < 0.6 + gain * shown
    return annotations(
        paragraph=[f"a{n // 8}#{n % 8}" for n in range(count)],
        value=np.where(follows, "mixed", "credit"),
        suggestion="mixed",
        shown=shown,
    )


def test_anchoring_is_measured() -> None:
    """Where people follow what they see 15 points more often, that is what is found."""
    [row] = measure_anchoring(anchored(0.15)).to_dict("records")

    assert 0.15 == pytest.approx(row["gain"], abs=0.04)
    assert row["low"] < 0.15 < row["high"]
    assert row["gain"] == pytest.approx(row["shown"] - row["hidden"])
    assert 4000 == row["n_shown"] + row["n_hidden"]


def test_no_anchoring_is_no_finding() -> None:
    """Where showing does nothing, the interval holds 0."""
    [row] = measure_anchoring(anchored(0.0, seed=8)).to_dict("records")

    assert row["low"] < 0 < row["high"]


def test_anchoring_needs_both_halves() -> None:
    """Without suggestions, or with one half alone, there is nothing to compare."""
    table = anchored(0.0, 16)

    with pytest.raises(InputError, match="beside a model's label"):
        measure_anchoring(table.assign(suggestion=None))
    with pytest.raises(InputError, match="of one half"):
        measure_anchoring(table.assign(shown=True))


def test_drift_is_seen_by_week() -> None:
    """A reader who agrees in the first week and not in the second shows just that."""
    weeks = ["2026-03-02", "2026-03-09"]
    rows = [
        {
            "paragraph": f"a#{week * 10 + n}",
            "annotator": who,
            "value": "credit" if who == "ben" and week else "mixed",
            "at": f"{day}T10:00:00.000+00:00",
        }
        for week, day in enumerate(weeks)
        for n in range(10)
        for who in ("ana", "ben")
    ]
    table = measure_drift(annotations(**pd.DataFrame(rows).to_dict("list")))
    ben = table[table["annotator"] == "ben"].set_index("week")

    assert {"2026-W10": 1.0, "2026-W11": 0.0} == ben["with_others"].to_dict()
    assert [10, 10] == ben["pairs"].tolist()
    assert ben["with_self"].isna().all()


def test_repeats_show_how_steady_a_reader_is() -> None:
    """Second readings are held against the same person's first, and nobody else's."""
    table = annotations(
        paragraph=["a#0", "a#1", "a#0", "a#1", "a#0"],
        annotator=["ana"] * 4 + ["ben"],
        occasion=[0, 0, 1, 1, 0],
        value=["mixed", "mixed", "mixed", "credit", "credit"],
    )
    [ana] = measure_drift(table).query("annotator == 'ana'").to_dict("records")

    assert (0.5, 2) == (ana["with_self"], ana["repeats"])
    assert (0.0, 1) == (ana["with_others"], ana["pairs"])


def test_checks_are_counted() -> None:
    """Each annotator's share of right answers on units whose label is known."""
    table = annotations(
        paragraph=["known#0", "known#0", "a#0"],
        annotator=["ana", "ben", "ana"],
        value=["mixed", "credit", "mixed"],
    )
    gold = pd.DataFrame(
        [{"layer": "voice", "paragraph": "known#0", "target": None, "value": "mixed"}]
    )
    found = measure_checks(table, gold).set_index("annotator")["share"]

    assert {"ana": 1.0, "ben": 0.0} == found.to_dict()
    with pytest.raises(InputError, match="no check has been labelled"):
        measure_checks(table.tail(1), gold)
