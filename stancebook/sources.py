"""A mention says "she" or "the diplomat", so this file works out who is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from stancebook.cast import Event, Person, find_events, find_person, gather_cast
from stancebook.lexicon import ROLE_WORDS
from stancebook.mentions import Mention, read_mention
from stancebook.quotation import find_quotations

__all__ = ["resolve_sources"]

_REACH = 6
_FADE = 0.45
_SOURCE_WEIGHT = 3.0
_UNSURE = 0.75
_HERE = 1.4
# "The nominee" is not the vice-presidential one.
_LESSER = {"vice", "deputy"}
# Roles of people who come and go unnamed.
_TOLD = {"judge", "prosecutor", "officer", "doctor"}
_BODIES = {
    *("company", "group", "organization", "organisation"),
    *("agency", "firm", "party"),
}


@dataclass
class _Story:
    """The article as read so far."""

    cast: list[Person]
    texts: list[str]
    common: set[str]
    events: dict[int, list[Event]]
    spoken: dict[int, list[Event]] = field(default_factory=dict)

    def before(self, paragraph: int, offset: int) -> Iterator[tuple[float, Event]]:
        """Yield what was named before a place, each with its faded weight."""
        for back in range(_REACH + 1):
            here = paragraph - back
            for event in self.events.get(here, []) + self.spoken.get(here, []):
                if back or event.offset < offset:
                    yield event.weight * (_FADE**back if back else _HERE), event


@dataclass(frozen=True)
class _Place:
    paragraph: int
    offset: int


@dataclass
class _Row:
    label: Any
    place: _Place
    text: str | None
    mention: Mention
    name: str | None = None


def _pick(
    story: _Story, place: _Place, gender: str | None, allowed: set[str] | None = None
) -> str | None:
    scores: dict[str, float] = {}
    for weight, event in story.before(place.paragraph, place.offset):
        fits = gender is None or event.gender in (None, gender)
        if event.is_person and fits and (allowed is None or event.name in allowed):
            sure = 1.0 if gender is None or event.gender == gender else _UNSURE
            nearer = 1 + event.offset / 1e6
            scores[event.name] = max(scores.get(event.name, 0), weight * sure * nearer)
    return max(scores, key=lambda name: scores[name], default=None)


def _resolve_pronoun(story: _Story, place: _Place, mention: Mention) -> str | None:
    name = _pick(story, place, mention.gender)
    known = next((person for person in story.cast if person.name == name), None)
    if known:
        known.gender = known.gender or mention.gender
    if name:
        return name
    people = [person for person in story.cast if person.gender == mention.gender]
    return max(people, key=lambda p: p.count).name if people else None


def _resolve_role(story: _Story, place: _Place, mention: Mention) -> str | None:
    wanted = {mention.noun} | ROLE_WORDS.get(mention.noun, frozenset())
    people = [
        person
        for person in story.cast
        if person.words & wanted
        and mention.gender in (None, person.gender)
        and not (person.words - mention.words) & _LESSER
    ]
    if people:
        closest = max(len(person.words & mention.words) for person in people)
        people = [p for p in people if len(p.words & mention.words) == closest]
        names = {person.name for person in people}
        chosen = _pick(story, place, mention.gender, names)
        return chosen or max(people, key=lambda person: person.count).name
    if mention.name or mention.noun in _TOLD:
        return mention.name
    return _pick(story, place, mention.gender)


def _resolve_body(story: _Story, place: _Place, noun: str) -> str | None:
    bodies = [
        (weight, event.name)
        for weight, event in story.before(place.paragraph, place.offset)
        if not event.is_person and event.name
    ]
    named = [pair for pair in bodies if noun and noun in pair[1].casefold().split()]
    if named or noun in _BODIES or not noun:
        return max(named or bodies, default=(0, None))[1]
    return None


def _resolve_person(story: _Story, mention: Mention) -> str | None:
    name = mention.name or ""
    known = find_person(name, mention.gender, story.cast)
    if known:
        return known.name
    return None if name.casefold() in story.common else name


def _resolve_relative(story: _Story, place: _Place) -> str | None:
    before = story.texts[place.paragraph][: place.offset][-80:]
    near = find_events(before, story.cast)
    return near[-1].name if near else None


def _resolve(story: _Story, place: _Place, mention: Mention) -> str | None:
    if mention.kind == "person":
        return _resolve_person(story, mention)
    if mention.kind == "organisation":
        return mention.name
    if mention.kind == "pronoun":
        return _resolve_pronoun(story, place, mention)
    if mention.kind == "role":
        return _resolve_role(story, place, mention)
    if mention.kind == "who":
        return _resolve_relative(story, place)
    if mention.kind in ("it", "thing"):
        return _resolve_body(story, place, mention.noun)
    return None


def _remember(story: _Story, place: _Place, name: str) -> None:
    person = next((p for p in story.cast if p.name == name), None)
    event = Event(
        place.offset,
        name,
        person.gender if person else None,
        bool(person),
        _SOURCE_WEIGHT,
    )
    story.spoken.setdefault(place.paragraph, []).append(event)


def _neighbour(rows: list[_Row], at: int) -> str | None:
    paragraph = rows[at].place.paragraph
    same = [i for i, r in enumerate(rows) if r.place.paragraph == paragraph and r.name]
    if same:
        return rows[min(same, key=lambda other: abs(other - at))].name
    last = [r.name for r in rows[:at] if r.place.paragraph == paragraph - 1 and r.name]
    return last[-1] if last else None


def _tell(texts: list[str], mentions: list[str | None]) -> _Story:
    cast = gather_cast(texts, mentions)
    common = {word for text in texts for word in re.findall(r"\b[a-z]+\b", text)}
    events = {at: find_events(text, cast) for at, text in enumerate(texts)}
    return _Story(cast, texts, common, events)


def _read_rows(mentions: pd.DataFrame, positions: dict[str, int]) -> list[_Row]:
    columns = ("paragraph", "start", "text")
    rows = []
    for label, paragraph, start, text in mentions[list(columns)].itertuples():
        told = text if isinstance(text, str) else None
        offset = int(start) if told and not pd.isna(start) else 0
        place = _Place(positions[paragraph], offset)
        rows.append(_Row(label, place, told, read_mention(told)))
    return rows


def _resolve_article(mentions: pd.DataFrame, paragraphs: pd.DataFrame) -> list[_Row]:
    positions = {name: at for at, name in enumerate(paragraphs["paragraph"])}
    rows = _read_rows(mentions, positions)
    story = _tell(list(paragraphs["text"]), [row.text for row in rows])
    for row in sorted(rows, key=lambda row: (row.place.paragraph, row.place.offset)):
        row.name = _resolve(story, row.place, row.mention)
        if row.name:
            _remember(story, row.place, row.name)
    _join_bodies(rows)
    for at, row in enumerate(rows):
        if _is_quoted_self(story, row) or not row.text:
            row.name = _neighbour(rows, at)
    return rows


def _join_bodies(rows: list[_Row]) -> None:
    """Give "the Coast Guard" its name in full where an article has just one for it."""
    bodies = {r.name for r in rows if r.mention.kind == "organisation" and r.name}
    for row in rows:
        name = row.name or ""
        longer = [body for body in bodies if body.endswith(f" {name}")]
        if name in bodies and " " in name and len(longer) == 1:
            row.name = longer[0]


def _is_quoted_self(story: _Story, row: _Row) -> bool:
    """Say if "we" is said by who is quoted; outside of quotations it is the page."""
    if row.mention.kind != "self":
        return False
    quoted = find_quotations(story.texts[row.place.paragraph])
    return any(start <= row.place.offset < end for start, end in quoted)


def resolve_sources(mentions: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.Series:
    """
    Name whom each mention of a source means, by rules over its whole article.

    `mentions` has the columns paragraph, start, end and text; text is empty where a
    quotation has no source of its own. Nobody can be named where the result is None.

    Examples
    --------
    >>> said = "Spokeswoman Ada Berg said no. “Never,” the diplomat said."
    >>> paragraphs = pd.DataFrame({"paragraph": ["a#0"], "text": [said]})
    >>> mentions = pd.DataFrame(
    ...     {"paragraph": "a#0", "start": [0, 39], "end": [20, 51],
    ...      "text": ["Spokeswoman Ada Berg", "the diplomat"]})
    >>> resolve_sources(mentions, paragraphs).tolist()
    ['Ada Berg', 'Ada Berg']
    """
    names: dict[Any, str | None] = {}
    articles = paragraphs.get("article", pd.Series("", index=paragraphs.index))
    for _, own in paragraphs.groupby(articles, sort=False):
        here = mentions[mentions["paragraph"].isin(own["paragraph"])]
        names |= {row.label: row.name for row in _resolve_article(here, own)}
    resolved = [names.get(label) for label in mentions.index]
    return pd.Series(resolved, index=mentions.index, dtype=object, name="source_name")
