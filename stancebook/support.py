"""How well a language is read is said once, before anybody counts its labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from stancebook.languages import NAMES
from stancebook.schema import TABLES, check, empty, require

__all__ = ["describe_languages", "list_warnings"]

_ENGLISH, _RUSSIAN = "en", "ru"
_NOTES = {
    "full": "the language that the models read",
    "marks": "voice and attribution are told by marks and common cues; claims and"
    " stance by models of English, so they are weak",
    "none": "not supported: all labels are weak",
    "unknown": "no language is given, or could be told; it is read as English",
}


def describe_languages(articles: pd.DataFrame) -> pd.DataFrame:
    """
    Count articles by language, and say how well each is read.

    `support` is full for English, marks for Russian, none for any other language, and
    unknown where no language is known. Variants count with their language (en-GB, en).

    Raises
    ------
    InputError
        Where `articles` is no such table.

    Examples
    --------
    >>> articles = pd.DataFrame({"article": ["a", "b"], "language": ["en-GB", "de"]})
    >>> describe_languages(articles)[["language", "name", "articles", "support"]]
      language     name  articles support
    0       de   German         1    none
    1       en  English         1    full
    """
    require(articles, "articles", "article")
    said = articles.reindex(columns=["language"])["language"]
    counts = Counter(map(_base, said))
    if not counts:
        return empty("languages")
    rows = [
        (base or None, _name(base), count, _support(base), _NOTES[_support(base)])
        for base, count in sorted(counts.items())
    ]
    table = pd.DataFrame(rows, columns=list(TABLES["languages"]))
    table["language"] = pd.Series([row[0] for row in rows], dtype=object)
    return check(table, "languages")


def list_warnings(spoken: Mapping[Any, int]) -> list[str]:
    """
    Return a sentence for each language whose labels are weak, articles counted.

    `spoken` says how many articles are in which language; variants count as one.

    Examples
    --------
    >>> list_warnings({"de": 1, "de-AT": 1, "en-GB": 7})
    ['2 articles are in German (de), which is not supported: all labels are weak']
    """
    counts = Counter[str]()
    for language, count in spoken.items():
        counts[_base(language)] += count
    return [
        _warn(base, count)
        for base, count in sorted(counts.items())
        if _support(base) in ("marks", "none")
    ]


def _warn(base: str, count: int) -> str:
    start = "1 article is" if count == 1 else f"{count:,} articles are"
    if _support(base) == "marks":
        return f"{start} in {_name(base)} ({base}): {_NOTES['marks']}"
    return f"{start} in {_name(base)} ({base}), which is {_NOTES['none']}"


def _base(language: object) -> str:
    known = language if isinstance(language, str) else ""
    return known.strip().replace("_", "-").split("-")[0].casefold()


def _name(base: str) -> str:
    return NAMES.get(base, base or "unknown")


def _support(base: str) -> str:
    if not base or base in ("und", "mul", "x"):
        return "unknown"
    if base == _ENGLISH:
        return "full"
    return "marks" if base == _RUSSIAN else "none"
