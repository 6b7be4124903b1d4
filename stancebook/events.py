"""What an annotator does is an event; what holds is what a replay of them leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stancebook.schema import LAYERS

__all__ = ["ACTIONS", "Event", "State", "find_fault", "replay", "unit_of"]

Event = dict[str, Any]
Unit = tuple[Any, ...]
ACTIONS = ("set", "clear", "comment", "skip", "undo", "redo")
_EVENT = re.compile(r"[A-Za-z0-9_-]{8,64}")


def unit_of(event: Event) -> Unit:
    """Return what an event decides: events of one unit replace each other."""
    parts = ("layer", "paragraph", "target", "holder", "item")
    return (*(event.get(part) for part in parts), event.get("occasion") or 0)


@dataclass(frozen=True)
class State:
    """What holds after all events: the last decision, note and skip of each unit."""

    decisions: dict[Unit, Event] = field(default_factory=dict)
    notes: dict[Unit, Event] = field(default_factory=dict)
    skipped: dict[Unit, Event] = field(default_factory=dict)


def replay(events: Iterable[Event]) -> State:
    """
    Return what holds after a log's events, in the order of its lines.

    An undone event counts as if it had never been; the one before it holds again. An
    event that stands twice counts once.

    Examples
    --------
    >>> own = {"layer": "voice", "paragraph": "a#0"}
    >>> first = {"event": "e1", "action": "set", **own, "value": "mixed"}
    >>> second = {"event": "e2", "action": "set", **own, "value": "reported"}
    >>> undo = {"event": "e3", "action": "undo", "of": "e2"}
    >>> [event["value"] for event in replay([first, second, undo]).decisions.values()]
    ['mixed']
    """
    unique = {event["event"]: event for event in reversed(list(events))}
    known = list(reversed(unique.values()))
    undone: set[str] = set()
    for event in known:
        if event["action"] == "undo":
            undone.add(event["of"])
        elif event["action"] == "redo":
            undone.discard(event["of"])
    state = State()
    for event in known:
        if event["event"] not in undone:
            _apply(state, event)
    return state


def _apply(state: State, event: Event) -> None:
    unit, action = unit_of(event), event["action"]
    if action == "comment":
        state.notes.pop(unit, None)
        if event["note"].strip():
            state.notes[unit] = event
    elif action in ("set", "clear", "skip"):
        state.decisions.pop(unit, None)  # the last decided stands last
        state.skipped.pop(unit, None)
        if action == "set":
            state.decisions[unit] = event
        elif action == "skip":
            state.skipped[unit] = event


def find_fault(event: Any) -> str | None:
    """Say why something is no event, if it is none."""
    if not isinstance(event, dict):
        return "not a JSON object"
    if not _is(event, "event") or not _EVENT.fullmatch(event["event"]):
        return "`event` is no id of 8 to 64 letters, digits, - or _"
    action = event.get("action")
    if action not in ACTIONS:
        return f"action {action!r} is not one of {', '.join(ACTIONS)}"
    if action in ("undo", "redo"):
        return None if _is(event, "of") else f"`of` does not say what to {action}"
    if event.get("layer") not in LAYERS:
        return f"layer {event.get('layer')!r} is not one of {', '.join(LAYERS)}"
    if not _is(event, "paragraph") or "#" not in event["paragraph"]:
        return f"paragraph {event.get('paragraph')!r} is not of the form article#3"
    return _problem_of_parts(event)


def _problem_of_parts(event: Event) -> str | None:
    needed = {"set": "value", "comment": "note"}.get(event["action"])
    if needed and not isinstance(event.get(needed), str):
        return f"`{needed}` is missing or no text"
    if needed == "value" and not event["value"].strip():
        return "`value` is empty"
    optional = ("target", "holder", "item")
    if odd := [
        part for part in optional if not isinstance(event.get(part), str | None)
    ]:
        return f"`{odd[0]}` is neither null nor a text"
    occasion = event.get("occasion")
    if type(occasion) is not int and occasion is not None:
        return "`occasion` is no number"
    return None


def _is(event: Event, key: str) -> bool:
    return isinstance(event.get(key), str) and bool(event[key].strip())
