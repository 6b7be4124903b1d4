"""Mended moments are plain regressions where all is labelled, and unbiased if not."""

import numpy as np
import pytest
import statsmodels.api as sm

from stancebook.moments import Source, solve
from stancebook.schema import InputError
from stancebook.variance import Design, draw_simply


def clustered(kind: str, seed: int = 7) -> tuple[Source, np.ndarray]:
    random = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(30), 8)
    x = np.column_stack([np.ones(240), random.normal(size=240), cluster % 3 == 0])
    line = x @ [0.2, 0.7, -0.4] + 0.5 * random.normal(size=30)[cluster]
    noise = random.logistic(size=240)
    y = (line + noise > 0).astype(float) if kind == "logistic" else line + noise
    return Source(kind, y, x.astype(float)), cluster


def all_labelled(cluster: np.ndarray) -> Design:
    rows = np.arange(len(cluster))
    return Design(rows >= 0, np.ones(len(rows)), rows, rows * 0, cluster)


@pytest.mark.parametrize("kind", ["linear", "logistic"])
def test_all_labelled_equals_statsmodels(kind: str) -> None:
    """With every label known it is OLS or logit with cluster-robust errors, to 1e-8."""
    source, cluster = clustered(kind)
    model = sm.OLS if kind == "linear" else sm.Logit
    options = {} if kind == "linear" else {"disp": 0, "tol": 1e-12}
    theirs = model(source.y, source.x).fit(
        cov_type="cluster", cov_kwds={"groups": cluster}, **options
    )
    nonsense = Source(kind, 1 - source.y, source.x)
    ours = solve(source, nonsense, all_labelled(cluster))

    assert theirs.params == pytest.approx(ours.estimate, abs=1e-8)
    assert theirs.bse == pytest.approx(ours.se, abs=1e-8)


def test_one_row_by_hand() -> None:
    """Y~ = g + R / p (Y - g): (1 + 2 (0 - 1)) + 1 + 0 + 0 over four rows is 0."""
    guess = Source("linear", np.array([1.0, 1, 0, 0]), np.ones((4, 1)))
    gold = Source("linear", np.array([0.0, 0]), np.ones((2, 1)))
    design = draw_simply(np.array([True, False, True, False]), 0.5)

    assert 0 == pytest.approx(solve(gold, guess, design).estimate[0])


def test_model_made_covariate_is_mended() -> None:
    """Over many draws the slope on a covariate that a model made is the true one."""
    random = np.random.default_rng(7)
    rows = 600
    slopes, naive = [], []
    for _ in range(300):
        x = (random.random(rows) < 0.4).astype(float)
        y = 0.5 - 0.6 * x + random.normal(size=rows)
        says = np.where(random.random(rows) < 0.25, 1 - x, x)
        labelled = random.permutation(rows) < 150
        ones = np.ones(rows)
        gold = Source("linear", y[labelled], np.stack([ones, x], 1)[labelled])
        guess = Source("linear", y + 0.5 * says, np.stack([ones, says], 1))
        design = draw_simply(labelled, 0.25)
        slopes.append(solve(gold, guess, design).estimate[1])
        naive.append(solve(guess, guess, design.everything()).estimate[1])

    assert -0.6 == pytest.approx(np.mean(slopes), abs=0.03)
    assert abs(np.mean(naive) + 0.6) > 0.3


def test_perfect_separation_is_an_error() -> None:
    """A covariate that tells the outcome apart has no finite coefficient."""
    x = np.column_stack([np.ones(20), np.arange(20.0) - 9.5])
    source = Source("logistic", (x[:, 1] > 0).astype(float), x)

    with pytest.raises(InputError, match="perfectly"):
        solve(source, None, draw_simply(np.ones(20, dtype=bool), 1.0))


def test_collinear_covariates_are_an_error() -> None:
    """Two columns that say the same cannot be told apart."""
    x = np.column_stack([np.ones(9), np.arange(9.0), 2 * np.arange(9.0)])
    source = Source("linear", np.arange(9.0) ** 2, x)

    with pytest.raises(InputError, match="follows from others"):
        solve(source, None, draw_simply(np.ones(9, dtype=bool), 1.0))


def draw_unequally(random: np.random.Generator, power: float, sign: float) -> bool:
    """Say if an interval holds the mean, with chances raised to a power."""
    rows = 500
    y = random.exponential(size=rows)
    says = y + 0.4 * y**2 + 0.3 * random.normal(size=rows)
    chance = np.clip(0.1 + 0.15 * says, 0.1, 0.9)
    labelled = random.random(rows) < chance
    number = np.arange(rows)
    design = Design(labelled, chance**power, number, number * 0, number, fixed=False)
    ones = np.ones((rows, 1))
    gold = Source(
        "linear", says[labelled] + sign * (y - says)[labelled], ones[labelled]
    )
    fit = solve(gold, Source("linear", says, ones), design)
    return bool(abs(fit.estimate[0] - 1) <= fit.reach[0])


@pytest.mark.parametrize(
    ("power", "sign", "least", "most"),
    [(1.0, 1.0, 0.91, 0.98), (0.5, 1.0, 0.0, 0.6), (1.0, -1.0, 0.0, 0.1)],
    ids=["as it is", "wrong chances", "wrong sign"],
)
def test_coverage(power: float, sign: float, least: float, most: float) -> None:
    """95% intervals hold the truth, and would not with other chances or sign."""
    random = np.random.default_rng(7)
    held = np.mean([draw_unequally(random, power, sign) for _ in range(300)])

    assert least <= held <= most


def test_a_total_below_zero_is_no_ground_for_a_mean() -> None:
    """Guesses that count fewer paragraphs than none, once mended, give no estimate."""
    guess = Source("ratio", np.array([[1.0], [0.0]]), np.array([[2.0], [-1.0]]))
    gold = Source("ratio", np.array([[1.0]]), np.array([[1.0]]))
    design = draw_simply(np.array([True, False]), 0.5)

    with pytest.raises(InputError, match="do not settle the coefficients"):
        solve(gold, guess, design)
