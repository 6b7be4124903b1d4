"""What was decided elsewhere enters a log once, and takes nothing from it."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stancebook.codebook import Codebook
from stancebook.journal import Journal
from stancebook.labels import read_annotations
from stancebook.schema import InputError
from stancebook.transfer import save_annotations

TEXT = "The dam \U0001f389 holds."
PARAGRAPHS = pd.DataFrame([{"paragraph": "a#0", "text": TEXT}])


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    base = {"layer": "voice", "paragraph": "a#0", "value": "mixed", "annotator": "ana"}
    facts = {"at": "2026-03-02T10:00:00+00:00", "codebook_version": "1.1"}
    return pd.DataFrame([{**base, **facts, **row} for row in rows]).astype(object)


def test_who_and_when_come_along(tmp_path: Path) -> None:
    """Each decision goes to its maker's log, with its time, its words and its note."""
    claim = {"layer": "claims", "value": "fact", "start": 0, "end": 7, "item": "s1"}
    save_annotations(
        table({"note": "torn"}, {**claim, "annotator": "ben"}),
        tmp_path,
        paragraphs=PARAGRAPHS,
    )
    ana, ben = read_annotations(tmp_path).to_dict("records")
    [event] = Journal(tmp_path / "annotations", "ben").events

    assert ("ana", "2026-03-02T10:00:00+00:00", "torn") == (
        *(ana["annotator"], ana["at"], ana["note"]),
    )
    assert ("The dam", 64) == (event["quote"], len(event["sha256"]))
    assert ("ben", 0, 7, "s1") == (
        *(ben[k] for k in ("annotator", "start", "end", "item")),
    )


def test_twice_is_as_good_as_once(tmp_path: Path) -> None:
    """A second import adds no line, even if the times are told otherwise."""
    rows = table({"note": "torn"}, {"paragraph": "a#1"})
    for own in (rows, rows, rows.assign(at="2026-04-01T10:00:00+00:00")):
        save_annotations(own, tmp_path)

    assert 3 == len(Journal(tmp_path / "annotations", "ana").events)


def test_what_was_changed_since_stays_changed(tmp_path: Path) -> None:
    """An old file does not bring an old decision back."""
    save_annotations(table({}), tmp_path)
    later = {"event": "later-0001", "action": "set", "layer": "voice"}
    later |= {"paragraph": "a#0", "value": "credit", "at": "", "codebook_version": ""}
    Journal(tmp_path / "annotations", "ana").append([later])
    save_annotations(table({}), tmp_path)

    assert ["credit"] == read_annotations(tmp_path)["value"].tolist()


def test_what_is_no_decision_is_listed(tmp_path: Path, codebook: Codebook) -> None:
    """An unknown label and a paragraph without a number are not written."""
    rows = table({"value": "opinion", "id": "e1"}, {"paragraph": "a", "id": "e2"}, {})
    lost = save_annotations(rows, tmp_path, codebook=codebook)

    assert [["e1"], ["e2"]] == lost["names"].tolist()
    assert ["mixed"] == read_annotations(tmp_path)["value"].tolist()


def test_a_name_that_is_none_stops_all(tmp_path: Path) -> None:
    """Nothing is written before every annotator's name is known to name a file."""
    with pytest.raises(InputError, match="no name for an annotator"):
        save_annotations(table({}, {"annotator": "../ben"}), tmp_path)

    assert [] == list(tmp_path.iterdir())
