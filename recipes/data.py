"""Reads the annotated corpora that stand beside a checkout."""

from __future__ import annotations

import gzip
import json
import os
import random
from pathlib import Path
from typing import Any

from stancebook.weights import find_shipped

__all__ = [
    "BUILD",
    "MODELS",
    "SHARED",
    "WEIGHTS",
    "read",
    "update_config",
    "voice_folds",
]

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("STANCEBOOK_SHARED", ROOT.parent / "shared"))
# One switch for all: STANCEBOOK_MODELS=open trains and measures the open weights.
MODELS = find_shipped()
WEIGHTS = MODELS.name
BUILD = ROOT / "build" / "train" / WEIGHTS


def read(name: str) -> list[dict[str, Any]]:
    """Read `data/NAME.jsonl.gz` of the shared folder."""
    path = SHARED / "data" / f"{name}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def update_config(task: str, **facts: Any) -> None:
    """Add facts to the config of a model that is there."""
    path = MODELS / task / "config.json"
    config = json.loads(path.read_text(encoding="utf-8")) | facts
    text = json.dumps(config, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def voice_folds(count: int = 5) -> list[list[dict[str, Any]]]:
    """Deal the voice documents into folds so that no site stands in two."""
    documents = read("voice/voice_train")
    sites = sorted({d["site"] for d in documents})
    random.Random(13).shuffle(sites)
    fold = {site: number % count for number, site in enumerate(sites)}
    return [[d for d in documents if fold[d["site"]] == k] for k in range(count)]
