"""Agreement on spans: where they stand, what they are, and who has read what."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from stancebook.agreement import measure_agreement
from stancebook.schema import InputError, check
from stancebook.span_agreement import pair_spans
from stancebook.unitizing import measure_unitizing

Span = tuple[str, str, int, int, str]
PARAGRAPHS = pd.DataFrame(
    [
        {"paragraph": f"{article}#{n}", "text": "x" * 50}
        for article in ("a", "b", "c")
        for n in (0, 1)
    ]
)


def mark(*spans: Span) -> pd.DataFrame:
    """Claims from (annotator, paragraph, start, end, value)."""
    columns = ["annotator", "paragraph", "start", "end", "value"]
    return pd.DataFrame(spans, columns=columns).assign(layer="claims")


CLAIMS = mark(
    ("ana", "a#0", 0, 20, "fact"),
    ("ben", "a#0", 0, 22, "fact"),
    ("ana", "a#1", 5, 30, "cause"),
    ("ben", "a#1", 5, 30, "fact"),
    ("ana", "b#0", 10, 20, "fact"),
    ("ben", "b#0", 10, 20, "fact"),
    ("ben", "b#1", 40, 50, "value"),
    ("ana", "c#0", 0, 9, "fact"),
)


def measure(table: pd.DataFrame, **options: Any) -> pd.DataFrame:
    return measure_agreement(table, draws=50, **options)


def figures(table: pd.DataFrame, scope: str) -> dict[str | None, float]:
    own = table[table["scope"] == scope]
    return dict(zip(own["of"], own["figure"], strict=True))


def test_alpha_of_articles() -> None:
    """An article's paragraphs are one text; several add up their disagreements."""
    one = CLAIMS[CLAIMS["paragraph"].str.startswith("a")]
    spans = {
        "ana": [(0, 20, "fact"), (55, 80, "cause")],
        "ben": [(0, 22, "fact"), (55, 80, "fact")],
    }
    wanted = measure_unitizing(100, spans)
    table = measure(one, paragraphs=PARAGRAPHS)

    assert wanted["all"] == pytest.approx(figures(table, "all")[None])
    assert wanted["fact"] == pytest.approx(figures(table, "label")["fact"])
    assert (
        "interval undefined because one article alone was read by all"
        == (table["undefined"][0])
    )


def test_table_of_spans() -> None:
    """Spans have rows of the same table: all, each label, each pair."""
    table = measure(CLAIMS.assign(codebook_version="1.1"), paragraphs=PARAGRAPHS)

    assert table is check(table, "agreement")
    assert {("alpha_u", "unitizing")} == set(
        zip(table["coefficient"], table["level"], strict=True)
    )
    assert ["fact", "cause", "value"] == sorted(
        figures(table, "label"), key=["fact", "cause", "value"].index
    )
    assert {"ana, ben"} == set(figures(table, "pair"))
    assert {"1.1"} == set(figures(table, "version"))
    assert figures(table, "all")[None] == figures(table, "pair")["ana, ben"]


def test_unread_articles_are_left_out() -> None:
    """An article in which one has marked nothing is not compared, but counted."""
    row = measure(CLAIMS, paragraphs=PARAGRAPHS).iloc[0]

    assert (8, 2, pytest.approx(1 / 6)) == (
        row["units"],
        row["pairable"],
        row["missing"],
    )


def test_interval_is_over_articles() -> None:
    """A draw of articles gives an interval around the figure, the same by its seed."""
    one, two = (measure(CLAIMS, paragraphs=PARAGRAPHS).iloc[0] for _ in range(2))

    assert one["low"] <= one["figure"] <= one["high"]
    assert (one["low"], one["high"]) == (two["low"], two["high"])
    assert one["low"] < one["high"]


def test_texts_are_needed() -> None:
    """Without the texts alpha of spans is undefined, and it is said what to give."""
    table = measure(CLAIMS)

    assert np.isnan(table["figure"]).all()
    assert "give `paragraphs`" in table["undefined"][0]


def test_no_common_article() -> None:
    """Where nobody has read the same article, that is the error."""
    apart = mark(("ana", "a#0", 0, 5, "fact"), ("ben", "b#0", 0, 5, "fact"))

    with pytest.raises(InputError, match="no unit was labelled by two"):
        measure(apart, paragraphs=PARAGRAPHS)


@pytest.mark.parametrize(
    ("span", "problem"),
    [
        (("ben", "a#0", 40, 60, "fact"), "goes beyond a#0"),
        (("ben", "a#7", 0, 5, "fact"), "goes beyond a#7"),
        (("ben", "a#0", 9, 9, "fact"), "ends before it begins .ben on a#0."),
        (("ben", "a#0", None, 9, "fact"), "no start and end .ben on a#0."),
    ],
)
def test_impossible_spans(span: Any, problem: str) -> None:
    """A span that is no stretch of its paragraph is one clear error."""
    table = mark(("ana", "a#0", 0, 5, "fact"), span)

    with pytest.raises(InputError, match=problem):
        measure(table, paragraphs=PARAGRAPHS)


def test_boundaries_and_labels_are_told_apart() -> None:
    """Each pair of spans says what it differs in."""
    found = pair_spans(CLAIMS)
    matches = list(zip(found["paragraph"], found["match"], strict=True))

    assert found is check(found, "span_pairs")
    assert [
        ("a#0", "boundaries"),
        ("a#1", "label"),
        ("b#0", "same"),
        ("b#1", "unmatched"),
    ] == matches
    [lone] = found[found["match"] == "unmatched"].to_dict("records")
    assert (None, 40, 50) == (lone["start"], lone["other_start"], lone["other_end"])


def test_repeats_of_spans_are_left_out() -> None:
    """What somebody marks in a second reading changes neither pairs nor alpha."""
    again = mark(("ana", "b#1", 40, 50, "value")).assign(occasion=1)
    both = pd.concat([CLAIMS.assign(occasion=0), again], ignore_index=True)
    one, two = (measure(own, paragraphs=PARAGRAPHS) for own in (CLAIMS, both))

    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(pair_spans(CLAIMS), pair_spans(both))


def test_attributions_are_compared_by_part() -> None:
    """An attribution's source, cue and content are spans with these labels."""

    def attribution(end: int) -> str:
        parts = {"source": [(0, 5)], "cue": [(6, 10)], "content": [(11, end)]}
        return json.dumps(
            {
                name: [{"start": a, "end": b, "text": "x" * (b - a)} for a, b in spans]
                for name, spans in parts.items()
            }
        )

    table = pd.DataFrame(
        {
            "annotator": ["ana", "ben"],
            "paragraph": "a#0",
            "value": [attribution(30), attribution(40)],
            "layer": "attribution",
        }
    )
    found = pair_spans(table).set_index("value")["match"].to_dict()
    labels = figures(measure(table, paragraphs=PARAGRAPHS), "label")

    assert {"source": "same", "cue": "same", "content": "boundaries"} == found
    assert (1.0, 1.0) == (labels["source"], labels["cue"])
    assert 0 < labels["content"] < 1


def test_broken_attribution() -> None:
    """An attribution that is no JSON of spans is one clear error."""
    table = pd.DataFrame({"annotator": ["ana", "ben"], "value": "said"})

    with pytest.raises(InputError, match="a span of attribution has no start"):
        pair_spans(table.assign(layer="attribution", paragraph="a#0"))
