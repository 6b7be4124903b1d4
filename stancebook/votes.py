"""Who decides between votes must not know whose they are."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from stancebook.schema import require

__all__ = ["MARKED", "Votes", "draw_lot"]

MARKED = ("attribution", "claims")  # layers of spans: there is no unit until one is set


@dataclass(frozen=True)
class Votes:
    """What others have decided, by unit, under letters that tell nobody who it was."""

    by_unit: dict[tuple[Any, ...], list[dict[str, Any]]] = field(default_factory=dict)
    readers: dict[str, int] = field(default_factory=dict)  # how many, by paragraph
    places: dict[tuple[str, str], list[tuple[Any, ...]]] = field(default_factory=dict)

    @classmethod
    def read(cls, annotations: pd.DataFrame, seed: int) -> Votes:
        """Order the votes on each unit by lot, without repeats by the same person."""
        require(annotations, "annotations", "layer", "paragraph", "value", "annotator")
        table = annotations.reindex(
            columns=list(dict.fromkeys([*annotations.columns, "occasion", "holder"]))
        )
        found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        for record in table.to_dict("records"):
            row = {str(name): _plain(value) for name, value in record.items()}
            if not row["occasion"]:
                key = (row["layer"], row["paragraph"], row["target"], row["holder"])
                found.setdefault(key, []).append(row)
        readers = table.groupby("paragraph")["annotator"].nunique()
        votes = {key: _blind(key, rows, seed) for key, rows in found.items()}
        places: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
        for key in votes:
            places.setdefault(key[:2], []).append(key)
        counts = {str(name): int(count) for name, count in readers.items()}
        return cls(votes, counts, places)

    def find_disputed(
        self, layer: str, paragraph: str
    ) -> list[tuple[str | None, str | None]]:
        """Return targets and holders on which the votes of a layer differ."""
        keys = self.places.get((layer, paragraph), [])
        return [key[2:] for key in keys if self.is_disputed(key)]

    def is_disputed(self, key: tuple[Any, ...]) -> bool:
        """Say whether a unit has votes that differ."""
        votes = self.by_unit.get(key, [])
        if key[0] not in MARKED:
            return len({vote["value"] for vote in votes}) > 1
        spans: dict[str, set[tuple[Any, ...]]] = {}
        for vote in votes:
            span = (vote["value"], vote["start"], vote["end"])
            spans.setdefault(vote["by"], set()).add(span)
        # who marked nothing where another did disagrees as well
        silent = len(spans) < self.readers.get(key[1], 0)
        return bool(spans) and (silent or len(set(map(frozenset, spans.values()))) > 1)


def _plain(value: Any) -> Any:
    is_list = isinstance(value, list | tuple | dict)
    return None if not is_list and pd.isna(value) else value


def _blind(
    key: tuple[Any, ...], rows: list[dict[str, Any]], seed: int
) -> list[dict[str, Any]]:
    people = sorted(
        {str(row["annotator"]) for row in rows},
        key=lambda name: draw_lot(seed, *key, name),
    )
    letters = {name: _letter(n) for n, name in enumerate(people)}
    votes = [
        {
            "by": letters[str(row["annotator"])],
            **{name: row.get(name) for name in ("value", "start", "end", "note")},
        }
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
