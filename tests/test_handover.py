"""Files of other tools are read within limits, and ours are written whole."""

import json
from pathlib import Path

import pytest

from stancebook import handover
from stancebook.handover import (
    folder_names,
    join_lines,
    read_files,
    read_json,
    read_lines,
    write_files,
)
from stancebook.losses import Losses
from stancebook.schema import InputError


def test_a_bad_line_is_set_aside() -> None:
    """The others go on, a mark of byte order at the head or not."""
    losses = Losses()
    content = b'\xef\xbb\xbf{"a": 1}\r\n\n[1]\n{"a"\n\xff\n{"a": 2}'
    found = [record["a"] for _, record in read_lines({"x.jsonl": content}, losses)]

    assert [1, 2] == found
    assert ["x.jsonl:3", "x.jsonl:4", "x.jsonl:5"] == [r["name"] for r in losses.rows]


def test_a_file_without_a_good_line_is_an_error() -> None:
    """Where nothing can be read, the first line is named."""
    with pytest.raises(InputError, match=r"x\.jsonl:1: .*not JSON"):
        list(read_lines({"x.jsonl": b"<html>\n</html>"}, Losses()))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{\n"a" 1}', r"x:2: not JSON"),
        (b"{}\n\xff", r"x:2: not UTF-8"),
        (b"[" * 200_000, r"x:1: JSON within JSON, too deep"),
        (b"9" * 5000, r"x:1: not JSON: .*digits"),
    ],
)
def test_json_that_cannot_be_read_names_its_line(content: bytes, problem: str) -> None:
    """Broken, otherwise coded and endlessly nested JSON are errors of the input."""
    with pytest.raises(InputError, match=problem):
        read_json({"x": content})


def test_a_folder_is_written_whole(tmp_path: Path) -> None:
    """A new folder takes its name last; one with something in it stays as it is."""
    files = {"ana/1.txt": b"one", "TypeSystem.xml": b"two"}
    write_files(tmp_path / "out", files)

    assert files == read_files(tmp_path / "out", (".txt", ".xml"))
    with pytest.raises(InputError, match="something in it"):
        write_files(tmp_path / "out", {"b/1.txt": b""})
    assert ["out"] == [path.name for path in tmp_path.iterdir()]


def test_files_beside_each_other_are_written_together(tmp_path: Path) -> None:
    """Where one cannot be written, the other is not."""
    (tmp_path / "a.config.xml").mkdir()
    with pytest.raises(InputError):
        write_files(tmp_path / "a.json", {"": b"[]", ".config.xml": b"<View/>"})

    assert ["a.config.xml"] == [path.name for path in tmp_path.iterdir()]


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is of all files together, and links are not followed."""
    monkeypatch.setattr(handover, "LARGEST", 5)
    (tmp_path / "a.txt").write_bytes(b"four")
    (tmp_path / "b.txt").symlink_to("/etc/hostname")

    assert {"a.txt": b"four"} == read_files(tmp_path, (".txt",))
    (tmp_path / "c.txt").write_bytes(b"four")
    with pytest.raises(InputError, match="over the limits"):
        read_files(tmp_path, (".txt",))


@pytest.mark.parametrize("name", ["absent.json", "empty"])
def test_nothing_to_read_is_an_error(tmp_path: Path, name: str) -> None:
    """A file that is not there, and a folder without files of the format."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=name):
        read_files(tmp_path / name, (".json",))


def test_names_of_folders_differ() -> None:
    """No annotator's name leads out of the folder, and none shadows another."""
    names = folder_names(["reader-2", "../x", "ana", "con"])

    assert ["reader-2", "reader-2-2", "ana", "reader-4"] == list(names.values())


def test_lines_are_json() -> None:
    """One record a line, whatever line ends its texts have."""
    lines = join_lines([{"text": "a\n\u2028b"}, {"text": "c"}]).decode().splitlines()

    assert ["a\n\u2028b", "c"] == [json.loads(line)["text"] for line in lines]
