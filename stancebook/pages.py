"""The article of a saved web page is found here, alone or in a web archive (WARC)."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from stancebook.blocks import (
    Block,
    clean_marks,
    find_lead,
    make_key,
    mark_blocks,
    name_kinds,
    read_blocks,
)
from stancebook.decode import decode
from stancebook.languages import choose_language
from stancebook.schema import InputError
from stancebook.unpacking import FILE_LIMIT, ByteStream

__all__ = ["read_page", "read_warc", "slug_of"]

Page = dict[str, Any]

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:-]+)", re.I)
_LANGUAGES = (
    re.compile(r"<html\b[^>]{0,1000}?\blang\s*=\s*[\"']?([\w-]+)", re.I),
    re.compile(r"\bog:locale[\"']?\s+content\s*=\s*[\"']?([\w-]+)", re.I),
    re.compile(r"\"inLanguage\"\s*:\s*\"([\w-]{2,20})\"", re.I),
    re.compile(r"\bcontent-language[\"']?\s+content\s*=\s*[\"']?([\w-]+)", re.I),
)
_BODY = re.compile(r"<body\b", re.I)
_FIRST_BLOCK = re.compile(r"(?=<(?:article|main|section|nav|header|div|p|h1)\b)", re.I)
_BREAKS = re.compile(r"(?:<br\b[^<>]{0,100}>(?:\s|&nbsp;){0,100}){2,}", re.I)
_QUOTED = re.compile(r"<(/?)q(?:\s[^<>]{0,200})?>", re.I)
_SENTENCE_END = re.compile(r"[.!?…。！？؟।:;][\"'”’»)\]]*$")
# What a reader can show; beyond it, to find the article would take minutes.
_TAG_LIMIT = 50_000
_TEXT_LIMIT = 2_000_000
_NEAR = 6  # blocks, among which a headline that is not the first is looked for
_SAVE = "Save the page of one article."


def read_page(
    content: bytes, file: str, say: Callable[[str], None], charset: str = ""
) -> Page:
    """
    Return the article of an HTML page: its paragraphs, title first, and its metadata.

    `charset` is what a server said of the page; `say` is told an encoding that had to
    be guessed. Nothing is fetched.

    Raises
    ------
    InputError
        Where the page has no article.
    """
    meta = _CHARSET.search(content[:4096])
    declared = charset or (meta[1].decode("ascii", "replace") if meta else "")
    html, guess = decode(content, file, declared=declared)
    say(guess)
    _refuse_endless(html, file)
    key = make_key(html)
    document, page = _extract(html, key)
    blocks = list(read_blocks(document.body, key)) if document is not None else []
    if not any(kind != "embed" and _is_prose(text) for kind, text in blocks):
        raise InputError("no article was found in this page", _SAVE, file)
    title, (head, *rest) = _with_title(clean_marks(document.title or "", key), blocks)
    blocks = [head, *find_lead(page, rest, title), *name_kinds(page, rest)]
    kinds, paragraphs = zip(*blocks, strict=True)
    # Not by what the page passes on, which may be in another language.
    own = "\n".join(text for kind, text in blocks if kind in ("title", "text"))
    return {
        "title": title,
        "paragraphs": list(paragraphs),
        "kinds": list(kinds),
        "outlet": document.sitename or document.hostname,
        "url": document.url,
        "author": document.author,
        "published": document.date,
        "language": choose_language(_declared(html), own),
    }


def read_warc(
    stream: ByteStream, file: str, say: Callable[[str], None]
) -> Iterator[Page | InputError]:
    """
    Yield the article of each HTML page in a WARC file, or the error that a record is.

    Pages are response records with status 200 and HTML in them; other records are
    passed over. A cut or damage ends the reading, as an error after the last record.
    """
    records = _records(stream)
    with contextlib.suppress(StopIteration):
        while True:
            try:
                yield from _read_record(next(records), file, say)
            except InputError as error:
                yield error
            except OSError as error:
                problem = f"the archive is damaged or no WARC file: {error}"
                yield InputError(problem, "Get the file again.", file)
                return
    if stream.problem:
        yield InputError(stream.problem, "Get the file again.", file)


def slug_of(url: str) -> str:
    """
    Return an article id made of a web address.

    Examples
    --------
    >>> slug_of("https://www.gull.example/News/harbour_talks.html?page=2")
    'gull-example-news-harbour-talks-html-page-2'
    """
    path = re.sub(r"^\w+://(www\.)?", "", url.casefold())
    return re.sub(r"[\W_]+", "-", path).strip("-")[:200]


def _refuse_endless(html: str, file: str) -> None:
    tags = html.split("<")
    if len(tags) > _TAG_LIMIT:
        raise InputError(f"the page has over {_TAG_LIMIT:,} tags", _SAVE, file)
    text = sum(
        len(tag) - tag.find(">")
        for tag in tags
        if not tag[:6].casefold().startswith(("script", "style"))
    )
    if text > _TEXT_LIMIT:
        problem = f"the page has over {_TEXT_LIMIT:,} characters of text"
        raise InputError(problem, _SAVE, file)


def _declared(html: str) -> str | None:
    """Return the language that a page says it is in."""
    found = (pattern.search(html[:100_000]) for pattern in _LANGUAGES)
    return next((match[1].replace("_", "-") for match in found if match), None)


def _with_title(title: str, blocks: list[Block]) -> tuple[str, list[Block]]:
    """Return the title and the blocks with it in front, once."""
    words = " ".join(title.split())
    near = [_is_headline(text, words) for _, text in blocks[:_NEAR]]
    # A page's <title> often has the site's name behind the headline, or before it; a
    # headline may have a line above it.
    place = 0 if not words or blocks[0][1].casefold() in words.casefold() else None
    place = near.index(True) if place is None and any(near) else place
    if place is None:
        return words, [("title", words), *blocks]
    found = blocks[place][1]
    return found, [("title", found), *blocks[:place], *blocks[place + 1 :]]


def _is_headline(text: str, title: str) -> bool:
    """Say if a line is a title, or most of one."""
    inside = text.casefold() in title.casefold()
    return inside and 2 * len(text) >= len(title)


def _extract(html: str, key: str) -> tuple[Any, list[Block]]:
    """Return what was found of the article, and the blocks of the whole page."""
    # Imported here, since it takes a third of a second that most callers do not need.
    import trafilatura

    # What it has to say of a page without an article is said by our own error.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    with contextlib.suppress(RecursionError):
        tree = trafilatura.load_html(_repair(html))
        if tree is not None:
            mark_blocks(tree, key)
            page = list(read_blocks(tree, key))  # before the tree is taken apart
            return trafilatura.bare_extraction(
                tree, include_comments=False, with_metadata=True
            ), page
    return None, []


def _repair(html: str) -> str:
    """Write out what a page may leave out, but its reader then stumbles over."""
    if not _BODY.search(html):
        html = _FIRST_BLOCK.sub("<body>", html, count=1)
    if "html" not in html[:50].casefold() and re.search(r"<\w", html):
        html = f"<html>{html}"
    # A browser shows marks around these; the reader would part the sentence at them.
    html = _QUOTED.sub(lambda found: "”" if found[1] else "“", html)
    # Two line breaks are how old pages part paragraphs; the reader keeps but one.
    return _BREAKS.sub("</p><p>", html)


def _is_prose(paragraph: str) -> bool:
    """Tell a sentence from the entry of a menu."""
    return len(paragraph) >= 15 and bool(_SENTENCE_END.search(paragraph))


def _records(stream: ByteStream) -> Iterator[Any]:
    # Imported here, since only archives need it.
    from fastwarc import ArchiveIterator, WarcRecordType

    return iter(
        ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False)
    )


def _read_record(record: Any, file: str, say: Callable[[str], None]) -> Iterator[Page]:
    url = record.headers.get("WARC-Target-URI") or ""
    name = record.record_id or ""
    place = f"{file} ({url or name or 'a record without a name'})"
    content = record.reader.read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        raise InputError(f"the record is over {FILE_LIMIT:,} bytes", _SAVE, place)
    if len(content) < record.content_length or not content:
        raise InputError("the record is cut short", "Get the file again.", place)
    response = _parse_http(content, place)
    if response is None:
        return
    charset, body = response
    page = read_page(body, place, say, charset)
    article = slug_of(url) or re.sub(r"^<?urn:uuid:|>$", "", name) or "record"
    retrieved = record.headers.get("WARC-Date")
    outlet = page["outlet"] or re.sub(r"^\w+://(www\.)?|[/:?#].*", "", url) or None
    found = {"article": article, "outlet": outlet, "url": url, "retrieved": retrieved}
    yield {**page, **found, "file": place}


def _parse_http(content: bytes, place: str) -> tuple[str, bytes] | None:
    """Return the charset and the body of a page, None where this is no page."""
    # Imported here, since only archives need it.
    from fastwarc.warc import WarcRecord

    # A record of its own: what is wrong with one page must not end the archive.
    record = WarcRecord()
    record.is_http = True
    record.set_bytes_content(content)
    try:
        record.parse_http(auto_decode="transfer")
        kind = record.http_content_type or ""
        status = record.http_headers.status_code if record.http_headers else None
        if status != 200 or kind not in ("text/html", "application/xhtml+xml"):
            return None
        body = _unpack(record)
    except OSError as error:
        problem = f"the page cannot be unpacked: {error}"
        raise InputError(problem, "Leave it out.", place) from None
    if len(body) > FILE_LIMIT:
        problem = f"the page unpacks to more than {FILE_LIMIT:,} bytes"
        raise InputError(problem, "Leave it out.", place)
    return record.http_charset or "", body


def _unpack(record: Any) -> bytes:
    """Return the body of a page, no more of it than shows that it is too much."""
    # Imported here, since only archives need it.
    from fastwarc import stream_io

    readers: dict[str, Any] = dict.fromkeys(("gzip", "x-gzip"), stream_io.GzipReader)
    readers |= {"br": stream_io.BrotliReader, "zstd": stream_io.ZstdReader}
    readers |= {"deflate": partial(stream_io.GzipReader, zlib=True)}
    coding = (record.http_headers.get("Content-Encoding") or "").strip().lower()
    # left to itself, the archive reader would unpack all of it into memory
    packed = readers[coding](record.reader) if coding in readers else record.reader
    body: bytes = packed.read(FILE_LIMIT + 1)
    return body
