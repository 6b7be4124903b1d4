"""A notebook finds its project from each folder that it may be opened in."""

import os
from pathlib import Path

import pytest

from stancebook.project import find_project
from tests.conftest import ROOT


@pytest.mark.parametrize("folder", [".", "notebooks", "stancebook/static"])
def test_the_project_is_found_from_within(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the root or below, the path leads to the root, and names no machine."""
    monkeypatch.chdir(ROOT / folder)
    found = find_project()

    assert ROOT == found.resolve()
    assert not found.is_absolute()


def test_without_a_project_it_is_this_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no folder holds a corpus and labels, paths are taken from here."""
    deep = tmp_path.joinpath(*"abcdefg")
    deep.mkdir(parents=True)
    (deep / "labels").mkdir()
    monkeypatch.chdir(deep)

    assert Path() == find_project()
    assert Path(os.curdir) == find_project()
