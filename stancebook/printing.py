"""A journal takes a picture of a given width, so charts are fitted and saved here."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

import vl_convert

from stancebook.files import make_folder, replace_file
from stancebook.schema import InputError

__all__ = ["WIDTHS", "save_chart"]

WIDTHS = {"single": 85.0, "double": 175.0}  # mm: one column of a page, or both
_DPI = 300
_POINTS = 72 / 25.4  # in a mm; a unit of a chart is a point
_NAME = re.compile(r"[\w][\w.-]{0,99}")
# The renderer carries this font, so a picture is the same on every machine.
_FONT = "Liberation Sans"
_STEP = 10.0
_SLACK = 2.0  # points: the renderer rounds to whole ones
_NARROWEST = 20.0  # points: what is left of a panel beside its labels
_DATA = ("data", "datasets", "config")  # no parts of the drawing
_LOOKS: dict[str, Any] = {
    "font": _FONT,
    "background": "white",
    "padding": 2,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 7,
        "titleFontSize": 8,
        "titleFontWeight": "normal",
        "titlePadding": 4,
        "labelLimit": 160,
        "domainColor": "#333333",
        "tickColor": "#333333",
        "tickSize": 3,
        "grid": False,
    },
    "legend": {
        "orient": "bottom",
        "labelFontSize": 7,
        "titleFontSize": 8,
        "titleFontWeight": "normal",
        "symbolSize": 40,
        "symbolStrokeWidth": 1,
        "offset": 6,
    },
    "header": {
        "labelFontSize": 8,
        "labelFontWeight": "bold",
        "labelPadding": 4,
        "titleFontSize": 8,
    },
    "text": {"fontSize": 7},
    "line": {"strokeWidth": 1},
    "rule": {"strokeWidth": 1},
}


class Chart(Protocol):
    """Anything that can say what it draws, as altair's charts can."""

    def to_dict(self) -> dict[str, Any]:
        """Return the chart in the terms of Vega-Lite."""


def save_chart(
    chart: Chart,
    folder: str | PathLike[str],
    name: str,
    *,
    width: str | float = "single",
) -> list[Path]:
    """
    Write a chart as `NAME.svg` and `NAME.png`, as wide as a column of a journal.

    Letters are of 7 to 8 points at that width, the PNG has 300 dots per inch, and
    nothing is fetched. The same chart gives the same files, byte for byte.

    Parameters
    ----------
    chart
        What a `chart_` function returns, or any chart of altair that has one view, or
        one view in several panels.
    folder
        Made where it is not there.
    name
        Of the files, without an ending.
    width
        `single` (85 mm), `double` (175 mm), or a number of millimetres.

    Returns
    -------
    list[Path]
        The two files.

    Raises
    ------
    InputError
        Where the name is no plain name, or the chart does not fit the width or cannot
        be drawn.
    """
    if not _NAME.fullmatch(name) or name.endswith("."):
        mend = "Use letters, digits, and . _ - between them."
        raise InputError(f"{name!r} cannot be the name of a file", mend)
    points = _read_width(width)
    svg = _fit(_dress(chart.to_dict()), points)
    place = make_folder(folder)
    paths = [place / f"{name}.svg", place / f"{name}.png"]
    # One set of letters for both: the PNG is drawn from the SVG.
    png = vl_convert.svg_to_png(svg, ppi=_DPI)
    with replace_file(paths[0]) as drawn, replace_file(paths[1]) as dotted:
        drawn.write(_in_millimetres(svg).encode("utf-8"))
        dotted.write(png)
    return paths


def _read_width(width: str | float) -> float:
    wanted = WIDTHS.get(width) if isinstance(width, str) else float(width)
    if wanted is None or not 30 <= wanted <= 1000:
        mend = f"Use one of {', '.join(WIDTHS)}, or 30 to 1000 millimetres."
        raise InputError(f"{width!r} is no width", mend)
    return wanted * _POINTS


def _dress(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Set what print asks for, whatever the chart had for a screen."""
    own: dict[str, Any] = _without_sizes(copy.deepcopy(dict(spec)))
    config = own.get("config", {})
    for key, look in _LOOKS.items():
        asked = config.get(key)
        config[key] = {**asked, **look} if isinstance(asked, dict) else look
    return own | {"config": config}


def _without_sizes(part: Any) -> Any:
    """Take away the sizes of letters that parts of a chart set for themselves."""
    if isinstance(part, list):
        return [_without_sizes(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value if key in _DATA else _without_sizes(value)
        for key, value in part.items()
        if not key.lower().endswith("fontsize")
    }


def _panel(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the part whose width is that of one panel."""
    inner = spec
    while "spec" in inner:
        inner = inner["spec"]
    return inner


def _fit(spec: dict[str, Any], wanted: float) -> str:
    """Draw with panels of such a width that the whole, with its labels, is `wanted`."""
    panel = _panel(spec)
    widths, whole = (wanted, wanted + _STEP), []
    for width in widths:
        panel["width"] = width
        whole.append(_measure(_draw(spec)))
    slope = (whole[1] - whole[0]) / _STEP  # how many panels stand side by side
    panel["width"] = round(widths[0] + (wanted - whole[0]) / max(slope, 1), 2)
    svg = _draw(spec) if panel["width"] >= _NARROWEST else ""
    if not svg or _measure(svg) > wanted + _SLACK:
        problem = f"the chart does not fit into {wanted / _POINTS:.0f} mm"
        raise InputError(problem, "Use width='double', or shorter names.")
    return svg


def _draw(spec: dict[str, Any]) -> str:
    """Return the chart as SVG, with nothing fetched for it."""
    try:
        svg: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    except ValueError as error:
        problem = f"the chart cannot be drawn ({str(error).splitlines()[0][:200]})"
        mend = "Give a chart whose data are a table, not an address."
        raise InputError(problem, mend) from None
    return svg


def _measure(svg: str) -> float:
    """Return the width of the drawn chart, in points."""
    return float(svg.partition('viewBox="')[2].partition('"')[0].split()[2])


def _in_millimetres(svg: str) -> str:
    """Give the drawing its size on paper, where it had a size on a screen."""

    def convert(match: re.Match[str]) -> str:
        return f'{match[1]}="{float(match[2]) / _POINTS:.2f}mm"'

    head, mark, rest = svg.partition(">")
    return re.sub(r'\b(width|height)="([\d.]+)"', convert, head) + mark + rest
