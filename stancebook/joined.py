"""Some tools hold an article in a file: its paragraphs are joined, and parted again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from stancebook.handover import folder_names
from stancebook.interchange import Document
from stancebook.journal import check_annotator
from stancebook.schema import InputError

__all__ = ["Joined", "annotator_of", "join_articles", "place_of"]

_BETWEEN = "\n\n"
_NOBODY = "unlabelled"


@dataclass(frozen=True)
class Joined:
    """An article as one annotator left it: its file's name, text, and paragraphs."""

    name: str
    text: str
    parts: tuple[tuple[int, Document], ...]  # each with where it begins


def join_articles(documents: Sequence[Document]) -> list[Joined]:
    """
    Return each article once for every annotator who has labelled something of it.

    Files are numbered, for an article's id is no safe name of a file.
    """
    articles: dict[str, list[Document]] = {}
    for document in documents:
        articles.setdefault(document.article, []).append(document)
    who = (mark.annotator for document in documents for mark in document.marks)
    folders = folder_names(who)
    return [
        _join(f"{folders.get(reader or '', _NOBODY)}/{number:04}", own, reader)
        for number, own in enumerate(articles.values(), 1)
        for reader in _readers(own)
    ]


def _readers(documents: Sequence[Document]) -> list[str | None]:
    marks = [mark for document in documents for mark in document.marks]
    return list(dict.fromkeys(mark.annotator for mark in marks)) or [None]


def _join(name: str, documents: Sequence[Document], reader: str | None) -> Joined:
    parts, start = [], 0
    for one in sorted(documents, key=lambda one: one.position):
        marks = [mark for mark in one.marks if mark.annotator == reader]
        own = Document(one.paragraph, one.article, one.position, one.text, marks)
        parts.append((start, own))
        start += len(one.text or "") + len(_BETWEEN)
    text = _BETWEEN.join(own.text or "" for _, own in parts)
    return Joined(name, text, tuple(parts))


def place_of(parts: Sequence[tuple[int, int, Any]], start: int, end: int) -> int | None:
    """
    Return the number of the part that a span lies in, None where it lies in none.

    Examples
    --------
    >>> place_of([(0, 5, "a"), (7, 9, "b")], 7, 8), place_of([(0, 5, "a")], 4, 8)
    (1, None)
    """
    for number, (first, last, _) in enumerate(parts):
        if first <= start and end <= last:
            return number
    return None


def annotator_of(name: str) -> Mapping[str, str]:
    """
    Return whose file it is, by its folder.

    Examples
    --------
    >>> annotator_of("ana/0001.ann"), annotator_of("0001.ann")
    ({'annotator': 'ana'}, {})
    """
    folder = PurePosixPath(name).parent.name
    try:
        own = check_annotator(folder)
    except InputError:
        return {}
    return {} if own == _NOBODY else {"annotator": own}
