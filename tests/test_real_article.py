import json
from pathlib import Path

import pytest

from stancebook.extract import read_articles
from stancebook.pipeline import label_rows, make_targets, run_pipeline

ARTICLE = Path(__file__).parents[2] / "shared" / "real" / "aegis_ashore.txt"
TARGET = "Japan should deploy the Aegis Ashore missile defence system."
ZAKHAROVA = "source:Maria Zakharova"

pytestmark = pytest.mark.skipif(
    not ARTICLE.exists(), reason="the real article is not beside this checkout"
)


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    tables = run_pipeline(read_articles([ARTICLE]), make_targets([TARGET]))
    return list(label_rows(tables))


def side(entry: dict) -> str:
    return max(("favor", "against", "neutral", "unrelated"), key=entry.__getitem__)


def held(row: dict, holder: str) -> dict:
    return next(entry for entry in row["stance"] if entry["holder"] == holder)


def test_thirteen_paragraphs(rows):
    """The article has thirteen paragraphs, in order."""

    assert list(range(13)) == [row["paragraph"] for row in rows]


def test_title_is_the_publishers_own(rows):
    """The publisher's title comes from the publisher, before any wire copy."""

    assert rows[0]["voice"] in ("reported", "editorial")
    assert rows[0]["origin"] == "publisher"


def test_first_paragraph_frames(rows):
    """The paragraph in front of the report is the publisher's comment, and against."""

    assert ("editorial", "publisher", "against") == (
        rows[1]["voice"],
        rows[1]["origin"],
        side(rows[1]["stance"][0]),
    )


def test_credits(rows):
    """The source line and the date are credits."""

    assert ["credit", "credit"] == [rows[2]["voice"], rows[4]["voice"]]


@pytest.mark.parametrize("number", [3, 5, 6, 8, 9, 10, 11])
def test_wire_copy(rows, number):
    """Headline, lead, quotations and background are reported from TASS."""

    assert ("reported", "wire:TASS") == (rows[number]["voice"], rows[number]["origin"])


def test_related_headlines(rows):
    """Three headlines run together are page furniture."""

    assert rows[7]["voice"] == "boilerplate"


def test_caption(rows):
    """The line over a video is furniture, or the publisher's own."""

    assert rows[12]["voice"] in ("boilerplate", "editorial")


@pytest.mark.parametrize("number", [6, 8, 9, 10])
def test_zakharova_speaks_and_is_against(rows, number):
    """Her title, "the diplomat" and "she" all mean her, and she is against."""

    assert rows[number]["chain"] == ["publisher", "wire:TASS", ZAKHAROVA]
    assert rows[number]["stance"][0]["holder"] == ZAKHAROVA
    assert side(rows[number]["stance"][0]) == "against"


@pytest.mark.parametrize("number", [6, 8, 9, 10])
def test_agency_only_reports_her(rows, number):
    """The agency that quotes her takes no side."""

    assert held(rows[number], "wire:TASS")["score"] == 0


def test_background_is_neutral_and_holds_a_voice_in_favour(rows):
    """Narration is the agency's and neutral; what Japan maintains inside it is not."""
    names = [(a["source"] or {}).get("text") for a in rows[11]["attributions"]]

    assert side(rows[11]["stance"][0]) in ("neutral", "unrelated")
    assert rows[11]["stance"][0]["holder"] == "wire:TASS"
    assert "Japan" in names
    assert side(held(rows[11], "source:Japan")) == "favor"


def test_mixed_quotation_without_a_source(rows):
    """Words quoted without a speaker are hers: the paragraph goes on to name her."""
    text = "deep regrets and major concerns"
    found = [a for a in rows[8]["attributions"] if text in json.dumps(a["content"])]

    assert ["Maria Zakharova"] == [a.get("source_name") for a in found]
