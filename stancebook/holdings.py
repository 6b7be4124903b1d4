"""A corpus holds articles with and without their text, and a release needs both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stancebook.contents import CONTENTS
from stancebook.corpus import Corpus
from stancebook.records import make_record, read_records
from stancebook.rights import choose_forms
from stancebook.schema import ATTRIBUTION_PARTS, InputError
from stancebook.segment import segment
from stancebook.splits import split_articles

__all__ = ["Holdings", "check_quotes", "read_holdings", "split_corpus"]

_RECORD = ("article", "sha256", "outlet", "url", "published", "note")
_FOUND_AT = ("repository", "path", "commit", "row")

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Holdings:
    """The articles of a corpus, with and without text, and what is known of them."""

    articles: pd.DataFrame
    paragraphs: pd.DataFrame
    records: Mapping[str, Record]
    forms: Mapping[str, str]

    def record_of(self, article: Mapping[Any, Any]) -> dict[str, Any]:
        """Return the record that stands for an article's text."""
        known = self.records.get(article["article"]) or make_record(article)
        kept = {key: known.get(key) for key in _RECORD}
        places = {key: known[key] for key in _FOUND_AT if known.get(key)}
        return {**kept, **places, "paragraphs": known["paragraphs"]}


def split_corpus(corpus: Corpus, **options: Any) -> pd.DataFrame:
    """Return the splits of a corpus, its records among them, by `split_articles`."""
    held = read_holdings(corpus, "rights")
    return split_articles(held.articles, held.paragraphs, **options)


def read_holdings(corpus: Corpus, text: str) -> Holdings:
    """
    Return all articles of a corpus, and what of each text is to be passed on.

    Raises
    ------
    InputError
        Where there is no article, or its rights do not allow what `text` asks for.
    """
    records = read_records(corpus.folder / "records.jsonl").by_name
    articles = corpus.articles
    here = set(articles["article"])
    absent = [record for name, record in records.items() if name not in here]
    rows = [{key: record.get(key) for key in _RECORD} for record in absent]
    columns = list(dict.fromkeys([*CONTENTS["articles"], "text", "blocks"]))
    both = [articles.reindex(columns=list(articles.columns)), pd.DataFrame(rows)]
    table = pd.concat([one.astype(object) for one in both], ignore_index=True)
    table = table.reindex(columns=list(dict.fromkeys([*table.columns, *columns])))
    table = table.astype(object).where(table.notna(), None)
    if table.empty:
        raise InputError("the corpus is empty", "Add articles.", str(corpus.folder))
    forms = choose_forms(table, text)
    paragraphs = [segment(articles), *map(_paragraphs_of, absent)]
    joined = pd.concat([p.astype(object) for p in paragraphs], ignore_index=True)
    table["form"] = table["article"].map(forms)
    return Holdings(table, joined, records, forms)


def _paragraphs_of(record: Record) -> pd.DataFrame:
    rows = pd.DataFrame(record["paragraphs"])
    names = [f"{record['article']}#{position}" for position in rows["position"]]
    return rows.assign(
        paragraph=names, article=record["article"], outlet=record["outlet"], text=None
    )


def check_quotes(gold: pd.DataFrame, paragraphs: pd.DataFrame) -> None:
    """
    Stop at a quotation in gold that its offsets do not give: others will trust them.

    Raises
    ------
    InputError
        Which names the paragraph.
    """
    texts = dict(zip(paragraphs["paragraph"], paragraphs["text"], strict=True))
    for row in gold.to_dict("records"):
        text = texts[row["paragraph"]]
        for span in _spans(row) if isinstance(text, str) else ():
            if text[int(span["start"]) : int(span["end"])] != span["text"]:
                problem = f"a quotation in {row['paragraph']!r} is not at its offsets"
                raise InputError(problem, f"See the {row['layer']} rows of gold.")


def _spans(row: Mapping[Any, Any]) -> list[Mapping[str, Any]]:
    """Return the spans of a gold row that come with their quotation."""
    spans: list[Any] = [row]
    if row["layer"] == "attribution":
        found = json.loads(row["value"])
        spans = [span for part in ATTRIBUTION_PARTS for span in found[part]]
    return [span for span in spans if isinstance(span.get("text"), str)]
