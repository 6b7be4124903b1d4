"""The benchmark of ingest holds its floors, and can fail."""

from benchmarks.ingest import measure
from benchmarks.pages import make_pages

FLOORS = {
    "kept": 0.98,
    "title": 0.95,
    "text": 0.97,
    "heading": 0.95,
    "quote": 0.95,
    "caption": 0.95,
    "embed": 0.95,
    "metadata": 0.97,
    "language": 0.95,
}


def test_pages_of_ten_templates_are_read() -> None:
    """What is kept and marked stays above its floor, and furniture out."""
    figures = measure(make_pages())
    shares = {name: hits / trials for name, (hits, trials) in figures.items()}

    assert [] == [name for name, floor in FLOORS.items() if shares[name] < floor]
    assert shares["furniture"] < 0.02


def test_the_benchmark_sees_what_is_lost() -> None:
    """A page that lacks a block, and has furniture for it, counts against both."""
    (page,) = make_pages()[:1]
    _, text = next(block for block in page.blocks if block[0] == "quote")
    html = page.html.replace(text, "We use cookies")
    figures = measure([type(page)(page.template, html, page.blocks, page.about)])

    assert (0, 1) == figures["quote"]
    assert figures["kept"][0] == figures["kept"][1] - 1
