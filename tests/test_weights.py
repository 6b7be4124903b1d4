"""Whose weights are used is said once, and a broken folder is no silent fallback."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from stancebook.encoder import Encoder
from stancebook.reader import AdapterReader
from stancebook.schema import InputError
from stancebook.stance import StanceScorer
from stancebook.weights import SETS, SHIPPED, find_model, find_shipped


@pytest.fixture
def own(tmp_path: Path, monkeypatch: Any) -> Path:
    """A user's folder with a stance model alone; the environment names none."""
    monkeypatch.delenv("STANCEBOOK_MODELS", raising=False)
    shutil.copytree(SHIPPED / "stance", tmp_path / "stance")
    return tmp_path


def test_shipped_by_default(own: Path) -> None:
    """Where nobody names a folder, the shipped weights are used."""
    assert SHIPPED / "stance" == find_model("stance")


def test_environment_names_a_folder(own: Path, monkeypatch: Any) -> None:
    """STANCEBOOK_MODELS wins over the shipped weights; empty, it names nothing."""
    monkeypatch.setenv("STANCEBOOK_MODELS", str(own))

    assert own / "stance" == find_model("stance")

    monkeypatch.setenv("STANCEBOOK_MODELS", "")

    assert SHIPPED / "stance" == find_model("stance")


def test_argument_wins_over_the_environment(own: Path, monkeypatch: Any) -> None:
    """A folder that is given is used, whatever the environment names."""
    monkeypatch.setenv("STANCEBOOK_MODELS", str(own / "nowhere"))

    assert own / "stance" == find_model("stance", str(own))


def test_a_task_that_is_lacking_is_the_shipped_one(own: Path) -> None:
    """A user who has only a stance model keeps the shipped voice."""
    assert SHIPPED / "voice" == find_model("voice", own)


def test_folder_that_is_missing(own: Path, monkeypatch: Any) -> None:
    """A named folder that is not there is an error, and no reason to use another."""
    monkeypatch.setenv("STANCEBOOK_MODELS", str(own / "nowhere"))

    with pytest.raises(InputError, match="nowhere: the folder of models does not"):
        find_model("voice")


def test_folder_of_one_task_named_for_all(own: Path) -> None:
    """Who names the stance folder itself is told to name the one above."""
    with pytest.raises(InputError, match="holds none of attribution, claims"):
        find_model("stance", own / "stance")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("config.json", None, "cannot be read"),
        ("config.json", b'{"heads": ', "not JSON"),
        ("config.json", b"\xff", "not JSON"),
        ("config.json", b"[]", "not a JSON object"),
        ("model.safetensors", None, "weights are missing"),
        ("model.safetensors", b"", "no whole weights"),
        ("model.safetensors", b"\xff" * 99, "no whole weights"),
    ],
)
def test_broken_file_is_named(own: Path, name: str, content: Any, problem: str) -> None:
    """A missing or broken file is one error that names it."""
    path = own / "stance" / name
    path.unlink() if content is None else path.write_bytes(content)

    with pytest.raises(InputError, match=problem) as caught:
        find_model("stance", own)

    assert str(path) == caught.value.file


def test_weights_cut_short(own: Path) -> None:
    """Weights whose end is missing are refused before they are read."""
    path = own / "stance" / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(InputError, match="no whole weights"):
        Encoder.load("stance", own)


def test_config_that_fits_no_weights(own: Path) -> None:
    """Whole files that do not belong together are an error that names the folder."""
    shutil.copy(SHIPPED / "claims" / "config.json", own / "stance")

    with pytest.raises(InputError, match="make no encoder"):
        StanceScorer(AdapterReader(own)).score(["The dam holds."], ["the dam"])


def test_shipped_sets_are_chosen_by_name(own: Path, monkeypatch: Any) -> None:
    """`open` and `research` name what stancebook ships, by argument or environment."""
    assert SETS["open"] / "voice" == find_model("voice", "open")

    monkeypatch.setenv("STANCEBOOK_MODELS", "open")

    assert SETS["open"] / "stance" == find_model("stance")
    assert SETS["open"] == find_shipped()
    assert SETS["research"] / "stance" == find_model("stance", "research")


@pytest.mark.parametrize("name", SETS)
def test_each_set_is_whole(name: str) -> None:
    """A shipped set has every task, so that no other set's weights slip in."""
    tasks = {"attribution", "claims", "stance", "voice"}

    assert tasks == {path.name for path in SETS[name].iterdir() if path.is_dir()}
    for task in tasks:
        assert find_model(task, name).is_dir()
        card = (SETS[name] / task / "README.md").read_text(encoding="utf-8")
        assert f"**Weights:** `{name}`" in card


def test_open_weights_had_only_open_data() -> None:
    """Nothing went into the open weights whose licence forbids to pass it on."""
    allowed = {"newsmtsc", "narrative_roles", "perspectrum", "cad_snli", "newssd_eng"}
    ours = {
        "voice",
        "own_voice",
        "voice_train",
        "composed",
        "composed_news",
        "composed_claims",
    }
    for task in ("attribution", "claims", "stance", "voice"):
        config = json.loads((SETS["open"] / task / "config.json").read_text("utf-8"))

        assert set() == set(config["data"]) - allowed - ours
        assert config["data"]
