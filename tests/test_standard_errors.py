"""Standard errors by formula are those that papers and programs print."""

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from stancebook.coefficients import measure_reliability, spread_counts
from stancebook.standard_errors import (
    estimate_ac,
    estimate_alpha,
    estimate_fleiss,
    estimate_kappa,
    span,
)
from tests.test_coefficients import COHEN_1960, FLEISS, GWET_RATERS, SAS

FIVE_OBSERVERS = [
    [1, 1, 2, None, 2], [1, 1, 0, 1, None], [2, 3, 3, 3, None], [None, 0, 0, None, 0],
    [0, 0, 0, None, 0], [0, 0, 0, None, 0], [1, 0, 2, None, 1], [1, None, 2, 0, None],
    [2, 2, 2, None, 2], [2, 1, 1, 1, None], [None, 1, 0, 0, None], [0, 0, 0, 0, None],
    [1, 2, 2, 2, None], [3, 3, 2, 2, 3], [1, 1, 1, None, 1],
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "scale", "kappa", "low", "high"),
    [
        (COHEN_1960, "nominal", "0.4915", "0.3916", "0.5915"),
        (SAS, "nominal", "0.4842", "0.2137", "0.7547"),
        (SAS, "linear", "0.4701", "0.1845", "0.7558"),
    ],
)
def test_interval_of_kappa(
    table: list[list[int]], scale: str, kappa: str, low: str, high: str
) -> None:
    """Cohen's kappa and its interval on Cohen's (1960) table and that of SAS."""
    estimate = estimate_kappa(table, scale)
    found = (estimate[0], *span(estimate))

    assert (kappa, low, high) == tuple(f"{figure:.4f}" for figure in found)


def test_z_of_fleiss() -> None:
    """Kappa over its error is the z of 17.65183 that irr and statsmodels know."""
    kappa, error = estimate_fleiss(FLEISS)

    assert ("0.4302445", "17.65183") == (f"{kappa:.7f}", f"{kappa / error:.5f}")


def test_interval_of_ac1() -> None:
    """Gwet's AC1 of twelve subjects: .77544, and .461 to 1."""
    estimate = estimate_ac(GWET_RATERS)
    low, high = span(estimate, 12)

    assert ("0.77544", "0.143") == (f"{estimate[0]:.5f}", f"{estimate[1]:.3f}")
    assert ("0.461", 1.0) == (f"{low:.3f}", high)


@pytest.mark.parametrize(
    ("scale", "low"), [("linear", "0.600"), ("interval", "0.685"), ("ratio", "0.589")]
)
def test_interval_of_ac2(scale: str, low: str) -> None:
    """AC2 of the same subjects with other weights, as irrCAC prints it."""
    estimate = estimate_ac(GWET_RATERS, scale)

    assert (low, 1.0) == (f"{span(estimate, 12)[0]:.3f}", span(estimate, 12)[1])


def test_interval_of_alpha() -> None:
    """Alpha of the eleven subjects that two have labelled: .74342, and .419 to 1."""
    estimate = estimate_alpha(GWET_RATERS)
    low, high = span(estimate, 11)

    assert ("0.74342", "0.419", 1.0) == (f"{estimate[0]:.5f}", f"{low:.3f}", high)


def test_five_observers() -> None:
    """Gwet (2014, p. 125): five observers, fifteen units, as irrCAC prints them."""
    ac, alpha = estimate_ac(FIVE_OBSERVERS), estimate_alpha(FIVE_OBSERVERS)
    found = [*ac, *span(ac, 15), *alpha, *span(alpha, 15)]

    assert [0.497, 0.122, 0.235, 0.758, 0.481, 0.114, 0.237, 0.724] == [
        round(figure, 3) for figure in found
    ]


def test_figures_are_those_of_the_tally() -> None:
    """The formulas estimate the same coefficients as `measure_reliability`."""
    data = spread_counts(FLEISS)
    found = measure_reliability(data)
    by_formula = [estimate_fleiss(FLEISS), estimate_ac(data), estimate_alpha(data)]

    assert [figure for figure, _ in by_formula] == pytest.approx(
        [found[name] for name in ("pi", "ac", "alpha")]
    )


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
def test_statsmodels_finds_the_same_error(weights: str | None) -> None:
    """On a random table the error of kappa is that of statsmodels."""
    table = np.random.default_rng(7).integers(1, 20, (4, 4))
    scale = {None: "nominal", "linear": "linear", "quadratic": "interval"}[weights]
    wanted = cohens_kappa(table, wt=weights, weights=np.arange(4) if weights else None)

    assert (wanted.kappa, wanted.std_kappa) == pytest.approx(
        estimate_kappa(table, scale)
    )


def test_interval_stays_in_bounds() -> None:
    """No interval leaves what a coefficient can be."""
    assert (-1.0, 1.0) == span((0.2, 3.0))
    assert span((0.2, 0.1))[1] == pytest.approx(0.2 + 1.959964 * 0.1)
    assert np.diff(span((0.2, 0.1), 5))[0] == pytest.approx(2 * 2.776445 * 0.1)
