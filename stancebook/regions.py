"""Most tools know labels, regions and links alone; an attribution is made of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stancebook.interchange import Mark, Spot
from stancebook.label_names import Name, read_name, write_name
from stancebook.losses import Losses
from stancebook.quotation import kind_of
from stancebook.schema import ATTRIBUTION_PARTS

__all__ = ["Kept", "Picture", "Region", "draw", "list_facts", "read"]

_FOREIGN = "a label that is none of ours"
_LOOSE = "a part that is linked to no attribution"
_ANCHORS = ("content", "cue", "source")


@dataclass(frozen=True)
class Region:
    """A named stretch of text; its facts are those of the decision it stands for."""

    name: str
    start: int
    end: int
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Picture:
    """One reading as a tool shows it: `labels` of the text, `regions`, `links`."""

    labels: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)


def list_facts(picture: Picture) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the facts of labels and regions, for a tool without a place for them."""
    facts = [*picture.labels, *((_key(own), own.facts) for own in picture.regions)]
    return [(key, own) for key, own in facts if own]


def _key(region: Region) -> str:
    return f"{region.start}:{region.end}:{region.name}"


class Kept:
    """The facts that `list_facts` listed, given back to what they are of."""

    def __init__(self, listed: Any, **common: Any) -> None:
        self._common = {k: v for k, v in common.items() if v not in (None, "")}
        self._listed: dict[str, list[Mapping[str, Any]]] = {}
        for pair in listed if isinstance(listed, list) else ():
            if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], dict):
                self._listed.setdefault(str(pair[0]), []).append(pair[1])

    def label(self, name: str) -> tuple[str, dict[str, Any]]:
        """Return a label with its facts; those of an equal one come next time."""
        own = self._listed.get(name)
        return name, {**self._common, **(own.pop(0) if own else {})}

    def region(self, name: str, start: int, end: int) -> Region:
        """Return a region with its facts."""
        bare = Region(name, start, end)
        return Region(name, start, end, self.label(_key(bare))[1])


def draw(marks: Sequence[Mark]) -> Picture:
    """
    Return marks as labels, regions and links between regions.

    The parts of an attribution are regions such as `attribution:cue`. One of them, its
    anchor, also names the kind (`attribution:content:direct`) and is linked to the
    others.

    Examples
    --------
    >>> spots = (Spot("cue", 0, 4), Spot("content", 5, 9))
    >>> picture = draw([Mark("attribution", "direct", spots=spots)])
    >>> [region.name for region in picture.regions], picture.links
    (['attribution:cue', 'attribution:content:direct'], [(1, 0)])
    """
    picture = Picture()
    for mark in marks:
        if mark.layer == "attribution":
            _draw_attribution(picture, mark)
            continue
        name = write_name(Name(mark.layer, mark.label, mark.target, mark.holder))
        facts = _facts(mark)
        picture.regions += [Region(name, s.start, s.end, facts) for s in mark.spots]
        if not mark.spots:
            picture.labels.append((name, facts))
    return picture


def _facts(mark: Mark) -> dict[str, Any]:
    """Add what a name does not hold: of an origin or an attribution, the holder."""
    own = {"target": mark.target, "holder": mark.holder}
    unsaid = mark.layer in ("origin", "attribution")
    return {**mark.facts, **({k: v for k, v in own.items() if v} if unsaid else {})}


def _draw_attribution(picture: Picture, mark: Mark) -> None:
    first = len(picture.regions)
    parts = [spot.part for spot in mark.spots]
    anchor = next(parts.index(part) for part in _ANCHORS if part in parts)
    for number, spot in enumerate(mark.spots):
        kind = mark.label if number == anchor else None
        name = write_name(Name("attribution", spot.part, kind))
        facts = _facts(mark) if number == anchor else {}
        picture.regions.append(Region(name, spot.start, spot.end, facts))
        if number != anchor:
            picture.links.append((first + anchor, first + number))


def read(picture: Picture, text: str, where: str, losses: Losses) -> list[Mark]:
    """
    Return the marks in a picture; what is no label of ours goes to the losses.

    Links between parts that no kind is given for join them, too: their kind is then
    read off the quotation marks.
    """
    marks = []
    for label, facts in picture.labels:
        if (name := read_name(label)) and name.layer != "attribution":
            marks.append(_mark(name, (), facts))
        else:
            losses.add(_FOREIGN, where, label)
    names = [read_name(region.name) for region in picture.regions]
    groups = _group(picture, names)
    for number, (region, name) in enumerate(zip(picture.regions, names, strict=True)):
        if name is None or (name.layer == "attribution" and not _is_part(name)):
            losses.add(_FOREIGN, where, region.name)
        elif name.layer != "attribution":
            spot = Spot("", region.start, region.end)
            marks.append(_mark(name, (spot,), region.facts))
        elif number in groups:
            marks.append(_join(picture, names, groups[number], number, text))
        elif not any(number in own for own in groups.values()):
            losses.add(_LOOSE, where, text[region.start : region.end])
    return marks


def _is_part(name: Name) -> bool:
    return name.label in ATTRIBUTION_PARTS


def _group(picture: Picture, names: Sequence[Name | None]) -> dict[int, list[int]]:
    """Return the regions of each attribution, by its anchor."""
    own = {
        n
        for n, name in enumerate(names)
        if name and name.layer == "attribution" and _is_part(name)
    }
    links = [(a, b) for a, b in picture.links if a in own and b in own]
    kinds = {n for n in own if (name := names[n]) and name.target}
    groups: dict[int, list[int]] = {n: [n] for n in sorted(kinds)}
    free = [(a, b) for a, b in links if a not in kinds and b not in kinds]
    for a, b in links:
        for anchor, other in ((a, b), (b, a)):
            if anchor in kinds and other not in kinds:
                groups[anchor].append(other)
    taken = {n for group in groups.values() for n in group}
    for a, b in free:  # made in a tool whose user named no kind
        home = next((k for k in groups if k not in kinds and {a, b} & {*groups[k]}), a)
        if not {a, b} & taken:
            groups.setdefault(home, [home])
            groups[home] += [n for n in (a, b) if n not in groups[home]]
    return {anchor: sorted(set(group)) for anchor, group in groups.items()}


def _join(
    picture: Picture,
    names: Sequence[Name | None],
    group: Sequence[int],
    anchor: int,
    text: str,
) -> Mark:
    spots = [
        Spot(name.label, picture.regions[n].start, picture.regions[n].end)
        for n in group
        if (name := names[n])
    ]
    spots.sort(key=lambda spot: ATTRIBUTION_PARTS.index(spot.part))
    named = names[anchor]
    content = [(spot.start, spot.end) for spot in spots if spot.part == "content"]
    kind = (named.target if named else None) or kind_of(text, content)
    return _mark(Name("attribution", kind), tuple(spots), picture.regions[anchor].facts)


def _mark(name: Name, spots: tuple[Spot, ...], given: Mapping[str, Any]) -> Mark:
    facts = dict(given)
    target = facts.pop("target", None) or name.target
    holder = facts.pop("holder", None) or name.holder
    return Mark(name.layer, name.label, target, holder, spots, facts)
