"""Who is said to have said what: source, cue and content of every attribution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from stancebook import schema
from stancebook.binding import Attribution, find_parent, read_attributions
from stancebook.datelines import find_story
from stancebook.marks import is_run_together
from stancebook.nesting import (
    Piece,
    is_another_voice,
    keep_other_voices,
    open_contents,
)
from stancebook.quotation import Span, find_quotations, kind_of
from stancebook.russian import find_in_russian, find_russian, name_sources
from stancebook.sources import resolve_sources
from stancebook.windows import find_windows

if TYPE_CHECKING:
    from stancebook.encoder import Encoder

__all__ = ["find_attributions"]


@lru_cache(maxsize=1)
def _encoder() -> Encoder:
    from stancebook.encoder import Encoder  # torch is loaded when first needed

    return Encoder.load("attribution")


def _clip(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return what stands between start and end, as offsets from start."""
    return [
        (max(a, start) - start, min(b, end) - start)
        for a, b in spans
        if a < end and b > start
    ]


def _read_pieces(
    quoted: list[list[Span]], pieces: list[Piece]
) -> list[list[Attribution]]:
    """Return what is ascribed in parts of texts, for each text, by its own offsets."""
    found: list[list[Attribution]] = [[] for _ in quoted]
    predictions = _encoder().predict([part for _, _, part in pieces])
    for (number, start, part), prediction in zip(pieces, predictions, strict=True):
        inside = _clip(quoted[number], start, start + len(part))
        read = read_attributions(_encoder(), part, prediction, inside)
        found[number] += [a.shift(start) for a in read]
    return found


def _find_in_texts(texts: list[str]) -> list[list[Attribution]]:
    """
    Read texts, and then what each source says for what it says that others said.

    The data that the model learnt from mark no attribution inside another, so that it
    finds none there; what a source says, read by itself, is a text like any other.
    """
    pieces = [
        (number, start, part)
        for number, text in enumerate(texts)
        # what other stories' headlines ascribe is no part of this one
        if not is_run_together(text)
        for start, part in find_windows(text)
    ]
    quoted = [find_quotations(text) for text in texts]
    found = _read_pieces(quoted, pieces)
    inner = _read_pieces(quoted, open_contents(texts, found))
    for text, known, fresh in zip(texts, found, inner, strict=True):
        known += [each for each in fresh if is_another_voice(text, each, known)]
    return [
        _without_dateline(known, find_story(text))
        for text, known in zip(texts, found, strict=True)
    ]


def _find_in_both(texts: list[str], russian: list[bool]) -> list[list[Attribution]]:
    """Read English texts by the model, and Russian ones by their marks."""
    read = [text for text, other in zip(texts, russian, strict=True) if not other]
    english = iter(_find_in_texts(read) if read else [])
    pairs = zip(texts, russian, strict=True)
    return [find_in_russian(t) if other else next(english) for t, other in pairs]


def _name_in_russian(table: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.Series:
    """Return the names of sources, those of Russian articles by rules of their own."""
    names = table["source_name"].astype(object).copy()
    article = paragraphs.get("article", pd.Series("", index=paragraphs.index))
    home = dict(zip(paragraphs["paragraph"], article, strict=True))
    own = table[table["paragraph"].isin(list(home))]
    for _, rows in own.groupby(own["paragraph"].map(home), sort=False):
        spans = [row[0]["text"] if len(row) else None for row in rows["source"]]
        names.loc[rows.index] = pd.Series(
            name_sources(spans), index=rows.index, dtype=object
        )
    return names


def _without_dateline(known: list[Attribution], story: int) -> list[Attribution]:
    """Leave the dateline, which is the agency's, out of what is ascribed."""
    told = [
        tuple((max(a, story), b) for a, b in each.content if b > story)
        for each in known
    ]
    return [
        replace(each, content=kept or each.content)
        for each, kept in zip(known, told, strict=True)
    ]


def _quote(text: str, spans: tuple[Span, ...]) -> list[dict[str, Any]]:
    return [{"start": a, "end": b, "text": text[a:b]} for a, b in spans]


def _rows(
    paragraph: str, text: str, found: list[Attribution]
) -> Iterator[dict[str, Any]]:
    for number, each in enumerate(found):
        parent = find_parent(found, each)
        yield {
            "attribution": f"{paragraph}/a{number}",
            "paragraph": paragraph,
            "source": _quote(text, each.source),
            "cue": _quote(text, each.cue),
            "content": _quote(text, each.content),
            "kind": kind_of(text, each.content),
            "source_name": None,
            "parent": None if parent is None else f"{paragraph}/a{parent}",
            "p": min(1.0, max(0.0, each.p)),
        }


def _mentions(table: pd.DataFrame) -> pd.DataFrame:
    first = [spans[0] if len(spans) else {} for spans in table["source"]]
    return pd.DataFrame(
        {
            "paragraph": table["paragraph"],
            "start": [s.get("start", -1) for s in first],
            "end": [s.get("end", -1) for s in first],
            "text": [s.get("text") for s in first],
        },
        index=table.index,
    )


def find_attributions(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """
    Find every attribution in `paragraphs`: one row each, with its resolved source.

    A cue is found first; what it binds is read off the paragraph as seen from that
    cue, so attributions may overlap (terms after Pareti 2015, PARC 3.0; trained on
    Newell et al. 2018, PolNeAR). What a source says is read again by itself, so that
    what it says that somebody else said has the outer row as its `parent`.

    The model reads English. In articles in Russian, quotation marks and common cues
    tell; what is in any other language is read as if it were English, and badly.

    Parameters
    ----------
    paragraphs
        What `segment` returns.

    Returns
    -------
    pd.DataFrame
        A row an attribution. `source`, `cue` and `content` are lists of spans, each a
        dict of `start`, `end` and `text`, in code points of the paragraph; `kind` is
        direct, indirect, mixed or free_indirect; `source_name` says who is meant; `p`
        is the probability.

    Raises
    ------
    InputError
        Where `paragraphs` is no such table.

    Examples
    --------
    >>> texts = ["He said it would rain."]
    >>> rows = find_attributions(pd.DataFrame({"paragraph": ["a#0"], "text": texts}))
    >>> [(c["text"], k) for c, k in zip(rows["cue"].str[0], rows["kind"])]
    [('said', 'indirect')]
    """
    schema.require_texts(paragraphs, "paragraph")
    russian = find_russian(paragraphs)
    found = _find_in_both(paragraphs["text"].tolist(), russian)
    keys = zip(paragraphs["paragraph"], paragraphs["text"], found, strict=True)
    rows = [row for key, text, each in keys for row in _rows(key, text, each)]
    if not rows:
        return schema.empty("attributions")
    table = pd.DataFrame(rows, columns=list(schema.TABLES["attributions"]))
    table["source_name"] = resolve_sources(_mentions(table), paragraphs)
    if any(russian):
        table["source_name"] = _name_in_russian(table, paragraphs[russian])
    for column in ("source_name", "parent"):
        values = table[column].astype(object)
        table[column] = values.where(values.notna(), None)
    return keep_other_voices(table)
