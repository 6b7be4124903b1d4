"""Where a text may not be passed on, no table may give it away by another column."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.files import json_line
from stancebook.schema import ATTRIBUTION_PARTS, InputError
from stancebook.segment import article_of

__all__ = [
    "EXCERPT_WORDS",
    "NAME_WORDS",
    "check_withheld",
    "cut_name",
    "make_excerpt",
    "withhold",
]

EXCERPT_WORDS = 12
NAME_WORDS = 5
_RUN = 6  # words in a row that give a withheld text away
_WORD = re.compile(r"\w+")
# An address or an id may spell out a title, and is a name all the same.
_TOKEN = re.compile(r"\S+")
_NO_WORD = "_0_"  # stands for an address, which no run of words goes across
_JOINT = re.compile(r"(?<=\w)[-_/]+(?=\w)")
_COLUMNS = ("text", "title", "blocks")

Table = pd.DataFrame


def make_excerpt(text: str, words: int = EXCERPT_WORDS) -> str | None:
    """
    Return the first words of a paragraph, at the most half of it; None of a short one.

    Examples
    --------
    >>> make_excerpt("Ferries to the island resume on Monday.", words=3)
    'Ferries to the …'
    >>> make_excerpt("Fog.")
    """
    ends = [found.end() for found in _WORD.finditer(text)]
    most = min(words, len(ends) // 2)
    return f"{text[: ends[most - 1]]} …" if most else None


def cut_name(name: Any) -> Any:
    """
    Return a name of five words at the most: a longer one is a piece of the text.

    Examples
    --------
    >>> cut_name("source:Darya Melnikova")
    'source:Darya Melnikova'
    >>> cut_name("two officials close to the harbour board")
    'two officials close to the…'
    """
    if not isinstance(name, str):
        return name
    prefix, colon, bare = name.partition(":")
    if prefix not in ("source", "wire"):
        prefix, colon, bare = "", "", name
    ends = [found.end() for found in _WORD.finditer(bare)]
    if len(ends) <= NAME_WORDS:
        return name
    return f"{prefix}{colon}{bare[: ends[NAME_WORDS - 1]]}…"


def withhold(table: Table, forms: Mapping[str, str]) -> Table:
    """
    Return a table without the words of articles whose form is not `full`.

    Texts and titles go; quotations go from attributions, and their offsets stay. Names
    of sources stay, for they are facts, up to `NAME_WORDS` words. In the form `excerpt`
    a paragraph has an `excerpt`.

    Examples
    --------
    >>> table = pd.DataFrame({"paragraph": ["a#0"], "text": ["Low tide at noon."]})
    >>> withhold(table, {"a": "withheld"})["text"][0] is None
    True
    """
    names = _articles(table)
    kept = [forms[name] == "full" for name in names]
    columns = {str(name): list(table[name]) for name in table}
    if "excerpt" in columns:
        given = zip(names, columns["text"], strict=True)
        columns["excerpt"] = [
            make_excerpt(text) if forms[name] == "excerpt" else None
            for name, text in given
        ]
    for column, values in columns.items():
        if strip := _STRIPPERS.get(column):
            columns[column] = [
                value if keep else strip(value)
                for keep, value in zip(kept, values, strict=True)
            ]
    kept_types = {name: pd.Series(own, dtype=object) for name, own in columns.items()}
    return pd.DataFrame(kept_types, columns=list(table.columns))


def _articles(table: Table) -> list[str]:
    if "article" in table:
        return list(table["article"])
    return [article_of(paragraph) for paragraph in table["paragraph"]]


def _drop(_: Any) -> None:
    return None


def _strip_value(value: Any) -> Any:
    """Take the quotations out of an attribution's value; another is a label or name."""
    try:
        found = json.loads(value)
        return json_line(_strip_attribution(found))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return cut_name(value)


def _strip_attribution(found: Mapping[str, Any]) -> dict[str, Any]:
    spans = {
        part: [{"start": int(s["start"]), "end": int(s["end"])} for s in found[part]]
        for part in ATTRIBUTION_PARTS
    }
    kind, parent = str(found["kind"]), found.get("parent")
    name = cut_name(found.get("source_name"))
    return {**spans, "kind": cut_name(kind), "source_name": name, "parent": parent}


def _strip_chain(chain: Any) -> Any:
    return [cut_name(name) for name in chain] if hasattr(chain, "__len__") else None


_STRIPPERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_COLUMNS, _drop),
    "value": _strip_value,
    "holder": cut_name,
    "origin": cut_name,
    "chain": _strip_chain,
}


def check_withheld(
    folder: Path, articles: Table, forms: Mapping[str, str], spared: Iterable[str] = ()
) -> None:
    """
    Stop where any file of a folder gives away the words of an article.

    Of a withheld text no six words may stand in a row, of an excerpt not more than the
    excerpt. An address or id that spells out a title counts as one word. What stands in
    `spared`, or in an article that is passed on in full, may be there.

    Raises
    ------
    InputError
        With the file and the article.
    """
    given = list(zip(articles["article"], articles["text"], strict=True))
    texts = [(name, text) for name, text in given if isinstance(text, str)]
    full = [text for name, text in texts if forms[name] == "full"]
    for form, length in (("withheld", _RUN), ("excerpt", EXCERPT_WORDS + 1)):
        own = [(name, text) for name, text in texts if forms[name] == form]
        if own:
            allowed = {run for text in (*full, *spared) for run in _runs(text, length)}
            secret = {
                run: name
                for name, text in own
                for part in text.split("\n\n")
                for run in _runs(part, length)
                if run not in allowed
            }
            _search(folder, secret, length)


def _search(folder: Path, secret: Mapping[tuple[str, ...], str], length: int) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".parquet":
            for text in _texts(path):
                for run in _runs(_TOKEN.sub(_spare_address, text), length):
                    if run in secret:
                        problem = (
                            f"{path.relative_to(folder)} would give away {length} words"
                            f" in a row of {secret[run]!r}, whose text is not passed on"
                        )
                        words = " ".join(run)
                        raise InputError(problem, f"Word this otherwise: {words!r}.")


def _spare_address(token: re.Match[str]) -> str:
    return f" {_NO_WORD} " if len(_JOINT.findall(token[0])) >= 2 else token[0]


def _texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file; the escapes of JSON would hide words."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        for line in text.split("\n"):
            yield from _strings(json.loads(line)) if line else ()
    elif path.suffix == ".json":
        yield from _strings(json.loads(text))
    else:
        yield text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        if value.startswith("{"):  # an attribution, with escapes of its own
            with suppress(ValueError, RecursionError):
                yield from _strings(json.loads(value))
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    for at in range(len(words) - length + 1):
        yield tuple(words[at : at + length])
