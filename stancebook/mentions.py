"""A mention is a name, a pronoun or a description, so this file tells which."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from stancebook.lexicon import DEMONYMS, PERSON_ROLES, PLACES, TITLES
from stancebook.names import Run, find_runs, fold, gender_of

__all__ = ["Mention", "read_mention"]

_PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
}
_SELVES = {"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"}
_THINGS = {"it", "its", "itself"}
# Whom these words mean is nobody who could be named, whatever follows the former.
_ANYBODY = {
    *("nobody", "none", "neither", "everyone", "everybody", "anyone", "anybody"),
    *("someone", "somebody"),
}
_UNNAMED = {"no one", "no-one", "one", "others", "you"}
_RELATIVES = {"who", "whom", "whose", "which", "that"}
_CUT = re.compile(r"\s*(?:[,;()\[\]]|\s[-–—]+\s|\b(?:who|whose|which|that)\b)\s*")
_PREPOSITION = re.compile(
    r"\s(?:of|for|in|at|from|to|by|with|on|near|against|as|under|representing)\s"
)
_LEAD = re.compile(
    r"^(?:(?:the|a|an|another|one|his|her|its|their|our|my|this|that|both|by)\s+)+",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(r"(?:an?|another|one|some)\s", re.IGNORECASE)
_AGED = re.compile(r"^\d+-year-old$")


@dataclass(frozen=True)
class Mention:
    """What a mention says by itself, before anything around it is read."""

    kind: str
    name: str | None = None
    gender: str | None = None
    words: frozenset[str] = frozenset()
    noun: str = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(
        fold(word.strip("\"“”'’.")) for word in re.findall(r"[\w.’'-]+", text)
    )


def _person(text: str, run: Run) -> Mention:
    words = _words(text)
    return Mention("person", run.name, gender_of(run.name, words | run.titles), words)


def _closing_run(segment: str) -> Run | None:
    bare = re.sub(r"['’]s?$", "", segment.rstrip(' ."”'))
    return next((run for run in find_runs(bare) if run.end >= len(bare) - 1), None)


def _head(segment: str) -> str:
    return _PREPOSITION.split(segment)[0]


def _apposed(segments: list[str]) -> Run | None:
    parts = [part for segment in segments for part in (segment, _head(segment))]
    for run in map(_closing_run, parts):
        if run and run.kind == "person" and " " in run.name:
            return run
    return None


def _role(text: str, head: str) -> Mention:
    words = _words(text)
    last = fold(head.split()[-1])
    if last in PERSON_ROLES or _AGED.match(last):
        return Mention("role", None, gender_of("", _words(head)), words, last)
    return Mention("thing", None, None, words, last)


def _description(text: str, segment: str) -> Mention:
    head = _LEAD.sub("", _head(segment)).strip(' ."“”')
    if not head:
        return Mention("none")
    definite = re.match(r"(?i)the\s|(?:\d+-)", segment)
    if fold(head) in DEMONYMS and head[0].isupper() and not definite:
        return Mention("organisation", head)
    named = [run for run in find_runs(segment) if run.name]
    if not named:
        plain = _role(text, head)
        return plain if definite or plain.words == {plain.noun} else Mention("none")
    role = _role(text, head)
    name = _LEAD.sub("", segment).strip(' ."“”')
    if role.kind == "role" and not _INDEFINITE.match(segment):
        lands = all(set(fold(run.name).split()) <= PLACES | DEMONYMS for run in named)
        owned = re.search(r"['’]s?\s", segment)
        return role if definite and lands and not owned else replace(role, name=name)
    return Mention("organisation", name, None, role.words)


def _named(text: str, segment: str) -> Mention | None:
    head = _head(segment)
    run = _closing_run(head)
    if run is None or not run.name:
        run = _closing_run(segment)
        if run is None or run.kind != "person" or " " not in run.name:
            return None
        return _person(text, run) if set(fold(head).split()) & TITLES else None
    if run.kind == "person":
        return _person(text, run)
    more = re.match(r"\s(?:of|for)\s(?:the\s)?", segment[run.end :])
    longer = _closing_run(segment) if more and not run.titles else None
    name = segment[run.start : longer.end] if longer else run.name
    return Mention("organisation", name, None, _words(text))


def read_mention(text: str | None) -> Mention:
    """
    Read a mention by itself: its kind, the name in it, and what describes that.

    Examples
    --------
    >>> read_mention("Foreign Ministry Spokeswoman Maria Zakharova").name
    'Maria Zakharova'
    >>> read_mention("she"), read_mention("the diplomat").kind
    (Mention(kind='pronoun', name=None, gender='f', words=frozenset(), noun=''), 'role')
    """
    text = re.sub(r"\s+", " ", (text or "")[:400]).strip(' .,:;"“”')
    low = fold(text)
    if not low:
        return Mention("none")
    if low in _PRONOUNS:
        return Mention("pronoun", None, _PRONOUNS[low])
    if low in _UNNAMED or low.split()[0] in _ANYBODY:
        return Mention("anybody")
    for kind, members in (("self", _SELVES), ("it", _THINGS), ("who", _RELATIVES)):
        if low in members:
            return Mention(kind)
    segments = [segment for segment in _CUT.split(text) if segment.strip()] or [text]
    named = _named(text, segments[0])
    if named:
        return named
    apposed = _apposed(segments[1:])
    return _person(text, apposed) if apposed else _description(text, segments[0])
