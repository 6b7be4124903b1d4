import pandas as pd
import pytest

from stancebook.charts import (
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


def test_figures_keep_their_order():
    """Groups stand in the order of the table, not of the alphabet."""
    rows = {"voice": ["reported", "editorial"], "figure": [0.5, 0.6]}
    table = pd.DataFrame(rows).assign(low=0.4, high=0.7)
    svg = picture(chart_figures(table, "voice"))

    assert svg.index(">reported<") < svg.index(">editorial<")


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
