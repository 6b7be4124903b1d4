"""Spans have no unit that two share, so stretches of text are what is compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stancebook.codebook import Codebook
from stancebook.reliability import describe_draws
from stancebook.resampling import draw_again
from stancebook.schema import ATTRIBUTION_PARTS, MARKED, TABLES, InputError, require
from stancebook.segment import article_of
from stancebook.unitizing import Labelled, SpanTally, alpha_of, lay_out, match_spans
from stancebook.vetting import check_labels

__all__ = ["measure_spans", "pair_spans"]

# Of each annotator, the spans of each paragraph.
Marks = dict[str, dict[str, list[Labelled]]]
# Of each article, where its paragraphs begin and end.
Texts = dict[str, dict[str, tuple[int, int]]]
Array = NDArray[np.float64]
_NO_TEXTS = "undefined because the lengths are unknown: give `paragraphs`"


def pair_spans(
    annotations: pd.DataFrame, codebook: Codebook | None = None
) -> pd.DataFrame:
    """
    Return every pair of spans that two annotators marked, and how the two differ.

    So errors of boundaries are told apart from errors of labels. An attribution has
    the labels source, cue and content. Whoever has marked nothing in a whole article
    counts as not having read it.

    Returns
    -------
    pd.DataFrame
        `layer`, `paragraph`, `annotator`, `other`, the two spans (`start`, `end`,
        `value`; `other_start`, `other_end`, `other_value`) and `match`: `same`,
        `boundaries` (they alone differ), `label` (it alone differs), `both`, or
        `unmatched`, where one side is empty.

    Raises
    ------
    InputError
        As `measure_agreement`.

    Examples
    --------
    >>> rows = {"annotator": ["ana", "ben"], "start": [0, 4], "end": [9, 9]}
    >>> table = pd.DataFrame(rows).assign(layer="claims", paragraph="a#1", value="fact")
    >>> pair_spans(table)["match"].tolist()
    ['boundaries']
    """
    table, _ = check_labels(annotations, codebook)
    first = table[table["layer"].isin(MARKED) & (table["occasion"] == 0)]
    rows: list[dict[str, Any]] = []
    for layer, own in first.groupby("layer", sort=True):
        marks = _read_marks(str(layer), own)
        for one, other in combinations(sorted(marks), 2):
            names = {"layer": layer, "annotator": one, "other": other}
            rows += [{**names, **row} for row in _pair(marks[one], marks[other])]
    found = pd.DataFrame(rows, columns=list(TABLES["span_pairs"])).astype(object)
    order = ["layer", "paragraph", "annotator", "other"]
    return found.where(found.notna(), None).sort_values(
        order, ignore_index=True, kind="stable"
    )


def _pair(
    one: Mapping[str, list[Labelled]], other: Mapping[str, list[Labelled]]
) -> Iterator[dict[str, Any]]:
    both = _articles(one) & _articles(other)
    for paragraph in sorted({*one, *other}):
        if article_of(paragraph) not in both:
            continue
        pairs = match_spans(one.get(paragraph, []), other.get(paragraph, []))
        for left, right, kind in pairs:
            start, end, value = left or (None, None, None)
            others = dict(
                zip(
                    ("other_start", "other_end", "other_value"),
                    right or (None, None, None),
                    strict=True,
                )
            )
            own = {"start": start, "end": end, "value": value}
            yield {"paragraph": paragraph, **own, **others, "match": kind}


def _articles(marks: Mapping[str, Any]) -> set[str]:
    return {article_of(paragraph) for paragraph in marks}


def _read_marks(layer: str, own: pd.DataFrame) -> Marks:
    """Return spans by annotator and paragraph; an attribution's by their part."""
    marks: Marks = {}
    for row in own.to_dict("records"):
        place = marks.setdefault(str(row["annotator"]), {})
        spans = place.setdefault(str(row["paragraph"]), [])
        where = f"{row['annotator']} on {row['paragraph']}"
        try:
            spans += _spans_of(layer, row)
        except (TypeError, ValueError, KeyError, RecursionError):
            problem = f"a span of {layer} has no start and end ({where})"
            raise InputError(problem, "Mark it anew, or leave it out.") from None
        if any(not 0 <= start < end for start, end, _ in spans):
            problem = f"a span of {layer} ends before it begins ({where})"
            raise InputError(problem, "The end is exclusive, and behind the start.")
    return marks


def _spans_of(layer: str, row: Mapping[Any, Any]) -> list[Labelled]:
    if layer == "claims":
        return [(_whole(row["start"]), _whole(row["end"]), str(row["value"]))]
    parts = json.loads(row["value"])
    return [
        (_whole(span["start"]), _whole(span["end"]), part)
        for part in ATTRIBUTION_PARTS
        for span in parts[part]
    ]


def _whole(number: Any) -> int:
    if int(number) != number:
        raise ValueError
    return int(number)


def measure_spans(
    layer: str,
    own: pd.DataFrame,
    paragraphs: pd.DataFrame | None,
    draws: int,
    seed: int,
) -> list[dict[str, Any]]:
    """
    Return rows of alpha_U (Krippendorff 2004): of all, each label, pair and version.

    An article's paragraphs are one stretch of text. What is measured is the articles
    that all in question have read: those in which they have marked something.
    """
    first = own[own["occasion"] == 0]
    texts = _measure_texts(paragraphs)
    marks = _read_marks(layer, first)
    parts = [("all", None, marks)] + [
        ("pair", ", ".join(two), {name: marks[name] for name in two})
        for two in combinations(sorted(marks), 2)
    ]
    parts += [
        ("version", str(version), _read_marks(layer, same))
        for version, same in first.groupby("codebook_version")
        if version
    ]
    rows: list[dict[str, Any]] = []
    for scope, of, marked in parts:
        facts = {"layer": layer, "level": "unitizing", "coefficient": "alpha_u"}
        facts |= _count(marked)
        figures, why = _bootstrap(marked, texts, draws, seed)
        for label, values in figures.items():
            if label and scope != "all":
                continue
            name = {"scope": "label" if label else scope, "of": label or of}
            rows.append({**facts, **name, **_describe(values, why)})
    return rows


def _describe(values: Array, why: str | None) -> dict[str, Any]:
    row = describe_draws(values)
    if not why and np.isnan(row["figure"]):
        why = "undefined because nobody has marked such a span"
    if not why and np.isnan(row["low"]):
        few = len(values) < 2
        why = "interval undefined because " + (
            "one article alone was read by all" if few else "most draws have no span"
        )
    return {**row, "undefined": why}


def _measure_texts(paragraphs: pd.DataFrame | None) -> Texts | None:
    """Return where each paragraph begins and ends in its article, by article."""
    if paragraphs is None:
        return None
    require(paragraphs, "paragraphs", "paragraph", "text")
    found: Texts = {}
    for name, text in zip(paragraphs["paragraph"], paragraphs["text"], strict=True):
        places = found.setdefault(article_of(name), {})
        begin = max((end for _, end in places.values()), default=0)
        if not isinstance(text, str):
            mend = "Give paragraphs with their texts, as `segment` returns them."
            raise InputError(f"paragraph {name} has no text", mend)
        places[name] = (begin, begin + len(text))
    return found


def _common(marks: Marks) -> list[str]:
    read = [_articles(own) for own in marks.values()]
    return sorted(set.intersection(*read)) if read else []


def _count(marks: Marks) -> dict[str, Any]:
    """Count spans as units; `pairable` and `missing` are of articles."""
    read = [_articles(own) for own in marks.values()]
    cells = len(set().union(*read)) * len(read)
    return {
        "annotators": len(marks),
        "units": sum(len(spans) for own in marks.values() for spans in own.values()),
        "pairable": len(_common(marks)) if len(marks) > 1 else 0,
        "missing": 1 - sum(map(len, read)) / cells,
    }


def _bootstrap(
    marks: Marks, texts: Texts | None, draws: int, seed: int
) -> tuple[dict[str, Array], str | None]:
    """Return alpha_U of all labels (under "") and of each: the real set, then draws."""
    articles = _common(marks)
    nothing = {"": np.full(1, np.nan)}
    if len(marks) < 2 or not articles:
        return nothing, "undefined because no article was read by all of them"
    if texts is None:
        return nothing, _NO_TEXTS
    spans = [_lay_out(marks, texts, article) for article in articles]
    labels = sorted({span[2] for _, own in spans for row in own for span in row})
    ones = np.ones(len(articles), dtype=np.int64)
    counts = np.vstack(list(draw_again(ones, draws if len(articles) > 1 else 0, seed)))
    found = {
        label: SpanTally.count(
            [lay_out(length, own, label) for length, own in spans]
        ).disagree(counts)
        for label in labels
    }
    each = {label: alpha_of([pair]) for label, pair in found.items()}
    return {"": alpha_of(list(found.values())), **each}, None


def _lay_out(
    marks: Marks, texts: Texts, article: str
) -> tuple[int, list[list[Labelled]]]:
    """Return an article's length, and each annotator's spans counted from its start."""
    places = texts.get(article, {})
    rows = []
    for name, own in sorted(marks.items()):
        row = []
        for paragraph in filter(lambda one: article_of(one) == article, own):
            begin, close = places.get(paragraph, (0, -1))
            if any(begin + end > close for _, end, _ in own[paragraph]):
                problem = f"a span of {name} goes beyond {paragraph}, or there is none"
                raise InputError(problem, "Give the `paragraphs` that were labelled.")
            row += [(begin + a, begin + b, label) for a, b, label in own[paragraph]]
        rows.append(row)
    return max(end for _, end in places.values()), rows
