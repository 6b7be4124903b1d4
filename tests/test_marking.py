"""Tests of stancebook.marking: no span is lost, and no character stays hidden."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.marking import cut, lay_bare, split_hidden

TEXT = "Berg recalled that the county said the dam leaks, she added."


def span(words: str) -> dict[str, Any]:
    """Give the span of `words` in the text."""
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def attribution(source: str, cue: str, *content: str, name: str | None) -> Any:
    """Give an attribution row; what is empty has no span."""
    return {
        "source": [span(source)] if source else [],
        "cue": [span(cue)] if cue else [],
        "content": [span(part) for part in content],
        "source_name": name,
        "kind": "indirect",
    }


NESTED = [
    attribution("Berg", "recalled", "the county said the dam leaks", name="Ida Berg"),
    attribution("the county", "said", "the dam leaks", name=None),
]


def words_of(segments: Any, **parts: Any) -> str:
    """Join the text of the segments that play these parts."""
    return "".join(
        piece.text
        for segment in segments
        for piece in segment.pieces
        if all(getattr(segment, part) == value for part, value in parts.items())
    )


def test_nested() -> None:
    """Content within content is deeper, and its source lies in the outer content."""
    segments = cut(TEXT, NESTED)

    assert words_of(segments, depth=2) == "the dam leaks"
    assert words_of(segments, depth=1) == "the county said "
    assert words_of(segments, depth=1, source=True) == "the county"
    assert words_of(segments, source=True, depth=0) == "Berg"
    assert words_of(segments, cue=True) == "recalledsaid"


def test_labels() -> None:
    """Each content opens under its source: the resolved name, else the mention."""
    opened = [label.who for segment in cut(TEXT, NESTED) for label in segment.opens]
    closed = [label.who for segment in cut(TEXT, NESTED) for label in segment.closes]

    assert opened == ["Ida Berg", "the county"]
    assert set(closed) == set(opened)


def test_no_source() -> None:
    """A quotation without a source says so."""
    (opened,) = (
        segment.opens[0]
        for segment in cut(TEXT, [attribution("", "", "dam leaks", name=None)])
        if segment.opens
    )

    assert opened.who == "source not named"


def test_split_content() -> None:
    """Content around its cue has one label, and brackets around each part."""
    row = attribution("she", "added", "Berg recalled", "the dam leaks", name="A")
    segments = cut(TEXT, [row])

    assert sum(len(segment.opens) for segment in segments) == 1
    assert sum(segment.begins for segment in segments) == 2
    assert sum(segment.ends for segment in segments) == 2


_place = st.integers(-5, 70)
_span = st.builds(lambda a, b: {"start": a, "end": b, "text": ""}, _place, _place)
_row = st.fixed_dictionaries(
    {
        "source": st.lists(_span, max_size=2),
        "cue": st.lists(_span, max_size=2),
        "content": st.lists(_span, max_size=3),
        "source_name": st.none(),
        "kind": st.just("direct"),
    }
)


@given(rows=st.lists(_row, max_size=5))
def test_text_is_kept(rows: list[Any]) -> None:
    """However the spans lie, the segments put together are the text."""

    assert words_of(cut(TEXT, rows)) == TEXT


@given(rows=st.lists(_row, max_size=5))
def test_depth_is_number_of_contents(rows: list[Any]) -> None:
    """At each character the depth is the number of content spans over it."""
    contents = [part for row in rows for part in row["content"]]
    expected = [
        sum(part["start"] <= place < part["end"] for part in contents)
        for place in range(len(TEXT))
    ]
    shown = [
        segment.depth
        for segment in cut(TEXT, rows)
        for piece in segment.pieces
        for _ in piece.text
    ]

    assert expected == shown


@pytest.mark.parametrize(
    "code",
    [
        *range(0x200B, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
        *(0x00, 0x1B, 0x7F, 0x85, 0xAD, 0x61C, 0xFEFF, 0xD800, 0xE0041),
    ],
)
def test_hidden_characters(code: int) -> None:
    """Characters that hide or turn text are shown as their code points."""
    shown = f"U+{code:04X}"

    assert [piece.text for piece in split_hidden(f"a{chr(code)}b")] == ["a", shown, "b"]
    assert lay_bare(f"a{chr(code)}b") == f"a[{shown}]b"


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]) | st.just("\n")))
def test_plain_text(text: str) -> None:
    """Letters, signs, spaces and line ends of any script stay as they are."""

    assert lay_bare(text) == text
    assert "".join(piece.text for piece in split_hidden(text)) == text
