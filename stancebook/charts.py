"""One chart a table: what one would rather see than read, drawn on this machine."""

from __future__ import annotations

import altair as alt
import pandas as pd

from stancebook import schema

__all__ = [
    "chart_calibration",
    "chart_changes",
    "chart_confusion",
    "chart_figures",
    "chart_stance",
]

# Altair's own way loads scripts from a content delivery network; a picture needs none,
# and shows in a notebook, in an exported page, and offline.
alt.renderers.enable("svg")

INK, SOFT = "#2f4b7c", "#c8d3e6"
SIDE = 260


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
    cells = base.mark_rect().encode(
        color=alt.Color(
            "share:Q",
            scale=alt.Scale(domain=[0, 1], range=["#ffffff", INK], interpolate="rgb"),
            legend=None,
        )
    )
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


# Told apart by shape and by lightness, so that a grey copy says as much.
_VOICES = ("editorial", "reported")
_SHAPES, _FILLS = ("circle", "square"), (INK, "#ffffff")
_FATES = {
    "kept": "#f0f0f0",
    "edited": "#c3cfe2",
    "dropped": "#8a9bbd",
    "added editorial": INK,
    "added other": "#5f749d",
}
_LETTER = 3.8  # points that a letter of a label takes at most
_LONGEST = 110  # points; what is longer ends in dots
_BESIDE = 8  # points: a mark at either end must not touch what stands beside it


def chart_stance(
    stances: pd.DataFrame, by: str = "outlet", columns: int = 2
) -> alt.FacetChart:
    """
    Draw which side is taken in whose voice: against to the left, favor to the right.

    The line between what a page says itself and what it reports is its gap. To the
    right stand the numbers of paragraphs, editorial and reported: a mean of few moves a
    lot. Mixed paragraphs are in the table alone.

    Raises
    ------
    InputError
        Where the table is none of `describe_stance`, or has nothing to draw.

    Examples
    --------
    >>> rows = {"target": ["dam"], "outlet": ["Gull"], "voice": ["editorial"]}
    >>> table = pd.DataFrame(rows).assign(mean=0.5, n=3)
    >>> chart_stance(table).to_dict()["columns"]
    2
    """
    schema.require(stances, "stances", "target", by, "voice", "mean", "n")
    table = stances[stances["voice"].isin(_VOICES)].rename(columns={by: "group"})
    schema.require_rows(table, "stances")
    rows = alt.Chart(_add_counts(table))
    base = rows.encode(y=_name_rows(table["group"]))
    place = alt.X(
        "mean:Q",
        scale=alt.Scale(domain=[-1, 1]),
        axis=alt.Axis(values=[-1, 0, 1], labelFlush=False, format="d"),
        title="mean score",
    )
    dots = base.mark_point(size=40, opacity=1, stroke=INK, strokeWidth=1).encode(
        x=place,
        shape=alt.Shape("voice:N", scale=_scale(_SHAPES), title=None),
        fill=alt.Fill("voice:N", scale=_scale(_FILLS), title=None),
    )
    zero = rows.mark_rule(color="#bbbbbb").encode(x=alt.datum(0))
    lines = base.mark_line(color=INK).encode(x=place, detail="group:N")
    counts = base.mark_text(align="left", dx=_BESIDE).encode(
        x=alt.value("width"), text="counts:N"
    )
    chart: alt.FacetChart = (
        alt.layer(zero, lines, dots, counts)
        .properties(width=SIDE / 2, height=alt.Step(13))
        .facet(alt.Facet("target:N", title=None), columns=columns, spacing=12)
        .resolve_scale(y="independent")
    )
    return chart


def _scale(values: tuple[str, ...]) -> alt.Scale:
    return alt.Scale(domain=list(_VOICES), range=list(values))


def _name_rows(names: pd.Series) -> alt.Y:
    """Give the names of all panels the same room, so that the panels line up."""
    room = min(_LONGEST, _LETTER * max(len(str(name)) for name in names))
    axis = alt.Axis(
        domain=False,
        ticks=False,
        labelPadding=_BESIDE,
        labelLimit=_LONGEST,
        minExtent=room + _BESIDE,
        maxExtent=room + _BESIDE,
    )
    return alt.Y("group:N", title=None, axis=axis)


def _add_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Say once a row of the picture of how many paragraphs its points are means."""
    keys = ["target", "group"]
    wide = table.pivot_table(
        "n", keys, "voice", aggfunc="sum", fill_value=0, observed=True
    ).reindex(columns=list(_VOICES), fill_value=0)
    texts = wide.astype(int).astype(str).agg(" / ".join, axis=1).rename("counts")
    joined = table.merge(texts.reset_index(), on=keys)
    return joined.assign(
        counts=joined["counts"].where(~joined.duplicated(keys), other="")
    )


def chart_changes(counts: pd.DataFrame) -> alt.LayerChart:
    """
    Draw what became of the reports that pages reprint, in paragraphs.

    Examples
    --------
    >>> counts = pd.DataFrame({"article": ["gull"], "report": ["wire"], "kept": [4],
    ...     "edited": [1], "dropped": [2], "added": [3], "added_editorial": [2]})
    >>> len(chart_changes(counts).to_dict()["layer"])
    2
    """
    names = ["kept", "edited", "dropped", "added", "added_editorial"]
    schema.require(counts, "counts", "article", "report", *names)
    schema.require_rows(counts, "counts")
    page = counts["article"] + "\n← " + counts["report"]
    other = counts["added"] - counts["added_editorial"]
    fates = counts.assign(page=page, **{"added other": other}).rename(
        columns={"added_editorial": "added editorial"}
    )
    rows = fates.melt("page", list(_FATES), "fate", "paragraphs")
    rows = rows[rows["paragraphs"] > 0]
    rows["place"] = rows["fate"].map(list(_FATES).index)
    scale = alt.Scale(domain=list(_FATES), range=list(_FATES.values()))
    legend = alt.Legend(title=None, columns=2)
    lines = alt.Axis(labelExpr="split(datum.label, '\\n')", labelLimit=_LONGEST)
    base = alt.Chart(rows).encode(
        x=alt.X("paragraphs:Q", stack="zero", axis=alt.Axis(tickMinStep=1)),
        y=alt.Y("page:N", title=None, axis=lines),
        order="place:Q",
    )
    bars = base.mark_bar(stroke="#333333", strokeWidth=0.5).encode(
        color=alt.Color("fate:N", scale=scale, legend=legend)
    )
    dark = alt.FieldOneOfPredicate("fate", list(_FATES)[3:])
    words = base.mark_text(dx=-7).encode(
        text="paragraphs:Q",
        detail="fate:N",
        color=alt.condition(dark, alt.value("white"), alt.value("black")),
    )
    chart: alt.LayerChart = (bars + words).properties(width=SIDE, height=alt.Step(26))
    return chart
