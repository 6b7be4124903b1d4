"""Logs become a table; nothing that was decided is dropped on the way."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stancebook.codebook import Codebook
from stancebook.journal import Journal
from stancebook.labels import label_of, read_annotations
from stancebook.schema import InputError, check
from tests.conftest import ROOT

CODEBOOK = ROOT / "labels" / "codebook.toml"


def log(
    folder: Path, annotator: str, *events: dict[str, Any], part: str = "annotations"
):  # type: ignore[no-untyped-def]
    base = {"action": "set", "layer": "voice", "paragraph": "a#0", "value": "mixed"}
    facts = {"at": "2026-03-02T10:00:00.000+00:00", "codebook_version": "1.1"}
    numbered = [
        {
            "event": f"{annotator}-{n:06}",
            "annotator": annotator,
            **base,
            **facts,
            **event,
        }
        for n, event in enumerate(events)
    ]
    Journal(folder / part, annotator).append(numbered)


def test_what_holds_is_a_table(tmp_path: Path) -> None:
    """The last decision of each unit is a row, with its note and who made it."""
    log(
        tmp_path,
        "ana",
        {},
        {"value": "credit"},
        {"action": "comment", "note": "torn"},
        {"paragraph": "a#1"},
        {"action": "undo", "of": "ana-000003"},
    )
    log(tmp_path, "ben", {"value": "reported", "seconds": 2.5})
    table = check(read_annotations(tmp_path), "annotations")

    assert [("ana", "credit", "torn"), ("ben", "reported", None)] == list(
        zip(table["annotator"], table["value"], table["note"], strict=True)
    )
    assert 2.5 == table["seconds"][1]


def test_a_log_is_its_files_annotators(tmp_path: Path) -> None:
    """Whatever stands in a line, an annotation is of the one whose log it is."""
    log(tmp_path, "ana", {"annotator": "ana"})

    assert ["ana"] == read_annotations(tmp_path)["annotator"].tolist()


def test_a_claim_keeps_its_span(tmp_path: Path) -> None:
    """Offsets and the id of a span come along."""
    claim = {"layer": "claims", "value": "fact", "start": 3, "end": 9, "item": "span-1"}
    log(tmp_path, "ana", claim)
    [row] = read_annotations(tmp_path).to_dict("records")

    assert (3, 9, "span-1") == (row["start"], row["end"], row["item"])


def own_codebook(folder: Path, old: str, new: str, more: str = "") -> Codebook:
    path = folder / "codebook.toml"
    text = CODEBOOK.read_text(encoding="utf-8").replace(old, new)
    path.write_text(text + more, encoding="utf-8")
    return Codebook.from_file(path)


def test_a_removed_label_is_orphaned_and_not_dropped(tmp_path: Path) -> None:
    """A decision outlives its label, and says that it has lost it."""
    log(tmp_path, "ana", {}, {"paragraph": "a#1", "value": "credit"})
    codebook = own_codebook(tmp_path, 'name = "mixed"', 'name = "both"')
    table = read_annotations(tmp_path, codebook)

    assert {"mixed": True, "credit": False} == dict(
        zip(table["value"], table["orphaned"], strict=True)
    )


def test_a_renamed_label_is_mapped(tmp_path: Path) -> None:
    """Where the codebook says what became of a label, its decisions follow."""
    log(tmp_path, "ana", {})
    renamed = '\n[[renamed]]\nlayer = "voice"\nfrom = "mixed"\nto = "both"\n'
    codebook = own_codebook(tmp_path, 'name = "mixed"', 'name = "both"', renamed)
    table = read_annotations(tmp_path, codebook)

    assert [("both", False)] == list(
        zip(table["value"], table["orphaned"], strict=True)
    )


def test_a_removed_target_is_orphaned_or_mapped(tmp_path: Path) -> None:
    """The same holds for a target of the codebook."""
    log(tmp_path, "ana", {"layer": "stance", "target": "old-dam", "value": "favor"})
    renamed = '\n[[renamed]]\nlayer = "target"\nfrom = "old-dam"\nto = "karadere-dam"\n'
    lost = read_annotations(tmp_path, Codebook.from_file(CODEBOOK))
    found = read_annotations(tmp_path, own_codebook(tmp_path, "", "", renamed))

    assert [True, False] == [lost["orphaned"][0], found["orphaned"][0]]
    assert "karadere-dam" == found["target"][0]


def test_adjudications_are_read_apart(tmp_path: Path) -> None:
    """Decisions of an adjudicator are no votes."""
    log(tmp_path, "ana", {})
    log(tmp_path, "eva", {"reason": "slip"}, part="adjudications")

    assert ["ana"] == read_annotations(tmp_path)["annotator"].tolist()
    assert ["slip"] == read_annotations(tmp_path, part="adjudications")[
        "reason"
    ].tolist()


def test_no_folder_is_an_error_and_no_log_is_none(tmp_path: Path) -> None:
    """A wrong path is told; before the first decision the table is empty."""
    with pytest.raises(InputError, match="no such folder"):
        read_annotations(tmp_path / "labls")

    assert 0 == len(read_annotations(tmp_path))


def test_a_broken_log_names_its_line(tmp_path: Path) -> None:
    """One bad line stops the reading, and says where it is."""
    log(tmp_path, "ana", {})
    with (tmp_path / "annotations" / "ana.jsonl").open("a") as file:
        file.write('{"event": "x"}\n{}\n')

    with pytest.raises(InputError, match=r"ana\.jsonl:2"):
        read_annotations(tmp_path)


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ('{"kind": "direct"}', "direct"),
        ("{}", ""),
        ("[]", "[]"),
        ("{", "{"),
        ("[" * 100_000, "[" * 100_000),
    ],
)
def test_the_label_of_an_attribution_is_its_kind(value: str, label: str) -> None:
    """What is no attribution has itself for a label, which no codebook has."""
    assert label == label_of("attribution", value)
    assert value == label_of("voice", value)


def test_the_gold_of_the_project_has_labels_of_its_codebook() -> None:
    """Every row of labels/gold.jsonl has a label that labels/codebook.toml allows."""
    codebook = Codebook.from_file(CODEBOOK)
    rows = [json.loads(line) for line in (ROOT / "labels" / "gold.jsonl").open()]
    table = pd.DataFrame(rows)

    assert all(
        codebook.allows(layer, label_of(layer, value))
        for layer, value in zip(table["layer"], table["value"], strict=True)
    )
