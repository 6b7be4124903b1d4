"""Each way to decide a unit is one function, and so is why nothing decides it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stancebook.schema import MARKED
from stancebook.units import Unit, name_people
from stancebook.votes import Vote, content_of, differ
from stancebook.wording import join

__all__ = [
    "Ruling",
    "explain",
    "rule_by_model",
    "rule_by_people",
    "rule_by_votes",
]

_EVEN = 0.5 + 1e-9  # a model that is no surer than this has not decided


@dataclass(frozen=True)
class Ruling:
    """What a unit is decided to be: a vote to stand for each row, by whom and how."""

    chosen: tuple[Vote, ...]
    by: tuple[str, ...]
    how: str
    p: float | None = None


def _own(unit: Unit, votes: Sequence[Vote], name: str) -> tuple[Vote, ...]:
    """Return what one person gave, each content once, in the order of the text."""
    own = {content_of(unit.layer, vote): vote for vote in votes if vote["by"] == name}
    return tuple(sorted(own.values(), key=lambda v: (v["start"] or 0, v["value"])))


def rule_by_people(unit: Unit) -> Ruling | None:
    """Return what adjudicators decided, where they agree."""
    people = name_people(unit.decisions)
    if differ(unit.layer, unit.decisions, len(people)):
        return None
    how = f"adjudicated by {join(people)}"
    if unit.voters:
        how += f", between {join(unit.voters)}"
    return Ruling(_own(unit, unit.decisions, people[0]), tuple(people), how)


def rule_by_votes(unit: Unit, how: str) -> Ruling | None:
    """Return what all say or, with `majority`, more than half; a tie is no ruling."""
    voters = unit.voters
    if not unit.is_disputed:
        agree = f"unanimous: {join(voters)} agree"
        said = agree if len(voters) > 1 else f"one vote: {voters[0]}"
        return Ruling(_own(unit, unit.votes, voters[0]), tuple(voters), said)
    if how != "majority" or unit.layer in MARKED:
        return None
    [(value, count)] = Counter(v["value"] for v in unit.votes).most_common(1)
    if 2 * count <= len(voters):
        return None
    by = name_people([vote for vote in unit.votes if vote["value"] == value])
    others = [name for name in voters if name not in by]
    said = f"{count} of {len(voters)}, {join(by)}; not {join(others)}"
    return Ruling(_own(unit, unit.votes, by[0]), tuple(by), f"majority: {said}")


def rule_by_model(
    unit: Unit, how: str, likely: tuple[str, float], sure: float
) -> Ruling | None:
    """Return a model's label, where it is sure enough; `by` is who gave it, too."""
    value, p = likely
    if p < sure or p <= _EVEN:
        return None
    by = name_people([vote for vote in unit.votes if vote["value"] == value])
    said = f"{how}: p {p:.2f} from the votes of {join(unit.voters)}"
    chosen = {**unit.votes[0], "value": value}
    return Ruling((chosen,), tuple(by), said, p)


def explain(unit: Unit) -> str:
    """Say why nothing decides a unit."""
    if unit.is_faulty:
        return "a label that gold cannot hold"
    if unit.decisions and rule_by_people(unit) is None:
        return "adjudicators differ"
    if not unit.votes:
        return "only repeats"
    if unit.is_disputed:
        return "votes differ"
    return "one vote" if len(unit.voters) == 1 else "votes agree"
