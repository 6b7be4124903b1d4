"""A data set is used by people who were not there, so its papers tell them the rest."""

from __future__ import annotations

from pathlib import Path
from string import Template

import pandas as pd

from stancebook.edition import Edition
from stancebook.markdown import as_markdown, as_yaml, escape_markdown
from stancebook.splits import outlet_of
from stancebook.statements import (
    say_counts,
    say_guarantee,
    say_layers,
    say_leaks,
    say_methods,
    say_period,
    say_rights,
    say_texts,
    say_votes,
    say_who,
)
from stancebook.wording import count

__all__ = ["write_card", "write_citation", "write_datasheet"]

_STATIC = Path(__file__).parent / "static"
_SHOWN = (
    *("layer", "level", "coefficient", "figure", "low", "high"),
    *("units", "annotators"),
)
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))


def write_card(edition: Edition, folder: str) -> str:
    """Return the card that the Hugging Face hub shows: YAML, then Markdown."""
    leaks = edition.tables["leaks"]
    shown = f"{say_leaks(edition)}\n\n{as_markdown(leaks)}" if len(leaks) else None
    body = _fill(
        "release_card.md",
        edition,
        folder=escape_markdown(folder).replace("\\", ""),
        methods=say_methods(edition),
        tables=as_markdown(_files(edition)),
        splits=as_markdown(edition.shares),
        leaks=shown or say_leaks(edition),
        agreement=_agreement(edition),
        limits=_limits(edition),
        who_labelled=f"{say_who(edition)}\n\n{as_markdown(_how(edition))}",
    )
    return f"---\n{as_yaml(_front_matter(edition))}---\n\n{body}"


def write_datasheet(edition: Edition) -> str:
    """Return the answers to the questions of Gebru et al. (2021)."""
    about, by_model = edition.about, "machine-generated" in edition.creators
    withheld = edition.forms["withheld"] + edition.forms["excerpt"]
    whole, others = "Yes.", "None."
    if withheld:
        whole = f"No: {count(withheld, 'text')} must be joined from a copy of your own."
        others = "Texts that are withheld belong to their publishers."
    caution = "Labels of a language model are no stand-in for those of people."
    return _fill(
        "release_datasheet.md",
        edition,
        authors=", ".join(map(escape_markdown, about.authors)) or "nobody named",
        counts=say_counts(edition),
        layers=f"{say_layers(edition)}.".capitalize(),
        missing=_missing(edition),
        leaks=say_leaks(edition),
        self_contained=whole,
        period=say_period(edition),
        who_labelled=say_who(edition),
        votes=say_votes(edition),
        machine_use=caution if by_model else "",
        third_parties=others,
        contact=escape_markdown(about.contact or "") or "**To be answered.**",
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
        "texts": say_texts(edition),
        "rights": say_rights(edition),
        "guarantee": say_guarantee(edition),
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


def _missing(edition: Edition) -> str:
    names = ("published", "language", "rights")
    parts = [f"{name} {edition.articles[name].isna().sum()}" for name in names]
    parts.insert(
        0, f"outlet {sum(not outlet_of(o) for o in edition.articles['outlet'])}"
    )
    return f"Articles without a value: {', '.join(parts)}. {say_texts(edition)}"


def _how(edition: Edition) -> pd.DataFrame:
    counts = edition.tables["gold"].groupby(["layer", "how"], sort=True).size()
    return counts.rename("rows").reset_index()


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


def _agreement(edition: Edition) -> str:
    """Show alpha of each layer; the other rows are in the data."""
    votes = edition.tables.get("annotations")
    table = edition.tables.get("agreement")
    if table is None and votes is not None:
        return "No table of agreement was given; the votes are in `annotations`."
    if table is None:
        return "No agreement is known: no votes of several annotators were given."
    alpha = table["coefficient"].isin(["alpha", "alpha_u"])
    whole = table[alpha & table["scope"].eq("all")]
    why = ["undefined"] if whole["undefined"].notna().any() else []
    return as_markdown(whole[[*_SHOWN, *why]]) + _models(votes)


def _models(votes: pd.DataFrame | None) -> str:
    names = set() if votes is None else set(votes["annotator"])
    models = sum(name.startswith("model") for name in names)
    if not models:
        return ""
    return (
        f"\n\nOf {len(names)} annotators, {models} are language models: how far these "
        "agree says nothing about how reliable people are."
    )


def _files(edition: Edition) -> pd.DataFrame:
    rows = [
        (table.name, split or "–", count)
        for table in edition.packed
        for split, count in table.rows.items()
    ]
    return pd.DataFrame(rows, columns=["table", "split", "rows"])
