"""Trains every model in the order in which they need one another."""

from __future__ import annotations

import json

from recipes import attribution, claims, stance, voice
from recipes.data import MODELS
from stancebook.weights import list_sums

STEPS = (attribution, claims, stance, voice)


def _trained(name: str) -> bool:
    """Say if a model is whole: its figures or plan are written last."""
    path = MODELS / name / "config.json"
    return path.exists() and "data" in json.loads(path.read_text(encoding="utf-8"))


def main() -> None:
    """Train what is missing; remove a model's folder to train it again."""
    for step in STEPS:
        name = step.__name__.rpartition(".")[2]
        if _trained(name):
            print(f"{name}: there already; remove {MODELS / name} to train it")
        else:
            print(f"{name}: training")
            step.train()
        # the next step reads with what this one made, which must be what is noted
        (MODELS.parent / "SHA256SUMS").write_text(list_sums(), encoding="utf-8")


if __name__ == "__main__":
    main()
