"""Any table can be regressed on, if it says what was labelled and by what chance."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import stancebook as sb
from stancebook import powered
from stancebook.schema import InputError


@pytest.fixture
def half_labelled() -> pd.DataFrame:
    """Three hundred rows, of which every other one was labelled by lot."""
    random = np.random.default_rng(7)
    x = random.normal(size=300)
    y = 0.5 * x + random.normal(size=300)
    data = pd.DataFrame({"x": x, "says": y + 0.4 * x + random.normal(size=300)})
    data["y"] = np.where(random.permutation(300) < 150, y, np.nan)
    data["truth"], data["chance"], data["all"] = y, 0.5, "all"
    data["outlet"] = np.repeat(["a", "b", "c"], 100)
    data["article"] = np.arange(300) // 6
    return data


def test_fixed_effects_and_clusters_equal_statsmodels(
    half_labelled: pd.DataFrame,
) -> None:
    """With all labelled, `within` is OLS with a dummy a group, errors clustered."""
    data = half_labelled
    table = sb.regress(
        data.assign(y=data["truth"]),
        "y",
        ["x"],
        predicted={"y": "says"},
        stratum="all",
        cluster="article",
        within="outlet",
    )
    dummies = pd.get_dummies(data["outlet"], drop_first=True, dtype=float)
    x = sm.add_constant(pd.concat([data["x"], dummies], axis=1))
    theirs = sm.OLS(data["truth"], x).fit(
        cov_type="cluster", cov_kwds={"groups": data["article"]}
    )

    assert ["intercept", "x"] == table["term"].tolist()
    assert theirs.params[:2].tolist() == pytest.approx(table["estimate"].tolist())
    assert theirs.bse[:2].tolist() == pytest.approx(table["se"].tolist(), abs=1e-8)


def test_second_opinion_is_close(half_labelled: pd.DataFrame) -> None:
    """Prediction-powered inference by other people's code says about the same."""
    table = sb.regress(
        half_labelled,
        "y",
        ["x"],
        predicted={"y": "says"},
        stratum="all",
        powered=True,
    )
    ours, theirs = table["estimate"].to_numpy(), table["ppi"].to_numpy()
    widths = (table["ppi_high"] - table["ppi_low"]) / (table["high"] - table["low"])

    assert ours == pytest.approx(theirs, abs=0.5 * table["se"].max())
    assert [1.0, 1.0] == pytest.approx(widths.tolist(), rel=0.25)


def test_second_opinion_needs_its_extra(
    half_labelled: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without ppi-python, the error says how to install it."""
    monkeypatch.setitem(__import__("sys").modules, "ppi_py", None)

    with pytest.raises(InputError, match=r"pip install 'stancebook\[ppi\]'"):
        powered._load()


def test_known_and_estimated_chances_agree(half_labelled: pd.DataFrame) -> None:
    """A chance of one half, given or counted, gives nearly the same."""
    options: dict[str, Any] = {"predicted": {"y": "says"}}
    known = sb.regress(half_labelled, "y", ["x"], probability="chance", **options)
    counted = sb.regress(half_labelled, "y", ["x"], stratum="all", **options)

    assert known["estimate"].tolist() == pytest.approx(counted["estimate"].tolist())
    assert known["se"].tolist() == pytest.approx(counted["se"].tolist(), rel=0.05)


FAULTS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"y": np.nan}, {}, "column 'y' is empty"),
    ({"y": 1.0}, {}, "every label of 'y' is 1"),
    ({"x": 2.0}, {}, "covariate 'x' is 2 in every row"),
    ({"chance": 0.0}, {}, "has probability 0"),
    ({"says": "favor"}, {}, "holds 'favor', no number"),
    ({"says": np.nan}, {}, "column 'says' is empty"),
    ({}, {"family": "poisson"}, "`family` is 'poisson'"),
    ({}, {"family": "logistic"}, "needs an outcome of 0 and 1"),
    ({}, {"probability": None}, "given twice, or not at all"),
    ({}, {"stratum": "all"}, "given twice, or not at all"),
    ({}, {"predicted": {}}, "nothing here is a model's"),
    ({}, {"predicted": {"z": "says"}}, "names 'z'"),
    ({}, {"cluster": "paper"}, "no column 'paper' for cluster"),
    ({}, {"predicted": {"y": "says", "x": "x"}}, "are labelled in part"),
    ({}, {"probability": None, "stratum": "empty"}, "has no labelled row"),
    ({}, {"unit": "outlet", "cluster": "article"}, "in several clusters"),
]


@pytest.mark.parametrize(("columns", "options", "message"), FAULTS)
def test_bad_input(
    half_labelled: pd.DataFrame,
    columns: dict[str, Any],
    options: dict[str, Any],
    message: str,
) -> None:
    """Each fault is one error that names it."""
    data = half_labelled.assign(**columns)
    data["empty"] = np.where(data["y"].isna(), data["outlet"], "labelled")
    asked: dict[str, Any] = {"predicted": {"y": "says"}, "probability": "chance"}

    with pytest.raises(InputError, match=message):
        sb.regress(data, "y", ["x"], **(asked | options))
