"""Captions, headings and standfirsts are found by tags and by what themes name them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

__all__ = [
    "BLOCK_TAGS",
    "LONGEST_CAPTION",
    "find_captions",
    "find_headings",
    "find_leads",
    "find_set_apart",
    "read_words",
]

BLOCK_TAGS = {
    *("p", "div", "ul", "ol", "li", "footer", "section", "pre"),
    *("h2", "h3", "h4"),
}
LONGEST_CAPTION = 600  # characters, as are the others
_LONGEST_HEADING = 100
_SHORTEST_LEAD, _LONGEST_LEAD = 20, 600
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:(?:image|photo|img|picture|media|figure|video|foto|pic)s?[_-]{0,2}"
    r"(?:caption|credit|desc\w*|text|title)|(?:wp-)?caption(?:[_-]{0,2}text)?"
    r"|tr-caption|figcaption)(?:$|[\s_-])",
    re.I,
)
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:standfirst|sub[_-]?title|dec?k|lead|lede"
    r"|intro|summary|excerpt|anons|lid)(?:$|[\s_-])",
    re.I,
)
_SENTENCE = re.compile(r"[.!?…:;,]\W*$")


def read_words(element: Any) -> str:
    """Return the words of an element, with single spaces."""
    return " ".join(element.text_content().split())


def find_captions(tree: Any) -> Iterator[Any]:
    """Yield what stands under a picture: by its tag, or a name that themes give it."""
    yield from tree.iter("figcaption")
    for element in tree.iter("p", "div", "span", "td", "dd", "small", "em"):
        if not _CAPTION.search(element.get("class") or ""):
            continue
        if next(element.iter("img", "amp-img", "picture", "table"), None) is not None:
            continue  # the frame around both
        if any(up.tag == "figcaption" for up in element.iterancestors()):
            continue
        if 0 < len(read_words(element)) <= LONGEST_CAPTION:
            yield element


def find_leads(tree: Any) -> Iterator[Any]:
    """Yield standfirsts: a few sentences of their own, with a name that tells them."""
    for element in tree.iter("p", "h2", "h3", "div", "span"):
        named = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if not _LEAD.search(named) or "⸨" in (text := read_words(element)):
            continue
        whole = not any(child.tag in BLOCK_TAGS for child in element.iterdescendants())
        one = len(element) == 1 and element[0].tag == "p"
        if _SHORTEST_LEAD <= len(text) <= _LONGEST_LEAD and (whole or one):
            yield element


def find_set_apart(tree: Any) -> Iterator[Any]:
    """Yield quotations that are set apart, outermost ones only."""
    for element in tree.iter("blockquote"):
        if not any(up.tag == "blockquote" for up in element.iterancestors()):
            yield element


def find_headings(tree: Any) -> Iterator[Any]:
    """Yield headings below the first, and paragraphs that look like one."""
    for element in tree.iter("h2", "h3", "h4", "h5", "h6", "p"):
        fits = element.tag != "p" or _is_all_bold(element)
        if fits and read_words(element) and "⸨" not in (element.text or ""):
            yield element


def _is_all_bold(element: Any) -> bool:
    """Say if a paragraph is nothing but a few bold words, as headings often are."""
    words = read_words(element)
    if not 0 < len(words) <= _LONGEST_HEADING or _SENTENCE.search(words):
        return False
    bold = [child for child in element if child.tag in ("b", "strong")]
    return len(bold) == len(element) == 1 and read_words(bold[0]) == words
