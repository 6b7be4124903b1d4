"""Each ruling says in words how it came about."""

from typing import Any

import pytest

from stancebook.rulings import (
    explain,
    rule_by_model,
    rule_by_people,
    rule_by_votes,
)
from stancebook.units import Unit


def cast(*pairs: str) -> tuple[dict[str, Any], ...]:
    """Votes written as `ana:mixed`."""
    split = (pair.split(":") for pair in pairs)
    return tuple(
        {"by": name, "value": value, "start": None, "end": None, "annotator": name}
        for name, value in split
    )


def unit(*votes: str, decisions: tuple[dict[str, Any], ...] = ()) -> Unit:
    return Unit(("voice", "dam#0", None, None), cast(*votes), decisions, 3)


@pytest.mark.parametrize(
    ("votes", "how", "expected"),
    [
        (["ana:mixed"], "unanimous", "one vote: ana"),
        (["ana:mixed", "ben:mixed"], "unanimous", "unanimous: ana and ben agree"),
        (
            ["ana:mixed", "ben:credit", "eva:credit"],
            "majority",
            "majority: 2 of 3, ben and eva; not ana",
        ),
        (["ana:mixed", "ben:credit", "eva:credit"], "unanimous", None),
        (["ana:mixed", "ben:credit"], "majority", None),
    ],
)
def test_rules_over_votes(votes: list[str], how: str, expected: str | None) -> None:
    """All, more than half, or nobody's; the words name each annotator."""
    ruling = rule_by_votes(unit(*votes), how)

    assert expected == (ruling and ruling.how)


def test_a_model_can_go_against_every_vote() -> None:
    """Its label stands though nobody gave it, and then it is by nobody."""
    ruling = rule_by_model(
        unit("ana:mixed", "ben:mixed"), "mace", ("credit", 0.95), 0.9
    )

    assert ruling is not None
    assert ("credit", ()) == (ruling.chosen[0]["value"], ruling.by)
    assert "mace: p 0.95 from the votes of ana and ben" == ruling.how


@pytest.mark.parametrize("p", [0.5, 0.5 + 1e-12, 0.89])
def test_an_unsure_model_is_no_ruling(p: float) -> None:
    """Under what is asked for, and at one half whatever is asked for."""
    least = 0.5 if p < 0.6 else 0.9

    assert rule_by_model(unit("ana:mixed"), "mace", ("mixed", p), least) is None


def test_people_are_named_with_those_they_judged() -> None:
    """Adjudicators who agree decide together."""
    both = cast("judge:credit", "jury:credit")
    ruling = rule_by_people(unit("ana:mixed", decisions=both))

    assert ruling is not None
    assert "adjudicated by judge and jury, between ana" == ruling.how


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (unit("ana:mixed"), "one vote"),
        (unit("ana:mixed", "ben:mixed"), "votes agree"),
        (unit("ana:mixed", "ben:credit"), "votes differ"),
        (unit(), "only repeats"),
        (unit("ana:sad"), "a label that gold cannot hold"),
        (
            unit("ana:mixed", decisions=cast("x:credit", "y:mixed")),
            "adjudicators differ",
        ),
    ],
)
def test_reasons(own: Unit, expected: str) -> None:
    """Why nothing decides a unit has six answers."""
    assert expected == explain(own)
