"""Standard errors are those of the draw, by hand and by repetition."""

import numpy as np
import pytest

from stancebook.moments import Source, solve
from stancebook.schema import InputError
from stancebook.variance import Design, draw_simply


def mean_of(y: np.ndarray) -> Source:
    return Source("ratio", y[:, None], np.ones((len(y), 1)))


def test_finite_population_is_cochran() -> None:
    """Of a simple random sample, it is the textbook's (1 - f) s^2 / n, by jackknife."""
    y = np.array([1.0, 2, 4, 7, 6])
    labelled = np.arange(20) < 5
    rows = np.arange(20)
    design = Design(
        labelled, np.full(20, 0.25), rows, rows * 0, rows, fixed=True, finite=True
    )
    fit = solve(mean_of(y), None, design)
    plain = np.sqrt(0.75 * y.var(ddof=1) / 5)
    jackknife = plain / (1 - 1 / 5)  # each was a fifth of its own mean

    assert 4.0 == pytest.approx(fit.estimate[0])
    assert jackknife == pytest.approx(fit.se[0])
    assert 4 == fit.freedom[0]


def test_census_of_a_finite_population_is_certain() -> None:
    """Where all is labelled and nothing else is meant, there is no error to report."""
    rows = np.arange(6)
    design = Design(rows >= 0, np.ones(6), rows, rows * 0, rows, finite=True)

    with pytest.raises(InputError, match="no spread"):
        solve(mean_of(np.arange(6.0)), None, design)


def test_perfect_model_leaves_the_error_of_the_process() -> None:
    """A model that is always right makes a sample as good as labelling everything."""
    random = np.random.default_rng(7)
    y = random.normal(size=400)
    labelled = random.permutation(400) < 40
    some = solve(mean_of(y[labelled]), mean_of(y), draw_simply(labelled, 0.1))
    whole = solve(mean_of(y), None, draw_simply(labelled | True, 1.0))

    assert whole.estimate[0] == pytest.approx(some.estimate[0])
    assert whole.se[0] == pytest.approx(some.se[0], rel=0.01)
    assert 0 == pytest.approx(some.draw[0], abs=1e-12)


def test_strata_take_their_means_out() -> None:
    """What strata differ in is no error of a draw that is fixed within each."""
    random = np.random.default_rng(7)
    stratum = np.repeat([0, 1], 100)
    y = 10.0 * stratum + random.normal(size=200)
    labelled = np.tile(np.arange(100) < 20, 2)
    rows = np.arange(200)
    by_lot = Design(
        labelled, np.full(200, 0.2), rows, stratum, rows, fixed=True, finite=True
    )
    alone = Design(
        labelled, np.full(200, 0.2), rows, stratum, rows, fixed=False, finite=True
    )
    fixed, loose = (solve(mean_of(y[labelled]), None, d) for d in (by_lot, alone))

    assert fixed.estimate[0] == pytest.approx(loose.estimate[0])
    assert fixed.se[0] < 0.3 < loose.se[0]


def test_one_cluster_is_an_error() -> None:
    """One article cannot show how articles differ."""
    rows = np.arange(6)
    design = Design(rows >= 0, np.ones(6), rows, rows * 0, rows * 0)

    with pytest.raises(InputError, match="one cluster"):
        solve(mean_of(np.arange(6.0)), None, design)


def test_few_labels_of_great_weight_cost_freedom() -> None:
    """Rows that stand for many leave fewer degrees of freedom than even weights."""
    random = np.random.default_rng(7)
    y = random.normal(size=300)
    labelled = np.arange(300) < 60
    rows = np.arange(300)
    even = np.full(300, 0.2)
    odd = np.where(rows < 3, 0.01, 0.9)
    freedom = [
        solve(
            mean_of(y[labelled]),
            None,
            Design(labelled, chance, rows, rows * 0, rows, fixed=False),
        ).freedom[0]
        for chance in (even, odd)
    ]

    assert freedom[1] < 10 < freedom[0]
