"""Who decides between votes must not know whose they are, and has to be asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from stancebook.schema import ATTRIBUTION_PARTS, MARKED, require

__all__ = [
    "Key",
    "Vote",
    "Votes",
    "collect_votes",
    "content_of",
    "count_readers",
    "differ",
    "draw_lot",
]

Vote = dict[str, Any]
Key = tuple[str, str, str | None, str | None]  # layer, paragraph, target, holder
_OPTIONAL = ("holder", "start", "end", "note", "occasion", "orphaned", "reason")


def collect_votes(annotations: pd.DataFrame) -> dict[Key, list[Vote]]:
    """
    Return the votes on each unit, without repeats by the same person.

    Of a layer of spans, a paragraph is one unit. A vote's `by` names its annotator.
    """
    needed = ("layer", "paragraph", "target", "value", "annotator")
    require(annotations, "annotations", *needed)
    table = annotations.reindex(columns=[*needed, *_OPTIONAL]).astype(object)
    table = table.where(table.notna(), None)
    found: dict[Key, list[Vote]] = {}
    for record in table.to_dict("records"):
        row = {str(name): value for name, value in record.items()}
        if not row["occasion"]:
            spans = row["layer"] in MARKED
            place = (None, None) if spans else (row["target"], row["holder"])
            key = (row["layer"], row["paragraph"], *place)
            found.setdefault(key, []).append(row | {"by": str(row["annotator"])})
    return found


def count_readers(annotations: pd.DataFrame) -> dict[str, int]:
    """Return how many annotators have decided anything in each paragraph."""
    readers = annotations.groupby("paragraph")["annotator"].nunique()
    return {str(name): int(count) for name, count in readers.items()}


def content_of(layer: str, vote: Vote) -> Any:
    """
    Return what two votes must have in common to agree.

    Of a claim, its label, span and holder; of an attribution, its kind and spans and
    who is meant, however its JSON is written.
    """
    if layer == "claims":
        return (vote["value"], vote["start"], vote["end"], vote.get("holder"))
    if layer != "attribution":
        return vote["value"]
    try:
        found = json.loads(vote["value"])
        spans = [
            tuple(sorted((one["start"], one["end"]) for one in found[part]))
            for part in ATTRIBUTION_PARTS
        ]
        return (found["kind"], *spans, found.get("source_name"), found.get("parent"))
    except (ValueError, RecursionError, KeyError, TypeError):
        return vote["value"]


def differ(layer: str, votes: Sequence[Vote], readers: int) -> bool:
    """
    Say whether votes on a unit differ, so that somebody has to decide.

    Of `readers` of a paragraph, who marked nothing where another did disagrees as well.

    Examples
    --------
    >>> votes = [{"by": "ana", "value": "mixed"}, {"by": "ben", "value": "reported"}]
    >>> differ("voice", votes, 2), differ("voice", votes[:1], 2)
    (True, False)
    """
    contents: dict[str, set[Any]] = {}
    for vote in votes:
        contents.setdefault(vote["by"], set()).add(content_of(layer, vote))
    silent = layer in MARKED and len(contents) < readers
    return bool(contents) and (
        silent or len(set(map(frozenset, contents.values()))) > 1
    )


@dataclass(frozen=True)
class Votes:
    """What others have decided, by unit, under letters that tell nobody who it was."""

    by_unit: dict[tuple[Any, ...], list[Vote]] = field(default_factory=dict)
    readers: dict[str, int] = field(default_factory=dict)  # how many, by paragraph
    places: dict[tuple[str, str], list[Key]] = field(default_factory=dict)

    @classmethod
    def read(cls, annotations: pd.DataFrame, seed: int) -> Votes:
        """Order the votes on each unit by lot."""
        found = collect_votes(annotations)
        places: dict[tuple[str, str], list[Key]] = {}
        for key in found:
            places.setdefault(key[:2], []).append(key)
        votes = {key: _blind(key, rows, seed) for key, rows in found.items()}
        return cls({**votes}, count_readers(annotations), places)

    def find_disputed(
        self, layer: str, paragraph: str
    ) -> list[tuple[str | None, str | None]]:
        """Return targets and holders on which the votes of a layer differ."""
        keys = self.places.get((layer, paragraph), [])
        return [key[2:] for key in keys if self.is_disputed(key)]

    def is_disputed(self, key: tuple[Any, ...]) -> bool:
        """Say whether a unit has votes that differ."""
        return differ(key[0], self.by_unit.get(key, []), self.readers.get(key[1], 0))


def _blind(key: Key, rows: list[Vote], seed: int) -> list[Vote]:
    people = sorted(
        {row["by"] for row in rows}, key=lambda name: draw_lot(seed, *key, name)
    )
    letters = {name: _letter(n) for n, name in enumerate(people)}
    columns = ("value", "start", "end", "holder", "note")
    votes = [
        {"by": letters[row["by"]], **{name: row[name] for name in columns}}
        for row in rows
    ]
    return sorted(votes, key=lambda vote: (len(vote["by"]), vote["by"]))


def _letter(number: int) -> str:
    return chr(65 + number) if number < 26 else f"Z{number}"


def draw_lot(seed: int, *parts: Any) -> int:
    """
    Return a number by lot that depends on nothing but what is given.

    Examples
    --------
    >>> draw_lot(7, "a#0", "voice") == draw_lot(7, "a#0", "voice")
    True
    """
    text = "\x1f".join(map(str, (seed, *parts)))
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")
