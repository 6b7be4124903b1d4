"""Whoever has a withheld text joins it again, and has what a full release holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.contents import CONTENTS
from stancebook.corpus import Corpus
from stancebook.files import json_line
from stancebook.packing import read_packed
from stancebook.schema import ATTRIBUTION_PARTS, InputError
from stancebook.segment import segment

__all__ = ["read_release", "rehydrate_release"]


def rehydrate_release(
    folder: str | PathLike[str],
    articles: str | PathLike[str] | Iterable[str | PathLike[str]] | pd.DataFrame,
) -> pd.DataFrame:
    """
    Join your own copies of texts to a release that withholds them; say what matched.

    It is `Corpus.rehydrate` on the release's `records.jsonl`: a text is known by the
    hash of the article, or by those of half of its characters. The texts go to `local/`
    in the release, which is no part of it. `outcome` is `joined`, `partly joined`
    (`detail` says which paragraphs were not found), `there already`, `no record` for a
    text that belongs to nothing, or `not found` for a record still without one.

    Raises
    ------
    InputError
        Where this is no release, or it withholds nothing.
    """
    place = _open(folder)
    if not (place / "records.jsonl").exists():
        problem = "this release withholds no text, so there is nothing to join"
        raise InputError(problem, "Read it with `read_release`.", str(folder))
    return Corpus(place).rehydrate(articles)


def read_release(folder: str | PathLike[str]) -> dict[str, pd.DataFrame]:
    """
    Return the tables of a release, with the texts that were joined to it.

    Quotations are filled in where the text is there: those of claims, and those of
    attributions. Sources whose name was cut, for its length, stay cut. `articles` has
    a `text`, empty where it is not at hand.

    Raises
    ------
    InputError
        Where this is no release.
    """
    place = _open(folder)
    names = [name for name in CONTENTS if any((place / "data").glob(f"{name}*.jsonl"))]
    if missing := [name for name in ("paragraphs", "articles") if name not in names]:
        problem = f"the release has no table {missing[0]}"
        raise InputError(problem, "Get it anew.", str(folder))
    tables = {name: read_packed(place, name) for name in names}
    words, titles = _joined(place)
    paragraphs = tables["paragraphs"]
    own = zip(paragraphs["paragraph"], paragraphs["text"], strict=True)
    texts = {name: text or words.get(name) or None for name, text in own}
    tables["paragraphs"] = paragraphs.assign(text=_objects(texts.values()))
    tables["articles"] = _fill_articles(
        tables["articles"], tables["paragraphs"], titles
    )
    for name in ("gold", "annotations"):
        if name in tables:
            tables[name] = _fill(tables[name], texts)
    return tables


def _open(folder: str | PathLike[str]) -> Path:
    place = Path(folder)
    if (place / "SHA256SUMS").is_file() and (place / "data").is_dir():
        return place
    raise InputError("this is no release", "Give a release's folder.", str(folder))


def _joined(place: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return the texts of joined paragraphs, and the titles of joined articles."""
    articles = Corpus(place).articles
    paragraphs = segment(articles)
    names = zip(paragraphs["paragraph"], paragraphs["text"], strict=True)
    titles = zip(articles["article"], articles["title"], strict=True)
    return dict(names), {name: title for name, title in titles if title}


def _fill_articles(
    articles: pd.DataFrame, paragraphs: pd.DataFrame, titles: Mapping[str, str]
) -> pd.DataFrame:
    whole = paragraphs.groupby("article", sort=False)["text"].agg(_join)
    given = zip(articles["article"], articles["title"], strict=True)
    found = [title or titles.get(name) for name, title in given]
    texts = [whole.get(name) for name in articles["article"]]
    return articles.assign(title=_objects(found), text=_objects(texts))


def _join(texts: pd.Series[str]) -> str | None:
    return "\n\n".join(texts) if texts.notna().all() else None


def _objects(values: Iterable[Any]) -> pd.Series[Any]:
    return pd.Series(list(values), dtype=object)


def _fill(table: pd.DataFrame, texts: Mapping[str, str | None]) -> pd.DataFrame:
    """Put the quotations back into gold or annotations."""
    rows = table.to_dict("records")
    for row in rows:
        text = texts.get(row["paragraph"])
        if row["layer"] == "attribution":
            row["value"] = _quote(row["value"], text)
        elif text and "text" in row and row["end"] is not None:
            row["text"] = text[int(row["start"]) : int(row["end"])]
    columns = {name: _objects(row[name] for row in rows) for name in table.columns}
    return pd.DataFrame(columns, columns=list(table.columns))


def _quote(value: str, text: str | None) -> str:
    try:
        found = json.loads(value)
        for part in ATTRIBUTION_PARTS:
            for span in found[part]:
                if text:
                    span["text"] = text[span["start"] : span["end"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return value  # an annotation may name the kind alone
    return json_line(found)
