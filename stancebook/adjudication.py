"""Votes become gold by a rule that is named; what no rule decides goes to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from stancebook.gold import find_fault
from stancebook.rulings import (
    Ruling,
    explain,
    rule_by_model,
    rule_by_people,
    rule_by_votes,
)
from stancebook.schema import LAYERS, MARKED, TABLES, InputError, check, empty, require
from stancebook.skill import fit_panel
from stancebook.units import Unit, gather_units, has_fault
from stancebook.votes import Key, Vote, Votes

__all__ = ["HOWS", "adjudicate", "find_undecided"]

HOWS = ("unanimous", "majority", "dawid_skene", "mace")
_MODELS = HOWS[2:]
_UNIT = ("layer", "paragraph", "target", "holder")


def adjudicate(
    annotations: pd.DataFrame,
    how: str = "unanimous",
    *,
    decisions: pd.DataFrame | None = None,
    least: int = 2,
    sure: float = 0.9,
    seed: int = 7,
) -> pd.DataFrame:
    """
    Merge votes into a `gold` table; what stays open, `find_undecided` lists.

    What an adjudicator decided goes before every rule. Repeats are no votes. Layers of
    spans are decided a paragraph at a time, and merged where all its readers marked the
    same spans, whatever `how` says.

    Parameters
    ----------
    annotations
        What `read_annotations` returns. Its votes stay as they are.
    how
        `unanimous` merges where all agree. `majority` also where more than half do; a
        tie is never broken. `dawid_skene` (Dawid and Skene 1979) and `mace` (Hovy et
        al. 2013) weigh votes by how good each annotator proves to be, for layers of
        labels and three annotators or more.
    decisions
        What adjudicators decided: `read_annotations(folder, part="adjudications")`.
    least
        How many votes a unit needs. With 1, a single vote is gold, and says so.
    sure
        The probability that a model's label needs.
    seed
        Where the random numbers of `mace` begin.

    Returns
    -------
    pd.DataFrame
        Beyond the table's columns: `by` (who gave the label), `n` (how many voted), `p`
        (a model's probability), `reason` (an adjudicator's), `votes` (what each
        annotator gave), and of claims `start` and `end`.

    Raises
    ------
    InputError
        Where there are no votes, or none to compare; a label is unknown; an annotator
        labels a unit twice; or a model gets a layer of spans or two annotators.

    Examples
    --------
    >>> row = {"layer": "voice", "target": None, "value": "mixed"}
    >>> votes = pd.DataFrame([
    ...     {**row, "paragraph": "a#0", "annotator": "ana"},
    ...     {**row, "paragraph": "a#0", "annotator": "ben"},
    ...     {**row, "paragraph": "a#1", "annotator": "ana"},
    ...     {**row, "paragraph": "a#1", "annotator": "ben", "value": "reported"}])
    >>> adjudicate(votes)[["paragraph", "value", "how"]].to_numpy().tolist()
    [['a#0', 'mixed', 'unanimous: ana and ben agree']]
    """
    _check_options(how, least, sure)
    units = gather_units(annotations, decisions)
    if not any(unit.decisions or len(unit.voters) >= least for unit in units):
        people = len({name for unit in units for name in unit.voters})
        problem = f"no unit has {least} votes; there are {people} annotators"
        raise InputError(problem, "Deal with `overlap=2`, or give least=1.")
    likely = _fit(units, how, seed) if how in _MODELS else {}
    rows = []
    for unit in units:
        ruling = None
        if unit.is_faulty:
            continue
        if unit.decisions:
            ruling = rule_by_people(unit)
        elif len(unit.voters) >= least and how in _MODELS:
            ruling = rule_by_model(unit, how, likely[unit.key], sure)
        elif len(unit.voters) >= least:
            ruling = rule_by_votes(unit, how)
        rows += _write(unit, ruling) if ruling else []
    return _table(rows)


def find_undecided(
    annotations: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    decisions: pd.DataFrame | None = None,
    blind: bool = True,
    seed: int = 7,
) -> pd.DataFrame:
    """
    Return every unit of the annotations that `gold` does not decide, and why.

    The paragraphs that are `disputed` are the queue: give them to `Annotator` with
    `votes=annotations`, which asks just for what is disputed.

    Returns
    -------
    pd.DataFrame
        A row a unit, in the order of the articles: its key, `reason`, `disputed`, `n`
        (how many voted) and `votes`, under letters where `blind`, else under names.
        A `reason` is: adjudicators differ; one vote; only repeats; votes differ; votes
        agree (where more votes or a surer model were asked for); or a label that gold
        cannot hold (no longer in the codebook, or an attribution without content).

    Examples
    --------
    >>> row = {"layer": "voice", "paragraph": "a#0", "target": None}
    >>> votes = pd.DataFrame([{**row, "annotator": "ana", "value": "mixed"},
    ...                       {**row, "annotator": "ben", "value": "reported"}])
    >>> find_undecided(votes, adjudicate(votes))["reason"].tolist()
    ['votes differ']
    """
    require(gold, "gold", *_UNIT)
    known = {_key(row) for row in gold[list(_UNIT)].to_dict("records")}
    letters = Votes.read(annotations, seed).by_unit if blind else {}
    rows = [
        dict(zip(_UNIT, unit.key, strict=True))
        | {"reason": explain(unit), "disputed": unit.is_disputed}
        | {"n": len(unit.voters)}
        | {"votes": _show(letters.get(unit.key, unit.votes), unit.layer)}
        for unit in gather_units(annotations, decisions)
        if unit.key not in known
    ]
    columns = [*_UNIT, "reason", "disputed", "n", "votes"]
    table = pd.DataFrame(rows, columns=columns, dtype=object)
    return table.astype({"disputed": bool, "n": int})


def _check_options(how: str, least: int, sure: float) -> None:
    if how not in HOWS:
        raise InputError(f"there is no way {how!r}", f"There are {', '.join(HOWS)}.")
    if least < 1:
        raise InputError(f"`least` is {least}", "A unit needs one vote, or more.")
    if not 0.5 <= sure <= 1:
        problem = f"`sure` is {sure}, no probability from 0.5 to 1"
        raise InputError(problem, "Give one, as in 0.9.")


def _key(row: Mapping[Any, Any]) -> Key:
    target, holder = (None if pd.isna(row[p]) else row[p] for p in _UNIT[2:])
    if row["layer"] in MARKED:
        target = holder = None
    return (row["layer"], row["paragraph"], target, holder)


def _fit(units: Sequence[Unit], how: str, seed: int) -> dict[Key, tuple[str, float]]:
    """Return the likeliest label of each unit, and its probability, by layer."""
    found: dict[Key, tuple[str, float]] = {}
    for layer in LAYERS:
        own = {
            unit.key: unit.votes
            for unit in units
            if unit.layer == layer and unit.votes and not has_fault(layer, unit.votes)
        }
        if own:
            panel, model = fit_panel(own, how, seed)
            tops = zip(model.p.argmax(1), model.p.max(1), strict=True)
            for key, (top, p) in zip(panel.units, tops, strict=True):
                found[key] = (panel.labels[top], float(p))
    return found


def _write(unit: Unit, ruling: Ruling) -> list[dict[str, Any]]:
    """Return the rows of gold that a ruling makes."""
    reasons = sorted({str(v["reason"]) for v in unit.decisions if v.get("reason")})
    rows = []
    for vote in ruling.chosen:
        row: dict[str, Any] = dict(zip(_UNIT, unit.key, strict=True))
        row["value"] = vote["value"]
        if unit.layer == "claims":
            row |= {"holder": vote["holder"]} | _span(vote)
        row |= {"how": ruling.how, "by": list(ruling.by), "n": len(unit.voters)}
        row |= {"p": ruling.p, "reason": "; ".join(reasons) or None}
        row |= {"votes": _show(unit.votes, unit.layer)}
        if problem := find_fault(row):
            where = f"{unit.layer} of {unit.key[1]}"
            raise InputError(f"{where}: {problem}", "See labels/README.md.")
        rows.append(row)
    return rows


def _span(vote: Vote) -> dict[str, int | None]:
    ends = ((name, vote[name]) for name in ("start", "end"))
    return {name: None if end is None else int(end) for name, end in ends}


def _show(votes: Sequence[Vote], layer: str) -> list[dict[str, Any]]:
    return [
        {"annotator": vote["by"], "value": vote["value"]}
        | (_span(vote) if layer == "claims" else {})
        for vote in votes
    ]


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    more = ["by", "n", "p", "reason", "votes"]
    if not rows:
        return empty("gold").reindex(columns=[*TABLES["gold"], *more])
    spans = [name for name in ("start", "end") if any(name in row for row in rows)]
    table = pd.DataFrame(rows, columns=[*TABLES["gold"], *more, *spans], dtype=object)
    kinds = {"n": int, "p": float} | dict.fromkeys(spans, "Int64")
    return check(table.astype(kinds), "gold")
