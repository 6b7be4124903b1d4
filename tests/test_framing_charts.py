"""Tests of stancebook.framing_charts: what is in the table is in the picture."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from stancebook.framing_charts import chart_changes, chart_stance
from stancebook.schema import InputError

HOSTILE = "<script>alert('Gull')</script>"


def picture(chart) -> str:
    """Return the chart as a notebook shows it."""
    return chart._repr_mimebundle_()["image/svg+xml"]


def make_stances(*outlets: str) -> pd.DataFrame:
    """Two voices of each outlet on one target."""
    rows = [
        {"target": "dam", "outlet": outlet, "voice": voice, "mean": mean, "n": n}
        for outlet in outlets
        for voice, mean, n in (("editorial", -1.0, 3), ("reported", 0.25, 14))
    ]
    return pd.DataFrame(rows)


COUNTS = pd.DataFrame(
    {
        "article": ["gull-strike"],
        "report": ["wire-strike"],
        "kept": [4],
        "edited": [2],
        "dropped": [11],
        "added": [8],
        "added_editorial": [5],
    }
)


def test_stance_names_and_counts() -> None:
    """Target, outlets, both voices and the numbers of paragraphs stand in it."""
    svg = picture(chart_stance(make_stances("Gull", "The Heron & Post")))
    words = ("dam", "Gull", "The Heron &amp; Post", "editorial", "reported", "3 / 14")

    assert [] == [word for word in words if f">{word}<" not in svg]


def test_stance_counts_stand_once_a_row() -> None:
    """The numbers are written once for each outlet, not once for each voice."""
    assert 1 == picture(chart_stance(make_stances("Gull"))).count(">3 / 14<")


def test_voice_without_paragraphs_counts_0() -> None:
    """An outlet that says nothing itself is in the picture, with a 0."""
    table = make_stances("Gull").query("voice == 'reported'")

    assert ">0 / 14<" in picture(chart_stance(table))


def test_stance_by_another_column() -> None:
    """Groups may be of any column that the table was made by."""
    table = make_stances("Gull").rename(columns={"outlet": "decade"})

    assert ">Gull<" in picture(chart_stance(table, by="decade"))


def test_voices_differ_without_colour() -> None:
    """The two voices have shapes of their own, and one is filled with white."""
    layers = chart_stance(make_stances("Gull")).to_dict()["spec"]["layer"]
    channels = next(own["encoding"] for own in layers if "shape" in own["encoding"])

    assert 2 == len(set(channels["shape"]["scale"]["range"]))
    assert "#ffffff" in channels["fill"]["scale"]["range"]


def test_changes_show_every_number() -> None:
    """Each part of a bar has its number, what was added being parted by voice."""
    svg = picture(chart_changes(COUNTS))
    numbers = ("4", "2", "11", "5", "3")

    assert [] == [number for number in numbers if f">{number}<" not in svg]


def test_changes_differ_without_colour() -> None:
    """In a grey copy, each shade is a tenth lighter or darker than any other."""
    layer = chart_changes(COUNTS).to_dict()["layer"][0]
    shades = layer["encoding"]["color"]["scale"]["range"]
    channels = [
        [int(shade[n : n + 2], 16) / 255 for n in (1, 3, 5)] for shade in shades
    ]
    greys = sorted(0.299 * r + 0.587 * g + 0.114 * b for r, g, b in channels)

    assert [] == [b - a for a, b in pairwise(greys) if b - a < 0.1]


def test_changes_name_page_and_report() -> None:
    """A bar is named after the page and, under it, the report."""
    svg = picture(chart_changes(COUNTS))

    assert ">gull-strike<" in svg
    assert ">← wire-strike<" in svg


def test_names_are_escaped() -> None:
    """A name from an article is text in a picture, never mark-up."""
    drawn = picture(chart_stance(make_stances(HOSTILE)))
    drawn += picture(chart_changes(COUNTS.assign(article=HOSTILE)))

    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


@pytest.mark.parametrize(
    ("draw", "table", "said"),
    [
        (chart_stance, make_stances(), "lacks the column target"),
        (chart_stance, make_stances("Gull").head(0), "nothing to draw"),
        (chart_stance, make_stances("Gull").assign(voice="mixed"), "nothing to draw"),
        (chart_changes, COUNTS.head(0), "nothing to draw"),
        (chart_changes, COUNTS.drop(columns="kept"), "lacks the column kept"),
    ],
)
def test_what_cannot_be_drawn(draw, table: pd.DataFrame, said: str) -> None:
    """An empty table, or another one, is a clear error and no empty picture."""
    with pytest.raises(InputError, match=said):
        draw(table)
