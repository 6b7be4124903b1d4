"""What a reader sees of an article is worked out here; the templates only place it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stancebook.bars import Bar, bar
from stancebook.languages import find_language
from stancebook.marking import Segment, cut
from stancebook.schema import STANCES, VOICES, InputError, require, require_texts
from stancebook.support import list_warnings

__all__ = ["Page", "Tables", "compare", "read_page", "read_tables"]

Row = dict[str, Any]
Rows = list[Row]
_SPEAKING = ("editorial", "mixed", "reported")  # the voices that say something
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Stance:
    """Which side one holder takes on one target."""

    target: str
    holder: str
    innermost: bool
    bar: Bar
    shares: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as it is shown."""

    position: int
    voice: str
    certainty: str
    chain: tuple[str, ...]
    block: str
    reprint_of: str
    segments: list[Segment]
    stances: list[Stance]
    claims: Rows
    length: int


@dataclass(frozen=True)
class Mean:
    """The mean score of an article's paragraphs of one voice."""

    voice: str
    count: int
    bar: Bar


@dataclass(frozen=True)
class Balance:
    """The mean scores of an article on a target, for each voice that bears on it."""

    target: str
    means: list[Mean]


@dataclass(frozen=True)
class Comparison:
    """A target and what each article that bears on it does, by the article's number."""

    text: str
    rows: list[tuple[int, Page, Balance]]


@dataclass(frozen=True)
class Page:
    """An article as it is shown; `quiet` counts the targets that nothing bears on."""

    article: str
    title: str
    outlet: str
    language: str
    paragraphs: list[Paragraph]
    targets: dict[str, str]
    quiet: int
    weak: str = ""

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Count the paragraphs of each voice."""
        voices = [paragraph.voice for paragraph in self.paragraphs]
        return [(voice, voices.count(voice)) for voice in VOICES]

    @property
    def balances(self) -> list[Balance]:
        """Weigh the article's framing beside its reports, target by target."""
        return [_balance(target, self.paragraphs) for target in self.targets]


@dataclass(frozen=True)
class Tables:
    """The tables, ready to be asked for one article's or one paragraph's rows."""

    paragraphs: dict[str, Rows]
    voices: dict[str, Rows]
    scores: dict[str, Rows]
    attributions: dict[str, Rows]
    claims: dict[str, Rows]
    targets: dict[str, str]


def _group(table: pd.DataFrame | None, column: str) -> dict[str, Rows]:
    groups: dict[str, Rows] = defaultdict(list)
    if table is not None:
        for row in table.to_dict("records"):
            groups[str(row[column])].append({str(key): row[key] for key in row})
    return groups


def read_tables(
    paragraphs: pd.DataFrame,
    voices: pd.DataFrame,
    scores: pd.DataFrame,
    **others: pd.DataFrame | None,
) -> Tables:
    """
    Index the tables by article and by paragraph.

    `others` are attributions, claims and targets; each may be None or left out.
    """
    require_texts(paragraphs, "paragraph", "article", "position")
    require(voices, "voices", "paragraph", "voice", "chain")
    require(scores, "scores", "paragraph", "target", "holder", "score")
    rows = paragraphs.sort_values(["article", "position"], kind="stable")
    targets = _group(others.get("targets"), "target")
    return Tables(
        _group(rows, "article"),
        _group(voices, "paragraph"),
        _group(scores, "paragraph"),
        _group(others.get("attributions"), "paragraph"),
        _group(others.get("claims"), "paragraph"),
        {target: str(found[0]["text"]) for target, found in targets.items()},
    )


def _said(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _percent(share: Any) -> str:
    return f"{100 * float(share):.0f} %"


def _word(row: Row) -> str:
    return max(STANCES, key=lambda stance: float(row[stance]))


def _stance(row: Row) -> Stance:
    shares = ", ".join(f"{stance} {_percent(row[stance])}" for stance in STANCES)
    score = bar(float(row["score"]), _word(row))
    return Stance(row["target"], row["holder"], bool(row["innermost"]), score, shares)


def _paragraph(row: Row, tables: Tables) -> Paragraph:
    key = row["paragraph"]
    voices = tables.voices.get(key)
    if not voices:
        mend = "Give the voices of these paragraphs, from separate_voices."
        raise InputError(f"paragraph {key!r} has no voice", mend)
    voice = voices[-1]
    scores = tables.scores.get(key, [])
    return Paragraph(
        position=int(row["position"]),
        voice=voice["voice"],
        certainty=_percent(voice[f"p_{voice['voice']}"]),
        chain=tuple(voice["chain"]),
        block=_said(row.get("block")),
        reprint_of=_said(voice["decided_by"]).partition("reprint:")[2],
        segments=cut(row["text"], tables.attributions.get(key, ())),
        stances=[_stance(score) for score in scores if _word(score) != "unrelated"],
        claims=tables.claims.get(key, []),
        length=max(1, len(row["text"])),
    )


def _balance(target: str, paragraphs: Iterable[Paragraph]) -> Balance:
    scores: dict[str, list[float]] = defaultdict(list)
    for paragraph in paragraphs:
        for stance in paragraph.stances:
            if stance.innermost and stance.target == target:
                scores[paragraph.voice].append(stance.bar.score)
    means = [
        Mean(voice, len(scores[voice]), bar(sum(scores[voice]) / len(scores[voice])))
        for voice in _SPEAKING
        if scores[voice]
    ]
    return Balance(target, means)


def compare(pages: Iterable[Page]) -> list[Comparison]:
    """Set side by side, target by target, the articles that bear on it."""
    found: dict[str, Comparison] = {}
    for number, page in enumerate(pages, 1):
        for balance in page.balances:
            text = page.targets[balance.target]
            entry = found.setdefault(balance.target, Comparison(text, []))
            if balance.means:
                entry.rows.append((number, page, balance))
    return [entry for entry in found.values() if entry.rows]


def _warn(language: str | None) -> str:
    """Say of an article that its labels are weak, where its language makes them so."""
    told = list_warnings({language: 1})
    return told[0].replace("1 article", "This article") if told else ""


def read_page(
    article: str, tables: Tables, language: Any = None, title: Any = None
) -> Page:
    """
    Return what there is to show of an article; one without a title goes by its id.

    Only targets that some paragraph bears on are shown; the others are counted.
    """
    rows = tables.paragraphs.get(article, [])
    if not rows:
        raise InputError(f"no article {article!r}", "Name one that is in `paragraphs`.")
    paragraphs = [_paragraph(row, tables) for row in rows]
    scores = [
        score for row in rows for score in tables.scores.get(row["paragraph"], ())
    ]
    asked = dict.fromkeys(score["target"] for score in scores)
    borne = {stance.target for shown in paragraphs for stance in shown.stances}
    targets = {t: tables.targets.get(t, t) for t in asked if t in borne}
    known = _said(language)
    return Page(
        article,
        _said(title).strip() or article,
        _said(rows[0].get("outlet")),
        known if _LANGUAGE.fullmatch(known) else "",
        paragraphs,
        targets,
        len(asked) - len(targets),
        _warn(known or find_language("\n".join(row["text"] for row in rows))),
    )
