from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

from stancebook.contents import CONTENTS
from stancebook.packing import (
    fields_of,
    pack_tables,
    read_packed,
)
from stancebook.schema import InputError

SPLITS = {"a": "train", "b": "test"}


def gold() -> pd.DataFrame:
    rows = [
        {"layer": "voice", "paragraph": "b#0", "value": "=1+1", "chain": ["publisher"]},
        {"layer": "claims", "paragraph": "a#0", "value": "fact", "start": 0, "end": 4},
    ]
    return pd.DataFrame(rows, columns=list(CONTENTS["gold"]))


def test_rows_go_to_the_file_of_their_split(tmp_path: Path):
    """A paragraph follows its article; a split without an article has no file."""
    (packed,) = pack_tables({"gold": gold()}, SPLITS, tmp_path)

    assert {"train": 1, "test": 1} == packed.rows
    assert ["gold-test", "gold-test", "gold-train", "gold-train"] == sorted(
        path.stem for path in (tmp_path / "data").iterdir()
    )


def test_both_forms_hold_the_same(tmp_path: Path):
    """Parquet and lines of JSON agree, and integers stay integers beside gaps."""
    pack_tables({"gold": gold()}, SPLITS, tmp_path)
    rows = [
        row
        for split in ("train", "test")
        for row in parquet.read_table(
            tmp_path / "data" / f"gold-{split}.parquet"
        ).to_pylist()
    ]

    assert rows == read_packed(tmp_path, "gold").to_dict("records")
    assert [(0, 4), (None, None)] == [(row["start"], row["end"]) for row in rows]


def test_splits_have_the_same_types(tmp_path: Path):
    """A column that is empty in one split has the type that it has in the other."""
    pack_tables({"gold": gold()}, SPLITS, tmp_path)
    schemas = [
        parquet.read_schema(tmp_path / "data" / f"gold-{split}.parquet")
        for split in ("train", "test")
    ]

    assert schemas[0] == schemas[1]


def test_a_foreign_table_is_taken_as_it_is(tmp_path: Path):
    """A table of agreement has the columns that its maker gave it."""
    table = pd.DataFrame({"layer": ["voice"], "alpha": [0.9], "n": [3], "sure": [True]})
    pack_tables({"agreement": table}, {}, tmp_path)
    kinds = [field.kind for field in fields_of("agreement", table).values()]

    assert ["text", "number", "integer", "flag"] == kinds
    assert table.to_dict("records") == read_packed(tmp_path, "agreement").to_dict(
        "records"
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ("[]", "this is no row of a table"),
        ('{"layer": "voice"}', "lacks the column paragraph"),
    ],
)
def test_a_damaged_table_is_one_clear_error(tmp_path: Path, line: str, problem: str):
    """What is no table of a release is named, and nothing is guessed."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "gold-train.jsonl").write_text(f"{line}\n")

    with pytest.raises(InputError, match=problem):
        read_packed(tmp_path, "gold")
