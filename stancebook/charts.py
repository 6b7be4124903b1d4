"""One chart a table: what one would rather see than read, drawn on this machine."""

from __future__ import annotations

import altair as alt
import pandas as pd

from stancebook import schema

__all__ = [
    "chart_agreement",
    "chart_annotators",
    "chart_calibration",
    "chart_confusion",
    "chart_estimates",
    "chart_figures",
]

# Altair's own way loads scripts from a content delivery network; a picture needs none,
# and shows in a notebook, in an exported page, and offline.
alt.renderers.enable("svg")

INK, SOFT = "#2f4b7c", "#c8d3e6"
SIDE = 260
CELL = 34
POINT = 9  # square points: in one column of a journal, short intervals reach beyond it


def _shade(share: str) -> alt.Color:
    """Return the colour of a cell: the darker, the larger a share."""
    scale = alt.Scale(domain=[0, 1], range=["#ffffff", INK], interpolate="rgb")
    return alt.Color(share, scale=scale, legend=None)


def chart_annotators(annotators: pd.DataFrame, layer: str) -> alt.FacetChart:
    """
    Draw each annotator's confusion matrix of a layer: a dark diagonal is a good one.

    Down is the label that is true by the model, across what the annotator gave.

    Examples
    --------
    >>> row = {"layer": "voice", "annotator": "ana", "label": "mixed", "value": "mixed"}
    >>> table = pd.DataFrame([{**row, "p": 0.9, "accuracy": 0.9, "n": 20}])
    >>> chart_annotators(table, "voice").to_dict()["spec"]["width"]["step"]
    34
    """
    columns = ("layer", "annotator", "label", "value", "p", "accuracy", "n")
    schema.require(annotators, "annotators", *columns)
    own = annotators[annotators["layer"] == layer].copy()
    if own.empty:
        there = ", ".join(map(str, dict.fromkeys(annotators["layer"])))
        raise schema.InputError(f"there is no layer {layer!r}", f"There are {there}.")
    heads = zip(own["annotator"], own["n"], own["accuracy"], strict=True)
    own["who"] = [f"{name}: {share:.1%} of {n}" for name, n, share in heads]
    names = list(dict.fromkeys(own["label"]))
    base = alt.Chart(own).encode(
        x=alt.X("value:N", sort=names, title="given", axis=alt.Axis(labelAngle=-45)),
        y=alt.Y("label:N", sort=names, title="true, by the model"),
    )
    cells = base.mark_rect().encode(color=_shade("p:Q"))
    dark = alt.datum.p > 0.5
    shares = base.mark_text().encode(
        text=alt.Text("p:Q", format=".2f"),
        color=alt.condition(dark, alt.value("white"), alt.value("black")),
    )
    chart: alt.FacetChart = (
        (cells + shares)
        .properties(width=alt.Step(CELL), height=alt.Step(CELL))
        .facet(alt.Column("who:N", title=None))
    )
    return chart


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
    cells = base.mark_rect().encode(color=_shade("share:Q"))
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


def chart_agreement(
    agreement: pd.DataFrame, coefficient: str = "alpha"
) -> alt.LayerChart:
    """
    Draw one coefficient with its 95% intervals, against the bounds .667 and .8.

    An interval that reaches left of a bound says that agreement may fall short of it.
    `alpha` is that of spans as well. Rows without a figure are not drawn: `undefined`
    says why there is none.

    Raises
    ------
    InputError
        Where no row has a figure of this coefficient.

    Examples
    --------
    >>> row = {"layer": "voice", "scope": "all", "of": None, "level": "nominal"}
    >>> row |= {"coefficient": "alpha", "figure": 0.7, "low": 0.6, "high": 0.8}
    >>> len(chart_agreement(pd.DataFrame([row])).to_dict()["layer"])
    3
    """
    columns = ("layer", "scope", "of", "level", "coefficient", "figure", "low", "high")
    schema.require(agreement, "agreement", *columns)
    names = ("alpha", "alpha_u") if coefficient == "alpha" else (coefficient,)
    known = agreement["figure"].notna() & agreement["coefficient"].isin(names)
    own = agreement.loc[known, list(columns)].astype(
        {"figure": float, "low": float, "high": float}  # read back, gaps are objects
    )
    if own.empty:
        mend = "Choose one of its column `coefficient` that has a figure."
        raise schema.InputError(f"there is no figure of {coefficient}", mend)
    levels = own["level"].map({"ordinal": " (ordinal)"}).fillna("")
    of = own["of"].map(lambda name: f": {name}", na_action="ignore").fillna("")
    own["row"] = own["layer"] + levels + of
    least = min(0.0, float(own[["low", "figure"]].min().min()))
    title = f"{coefficient}, 95% interval; dashed: .667 and .8"
    across = alt.X(
        "figure:Q",
        scale=alt.Scale(domain=[least, 1]),
        axis=alt.Axis(grid=False, title=title),
    )
    order, names_at = list(dict.fromkeys(own["row"])), alt.Axis(labelLimit=400)
    drawn = own[["row", "scope", "figure", "low", "high"]]
    base = alt.Chart(drawn).encode(
        y=alt.Y("row:N", sort=order, title=None, axis=names_at)
    )
    bounds = alt.Chart(pd.DataFrame({"figure": [0.667, 0.8]})).mark_rule(
        color="black", strokeDash=[4, 4]
    )
    lines = base.mark_rule(color=INK).encode(x="low:Q", x2="high:Q")
    points = base.mark_point(filled=True, size=60, color=INK, opacity=1).encode(
        x=across, shape=alt.Shape("scope:N", title="scope")
    )
    chart: alt.LayerChart = (bounds.encode(x=across) + lines + points).properties(
        width=1.5 * SIDE, height=alt.Step(22), padding=20
    )
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
    header = alt.Header(labelAngle=0, labelAlign="left", labelFontSize=12)
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
