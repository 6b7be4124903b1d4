"""Shows executed notebooks as pages that need nothing else, and a list of them."""

from __future__ import annotations

import base64
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from nbconvert import HTMLExporter
from pygments.formatters import HtmlFormatter

from stancebook.files import replace_file

__all__ = ["write_gallery"]

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
SHOWN = "gallery"  # the tag of the cell whose result stands for its notebook
WIDGET = "application/vnd.jupyter.widget-view+json"
SVG, HTML = "image/svg+xml", "text/html"


@dataclass(frozen=True)
class Page:
    """A notebook as a page: its opening cell, its body, and what stands for it."""

    name: str
    title: str
    question: str
    tables: str
    body: Markup
    peek: Markup


def write_gallery(executed: Sequence[Path], out: Path) -> Path:
    """Write a page for each executed notebook and `index.html`, which lists them."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined
    )
    style = HtmlFormatter(style="default").get_style_defs(".highlight")
    environment.globals.update(code_style=Markup(style))
    pages = [_read_page(path) for path in executed]
    for place, page in enumerate(pages):
        before = pages[place - 1] if place else None
        after = pages[place + 1] if place + 1 < len(pages) else None
        text = environment.get_template("page.html").render(
            page=page, before=before, after=after
        )
        _write(out / f"{page.name}.html", text)
    index = out / "index.html"
    _write(index, environment.get_template("index.html").render(pages=pages))
    return index


def _write(path: Path, text: str) -> None:
    with replace_file(path) as file:
        file.write(text.encode("utf-8"))


def _read_page(path: Path) -> Page:
    notebook = nbformat.read(path, as_version=4)
    opening = notebook.cells[0].source.split("\n\n")
    title, question, tables = (part.strip("#> \n") for part in opening)
    shown = _prepare(notebook)
    exporter = HTMLExporter(
        template_name="basic",
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    body, _ = exporter.from_notebook_node(shown)
    peek = next(_find_peeks(shown))
    tables = tables.replace("`", "")
    return Page(path.stem, title, question, tables, Markup(body), peek)


def _prepare(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a copy in which pictures and widgets are such as a page can show."""
    shown = copy.deepcopy(notebook)
    shown.metadata.pop("widgets", None)  # state, for a script that is not there
    shown.cells = [
        cell
        for cell in shown.cells
        if "injected-parameters" not in cell.metadata.get("tags", ())
    ]
    heading = ""
    for cell in shown.cells:
        heads = [line for line in cell.source.splitlines() if line.startswith("#")]
        if cell.cell_type == "markdown" and heads:
            heading = heads[-1].strip("# ")
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if SVG in data:
                output["data"] = {HTML: _show_picture(data[SVG].encode(), SVG, heading)}
            elif WIDGET in data:
                output["data"] = {HTML: _show_widget(cell.metadata.get("tags", ()))}
    return shown


def _show_picture(picture: bytes, kind: str, told: str) -> str:
    source = base64.b64encode(picture).decode()
    return (
        '<div class="chart">'
        f'<img alt="Chart: {escape(told)}" src="data:{kind};base64,{source}"></div>'
    )


def _show_widget(tags: Sequence[str]) -> str:
    """Show a widget by the picture of it that one of its cell's tags names."""
    [name] = [tag for tag in tags if tag.endswith(".png")]
    picture = _show_picture((DOCS / name).read_bytes(), "image/png", "the page")
    told = "A picture of the page. Run the notebook in Jupyter to label in it."
    return f"<figure>{picture}<figcaption>{told}</figcaption></figure>"


def _find_peeks(notebook: nbformat.NotebookNode) -> Iterator[Markup]:
    """Yield the result that is tagged, then any picture, then any table."""
    found = [
        (SHOWN in cell.metadata.get("tags", ()), output["data"][HTML])
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if HTML in output.get("data", {})
    ]
    found.sort(key=lambda one: (not one[0], 'class="chart"' not in one[1]))
    yield from (Markup(html) for _, html in found)
    yield Markup("")
