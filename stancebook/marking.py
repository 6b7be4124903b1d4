"""Spans overlap and characters hide, so text is cut into pieces that show both."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

__all__ = ["Label", "Piece", "Segment", "cut", "lay_bare", "split_hidden"]

_HIDING = ("Cc", "Cf", "Cs", "Zl", "Zp")  # controls, formats, surrogates, separators
_SPACES = {"\n", "\t", "\r"}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Piece:
    """A run of text, or one hidden character under its code point and its name."""

    text: str
    name: str = ""


@dataclass(frozen=True)
class Label:
    """Whose words begin or end at a place, and if they are quoted."""

    who: str
    kind: str


@dataclass(frozen=True)
class Segment:
    """A stretch of a paragraph all of which plays the same parts."""

    pieces: tuple[Piece, ...]
    depth: int = 0
    source: bool = False
    cue: bool = False
    source_begins: bool = False
    cue_begins: bool = False
    begins: bool = False
    ends: bool = False
    opens: tuple[Label, ...] = ()
    closes: tuple[Label, ...] = ()


def _is_hidden(character: str) -> bool:
    hiding = unicodedata.category(character) in _HIDING
    return hiding and character not in _SPACES


def _bare(character: str) -> str:
    return f"U+{ord(character):04X}"


def lay_bare(text: str) -> str:
    r"""
    Write each invisible or direction-changing character as its code point.

    Examples
    --------
    >>> lay_bare("safe\u202eexe.txt")
    'safe[U+202E]exe.txt'
    """
    return "".join(f"[{_bare(c)}]" if _is_hidden(c) else c for c in text)


def split_hidden(text: str) -> tuple[Piece, ...]:
    r"""
    Part `text` into runs that show and single characters that do not.

    Examples
    --------
    >>> [(piece.text, piece.name) for piece in split_hidden("a\u200bb")]
    [('a', ''), ('U+200B', 'zero width space'), ('b', '')]
    """
    pieces: list[Piece] = []
    start = 0
    for place, character in enumerate(text):
        if _is_hidden(character):
            pieces.append(Piece(text[start:place]))
            name = unicodedata.name(character, "control character").lower()
            pieces.append(Piece(_bare(character), name))
            start = place + 1
    pieces.append(Piece(text[start:]))
    return tuple(piece for piece in pieces if piece.text)


def _spans(row: Row, part: str, length: int) -> list[tuple[int, int]]:
    spans = [(int(span["start"]), int(span["end"])) for span in row[part]]
    inside = [(max(start, 0), min(end, length)) for start, end in spans]
    return sorted((start, end) for start, end in inside if start < end)


def _label(row: Row) -> Label:
    name = row["source_name"]
    if isinstance(name, str) and name.strip():
        return Label(name, row["kind"])
    mention = " … ".join(str(span["text"]) for span in row["source"])
    return Label(mention or "source not named", row["kind"])


_Labels = dict[int, list[Label]]


class _Cover:
    """Spans that may overlap, asked at a place how many of them cover it."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.starts = sorted(start for start, _ in spans)
        self.ends = sorted(end for _, end in spans)

    def depth(self, place: int) -> int:
        return bisect_right(self.starts, place) - bisect_right(self.ends, place)

    def begins(self, place: int) -> bool:
        return bisect_left(self.starts, place) < bisect_right(self.starts, place)

    def ends_at(self, place: int) -> bool:
        return bisect_left(self.ends, place) < bisect_right(self.ends, place)


def _read_labels(rows: list[Row], length: int) -> tuple[_Labels, _Labels]:
    opens: _Labels = defaultdict(list)
    closes: _Labels = defaultdict(list)
    for row in rows:
        content = _spans(row, "content", length)
        if content:
            opens[content[0][0]].append(_label(row))
            closes[content[-1][1]].append(_label(row))
    return opens, closes


def cut(text: str, attributions: Iterable[Row]) -> list[Segment]:
    """
    Cut a paragraph where a source, a cue or a content begins or ends.

    The segments, put together, are the text. Content inside content is deeper.

    Examples
    --------
    >>> she = {"start": 10, "end": 13, "text": "she"}
    >>> said = {"start": 14, "end": 18, "text": "said"}
    >>> content = {"start": 0, "end": 9, "text": "It leaks,"}
    >>> row = {"source": [she], "cue": [said], "content": [content],
    ...        "source_name": "Ida Berg", "kind": "indirect"}
    >>> segments = cut("It leaks, she said.", [row])
    >>> [(s.pieces[0].text, s.depth, s.source, s.cue) for s in segments]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('It leaks,', 1, False, False), (' ', 0, False, False), ('she', 0, True, False),
     (' ', 0, False, False), ('said', 0, False, True), ('.', 0, False, False)]
    """
    rows = list(attributions)
    parts = ("source", "cue", "content")
    spans = {
        part: [span for row in rows for span in _spans(row, part, len(text))]
        for part in parts
    }
    source, cue, content = (_Cover(spans[part]) for part in parts)
    opens, closes = _read_labels(rows, len(text))
    places = {
        0,
        len(text),
        *(place for part in parts for s in spans[part] for place in s),
    }
    return [
        Segment(
            split_hidden(text[start:end]),
            depth=content.depth(start),
            source=source.depth(start) > 0,
            cue=cue.depth(start) > 0,
            source_begins=source.begins(start),
            cue_begins=cue.begins(start),
            begins=content.begins(start),
            ends=content.ends_at(end),
            opens=tuple(opens.get(start, ())),
            closes=tuple(closes.get(end, ())),
        )
        for start, end in pairwise(sorted(places))
    ]
