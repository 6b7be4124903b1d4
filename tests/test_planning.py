"""A plan from a pilot comes true when as many labels are drawn."""

import numpy as np
import pandas as pd
import pytest

import stancebook as sb
from stancebook.schema import InputError


def estimate(random: np.random.Generator, labels: int) -> pd.DataFrame:
    y = random.normal(size=3000)
    says = y + random.normal(size=3000)
    labelled = random.permutation(3000) < labels
    data = pd.DataFrame({"y": np.where(labelled, y, np.nan), "says": says})
    return sb.regress(data.assign(all=1), "y", predicted={"y": "says"}, stratum="all")


def test_planned_number_of_labels_gives_the_width() -> None:
    """Over made-up data, the number that pilots ask for gives the width on average."""
    random = np.random.default_rng(7)
    plans = [sb.plan_labels(estimate(random, 150), 0.15) for _ in range(20)]
    needed = int(np.median([plan["needed"][0] for plan in plans]))
    later = [estimate(random, needed) for _ in range(20)]
    widths = [float(table["high"][0] - table["low"][0]) for table in later]

    assert 150 < needed < 1500
    assert 0.15 == pytest.approx(np.mean(widths), rel=0.07)


def test_what_no_label_can_reach_has_no_number() -> None:
    """Where articles themselves differ more than that, more labels do not help."""
    pilot = {"term": ["mean"], "estimate": [0.1], "se": [0.2], "se_draw": [0.1]}
    table = pd.DataFrame(pilot).assign(freedom=50.0, n=500, drawn=50)
    [plan] = sb.plan_labels(table, 0.3).to_dict("records")

    assert pd.isna(plan["needed"])
    assert 0.3 < plan["shortest"] < plan["width"]


def test_bad_input() -> None:
    """A width of nothing, and a table without an estimate, are errors."""
    pilot = {"term": ["mean"], "estimate": [np.nan], "se": [0.2], "se_draw": [0.1]}
    table = pd.DataFrame(pilot).assign(freedom=50.0, n=500, drawn=50)

    with pytest.raises(InputError, match="above 0"):
        sb.plan_labels(table, 0)
    with pytest.raises(InputError, match="no row has an estimate"):
        sb.plan_labels(table, 0.1)
