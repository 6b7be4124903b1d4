"""Posts, films and players of others stand in pages, and are found by their marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

__all__ = ["find_embeds"]

_POST = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|telegram-post|"
    r"fb-(?:post|video)|reddit-(?:card|embed\S*)|bluesky-embed|mastodon-embed|"
    r"truthsocial-embed|text-post-media|imgur-embed-pub)(?:$|\s)"
)
_HOSTS = re.compile(
    r"^(?:https?:)?//(?:[\w-]+\.)*(?:youtube|youtube-nocookie|youtu|vimeo|facebook|"
    r"instagram|twitter|x|tiktok|telegram|t|rumble|odysee|bitchute|dailymotion|rutube|"
    r"vk|ok|soundcloud|spotify|brightcove|jwplatform|jwplayer|datawrapper|flourish|"
    r"infogram|scribd|documentcloud|streamable|twitch|bsky|reddit|apple|acast|"
    r"megaphone|ustream|kaltura|ooyala|bbc|cnn|c-span)\.[\w.]{2,6}(?:[/:?]|$)"
)
_PLAYERS = {
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v={}"),
    "lite-youtube": ("videoid", "https://www.youtube.com/watch?v={}"),
    "amp-vimeo": ("data-videoid", "https://vimeo.com/{}"),
    "amp-twitter": ("data-tweetid", "https://twitter.com/i/status/{}"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/{}/"),
    "amp-facebook": ("data-href", "{}"),
}
_SOURCES = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-href")
_GENERIC = re.compile(
    r"(?i)\W*(?:youtube|vimeo|video|embedded|player|content|from|iframe|twitter|tweet|"
    r"post|x|the|facebook|instagram|spotify|embed|\W)*"
)


def find_embeds(tree: Any) -> list[tuple[Any, str]]:
    """
    Return the embeds of a page, outermost ones only, each with its words.

    A post has the words that were saved with it. A film or a player has its title, if
    it says one of its own, and its address; an advertisement is none of them.

    Examples
    --------
    >>> from lxml.html import fromstring
    >>> page = '<div><iframe src="https://www.youtube.com/embed/a1"></iframe></div>'
    >>> [words for _, words in find_embeds(fromstring(page))]
    ['https://www.youtube.com/embed/a1']
    """
    found: dict[Any, str] = {}
    for element, words in _find(tree):
        if words and not any(up in found for up in element.iterancestors()):
            found[element] = words
    return list(found.items())


def _find(tree: Any) -> Iterator[tuple[Any, str]]:
    for element in tree.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag in _PLAYERS:
            yield element, _words(element) or _address_of(element, *_PLAYERS[tag])
        elif _POST.search(element.get("class") or ""):
            yield element, _words(element) or _post_address(element)
        elif tag in ("iframe", "amp-iframe", "embed"):
            yield element, _player(element)
        elif tag in ("video", "audio", "amp-video", "amp-audio"):
            yield element, _film(element)
        elif tag == "script" and element.get("data-telegram-post"):
            yield element, f"https://t.me/{element.get('data-telegram-post')}"


def _words(element: Any) -> str:
    """Return the words of a post, of which a text and its author are two elements."""
    pieces = []
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag not in (
            "script",
            "style",
            "noscript",
        ):
            pieces.append(node.text or "")
        apart = node.tag in ("p", "div", "br", "section", "blockquote")
        tail = "" if node is element else node.tail or ""
        pieces.append(f" {tail}" if apart else tail)
    return " ".join("".join(pieces).split())


def _address_of(element: Any, name: str, form: str) -> str:
    value = element.get(name) or ""
    return form.format(value) if value else ""


def _post_address(element: Any) -> str:
    names = ("cite", "data-instgrm-permalink", "data-href", "data-telegram-post")
    return next((element.get(name) for name in names if element.get(name)), "")


def _player(element: Any) -> str:
    address = next((element.get(n) for n in _SOURCES if element.get(n)), "")
    if not _HOSTS.match(address):
        return ""
    address = f"https:{address}" if address.startswith("//") else address
    title = " ".join((element.get("title") or "").split())
    return f"{title} {address}" if not _GENERIC.fullmatch(title) else address


def _film(element: Any) -> str:
    places = (element, *element.iter("source"))
    found = (place.get("src") for place in places)
    return next((address for address in found if address), "")
