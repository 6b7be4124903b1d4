"""Labels hang on paragraphs, so what a paragraph is gets decided here and only here."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from stancebook.schema import BLOCKS, TABLES, InputError, check, empty, require

__all__ = [
    "article_of",
    "complete",
    "find_blocks",
    "hash_article",
    "hash_text",
    "segment",
]

Span = tuple[int, int]

# A line of nothing but these looks empty to a reader, so it parts two blocks.
_INVISIBLE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + (
    "\u200b\u200c\u200d\u2060\ufeff"
)
_WRAPPED_WIDTH = 100
_SENTENCE_ENDS = tuple(".!?…:;\"'”’»)]")


def segment(articles: pd.DataFrame) -> pd.DataFrame:
    r"""
    Cut articles into a `paragraphs` table.

    Given `blocks` are kept exactly as they are; otherwise a paragraph is a block
    between blank lines, without the white space around it (see `find_blocks`). Its
    `block` says what it was on its page, where the article's `kinds` do. Offsets are
    code points into the article's text. An article whose text is withheld has no
    paragraphs.

    Parameters
    ----------
    articles
        What `read_articles` returns or `Corpus.articles` holds, or a table of your own
        with the columns `article` (an id) and `text`, and others of these if you have
        them. The first block of a text is its title.

    Raises
    ------
    InputError
        Where `articles` is no such table, an article's text is not its blocks joined by
        blank lines, or there are not as many kinds as blocks.

    Examples
    --------
    >>> articles = pd.DataFrame({"article": ["a"], "text": ["Title\n\nBody."]})
    >>> segment(articles)[["paragraph", "start", "end", "text"]]
      paragraph  start  end   text
    0       a#0      0    5  Title
    1       a#1      7   12  Body.
    """
    whole = check(complete(articles), "articles")
    columns = ["article", "outlet", "text", "blocks", "kinds"]
    given = whole.reindex(columns=columns).itertuples(index=False, name=None)
    rows = [row for article in given for row in _paragraphs(*article)]
    if not rows:
        return empty("paragraphs")
    table = pd.DataFrame(rows, columns=list(TABLES["paragraphs"]))
    table["block"] = pd.Series([row[-1] for row in rows], dtype=object)  # None, no NaN
    return check(table, "paragraphs")


def complete(articles: pd.DataFrame) -> pd.DataFrame:
    """
    Return an `articles` table with all its columns, of which a user may give two.

    Raises
    ------
    InputError
        Where `articles` is no table, or lacks `article` or `text`.

    Examples
    --------
    >>> table = complete(pd.DataFrame({"article": ["a"], "text": ["Title"]}))
    >>> table.columns.tolist() == ["article", "text", *table.columns[2:]]
    True
    >>> table["sha256"][0] == hash_text("Title")
    True
    """
    require(articles, "articles", "article", "text")
    missing = [
        column for column in TABLES["articles"] if column not in articles.columns
    ]
    if not missing:
        return articles
    table = articles.assign(**dict.fromkeys(missing))
    if "sha256" in missing:
        table["sha256"] = [_hash_blocks(text) for text in table["text"]]
    return table


def _hash_blocks(text: Any) -> str:
    if not isinstance(text, str):
        return ""
    return hash_article(text[start:end] for start, end in find_blocks(text))


def article_of(paragraph: str) -> str:
    """
    Return the article of a paragraph; an id of another form is an article of its own.

    Examples
    --------
    >>> article_of("a#b.html#12"), article_of("q7")
    ('a#b.html', 'q7')
    """
    return paragraph.rpartition("#")[0] or paragraph


def find_blocks(text: str) -> list[Span]:
    r"""
    Return the span of each block of `text`, without the white space around it.

    Blocks stand between blank lines. A text of several lines without any blank one
    has one block a line, unless its lines are short, full and break off in
    mid-sentence: then they are one paragraph that an editor has wrapped.

    Examples
    --------
    >>> find_blocks("Title\n\n First line,\nsecond line. ")
    [(0, 5), (8, 32)]
    >>> find_blocks("Title.\nOne paragraph.\nAnother one.")
    [(0, 6), (7, 21), (22, 34)]
    """
    lines = list(_lines(text))
    blocks = list(_group(text, lines))
    if len(blocks) == 1:
        start, end = blocks[0]
        inner = [line for line in lines if start <= line[0] < end]
        if len(inner) > 1 and not _is_wrapped([text[a:b] for a, b in inner]):
            return [_trim(text, *line) for line in inner]
    return blocks


def hash_text(text: str) -> str:
    r"""
    Return the SHA-256 of `text`, stripped and in Unicode's NFC.

    Examples
    --------
    >>> hash_text(" Cafe\u0301\n") == hash_text("Café")
    True
    """
    return _sha256(_normal(text))


def hash_article(blocks: Iterable[str]) -> str:
    r"""
    Return the SHA-256 of an article's blocks, each stripped and in NFC.

    Examples
    --------
    >>> hash_article(["Title ", "Body."]) == hash_text("Title\n\nBody.")
    True
    """
    return _sha256("\n\n".join(map(_normal, blocks)))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _paragraphs(
    article: str, outlet: Any, text: Any, blocks: Any, kinds: Any
) -> Iterator[tuple[Any, ...]]:
    if not isinstance(text, str):
        return
    given = hasattr(blocks, "__len__")
    spans = _spans_of(blocks, text, article) if given else find_blocks(text)
    known = _kinds_of(kinds, len(spans), article)
    for position, ((start, end), kind) in enumerate(zip(spans, known, strict=True)):
        words = text[start:end]
        name, own = f"{article}#{position}", hash_text(words)
        yield name, article, position, start, end, own, words, outlet, kind


def _kinds_of(kinds: Any, count: int, article: str) -> list[str | None]:
    """Return what each paragraph was on its page, or None for each."""
    if not hasattr(kinds, "__len__"):
        return [None] * count
    known = list(kinds)
    if len(known) != count or set(known) - {*BLOCKS, None}:
        problem = f"the kinds of article {article!r} do not fit its {count} paragraphs"
        raise InputError(problem, f"Give one for each: {', '.join(BLOCKS)}, or null.")
    return known


def _spans_of(blocks: Sequence[str], text: str, article: str) -> list[Span]:
    if "\n\n".join(blocks) != text:
        problem = f"the text of article {article!r} is not its blocks"
        raise InputError(problem, "Join `blocks` by blank lines to make `text`.")
    spans, start = [], 0
    for block in blocks:
        spans.append((start, start + len(block)))
        start += len(block) + len("\n\n")
    return spans


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _group(text: str, lines: Iterable[Span]) -> Iterator[Span]:
    """Yield the span of each run of lines that are not blank."""
    run: Span | None = None
    for start, end in lines:
        if text[start:end].strip(_INVISIBLE):
            run = (run[0] if run else start, end)
        elif run:
            yield _trim(text, *run)
            run = None
    if run:
        yield _trim(text, *run)


def _trim(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return end - len(words.lstrip()), start + len(words.rstrip())


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Say if lines look like one paragraph, broken to fit a width."""
    width = max(map(len, lines))
    if width > _WRAPPED_WIDTH:
        return False
    pairs = list(pairwise(lines))
    ends = sum(line.rstrip().endswith(_SENTENCE_ENDS) for line, _ in pairs)
    full = sum(
        len(f"{line.rstrip()} {following.split(maxsplit=1)[0]}") > width
        for line, following in pairs
    )
    return ends * 2 < len(pairs) and full >= 0.8 * len(pairs)
