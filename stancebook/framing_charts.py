"""Framing has two pictures: who leans where, and what became of a report."""

from __future__ import annotations

import altair as alt
import pandas as pd

from stancebook import schema
from stancebook.charts import INK, SIDE

__all__ = ["chart_changes", "chart_stance"]

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
_LETTER = 4.3  # points that a letter of a label takes at most
_LONGEST = 150  # points; what is longer ends in dots
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
        labelFontSize=8,
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
    chart: alt.LayerChart = (bars + words).properties(
        # a browser's letters may be wider than those that the space was measured with
        width=SIDE,
        height=alt.Step(26),
        padding=20,
    )
    return chart
