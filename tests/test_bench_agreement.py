"""The benchmark of agreement compares like with like, if its rivals are installed."""

import numpy as np
import pytest

pytest.importorskip("krippendorff", reason="`make bench` installs it")
pytest.importorskip("simpledorff", reason="`make bench` installs it")
from benchmarks import agreement


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_all_packages_find_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """On a small set all three find one alpha, and the last line has the figures."""
    figures = agreement.main(units=200)
    lines = capsys.readouterr().out.splitlines()
    named = dict(part.split("=") for part in lines[-1].split())

    assert 3 == sum("the same in both" in line for line in lines)
    assert set(figures) == set(named)
    assert all(float(value) > 0 for value in named.values())


def test_a_difference_stops_it() -> None:
    """Where two packages differ, there is no figure to print."""
    with pytest.raises(SystemExit, match=r"ours is 0\.5, theirs 0\.6"):
        agreement.check_equal("alpha", 0.5, 0.6)


def test_table_holds_the_same_labels() -> None:
    """What simpledorff is given is what the others are given."""
    data = agreement.simulate(40, ("a", "b"))
    table = agreement.tabulate(data)

    assert (data.codes >= 0).sum() == len(table)
    assert np.bincount(data.codes[data.codes >= 0]).tolist() == [
        (table["value"] == label).sum() for label in "ab"
    ]
