"""An article introduces its people once, so this file gathers who appears in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from stancebook.given_names import FEMALE_NAMES, MALE_NAMES
from stancebook.lexicon import (
    DEMONYMS,
    HONORIFICS,
    ORGANISATION_WORDS,
    PERSON_ROLES,
    PLACES,
    TITLES,
)
from stancebook.mentions import Mention, read_mention
from stancebook.names import Run, find_runs, fold, gender_of, name_key

__all__ = ["Event", "Person", "find_events", "find_person", "gather_cast"]

_SURNAME_FIRST = frozenset(
    re.findall(
        r"\w+",
        "xi li wang zhang kim park moon hu liu chen yang zhao huang zhou wu nguyen "
        "choi ban hua geng mao jiang zhu deng yoon cho kang lu ma sun ri le",
    )
)
_APPOSITION = re.compile(
    r"^['’]?s?,?\s*(?:\([^)]{1,20}\))?,\s(?:\d+,\s)?(?:the|an?|who\s(?:is|was)\s)?([^,.;]{3,70})"
)
_GIVEN = FEMALE_NAMES | MALE_NAMES
_NEVER_FIRST = DEMONYMS | PLACES | ORGANISATION_WORDS
_JOBS = TITLES | PERSON_ROLES
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")


@dataclass
class Person:
    """Somebody whom the article names; `words` are those that introduce them."""

    name: str
    keys: tuple[str, ...]
    gender: str | None
    words: set[str] = field(default_factory=set)
    count: int = 1

    @property
    def surname(self) -> str:
        """The word by which later paragraphs call them."""
        return self.keys[0] if self.keys[0] in _SURNAME_FIRST else self.keys[-1]


@dataclass(frozen=True)
class Event:
    """The narration names someone; a later pronoun means the heaviest name nearby."""

    offset: int
    name: str
    gender: str | None
    is_person: bool
    weight: float


def _keys(name: str) -> tuple[str, ...]:
    keys = tuple(name_key(token) for token in name.split())
    return tuple(key for key in keys if len(key) > 1) or keys


def _is_same(person: Person, keys: tuple[str, ...]) -> bool:
    if len(keys) == 1 or len(person.keys) == 1:
        return keys[-1] == person.surname or (keys[0] == person.keys[0] != keys[-1])
    ends = keys[-1] == person.keys[-1]
    return (ends and keys[0] == person.keys[0]) or person.keys[-len(keys) :] == keys


def _fits(person: Person, gender: str | None) -> bool:
    return gender is None or person.gender in (None, gender)


def find_person(name: str, gender: str | None, cast: list[Person]) -> Person | None:
    """
    Find whom a name means among the people of the article.

    A bare surname that several bear means the one named most often.

    Examples
    --------
    >>> cast = gather_cast(["Ada Berg met Otto Berg. Ada Berg left."], [])
    >>> find_person("Berg", None, cast).name, find_person("Berg", "m", cast).name
    ('Ada Berg', 'Otto Berg')
    """
    keys = _keys(name)
    fitting = [person for person in cast if _fits(person, gender)]
    found = [p for p in fitting if len(p.keys) > 1 and _is_same(p, keys)]
    if not found and len(keys) == 1:
        found = [p for p in fitting if keys[0] in (p.keys[0], p.surname)]
    return max(found, key=lambda person: person.count, default=None)


def _before(text: str, run: Run) -> set[str]:
    before = text[max(0, run.start - 200) : run.start]
    words = re.findall(r"[\w.-]+", re.split(r"[,.;:“”\"]\s", before)[-1])[-4:]
    near = [fold(word) for word in words]
    return set(near) if near and near[-1] in _JOBS else set()


def _after(text: str, run: Run) -> set[str]:
    match = _APPOSITION.match(text[run.end : run.end + 120])
    told = match[1] if match else ""
    words = {fold(word) for word in re.findall(r"[\w.-]+", told)}
    return words if words & _JOBS else set()


def _add(cast: list[Person], name: str, gender: str | None, words: set[str]) -> None:
    keys = _keys(name)
    full = [p for p in cast if len(keys) > 1 and len(p.keys) > 1]
    known = next((person for person in full if _is_same(person, keys)), None)
    if known is None:
        cast.append(Person(name, keys, gender, words))
        return
    known.count += 1
    known.words |= words
    known.gender = known.gender or gender


def _is_headline(text: str) -> bool:
    """Say whether most words are capitalised, so that capitals tell no names."""
    words = re.findall(r"[^\W\d_]{4,}", text)
    capitals = [word for word in words if word[0].isupper()]
    return len(words) > 5 and len(capitals) > 0.8 * len(words)


def _bare_surnames(text: str) -> Iterator[str]:
    for run in find_runs(text):
        if run.kind == "person" and " " not in run.name:
            yield name_key(run.name)


def _is_sure(run: Run, surnames: set[str]) -> bool:
    first, last = fold(run.name.split()[0]), _keys(run.name)[-1]
    if first in _NEVER_FIRST:
        return False
    given = first in _GIVEN or "-" in run.name.split()[-1]
    return given or bool(run.titles) or last in surnames


def _add_single(cast: list[Person], mention: Mention, is_source: bool) -> None:
    if not mention.name or " " in mention.name:
        return
    known = find_person(mention.name, mention.gender, cast)
    told = mention.words & _JOBS
    if known:
        known.words |= told
        known.gender = known.gender or mention.gender
    elif is_source or told & HONORIFICS:
        _add(cast, mention.name, mention.gender, set(mention.words))


def gather_cast(texts: list[str], mentions: Iterable[str | None]) -> list[Person]:
    """
    Gather the people whom an article names in full, in its text or as its sources.

    Examples
    --------
    >>> [person.name for person in gather_cast(["Spokeswoman Ada Berg spoke."], [])]
    ['Ada Berg']
    """
    cast: list[Person] = []
    texts = [text for text in texts if not _is_headline(text)]
    read = [
        mention for mention in map(read_mention, mentions) if mention.kind == "person"
    ]
    surnames = {_keys(mention.name)[-1] for mention in read if mention.name}
    surnames |= {surname for text in texts for surname in _bare_surnames(text)}
    for text in texts:
        for run in find_runs(text):
            if run.kind == "person" and " " in run.name and _is_sure(run, surnames):
                words = set(run.titles) | _before(text, run) | _after(text, run)
                gender = gender_of(run.name, frozenset(words - _after(text, run)))
                _add(cast, run.name, gender, words)
    for mention in read:
        if mention.name and " " in mention.name:
            _add(cast, mention.name, mention.gender, set(mention.words))
    for run in (run for text in texts for run in find_runs(text) if run.titles):
        gender = gender_of(run.name, run.titles)
        _add_single(cast, Mention("person", run.name, gender, run.titles), False)
    for mention in read:
        _add_single(cast, mention, True)
    return cast


def _weight(text: str, run: Run) -> float:
    before = text[max(0, run.start - 200) : run.start]
    opening = re.split(r"[.!?]['\"”’]?\s", before)[-1]
    return 2.0 if len(re.findall(r"\w+", opening)) < 4 else 1.0


def find_events(text: str, cast: list[Person]) -> list[Event]:
    """
    Find where the narration, outside quotation marks, names people and bodies.

    Examples
    --------
    >>> [event.name for event in find_events("Reuters met Ada. “Otto,” she said.", [])]
    ['Reuters', 'Ada']
    """
    plain = _QUOTED.sub(lambda match: " " * len(match[0]), text)
    events = []
    for run in find_runs(plain):
        if run.kind == "title":
            continue
        known = run.kind == "person" and find_person(
            run.name, gender_of(run.name, run.titles), cast
        )
        name, gender = (known.name, known.gender) if known else (run.name, None)
        is_person = bool(known) or (run.kind == "person" and bool(run.titles))
        events.append(Event(run.start, name, gender, is_person, _weight(plain, run)))
    return events
