"""A page passes on what others wrote, so this file tells whose text each stretch is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from stancebook.agencies import agency_name
from stancebook.cast import find_person, gather_cast
from stancebook.datelines import find_agency, find_dateline, find_reporting_agency
from stancebook.names import find_runs, name_key

__all__ = ["find_origins", "make_chain"]

PUBLISHER = "publisher"
_SPEAKING = ("editorial", "mixed", "reported")
LONGEST_HEADLINE = 25  # words
_UPPER = "A-ZÀ-ÖØ-ÞČŠŽА-ЯЁ"
_WORD = rf"[{_UPPER}&](?:[\w’'&-]|\.(?=\w))*"
_OUTLET = (
    r"(?:(?:[Tt]he|UK[’']s)\s)?(?P<outlet>"
    rf"(?!(?:The|A|As|In|He|She|They|It|We|I|But|And|This|That|UK[’']s)\b){_WORD}"
    rf"(?:\s(?:(?:of|and|for|on)\s)?(?:the\s)?{_WORD}){{0,4}}?)(?:[’']s)?"
)
_END = r"\s*(?:[:…]|\.\.\.)$"
_SAYS = (
    r"(?:reports?|reported|writes|wrote|notes|noted|explains|explained|adds|added|says|"
    r"said|put|puts|continues|has more|tells|account)"
)
_LEAD_INS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:^|\s)(?!As\s){_OUTLET}\s{_SAYS}\b[^.:]{{0,60}}{_END}",
        rf"(?i:\b(?:as\s)?(?:reported|noted|explained)\sby)\s{_OUTLET}{_END}",
        rf"^(?i:more\sfrom|from|per|via|according\sto|this\sis)\s(?:an?\s)?{_OUTLET}"
        r"(?:\sreport\b[^.:]{0,40})?\s*[:,…]?$",
        rf"^(?i:as\s)?(?i:(?:written|authored|posted|published)\s)?[Bb]y\s[^:.]{{3,50}}?\s"
        rf"(?:for|via|of|at)\s{_OUTLET}\s*[:,]?$",
        rf"^[Bb]y\s(?:[{_UPPER}][\w.’'-]+\s?){{1,3}},\s{_OUTLET}\s*:$",
    )
)
_CLOSING = (
    re.compile(
        rf"^\W*(?i:source|credit(?:\sto)?|via|h/t|originally\spublished\s(?:at|by|on))"
        rf"\s*:?\s{_OUTLET}\W*$"
    ),
    re.compile(rf"^(?i:delivered|contributed)\sby\s{_OUTLET}(?:\sof\s\S+)?\W*$"),
)
_INLINE = re.compile(rf"^{_OUTLET}\s(?:reports?|reported|writes|wrote|notes):\s")
_RIGHTS = re.compile(r"(?i)©|\(c\)|copyright|reporting by|editing by|writing by")
_TWEET = re.compile(r"[—–-]\s*([^—–()]{2,40}?)\s*\(@\w+\)")


@dataclass
class _Block:
    """One paragraph on the way to its origin."""

    text: str
    voice: str
    origin: str | None = None


def _own(text: str, outlet: str) -> str | None:
    """Return the origin that a name stands for, or none if it is the page's outlet."""
    name = re.sub(r"\.(?:com|org|net|[Cc]o)$", "", text.strip(" .’'"))
    agency = agency_name(name)
    key = re.sub(r"\W", "", (agency or name).casefold())
    if key and key in re.sub(r"\W", "", outlet.casefold()):
        return None
    return f"wire:{agency}" if agency else f"source:{name}"


def _lead_in(block: _Block, outlet: str) -> str | None:
    """Return the origin that a lead-in gives to what follows it."""
    text = block.text.strip()
    if len(text) > 160 and block.voice != "credit":
        text = re.split(r"(?<=[.!?])\s", text)[-1]
    if block.voice in ("editorial", "boilerplate") and not text.endswith(":"):
        return None
    matches = (pattern.search(text) for pattern in _LEAD_INS)
    match = next((match for match in matches if match), None)
    if match and (block.voice == "credit" or text[-1] in ":…."):
        return _own(match["outlet"], outlet)
    agency = find_agency(text) if block.voice == "credit" else None
    return _own(agency, outlet) if agency else None


def _closing(block: _Block, outlet: str) -> str | None:
    """Return the origin that a credit gives to what stands before it."""
    if block.voice != "credit":
        return None
    if agency := find_agency(block.text):
        return _own(agency, outlet)
    matches = (pattern.search(block.text.strip()) for pattern in _CLOSING)
    match = next((match for match in matches if match), None)
    return _own(match["outlet"], outlet) if match else None


def _people(blocks: Iterable[_Block]) -> set[str]:
    runs = [run for block in blocks for run in find_runs(block.text)]
    return {run.name.split()[-1] for run in runs if run.kind == "person"}


def _goes_on(heard: set[str], block: _Block) -> bool:
    """Say whether the wire, which told of these people, plausibly speaks again."""
    return bool(re.search(r"[“\"]", block.text) and _people([block]) & heard)


def _opening(text: str, outlet: str) -> str | None:
    """Return the origin that the paragraph's own dateline or lead-in gives it."""
    dateline = find_dateline(text)
    if dateline and dateline.agency:
        return _own(dateline.agency, outlet)
    inline = _INLINE.match(text)
    return _own(inline["outlet"], outlet) if inline else None


def _forward(blocks: list[_Block], outlet: str) -> None:
    current: str | None = None
    wire: str | None = None
    heard: dict[str, set[str]] = defaultdict(set)  # of whom each wire told
    for at, block in enumerate(blocks):
        if block.voice in ("editorial", "mixed"):
            current = None
        if block.voice == "reported":
            current = _opening(block.text, outlet) or current
            is_wire = wire is not None and wire.startswith("wire:")
            if current is None and is_wire and _goes_on(heard[str(wire)], block):
                current = wire
            block.origin = current
            if current and current.startswith("wire:"):
                heard[current] |= _people([block])
        passed_on = not _RIGHTS.search(block.text) and _lead_in(block, outlet)
        if passed_on and at:
            current = passed_on
        wire = current or wire


def _backward(blocks: list[_Block], outlet: str) -> None:
    follows: list[str] = []  # the voice that speaks next, from the last block on
    for block in reversed(blocks):
        last = follows[-1] if follows else ""
        follows.append(block.voice if block.voice in _SPEAKING else last)
    for at, block in enumerate(blocks):
        origin = _closing(block, outlet)
        at_end = at + 1 == len(blocks) or follows[-at - 2] != "reported"
        if origin and (at_end or _RIGHTS.search(block.text)):
            _colour(blocks[:at], origin)


def _colour(blocks: list[_Block], origin: str) -> None:
    for block in reversed(blocks):
        if block.voice in ("editorial", "mixed") or block.origin not in (None, origin):
            return
        if block.voice == "reported":
            block.origin = origin


def _is_headline(text: str) -> bool:
    """Say if a paragraph may be a headline: short, and no sentence with a full stop."""
    return len(text.split()) <= LONGEST_HEADLINE and not re.search(r"[.;:]\W*$", text)


def _headlines(blocks: list[_Block]) -> None:
    """Give the wire its own headline where nothing else comes before its dateline."""
    first = next((at for at, b in enumerate(blocks) if b.origin), 0)
    origin = blocks[first].origin or ""
    above = blocks[:first]
    plain = [b for b in above if b.voice in _SPEAKING]
    if (
        origin.startswith("wire:")
        and find_dateline(blocks[first].text)
        and plain == above[:1]
        and all(b.voice == "reported" and _is_headline(b.text) for b in plain)
    ):
        for block in plain:
            block.origin = origin


def _single(block: _Block, outlet: str) -> str | None:
    """Return the origin of a reported paragraph that names it itself."""
    tweet = _TWEET.search(block.text)
    if tweet:
        name = re.sub(r"[^\w\s.’'-]|\b\w\.\s", "", tweet[1])
        return f"source:{name.strip()}"
    agency = find_reporting_agency(block.text)
    return _own(agency, outlet) if agency else None


def _name_in_full(blocks: list[_Block]) -> None:
    """Give a person of whom a lead-in told the surname the name in full."""
    cast = gather_cast([block.text for block in blocks], [])
    for block in blocks:
        kind, _, name = (block.origin or "").partition(":")
        known = find_person(name, None, cast) if kind == "source" else None
        if known and known.surname == name_key(name):
            block.origin = f"source:{known.name}"


def _article(blocks: list[_Block], outlet: str) -> list[str]:
    _forward(blocks, outlet)
    _backward(blocks, outlet)
    _headlines(blocks)
    _name_in_full(blocks)
    for block in blocks:
        own_wire = (block.origin or "").startswith("wire:")
        if block.voice == "reported" and not own_wire:
            block.origin = _single(block, outlet) or block.origin
    return [block.origin or PUBLISHER for block in blocks]


def find_origins(paragraphs: pd.DataFrame, voices: pd.DataFrame) -> pd.Series:
    """
    Tell whose text each paragraph is: publisher, wire:NAME or source:NAME.

    Editorial, mixed, credit and boilerplate paragraphs are the publisher's. After a
    credit, dateline or lead-in ("RT reports:") the reported stretch is the named
    agency's ("wire:") or other outlet's ("source:") until the publisher comments; a
    credit that ends a stretch colours what stands before it.

    Examples
    --------
    >>> texts = ["What a farce this is!", "Source: Tass", "OSLO, May 3. Prices rose."]
    >>> paragraphs = pd.DataFrame({"article": "a", "text": texts})
    >>> voices = pd.DataFrame({"voice": ["editorial", "credit", "reported"]})
    >>> find_origins(paragraphs, voices).tolist()
    ['publisher', 'publisher', 'wire:TASS']
    """
    labels = voices["voice"].tolist()
    texts, articles = paragraphs["text"].tolist(), paragraphs["article"].tolist()
    outlets = paragraphs.get("outlet", pd.Series(None, index=paragraphs.index)).tolist()
    origins: list[str] = [PUBLISHER] * len(texts)
    for article in dict.fromkeys(articles):
        rows = [at for at, name in enumerate(articles) if name == article]
        outlet = outlets[rows[0]] if isinstance(outlets[rows[0]], str) else ""
        found = _article([_Block(texts[at], labels[at]) for at in rows], outlet)
        for at, origin in zip(rows, found, strict=True):
            origins[at] = origin
    return pd.Series(origins, index=paragraphs.index, dtype=object, name="origin")


def make_chain(origin: str, source_names: list[str]) -> list[str]:
    """
    Write the voices that nest in a paragraph, from the outside in.

    Examples
    --------
    >>> make_chain("wire:TASS", ["Maria Zakharova"])
    ['publisher', 'wire:TASS', 'source:Maria Zakharova']
    >>> make_chain("source:RT", ["RT"])
    ['publisher', 'source:RT']
    """
    named = [f"source:{name}" for name in source_names if name]
    outer = [] if origin in (PUBLISHER, "unknown", "") else [origin]
    return list(dict.fromkeys([PUBLISHER, *outer, *named]))
