"""Executed notebooks become pages that anybody can open, without a network."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from notebooks.gallery import write_gallery

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>a bar</text></svg>'
TABLE = '<table class="dataframe"><tr><td>&lt;b&gt;gull</td></tr></table>'
WIDGET = "application/vnd.jupyter.widget-view+json"


def show(data: dict[str, Any], tags: tuple[str, ...] = ()) -> Any:
    """A cell that was run, and showed something."""
    output = new_output("display_data", data=data)
    return new_code_cell("show()", outputs=[output], metadata={"tags": list(tags)})


def write_notebook(folder: Path, name: str, *cells: Any) -> Path:
    opening = f"# {name}\n\n> Is <i>it</i> a question?\n\nReads `a`; writes `b`."
    path = folder / f"{name.replace(' ', '_').lower()}.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell(opening), *cells]), path)
    return path


@pytest.fixture
def gallery(tmp_path: Path) -> dict[str, str]:
    """The pages of three notebooks: a table and a picture, a widget, words alone."""
    given = new_code_cell("SEED = 8", metadata={"tags": ["injected-parameters"]})
    heading = new_markdown_cell("## Gulls by sea")
    mixed = [given, heading, show({"text/html": TABLE}), show({"image/svg+xml": SVG})]
    paths = [
        write_notebook(tmp_path, "1 Count", *mixed),
        write_notebook(tmp_path, "2 Label", show({WIDGET: {}}, ("annotator.png",))),
        write_notebook(tmp_path, "3 Say"),
    ]
    write_gallery(paths, tmp_path)
    return {path.name: path.read_text("utf-8") for path in tmp_path.glob("*.html")}


def test_each_notebook_is_a_page(gallery: dict[str, str]) -> None:
    """There is a page for each, and a list that links to all of them in their order."""
    linked = re.findall(r'<h2><a href="([^"]+)">([^<]+)<', gallery["index.html"])

    assert [
        ("1_count.html", "1 Count"),
        ("2_label.html", "2 Label"),
        ("3_say.html", "3 Say"),
    ] == linked
    assert {name for name, _ in linked} | {"index.html"} == set(gallery)


def test_the_list_tells_what_each_asks(gallery: dict[str, str]) -> None:
    """Question and tables are words, and no mark-up of a notebook gets there."""
    index = gallery["index.html"]

    assert 3 == index.count("<p>Is &lt;i&gt;it&lt;/i&gt; a question?</p>")
    assert 3 == index.count("Reads a; writes b.")


def test_a_picture_stands_for_its_notebook(gallery: dict[str, str]) -> None:
    """A picture goes before a table, and a notebook with neither has an empty place."""
    peeks = re.findall(r"inert>(.*?)</div></li>", gallery["index.html"], re.DOTALL)

    assert [True, True, False] == ["<img" in peek for peek in peeks]
    assert "dataframe" not in peeks[0]


def test_a_tag_chooses_what_stands_for_it(tmp_path: Path) -> None:
    """The cell that is tagged `gallery` goes before any picture."""
    cells = [show({"image/svg+xml": SVG}), show({"text/html": TABLE}, ("gallery",))]
    write_gallery([write_notebook(tmp_path, "1 Count", *cells)], tmp_path)
    index = (tmp_path / "index.html").read_text("utf-8")

    assert "&lt;b&gt;gull" in index
    assert "<img" not in index


def test_pictures_are_inside_and_told(gallery: dict[str, str]) -> None:
    """A chart is drawn from the page itself, and has words for who cannot see it."""
    page = gallery["1_count.html"]

    assert '<img alt="Chart: Gulls by sea" src="data:image/svg+xml;base64,' in page
    assert "SEED = 8" not in page


def test_a_widget_is_a_picture_of_it(gallery: dict[str, str]) -> None:
    """What needs a kernel is shown as it looks, and the page says how to use it."""
    page = gallery["2_label.html"]

    assert 'src="data:image/png;base64,' in page
    assert "Run the notebook in Jupyter" in page


def test_no_page_can_fetch_or_run_anything(gallery: dict[str, str]) -> None:
    """No page has a script or an address, and its own rule forbids both."""
    rule = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    fetched = r"<(?:script|link|iframe|object)|(?:src|href)=\"(?!data:image/|[\w.#])"

    assert {True} == {f'content="{rule}"' in page for page in gallery.values()}
    assert [] == [n for n, page in gallery.items() if re.search(fetched, page)]
    assert [] == [n for n, page in gallery.items() if re.search('="https?:', page)]
