"""What people agree on, and how good each of them is, drawn on this machine."""

from __future__ import annotations

import altair as alt
import pandas as pd

from stancebook import schema
from stancebook.charts import INK, SIDE, shade

__all__ = ["chart_agreement", "chart_annotators"]

CELL = 34
_DRAWN = ("layer", "scope", "of", "level", "coefficient", "figure", "low", "high")


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
    cells = base.mark_rect().encode(color=shade("p:Q"))
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
    schema.require(agreement, "agreement", *_DRAWN)
    drawn = _find_figures(agreement, coefficient)
    least = min(0.0, float(drawn[["low", "figure"]].min().min()))
    across = alt.X(
        "figure:Q",
        scale=alt.Scale(domain=[least, 1]),
        axis=alt.Axis(
            grid=False, title=f"{coefficient}, 95% interval; dashed: .667 and .8"
        ),
    )
    order, names = list(dict.fromkeys(drawn["row"])), alt.Axis(labelLimit=400)
    base = alt.Chart(drawn).encode(y=alt.Y("row:N", sort=order, title=None, axis=names))
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


def _find_figures(agreement: pd.DataFrame, coefficient: str) -> pd.DataFrame:
    """Return what there is of a coefficient, under the name that its row is given."""
    names = ("alpha", "alpha_u") if coefficient == "alpha" else (coefficient,)
    known = agreement["figure"].notna() & agreement["coefficient"].isin(names)
    own = agreement.loc[known, list(_DRAWN)].astype(
        {"figure": float, "low": float, "high": float}  # read back, gaps are objects
    )
    if own.empty:
        mend = "Choose one of its column `coefficient` that has a figure."
        raise schema.InputError(f"there is no figure of {coefficient}", mend)
    levels = own["level"].map({"ordinal": " (ordinal)"}).fillna("")
    of = own["of"].map(lambda name: f": {name}", na_action="ignore").fillna("")
    own["row"] = own["layer"] + levels + of
    return own[["row", "scope", "figure", "low", "high"]]
