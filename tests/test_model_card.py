"""A model of a user's own is written whole with its card, or not at all."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from safetensors.numpy import load_file

from stancebook import model_card
from stancebook.model_card import check_place, name_annotators, write_model
from stancebook.schema import InputError

TENSORS = {"weight": np.arange(6.0).reshape(2, 3).T, "half": np.ones(2, np.float16)}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Weights, config and card stand in one folder, and nothing else does."""
    place = tmp_path / "deep" / "models" / "stance"
    write_model(place, TENSORS, {"scale": 2}, "# card\n")
    loaded = load_file(place / "model.safetensors")

    assert ["README.md", "config.json", "model.safetensors"] == sorted(
        path.name for path in place.iterdir()
    )
    assert ["stance"] == [path.name for path in place.parent.iterdir()]
    np.testing.assert_array_equal(TENSORS["weight"], loaded["weight"])
    assert np.float16 == loaded["half"].dtype


@pytest.mark.parametrize("killed_at", [0, 1, 2])
def test_killed_midway_leaves_nothing(
    tmp_path: Path, monkeypatch: Any, killed_at: int
) -> None:
    """Whichever file a run is stopped at, no folder is left, not even the outer one."""
    written: list[Path] = []
    whole = model_card._write

    def stop(path: Path, content: bytes) -> None:
        if len(written) == killed_at:
            raise KeyboardInterrupt
        written.append(path)
        whole(path, content)

    monkeypatch.setattr(model_card, "_write", stop)
    with pytest.raises(KeyboardInterrupt):
        write_model(tmp_path / "models" / "stance", TENSORS, {}, "")

    assert killed_at == len(written)
    assert [] == list(tmp_path.iterdir())


def test_full_disk_is_one_error(tmp_path: Path, monkeypatch: Any) -> None:
    """What the disk refuses is an error that names the place."""

    def refuse(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model_card, "_write", refuse)
    with pytest.raises(InputError, match=r"stance: .*No space left"):
        write_model(tmp_path / "models" / "stance", TENSORS, {}, "")

    assert [] == list(tmp_path.iterdir())


def test_no_model_is_written_over(tmp_path: Path) -> None:
    """A folder that is there stays as it is."""
    (tmp_path / "stance").mkdir()

    with pytest.raises(InputError, match="something already"):
        write_model(tmp_path / "stance", TENSORS, {}, "")


def test_file_in_the_way(tmp_path: Path) -> None:
    """A file where a folder should be made is named."""
    (tmp_path / "models").write_text("mine")

    with pytest.raises(InputError, match="models: this is a file"):
        check_place(tmp_path / "models" / "stance")


def test_names_are_one_line_and_obeyed_by_nobody() -> None:
    """A stranger's text in a card is no mark-up, no second line and no long one."""
    how = "# <b>ana</b>\n[x](y)\x1b " + "z" * 900
    [line] = name_annotators(pd.DataFrame({"how": [how]}))

    assert line.startswith("how: # &lt;b&gt;ana&lt;/b&gt; \\[x](y)&lt;U+001B&gt; z")
    assert len(line) < 260


def test_most_labels_first() -> None:
    """Annotators are named by how much they labelled; the rest are counted."""
    names = ["ana"] * 3 + ["bo"] * 5 + [f"c{n:02}" for n in range(20)]
    lines = name_annotators(pd.DataFrame({"annotator": names}))

    assert ["annotator: bo (5 labels)", "annotator: ana (3 labels)"] == lines[:2]
    assert "annotator: 10 more" == lines[-1]
