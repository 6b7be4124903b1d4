"""Votes are told apart by letters, and disputes by what was decided."""

from typing import Any

import pandas as pd
import pytest

from stancebook.votes import Votes, collect_votes, content_of, differ, draw_lot


def vote(annotator: str, value: str, paragraph: str = "dam#0", **more: Any) -> Any:
    row = {"layer": "voice", "paragraph": paragraph, "target": None, "value": value}
    return {**row, "annotator": annotator, **more}


def test_letters_tell_nobody_who_voted() -> None:
    """Who is A changes from unit to unit, and no name is in what is shown."""
    rows = [
        vote(name, value, f"dam#{n}")
        for n in range(30)
        for name, value in (("ana", "mixed"), ("ben", "reported"))
    ]
    votes = Votes.read(pd.DataFrame(rows), 7)
    first = [own[0]["value"] for own in votes.by_unit.values()]

    assert {"mixed", "reported"} == set(first)
    assert "ana" not in str(votes)
    assert {"A", "B"} == {one["by"] for own in votes.by_unit.values() for one in own}


def test_a_repeat_is_no_second_vote() -> None:
    """The same person's second reading disputes nothing."""
    rows = [vote("ana", "mixed", occasion=0), vote("ana", "credit", occasion=1)]
    votes = Votes.read(pd.DataFrame(rows), 7)

    assert not votes.is_disputed(("voice", "dam#0", None, None))


def test_lots_are_even_and_do_not_hang_on_order() -> None:
    """About half of all units are drawn, the same ones each time."""
    drawn = [draw_lot(7, "suggest", f"a#{n}") % 2 for n in range(2000)]

    assert 0.45 < sum(drawn) / 2000 < 0.55
    assert drawn != [draw_lot(8, "suggest", f"a#{n}") % 2 for n in range(2000)]


CLAIM = {"layer": "claims", "start": 0, "end": 3}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([vote("ana", "fact", **CLAIM), vote("ben", "fact", **CLAIM)], False),
        ([vote("ana", "fact", **CLAIM), vote("ben", "cause", **CLAIM)], True),
        (
            [vote("ana", "fact", **CLAIM), vote("ben", "fact", **{**CLAIM, "end": 4})],
            True,
        ),
        ([vote("ana", "fact", **CLAIM), vote("ben", "mixed")], True),
        ([vote("ana", "mixed"), vote("ben", "mixed")], False),
    ],
)
def test_spans_are_disputed_where_not_all_marked_the_same(
    rows: list[Any], expected: bool
) -> None:
    """Another label or end is a dispute, and so is a reader who marked nothing."""
    votes = Votes.read(pd.DataFrame(rows), 7)

    assert expected == votes.is_disputed(("claims", "dam#0", None, None))


def test_names_and_letters_dispute_alike() -> None:
    """Under letters or names, the same units are disputed: there is one definition."""
    rows = [
        vote("ana", "mixed"),
        vote("ben", "credit"),
        vote("ana", "mixed", "dam#1"),
        vote("ben", "mixed", "dam#1"),
        vote("ana", "fact", "dam#1", **CLAIM, holder="publisher"),
        vote("ben", "fact", "dam#1", **CLAIM),
    ]
    table = pd.DataFrame(rows)
    blind = Votes.read(table, 7)

    assert [True, False, True] == [blind.is_disputed(key) for key in blind.by_unit]
    assert [True, False, True] == [
        differ(key[0], own, 2) for key, own in collect_votes(table).items()
    ]


def test_an_attribution_is_what_it_holds() -> None:
    """Not how its JSON is written; what is no JSON agrees with itself alone."""
    span = '{"start": 0, "end": 9}'
    one = f'{{"kind": "direct", "source": [], "cue": [], "content": [{span}]}}'
    two = f'{{"content": [{span}], "cue": [], "source": [], "kind": "direct"}}'
    contents = [content_of("attribution", {"value": v}) for v in (one, two, "no", "[]")]

    assert contents[0] == contents[1]
    assert ["no", "[]"] == contents[2:]
