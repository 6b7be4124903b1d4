"""One chart a table: how good a model is, and what its labels add up to."""

from __future__ import annotations

import altair as alt
import pandas as pd

from stancebook import schema

__all__ = [
    "chart_calibration",
    "chart_confusion",
    "chart_estimates",
    "chart_figures",
    "shade",
]

# Altair's own way loads scripts from a content delivery network; a picture needs none,
# and shows in a notebook, in an exported page, and offline.
alt.renderers.enable("svg")


@alt.theme.register("stancebook", enable=True)
def _dress() -> alt.theme.ThemeConfig:
    """Leave room around words: a picture is measured in one font, shown in another."""
    font = "Liberation Sans, Arial, Helvetica, sans-serif"  # they are equally wide
    return {
        "config": {
            "font": font,
            "padding": 14,
            "axis": {"titlePadding": 14},
            "view": {"continuousWidth": 300, "continuousHeight": 300},
        }
    }


INK, SOFT = "#2f4b7c", "#c8d3e6"
SIDE = 260
POINT = 9  # square points: in one column of a journal, short intervals reach beyond it


def shade(share: str) -> alt.Color:
    """Return the colour of a cell: the darker, the larger a share."""
    scale = alt.Scale(domain=[0, 1], range=["#ffffff", INK], interpolate="rgb")
    return alt.Color(share, scale=scale, legend=None)


def chart_confusion(confusion: pd.DataFrame) -> alt.LayerChart:
    """
    Draw gold labels against the model's: the darker, the larger the share of a row.

    Examples
    --------
    >>> counts = pd.DataFrame([[3, 1], [0, 4]], index=["a", "b"], columns=["a", "b"])
    >>> chart_confusion(counts).to_dict()["layer"][1]["encoding"]["text"]["field"]
    'n'
    """
    names = [str(name) for name in confusion.index]
    rows = [
        {"gold": gold, "model": str(model), "n": int(count), "share": count / total}
        for gold, row in zip(names, confusion.to_numpy(), strict=True)
        for model, count in zip(confusion.columns, row, strict=True)
        for total in [max(1, row.sum())]
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("model:N", sort=names, title="model", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("gold:N", sort=names, title="gold"),
    )
    cells = base.mark_rect().encode(color=shade("share:Q"))
    dark = alt.datum.share > 0.5
    counts = base.mark_text().encode(
        text="n:Q", color=alt.condition(dark, alt.value("white"), alt.value("black"))
    )
    chart: alt.LayerChart = (cells + counts).properties(width=SIDE, height=SIDE)
    return chart


def chart_calibration(calibration: pd.DataFrame) -> alt.LayerChart:
    """
    Draw how often a model is right against how sure it is; on the line, it is honest.

    Below the line it claims more than it keeps. The larger a point, the more labels.

    Examples
    --------
    >>> bins = pd.DataFrame({"confidence": [0.9], "accuracy": [0.8], "n": [20]})
    >>> len(chart_calibration(bins).to_dict()["layer"])
    2
    """
    schema.require(calibration, "calibration", "confidence", "accuracy", "n")
    ends = alt.Scale(domain=[0, 1])
    line = alt.Chart(pd.DataFrame({"x": [0, 1], "y": [0, 1]})).mark_line(
        color=SOFT, strokeDash=[4, 4]
    )
    points = alt.Chart(calibration).mark_point(filled=True, color=INK, opacity=0.9)
    own = points.encode(
        x=alt.X("confidence:Q", scale=ends, title="how sure the model is"),
        y=alt.Y("accuracy:Q", scale=ends, title="how often it is right"),
        size=alt.Size("n:Q", title="labels"),
    )
    chart: alt.LayerChart = (line.encode(x="x:Q", y="y:Q") + own).properties(
        width=SIDE, height=SIDE
    )
    return chart


def chart_figures(figures: pd.DataFrame, by: str) -> alt.LayerChart:
    """
    Draw a figure with its 95% interval for each value of the column `by`.

    Examples
    --------
    >>> rows = {"voice": ["mixed"], "figure": [0.5], "low": [0.4], "high": [0.6]}
    >>> chart_figures(pd.DataFrame(rows), "voice").to_dict()["height"]["step"]
    24
    """
    schema.require(figures, "figures", by, "figure", "low", "high")
    order = [str(name) for name in dict.fromkeys(figures[by])]
    scale = alt.Scale(domain=[0, 1])
    base = alt.Chart(figures).encode(y=alt.Y(f"{by}:N", sort=order))
    lines = base.mark_rule(color=INK).encode(
        x=alt.X("low:Q", scale=scale, title="figure, 95% interval"), x2="high:Q"
    )
    points = base.mark_point(filled=True, size=60, color=INK).encode(x="figure:Q")
    chart: alt.LayerChart = (lines + points).properties(width=SIDE, height=alt.Step(24))
    return chart


# What is drawn: the names of its columns, and the shade and shape that tell it apart.
_WAYS = {
    "estimate": ("estimate", "low", "high"),
    "labelled only": ("labelled_only", "labelled_low", "labelled_high"),
    "naive": ("naive", "naive_low", "naive_high"),
}
_SHADES, _SHAPES = [INK, "#8fa3c0", "#c2571a"], ["circle", "square", "triangle-up"]


def chart_estimates(estimates: pd.DataFrame, by: str = "term") -> alt.FacetChart:
    """
    Draw each estimate with its 95% interval, over the naive one and labels alone.

    The naive interval is short and often wrong; how far it is from ours is what the
    model's mistakes did. The thin line is 0. Rows without an estimate are left out:
    `undefined` says why. Of a table with several targets, give one at a time.

    Raises
    ------
    InputError
        Where no row has an estimate.

    Examples
    --------
    >>> rows = {"term": ["gap"], "estimate": [-0.4], "low": [-0.6], "high": [-0.2]}
    >>> rows |= {"naive": [0.0], "naive_low": [-0.1], "naive_high": [0.1]}
    >>> rows |= dict.fromkeys(("labelled_only", "labelled_low", "labelled_high"), [0.0])
    >>> chart_estimates(pd.DataFrame(rows)).to_dict()["facet"]["row"]["field"]
    'term'
    """
    columns = [column for own in _WAYS.values() for column in own]
    schema.require(estimates, "estimates", by, *columns)
    known = estimates[estimates["estimate"].notna()]
    if known.empty:
        mend = "Label more, or draw a table that has one."
        raise schema.InputError("no row has an estimate to draw", mend)
    names = list(_WAYS)
    base = alt.Chart().encode(
        y=alt.Y("way:N", sort=names, title=None, axis=alt.Axis(ticks=False)),
        color=alt.Color("way:N", scale=alt.Scale(domain=names, range=_SHADES)).legend(
            None
        ),
    )
    lines = base.mark_rule(strokeWidth=1).encode(
        x=alt.X("low:Q", title="estimate, 95% interval"), x2="high:Q"
    )
    shape = alt.Shape("way:N", scale=alt.Scale(domain=names, range=_SHAPES))
    points = base.mark_point(filled=True, size=POINT, opacity=1).encode(
        x="figure:Q", shape=shape.legend(None)
    )
    zero = alt.Chart().mark_rule(color=SOFT).encode(x=alt.datum(0))
    header = alt.Header(labelOrient="top", labelAnchor="start", labelFontSize=12)
    order = list(dict.fromkeys(known[by].astype(str)))
    layers = alt.layer(zero, lines, points, data=_stack_ways(known, by))
    chart: alt.FacetChart = layers.properties(width=SIDE, height=alt.Step(20)).facet(
        row=alt.Row(f"{by}:N", sort=order, title=None, header=header), spacing=6
    )
    return chart


def _stack_ways(known: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return a row an estimate and way, with the same columns for each way."""
    tables = []
    for way, own in _WAYS.items():
        table = known[list(own)].set_axis(["figure", "low", "high"], axis=1)
        table["way"], table[by] = way, known[by].astype(str)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
