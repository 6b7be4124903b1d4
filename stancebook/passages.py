"""Shares a paragraph out among its holders: what each of them says in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from stancebook.quotation import Span, is_speech, word_spans

__all__ = ["FEWEST_WORDS", "Passage", "share_out"]

FEWEST_WORDS = 4


@dataclass(frozen=True)
class Passage:
    """
    What one holder says in one paragraph; empty where it only passes on.

    `kind` says if the voice is `editorial`, `narration` or `source`.
    """

    holder: str
    text: str
    innermost: bool
    kind: str = "source"


def _content(row: Any) -> list[Span]:
    return [(span["start"], span["end"]) for span in row.content]


def _without(text: str, spans: Sequence[Span]) -> str:
    """Cut spans out of a text."""
    kept, last = [], 0
    for start, end in sorted(spans):
        kept.append(text[last : max(last, start)])
        last = max(last, end)
    return " ".join("".join([*kept, text[last:]]).split())


def _clauses(text: str, rows: Sequence[Any]) -> str:
    """Join what one source says, each with the words that introduce it."""
    parts = []
    for row in rows:
        spans = [s for role in (row.source, row.cue, row.content) for s in role]
        start, end = min(s["start"] for s in spans), max(s["end"] for s in spans)
        parts.append(text[start:end])
    return " ".join(parts)


def share_out(voice: Any, text: str, rows: Sequence[Any]) -> Iterator[Passage]:
    """Share a paragraph out among its holders, the innermost first."""
    by_holder: dict[str, list[Any]] = {}
    for row in rows:
        cue = " ".join(span["text"] for span in row.cue)
        if row.source_name and is_speech(cue):
            by_holder.setdefault(f"source:{row.source_name}", []).append(row)
    others = [
        s
        for h, own in by_holder.items()
        if h != voice.holder
        for r in own
        for s in _content(r)
    ]
    mine = [s for r in by_holder.get(voice.holder, []) for s in _content(r)]
    if mine:
        others = [s for s in others if not any(a < s[1] and b > s[0] for a, b in mine)]
    own = _without(text, others)
    yield Passage(
        voice.holder, own if len(word_spans(own)) >= FEWEST_WORDS else text, True
    )
    for holder in [h for h in voice.chain if h != voice.holder]:
        yield Passage(holder, _clauses(text, by_holder.get(holder, [])), False)
    for holder in [h for h in by_holder if h not in voice.chain and h != voice.holder]:
        yield Passage(holder, _clauses(text, by_holder[holder]), False)
