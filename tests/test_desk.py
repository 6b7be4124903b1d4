"""A desk answers a page: what is asked, saved, failed and refused."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import stancebook as sb
from stancebook.desk import Desk
from stancebook.journal import Journal, read_log
from stancebook.schema import STANCES, InputError
from tests.conftest import fake_voices, make_articles

SET = {"action": "set", "layer": "voice", "paragraph": "dam#0", "value": "mixed"}


@pytest.fixture
def paragraphs() -> pd.DataFrame:
    return sb.segment(make_articles(dam=["The Karadere dam", "It holds said Ana and."]))


def save(desk: Desk, *events: dict[str, Any]) -> dict[str, Any]:
    numbered = [{"event": f"event-{n:03}", **e} for n, e in enumerate(events)]
    return desk.answer({"kind": "save", "request": "r", "events": numbered})


def test_saved_is_said_of_what_is_on_the_disk(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame
) -> None:
    """The reply names the events, and a reader of the log finds them."""
    desk = Desk(paragraphs, codebook, "ana", tmp_path)
    reply = save(desk, SET)

    assert ("saved", "r", ["event-000"]) == (
        reply["kind"],
        reply["request"],
        reply["ids"],
    )
    assert "mixed" == read_log(tmp_path / "annotations" / "ana.jsonl")[0]["value"]
    assert ["mixed"] == desk.annotations["value"].tolist()


def test_facts_come_from_the_desk_and_not_from_the_page(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame
) -> None:
    """A page can neither sign for another nor add keys of its own."""
    desk = Desk(paragraphs, codebook, "ana", tmp_path)
    save(desk, {**SET, "annotator": "ben", "at": "1999", "extra": 1, "shown": True})
    [event] = read_log(tmp_path / "annotations" / "ana.jsonl")

    assert ("ana", False) == (event["annotator"], event["shown"])
    assert not event["at"].startswith("1999")
    assert "extra" not in event


def test_a_wrong_event_stops_its_batch(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame
) -> None:
    """All of a batch is written or nothing, and the culprit is named."""
    desk = Desk(paragraphs, codebook, "ana", tmp_path)
    reply = save(desk, SET, {**SET, "value": "happy"})

    assert ("refused", ["event-001"]) == (reply["kind"], reply["events"])
    assert not (tmp_path / "annotations" / "ana.jsonl").exists()


@pytest.mark.parametrize(
    "message",
    [None, [], {}, {"kind": "shout"}, {"kind": "open", "sheet": 9}, {"kind": "open"},
     {"kind": "save"}, {"kind": "save", "events": [3]}],
)  # fmt: skip
def test_nonsense_is_refused(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame, message: Any
) -> None:
    """A message that is none gets an answer, and does nothing."""
    desk = Desk(paragraphs, codebook, "ana", tmp_path)

    assert "refused" == desk.answer(message)["kind"]


def test_a_failure_is_an_answer(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame
) -> None:
    """What cannot be saved is told with its reason and mend, and can come again."""
    desk = Desk(paragraphs, codebook, "ana", tmp_path / "labels")
    (tmp_path / "labels").rename(tmp_path / "moved")
    failed = save(desk, SET)
    (tmp_path / "moved").rename(tmp_path / "labels")

    assert ("failed", "the folder is gone") == (failed["kind"], failed["reason"])
    assert "Put it back" in failed["mend"]
    assert "saved" == save(desk, SET)["kind"]


def test_the_page_gets_what_was_decided_before(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame
) -> None:
    """Another day's desk hands the page all events, and the codebook to read."""
    save(Desk(paragraphs, codebook, "ana", tmp_path), SET)
    page = Desk(paragraphs, codebook, "ana", tmp_path).page

    assert ["mixed"] == [event["value"] for event in page["events"]]
    assert ["voice", "stance", "attribution", "claims"] == [
        layer["name"] for layer in page["layers"]
    ]
    assert 2 == len(page["sheets"][0]["asked"])


def test_a_torn_log_is_reported_on_the_page(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame
) -> None:
    """Who opens a log that a crash has torn is told what became of the line."""
    own = Journal(tmp_path / "annotations", "ana")
    own.path.write_text('{"event": "eve')

    assert "torn" in Desk(paragraphs, codebook, "ana", tmp_path).page["notice"]


def test_stance_is_asked_of_the_holder_that_voices_name(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame
) -> None:
    """With voices, whose stance is asked is said; without, it is the innermost's."""
    voices = fake_voices(paragraphs, pd.DataFrame({"paragraph": ["dam#1"]}), None)
    named = Desk(paragraphs, codebook, "ana", tmp_path, voices=voices)
    bare = Desk(paragraphs, codebook, "ben", tmp_path)
    holders = [
        [unit.holder for unit in desk.sheets[0].units if unit.layer == "stance"]
        for desk in (named, bare)
    ]

    assert [["publisher", "source:Ana"], [None, None]] == holders


def test_suggestions_stay_away_unless_asked_for(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame
) -> None:
    """Off by default: what a model says is logged beside a decision and never sent."""
    voices = fake_voices(paragraphs, pd.DataFrame({"paragraph": ["dam#1"]}), None)
    desk = Desk(paragraphs, codebook, "ana", tmp_path, voices=voices)
    sheet = desk.answer({"kind": "open", "sheet": 0})
    save(desk, SET)
    [event] = read_log(tmp_path / "annotations" / "ana.jsonl")

    assert "suggestion" not in str(sheet)
    assert ("editorial", False) == (event["suggestion"], event["shown"])


def test_half_of_the_suggestions_are_shown_and_the_log_says_which(
    tmp_path: Path, codebook: Any
) -> None:
    """What the page shows is what the log calls shown, unit by unit."""
    paragraphs = sb.segment(make_articles(dam=[f"Number {n}." for n in range(40)]))
    voices = fake_voices(paragraphs, pd.DataFrame({"paragraph": []}), None)
    scores = pd.DataFrame(
        [
            {"paragraph": name, "target": "karadere-dam", "holder": "publisher"}
            | dict.fromkeys(STANCES, 0.1)
            | {"against": 0.7, "innermost": True}
            for name in paragraphs["paragraph"]
        ]
    )
    desk = Desk(
        paragraphs,
        codebook,
        "ana",
        tmp_path,
        targets=["karadere-dam"],
        voices=voices,
        scores=scores,
        suggest=True,
    )
    rows = desk.answer({"kind": "open", "sheet": 0})["paragraphs"]
    units = [(row["paragraph"], unit) for row in rows for unit in row["units"]]
    values = {"voice": "mixed", "stance": "favor"}
    events = [
        {"action": "set", "paragraph": name, "value": values[unit["layer"]]}
        | {part: unit[part] for part in ("layer", "target", "holder")}
        for name, unit in units
    ]
    save(desk, *events)
    log = read_log(tmp_path / "annotations" / "ana.jsonl")

    assert ["suggestion" in unit for _, unit in units] == [e["shown"] for e in log]
    assert 20 < sum(event["shown"] for event in log) < 60
    assert {"editorial", "against"} == {event["suggestion"] for event in log}


def test_assigned_work_is_ones_own(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame
) -> None:
    """Rows of others are left out, and somebody without work is told."""
    work = sb.assign(paragraphs, ["ana", "ben"], overlap=1)
    who = work["annotator"].iloc[0]
    desk = Desk(work, codebook, who, tmp_path, paragraphs=paragraphs)

    assert 2 == len(desk.sheets[0].asked)
    with pytest.raises(InputError, match="nothing is assigned to 'carla'"):
        Desk(work, codebook, "carla", tmp_path, paragraphs=paragraphs)


def test_who_is_not_blind_sees_the_others(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame
) -> None:
    """With blind=False votes of others stand beside; with blind=True they do not."""
    save(Desk(paragraphs, codebook, "ben", tmp_path), SET)
    seen = []
    for blind in (False, True):
        work = sb.assign(paragraphs, ["ana"], overlap=1, blind=blind)
        desk = Desk(work, codebook, "ana", tmp_path, paragraphs=paragraphs)
        row = desk.answer({"kind": "open", "sheet": 0})["paragraphs"][0]
        seen.append([v["value"] for v in row["units"][0].get("votes", [])])

    assert [["mixed"], []] == seen


def test_a_layer_that_is_none_is_an_error(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame
) -> None:
    """A misspelt layer stops before a log is opened."""
    with pytest.raises(InputError, match="no layer 'mood'"):
        Desk(paragraphs, codebook, "ana", tmp_path, layers=["mood"])

    assert [] == list(tmp_path.iterdir())


def test_a_page_that_is_drawn_anew_gets_all_events(
    tmp_path: Path, codebook: Any, paragraphs: pd.DataFrame
) -> None:
    """What was decided since the desk was made is told when it is asked for."""
    desk = Desk(paragraphs, codebook, "ana", tmp_path)
    save(desk, SET)
    reply = desk.answer({"kind": "events"})

    assert ["mixed"] == [event["value"] for event in reply["events"]]
