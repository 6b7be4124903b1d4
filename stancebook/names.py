"""A mention wraps a name in titles and descriptions, so this file takes it out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stancebook.given_names import FEMALE_NAMES, MALE_NAMES
from stancebook.lexicon import (
    DEMONYMS,
    FEMALE_WORDS,
    MALE_WORDS,
    NOT_NAMES,
    ORGANISATION_WORDS,
    PARTICLES,
    PLACES,
    TITLES,
)

__all__ = ["Run", "find_runs", "fold", "gender_of", "name_key"]

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚΑ-ΩА-ЯЁЄІЇҐ"
_SHORT = (
    r"(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Maj|Capt|Sgt|Adm|Prof|Rev|Hon|St|Jr|Sr)\."
)
_TOKEN = (
    rf"(?:{_SHORT}|(?:[{_UPPER}]\.)+(?!\w)|"
    rf"(?:al-|el-|d['’])?[{_UPPER}](?:[\w&]|[-‑](?=\w)|['’](?!s\b)(?=\w)|\.(?=\w))*)"
)
_LINK = "|".join(sorted((re.escape(p) for p in PARTICLES), key=len, reverse=True))
_RUN = re.compile(rf"(?<!\w){_TOKEN}(?:\s(?:(?:{_LINK})\s){{0,2}}{_TOKEN}){{0,11}}")
_LANDS = PLACES | DEMONYMS
_GIVEN = FEMALE_NAMES | MALE_NAMES
_AFTER_THE = re.compile(r"\b[Tt]he\s$")
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
_FEMALE_ENDING = re.compile(r"(?:ova|eva|yova|ina|aya|skaia|ová|dóttir|ska|cka)$")


@dataclass(frozen=True)
class Run:
    """Capitalised words in a row: where they stand and what they seem to name."""

    start: int
    end: int
    name: str
    kind: str
    titles: frozenset[str]


def fold(token: str) -> str:
    """
    Fold case, the curly apostrophe and a final stop.

    Examples
    --------
    >>> fold("Gen."), fold("O’Neill")
    ('gen', "o'neill")
    """
    return token.rstrip(".").replace("’", "'").casefold()


def name_key(token: str) -> str:
    """
    Fold one word of a name so that two spellings of it meet.

    Examples
    --------
    >>> name_key("al-Assad"), name_key("ASSAD"), name_key("O’Neill")
    ('assad', 'assad', "o'neill")
    """
    return re.sub(r"^(?:al|el)-", "", fold(token))


def gender_of(name: str, words: frozenset[str] = frozenset()) -> str | None:
    """
    Tell "f" or "m" from describing words, a given name or a Slavic surname.

    Examples
    --------
    >>> gender_of("Maria Zakharova"), gender_of("Smith", frozenset({"mr"}))
    ('f', 'm')
    >>> gender_of("Ardern") is None
    True
    """
    tokens = [fold(token) for token in name.split()]
    if tokens and len(tokens) > 1 and tokens[0] in _GIVEN:
        return "f" if tokens[0] in FEMALE_NAMES else "m"
    if len(tokens) == 1 and tokens[0] in FEMALE_NAMES:
        return "f"
    if words & FEMALE_WORDS and not words & MALE_WORDS:
        return "f"
    if words & MALE_WORDS and not words & FEMALE_WORDS:
        return "m"
    return (
        "f"
        if tokens and len(tokens[-1]) > 5 and _FEMALE_ENDING.search(tokens[-1])
        else None
    )


def _spell(tokens: list[str]) -> str:
    shouted = len(tokens) > 1 and all(t.isupper() for t in tokens if len(t) > 2)
    if shouted and any(fold(token) in _GIVEN for token in tokens):
        tokens = [
            re.sub(r"\w+", lambda m: m[0].capitalize(), token) for token in tokens
        ]
    return " ".join(tokens)


def _after_titles(tokens: list[str]) -> tuple[list[str], frozenset[str]]:
    last = max((i for i, t in enumerate(tokens) if fold(t) in TITLES), default=-1)
    if last + 1 == len(tokens) and last > 0 and fold(tokens[0]) not in TITLES:
        last = -1
    rest = tokens[last + 1 :]
    while len(rest) > 1 and fold(rest[0]) in DEMONYMS:
        rest = rest[1:]
    while len(rest) > 1 and _SUFFIX.match(rest[-1]):
        rest = rest[:-1]
    return rest, frozenset(fold(token) for token in tokens[: last + 1])


def _from_given_name(tokens: list[str]) -> list[str]:
    known = [fold(t) in _GIVEN or len(fold(t)) < 2 for t in tokens]
    if len(tokens) > 2 and not known[0] and any(known[1:-1]):
        return tokens[known.index(True, 1) :]
    return tokens


def _kind(tokens: list[str], titles: frozenset[str], after_the: bool) -> str:
    lows = [fold(token) for token in tokens]
    if all(low in _LANDS for low in lows):
        return "organisation"
    if lows[0] in _GIVEN and len(tokens) > 1:
        return "person"
    if any(low in ORGANISATION_WORDS for low in lows):
        return "organisation"
    acronym = len(tokens) == 1 and tokens[0].isupper() and 1 < len(tokens[0]) < 7
    if titles:
        return "person"
    return "organisation" if acronym or after_the else "person"


def _run(text: str, start: int, tokens: list[tuple[int, str]]) -> Run:
    words, titles = _after_titles([token for _, token in tokens])
    first = start + tokens[0][0]
    end = start + tokens[-1][0] + len(tokens[-1][1])
    if not words:
        return Run(first, end, "", "title", titles)
    after_the = bool(_AFTER_THE.search(text, max(0, first - 4), first))
    words = _from_given_name(words) if after_the or len(words) > 2 else words
    kind = _kind(words, titles, after_the and len(words) < 5)
    if kind == "organisation" and titles and len(words) < len(tokens):
        words = [token for _, token in tokens]
    return Run(first, end, _spell(words), kind, titles)


def _groups(match: re.Match[str]) -> Iterator[list[tuple[int, str]]]:
    group: list[tuple[int, str]] = []
    for token in re.finditer(r"\S+", match[0]):
        low = fold(token[0])
        is_given = low in _GIVEN and match[0][token.end() :].strip()
        if low in NOT_NAMES and not is_given:
            if group:
                yield group
            group = []
        elif group or fold(token[0]) not in PARTICLES or token[0][0].isupper():
            group.append((token.start(), token[0]))
    if group:
        yield group


def find_runs(text: str) -> list[Run]:
    """
    Find the capitalised names in `text`, each without its titles.

    Examples
    --------
    >>> [(run.name, run.kind) for run in find_runs("Mr. Berg left the Senate.")]
    [('Berg', 'person'), ('Senate', 'organisation')]
    """
    found = []
    for match in _RUN.finditer(text):
        for group in _groups(match):
            found.append(_run(text, match.start(), group))
    return found
