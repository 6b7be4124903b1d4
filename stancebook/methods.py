"""A methods section says what the tables say, so it is written from them."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import pandas as pd

from stancebook.model_card import as_line
from stancebook.schema import InputError, require
from stancebook.weights import identify_model
from stancebook.wording import between, count, is_there, join, number

__all__ = ["describe_methods"]

_MODEL_MADE = re.compile(r"\b(?:language model|LLM|GPT|Claude)|\bmodel-", re.IGNORECASE)
_MOST = 8  # strata or outlets that are named one by one
_DSL = (
    "Egami, N., Hinck, M., Stewart, B. & Wei, H. (2023). Using imperfect surrogates for"
    " downstream inference: Design-based supervised learning for social science"
    " applications of large language models. NeurIPS 36.",
    "Egami, N., Hinck, M., Stewart, B. & Wei, H. (2024). Using large language model"
    " annotations for the social sciences: A general framework of using predicted"
    " variables in downstream analyses.",
)
_ALPHA = (
    "Krippendorff, K. (2004). Content analysis: An introduction to its methodology"
    " (2nd ed.). Sage.",
)


def describe_methods(
    paragraphs: pd.DataFrame,
    sample: pd.DataFrame,
    gold: pd.DataFrame,
    estimates: pd.DataFrame,
    *,
    codebook_version: str,
    articles: pd.DataFrame | None = None,
    annotations: pd.DataFrame | None = None,
    agreement: pd.DataFrame | None = None,
    model: str | None = None,
    seed: int | None = None,
    finite: bool = False,
) -> str:
    """
    Write the methods section of a paper, in Markdown, from the tables of the study.

    Every number in it is counted in, or taken from, the tables that are given; what was
    not given is not said. Read it as a draft: why the corpus was chosen, and how the
    annotators were trained, no table knows.

    Parameters
    ----------
    paragraphs, sample, gold, estimates
        The population; what `draw_sample` returned; the labels; what `estimate_gap` or
        `estimate_mean` returned, or several of these one under the other.
    codebook_version
        That of the codebook by which was labelled, as `Codebook.version` has it.
    articles
        Tells when they were published.
    annotations
        What `read_annotations` returns: who labelled, and who saw a model's labels.
    agreement
        What `measure_agreement` returns.
    model
        What scored the paragraphs, in words; without it, the weights that stancebook
        uses in this session, by their hash.
    seed, finite
        As they were given to the estimate.

    Raises
    ------
    InputError
        Where a table lacks what is asked of it, or none of `sample` is labelled.

    Examples
    --------
    >>> paragraphs = pd.DataFrame({"paragraph": ["a#0", "a#1"], "article": "a"})
    >>> sample = paragraphs.head(1).assign(stratum="all", probability=0.5)
    >>> gold = pd.DataFrame({"layer": ["voice"], "paragraph": ["a#0"], "how": "ana"})
    >>> rows = {"term": ["gap"], "estimate": [-0.5], "low": [-0.75], "high": [-0.25]}
    >>> estimates = pd.DataFrame(rows).assign(naive=0.1, labelled=9, n=2)
    >>> text = describe_methods(paragraphs, sample, gold, estimates,
    ...     codebook_version="1.0", model="a model")
    >>> text.splitlines()[0]
    'The corpus has 2 paragraphs of 1 article.'
    >>> "gap: −0.50 (95% CI −0.75 to −0.25; naive 0.10" in text
    True
    """
    require(paragraphs, "paragraphs", "paragraph", "article")
    require(sample, "sample", "paragraph", "stratum", "probability")
    require(gold, "gold", "layer", "paragraph")
    require(estimates, "estimates", "term", "estimate", "low", "high", "labelled", "n")
    parts = [
        _describe_corpus(paragraphs, articles),
        _describe_sample(sample, len(paragraphs), seed),
        f"{_describe_labels(gold, sample, codebook_version)}"
        f"{_describe_annotators(annotations)}",
        _describe_agreement(agreement),
        f"All paragraphs were scored by {as_line(model or identify_model())}.",
        _describe_estimator(finite),
        _describe_estimates(estimates),
        _list_references([*_DSL, *(_ALPHA if agreement is not None else ())]),
    ]
    return "\n\n".join(part for part in parts if part)


def _describe_corpus(paragraphs: pd.DataFrame, articles: pd.DataFrame | None) -> str:
    names = paragraphs["article"].unique()
    text = f"The corpus has {count(len(paragraphs), 'paragraph')} of "
    text += count(len(names), "article")
    if "outlet" in paragraphs.columns:
        outlets = paragraphs["outlet"].dropna().nunique()
        text += f" from {count(outlets, 'outlet')}" if outlets else ""
    if articles is not None:
        require(articles, "articles", "article", "published")
        own = articles[articles["article"].isin(names)]
        dates = sorted(own["published"].dropna().astype(str).str[:10])
        text += f", published from {as_line(dates[0])} to {as_line(dates[-1])}" * bool(
            dates
        )
    return f"{text}."


def _describe_sample(sample: pd.DataFrame, size: int, seed: int | None) -> str:
    strata = sample.groupby("stratum")["probability"]
    facts = strata.agg(["size", "min", "max"]).reset_index()
    text = (
        f"Of these, {len(sample):,} ({len(sample) / size:.1%}) were drawn to be "
        "labelled, by chance and with known probabilities"
    )
    if len(facts) > _MOST:
        low, high = facts["min"].min(), facts["max"].max()
        text += f", from {len(facts)} strata ({number(low)} to {number(high)})"
    elif len(facts) > 1:
        named = [
            f"{as_line(str(name))}: {count} at {between(low, high)}"
            for name, count, low, high in facts.to_numpy().tolist()
        ]
        text += f", from {len(facts)} strata ({'; '.join(named)})"
    else:
        text += f" ({between(facts['min'][0], facts['max'][0])})"
    return f"{text}{f'; the seed was {seed}' if seed is not None else ''}."


def _describe_labels(gold: pd.DataFrame, sample: pd.DataFrame, codebook: str) -> str:
    own = gold[gold["paragraph"].isin(sample["paragraph"])]
    own = own[own["layer"].isin(["voice", "stance"])]
    if own.empty:
        problem = "no paragraph of the sample has a label of voice or stance"
        raise InputError(problem, "Give the gold labels of the sample.")
    counts = own["layer"].value_counts()
    labels = join(
        count(int(counts[layer]), f"label of {layer}")
        for layer in ("voice", "stance")
        if layer in counts
    )
    text = f"The sample has {labels}, by version {as_line(codebook)} of the codebook."
    ways = own["how"].dropna().astype(str) if "how" in own.columns else own["layer"][:0]
    for way, made in ways.value_counts().head(_MOST).items():
        text += f" How {made} of them were made: {as_line(str(way))}."
    by_model = int(ways.str.contains(_MODEL_MADE).sum())
    if by_model:
        text += f" A language model made {by_model:,} of these {len(own):,} labels."
    return text


def _describe_annotators(annotations: pd.DataFrame | None) -> str:
    if annotations is None or annotations.empty:
        return ""
    require(annotations, "annotations", "annotator")
    names = sorted(annotations["annotator"].dropna().astype(str).unique())
    people = [name for name in names if not _MODEL_MADE.search(name)]
    text = f" {count(len(names), 'annotator')} made {len(annotations):,} annotations: "
    text += join(map(as_line, names[:_MOST]))
    text += f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    models = len(names) - len(people)
    if models:
        text += f"; {models} of them, by their names, {_be(models)} by a language model"
        text += ", whose agreement says nothing about how reliable people are"
    if "shown" in annotations.columns:
        shown = int((annotations["shown"] == True).sum())  # noqa: E712 - may be null
        text += f". A model's label was on view in {shown:,} of these decisions"
    return f"{text}."


def _be(many: int) -> str:
    return "is run" if many == 1 else "are run"


def _describe_agreement(agreement: pd.DataFrame | None) -> str:
    if agreement is None:
        return ""
    columns = ("layer", "scope", "level", "coefficient", "figure", "low", "high")
    require(agreement, "agreement", *columns)
    whole = agreement["coefficient"].eq("alpha") & agreement["scope"].eq("all")
    told = [
        f"{row['layer']} ({row['level']}): {number(row['figure'])} "
        f"({number(row['low'])} to {number(row['high'])})"
        if is_there(row["figure"])
        else f"{row['layer']} ({row['level']}): undefined"
        for row in agreement[whole].to_dict("records")
    ]
    if not told:
        return ""
    return (
        "Agreement between annotators, as Krippendorff's alpha (2004) with 95% "
        f"intervals: {'; '.join(told)}."
    )


def _describe_estimator(finite: bool) -> str:
    about = (
        "just these paragraphs" if finite else "the outlets, whose articles are a draw"
    )
    return (
        "Estimates are by design-based supervised learning (Egami et al. 2023, 2024): "
        "the model's errors, seen on the drawn paragraphs and weighted by their "
        "probabilities, are taken out of what it says of all, with guesses cross-fitted"
        f" on other articles. The 95% intervals are about {about}. Beside them stand "
        "the naive estimate, which takes the model's labels for the truth, and that of "
        "the labelled paragraphs alone."
    )


def _describe_estimates(estimates: pd.DataFrame) -> str:
    known = estimates[estimates["estimate"].notna()]
    groups = list(estimates.columns[: list(estimates.columns).index("term")])
    lines = [f"- {_describe_row(row, groups)}." for row in known.to_dict("records")]
    blank = estimates[estimates["estimate"].isna()]
    if len(blank):
        lines.append(f"- {len(blank)} more had no estimate.")
    if "undefined" in blank.columns:
        ways = blank["undefined"].dropna().astype(str).value_counts()
        lines += [
            f"  - {many} of them: {as_line(str(why))}." for why, many in ways.items()
        ]
    return "\n".join(lines)


def _describe_row(row: dict[Hashable, Any], groups: list[str]) -> str:
    names = [*(row[name] for name in groups if is_there(row[name])), row["term"]]
    inside = f"95% CI {number(row['low'])} to {number(row['high'])}"
    for column in ("naive", "labelled_only"):
        if is_there(row.get(column)):
            inside += f"; {column.replace('_', ' ')} {number(row[column])}"
    inside += f"; {int(row['labelled']):,} labelled of {int(row['n']):,}"
    head = ", ".join(as_line(str(name)) for name in names)
    return f"{head}: {number(row['estimate'])} ({inside})"


def _list_references(works: list[str]) -> str:
    return "\n".join(["References:", *(f"- {work}" for work in works)])
