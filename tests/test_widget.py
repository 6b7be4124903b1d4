"""The widget passes messages on to its desk, and looks nowhere else for its files."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import stancebook as sb
from stancebook.widget import Annotator
from tests.conftest import ROOT, make_articles


@pytest.fixture
def annotator(tmp_path: Path, codebook: sb.Codebook) -> Annotator:
    paragraphs = sb.segment(make_articles(dam=["The Karadere dam"]))
    return sb.Annotator(paragraphs, codebook, annotator="ana", save_to=tmp_path)


def test_a_message_is_answered(annotator: Annotator) -> None:
    """What the page sends goes to the desk, and its reply goes back to the page."""
    sent: list[Any] = []
    annotator.send = sent.append  # type: ignore[method-assign]
    annotator._hear(annotator, {"kind": "open", "sheet": 0}, [])

    assert ["sheet"] == [reply["kind"] for reply in sent]
    assert "ana" == annotator.page["annotator"]


def test_what_was_decided_is_a_table(annotator: Annotator) -> None:
    """`annotations` is read back from the disk."""
    unit = {"layer": "voice", "paragraph": "dam#0", "value": "mixed"}
    event = {"event": "event-01", "action": "set", **unit}
    before = annotator.annotations
    annotator.desk.answer({"kind": "save", "events": [event]})

    assert isinstance(before, pd.DataFrame)
    assert [0, 1] == [len(before), len(annotator.annotations)]


def test_script_and_style_name_no_other_host() -> None:
    """No address of a CDN, or of anybody, is in what a notebook loads."""
    static = ROOT / "stancebook" / "static"
    files = [*static.glob("annot*.js"), *static.glob("annot*.css")]

    assert 3 == len(files)
    assert [] == [path for path in files if "//" in path.read_text().replace("// ", "")]


def test_script_writes_no_markup() -> None:
    """Text of an article can become no element: nothing parses markup in the page."""
    script = (ROOT / "stancebook" / "static" / "annotator.js").read_text()
    doors = ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write")

    assert [] == [door for door in doors if door in script]
