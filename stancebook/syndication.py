"""A saved RSS or Atom feed holds articles, or only their first lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from stancebook.blocks import make_key, mark_blocks, read_blocks
from stancebook.languages import choose_language
from stancebook.pages import slug_of
from stancebook.schema import InputError

__all__ = ["is_syndication", "read_syndication"]

Page = dict[str, Any]

_ENTRIES = ("item", "entry")
_BODIES = ("encoded", "content", "description", "summary")
_WHOLE = ("encoded", "content")
_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.I)
_HEAD = 4096
_AGAIN = "Save the feed again, or save the pages that it names."


def is_syndication(head: bytes) -> bool:
    """
    Say if what begins so is an RSS or Atom feed.

    Examples
    --------
    >>> is_syndication(b'<?xml version="1.0"?><rss version="2.0">')
    True
    """
    return _ROOT.search(head[:_HEAD]) is not None


def read_syndication(content: bytes, file: str) -> Iterator[Page | InputError]:
    """
    Yield each entry of an RSS or Atom feed as a page, or as the error that it is.

    Its words are those of `content:encoded` or `content`, else of `description` or
    `summary`, which are often no more than the first lines: then its `provenance` says
    "feed summary". Nothing is fetched, and no entity is looked up.

    Raises
    ------
    InputError
        Where it is no such feed.
    """
    root = _parse(content, file)
    channel = next((node for node in root if _name(node) == "channel"), root)
    outlet, language = _text(channel, "title"), _text(channel, "language")
    language = language or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    entries = [node for node in root.iter() if _name(node) in _ENTRIES]
    if not entries:
        raise InputError("there is no entry in this feed", _AGAIN, file)
    for number, entry in enumerate(entries, 1):
        try:
            page = _read_entry(entry, language)
        except InputError as error:
            yield InputError(error.problem, error.mend, file, number)
            continue
        yield {**page, "outlet": outlet, "file": file, "line": number}


def _parse(content: bytes, file: str) -> Any:
    # Imported here, since only feeds and pages need it.
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"not XML: {error}", _AGAIN, file) from None
    if root is None or _name(root) not in ("rss", "feed", "rdf"):
        raise InputError("this is no RSS or Atom feed", _AGAIN, file)
    return root


def _name(node: Any) -> str:
    tag = node.tag if isinstance(node.tag, str) else ""
    return tag.rpartition("}")[2].casefold()


def _find(node: Any, *names: str) -> Iterator[Any]:
    for name in names:
        yield from (c for c in node if _name(c) == name and "mrss" not in c.tag)


def _text(node: Any, *names: str) -> str | None:
    for child in _find(node, *names):
        if words := " ".join("".join(child.itertext()).split()):
            return words
    return None


def _read_entry(entry: Any, language: str | None) -> Page:
    link = _link(entry)
    name = slug_of(link or "")
    title = _text(entry, "title")
    body = next(
        (n for n in _find(entry, *_BODIES) if "".join(n.itertext()).strip()), None
    )
    if body is None:
        raise InputError("the entry has no text", _AGAIN)
    blocks = _blocks(_markup(body))
    if title and (not blocks or blocks[0][1] != title):
        blocks.insert(0, ("title", title))
    if not blocks:
        raise InputError("the entry has no text", _AGAIN)
    kinds, paragraphs = zip(*blocks, strict=True)
    page = {
        "title": title,
        "paragraphs": list(paragraphs),
        "kinds": list(kinds),
        "url": link,
        "author": _author(entry),
        "published": _date(_text(entry, "pubdate", "published", "date", "updated")),
        "language": choose_language(language, "\n".join(paragraphs)),
        "provenance": "feed" if _name(body) in _WHOLE else "feed summary",
    }
    return {"article": name, **page} if name else page


def _link(entry: Any) -> str | None:
    for node in _find(entry, "link"):
        if node.get("rel", "alternate") == "alternate" and (
            node.get("href") or node.text
        ):
            return str(node.get("href") or node.text).strip()
    for guid in _find(entry, "guid"):
        text = (guid.text or "").strip()
        if guid.get("isPermaLink", "true") == "true" and text.startswith("http"):
            return text
    return None


def _author(entry: Any) -> str | None:
    for node in _find(entry, "creator", "author"):
        if words := _text(node, "name") or " ".join("".join(node.itertext()).split()):
            return words
    return None


def _markup(body: Any) -> str:
    """Return the HTML that a feed carries, escaped or, in Atom, as it is."""
    from lxml import etree

    if len(body):
        return "".join(etree.tostring(child, encoding="unicode") for child in body)
    return body.text or ""


def _blocks(html: str) -> list[tuple[str, str]]:
    from lxml import html as markup

    key = make_key(html)
    try:
        tree = markup.fromstring(f"<html><body><div>{html}</div></body></html>")
    except (markup.etree.ParserError, ValueError):
        return []
    for node in list(tree.iter("script", "style", "noscript")):
        if node.tag != "script" or not node.get("data-telegram-post"):
            node.drop_tree()
    mark_blocks(tree, key)
    return [
        ("text" if kind == "lead" else kind, t) for kind, t in read_blocks(tree, key)
    ]


def _date(value: str | None) -> str | None:
    """Return a date as YYYY-MM-DD, from either way that feeds write it."""
    if not value:
        return None
    if re.match(r"\d{4}-\d\d-\d\d", value):
        return value[:10]
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (TypeError, ValueError):
        return None
