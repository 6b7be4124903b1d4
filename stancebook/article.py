"""Whatever form an article came in, one function makes the same kind of row of it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from stancebook.languages import find_language
from stancebook.schema import BLOCKS, InputError
from stancebook.segment import find_blocks, hash_article

__all__ = [
    "ARTICLE_LIMIT",
    "METADATA",
    "PARAGRAPH_LIMIT",
    "find_hidden",
    "make_article",
]

ARTICLE_LIMIT = 5_000_000
PARAGRAPH_LIMIT = 100_000
TITLE_LIMIT = 300
METADATA = (
    "outlet",
    "url",
    "title",
    "author",
    "published",
    "retrieved",
    "language",
    "rights",
    "provenance",
)
_HIDDEN = "\u200b\u2060\ufeff\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e"
_ISOLATES = "\u2066\u2067\u2068\u2069"
_JOINERS = "\u200c\u200d"
# Joiners between letters of these scripts are as hidden as the others; in emoji and in
# Arabic or Indic words they belong to the spelling.
_SPOT = re.compile(
    f"[{_HIDDEN}{_ISOLATES}]|(?<=[A-Za-z\u0400-\u04ff])[{_JOINERS}](?=\\w)"
)

Page = dict[str, Any]


def make_article(page: Page) -> Page:
    r"""
    Return the row of the `articles` table for what a reader found.

    Given `paragraphs` are kept exactly as they are, and so are their `kinds`, one for
    each. Where no language is given, the text tells it. In a `text`, line ends become
    "\n", and a title that is not its first block is put in front of it.

    Raises
    ------
    InputError
        Where there is no text or too much of it, or the kinds do not fit; the caller
        knows the place.

    Examples
    --------
    >>> row = make_article({"article": "a", "title": "Low tide", "text": "Wait."})
    >>> row["text"]
    'Low tide\n\nWait.'
    """
    blocks, text = page.get("paragraphs"), page.get("text") or ""
    if sum(map(len, blocks or [text])) > ARTICLE_LIMIT:
        problem = f"the article is over {ARTICLE_LIMIT:,} characters long"
        raise InputError(problem, "Give each article by itself.")
    title = " ".join((page.get("title") or "").split()) or None
    if blocks is None:
        text = _with_title(title, text.replace("\r\n", "\n").replace("\r", "\n"))
        parts = [text[start:end] for start, end in find_blocks(text)]
    else:
        text, parts = "\n\n".join(blocks), blocks
    if not any(map(find_blocks, parts[:1] if blocks is None else parts)):
        raise InputError("there is no text in it", "Give an article with text.")
    _check_lengths(parts)
    _check_kinds(page.get("kinds"), blocks)
    if page.get("first_is_title") and len(parts[0]) <= TITLE_LIMIT:
        title = " ".join(parts[0].split())
    found = {key: page.get(key) for key in ("article", *METADATA, "targets")}
    return {
        **found,
        "title": title,
        "sha256": hash_article(parts),
        "text": text,
        "blocks": blocks,
        "kinds": page.get("kinds"),
        "language": page.get("language") or find_language(text),
    }


def _check_lengths(parts: list[str]) -> None:
    """Stop at a paragraph that no article has, and that would be read for hours."""
    for number, part in enumerate(parts):
        if len(part) > PARAGRAPH_LIMIT:
            problem = f"paragraph {number} has {len(part):,} characters"
            mend = f"{PARAGRAPH_LIMIT:,} are allowed; see if line ends were lost."
            raise InputError(problem, mend)


def _check_kinds(kinds: list[Any] | None, blocks: list[str] | None) -> None:
    """Stop where the kinds are those of other paragraphs, or unknown ones."""
    if kinds is None:
        return
    mend = f"Give one for each of `paragraphs`: {', '.join(BLOCKS)}, or null."
    if len(kinds) != len(blocks or ()):
        count = len(blocks or ())
        problem = f"there are {len(kinds)} `kinds` for {count} `paragraphs`"
        raise InputError(problem, mend)
    if others := [kind for kind in kinds if kind not in (*BLOCKS, None)]:
        raise InputError(f"{others[0]!r} is no kind of paragraph", mend)


def find_hidden(text: str) -> tuple[int, str] | None:
    r"""
    Return the first zero-width or bidirectional control character and its offset.

    Examples
    --------
    >>> find_hidden("a\u200bb")
    (1, 'U+200B')
    """
    # A look for each character is a hundred times faster than one for the pattern.
    if not any(character in text for character in _HIDDEN + _ISOLATES + _JOINERS):
        return None
    hit = _SPOT.search(text)
    return (hit.start(), f"U+{ord(hit[0]):04X}") if hit else None


def _with_title(title: str | None, text: str) -> str:
    if title is None:
        return text
    blocks = [text[start:end] for start, end in find_blocks(text)]
    if not blocks or _plain(blocks[0]) == _plain(title):
        return text
    # From the blocks, since a text of one block a line would lose them behind the
    # blank line that sets off the title.
    return "\n\n".join([title, *blocks])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))
