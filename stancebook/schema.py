"""The tables are the interface: their names, columns and values live in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

__all__ = [
    "ATTRIBUTION_KINDS",
    "ATTRIBUTION_PARTS",
    "BLOCKS",
    "CLAIM_KINDS",
    "LAYERS",
    "MARKED",
    "STANCES",
    "TABLES",
    "VOICES",
    "Column",
    "InputError",
    "SchemaError",
    "check",
    "empty",
    "require",
    "require_rows",
    "require_texts",
]

VOICES = ("editorial", "reported", "mixed", "credit", "boilerplate")
STANCES = ("favor", "against", "neutral", "unrelated")
ATTRIBUTION_KINDS = ("direct", "indirect", "mixed", "free_indirect")
CLAIM_KINDS = ("fact", "prediction", "cause", "value", "policy")
ATTRIBUTION_PARTS = ("source", "cue", "content")
BLOCKS = ("title", "heading", "text", "quote", "list", "table", "caption", "embed")
LAYERS = ("voice", "origin", "attribution", "claims", "stance")
MARKED = ("attribution", "claims")  # layers of spans: there is no unit until one is set


class InputError(ValueError):
    """
    What a user gave cannot be used: the message names the file, the line and the mend.

    Every error that a user can cause is one of these; the command line turns it into
    one line on standard error and exit status 2.
    """

    def __init__(self, problem: str, mend: str, file: str = "", line: int = 0) -> None:
        where = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(f"{where}{problem}. {mend}")
        self.problem, self.mend, self.file, self.line = problem, mend, file, line

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, str, int]]:
        """Let it travel from a worker to whoever started the work."""
        return InputError, (self.problem, self.mend, self.file, self.line)


class SchemaError(ValueError):
    """A table does not have the columns or values that its name promises."""


@dataclass(frozen=True)
class Column:
    """
    What one column holds: the kind of value, what is allowed, if it may be null.

    An optional one may be missing from a table made by hand, or by an older version.
    """

    kind: str
    allowed: tuple[str, ...] = ()
    nullable: bool = False
    optional: bool = False


_ID = Column("text")
_TEXT = Column("text")
_MAYBE = Column("text", nullable=True)
_OFFSET = Column("integer")
_GAP = Column("integer", nullable=True)
_NUMBER = Column("number", nullable=True)
_P = Column("probability")
_SPANS = Column("list")

TABLES: dict[str, dict[str, Column]] = {
    "articles": {
        "article": _ID,
        "outlet": _MAYBE,
        "url": _MAYBE,
        "title": _MAYBE,
        "author": _MAYBE,
        "published": _MAYBE,
        "retrieved": _MAYBE,
        "language": _MAYBE,
        "rights": _MAYBE,
        "sha256": _TEXT,
        "text": _MAYBE,
        "blocks": Column("list", nullable=True),
        "kinds": Column("list", nullable=True, optional=True),
        "targets": Column("list", nullable=True),
    },
    "paragraphs": {
        "paragraph": _ID,
        "article": _ID,
        "position": _OFFSET,
        "start": _OFFSET,
        "end": _OFFSET,
        "sha256": _TEXT,
        "text": _TEXT,
        "outlet": _MAYBE,
        "block": Column("text", BLOCKS, nullable=True, optional=True),
    },
    "voices": {
        "paragraph": _ID,
        "voice": Column("text", VOICES),
        **{f"p_{voice}": _P for voice in VOICES},
        "origin": _TEXT,
        "chain": Column("list"),
        "holder": _TEXT,
        "decided_by": _TEXT,
    },
    "attributions": {
        "attribution": _ID,
        "paragraph": _ID,
        "source": _SPANS,
        "cue": _SPANS,
        "content": _SPANS,
        "kind": Column("text", ATTRIBUTION_KINDS),
        "source_name": _MAYBE,
        "parent": _MAYBE,
        "p": _P,
    },
    "claims": {
        "paragraph": _ID,
        "start": _OFFSET,
        "end": _OFFSET,
        "text": _TEXT,
        "kind": Column("text", CLAIM_KINDS),
        "check_worthy": _P,
        "chain": Column("list"),
    },
    "targets": {
        "target": _ID,
        "text": _TEXT,
        "aliases": Column("list"),
    },
    "scores": {
        "paragraph": _ID,
        "target": _ID,
        "holder": _TEXT,
        **dict.fromkeys(STANCES, _P),
        "score": Column("score"),
        "innermost": Column("flag"),
        "decided_by": _TEXT,
    },
    "reprints": {
        "paragraph": _ID,
        "original": _ID,
        "agency": _MAYBE,
        "kind": Column("text", ("verbatim", "edited")),
        "similarity": _P,
        "edits": Column("list"),
    },
    "changes": {
        "article": _ID,
        "report": _ID,
        "agency": _MAYBE,
        "level": Column("text", ("headline", "paragraph", "words")),
        "op": Column("text", ("added", "dropped", "moved", "inserted", "changed")),
        "paragraph": _MAYBE,
        "original": _MAYBE,
        "before": _MAYBE,
        "after": _MAYBE,
        "voice": Column("text", VOICES, nullable=True),
        "cue": _MAYBE,
    },
    "stances": {
        "target": _ID,
        "voice": Column("text", VOICES),
        "n": _OFFSET,
        "articles": _OFFSET,
        "mean": Column("score"),
        **dict.fromkeys(STANCES[:3], _P),
    },
    "gaps": {
        "article": _ID,
        "target": _ID,
        "editorial": Column("score", nullable=True),
        "n_editorial": _OFFSET,
        "reported": Column("score", nullable=True),
        "n_reported": _OFFSET,
        "gap": Column("number", nullable=True),
    },
    "estimates": {
        "term": _TEXT,
        **dict.fromkeys(("estimate", "low", "high"), Column("number", nullable=True)),
        **dict.fromkeys(("naive", "labelled_only"), Column("number", nullable=True)),
        "n": _OFFSET,
        "labelled": _OFFSET,
        "undefined": _MAYBE,
    },
    "annotations": {
        "id": _ID,
        "layer": Column("text", LAYERS),
        "paragraph": _ID,
        "start": Column("integer", nullable=True),
        "end": Column("integer", nullable=True),
        "target": _MAYBE,
        "holder": _MAYBE,
        "value": _TEXT,
        "annotator": _TEXT,
        "at": _TEXT,
        "seconds": Column("number", nullable=True),
        "codebook_version": _TEXT,
        "note": _MAYBE,
    },
    "sample": {
        "paragraph": _ID,
        "article": _ID,
        "stratum": _TEXT,
        "probability": _P,
    },
    "assignments": {
        "annotator": _TEXT,
        "paragraph": _ID,
        "turn": _OFFSET,
        "purpose": Column("text", ("label", "repeat", "check")),
        "occasion": _OFFSET,
        "blind": Column("flag"),
    },
    "gold": {
        "layer": Column("text", LAYERS),
        "paragraph": _ID,
        "target": _MAYBE,
        "value": _TEXT,
        "how": _TEXT,
        "holder": _MAYBE,
    },
    "agreement": {
        "layer": Column("text", LAYERS),
        "scope": Column("text", ("all", "label", "pair", "version", "self")),
        "of": _MAYBE,
        "level": Column("text", ("nominal", "ordinal", "unitizing")),
        "coefficient": _TEXT,
        "figure": _NUMBER,
        "low": _NUMBER,
        "high": _NUMBER,
        "p_below_667": _NUMBER,
        "p_below_800": _NUMBER,
        "annotators": _OFFSET,
        "units": _OFFSET,
        "pairable": _OFFSET,
        "missing": _P,
        "draws": _OFFSET,
        "undefined": _MAYBE,
    },
    "pairs": {
        "layer": Column("text", LAYERS),
        "paragraph": _ID,
        "target": _MAYBE,
        "holder": _MAYBE,
        "annotator": _TEXT,
        "other": _TEXT,
        "value": _TEXT,
        "other_value": _TEXT,
        "same": Column("flag"),
    },
    "span_pairs": {
        "layer": Column("text", LAYERS),
        "paragraph": _ID,
        "annotator": _TEXT,
        "other": _TEXT,
        "start": _GAP,
        "end": _GAP,
        "value": _MAYBE,
        "other_start": _GAP,
        "other_end": _GAP,
        "other_value": _MAYBE,
        "match": Column("text", ("same", "boundaries", "label", "both", "unmatched")),
    },
    "splits": {
        "article": _ID,
        "group": _OFFSET,
        "split": Column("text", ("train", "dev", "test")),
    },
    "twins": {
        "article": _ID,
        "other": _ID,
        "kind": Column("text", ("verbatim", "edited")),
        "similarity": _P,
    },
    "languages": {
        "language": _MAYBE,
        "name": _TEXT,
        "articles": _OFFSET,
        "support": Column("text", ("full", "marks", "none", "unknown")),
        "note": _TEXT,
    },
    "leaks": {
        "kind": Column("text", ("copy", "passage", "outlet", "time")),
        "article": _ID,
        "split": _TEXT,
        "other": _ID,
        "other_split": _TEXT,
        "similarity": _P,
        "detail": _TEXT,
    },
}


def _is_kind(value: Any, kind: str) -> bool:
    if kind == "text":
        return isinstance(value, str)
    if kind == "list":
        return isinstance(value, list | tuple) or hasattr(value, "tolist")
    if kind == "flag":
        return isinstance(value, bool) or type(value).__name__ == "bool"
    if kind == "integer":
        return not isinstance(value, bool) and float(value) == int(value)
    if kind == "probability":
        return -1e-6 <= float(value) <= 1 + 1e-6
    if kind == "score":
        return -1 - 1e-6 <= float(value) <= 1 + 1e-6
    return float(value) == float(value)


def _is_null(value: Any) -> bool:
    return (
        value is None or (isinstance(value, float) and value != value) or value is pd.NA
    )


def _problem(value: Any, column: Column) -> str | None:
    if _is_null(value):
        return None if column.nullable else "is empty"
    try:
        fits = _is_kind(value, column.kind)
    except (TypeError, ValueError):
        fits = False
    if not fits:
        return f"is {value!r}, not a {column.kind}"
    if column.allowed and value not in column.allowed:
        return f"is {value!r}, not one of {', '.join(column.allowed)}"
    return None


def check(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """
    Return `table` if it is a `name` table; columns beyond the promised ones are kept.

    Raises
    ------
    SchemaError
        Where a column is missing or a value does not fit; the message names the row.

    Examples
    --------
    >>> table = pd.DataFrame({"target": ["t"], "text": ["T."], "aliases": [[]]})
    >>> check(table, "targets").shape
    (1, 3)
    """
    columns = TABLES[name]
    missing = [c for c, rule in columns.items() if c not in table and not rule.optional]
    if missing:
        has = ", ".join(map(str, table.columns))
        lack = f"column {', '.join(missing)} is missing"
        raise SchemaError(f"{name}: {lack}; it has {has}")
    there = {column: rule for column, rule in columns.items() if column in table}
    for column, rule in there.items():
        for row, value in zip(table.index, table[column], strict=True):
            if problem := _problem(value, rule):
                raise SchemaError(f"{name}: row {row}: {column} {problem}")
    return table


_MAKERS = {
    "articles": "read_articles",
    "paragraphs": "segment",
    "attributions": "find_attributions",
    "reprints": "find_reprints",
    "voices": "separate_voices",
    "targets": "make_targets",
    "scores": "score_stance",
    "gold": "read_gold",
    "annotations": "read_annotations",
    "annotators": "measure_annotators",
    "assignments": "assign",
    "sample": "draw_sample",
    "splits": "split_articles",
    "groups": "separate_voices",
    "calibration": "Evaluation.calibration",
    "figures": "Evaluation.split",
    "agreement": "measure_agreement",
    "labels": "score_stance` or `read_gold",
    "stances": "describe_stance",
    "counts": "count_changes",
    "estimates": "estimate_gap",
}


def require(table: Any, name: str, *columns: str) -> None:
    """
    Stop where a function got another table than it asks for, and say which makes it.

    Raises
    ------
    InputError
        Where `table` is no table, or lacks one of `columns`.

    Examples
    --------
    >>> require(pd.DataFrame({"paragraph": []}), "paragraphs", "paragraph")
    """
    mend = f"Give what `{_MAKERS[name]}` returns."
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"`{name}` is a {type(table).__name__}, no table", mend)
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise InputError(f"`{name}` lacks the column {', '.join(missing)}", mend)


def require_texts(paragraphs: Any, *columns: str) -> None:
    """
    Stop where a step would read words, and a paragraph has none.

    A release, its splits and an export do with paragraphs whose text is withheld: they
    ask for the columns alone, by `require`.

    Raises
    ------
    InputError
        Where `paragraphs` is no table, lacks one of `columns` or `text`, or holds
        anything but text there.

    Examples
    --------
    >>> require_texts(pd.DataFrame({"paragraph": ["a#0"], "text": ["Fog."]}))
    """
    require(paragraphs, "paragraphs", *columns, "text")
    odd = [value for value in paragraphs["text"] if not isinstance(value, str)]
    if odd:
        problem = f"in `paragraphs`, the column text holds {odd[0]!r}, no text"
        raise InputError(problem, f"Give what `{_MAKERS['paragraphs']}` returns.")


def require_rows(table: pd.DataFrame, name: str) -> None:
    """
    Stop where there is nothing to be shown, which a picture would not say.

    Raises
    ------
    InputError
        Where `table` has no row.

    Examples
    --------
    >>> require_rows(pd.DataFrame({"target": ["dam"]}), "stances")
    """
    if table.empty:
        mend = f"Look at what went into `{_MAKERS[name]}`."
        raise InputError(f"`{name}` has no row, so there is nothing to draw", mend)


def empty(name: str) -> pd.DataFrame:
    """
    Return a `name` table without rows.

    Examples
    --------
    >>> list(empty("targets").columns)
    ['target', 'text', 'aliases']
    """
    return pd.DataFrame({column: [] for column in TABLES[name]})
