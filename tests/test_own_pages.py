"""The first notebook reads a folder of the user's own pages, by its parameters."""

from pathlib import Path

import nbformat
import pandas as pd

from benchmarks.pages import make_pages
from notebooks import execute
from tests.conftest import ROOT


def test_the_first_notebook_reads_saved_pages(tmp_path: Path) -> None:
    """Pages are read, a bad one is set aside, and twins and languages are shown."""
    pages = tmp_path / "pages"
    pages.mkdir()
    made = [page for page in make_pages() if page.template == "wordpress"]
    for number, page in enumerate([*made, made[0]]):
        (pages / f"page{number}.html").write_text(page.html, encoding="utf-8")
    (pages / "menu.html").write_text("<nav>Home</nav>", encoding="utf-8")
    notebook = nbformat.read(ROOT / "notebooks" / "1_ingest.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace('PAGES = ""', f"PAGES = {str(pages)!r}")
    source = tmp_path / "1_ingest.ipynb"
    nbformat.write(notebook, source)
    (tmp_path / "out").mkdir()
    done = execute.execute(source, tmp_path / "out", tmp_path)
    shown = str([c.get("outputs") for c in nbformat.read(done, as_version=4).cells])
    paragraphs = pd.read_parquet(tmp_path / "paragraphs.parquet")

    assert "no article was found" in shown
    assert "verbatim" in shown
    assert "Russian" in shown
    assert len(made) + 1 == paragraphs["article"].nunique()
    assert {"caption", "embed", "heading", "quote"} <= set(paragraphs["block"])
