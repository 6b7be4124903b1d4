"""A source may say what others said; here is who speaks inside another's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from stancebook.mentions import Mention, read_mention
from stancebook.quotation import word_spans
from stancebook.windows import find_windows

if TYPE_CHECKING:
    from stancebook.binding import Attribution

__all__ = ["Piece", "is_another_voice", "keep_other_voices", "open_contents"]

Piece = tuple[int, int, str]  # number of the text, offset in it, the part

FEWEST_WORDS = 6  # of what is said, to hold what another one said
FEWEST_TOLD = 3  # of what the other one said
SURE = 0.8  # in a half-sentence the model takes much for a cue; set by reading 60
# Kinds of mention that name no second voice: the words stay the outer speaker's.
_NOBODY = {"anybody", "none", "self", "it", "who"}
_REPORTS = re.compile(
    r"""\b(
    accus\w+|acknowledg\w+|add(s|ed)|admit\w*|alleg\w+|announc\w+|argu\w+
    |according\ to|ask(s|ed|ing)|assert\w*|assur\w+|belief|believ\w+|call(s|ed|ing)?
    |caution\w*|claim\w*|complain\w*|conclud\w+|condemn\w*|confirm\w*|contend\w*
    |critici[sz]\w+|declar(e[sd]?|ing|ation)|demand\w*|den(y|ies|ied|ying)
    |describ(e[sd]?|ing)|disput\w+|explain\w*|express\w+|found|finds|insist\w*
    |maintain\w*|not(es|ed)|oppos\w+|pledg\w+|prais\w+|promis(e[sd]?|ing)|reject\w*
    |remark\w*|repl(y|ies|ied)|report(s|ed|ing)?|respond\w*|said|say(s|ing)?
    |stat(e|es|ed|ing|ement)|stress\w*|suggest\w*|support\w*|tell(s|ing)?|testif\w+
    |think(s|ing)?|thought|told|urg(e|es|ed|ing)|vow\w*|warn\w*|writ(es|ing|ten)|wrote
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def open_contents(texts: list[str], found: list[list[Attribution]]) -> list[Piece]:
    """
    Return what is ascribed to somebody, out of its quotation marks, as texts.

    Parts in which no word reports are left out: `is_another_voice` finds nobody there.
    """
    pieces = []
    for number, own in enumerate(found):
        for start, end in dict.fromkeys(span for a in own for span in a.content):
            words = word_spans(texts[number][start:end])
            if len(words) >= FEWEST_WORDS:
                first = start + words[0][0]
                said = texts[number][first : start + words[-1][1]]
                pieces += [
                    (number, first + offset, part)
                    for offset, part in find_windows(said)
                    if _REPORTS.search(part)
                ]
    return pieces


def is_another_voice(text: str, inner: Attribution, known: list[Attribution]) -> bool:
    """Say if `inner` reports somebody, by a cue that none of `known` has."""
    source, cue = (
        " ".join(text[a:b] for a, b in spans) for spans in (inner.source, inner.cue)
    )
    taken = [span for each in known for span in each.cue]
    fresh = not any(a < end and start < b for a, b in inner.cue for start, end in taken)
    told = sum(len(word_spans(text[a:b])) for a, b in inner.content)
    return (
        fresh
        and inner.p >= SURE
        and told >= FEWEST_TOLD
        and _REPORTS.search(cue) is not None
        and read_mention(source).kind not in _NOBODY
    )


def _unname_descriptions(table: pd.DataFrame) -> dict[str, str | None]:
    """Return the source of every row; who is described by its speaker is another."""
    names = dict(zip(table["attribution"], table["source_name"], strict=True))
    for row in table[table["parent"].notna()].itertuples():
        described = _mention(row).kind == "role"
        if described and names[row.attribution] == names[row.parent]:
            names[row.attribution] = None
    return names


def _mention(row: Any) -> Mention:
    return read_mention(" ".join(span["text"] for span in row.source))


def _is_own(row: Any, names: dict[str, str | None]) -> bool:
    """Say if who speaks inside is the speaker, or nobody who can be named."""
    name = names[row.attribution]
    if name is None:
        return _mention(row).kind == "pronoun"
    return name == names[row.parent]


def keep_other_voices(table: pd.DataFrame) -> pd.DataFrame:
    """
    Drop what hangs on its own speaker; what hung on that hangs on the speaker.

    "Lima said that she had warned" is one voice. In "Lima said that the mayor had
    warned" there are two, even where Lima was called the mayor before.
    """
    names = _unname_descriptions(table)
    parents = dict(zip(table["attribution"], table["parent"], strict=True))
    inner = table[table["parent"].notna()]
    own = {row.attribution for row in inner.itertuples() if _is_own(row, names)}
    for key in parents:
        while parents[key] in own:
            parents[key] = parents[parents[key]]
    kept = table[~table["attribution"].isin(own)].reset_index(drop=True)
    for column, values in (("source_name", names), ("parent", parents)):
        found = [values[key] for key in kept["attribution"]]
        kept[column] = pd.Series(found, index=kept.index, dtype=object)
    return kept
