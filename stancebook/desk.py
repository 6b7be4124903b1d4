"""A notebook and a browser page label alike: both talk to a desk, and it to the log."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.asking import REASONS, Unit, lay_out
from stancebook.checking import Asked, unit_in
from stancebook.codebook import Codebook
from stancebook.events import Event
from stancebook.journal import Journal, check_annotator
from stancebook.labels import read_annotations
from stancebook.schema import MARKED, STANCES, InputError, require
from stancebook.segment import hash_text
from stancebook.sending import SENT, describe, send, summarize
from stancebook.votes import Votes, draw_lot

__all__ = ["Desk"]

Message = dict[str, Any]
LAYERS = ("voice", "stance", "attribution", "claims")
_ALL = ("voice", "origin", *LAYERS[1:])


class Desk:
    """
    One annotator's work: what is asked, what has been decided, and where it is kept.

    `answer` takes a message of the page and returns the reply. It is the only way in,
    so a notebook widget and a page in a browser cannot come to differ. `page` is what
    the page needs before anything else. See `stancebook.widget.Annotator` for the
    parameters.
    """

    def __init__(
        self,
        sample: pd.DataFrame,
        codebook: Codebook,
        annotator: str,
        save_to: str | PathLike[str],
        *,
        paragraphs: pd.DataFrame | None = None,
        layers: Sequence[str] = LAYERS,
        targets: Sequence[str] | None = None,
        voices: pd.DataFrame | None = None,
        scores: pd.DataFrame | None = None,
        suggest: bool = False,
        votes: pd.DataFrame | None = None,
        seed: int = 7,
    ) -> None:
        if unknown := [layer for layer in layers if layer not in _ALL]:
            mend = f"There are {', '.join(_ALL)}."
            raise InputError(f"there is no layer {unknown[0]!r}", mend)
        self.codebook, self.seed = codebook, seed
        self.layers = [layer for layer in _ALL if layer in layers]
        own = _own_work(sample, check_annotator(annotator))
        self._adjudicates = votes is not None
        others = _read_others(own, annotator, save_to) if votes is None else votes
        self._votes = None if others is None else Votes.read(others, seed)
        voices, scores = _only(voices, own), _only(scores, own)
        self._suggestions = _read_suggestions(voices, scores)
        self._suggest = suggest
        whole = own if paragraphs is None else paragraphs
        require(whole, "paragraphs", "paragraph", "article", "position", "text")
        self.sheets = lay_out(
            own,
            whole,
            codebook,
            self.layers,
            holders=_read_holders(voices),
            targets=targets,
            votes=self._votes if self._adjudicates else None,
        )
        self._asked = Asked(self.sheets, codebook, self.layers)
        part = "adjudications" if self._adjudicates else "annotations"
        self._journal = Journal(Path(save_to) / part, annotator)

    @property
    def annotations(self) -> pd.DataFrame:
        """What this annotator has decided so far, as read back from the disk."""
        folder = self._journal.path.parent
        table = read_annotations(folder.parent, self.codebook, folder.name)
        own = table[table["annotator"] == self._journal.annotator]
        return own.reset_index(drop=True)

    @property
    def page(self) -> Message:
        """What the page needs first: the sheets, the codebook, and all own events."""
        folder = hashlib.sha256(str(self._journal.path.resolve()).encode()).hexdigest()
        targets = self.codebook.targets[["target", "text"]].to_dict("records")
        return {
            "annotator": self._journal.annotator,
            "adjudicates": self._adjudicates,
            "log": folder[:16],
            "notice": self._journal.notice,
            "version": self.codebook.version,
            "layers": [describe(self.codebook.layers[name]) for name in self.layers],
            "targets": targets,
            "reasons": REASONS if self._adjudicates else [],
            "sheets": [summarize(sheet) for sheet in self.sheets],
            "events": self._events(),
        }

    def _events(self) -> list[Event]:
        return [send(event) for event in self._journal.events]

    def answer(self, message: Any) -> Message:
        """
        Return the reply to a message of the page; a failure is a reply as well.

        `page` gets what a page needs first, `events` all own events, for one drawn
        anew, and `open` a sheet. `save` gets `saved` when every event is on the disk,
        `failed` when none is and the cause may go, `refused` for what is no decision
        about anything that was asked.
        """
        if not isinstance(message, dict):
            return {"kind": "refused", "reason": "this is no message"}
        request = {"request": message.get("request")}
        try:
            if message.get("kind") == "open":
                return self._open(message.get("sheet")) | request
            if message.get("kind") == "page":
                return self.page | request
            if message.get("kind") == "events":
                return {"kind": "events", "events": self._events()} | request
            if message.get("kind") == "save":
                return self._save(message.get("events")) | request
        except InputError as error:
            problem = {"reason": error.problem, "mend": error.mend, "file": error.file}
            return {"kind": "failed", **problem, **request}
        except OSError as error:
            return {"kind": "failed", "reason": str(error), "mend": "", **request}
        return {"kind": "refused", "reason": "this is no message", **request}

    def _open(self, number: Any) -> Message:
        if type(number) is not int or not 0 <= number < len(self.sheets):
            return {"kind": "refused", "reason": "there is no such sheet"}
        sheet = self.sheets[number]
        own: dict[str, list[Unit]] = {}
        for unit in sheet.units:
            own.setdefault(unit.paragraph, []).append(unit)
        rows = [
            row
            | {"asked": row["paragraph"] in sheet.asked}
            | {"units": [self._show(unit) for unit in own.get(row["paragraph"], ())]}
            | {"marks": self._marks(row["paragraph"])}
            for row in sheet.paragraphs
        ]
        facts = {"article": sheet.article, "occasion": sheet.occasion}
        return {"kind": "sheet", "sheet": number, **facts, "paragraphs": rows}

    def _show(self, unit: Unit) -> Message:
        parts = ("layer", "target", "holder")
        shown: Message = {part: getattr(unit, part) for part in parts}
        if self._is_shown(unit):
            shown["suggestion"] = self._suggestions[unit.key]
        if self._votes:
            shown["votes"] = self._votes.by_unit.get(unit.key, [])
        return shown

    def _marks(self, paragraph: str) -> list[Message]:
        """Return the spans that others marked in a paragraph."""
        votes = self._votes or Votes()
        return [
            {"layer": layer, **vote}
            for layer in MARKED
            if layer in self.layers
            for key in votes.places.get((layer, paragraph), ())
            for vote in votes.by_unit[key]
        ]

    def _is_shown(self, unit: Unit) -> bool:
        """Show a suggestion on a random half, so as to see what it does."""
        drawn = draw_lot(self.seed, "suggest", *unit.key) % 2 == 0
        return self._suggest and drawn and unit.key in self._suggestions

    def _save(self, events: Any) -> Message:
        if not isinstance(events, list) or not all(isinstance(e, dict) for e in events):
            return {"kind": "refused", "reason": "this is no message", "events": []}
        for event in events:
            if problem := self._asked.find_problem(event):
                names = [event.get("event")]
                return {"kind": "refused", "reason": problem, "events": names}
        fresh = self._journal.append([self._complete(event) for event in events])
        ids = [event["event"] for event in events]
        return {"kind": "saved", "ids": ids, "events": [send(e) for e in fresh]}

    def _complete(self, event: Event) -> Event:
        """Add what the page does not know, or must not be trusted with."""
        known = {name: event[name] for name in (*SENT, "seconds") if name in event}
        facts: Event = {
            "annotator": self._journal.annotator,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        }
        if event.get("action") not in ("undo", "redo"):
            text = self._asked.texts[event["paragraph"]]
            facts |= {"codebook_version": self.codebook.version}
            facts |= {"sha256": hash_text(text)}
            if event["layer"] not in MARKED:
                unit = unit_in(event)
                facts["suggestion"] = self._suggestions.get(unit.key)
                facts["shown"] = self._is_shown(unit)
        return known | facts


def _own_work(sample: pd.DataFrame, annotator: str) -> pd.DataFrame:
    require(sample, "sample", "paragraph")
    own = sample
    if "annotator" in sample:
        own = sample[sample["annotator"] == annotator]
        if own.empty:
            problem = f"nothing is assigned to {annotator!r}"
            raise InputError(problem, "See the column `annotator`.")
    return own.sort_values("turn", kind="stable") if "turn" in own else own


def _read_others(
    own: pd.DataFrame, annotator: str, save_to: str | PathLike[str]
) -> pd.DataFrame | None:
    """Return what others have decided, where this annotator may see it."""
    if "blind" not in own or own["blind"].all() or not Path(save_to).is_dir():
        return None
    table = read_annotations(save_to)
    return table[table["annotator"] != annotator]


def _only(table: pd.DataFrame | None, own: pd.DataFrame) -> pd.DataFrame | None:
    """Leave out what is not this annotator's: a model has labelled the whole corpus."""
    if table is None or "paragraph" not in table:
        return table
    return table[table["paragraph"].isin(own["paragraph"])]


def _read_suggestions(
    voices: pd.DataFrame | None, scores: pd.DataFrame | None
) -> dict[tuple[Any, ...], str]:
    found: dict[tuple[Any, ...], str] = {}
    if voices is not None:
        require(voices, "voices", "paragraph", "voice", "origin")
        for row in voices.to_dict("records"):
            found["voice", row["paragraph"], None, None] = row["voice"]
            found["origin", row["paragraph"], None, None] = row["origin"]
    if scores is not None:
        require(scores, "scores", "paragraph", "target", "holder", *STANCES)
        for row in scores.to_dict("records"):
            label = max(STANCES, key=lambda name: float(row[name]))
            found["stance", row["paragraph"], row["target"], row["holder"]] = label
            if row.get("innermost", True):
                found["stance", row["paragraph"], row["target"], None] = label
    return found


def _read_holders(voices: pd.DataFrame | None) -> dict[str, str]:
    if voices is None or "holder" not in voices:
        return {}
    own: dict[str, str] = dict(zip(voices["paragraph"], voices["holder"], strict=True))
    return own
