"""Looks over an installation, so that a fault is found before hours of work."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module, metadata
from pathlib import Path

from stancebook.schema import InputError
from stancebook.weights import find_model, hash_model, is_shipped, list_tasks

__all__ = ["Finding", "examine"]

PYTHON = (3, 11)
LIBRARIES = ("torch", "numpy", "pandas")
AGAIN = "Install stancebook again."


@dataclass(frozen=True)
class Finding:
    """What was looked at and found; where it is wrong, `mend` says what to do."""

    name: str
    found: str
    wrong: bool = False
    mend: str = ""


def examine(corpus: str | None = None, labels: str | None = None) -> list[Finding]:
    """
    Look at versions, models, machine and data folders; nothing is changed or sent.

    A folder that is named must be there. One that is not is looked for as `corpus` and
    `labels`, and may be missing.

    Examples
    --------
    >>> examine()[0].name
    'stancebook'
    """
    return [
        *_see_versions(),
        _look("base model", _see_base),
        *(_look(f"{task} model", partial(_see_model, task)) for task in list_tasks()),
        *_see_machine(),
        _see_folder("corpus", corpus, _see_corpus),
        _see_folder("labels", labels, _see_labels),
    ]


def _look(name: str, see: Callable[[], str]) -> Finding:
    """Return what is seen, or the error that a user would meet, and its mend."""
    try:
        return Finding(name, see())
    except InputError as error:
        problem = f"{error.file}: {error.problem}" if error.file else error.problem
        return Finding(name, problem, wrong=True, mend=error.mend)
    except Exception as error:  # whatever a broken library raises
        problem = f"{type(error).__name__}: {error}"
        return Finding(name, problem, wrong=True, mend=AGAIN)


def _see_versions() -> Iterator[Finding]:
    yield _look("stancebook", lambda: metadata.version("stancebook"))
    own = ".".join(map(str, sys.version_info[:3]))
    old = sys.version_info[:2] < PYTHON
    yield Finding("python", own, old, "Use Python 3.11 or later." if old else "")
    for name in LIBRARIES:
        yield _look(name, partial(_see_library, name))
    yield _look("packages", _see_packages)


def _see_library(name: str) -> str:
    return str(import_module(name).__version__)


def _see_packages() -> str:
    """Count the packages that stancebook needs, and stop where one is missing."""
    needs = [r for r in metadata.requires("stancebook") or () if "extra ==" not in r]
    names = [re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in needs]
    missing = [name for name in names if not _is_installed(name)]
    if missing:
        raise InputError(f"{', '.join(missing)} not installed", AGAIN)
    return f"all {len(names)} that it needs are there"


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _see_base() -> str:
    """Load the base, which stops where its weights are not those that are pinned."""
    from stancebook.encoder import BASE_SHA256, load_base

    load_base()
    return f"as pinned, SHA-256 {BASE_SHA256[:12]}…"


def _see_model(task: str) -> str:
    """
    Say which weights a task uses, and if they are those shipped, or at least whole.

    They are whole where the settings are JSON, and the weights as long as they say.
    """
    place = find_model(task)
    state = "as shipped" if is_shipped(place) else "whole"
    return f"{state}, {place.parent.name}, SHA-256 {hash_model(place)[:12]}…"


def _see_machine() -> Iterator[Finding]:
    yield _look("threads", _see_threads)
    yield _look("device", _see_device)
    yield _look("precision", _see_precision)


def _see_threads() -> str:
    from stancebook.machine import count_threads

    return str(count_threads())


def _see_device() -> str:
    from stancebook.machine import choose_device

    return choose_device()


def _see_precision() -> str:
    from stancebook.machine import choose_device, choose_precision
    from stancebook.quantized import can_quantize

    possible = "possible" if can_quantize() else "not possible"
    return f"{choose_precision(choose_device())}; int8 is {possible} on this CPU"


def _see_folder(name: str, named: str | None, see: Callable[[Path], str]) -> Finding:
    place = Path(named or name)
    mend = f"Name one by --{name}, or go to the folder that holds it."
    if not place.is_dir():
        problem = f"there is no folder {str(place)!r}"
        return Finding(name, problem, wrong=named is not None, mend=mend)
    return _look(name, lambda: f"{place}: {see(place)}")


def _see_corpus(place: Path) -> str:
    from stancebook.corpus import Corpus

    opened = Corpus(place)
    texts = int(opened.articles["text"].notna().sum())
    return f"{texts} articles with a text, {len(opened.records)} records"


def _see_labels(place: Path) -> str:
    from stancebook.codebook import Codebook
    from stancebook.gold import read_gold
    from stancebook.labels import read_annotations

    book = Codebook.from_file(place / "codebook.toml")
    votes = len(read_annotations(place)) if (place / "annotations").is_dir() else 0
    gold = len(read_gold(place)) if (place / "gold.jsonl").exists() else 0
    return f"codebook {book.version}, {votes} labels of annotators, {gold} gold"
