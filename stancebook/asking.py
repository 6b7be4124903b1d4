"""What is asked of an annotator, unit by unit, is settled before anything is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stancebook.codebook import Codebook
from stancebook.schema import MARKED, InputError
from stancebook.votes import Votes

__all__ = ["REASONS", "Sheet", "Unit", "lay_out"]

REASONS = ("slip", "codebook unclear", "text ambiguous", "other")
_MOST_TARGETS = 3  # with more in the codebook, those are asked that an article mentions


@dataclass(frozen=True)
class Unit:
    """One question: a layer of a paragraph and, for stance, a target and a holder."""

    layer: str
    paragraph: str
    target: str | None = None
    holder: str | None = None
    occasion: int = 0

    @property
    def key(self) -> tuple[str, str, str | None, str | None]:
        """What is asked, on whichever occasion."""
        return (self.layer, self.paragraph, self.target, self.holder)


@dataclass(frozen=True)
class Sheet:
    """An article as an annotator gets it: all of it to read, some of it to label."""

    article: str
    occasion: int
    paragraphs: tuple[dict[str, Any], ...]
    units: tuple[Unit, ...]
    asked: frozenset[str]


def lay_out(
    sample: pd.DataFrame,
    paragraphs: pd.DataFrame,
    codebook: Codebook,
    layers: Sequence[str],
    *,
    holders: Mapping[str, str] | None = None,
    targets: Sequence[str] | None = None,
    votes: Votes | None = None,
) -> list[Sheet]:
    """
    Return the sheets of an annotator's work, in the order of `sample`.

    With `votes`, only what others disagree on is asked.

    Raises
    ------
    InputError
        Where a paragraph of the sample has no text, or nothing is left to ask.
    """
    asked = paragraphs[paragraphs["paragraph"].isin(sample["paragraph"])]
    _check_sample(sample, dict(zip(asked["paragraph"], asked["text"], strict=True)))
    asker = _Asker(codebook, tuple(layers), holders or {}, targets, votes)
    whole = paragraphs[paragraphs["article"].isin(asked["article"])]
    articles = {str(name): _rows(own) for name, own in whole.groupby("article")}
    sheets = [
        asker.ask(article, occasion, articles[article], own)
        for (article, occasion), own in _parts(sample, asked).items()
    ]
    kept = [sheet for sheet in sheets if asker.has_work(sheet)]
    if not kept:
        raise InputError("there is nothing to label", "Give other paragraphs.")
    return kept


def _parts(
    sample: pd.DataFrame, paragraphs: pd.DataFrame
) -> dict[tuple[str, int], dict[str, Any]]:
    """Return what is asked of each article on each occasion, in the sample's order."""
    article_of = dict(zip(paragraphs["paragraph"], paragraphs["article"], strict=True))
    parts: dict[tuple[str, int], dict[str, Any]] = {}
    for row in sample.to_dict("records"):
        name = row["paragraph"]
        part = parts.setdefault((article_of[name], int(row.get("occasion") or 0)), {})
        part[name] = row.get("targets")
    return parts


@dataclass(frozen=True)
class _Asker:
    """Knows what to ask of a paragraph, whichever it is."""

    codebook: Codebook
    layers: tuple[str, ...]
    holders: Mapping[str, str]
    targets: Sequence[str] | None
    votes: Votes | None

    def ask(
        self,
        article: str,
        occasion: int,
        rows: list[dict[str, Any]],
        asked: Mapping[str, Any],
    ) -> Sheet:
        """Return the sheet of an article: `asked` names its paragraphs to label."""
        whole = "\n".join(row["text"] for row in rows).casefold()
        common = self._find_targets(whole)
        units = tuple(
            unit
            for paragraph, own in asked.items()
            for unit in self._units(paragraph, common if own is None else own, occasion)
        )
        return Sheet(article, occasion, tuple(rows), units, frozenset(asked))

    def has_work(self, sheet: Sheet) -> bool:
        """Say whether a sheet asks for anything: a unit, or spans to mark."""
        marked = [layer for layer in self.layers if layer in MARKED]
        if sheet.units or self.votes is None:
            return bool(sheet.units or marked)
        keys = [(layer, name, None, None) for layer in marked for name in sheet.asked]
        return any(map(self.votes.is_disputed, keys))

    def _units(
        self, paragraph: str, targets: Sequence[str], occasion: int
    ) -> Iterator[Unit]:
        holder = self.holders.get(paragraph)
        stances: list[tuple[str | None, str | None]] = [(t, holder) for t in targets]
        for layer in self.layers:
            if layer in MARKED:
                continue
            asked = stances if layer == "stance" else [(None, None)]
            if self.votes is not None:  # what was voted on, whatever is asked now
                asked = self.votes.find_disputed(layer, paragraph)
            for pair in asked:
                yield Unit(layer, paragraph, *pair, occasion)

    def _find_targets(self, text: str) -> list[str]:
        """Return the targets that were named, or those that an article mentions."""
        rows = self.codebook.targets.to_dict("records")
        words = {row["target"]: (row["text"], *row["aliases"]) for row in rows}
        if self.targets is not None:
            if unknown := [one for one in self.targets if one not in words]:
                problem = f"the codebook has no target {unknown[0]!r}"
                raise InputError(problem, f"It has {', '.join(words)}.")
            return list(self.targets)
        if len(words) <= _MOST_TARGETS:
            return list(words)
        return [
            target
            for target, own in words.items()
            if any(word.casefold() in text for word in own)
        ]


def _rows(article: pd.DataFrame) -> list[dict[str, Any]]:
    ordered = article.sort_values("position")
    columns = ("paragraph", "position", "text")
    given = zip(*(ordered[column] for column in columns), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in given]


def _check_sample(sample: pd.DataFrame, texts: Mapping[str, Any]) -> None:
    missing = [name for name in sample["paragraph"] if not texts.get(name)]
    if missing:
        problem = f"{len(missing)} paragraphs of the sample have no text"
        mend = f"Give `paragraphs` with their text; the first is {missing[0]}."
        raise InputError(problem, mend)
