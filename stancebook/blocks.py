"""What a paragraph was on its page is marked before the article is taken out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from stancebook.captions import (
    BLOCK_TAGS,
    LONGEST_CAPTION,
    find_captions,
    find_headings,
    find_leads,
    find_set_apart,
    read_words,
)
from stancebook.embeds import find_embeds

__all__ = [
    "Block",
    "clean_marks",
    "find_lead",
    "make_key",
    "mark_blocks",
    "name_kinds",
    "read_blocks",
]

Block = tuple[str, str]  # what it was, and its text

_LETTERS = {"c": "caption", "e": "embed", "h": "heading", "q": "quote", "s": "lead"}
_BY_TAG = {
    **dict.fromkeys(("head", "h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("quote", "blockquote"), "quote"),
    **dict.fromkeys(("item", "li"), "list"),
    **dict.fromkeys(("cell", "td", "th"), "table"),
}
_PARTS = {*_BY_TAG, "p", "list", "table", "row", "code", "div", "ul", "ol", "tr"}
_INLINE = {"p", "a", "b", "em", "i", "span", "strong", "u", "font"}
# A wrapper of this name goes with all that is in it, when the article is taken out.
_WRAPPER = re.compile(
    r"embed|caption|image|photo|video|figure|media|attachment|tweet|twitter|quote|"
    r"slide|player|instagram|telegram",
    re.I,
)
_FEWEST_CELLS, _WIDEST_CELL = 4, 80  # characters, on average


def make_key(html: str) -> str:
    """
    Return what marks of this page begin with; no page can hold its own hash.

    Examples
    --------
    >>> len(make_key("<p>Low tide</p>"))
    12
    """
    return sha256(html.encode("utf-8", "replace")).hexdigest()[:12]


def clean_marks(text: str, key: str) -> str:
    """
    Return a text without marks.

    Examples
    --------
    >>> clean_marks("⸨ab:h⸩What next", "ab")
    'What next'
    """
    return re.sub(rf"⸨{key}:\w⸩\s*", "", text)


def mark_blocks(tree: Any, key: str) -> None:
    """
    Mark the embeds, captions, quotations and headings of a page, in place.

    What a reader of articles would drop (figures, players, posts of others) becomes a
    paragraph that begins with a mark, so that it stays where it stood in the text, and
    goes where it stood in what is no part of the article.
    """
    for element, words in find_embeds(tree):
        _replace(element, [words], f"⸨{key}:e⸩")
    for letter, find in (("c", find_captions), ("s", find_leads)):
        for element in list(find(tree)):
            _replace(element, [read_words(element)], f"⸨{key}:{letter}⸩")
    for element in list(find_set_apart(tree)):
        _replace(element, list(_split(element)), f"⸨{key}:q⸩")
    for element in find_headings(tree):
        element.text = f"⸨{key}:h⸩{element.text or ''}"
    for element in list(tree.iter("figure")):  # it would be thrown away
        if read_words(element):
            element.tag = "div"
            element.attrib.clear()


def read_blocks(body: Any, key: str) -> Iterator[Block]:
    """Yield what each part of an article is and says, broken also at empty lines."""
    # Imported here, as trafilatura is, which brings it.
    from lxml import etree  # type: ignore[import-untyped]

    pieces: list[str] = []
    data: dict[Any, bool] = {}
    for event, node in etree.iterwalk(body, events=("start", "end")):
        if node.tag in _PARTS:
            pieces.append("\n\n")
        if event == "start":
            pieces.append(_tag_mark(node, key, data) if node.tag in _PARTS else "")
            pieces.append("\n" if node.tag in ("lb", "br") else _flat(node.text))
        elif node is not body:
            pieces.append(_flat(node.tail))
    mark = re.compile(rf"⸨{key}:(\w+)⸩")
    for part in re.split(r"\n\s*\n", "".join(pieces)):
        yield from _read_part(part, mark)


def name_kinds(page: list[Block], article: list[Block]) -> list[Block]:
    """
    Return the blocks of an article with the kinds that they have on the page.

    The readers that an article's finder falls back on keep no tags, and few marks.

    Examples
    --------
    >>> name_kinds([("heading", "What next")], [("text", "What next")])
    [('heading', 'What next')]
    """
    kinds: dict[str, set[str]] = {}
    for kind, text in page:
        kinds.setdefault(text, set()).add(kind)
    named = []
    for kind, text in article:
        (own, *others) = kinds.get(text, {kind})
        kind = own if kind == "text" and not others else kind
        named.append(("text" if kind == "lead" else kind, text))
    return named


def find_lead(page: list[Block], article: list[Block], title: str) -> list[Block]:
    """
    Return what stands under the headline of a page, and above its article as found.

    That is a standfirst or a lead picture's caption, which many pages keep apart.

    Examples
    --------
    >>> page = [("heading", "Fog"), ("lead", "No ferry."), ("text", "Ships wait.")]
    >>> find_lead(page, page[2:], "Fog")
    [('text', 'No ferry.')]
    """
    first = next((text for kind, text in article if text not in title), "")
    texts = [text for _, text in page]
    end = texts.index(first) if first in texts else 0
    heads = [n for n, (kind, text) in enumerate(page[:end]) if text in title]
    between = page[heads[-1] + 1 : end] if heads else []
    known = {text for _, text in article}
    return [
        ("text" if kind == "lead" else kind, text)
        for kind, text in between
        if kind in ("caption", "embed", "lead") and text not in known
    ]


def _read_part(part: str, mark: re.Pattern[str]) -> Iterator[Block]:
    """Yield the blocks of a part: a mark in its midst begins another."""
    kind, *rest = "text", *mark.split(part)
    for number, piece in enumerate(rest):
        if number % 2:
            kind = _LETTERS.get(piece, piece)
        elif words := "\n".join(line.strip() for line in piece.split("\n")).strip():
            yield kind, words


def _tag_mark(node: Any, key: str, data: dict[Any, bool]) -> str:
    """Return a mark for what the tags around a text make of it."""
    named = next(
        (up for up in (node, *node.iterancestors()) if up.tag in _BY_TAG), None
    )
    if named is None:
        return ""
    if _BY_TAG[named.tag] == "table":
        table = next(named.iterancestors("table"), None)
        if table not in data:
            data[table] = table is not None and _holds_data(table)
        if not data[table]:
            return ""
    return f"⸨{key}:{_BY_TAG[named.tag]}⸩"


def _holds_data(table: Any) -> bool:
    """Tell a table of data from one that an old page lays its columns out with."""
    cells = list(table.iter("cell", "td", "th"))
    size = sum(len(part) for one in cells for part in one.itertext())
    return len(cells) >= _FEWEST_CELLS and size < _WIDEST_CELL * len(cells)


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _split(element: Any) -> Iterator[str]:
    """Yield the paragraphs of a quotation."""
    pieces = [element.text or ""]
    for child in element.iterdescendants():
        if not isinstance(child.tag, str) or child.tag in ("script", "style"):
            continue
        pieces.append("\n\n" if child.tag in BLOCK_TAGS else "")
        pieces.append("\n" if child.tag == "br" else child.text or "")
        pieces.append(child.tail or "" if child.tag not in BLOCK_TAGS else "\n\n")
        if child.tag in BLOCK_TAGS and (child.tail or "").strip():
            pieces.append(str(child.tail))
    for part in re.split(r"\n\s*\n", "".join(pieces)):
        if words := _flat(part).strip():
            yield words


def _replace(element: Any, texts: list[str], mark: str) -> None:
    """Put marked paragraphs in the place of an element, outside of any paragraph."""
    place = element
    while (up := place.getparent()) is not None and up.tag in _INLINE:
        place = up  # a paragraph in a paragraph would be joined with it
    if place.getparent() is None:
        return
    made = [element.makeelement("p") for _ in texts]
    for paragraph, text in zip(reversed(made), reversed(texts), strict=True):
        paragraph.text = f"{mark}{text}"
        place.addnext(paragraph)
    if made:
        made[-1].tail, place.tail = place.tail, None
    element.drop_tree()  # and not the text behind it
    for paragraph in made[:1]:
        _open_wrappers(paragraph)


def _is_longer(element: Any, size: int) -> bool:
    """Say if an element holds more text than that, without reading all of it."""
    for text in element.itertext():
        size -= len(text)
        if size < 0:
            return True
    return False


def _open_wrappers(made: Any) -> None:
    """Take the names of frames around a mark, by which they would be thrown away."""
    size = len(read_words(made)) + LONGEST_CAPTION
    for up in made.iterancestors("div", "figure", "section", "table", "tbody", "tr"):
        if _is_longer(up, size):
            return
        for link in list(up.iter("a")):  # around a picture: it makes the frame a menu
            if not _is_longer(link, 0):
                link.drop_tag()
        named = f"{up.get('class') or ''} {up.get('id') or ''}"
        if _WRAPPER.search(named) or up.tag == "figure":
            up.attrib.clear()
