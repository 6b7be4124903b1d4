"""The benchmark of coverage makes up the same worlds whoever does the work."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.coverage import _summarise, _try_once
from benchmarks.worlds import GAP, WORLDS, _gap_of, _write_articles


def test_a_repetition_is_its_own_seed() -> None:
    """The same repetition gives the same row in any process and order."""
    first = _try_once(("clusters", 3))
    _try_once(("clusters", 4))
    again = _try_once(("clusters", 3))
    ways = ("error", "se", "ours", "naive", "labelled_only")

    assert [first[way] for way in ways] == [again[way] for way in ways]


def test_truth_of_the_gap_is_that_of_a_large_world() -> None:
    """Labelling very many paragraphs finds the gap that intervals are held against."""
    table = _write_articles(np.random.default_rng(7), 20_000)

    assert pytest.approx(GAP, abs=0.02) == _gap_of(table)


def test_coverage_is_counted() -> None:
    """Three intervals of four that hold the truth are 0.75, within Wilson's bounds."""
    rows = pd.DataFrame({"ours": [True, True, True, False], "error": [0.1, 0, -0.1, 1]})
    for way in ("naive", "labelled_only", "ppi"):
        rows[way] = False
    for way in ("ours", "naive", "labelled_only", "ppi"):
        rows[f"{way} width"] = 2.0
    summary = _summarise(rows.assign(se=0.5))

    assert 0.75 == summary["ours"]
    assert summary["low"] < 0.75 < summary["high"]
    assert {"gap, paragraphs", "logistic", "rare class"} < set(WORLDS)
