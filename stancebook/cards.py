"""A data set is used by people who were not there, so its papers tell them the rest."""

from __future__ import annotations

from pathlib import Path
from string import Template

import pandas as pd

from stancebook.edition import Edition, number
from stancebook.markdown import as_markdown, as_yaml, escape_markdown
from stancebook.withholding import EXCERPT_WORDS

__all__ = ["describe_methods", "write_card", "write_citation", "write_datasheet"]

_STATIC = Path(__file__).parent / "static"
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))


def describe_methods(edition: Edition) -> str:
    """Return the paragraph for a paper's section on data, from the tables' numbers."""
    return " ".join(
        [
            _counts(edition),
            f"They were labelled by version {escape_markdown(edition.codebook.version)}"
            f" of the codebook: {_layers(edition)}.",
            _votes(edition),
            _texts(edition),
            _guarantee(edition),
            _leaks(edition),
        ]
    )


def write_card(edition: Edition, folder: str) -> str:
    """Return the card that the Hugging Face hub shows: YAML, then Markdown."""
    agreement = edition.tables.get("agreement")
    leaks = edition.tables["leaks"]
    shown = f"{_leaks(edition)}\n\n{as_markdown(leaks)}" if len(leaks) else None
    body = _fill(
        "release_card.md",
        edition,
        folder=escape_markdown(folder).replace("\\", ""),
        methods=describe_methods(edition),
        tables=as_markdown(_files(edition)),
        splits=as_markdown(edition.shares),
        leaks=shown or _leaks(edition),
        agreement=_no_votes(edition) if agreement is None else as_markdown(agreement),
        limits=_limits(edition),
        who_labelled=f"{_who(edition)}\n\n{as_markdown(_how(edition))}",
    )
    return f"---\n{as_yaml(_front_matter(edition))}---\n\n{body}"


def write_datasheet(edition: Edition) -> str:
    """Return the answers to the questions of Gebru et al. (2021)."""
    by_model = "machine-generated" in edition.creators
    withheld = edition.forms["withheld"] + edition.forms["excerpt"]
    contact = edition.about.contact
    return _fill(
        "release_datasheet.md",
        edition,
        authors=", ".join(map(escape_markdown, edition.about.authors))
        or "nobody named",
        counts=_counts(edition),
        layers=f"{_layers(edition)}.".capitalize(),
        missing=_missing(edition),
        leaks=_leaks(edition),
        self_contained=(
            f"No: {number(withheld, 'text')} must be joined from a copy of your own."
            if withheld
            else "Yes."
        ),
        period=_period(edition),
        who_labelled=_who(edition),
        votes=_votes(edition),
        machine_use=(
            "Labels of a language model are no stand-in for those of people."
            if by_model
            else ""
        ),
        third_parties=(
            "Texts that are withheld belong to their publishers."
            if withheld
            else "None."
        ),
        contact=escape_markdown(contact) if contact else "**To be answered.**",
    )


def write_citation(edition: Edition) -> str:
    """Return `CITATION.cff`."""
    about = edition.about
    names = about.authors or (f"The makers of {about.title}",)
    facts = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it as below.",
        "type": "dataset",
        "title": about.title,
        "version": about.version,
        "authors": [{"name": name} for name in names],
    }
    if len(edition.date) == len("2026-11-30"):
        facts["date-released"] = edition.date
    if about.license:
        facts["license"] = about.license
    return as_yaml(facts)


def _fill(template: str, edition: Edition, **parts: str) -> str:
    about = edition.about
    common = {
        "title": escape_markdown(about.title),
        "description": escape_markdown(about.description)
        or f"Paragraphs of news articles with labels (version {about.version}).",
        "codebook_version": escape_markdown(edition.codebook.version),
        "texts": _texts(edition),
        "rights": _rights(edition),
        "guarantee": _guarantee(edition),
        "stancebook": edition.stancebook,
    }
    text = (_STATIC / template).read_text(encoding="utf-8")
    return Template(text).substitute(common | parts)


def _front_matter(edition: Edition) -> dict[str, object]:
    rows = len(edition.tables["paragraphs"])
    size = next((name for limit, name in _SIZES if rows < limit), "100K<n<1M")
    return {
        "pretty_name": edition.about.title,
        "license": edition.hub_licences,
        "language": edition.languages,
        "annotations_creators": list(edition.creators),
        "language_creators": list(edition.about.texts_by),
        "size_categories": [size],
        "task_categories": ["text-classification"],
        "task_ids": list(edition.about.tasks),
        "tags": ["stance", "attribution", "media framing", "stancebook"],
        "configs": _configs(edition),
    }


def _configs(edition: Edition) -> list[dict[str, object]]:
    configs: list[dict[str, object]] = []
    for table in edition.packed:
        files = [
            {"split": split, "path": table.file(split, "parquet")}
            for split, rows in table.rows.items()
            if split and rows
        ]
        if files:
            config: dict[str, object] = {"config_name": table.name, "data_files": files}
            is_first = {"default": True} if not configs else {}
            configs.append({**config, **is_first})
    return configs


def _counts(edition: Edition) -> str:
    paragraphs, articles = edition.tables["paragraphs"], edition.articles
    named = (
        f"from {number(edition.outlets, 'outlet')}"
        if edition.outlets
        else "(no outlet)"
    )
    return (
        f"The data set has {number(len(paragraphs), 'paragraph')} of "
        f"{number(len(articles), 'article')} {named}, published {_period(edition)}."
    )


def _period(edition: Edition) -> str:
    dates, undated = edition.dates, len(edition.articles) - len(edition.dates)
    if not dates:
        return "at dates that are not known"
    without = f" ({number(undated, 'article')} without a date)" if undated else ""
    return f"between {dates[0]} and {dates[-1]}{without}"


def _layers(edition: Edition) -> str:
    parts = [f"{layer} ({count:,} rows)" for layer, count in edition.layers.items()]
    return ", ".join(parts) or "no gold labels"


def _votes(edition: Edition) -> str:
    votes = edition.tables.get("annotations")
    if votes is None:
        return "The votes of single annotators are not part of it."
    people = number(votes["annotator"].nunique(), "annotator")
    return f"The table `annotations` has {number(len(votes), 'decision')} by {people}."


def _texts(edition: Edition) -> str:
    forms = edition.forms
    parts = []
    if forms["full"]:
        parts.append(f"The text of {number(forms['full'], 'article')} is here in full.")
    if forms["excerpt"]:
        parts.append(
            f"Of {number(forms['excerpt'], 'article')} each paragraph has an excerpt: "
            f"its first {EXCERPT_WORDS} words, and never more than half of it."
        )
    if forms["withheld"]:
        parts.append(f"The text of {number(forms['withheld'], 'article')} is withheld.")
    if forms["excerpt"] or forms["withheld"]:
        parts.append(
            "For these there are ids, hashes and offsets in `records.jsonl`, without "
            "quotations; `stancebook rehydrate FOLDER FILE…` joins your own copy."
        )
    return " ".join(parts)


def _rights(edition: Edition) -> str:
    own = edition.about.license
    labels = f"The labels are under {own}." if own else "The labels have no licence."
    passed = edition.articles[edition.articles["form"] == "full"]["rights"]
    names = ", ".join(sorted({escape_markdown(one) for one in passed}))
    texts = f" The texts that are here are under {names}; see `articles`."
    return labels + (texts if names else "")


def _guarantee(edition: Edition) -> str:
    given = edition.shares
    used = [row for row in given.to_dict("records") if row["articles"]]
    if len(used) == 1:
        return f"There are no splits: all articles are in {used[0]['split']}."
    counts = ", ".join(f"{row['split']} {row['articles']}" for row in used)
    kept = " and no ".join(edition.apart)
    promise = f", so that no {kept} stands in two of them" if kept else ""
    return (
        f"Articles were dealt into splits ({counts}){promise}. A story is what"
        " articles share by a paragraph of 15 words or more, edited or not; texts that "
        f"were not at hand ({edition.unread} of {len(edition.articles)} articles) were "
        "compared by hashes alone. Later groups of articles went to later splits as "
        "far as that allows."
    )


def _leaks(edition: Edition) -> str:
    leaks = edition.tables["leaks"]
    if leaks.empty:
        return (
            "A check of the finished splits, by every run of five words, found no leak."
        )
    counts = leaks["kind"].value_counts()
    found = ", ".join(f"{kind} {counts[kind]}" for kind in sorted(counts.index))
    return (
        f"A check of the finished splits, by every run of five words, found: {found}."
    )


def _missing(edition: Edition) -> str:
    names = ("outlet", "published", "language", "rights")
    parts = [f"{name} {edition.articles[name].isna().sum()}" for name in names]
    return f"Articles without a value: {', '.join(parts)}. {_texts(edition)}"


def _how(edition: Edition) -> pd.DataFrame:
    counts = edition.tables["gold"].groupby(["layer", "how"], sort=True).size()
    return counts.rename("rows").reset_index()


def _who(edition: Edition) -> str:
    if "machine-generated" in edition.creators:
        return (
            "**Language models made labels of this data set.** What each row says of "
            "itself, in `how`:"
        )
    return "What each row of `gold` says of itself, in `how`:"


def _limits(edition: Edition) -> str:
    lines = []
    if "machine-generated" in edition.creators:
        lines.append(
            "- Labels of a language model are tidier than those of people, and wrong "
            "in ways of their own: measure nothing on them that is to hold for people."
        )
    if set(edition.tables["leaks"]["kind"]) - {"time"}:
        lines.append(
            "- Splits leak, as listed above: read the list before you compare."
        )
    return "\n".join(lines)


def _no_votes(edition: Edition) -> str:
    if "annotations" in edition.tables:
        return "No table of agreement was given; the votes are in `annotations`."
    return "No agreement is known: no votes of several annotators were given."


def _files(edition: Edition) -> pd.DataFrame:
    rows = [
        (table.name, split or "–", count)
        for table in edition.packed
        for split, count in table.rows.items()
    ]
    return pd.DataFrame(rows, columns=["table", "split", "rows"])
