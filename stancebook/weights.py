"""Says in one place which weights a task uses: the user's own, or the shipped ones."""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import version
from math import isfinite
from os import PathLike
from pathlib import Path
from typing import Any

from stancebook.files import hash_file
from stancebook.schema import InputError

__all__ = [
    "SETS",
    "SHIPPED",
    "VARIABLE",
    "choose_models",
    "find_model",
    "find_shipped",
    "hash_model",
    "hash_models",
    "identify_model",
    "is_shipped",
    "list_sums",
    "list_tasks",
]

_MODELS = Path(__file__).parent / "models"
_SUMS = _MODELS / "SHA256SUMS"
_FILES = ("config.json", "model.safetensors")
# `research` was trained on all data at hand, some of which has no licence; `open` on
# data that let derived work be passed on, and on our own labels, and is weaker.
SETS = {name: _MODELS / name for name in ("research", "open")}
SHIPPED = SETS["research"]
VARIABLE = "STANCEBOOK_MODELS"


def find_shipped() -> Path:
    """
    Return the folder of the shipped set that the environment names, or the default.

    Examples
    --------
    >>> find_shipped().name in SETS
    True
    """
    return SETS.get(os.environ.get(VARIABLE, ""), SHIPPED)


def find_model(task: str, folder: str | PathLike[str] | None = None) -> Path:
    """
    Return the folder of a task's weights: in `folder`, else as the environment says.

    Both may name a folder, or a set that stancebook ships: `research` or `open`. Where
    neither names anything, and where the named folder has nothing for this task, the
    set `research` is used.

    Raises
    ------
    InputError
        Where a named folder is missing or holds no model at all, where a model's
        `config.json` or `model.safetensors` is missing or broken, and where one of a
        set that is shipped is not the file that its SHA-256 was noted of.

    Examples
    --------
    >>> find_model("stance").relative_to(SHIPPED)
    PosixPath('stance')
    """
    named = folder or os.environ.get(VARIABLE)
    place, ours = SETS.get(str(named), SHIPPED) / task, True
    if named and str(named) not in SETS:
        _check_folder(Path(named), task)
        own = Path(named) / task
        place, ours = (own, False) if own.exists() else (place, True)
    _check_config(place / "config.json")
    _check_tensors(place / "model.safetensors")
    if ours and (changed := _find_changed(place)):
        problem = "this is not the file that stancebook ships"
        raise InputError(problem, "Install stancebook again.", str(changed))
    return place


def choose_models(named: str | None) -> None:
    """Use the named weights in this process; a wrong name stops before any work."""
    if named:
        find_model("stance", named)
        os.environ[VARIABLE] = named


def list_tasks() -> list[str]:
    """
    Return what there are shipped weights for.

    Examples
    --------
    >>> list_tasks()
    ['attribution', 'claims', 'stance', 'voice']
    """
    return sorted(path.name for path in SHIPPED.iterdir() if path.is_dir())


def hash_models() -> dict[str, str]:
    """
    Return the SHA-256 of the weights and settings that each task uses now.

    Examples
    --------
    >>> sorted(hash_models())
    ['attribution', 'claims', 'stance', 'voice']
    """
    return {task: hash_model(find_model(task)) for task in list_tasks()}


def is_shipped(place: Path) -> bool:
    """
    Say whether a model's folder holds what stancebook ships, byte for byte.

    Examples
    --------
    >>> is_shipped(SHIPPED / "voice")
    True
    """
    return _find_changed(place) is None


def list_sums() -> str:
    """Return the SHA-256 of every file of both sets, as `sha256sum` reads them."""
    paths = sorted(path for name in _FILES for path in _MODELS.rglob(name))
    names = (path.relative_to(_MODELS).as_posix() for path in paths)
    pairs = zip(map(hash_file, paths), names, strict=True)
    return "".join(f"{sha256}  {name}\n" for sha256, name in pairs)


def _find_changed(place: Path) -> Path | None:
    """Return the first file of a model that is not the one that was noted."""
    try:
        sums = set(_SUMS.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return _SUMS
    for path in (place / name for name in _FILES):
        if f"{hash_file(path)}  {'/'.join(path.parts[-3:])}" not in sums:
            return path
    return None


def hash_model(place: Path) -> str:
    """Return the SHA-256 of the weights and settings in a model's folder."""
    content = b"".join((place / name).read_bytes() for name in _FILES)
    return hashlib.sha256(content).hexdigest()


def identify_model(folder: str | PathLike[str] | None = None) -> str:
    """
    Name the weights of voice and stance that are used, by version and hash.

    Raises
    ------
    InputError
        Where a named folder has no whole model.

    Examples
    --------
    >>> identify_model("open").split(",")[0].endswith("(voice weights open")
    True
    """
    named = []
    for task in ("voice", "stance"):
        place = find_model(task, folder)
        digest = hash_file(place / "model.safetensors")
        named.append(f"{task} weights {place.parent.name}, SHA-256 {digest[:12]}…")
    return f"stancebook {version('stancebook')} ({'; '.join(named)})"


def _check_folder(folder: Path, task: str) -> None:
    """Refuse what is no folder of models, rather than use the shipped ones unsaid."""
    mend = f"Name a folder that holds stance/ or another task, or unset {VARIABLE}."
    if not folder.is_dir():
        raise InputError("the folder of models does not exist", mend, str(folder))
    tasks = list_tasks()
    if not any((folder / name).is_dir() for name in (task, *tasks)):
        problem = f"the folder holds none of {', '.join(tasks)}"
        raise InputError(problem, mend, str(folder))


def _check_config(path: Path) -> None:
    mend = "Restore the file, or remove the model's folder to use the shipped one."
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problem = f"the model cannot be read ({error.strerror})"
        raise InputError(problem, mend, str(path)) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}", mend, str(path)) from None
    if not isinstance(config, dict):
        raise InputError("not a JSON object", mend, str(path))
    if not _is_fitted(config):
        problem = "`temperatures` or `calibration` holds what is no positive number"
        raise InputError(problem, mend, str(path))


def _is_fitted(config: dict[str, Any]) -> bool:
    try:
        groups = [config.get("temperatures", {})]
        groups += config.get("calibration", {}).values()
        fitted = [(name, value) for own in groups for name, value in own.items()]
    except AttributeError:
        return False
    return all(
        type(value) in (int, float)
        and isfinite(value)
        and (value > 0 or name == "neutrality")
        for name, value in fitted
    )


def _check_tensors(path: Path) -> None:
    """Read the head of the weights, which tells if the rest is all there."""
    from safetensors import SafetensorError, safe_open  # only where weights are used

    mend = "Copy the file again, or remove the model's folder to use the shipped one."
    if not path.is_file():
        raise InputError("the weights are missing", mend, str(path))
    try:
        with safe_open(path, "np"):
            pass
    except (OSError, SafetensorError) as error:
        raise InputError(f"no whole weights: {error}", mend, str(path)) from None
