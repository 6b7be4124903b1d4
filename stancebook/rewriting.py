"""A page frames by what it does to a report, so each of its changes is one row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from stancebook.collation import Unit, collate, find_moved
from stancebook.edits import Edit
from stancebook.schema import TABLES, check, require

__all__ = ["count_changes", "list_changes"]

# Verbs of saying alone: one that may also tell what happened ("supports") is no cue.
_CUES = re.compile(
    r"""\b(
    according\ to|acknowledg(?:es|ed|ing)|add(?:s|ed)|admit(?:s|ted|ting)
    |alleg(?:es|ed|edly|ing)|announc(?:es|ed|ing)|argu(?:es|ed|ing)
    |assert(?:s|ed|ing)?|boast(?:s|ed|ing)?|brag(?:s|ged|ging)?|claim(?:s|ed|ing)?
    |complain(?:s|ed|ing)?|conced(?:es|ed|ing)|confess(?:es|ed|ing)
    |confirm(?:s|ed|ing)?|contend(?:s|ed|ing)?|declar(?:es|ed|ing)
    |den(?:y|ies|ied|ying)|explain(?:s|ed|ing)?|insist(?:s|ed|ing)?
    |maintain(?:s|ed|ing)?|not(?:es|ed|ing)|point(?:s|ed|ing)\ out
    |recall(?:s|ed|ing)?|remark(?:s|ed|ing)?|report(?:s|ed|edly|ing)
    |reveal(?:s|ed|ing)?|said|say(?:s|ing)?|so-called|stated|stating
    |stress(?:es|ed|ing)|suggest(?:s|ed|ing)?|tell(?:s|ing)?|told
    |warn(?:s|ed|ing)?|whin(?:es|ed|ing)|writ(?:es|ing)|wrote
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NOTHING = "–"
_FURNITURE = ("credit", "boilerplate")
_COUNTED = ("kept", "edited", "dropped", "added", "added_editorial", "moved")
COUNTS = (*_COUNTED, "words_inserted", "words_dropped", "cues")


def list_changes(
    reprints: pd.DataFrame,
    paragraphs: pd.DataFrame,
    voices: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Return all that pages did to the wire reports that they reprint, a row a change.

    Dropping is a frame as much as adding. Paragraphs that a page split or joined are
    compared as one. Of words, `cue` tells which verb of saying became which: that
    “said” became “claimed” puts a doubt into somebody's mouth that the report had not.

    Parameters
    ----------
    reprints
        What `find_reprints` returns.
    paragraphs
        Those of pages and of reports: what `segment` returns.
    voices
        What `separate_voices` returns, to tell a page's own comment from page furniture
        among what it added.

    Returns
    -------
    pd.DataFrame
        `article` (the page), `report`, `agency`; `level`: headline, paragraph or words;
        `op`: added, dropped, moved, inserted or changed; `paragraph` (the page's) and
        `original` (the report's), `before` and `after`, `voice` of what was added or
        dropped, and `cue`, as in “said → claimed”.

    Raises
    ------
    InputError
        Where a table lacks a column that is asked of it.

    Examples
    --------
    >>> wire = "Ferries to the island resume on Monday, the harbour master"
    >>> table = pd.DataFrame({
    ...     "paragraph": ["a#0", "b#0", "b#1"], "article": ["a", "b", "b"],
    ...     "position": [0, 0, 1], "outlet": ["Reuters", "Gull", "Gull"],
    ...     "text": [f"{wire} said.", "At last!", f"{wire} claimed."]})
    >>> reprints = pd.DataFrame({"paragraph": ["b#1"], "original": ["a#0"],
    ...     "agency": ["Reuters"]})
    >>> list_changes(reprints, table)[["level", "op", "cue"]].values.tolist()
    [['headline', 'added', None], ['headline', 'changed', 'said → claimed']]
    """
    spoken = _read_voices(voices)
    rows = [
        pair | row
        for pair, units in collate(reprints, paragraphs)
        for row in _list(units, spoken)
    ]
    table = pd.DataFrame(rows, columns=list(TABLES["changes"]), dtype=object)
    return check(table.where(table.notna(), None), "changes")


def count_changes(
    reprints: pd.DataFrame,
    paragraphs: pd.DataFrame,
    voices: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Return, for each page and the report that it reprints, how much it changed.

    Returns
    -------
    pd.DataFrame
        `article` (the page), its `outlet`, `report`, `agency`; `title` (the page's),
        `headline_before` (the report's) and `headline_after` (what the page made of
        it, empty where it was dropped); the report's paragraphs that were `kept` word
        for word, `edited` and `dropped`; the page's that were `added`, and
        `added_editorial` of them; those `moved`; `words_inserted` and `words_dropped`
        within edited ones; and `cues`, how often verbs of saying were changed. Neither
        headlines nor, where `voices` tell them, credits and page furniture count.

    Raises
    ------
    InputError
        As `list_changes`.

    Examples
    --------
    >>> table = pd.DataFrame({"paragraph": ["a#0", "a#1", "b#0", "b#1"],
    ...     "article": ["a", "a", "b", "b"], "position": [0, 1, 0, 1],
    ...     "outlet": ["Reuters"] * 2 + ["Gull"] * 2, "text": ["Ferries sail",
    ...     "They sail again on Monday.", "At last!", "They sail again on Monday."]})
    >>> reprints = pd.DataFrame({"paragraph": ["b#1"], "original": ["a#1"],
    ...     "agency": ["Reuters"]})
    >>> counted = count_changes(reprints, table)
    >>> counted[["headline_before", "headline_after", "kept"]].values.tolist()
    [['Ferries sail', 'At last!', 1]]
    """
    require(paragraphs, "paragraphs", "outlet")
    spoken = _read_voices(voices)
    outlets = dict(zip(paragraphs["article"], paragraphs["outlet"], strict=True))
    rows = [
        pair
        | {"outlet": outlets[pair["article"]]}
        | _headlines(units)
        | _count(units, spoken)
        for pair, units in collate(reprints, paragraphs)
    ]
    columns = ["article", "outlet", "report", "agency"]
    columns += ["title", "headline_before", "headline_after", *COUNTS]
    return pd.DataFrame(rows, columns=columns)


def _read_voices(voices: pd.DataFrame | None) -> dict[str, str]:
    if voices is None:
        return {}
    require(voices, "voices", "paragraph", "voice")
    return dict(zip(voices["paragraph"], voices["voice"], strict=True))


def _list(units: list[Unit], voices: dict[str, str]) -> Iterator[dict[str, Any]]:
    moved = find_moved(units)
    for unit in units:
        level = "headline" if unit.is_headline else "paragraph"
        whole = unit.names() | dict(zip(("before", "after"), unit.texts(), strict=True))
        if unit in moved:
            yield {"level": level, "op": "moved", **whole}
        if unit.status in ("added", "dropped"):
            voice = voices.get(whole["paragraph"] or whole["original"] or "")
            yield {"level": level, "op": unit.status, **whole, "voice": voice}
        elif unit.status == "headline":
            yield {"level": level, "op": "changed", **whole}
        words = "headline" if unit.is_headline else "words"
        for edit in unit.edits:
            texts = {name: edit[name] for name in ("op", "before", "after")}
            cue = _change_of_cue(edit)
            yield {"level": words, **unit.names(), **texts, "cue": cue}


def _change_of_cue(edit: Edit) -> str | None:
    before, after = (
        [*map(str.casefold, _CUES.findall(edit[side]))] for side in ("before", "after")
    )
    if before == after:
        return None
    return " → ".join(", ".join(verbs) or _NOTHING for verbs in (before, after))


def _headlines(units: list[Unit]) -> dict[str, str]:
    ours = [row for unit in units for row in unit.ours]
    head = next((unit for unit in units if unit.theirs and unit.is_headline), None)
    before, after = head.texts() if head else ("", "")
    title = min(ours, key=lambda row: int(row["position"]))["text"]
    return {"title": title, "headline_before": before, "headline_after": after}


def _count(units: list[Unit], voices: dict[str, str]) -> dict[str, int]:
    body = [unit for unit in units if not unit.is_headline]
    counts = dict.fromkeys(_COUNTED, 0)
    for unit in body:
        rows = unit.theirs or unit.ours
        spoken = [voices.get(row["paragraph"]) for row in rows]
        counts[unit.status] += sum(voice not in _FURNITURE for voice in spoken)
        if unit.status == "added":
            counts["added_editorial"] += spoken.count("editorial")
    counts["moved"] = sum(unit in body for unit in find_moved(units))
    edits = [edit for unit in body for edit in unit.edits]
    lengths = {
        f"words_{what}": sum(len(edit[side].split()) for edit in edits)
        for what, side in (("inserted", "after"), ("dropped", "before"))
    }
    return counts | lengths | {"cues": sum(map(bool, map(_change_of_cue, edits)))}
