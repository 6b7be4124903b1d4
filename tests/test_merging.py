"""Gold is added to, and what somebody decided is never lost to a rule."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stancebook.adjudication import adjudicate
from stancebook.files import read_table, write_tables
from stancebook.gold import read_gold
from stancebook.merging import write_gold
from stancebook.schema import InputError


def vote(annotator: str, value: str, paragraph: str = "dam#0", **more: Any) -> Any:
    row = {"layer": "voice", "paragraph": paragraph, "target": None, "holder": None}
    return {**row, "value": value, "annotator": annotator, **more}


def agreed(value: str, paragraph: str = "dam#0", **more: Any) -> pd.DataFrame:
    rows = [vote(name, value, paragraph, **more) for name in ("ana", "ben")]
    return adjudicate(pd.DataFrame(rows))


def decided(value: str) -> pd.DataFrame:
    rows = [vote(name, "mixed") for name in ("ana", "ben")]
    judge = pd.DataFrame([vote("judge", value, reason="slip")])
    return adjudicate(pd.DataFrame(rows), decisions=judge)


def test_gold_comes_back_as_it_went(tmp_path: Path) -> None:
    """Labels and spans, with their votes, how they came about and by whom."""
    claims = agreed("fact", layer="claims", start=3, end=9)
    gold = pd.concat([agreed("mixed"), claims], ignore_index=True)
    report = write_gold(gold, tmp_path)
    back = read_gold(tmp_path)

    assert ["added", "added"] == report["action"].tolist()
    columns = ["layer", "paragraph", "value", "how", "by", "n", "votes"]
    assert gold[columns].to_dict("records") == back[columns].to_dict("records")
    assert [3, 9] == back.loc[1, ["start", "end"]].tolist()


def test_gold_of_a_table_on_disk_can_be_written(tmp_path: Path) -> None:
    """What `write_tables` wrote and `read_table` read is gold all the same."""
    claims = agreed("fact", layer="claims", start=3, end=9)
    gold = pd.concat([agreed("mixed"), claims], ignore_index=True)
    write_tables({"gold": gold}, tmp_path)
    write_gold(read_table(tmp_path, "gold"), tmp_path)

    assert ["mixed", "fact"] == read_gold(tmp_path)["value"].tolist()
    assert [["ana", "ben"]] * 2 == read_gold(tmp_path)["by"].tolist()


def test_what_stands_there_stays(tmp_path: Path) -> None:
    """Other units are added behind; keys that we do not know are kept."""
    row = {
        "layer": "voice",
        "paragraph": "sea#0",
        "value": "credit",
        "how": "x",
        "a": 1,
    }
    line = json.dumps(row)
    (tmp_path / "gold.jsonl").write_text(line + "\n", encoding="utf-8")
    write_gold(agreed("mixed"), tmp_path)
    lines = (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines()

    assert line == lines[0]
    assert ["sea#0", "dam#0"] == read_gold(tmp_path)["paragraph"].tolist()


def test_a_rule_gives_way_to_newer_votes(tmp_path: Path) -> None:
    """What was merged by a rule is replaced, and the report says how it was."""
    write_gold(agreed("mixed"), tmp_path)
    [row] = write_gold(agreed("credit"), tmp_path).to_dict("records")

    assert ("replaced", "unanimous: ana and ben agree") == (
        row["action"],
        row["before"],
    )
    assert ["credit"] == read_gold(tmp_path)["value"].tolist()


def test_a_decision_is_not_written_over(tmp_path: Path) -> None:
    """A rule that finds otherwise is an error, and the file stays as it was."""
    write_gold(decided("credit"), tmp_path)
    before = (tmp_path / "gold.jsonl").read_bytes()
    with pytest.raises(
        InputError, match="1 units are decided otherwise there, as voice"
    ):
        write_gold(pd.concat([agreed("mixed"), agreed("mixed", "sea#0")]), tmp_path)

    assert before == (tmp_path / "gold.jsonl").read_bytes()


def test_a_decision_is_written_over_on_demand(tmp_path: Path) -> None:
    """With replace=True it is, and the report names what it was."""
    write_gold(decided("credit"), tmp_path)
    [row] = write_gold(agreed("mixed"), tmp_path, replace=True).to_dict("records")

    assert "adjudicated by judge, between ana and ben" == row["before"]
    assert ["mixed"] == read_gold(tmp_path)["value"].tolist()


def test_a_decision_outlives_a_rule_that_finds_the_same(tmp_path: Path) -> None:
    """Where the labels are the same, the one by hand is kept."""
    write_gold(decided("credit"), tmp_path)
    [row] = write_gold(agreed("credit"), tmp_path).to_dict("records")

    assert "kept" == row["action"]
    assert ["slip"] == read_gold(tmp_path)["reason"].tolist()


def test_a_paragraph_of_spans_is_one_unit(tmp_path: Path) -> None:
    """A claim that is no longer among those agreed on goes with its rule."""
    write_gold(agreed("fact", layer="claims", start=3, end=9), tmp_path)
    write_gold(agreed("fact", layer="claims", start=3, end=12), tmp_path)

    assert [12] == read_gold(tmp_path)["end"].tolist()


@pytest.mark.parametrize(
    ("gold", "message"),
    [
        (agreed("mixed").assign(value="sad"), "row 0 of gold: 'sad' is not a label"),
        (pd.concat([agreed("mixed")] * 2), "row 1 of gold: its unit is decided in"),
        (agreed("mixed").drop(columns="how"), "lacks the column how"),
    ],
)
def test_bad_gold_is_one_clear_error(
    tmp_path: Path, gold: pd.DataFrame, message: str
) -> None:
    """Nothing is written, and the row is named."""
    with pytest.raises(InputError, match=message):
        write_gold(gold, tmp_path)

    assert not (tmp_path / "gold.jsonl").exists()


def test_a_broken_file_is_not_touched(tmp_path: Path) -> None:
    """Gold that cannot be read is an error with its line, and stays."""
    (tmp_path / "gold.jsonl").write_text("no\n")
    with pytest.raises(InputError, match=r"gold\.jsonl:1: not JSON"):
        write_gold(agreed("mixed"), tmp_path)

    assert "no\n" == (tmp_path / "gold.jsonl").read_text()
