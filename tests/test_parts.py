"""All parts of a table have one form, whatever stands in them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest

from stancebook.files import read_parts
from stancebook.parts import part_path, settle_table, write_part
from stancebook.pipeline import STEPS
from stancebook.schema import TABLES, empty


@pytest.fixture
def scores() -> pd.DataFrame:
    p = {"favor": 0.123456, "against": -1e-9, "neutral": 0.5, "unrelated": 0.376544}
    row = {"paragraph": "a#0", "target": "t", "holder": "publisher", **p}
    more = {"score": 0.123456, "innermost": True, "decided_by": "model"}
    return pd.DataFrame([{**row, **more, "proposed": False}])


@pytest.mark.parametrize("name", STEPS)
def test_an_empty_part_has_the_same_columns(tmp_path: Path, name: str) -> None:
    """A part without rows has every column, with its type."""
    path = part_path(tmp_path, name, "a-00000")
    entry = write_part(empty(name), name, path)
    types = pyarrow.parquet.read_schema(path)

    assert (0, path.stat().st_size) == (entry["rows"], entry["bytes"])
    assert list(TABLES[name]) == types.names[: len(TABLES[name])]
    assert "null" not in {str(kind) for kind in types.types}


def test_probabilities_are_rounded(tmp_path: Path, scores: pd.DataFrame) -> None:
    """Four decimals are kept, and nothing is minus nought."""
    path = tmp_path / "part.parquet"
    write_part(scores, "scores", path)
    row = read_parts([path], "scores").iloc[0]

    assert (0.1235, 0.0, 0.1235) == (row["favor"], row["against"], row["score"])
    assert not np.signbit(row["against"])


def test_what_is_settled_is_what_is_read(tmp_path: Path, scores: pd.DataFrame) -> None:
    """A step sees the same table, from the step before it or from the disk."""
    span = [{"start": 0, "end": 2, "text": "Ha"}]
    attribution = {
        "attribution": "a#0/a0",
        "paragraph": "a#0",
        "source": [],
        "cue": np.array([]),
        "content": span,
        "kind": "direct",
        "source_name": None,
        "parent": float("nan"),
        "p": 0.55555,
    }
    tables = {"scores": scores, "attributions": pd.DataFrame([attribution])}
    for name, table in tables.items():
        path = tmp_path / f"{name}.parquet"
        write_part(table, name, path)
        expected = read_parts([path], name).to_dict("records")

        assert expected == settle_table(table, name).to_dict("records")
        assert expected[0].get("parent") is None


def test_the_same_table_is_the_same_file(tmp_path: Path, scores: pd.DataFrame) -> None:
    """Written twice, a part is the same byte for byte."""
    entries = [write_part(scores, "scores", tmp_path / name) for name in ("a", "b")]

    assert entries[0] == entries[1]
