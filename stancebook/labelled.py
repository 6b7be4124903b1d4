"""A stance label is about one holder's words, so those are found and read for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.attribution import find_attributions
from stancebook.schema import STANCES, InputError, check
from stancebook.stance import Job, plan_jobs
from stancebook.terminal import track
from stancebook.voice import separate_voices
from stancebook.weights import find_shipped
from stancebook.windows import find_windows

__all__ = ["Lesson", "find_lessons", "read_lessons"]

TEXTS_AT_ONCE = 16


@dataclass(frozen=True, order=True)
class Lesson:
    """One label with the words that it is about."""

    paragraph: str
    article: str
    target: str
    kind: str
    text: str
    value: str


def _name(missing: Sequence[str]) -> str:
    shown = ", ".join(missing[:3])
    return f"{shown} and {len(missing) - 3} more" if len(missing) > 3 else shown


def _refuse_missing(own: pd.DataFrame, column: str, table: pd.DataFrame) -> None:
    missing = sorted(set(own[column].fillna("(none)")) - set(table[column]))
    if missing:
        problem = f"labels name a {column} that the tables lack: {_name(missing)}"
        raise InputError(problem, f"Give the {column}, or leave its labels out.")


def _stances(gold: pd.DataFrame) -> pd.DataFrame:
    """Return the stance labels, each of which stands once."""
    check(gold, "gold")
    own = gold[gold["layer"] == "stance"].reset_index(drop=True)
    wrong = own[~own["value"].isin(STANCES)]
    if len(wrong):
        problem = f"{wrong['value'].iloc[0]!r} is no stance"
        raise InputError(problem, f"Use {', '.join(STANCES)}.")
    twice = own[own.duplicated(["paragraph", "target", "holder"])]
    if len(twice):
        names = ", ".join(map(str, twice.iloc[0][["paragraph", "target", "holder"]]))
        raise InputError(f"labelled twice: {names}", "Keep one of the two.")
    return own


def find_lessons(
    gold: pd.DataFrame,
    paragraphs: pd.DataFrame,
    targets: pd.DataFrame,
    voices: pd.DataFrame | None = None,
    attributions: pd.DataFrame | None = None,
) -> tuple[list[Lesson], int]:
    """
    Return what can be learned from, in an order of its own, and how many labels cannot.

    Voices and attributions that are not given are found. A label whose holder has no
    words of its own in the paragraph, by these tables, is left out: where a holder only
    passes on, a rule gives the score and not the model.

    Raises
    ------
    InputError
        Where a label's paragraph, target or voice is not in the tables.
    """
    own = _stances(gold)
    _refuse_missing(own, "paragraph", check(paragraphs, "paragraphs"))
    _refuse_missing(own, "target", check(targets, "targets"))
    labelled = paragraphs["paragraph"].isin(own["paragraph"])
    articles = paragraphs.loc[labelled, "article"]
    whole = paragraphs[paragraphs["article"].isin(articles)].reset_index(drop=True)
    said = find_attributions(whole) if attributions is None else attributions
    heard = separate_voices(whole, said) if voices is None else voices
    _refuse_missing(own, "paragraph", heard)
    heard = heard[heard["paragraph"].isin(own["paragraph"])]
    jobs = {
        plan[0].voice.paragraph: plan for plan in plan_jobs(paragraphs, heard, said)
    }
    lessons = sorted(_match(own, paragraphs, targets, jobs))
    return lessons, len(own) - len(lessons)


def _match(
    own: pd.DataFrame,
    paragraphs: pd.DataFrame,
    targets: pd.DataFrame,
    jobs: dict[str, list[Job]],
) -> Iterator[Lesson]:
    article = dict(zip(paragraphs["paragraph"], paragraphs["article"], strict=True))
    sentence = dict(zip(targets["target"], targets["text"], strict=True))
    for (paragraph, target), rows in own.groupby(["paragraph", "target"]):
        for job, value in _pair(jobs[str(paragraph)], rows):
            if job.speaks:
                yield Lesson(
                    str(paragraph),
                    article[paragraph],
                    sentence[target],
                    job.kind,
                    job.passage.text,
                    value,
                )


def _pair(jobs: list[Job], rows: pd.DataFrame) -> Iterator[tuple[Job, str]]:
    """
    Find each holder's passage; names may differ between annotators and the tables.

    The paragraph's own holder is labelled first, so that the first label is about the
    innermost passage where no holder has that label's name.
    """
    by_holder = {job.passage.holder: job for job in jobs}
    inner = jobs[0].passage.holder
    holders = [inner if pd.isna(holder) else holder for holder in rows["holder"]]
    if holders[0] not in by_holder and inner not in holders:
        holders[0] = inner
    for holder, value in zip(holders, rows["value"], strict=True):
        if holder in by_holder:
            yield by_holder[holder], value


def read_lessons(lessons: Sequence[Lesson]) -> NDArray[np.float64]:
    """
    Return what the shipped stance head reads of each lesson, (lessons, width).

    A long passage is read in parts, and counts by their length, as in scoring.
    """
    from stancebook.encoder import Encoder  # torch is loaded when first needed

    encoder = Encoder.load("stance", find_shipped().name)
    asked: dict[str, dict[str, int]] = {}
    for lesson in lessons:
        own = asked.setdefault(lesson.text, {})
        own.setdefault(lesson.target, len(own))
    texts = list(asked)
    chunks = (texts[n : n + TEXTS_AT_ONCE] for n in range(0, len(texts), TEXTS_AT_ONCE))
    read: dict[str, NDArray[np.float64]] = {}
    for chunk in track(chunks, texts, does="Reading labelled passages", size=len):
        read |= _read(encoder, {text: list(asked[text]) for text in chunk})
    return np.stack(
        [read[each.text][asked[each.text][each.target]] for each in lessons]
    )


def _read(
    encoder: Any, asked: dict[str, list[str]]
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    parts = [(text, part) for text in asked for _, part in find_windows(text)]
    found = encoder.predict([p for _, p in parts], [asked[text] for text, _ in parts])
    for text in asked:
        own = [
            (len(part) or 1, prediction.blocks[1:].astype(float))
            for (whole, part), prediction in zip(parts, found, strict=True)
            if whole == text
        ]
        total = sum(length for length, _ in own)
        yield text, sum(length / total * block for length, block in own)
