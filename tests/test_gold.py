"""The gold labels are a table, or an error that names the line that is not a row."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.gold import read_gold
from stancebook.schema import TABLES, InputError

HOW = "composed for this test"
VOICE = {"layer": "voice", "paragraph": "a#0", "value": "reported", "how": HOW}
STANCE = {
    "layer": "stance",
    "paragraph": "a#0",
    "target": "dam",
    "value": "favor",
    "holder": "publisher",
    "how": HOW,
}
CLAIM = {
    "layer": "claims",
    "paragraph": "a#0",
    "value": "fact",
    "how": HOW,
    "start": 0,
    "end": 9,
}
SPANS = {"source": [], "cue": [], "content": [{"start": 0, "end": 9}]}
ATTRIBUTION = {
    "layer": "attribution",
    "paragraph": "a#0",
    "value": json.dumps({"kind": "direct", **SPANS}),
    "how": HOW,
}


def _write(folder: Path, *rows: Any) -> Path:
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    (folder / "gold.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _attribution(**changes: Any) -> dict[str, Any]:
    value = {"kind": "direct", **SPANS, **changes}
    return {**ATTRIBUTION, "value": json.dumps(value)}


def test_rows_become_a_gold_table(tmp_path: Path) -> None:
    """Each line is a row, in order, under the columns of the `gold` table."""
    gold = read_gold(_write(tmp_path, VOICE, STANCE, ATTRIBUTION, CLAIM))

    assert gold["layer"].to_list() == ["voice", "stance", "attribution", "claims"]
    assert list(TABLES["gold"]) == list(gold.columns)[: len(TABLES["gold"])]


def test_extra_keys_are_kept(tmp_path: Path) -> None:
    """A voice keeps its chain and a claim its offsets, as whole numbers."""
    chain = ["publisher", "wire:TASS"]

    gold = read_gold(_write(tmp_path, {**VOICE, "chain": chain}, CLAIM))

    assert chain == gold["chain"][0]
    assert (gold["start"][1], gold["end"][1]) == (0, 9)
    assert gold["start"].isna().to_list() == [True, False]


def test_blank_lines_count_but_hold_nothing(tmp_path: Path) -> None:
    """A blank line is skipped, and the line after it keeps its number."""
    folder = _write(tmp_path, VOICE, "", "{")

    with pytest.raises(InputError) as caught:
        read_gold(folder)

    assert caught.value.line == 3


def test_an_empty_file_is_an_empty_table(tmp_path: Path) -> None:
    """Before the first decision there are no rows, and that is no error."""
    gold = read_gold(_write(tmp_path))

    assert (0, len(TABLES["gold"])) == gold.shape


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    """A folder without gold labels is named."""
    with pytest.raises(
        InputError, match=r"gold\.jsonl: the gold labels cannot be read"
    ):
        read_gold(tmp_path)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ("[" * 100_000, "not JSON"),
        ("9" * 5_000, "not JSON"),
        ({**VOICE, "layer": "mood"}, "layer 'mood' is not one of"),
        ({**VOICE, "value": "opinion"}, "'opinion' is not a label of layer 'voice'"),
        ({**VOICE, "value": 3}, "`value` is missing"),
        ({**VOICE, "how": " "}, "`how` is missing"),
        ({**VOICE, "paragraph": "a"}, "not of the form"),
        ({**VOICE, "holder": 3}, "neither null nor a text"),
        ({**VOICE, "start": "x"}, "not two offsets"),
        (
            {**VOICE, "layer": "origin", "value": "TASS"},
            "not a label of layer 'origin'",
        ),
        (
            {**VOICE, "layer": "origin", "value": "wire:"},
            "not a label of layer 'origin'",
        ),
        ({**STANCE, "target": None}, "needs a target"),
        ({**STANCE, "value": "reported"}, "not a label of layer 'stance'"),
        ({**CLAIM, "end": 0}, "not two offsets"),
        ({**CLAIM, "end": 10**30}, "not two offsets"),
        ({**CLAIM, "start": True}, "not two offsets"),
        ({**ATTRIBUTION, "value": "direct"}, "value is JSON text"),
        (_attribution(kind="loud"), "kind is one of"),
        (_attribution(cue=None), "lists of spans"),
        (_attribution(source=[{"start": 4, "end": 4}]), "lists of spans"),
        (_attribution(content=[]), "has content"),
    ],
)
def test_a_line_that_is_no_row_is_named(tmp_path: Path, row: Any, problem: str) -> None:
    """The error names the file, the line and what is wrong with it."""
    folder = _write(tmp_path, {**VOICE, "paragraph": "b#0"}, row)

    with pytest.raises(InputError) as caught:
        read_gold(folder)

    assert problem in caught.value.problem
    assert (str(tmp_path / "gold.jsonl"), 2) == (caught.value.file, caught.value.line)


def test_undecodable_bytes_name_their_line(tmp_path: Path) -> None:
    """A line in another encoding is refused by its number."""
    line = json.dumps({**VOICE, "how": "für"}, ensure_ascii=False)
    (tmp_path / "gold.jsonl").write_bytes(b"\n" + line.encode("cp1252"))

    with pytest.raises(InputError) as caught:
        read_gold(tmp_path)

    assert caught.value.line == 2


@pytest.mark.parametrize("row", [VOICE, STANCE, CLAIM, ATTRIBUTION])
def test_a_decision_taken_twice_names_both_lines(
    tmp_path: Path, row: dict[str, Any]
) -> None:
    """Gold is one decision a place: a second one is refused, and the first is named."""
    folder = _write(tmp_path, row, {**row, "how": "again"})

    with pytest.raises(InputError, match="decided already, on line 1") as caught:
        read_gold(folder)

    assert caught.value.line == 2


def test_two_holders_of_one_target_are_two_decisions(tmp_path: Path) -> None:
    """The agency and the speaker each take a side in one paragraph."""
    folder = _write(tmp_path, STANCE, {**STANCE, "holder": "wire:TASS"})

    assert len(read_gold(folder)) == 2


@given(st.binary(max_size=200))
def test_any_bytes_give_a_table_or_an_input_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """Whatever stands in the file, the reader answers in one of two ways."""
    folder = tmp_path_factory.mktemp("labels")
    (folder / "gold.jsonl").write_bytes(content)

    try:
        rows = len(read_gold(folder))
    except InputError as error:
        rows = 0
        assert error.line >= 1

    assert rows == 0
