"""What holds follows from the events, in order, each counted once."""

from hypothesis import given
from hypothesis import strategies as st

from stancebook.events import ACTIONS, replay, unit_of

UNIT = {"layer": "voice", "paragraph": "a#0"}


def decide(name: str, value: str = "reported", **more: object) -> dict[str, object]:
    return {"event": name, "action": "set", **UNIT, "value": value, **more}


def undo(name: str, of: str, action: str = "undo") -> dict[str, object]:
    return {"event": name, "action": action, "of": of}


def held(events: list[dict[str, object]]) -> list[object]:
    return [event["value"] for event in replay(events).decisions.values()]


def test_undo_and_redo_go_back_and_forth() -> None:
    """What is undone gives way to what held before; what is redone holds again."""
    events = [decide("event-01", "mixed"), decide("event-02", "credit")]
    events.append(undo("event-03", "event-02"))
    back = held(events)
    events.append(undo("event-04", "event-02", "redo"))

    assert (["mixed"], ["credit"]) == (back, held(events))


def test_a_clear_can_be_undone() -> None:
    """A decision that was taken away comes back."""
    clear = {"event": "event-02", "action": "clear", **UNIT}
    events = [decide("event-01"), clear]
    cleared = held(events)
    events.append(undo("event-03", "event-02"))

    assert ([], ["reported"]) == (cleared, held(events))


def test_a_skip_waits_until_it_is_decided() -> None:
    """A skipped unit is open no more once it has a value."""
    skip = {"event": "event-01", "action": "skip", **UNIT}
    after = replay([skip, decide("event-02")])

    assert [1, 0] == [len(replay([skip]).skipped), len(after.skipped)]


def test_an_empty_comment_takes_the_note_away() -> None:
    """The last comment is the note; one without words removes it."""
    first = {"event": "event-01", "action": "comment", **UNIT, "note": "Irony?"}
    last = {**first, "event": "event-02", "note": " "}

    assert ["Irony?"] == [e["note"] for e in replay([first]).notes.values()]
    assert {} == replay([first, last]).notes


def test_units_differ_by_all_that_names_them() -> None:
    """Another target, holder, repeat or span is another unit."""
    others: list[dict[str, object]] = [
        {},
        {"target": "dam"},
        {"holder": "publisher"},
        {"occasion": 1},
        {"item": "span-1"},
    ]
    units = {unit_of(decide("event-01", **more)) for more in others}

    assert 5 == len(units)


names = st.sampled_from([f"event-{n:02}" for n in range(8)])


@given(st.lists(st.tuples(st.sampled_from(ACTIONS), names, names), max_size=25))
def test_a_replay_takes_doubled_lines_once(
    steps: list[tuple[str, str, str]],
) -> None:
    """A merge of a log with itself, line by line, changes nothing."""
    base = {**UNIT, "value": "mixed", "note": "x"}
    events = [{**base, "event": e, "action": a, "of": of} for a, e, of in steps]

    assert replay(events) == replay([each for e in events for each in (e, e)])


def test_the_first_occasion_needs_no_number() -> None:
    """An event that says nothing of an occasion is of the first one."""
    assert unit_of(decide("event-01")) == unit_of(decide("event-02", occasion=0))
