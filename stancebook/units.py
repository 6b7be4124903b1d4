"""Everything that was voted or decided on is one list of units, so none gets lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stancebook.gold import find_bad_label
from stancebook.schema import LAYERS, MARKED, InputError
from stancebook.votes import Key, Vote, collect_votes, count_readers, differ

__all__ = ["Unit", "gather_units", "has_fault", "name_people"]


@dataclass(frozen=True)
class Unit:
    """What was voted and decided on one unit; of spans, a paragraph is one."""

    key: Key
    votes: tuple[Vote, ...]
    decisions: tuple[Vote, ...]
    readers: int

    @property
    def layer(self) -> str:
        """The unit's layer."""
        return self.key[0]

    @property
    def voters(self) -> list[str]:
        """Who voted, each once."""
        return name_people(self.votes)

    @property
    def place(self) -> tuple[Any, ...]:
        """Where the unit stands among all: by layer, article and position."""
        article, _, position = self.key[1].rpartition("#")
        number = int(position) if position.isdecimal() else 0
        rest = tuple(part or "" for part in self.key[2:])
        return (LAYERS.index(self.layer), article, number, *rest)

    @property
    def is_disputed(self) -> bool:
        """Whether the votes differ."""
        return differ(self.layer, self.votes, self.readers)

    @property
    def is_faulty(self) -> bool:
        """Whether what counts here holds a label that gold cannot."""
        return has_fault(self.layer, self.decisions or self.votes)


def has_fault(layer: str, votes: Sequence[Vote]) -> bool:
    """Say whether a label is no longer one, or none that gold can hold."""
    return any(v.get("orphaned") or find_bad_label(layer, v["value"]) for v in votes)


def name_people(votes: Sequence[Vote]) -> list[str]:
    """Return who gave votes, each once, by name."""
    return sorted({vote["by"] for vote in votes})


def gather_units(
    annotations: pd.DataFrame, decisions: pd.DataFrame | None = None
) -> list[Unit]:
    """
    Return every unit of the annotations, also one that was only read a second time.

    Raises
    ------
    InputError
        Where there are none, a label is unknown or a person labels a unit twice.
    """
    votes = collect_votes(annotations)
    if annotations.empty:
        mend = "Label some first, or look at the folder and the layer."
        raise InputError("there are no annotations", mend)
    occasion = annotations.reindex(columns=["occasion"])["occasion"].fillna(0)
    repeats = collect_votes(annotations[occasion != 0].assign(occasion=0))
    decided = {} if decisions is None or decisions.empty else collect_votes(decisions)
    for own in (votes, decided):
        _check_votes(own)
    readers = count_readers(annotations)
    units = [
        Unit(
            key,
            tuple(sorted(votes.get(key, []), key=_order)),
            tuple(sorted(decided.get(key, []), key=_order)),
            readers.get(key[1], 0),
        )
        for key in {**votes, **repeats, **decided}
    ]
    return sorted(units, key=lambda unit: unit.place)


def _order(vote: Vote) -> tuple[Any, ...]:
    return (vote["by"], vote["start"] or 0, vote["end"] or 0, vote["value"])


def _check_votes(votes: Mapping[Key, Sequence[Vote]]) -> None:
    for (layer, paragraph, *place), own in votes.items():
        where = " ".join(filter(None, (layer, "of", paragraph, *place)))
        if layer not in LAYERS:
            problem = f"layer {layer!r} is not one of {', '.join(LAYERS)}"
            raise InputError(problem, "Give what `read_annotations` returns.")
        people = [vote["by"] for vote in own]
        twice = [name for name in people if people.count(name) > 1]
        if twice and layer not in MARKED:
            problem = f"{twice[0]} has labelled the {where} twice"
            mend = "Keep one of the two, or mark repeats in the column `occasion`."
            raise InputError(problem, mend)
        for vote in own:
            if unknown := _find_unknown(layer, vote):
                mend = (
                    "Give the codebook to `read_annotations`, which marks such labels."
                )
                raise InputError(f"{vote['by']}, {where}: {unknown}", mend)


def _find_unknown(layer: str, vote: Vote) -> str | None:
    if layer == "attribution" or vote.get("orphaned"):  # not gold, but no mistake
        return None
    return find_bad_label(layer, vote["value"])
