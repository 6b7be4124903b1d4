"""A receipt is there whole or not at all, and knows its file."""

from pathlib import Path

from stancebook.receipts import (
    hash_value,
    is_there,
    read_receipt,
    write_receipt,
)


def test_a_receipt_comes_back(tmp_path: Path) -> None:
    """What is written is read, in a folder that is made for it."""
    path = tmp_path / "receipts" / "a.json"
    write_receipt(path, {"key": "Ж", "rows": 3})

    assert {"key": "Ж", "rows": 3} == read_receipt(path)
    assert ["a.json"] == [file.name for file in path.parent.iterdir()]


def test_a_torn_or_foreign_receipt_counts_for_nothing(tmp_path: Path) -> None:
    """Half a receipt, a list and a missing file are no receipts."""
    found = []
    for text in ('{"key": ', "[1]", "\x00"):
        (tmp_path / "a.json").write_text(text)
        found.append(read_receipt(tmp_path / "a.json"))

    assert [{}, {}, {}, {}] == [*found, read_receipt(tmp_path / "b.json")]


def test_a_file_of_another_size_is_not_there(tmp_path: Path) -> None:
    """A file counts where it has the size that its receipt tells."""
    path = tmp_path / "a"
    path.write_bytes(b"abc")

    assert is_there(path, {"bytes": 3})
    assert not is_there(path, {"bytes": 4})
    assert not is_there(path, {})
    assert not is_there(tmp_path / "b", {"bytes": 3})


def test_hashes_tell_values_apart() -> None:
    """The order of keys does not count; every value does."""

    assert hash_value({"a": 1, "b": None}) == hash_value({"b": None, "a": 1})
    assert hash_value("a", "b") != hash_value("ab")
