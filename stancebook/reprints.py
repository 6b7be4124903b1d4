"""Pages pass on wire reports, edited or not; what each one changed is found here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stancebook.agencies import AGENCY, agency_name
from stancebook.alignment import (
    COMMON,
    LONGEST_TITLE,
    Match,
    Passage,
    Shelf,
    Words,
    best_match,
    match_passages,
    pair_passages,
    read_passage,
)
from stancebook.datelines import find_agency
from stancebook.edits import find_edits
from stancebook.schema import TABLES, check

__all__ = ["find_reprints", "name_agency"]

_EVIDENCE = 20  # unquoted words: about one lead paragraph
_SMALLEST = 12  # unquoted words, where they make up much of a short report


@dataclass(frozen=True)
class _Corpus:
    """The articles as passages, and the agency and rank of those that are originals."""

    articles: dict[str, list[Passage]]
    agencies: dict[str, str]
    ranks: dict[str, int]

    def passages(self, ranks: tuple[int, ...]) -> Iterator[Passage]:
        """Give the passages of the articles of these ranks."""
        for article, passages in self.articles.items():
            if self.ranks[article] in ranks:
                yield from passages


def _read_corpus(paragraphs: pd.DataFrame) -> _Corpus:
    rows = paragraphs.sort_values(["article", "position"], kind="stable")
    outlets = dict(zip(rows["article"], rows["outlet"], strict=True))
    corpus = _Corpus(defaultdict(list), {}, dict.fromkeys(outlets, 0))
    for row in zip(rows["paragraph"], rows["article"], rows["text"], strict=True):
        corpus.articles[row[1]].append(read_passage(*row))
    for article, outlet in outlets.items():
        agency = name_agency(outlet, corpus.articles[article])
        if agency:
            corpus.agencies[article] = agency
            corpus.ranks[article] = 2 if _is_named(outlet) else 1
    return corpus


def name_agency(outlet: Any, passages: list[Passage]) -> str | None:
    """
    Return the agency whose report an article is, by its outlet or else its dateline.

    Examples
    --------
    >>> name_agency("Reuters", []), name_agency("Gull", [])
    ('Reuters', None)
    """
    if _is_named(outlet):
        return _outlet_agency(outlet)
    return _dateline_agency(passages)


def _is_named(outlet: Any) -> bool:
    return isinstance(outlet, str) and bool(outlet.strip())


def _outlet_agency(outlet: str) -> str | None:
    found = re.fullmatch(AGENCY, outlet.strip())
    return agency_name(found["agency"]) if found else None


def _dateline_agency(passages: list[Passage]) -> str | None:
    """Read the dateline under which a wire report opens, after its headlines."""
    for passage in passages[:4]:
        agency = find_agency(passage.text)
        if agency or len(passage.words) > LONGEST_TITLE:
            return agency if len(passage.words) >= _SMALLEST else None
    return None


def _find_evidence(corpus: _Corpus) -> list[Match]:
    evidence = []
    pages, originals = corpus.passages((0, 1)), corpus.passages((1, 2))
    for page, original in pair_passages(pages, originals):
        if corpus.ranks[page.article] < corpus.ranks[original.article]:
            match = match_passages(page, original)
            if match and match.is_evidence:
                evidence.append(match)
    return evidence


def _find_holders(corpus: _Corpus, evidence: list[Match]) -> dict[Words, set[str]]:
    """Say in which articles each text stands, as it is or edited."""
    holders: dict[Words, set[str]] = defaultdict(set)
    for passage in corpus.passages((0, 1, 2)):
        holders[passage.words].add(passage.article)
    for match in evidence:
        holders[match.original.words].add(match.page.article)
    return holders


def _link(
    corpus: _Corpus, evidence: list[Match], holders: dict[Words, set[str]]
) -> dict[str, list[str]]:
    """Say which originals each page draws on."""
    pairs: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in evidence:
        pairs[match.page.article, match.original.article].append(match)
    links: dict[str, list[str]] = defaultdict(list)
    for (page, original), matches in sorted(pairs.items()):
        rare = sum(m.own for m in matches if len(holders[m.original.words]) <= COMMON)
        own = sum(match.own for match in matches)
        kept = {match.original.paragraph: match.shared for match in matches}
        share = sum(kept.values()) / sum(
            len(p.words) for p in corpus.articles[original]
        )
        by_share = (share >= 1 / 3 and own >= _SMALLEST) or share >= 0.8
        if rare >= _EVIDENCE or by_share:
            links[page].append(original)
    return links


def _is_furniture(
    match: Match, holders: dict[Words, set[str]], links: dict[str, list[str]]
) -> bool:
    """Say whether many articles hold the text that do not draw on its original."""
    original = match.original.article
    articles = holders[match.page.words] | holders[match.original.words]
    strangers = {a for a in articles if original not in links.get(a, ())}
    return len(strangers - {original}) > COMMON


def _row(match: Match, agency: str) -> dict[str, Any]:
    edits = find_edits(match.original.text, match.page.text)
    return {
        "paragraph": match.page.paragraph,
        "original": match.original.paragraph,
        "agency": agency,
        "kind": "edited" if edits else "verbatim",
        "similarity": round(match.similarity, 4),
        "edits": edits,
    }


def find_reprints(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """
    Name the paragraphs that stand in a wire report that is in the corpus too.

    A wire report is an article whose outlet is an agency, or one without an outlet that
    opens under an agency's dateline. Text that many unrelated pages hold, and a
    quotation that a page frames in words of its own, are not taken for reprints. Each
    edit tells what was inserted, dropped or changed, and how many words of the original
    stand before it.

    Examples
    --------
    >>> wire = "Ferries to the island resume on Monday after a strike of nine days"
    >>> table = pd.DataFrame({
    ...     "paragraph": ["a#0", "b#0", "b#1"], "article": ["a", "b", "b"],
    ...     "position": [0, 0, 1], "outlet": ["Reuters", "Gull", "Gull"],
    ...     "text": [f"{wire}.", "At last!", f"{wire} at sea."]})
    >>> row = find_reprints(table).iloc[0]
    >>> row["paragraph"], row["original"], row["agency"], row["kind"]
    ('b#1', 'a#0', 'Reuters', 'edited')
    >>> row["edits"]
    [{'op': 'changed', 'before': 'days.', 'after': 'days at sea.', 'at': 12}]
    """
    corpus = _read_corpus(paragraphs)
    evidence = _find_evidence(corpus)
    holders = _find_holders(corpus, evidence)
    links = _link(corpus, evidence, holders)
    rows = []
    for page, originals in links.items():
        wire = Shelf([p for one in originals for p in corpus.articles[one]])
        for passage in corpus.articles[page]:
            match = best_match(passage, wire.near(passage))
            if match and not _is_furniture(match, holders, links):
                rows.append(_row(match, corpus.agencies[match.original.article]))
    return check(pd.DataFrame(rows, columns=list(TABLES["reprints"])), "reprints")
