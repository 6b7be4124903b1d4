"""Whose weights are used is said once, and a broken folder is no silent fallback."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from stancebook import voice, weights
from stancebook.encoder import Encoder
from stancebook.reader import AdapterReader
from stancebook.schema import InputError
from stancebook.stance import StanceScorer
from stancebook.weights import SETS, SHIPPED, find_model, find_shipped, list_sums


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


def shipped_copy(folder: Path, monkeypatch: Any) -> Path:
    """A copy of what is shipped, in its place, so that it can be damaged."""
    models = folder / "shipped"
    shutil.copytree(SHIPPED.parent, models)
    monkeypatch.setattr(weights, "_MODELS", models)
    monkeypatch.setattr(weights, "_SUMS", models / "SHA256SUMS")
    monkeypatch.setattr(weights, "SETS", {n: models / n for n in SETS})
    monkeypatch.setattr(weights, "SHIPPED", models / "research")
    monkeypatch.delenv("STANCEBOOK_MODELS", raising=False)
    return models


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)


def swap(path: Path) -> None:
    shutil.copy(path.parents[1] / "claims" / path.name, path)


def of_the_other_set(path: Path) -> None:
    shutil.copy(path.parents[2] / "open" / "stance" / path.name, path)


@pytest.mark.parametrize("damage", [flip, swap, of_the_other_set])
@pytest.mark.parametrize("named", [None, "research"])
def test_shipped_weights_are_those_that_were_noted(
    tmp_path: Path, monkeypatch: Any, damage: Any, named: str | None
) -> None:
    """A flipped bit stops, and so do whole weights of another task or set."""
    models = shipped_copy(tmp_path, monkeypatch)
    path = models / "research" / "stance" / "model.safetensors"
    before = find_model("stance", named)
    damage(path)

    with pytest.raises(InputError, match="not the file that stancebook ships") as told:
        find_model("stance", named)

    assert (path.parent, str(path)) == (before, told.value.file)


def test_shipped_sums_are_those_of_the_files(tmp_path: Path, monkeypatch: Any) -> None:
    """The list is of the files as they are; without it nothing is taken on trust."""
    noted = (SHIPPED.parent / "SHA256SUMS").read_text("utf-8")

    assert noted == list_sums()

    models = shipped_copy(tmp_path, monkeypatch)
    (models / "SHA256SUMS").unlink()
    with pytest.raises(InputError, match="SHA256SUMS"):
        find_model("voice")


@pytest.mark.parametrize("task", ["attribution", "claims", "stance"])
def test_another_tasks_model_of_ones_own_is_refused(tmp_path: Path, task: str) -> None:
    """A whole folder under the wrong name is an error, and not odd answers."""
    other = "claims" if task == "stance" else "stance"
    shutil.copytree(SHIPPED / other, tmp_path / task)

    with pytest.raises(InputError, match=f"this is no {task} model"):
        Encoder.load(task, tmp_path)


def rewrite(folder: Path, change: Any) -> None:
    path = folder / "model.safetensors"
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path)


def spoil(tensors: Any) -> None:
    tensors["heads.stance.bias"][0] = np.nan


def widen(tensors: Any) -> None:
    tensors["heads.stance.bias"] = np.zeros(5, np.float32)


def drop(tensors: Any) -> None:
    del tensors["heads.stance.bias"]


@pytest.mark.parametrize("change", [spoil, widen, drop])
def test_tensors_that_fit_nothing(own: Path, change: Any) -> None:
    """A weight that is no number, of another shape or missing is one error."""
    rewrite(own / "stance", change)

    with pytest.raises(InputError, match="make no encoder"):
        Encoder.load("stance", own)


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"heads": []},
        {"heads": {"stance": 3}},
        {"heads": {"stance": {"kind": "pooled", "labels": 3}}},
        {"scale": "2"},
        {"scale": 1e999},
        {"heads": {"stance": {"kind": "pooled", "labels": ["a", "b", "c", "d"]}}},
        {"calibration": {"source": {"temperature": 0}}},
        {"calibration": {"source": {"temperature": "1"}}},
        {"calibration": [1]},
        {"temperatures": {"claim": -1}},
    ],
)
def test_settings_that_fit_nothing(own: Path, config: Any) -> None:
    """Whatever a config says that cannot be, it is one error that names the folder."""
    path = own / "stance" / "config.json"
    whole = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**whole, **config} if config else {}), "utf-8")

    with pytest.raises(InputError) as caught:
        Encoder.load("stance", own)

    assert caught.value.file.startswith(str(own / "stance"))


def spoil_voice(tensors: Any) -> None:
    tensors["bias"][0] = np.inf


def lead_back(tensors: Any) -> None:
    tensors["tree_left"][0] = 0


def cut_voice(tensors: Any) -> None:
    tensors["weight"] = tensors["weight"][:, :-1].copy()


@pytest.mark.parametrize("change", [spoil_voice, lead_back, cut_voice, None])
def test_what_is_no_voice_model(tmp_path: Path, monkeypatch: Any, change: Any) -> None:
    """No number, a tree without end, another shape, or another task's: one error."""
    shutil.copytree(SHIPPED / ("voice" if change else "stance"), tmp_path / "voice")
    if change:
        rewrite(tmp_path / "voice", change)
    monkeypatch.setenv("STANCEBOOK_MODELS", str(tmp_path))
    voice._weights.cache_clear()

    with pytest.raises(InputError, match="none of a voice model"):
        voice._weights()

    voice._weights.cache_clear()


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
