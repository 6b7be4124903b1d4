import pandas as pd
import pytest

from stancebook.charts import (
    chart_agreement,
    chart_annotators,
    chart_calibration,
    chart_confusion,
    chart_estimates,
    chart_figures,
)
from stancebook.schema import InputError


def picture(chart) -> str:
    """Return the chart as a notebook shows it."""
    return chart._repr_mimebundle_()["image/svg+xml"]


def test_confusion_shows_every_count():
    """Gold down, model across, and the number in each cell."""
    counts = pd.DataFrame(
        [[31, 12], [0, 47]], index=["favor", "against"], columns=["favor", "against"]
    )
    svg = picture(chart_confusion(counts))

    assert [] == [word for word in ("31", "12", "47", "gold") if f">{word}<" not in svg]


def test_calibration_has_the_honest_line():
    """Points beside the line where sureness and accuracy agree."""
    bins = pd.DataFrame({"confidence": [0.5, 0.9], "accuracy": [0.4, 0.7], "n": [9, 3]})
    svg = picture(chart_calibration(bins))

    assert "stroke-dasharray" in svg
    assert "how often it is right" in svg


ANNOTATORS = pd.DataFrame(
    [
        {"annotator": name, "label": label, "value": value, "p": p}
        for name, share in (("ana", 0.94), ("<b>ben", 0.62))
        for label in ("mixed", "credit")
        for value, p in ((label, share), ("reported", 1 - share))
    ]
).assign(layer="voice", accuracy=0.912, n=34)


def test_annotators_stand_side_by_side():
    """Each with name, accuracy and votes on top, and every chance in its cell."""
    svg = picture(chart_annotators(ANNOTATORS, "voice"))
    shown = ("ana: 91.2% of 34", "&lt;b&gt;ben: 91.2% of 34", "0.94", "0.06", "0.62")

    assert [] == [word for word in shown if f">{word}<" not in svg]


def test_annotators_of_an_unknown_layer():
    """A layer that the table lacks is one clear error, which names those there."""
    with pytest.raises(InputError, match=r"no layer 'stance'\. There are voice"):
        chart_annotators(ANNOTATORS, "stance")


def test_figures_keep_their_order():
    """Groups stand in the order of the table, not of the alphabet."""
    rows = {"voice": ["reported", "editorial"], "figure": [0.5, 0.6]}
    table = pd.DataFrame(rows).assign(low=0.4, high=0.7)
    svg = picture(chart_figures(table, "voice"))

    assert svg.index(">reported<") < svg.index(">editorial<")


AGREEMENT = pd.DataFrame(
    [
        ("voice", "all", None, "nominal", "alpha", 0.7, 0.6, 0.8),
        ("stance", "all", None, "ordinal", "alpha", -0.2, -0.4, 0.1),
        ("claims", "pair", "ana, ben", "unitizing", "alpha_u", 0.5, None, None),
        ("voice", "label", "credit", "nominal", "alpha", None, None, None),
        ("voice", "all", None, "nominal", "percent", 0.9, 0.8, 1.0),
    ],
    columns=["layer", "scope", "of", "level", "coefficient", "figure", "low", "high"],
)


def test_agreement_stands_against_its_bounds():
    """Two dashed lines, and a row for each figure of alpha, spans among them."""
    chart = chart_agreement(AGREEMENT)
    svg = picture(chart)
    bounds, lines, points = chart.to_dict()["layer"]

    assert ["voice", "stance (ordinal)", "claims: ana, ben"] == points["encoding"]["y"][
        "sort"
    ]
    assert [0.667, 0.8] == [
        row["figure"] for row in chart.to_dict()["datasets"][bounds["data"]["name"]]
    ]
    assert 2 == svg.count('stroke-dasharray="4,4"')
    assert ("low", "high") == tuple(
        lines["encoding"][end]["field"] for end in ("x", "x2")
    )


def test_agreement_read_back_from_a_file():
    """A table whose gaps are None, as files give them, is drawn as well."""
    read = AGREEMENT.astype(object).where(AGREEMENT.notna(), None)

    assert picture(chart_agreement(AGREEMENT)) == picture(chart_agreement(read))


def test_agreement_worse_than_chance_is_in_the_picture():
    """A negative interval is not cut off."""
    encoding = chart_agreement(AGREEMENT).to_dict()["layer"][2]["encoding"]

    assert [-0.4, 1] == encoding["x"]["scale"]["domain"]


def test_no_figure_to_draw():
    """A coefficient without a figure is one clear error, not an empty picture."""
    with pytest.raises(InputError, match="no figure of kappa"):
        chart_agreement(AGREEMENT, "kappa")


def test_estimates_stand_beside_the_naive_ones():
    """Each term has a panel with three ways; a row without an estimate has none."""
    ways = ("", "naive_", "labelled_")
    rows = {f"{way}{end}": [0.1, None] for way in ways for end in ("low", "high")}
    rows |= {"estimate": [-0.4, None], "naive": [0.2, 0.3], "labelled_only": [-0.5, 0]}
    table = pd.DataFrame(rows).assign(term=["gap", "blank"])
    svg = picture(chart_estimates(table))

    assert 1 == svg.count(">naive<") == svg.count(">labelled only<")
    assert ">gap<" in svg
    assert ">blank<" not in svg


def test_a_point_hides_no_interval():
    """Points of estimates are 3 by 3 on lines of 1: few intervals are as short."""
    ends = ("naive_low", "naive_high", "labelled_low", "labelled_high", "labelled_only")
    row = {"term": "gap", "estimate": 0.4, "low": 0.3, "high": 0.5, "naive": 0.1}
    table = pd.DataFrame([row | dict.fromkeys(ends, 0.2)])
    _, line, point = chart_estimates(table).to_dict()["spec"]["layer"]

    assert (1, 9) == (line["mark"]["strokeWidth"], point["mark"]["size"])


def test_no_estimate_to_draw():
    """Where no row has an estimate, one clear error stands for an empty picture."""
    columns = ("estimate", "low", "high", "naive", "naive_low", "naive_high")
    columns += ("labelled_only", "labelled_low", "labelled_high")
    table = pd.DataFrame([dict.fromkeys(columns)]).assign(term="gap")

    with pytest.raises(InputError, match="no row has an estimate"):
        chart_estimates(table)


def test_names_are_escaped():
    """A name from an article is text in a picture, never mark-up."""
    table = pd.DataFrame({"outlet": ["<script>alert(1)</script>"]})
    svg = picture(chart_figures(table.assign(figure=0.5, low=0.4, high=0.6), "outlet"))

    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_nothing_is_loaded_from_elsewhere():
    """A picture is whole: it names no address but that of the SVG standard."""
    table = pd.DataFrame({"voice": ["mixed"], "figure": [0.5]})
    svg = picture(chart_figures(table.assign(low=0.4, high=0.6), "voice"))

    assert "http" not in svg.replace("http://www.w3.org/", "")


def test_wrong_table():
    """Another table than the one to draw is one clear error."""
    with pytest.raises(InputError, match="accuracy"):
        chart_calibration(pd.DataFrame({"confidence": [0.5]}))
