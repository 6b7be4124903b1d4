"""Tests of stancebook.printing: a picture has the width that a journal asks for."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest

from stancebook.charts import chart_figures
from stancebook.framing_charts import chart_changes, chart_stance
from stancebook.printing import WIDTHS, save_chart
from stancebook.schema import InputError
from tests.test_framing_charts import COUNTS, HOSTILE, make_stances

CHARTS = {
    "facets": chart_stance(make_stances("Gull", "Heron")),
    "layers": chart_changes(COUNTS),
    "figures": chart_figures(
        pd.DataFrame({"voice": ["mixed"], "figure": 0.5, "low": 0.4, "high": 0.6}),
        "voice",
    ),
}
each_chart = pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)


def size_of(png: Path) -> tuple[int, int]:
    """Return the width in pixels and the pixels in a metre, as the file says."""
    data = png.read_bytes()
    place = data.index(b"pHYs") + 4
    return int.from_bytes(data[16:20]), int.from_bytes(data[place : place + 4])


@each_chart
@pytest.mark.parametrize("width", WIDTHS)
def test_width_on_paper(chart: alt.TopLevelMixin, width: str, tmp_path: Path) -> None:
    """Whatever the chart, its labels included, the SVG is as wide as a column."""
    svg, _ = save_chart(chart, tmp_path, "chart", width=width)
    said = re.search(r'width="([\d.]+)mm"', svg.read_text(encoding="utf-8"))

    assert said
    assert float(said[1]) == pytest.approx(WIDTHS[width], abs=1)


def test_dots_on_paper(tmp_path: Path) -> None:
    """The PNG has 300 dots an inch, and says so."""
    _, png = save_chart(CHARTS["layers"], tmp_path, "chart", width="double")
    pixels, in_metre = size_of(png)

    assert pixels == pytest.approx(175 / 25.4 * 300, abs=12)
    assert in_metre == pytest.approx(300 / 0.0254, abs=1)


def test_letters_can_be_read(tmp_path: Path) -> None:
    """No letter is smaller than 7 points or larger than 8."""
    svg, _ = save_chart(CHARTS["facets"], tmp_path, "chart", width="double")
    sizes = set(re.findall(r'font-size="([\d.]+)px"', svg.read_text(encoding="utf-8")))

    assert {"7", "8"} == sizes


def test_same_bytes_in_another_process(tmp_path: Path) -> None:
    """The same chart gives the same files, byte for byte."""
    code = (
        "import sys; import pandas as pd; import stancebook as sb;"
        "chart = sb.chart_stance(pd.read_json(sys.argv[1]));"
        "sb.save_chart(chart, sys.argv[2], 'chart', width='double')"
    )
    make_stances("Gull", "Heron").to_json(tmp_path / "table.json")
    command = [sys.executable, "-c", code, tmp_path / "table.json", tmp_path / "b"]
    subprocess.run(command, check=True)
    here = save_chart(CHARTS["facets"], tmp_path / "a", "chart", width="double")

    assert [path.read_bytes() for path in here] == [
        (tmp_path / "b" / path.name).read_bytes() for path in here
    ]


def test_chart_itself_is_left_alone(tmp_path: Path) -> None:
    """What is shown in a notebook has the same size after it was saved."""
    before = CHARTS["facets"].to_dict()
    save_chart(CHARTS["facets"], tmp_path, "chart", width="double")

    assert before == CHARTS["facets"].to_dict()


def test_svg_is_whole_and_safe(tmp_path: Path) -> None:
    """The SVG can be read, runs nothing and loads nothing from elsewhere."""
    chart = chart_changes(COUNTS.assign(article=HOSTILE))
    svg = save_chart(chart, tmp_path, "chart", width="double")[0].read_text("utf-8")
    tags = {node.tag.rpartition("}")[2] for node in ElementTree.fromstring(svg).iter()}

    assert {"svg", "g", "text", "path"} <= tags
    assert "script" not in tags
    assert "http" not in svg.replace("http://www.w3.org/", "")


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """A chart that asks for data from an address is refused by the renderer."""
    chart = alt.Chart("http://127.0.0.1:9/data.csv").mark_point().encode(x="x:Q")

    with pytest.raises(InputError, match="cannot be drawn"):
        save_chart(chart, tmp_path, "chart")
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", "../chart", "a/b", ".hidden", "c:d", "x" * 200])
def test_name_of_a_file_alone(name: str, tmp_path: Path) -> None:
    """A name that would lead elsewhere is refused, and nothing is written."""
    with pytest.raises(InputError, match="cannot be the name"):
        save_chart(CHARTS["layers"], tmp_path, name)

    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("width", ["triple", 3, float("nan"), 5000])
def test_width_that_is_none(width: str | float, tmp_path: Path) -> None:
    """A width that no page has is refused."""
    with pytest.raises(InputError, match="is no width"):
        save_chart(CHARTS["layers"], tmp_path, "chart", width=width)


def test_chart_that_does_not_fit(tmp_path: Path) -> None:
    """Where labels leave no room for the panels, the error says what to do."""
    with pytest.raises(InputError, match="Use width='double'"):
        save_chart(CHARTS["facets"], tmp_path, "chart", width=40)
