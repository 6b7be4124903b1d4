"""Every coefficient gives the value that is printed for it, to the printed digits."""

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa

from stancebook.coefficients import (
    SCALES,
    code_labels,
    measure_reliability,
    spread_counts,
    spread_table,
    weigh_scale,
)
from stancebook.schema import InputError


def lay_out(*annotators: str) -> list[list[int | None]]:
    """Units down, annotators across, from a line of labels for each annotator."""
    rows = [[None if one == "." else int(one) for one in a.split()] for a in annotators]
    return [list(unit) for unit in zip(*rows, strict=True)]


# Krippendorff (2011), section C: four observers, twelve units.
FOUR_BY_TWELVE = lay_out(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
# The same in Gwet (2014, p. 120), where the lone 3 is the third rater's.
GWET_RATERS = lay_out(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . .",
    ". 3 3 3 2 3 4 2 2 5 1 3",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
# The article on Krippendorff's alpha in Wikipedia: three coders, fifteen units.
THREE_BY_FIFTEEN = lay_out(
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
)
# Hayes and Krippendorff (2007, p. 84): forty units, five observers.
HAYES = lay_out(
    "1 1 2 . 0 0 1 1 2 2 . 0 1 3 1 1 2 1 1 0 0 0 2 0 1 0 0 1 1 1 1 2 2 3 2 2 2 2 2 1",
    "1 1 3 0 0 0 0 . 2 1 1 0 2 3 1 1 1 2 1 0 0 0 3 0 2 1 0 2 1 1 1 1 2 2 2 2 2 2 2 1",
    "2 0 3 0 0 0 2 2 2 1 0 0 2 2 1 1 2 3 0 0 1 . 3 0 . 1 0 1 2 2 0 2 . 2 2 3 2 . 2 1",
    ". 1 3 . . . . 0 . 1 0 0 2 2 . . . 3 1 . 1 0 3 0 2 1 1 2 2 . . 1 2 2 . . . 1 2 .",
    "2 . . 0 0 0 1 . 2 . . . . 3 1 1 2 . . 0 . 0 . . 2 . 0 . . 2 0 . 2 . 2 2 2 2 . 1",
)
# Fleiss (1971, p. 379): how many of six psychiatrists gave each of five diagnoses.
FLEISS = [
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6],
    [0, 3, 0, 3, 0], [2, 0, 4, 0, 0], [0, 0, 4, 0, 2], [2, 0, 3, 1, 0],
    [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1], [0, 0, 5, 0, 1],
    [3, 0, 0, 1, 2], [5, 1, 0, 0, 0], [0, 2, 0, 4, 0], [1, 0, 2, 0, 3],
    [0, 0, 0, 0, 6], [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0],
    [1, 0, 0, 4, 1], [0, 5, 0, 1, 0], [4, 0, 0, 0, 2], [0, 2, 0, 4, 0],
    [1, 0, 5, 0, 0], [0, 0, 0, 0, 6],
]  # fmt: skip
# The article on Fleiss' kappa in Wikipedia: fourteen raters, ten units.
FOURTEEN_RATERS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1], [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip
# Krippendorff (1980, p. 139): three observers, nine units.
NINE_UNITS = lay_out("1 1 2 4 1 2 1 3 2", "1 2 2 4 4 2 2 3 2", "1 2 2 4 4 2 3 3 2")
COHEN_1960 = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
SAS = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
LIKERT = [[20, 5, 1, 0], [4, 15, 6, 1], [0, 5, 18, 4], [0, 1, 3, 12]]
PARADOX = [[80, 7], [8, 5]]


@pytest.mark.parametrize(
    ("data", "scale", "printed"),
    [
        (FOUR_BY_TWELVE, "nominal", "0.743421"),
        (FOUR_BY_TWELVE, "ordinal", "0.815388"),
        (FOUR_BY_TWELVE, "interval", "0.849107"),
        (FOUR_BY_TWELVE, "ratio", "0.797403"),
        (THREE_BY_FIFTEEN, "nominal", "0.691358"),
        (THREE_BY_FIFTEEN, "ordinal", "0.806721"),
        (THREE_BY_FIFTEEN, "interval", "0.810845"),
        (THREE_BY_FIFTEEN, "ratio", "0.808944"),
        (HAYES, "nominal", "0.4765"),
        (HAYES, "ordinal", "0.7598"),
        (HAYES, "interval", "0.7574"),
        (HAYES, "ratio", "0.6621"),
        (lay_out("0 1 0 0 0 0 0 0 1 0", "0 1 1 0 0 1 0 1 0 0"), "nominal", "0.095"),
        (NINE_UNITS, "nominal", "0.642"),
        (NINE_UNITS, "interval", "0.547"),
        (
            lay_out("1 1 2 2 2 2 2 3 3 3 3 3", "1 2 2 2 2 2 3 3 3 3 3 3"),
            "nominal",
            "0.734",
        ),
        (spread_counts(FLEISS), "nominal", "0.43341"),
        (spread_table(ABSTRACTORS), "nominal", "0.7972585"),
        (GWET_RATERS, "nominal", "0.74342"),
    ],
)
def test_alpha_is_as_printed(data: Any, scale: str, printed: str) -> None:
    """Krippendorff's alpha on published data, on all four scales."""
    found = measure_reliability(data, scale)["alpha"]

    assert printed == f"{found:.{len(printed) - 2}f}"


@pytest.mark.parametrize(
    ("data", "scale", "name", "printed"),
    [
        (spread_counts(FLEISS), "nominal", "pi", "0.4302445"),
        (spread_counts(FLEISS), "nominal", "percent", "0.5556"),
        (spread_counts(FOURTEEN_RATERS), "nominal", "pi", "0.210"),
        (spread_table(COHEN_1960), "nominal", "kappa", "0.4915"),
        (spread_table(SAS), "nominal", "kappa", "0.4842"),
        (spread_table(SAS), "linear", "kappa", "0.4701"),
        (spread_table(ABSTRACTORS), "nominal", "kappa", "0.7964094"),
        (spread_table(ABSTRACTORS), "nominal", "pi", "0.7962397"),
        (spread_table(ABSTRACTORS), "nominal", "ac", "0.8493305"),
        (spread_table(ABSTRACTORS), "nominal", "s", "0.835"),
        (spread_table(ABSTRACTORS), "nominal", "percent", "0.89"),
        (spread_counts(FLEISS[:15]), "nominal", "ac", "0.4448007"),
        (spread_counts(FLEISS[:15]), "nominal", "pi", "0.4139265"),
        (spread_counts(FLEISS[:15]), "nominal", "alpha", "0.4204384"),
        (spread_counts(FLEISS[:15]), "nominal", "s", "0.4388889"),
        (GWET_RATERS, "nominal", "ac", "0.77544"),
        (GWET_RATERS, "nominal", "pi", "0.76117"),
        (GWET_RATERS, "nominal", "kappa", "0.76282"),
        (GWET_RATERS, "nominal", "s", "0.77273"),
        (GWET_RATERS, "interval", "ac", "0.914"),
        (GWET_RATERS, "linear", "ac", "0.859"),
        (GWET_RATERS, "ratio", "ac", "0.857"),
        (spread_table([[8, 1], [0, 1]]), "nominal", "ac", "0.8658"),
        (spread_table([[8, 1], [0, 1]]), "nominal", "pi", "0.6078"),
        (spread_table(PARADOX), "nominal", "ac", "0.808"),
        (spread_table(LIKERT), "nominal", "ac", "0.58046"),
        (spread_table(LIKERT), "interval", "ac", "0.84028"),
        (spread_table(LIKERT), "nominal", "kappa", "0.5744"),
        (spread_table(LIKERT), "interval", "kappa", "0.8148"),
        (spread_table(LIKERT), "linear", "kappa", "0.7038"),
        # Artstein and Poesio (2008), pages 558 and 568
        (spread_table([[20, 10], [20, 50]]), "nominal", "s", "0.4"),
        (spread_table([[20, 10], [20, 50]]), "nominal", "pi", "0.341"),
        (spread_table([[20, 10], [20, 50]]), "nominal", "kappa", "0.348"),
        (spread_table([[46, 0, 0], [6, 32, 6], [0, 0, 10]]), "nominal", "s", "0.82"),
        (spread_table([[46, 0, 0], [6, 32, 6], [0, 0, 10]]), "nominal", "pi", "0.7995"),
        (
            spread_table([[46, 0, 0], [6, 32, 6], [0, 0, 10]]),
            "nominal",
            "kappa",
            "0.8013",
        ),
        # Krippendorff (2004, p. 246): the same agreement, other margins
        (spread_table([[12, 9, 9], [9, 14, 9], [9, 9, 20]]), "nominal", "s", "0.190"),
        (spread_table([[12, 9, 9], [9, 14, 9], [9, 9, 20]]), "nominal", "pi", "0.186"),
        (
            spread_table([[12, 18, 18], [0, 14, 18], [0, 0, 20]]),
            "nominal",
            "kappa",
            "0.258",
        ),
        # Krippendorff (1995), two texts laid out sign by sign
        (spread_table([[10, 0], [8, 6]]), "nominal", "kappa", "0.385"),
        (spread_table([[10, 0], [8, 6]]), "nominal", "pi", "0.314"),
        (spread_table([[10, 0], [8, 6]]), "nominal", "alpha", "0.329"),
    ],
)
def test_coefficient_is_as_printed(
    data: Any, scale: str, name: str, printed: str
) -> None:
    """Kappa, pi, AC1 and AC2, S and per cent on published tables."""
    found = measure_reliability(data, scale)[name]

    assert printed == f"{found:.{len(printed) - 2}f}"


def test_distances_of_your_own() -> None:
    """Artstein and Poesio (2008): the third label is half as far from both others."""
    table = spread_table([[46, 0, 0], [6, 32, 6], [0, 0, 10]])
    found = measure_reliability(
        table, np.array([[0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]])
    )

    # .8163 is weighted kappa as dkpro-statistics knows it
    assert ("0.8156", "0.8163") == (f"{found['alpha']:.4f}", f"{found['kappa']:.4f}")


def test_what_is_cut_off_in_print() -> None:
    """Artstein and Poesio (2008) print .799, .801 and .800: cut off, not rounded."""
    found = measure_reliability(spread_table([[46, 0, 0], [6, 32, 6], [0, 0, 10]]))
    digits = [int(found[name] * 1000) for name in ("pi", "kappa", "alpha")]

    assert [799, 801, 800] == digits


def test_label_against_the_rest() -> None:
    """Krippendorff (1980): alpha of each of four labels, by dkpro-statistics."""
    data = np.array(NINE_UNITS)
    found = [measure_reliability(data == label)["alpha"] for label in (1, 2, 3, 4)]

    # printed cut off, not rounded: .381, .711, .717, .764
    assert [0.381, 0.711, 0.717, 0.764] == pytest.approx(found, abs=0.001)


def test_fleiss_by_diagnosis() -> None:
    """Fleiss (1971) prints a kappa for each diagnosis, from rounded proportions."""
    data = spread_counts(FLEISS)
    found = [measure_reliability(data == label)["pi"] for label in range(5)]

    # .005 is what the paper's rounding of its three-digit proportions allows
    assert [0.248, 0.248, 0.517, 0.470, 0.565] == pytest.approx(found, abs=0.005)


def test_fleiss_chance() -> None:
    """Fleiss (1971) prints .2201 for chance, from shares rounded to three digits."""
    shares = np.array(FLEISS).sum(0) / 180
    found = measure_reliability(spread_counts(FLEISS))
    chance = (found["percent"] - found["pi"]) / (1 - found["pi"])

    assert "0.2201" == f"{(shares.round(3) ** 2).sum():.4f}"
    assert (shares**2).sum() == pytest.approx(chance)


def test_lone_label_changes_no_alpha() -> None:
    """A label on a unit that nobody else has labelled is no agreement of any kind."""
    alone = [[None, label, None, None] for label in (3, 4, 5)]
    bare, more = (
        [measure_reliability(data, scale)["alpha"] for scale in SCALES[:4]]
        for data in (FOUR_BY_TWELVE[:11], FOUR_BY_TWELVE[:11] + alone)
    )

    assert bare == more


@pytest.mark.parametrize("name", ["alpha", "kappa", "pi", "ac", "s"])
def test_nothing_varies(name: str) -> None:
    """Where all labels are the same nothing is told from chance: no false 1.0."""
    found = measure_reliability([["a", "a"], ["a", "a"]], values=["a", "b"])

    assert np.isnan(found[name])
    assert 1.0 == found["percent"]


def test_nobody_overlaps() -> None:
    """Without a unit that two have labelled, no coefficient is defined."""
    found = measure_reliability([["a", None], [None, "b"]])

    assert np.isnan(list(found.values())).all()


def test_labels_that_nobody_gave_count_for_some() -> None:
    """S takes chance from how many labels there are, alpha from those given."""
    labels = [["a", "a"], ["b", "b"], ["a", "b"]]
    few, many = (
        measure_reliability(labels, values=values) for values in ("ab", "abcd")
    )

    assert few["alpha"] == many["alpha"]
    assert (pytest.approx(1 / 3), pytest.approx(5 / 9)) == (few["s"], many["s"])


@pytest.mark.parametrize("seed", range(5))
def test_other_packages_find_the_same(seed: int) -> None:
    """On random tables kappa and pi are those of scikit-learn and statsmodels."""
    random = np.random.default_rng(seed)
    data = random.integers(0, 4, (30, 5))
    data[:, 1] = np.where(random.random(30) < 0.6, data[:, 0], data[:, 1])
    counts = np.stack([(data == label).sum(1) for label in range(4)], 1)
    two = data[:, :2]

    assert cohen_kappa_score(*two.T) == pytest.approx(measure_reliability(two)["kappa"])
    assert cohen_kappa_score(*two.T, weights="quadratic") == pytest.approx(
        measure_reliability(two, "interval")["kappa"]
    )
    assert fleiss_kappa(counts) == pytest.approx(measure_reliability(data)["pi"])


def test_unknown_label_or_scale() -> None:
    """A label or scale that does not exist is one clear error."""
    with pytest.raises(InputError, match="'c' is no label"):
        code_labels([["a", "c"]], values=["a", "b"])
    with pytest.raises(InputError, match="no scale of measurement"):
        weigh_scale("ab", "metric")
    with pytest.raises(InputError, match="no numbers"):
        weigh_scale("ab", "interval")
