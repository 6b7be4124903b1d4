"""A wire report is found from any part, as it is where all articles are at hand."""

import json
from pathlib import Path

import pytest

from stancebook.corpus import Corpus
from stancebook.extract import read_articles
from stancebook.files import read_table
from stancebook.reprints import find_reprints
from stancebook.running import run_parts
from stancebook.segment import segment
from tests.chains import job_of
from tests.conftest import ROOT
from tests.test_running import serial  # noqa: F401

LEAD = "Ferries to the island resume on Monday after a strike of nine days over pay"


def test_a_page_finds_its_wire_report_in_another_file(
    tmp_path: Path,
    serial: None,  # noqa: F811
) -> None:
    """The report stands in a part far behind the page that reprints it."""
    fillers = [
        {"article": f"f{n}", "outlet": "Gull", "text": f"Lamp {n} was lit at {n} past."}
        for n in range(6)
    ]
    page = {"article": "page", "outlet": "Gull", "text": f"At last!\n\n{LEAD} at sea."}
    wire = {"article": "wire", "outlet": "Reuters", "text": f"{LEAD}."}
    for name, rows in (("a", [page, *fillers]), ("b", [wire])):
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(lines)
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    run_parts(files, job_of(tmp_path / "out", size=2))
    (row,) = read_table(tmp_path / "out", "reprints").to_dict("records")

    assert ("page#1", "wire#0", "Reuters") == (
        row["paragraph"],
        row["original"],
        row["agency"],
    )
    voices = read_table(tmp_path / "out", "voices").set_index("paragraph")
    assert "wire:Reuters" == voices.loc["page#1", "origin"]


def test_the_corpus_has_the_same_reprints_in_parts(
    tmp_path: Path,
    serial: None,  # noqa: F811
) -> None:
    """In parts of thirty paragraphs, the project's corpus gives the rows of one job."""
    articles = Corpus(ROOT / "corpus").articles.dropna(subset="text")
    columns = ["article", "outlet", "text"]
    feed = tmp_path / "in.jsonl"
    rows = articles[columns].astype(object).where(articles[columns].notna(), None)
    lines = (json.dumps(row) for row in rows.to_dict("records"))
    feed.write_text("".join(f"{line}\n" for line in lines))
    run_parts([feed], job_of(tmp_path / "out", size=30))
    found = read_table(tmp_path / "out", "reprints")
    expected = find_reprints(segment(read_articles(feed)))
    order = ["paragraph", "original"]

    assert 13 == len(expected)
    assert expected.sort_values(order).to_dict("records") == found.sort_values(
        order
    ).to_dict("records")


@pytest.mark.parametrize("size", [1, 1000])
def test_furniture_is_no_reprint(
    tmp_path: Path,
    size: int,
    serial: None,  # noqa: F811
) -> None:
    """A line that four wire reports hold is nobody's own, in however small parts."""
    line = "Write to our newsroom in the harbour if you have seen or heard anything odd"
    rows = [
        {"article": f"w{n}", "outlet": "Reuters", "text": f"Report {n}.\n\n{line}."}
        for n in range(4)
    ]
    rows.append({"article": "page", "outlet": "Gull", "text": f"Lamps.\n\n{line}."})
    feed = tmp_path / "in.jsonl"
    feed.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    run_parts([feed], job_of(tmp_path / "out", size=size))

    assert [] == read_table(tmp_path / "out", "reprints").to_dict("records")
