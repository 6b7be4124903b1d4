"""Wire copy names its agency in a dateline or a credit, so this file reads both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stancebook.agencies import AGENCY, agency_name, is_ambiguous

__all__ = [
    "Dateline",
    "find_agency",
    "find_dateline",
    "find_reporting_agency",
    "find_story",
    "is_date_line",
]

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚΑ-ΩА-ЯЁЄІЇҐ"
_MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|"
    r"янв(?:аря)?|фев(?:раля)?|мар(?:та)?|апр(?:еля)?|мая|июня|июля|авг(?:уста)?|"
    r"сен(?:т(?:ября)?)?|окт(?:ября)?|ноя(?:бря)?|дек(?:абря)?)\.?"
)
_WEEKDAY = r"(?i:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?i:day)?\.?"
_DATE = (
    rf"(?P<date>(?:{_WEEKDAY},?\s+)?(?:{_MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
    rf"|\d{{4}}-\d\d-\d\d)(?:,?\s+(?:19|20)\d\d)?|{_WEEKDAY}(?!\w))"
)
_WORD = rf"(?:[{_UPPER}]\.)+|[{_UPPER}]\w{{0,2}}\.(?=[ ])|[{_UPPER}][\w’'\-]*"
_LABEL = r"(?i:source|via|by|credits?|from|agency|courtesy|wire|text|published)"
_TOWN = (
    rf"(?!{_LABEL}\b|{_MONTH}\s*\d)(?:{_WORD})"
    rf"(?:[ ](?:(?:de|of|al|el)[ ])?(?:{_WORD})){{0,3}}"
)
_NO_AGENCY = rf"(?!{AGENCY.replace('?P<agency>', '?:')})"
_PLACE = rf"(?P<place>{_TOWN}(?:(?:[ ]?/[ ]?|,[ ]){_NO_AGENCY}{_TOWN}){{0,2}})"
_GAP = r"(?P<gap>(?:\s|[,.:;|·•]|[-–—―]|/(?![A-Za-z]+/|[А-ЯЁа-яё]))*)"
_PIECE = {
    "agency": re.compile(
        rf"(?P<open>[(\[/]\s*)?(?(open)(?:[Кк]орр\.\s|[^()\[\]/\s]{{2,20}}\s*[/,]\s*)?)"
        rf"{AGENCY}(?P<close>(?(open)(?:\s*[/,|&+][^()\[\]/]{{0,40}}"
        rf"|\s[А-ЯЁ][^()\[\]/]{{0,40}})?\s*[)\]/]))?{_GAP}"
    ),
    "date": re.compile(rf"[(\[]?{_DATE}[)\]]?{_GAP}"),
    "place": re.compile(rf"{_PLACE}{_GAP}"),
}
_NOT_TOWNS = re.findall(
    r"\w+",
    "BREAKING UPDATE UPDATED WATCH VIDEO EXCLUSIVE ANALYSIS OPINION REPORT NATO OPEC "
    "UNESCO UNICEF NASA CORRECTION EDITOR EDITORIAL ALERT URGENT LIVE READ NOTE NEWS "
    "ASEAN COVID BRICS SOURCE WARNING FLASHBACK REVEALED PHOTO PHOTOS",
)
_CREDITS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w/])/\s*{AGENCY}\s*/(?![\w/])",
        rf"(?:©|\([cC]\)|(?i:copyright))[\s\d–-]*(?i:by\s+)?{AGENCY}",
        rf"[.!?…”\"’']\s*[(\[—–-]+\s*{AGENCY}\s*[)\]]?\W*$",
        rf"(?i:(?:originally|first)\s+(?:published|appeared)\s+\w{{2}})\s+{AGENCY}",
        rf"^\W*(?i:источник|по (?:материалам|сообщению|данным))[\s:–-]+{AGENCY}\W*$",
        rf"^\W*{AGENCY}\s(?:reports?|reported|writes|wrote|says)\b[^.:]{{0,40}}:",
    )
)
_CREDIT_LINES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^\W*{AGENCY}(?:/\w+)?(?:[\W\d]|\b(?:and|agencies|news)\b|{_DATE}|{_MONTH})*$",
        r"^\W*(?i:sources?|via|credits?|courtesy|agency|from|wire|text|published by)"
        rf"\s*[:–-]\s*[^.!?]{{0,40}}?{AGENCY}",
        r"^\W*(?i:via|from|source|courtesy of|published by|as reported by)\s+"
        rf"[^.,:!?]{{0,40}}?{AGENCY}\W*$",
        rf"^\W*(?i:by|authored by|written by)\s+(?=[{_UPPER}]|the )[^.!?:]{{0,80}}?"
        rf"{AGENCY}[\W\d]*$",
        rf"^(?:(?:{_WORD})[ ]){{1,3}}(?:{_WORD})\s*[,|/–—-]\s*{AGENCY}\W*$",
        rf"[|•·]\s*{AGENCY}\W*$",
        rf"^[^.!?:]{{0,60}}?{AGENCY}[^.!?:]{{0,40}}[:…]$",
    )
)
_PICTURE = re.compile(
    r"(?i:\bphotos?\b|\bimage|\bpicture|getty)|"
    rf"(?:AP|PA|AFP|(?i:reuters))/[{_UPPER}]\w+ [{_UPPER}]"
)
_REUTERS_MARK = re.compile(
    r"(?:[Rr]eporting|[Ww]riting) by [^.]{3,300}?;[^.]{0,200}?[Ee]diting by"
    r"|Thomson Reuters Trust Principles"
)
_REPORTING = re.compile(
    rf"(?i:\b(?:according to|quoted by|cited by))\s+{AGENCY}"
    r"|(?i:\b(?:сообща[ею]т|сообщил[аио]?|переда[её]т|пишет|по данным"
    r"|со ссылкой на))\s+"
    rf"(?i:агентств[оау]?\s+)?[«“\"]?{AGENCY.replace('agency>', 'teller>')}"
    rf"|{AGENCY.replace('agency>', 'speaker>')}\s+"
    r"(?i:(?:has\s)?reports?|(?:has\s)?reported|said|says|wrote|quoted|cited|adds|noted)\b"
)
_LINE_LENGTH = 160


@dataclass(frozen=True)
class Dateline:
    """The head of a wire paragraph: where, when, and which agency."""

    start: int
    end: int
    place: str | None
    date: str | None
    agency: str | None


@dataclass(frozen=True)
class _Piece:
    kind: str
    value: str
    start: int
    end: int
    gap: str
    enclosed: bool

    @property
    def stops(self) -> bool:
        """A dash or a colon follows."""
        return bool(re.search(r"[-–—―:]", self.gap))


def _may_follow(found: list[_Piece]) -> Iterator[str]:
    kinds = [piece.kind for piece in found]
    last = found[-1].gap.strip() if found else ""
    for kind in ("agency", "date", "place"):
        late = kind == "place" and found and (kinds != ["agency"] or last not in ",/")
        if kind not in kinds and not late:
            yield kind


def _next_piece(text: str, at: int, found: list[_Piece]) -> _Piece | None:
    for kind in _may_follow(found):
        match = _PIECE[kind].match(text, at)
        if match and (kind != "agency" or agency_name(match[kind])):
            enclosed = kind == "agency" and bool(match["open"])
            value, gap = match[kind], match["gap"]
            return _Piece(kind, value, at, match.end(), gap, enclosed)
    return None


def _is_capital(place: str) -> bool:
    town = re.split(r"[,/]", place)[0].strip()
    long_enough = len(town) >= 4 and town.upper() == town
    return long_enough and not any(word in _NOT_TOWNS for word in town.split())


def _agency_stands(found: list[_Piece], rest: str) -> bool:
    agency, others = found[-1], found[:-1]
    capital = any(p.kind == "place" and _is_capital(p.value) for p in others)
    firm = capital or any(piece.kind == "date" for piece in others)
    if agency.enclosed:
        opens = bool(re.match(rf"[\"“‘'\[\d{_UPPER}]", rest))
        return agency.stops or (opens or firm if others else True)
    before = others[-1].gap.strip() if others else ""
    ends = "." in agency.gap or (not rest and (firm or before in ("-", "–", "—")))
    return (agency.stops or (ends and bool(others))) and (
        firm or bool(before) or not is_ambiguous(agency.value)
    )


def _place_stands(found: list[_Piece], rest: str) -> bool:
    kinds = [piece.kind for piece in found]
    if "place" not in kinds:
        return False
    capital = _is_capital(found[kinds.index("place")].value)
    if "date" not in kinds:
        return capital and found[-1].stops
    return found[-1].stops or (capital and ("." in found[-1].gap or not rest))


def _stands(found: list[_Piece], text: str) -> bool:
    rest = text[found[-1].end :]
    if found[-1].kind == "agency":
        return _agency_stands(found, rest)
    if any(piece.kind == "agency" for piece in found):
        return found[0].kind == "agency" and found[-1].stops
    return _place_stands(found, rest)


def find_dateline(text: str) -> Dateline | None:
    """
    Find the dateline that opens `text`; the story goes on at its `end`.

    Examples
    --------
    >>> find_dateline("OSLO, May 3 (Reuters) - Fish prices rose.")
    Dateline(start=0, end=24, place='OSLO', date='May 3', agency='Reuters')
    >>> find_dateline("Reuters published a poll last week.") is None
    True
    """
    start = at = len(text) - len(text.lstrip(' \n\t"“'))
    found: list[_Piece] = []
    while at - start < 120 and (piece := _next_piece(text, at, found)):
        found.append(piece)
        at = piece.end
    while found and not _stands(found, text):
        found.pop()
    if not found:
        return None
    values = {piece.kind: piece.value for piece in found}
    agency = agency_name(values["agency"]) if "agency" in values else None
    end = found[-1].end
    return Dateline(start, end, values.get("place"), values.get("date"), agency)


def _find_credit(text: str) -> str | None:
    patterns = _CREDITS + (_CREDIT_LINES if len(text) <= _LINE_LENGTH else ())
    for pattern in patterns:
        match = pattern.search(text)
        if match and (name := agency_name(match["agency"])):
            return name
    return "Reuters" if _REUTERS_MARK.search(text) else None


def find_agency(text: str) -> str | None:
    """
    Name the wire agency that the dateline or the credit in a paragraph names.

    A mention in running prose is no credit, nor is the credit of a picture.

    Examples
    --------
    >>> find_agency("OSLO, May 3. /TASS/. Fish prices rose.")
    'TASS'
    >>> find_agency("By Ada Berg | Reuters")
    'Reuters'
    >>> find_agency("Reuters published a poll last week.") is None
    True
    """
    text = text.strip()
    dateline = find_dateline(text)
    if dateline and dateline.agency:
        return dateline.agency
    is_picture = len(text) <= 2 * _LINE_LENGTH and _PICTURE.search(text)
    return None if is_picture else _find_credit(text)


def find_reporting_agency(text: str) -> str | None:
    """
    Name the agency that a sentence gives as the source of its report.

    Examples
    --------
    >>> find_reporting_agency("The talks failed, Interfax reported on Monday.")
    'Interfax'
    """
    for match in _REPORTING.finditer(text):
        told = match["agency"] or match["teller"] or match["speaker"]
        if name := agency_name(told):
            return name
    return None


def find_story(text: str) -> int:
    """
    Return where a paragraph begins to tell, behind its dateline if it has one.

    Examples
    --------
    >>> text = "OSLO, May 3 (Reuters) - Fish prices rose."
    >>> text[find_story(text):]
    'Fish prices rose.'
    """
    dateline = find_dateline(text)
    return dateline.end if dateline else 0


_CLOCK = (
    rf"{_WEEKDAY}|[ap]m|updated|published|posted|on|at|gmt|utc|e[sd]t|p[sd]t|cet|bst"
)
_CALENDAR_ONLY = re.compile(
    rf"(?:\W|\d{{1,2}}(?:st|nd|rd|th)?\b|\d{{4}}\b|\b(?:{_MONTH}|(?i:{_CLOCK})\b))+"
)
_DATED = re.compile(rf"\b(?:\d{{4}}\b|{_MONTH})|\d[/.]\d")
LONGEST_DATE = 80  # characters


def is_date_line(text: str) -> bool:
    """
    Say if a paragraph is a date, perhaps with a time, and nothing else.

    Examples
    --------
    >>> is_date_line("Sunday 21 August 2022 | 11:05"), is_date_line("May 1968")
    (True, True)
    >>> is_date_line("1,000"), is_date_line("On Monday")
    (False, False)
    """
    plain = text.strip()
    if len(plain) > LONGEST_DATE or not re.search(r"\d", plain):
        return False
    return bool(_DATED.search(plain) and _CALENDAR_ONLY.fullmatch(plain))
