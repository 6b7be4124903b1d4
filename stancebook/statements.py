"""What a paper says of a data set follows from its numbers, and is said once."""

from __future__ import annotations

from stancebook.edition import Edition
from stancebook.markdown import escape_markdown
from stancebook.withholding import EXCERPT_WORDS
from stancebook.wording import count

__all__ = [
    "say_counts",
    "say_guarantee",
    "say_layers",
    "say_leaks",
    "say_methods",
    "say_period",
    "say_rights",
    "say_texts",
    "say_votes",
    "say_who",
]


def say_methods(edition: Edition) -> str:
    """Return the paragraph for a paper's section on data, from the tables' numbers."""
    return " ".join(
        [
            say_counts(edition),
            f"They were labelled by version {escape_markdown(edition.codebook.version)}"
            f" of the codebook: {say_layers(edition)}.",
            say_votes(edition),
            say_texts(edition),
            say_guarantee(edition),
            say_leaks(edition),
        ]
    )


def say_counts(edition: Edition) -> str:
    """Say how many paragraphs, articles and outlets there are, and of what time."""
    paragraphs, articles = edition.tables["paragraphs"], edition.articles
    named = (
        f"from {count(edition.outlets, 'outlet')}" if edition.outlets else "(no outlet)"
    )
    return (
        f"The data set has {count(len(paragraphs), 'paragraph')} of "
        f"{count(len(articles), 'article')} {named}, published {say_period(edition)}."
    )


def say_period(edition: Edition) -> str:
    """Say when the articles were published."""
    dates, undated = edition.dates, len(edition.articles) - len(edition.dates)
    if not dates:
        return "at dates that are not known"
    without = f" ({count(undated, 'article')} without a date)" if undated else ""
    return f"between {dates[0]} and {dates[-1]}{without}"


def say_layers(edition: Edition) -> str:
    """Say how many gold rows each layer has."""
    parts = [f"{layer} ({count:,} rows)" for layer, count in edition.layers.items()]
    return ", ".join(parts) or "no gold labels"


def say_votes(edition: Edition) -> str:
    """Say whose votes are in it."""
    votes = edition.tables.get("annotations")
    if votes is None:
        return "The votes of single annotators are not part of it."
    names = set(votes["annotator"])
    models = sum(name.startswith("model") for name in names)
    named = f", {models} of them language models" if models else ""
    people = f"{count(len(names), 'annotator')}{named}"
    return f"The table `annotations` has {count(len(votes), 'decision')} by {people}."


def say_texts(edition: Edition) -> str:
    """Say what of the texts is passed on."""
    forms = edition.forms
    parts = []
    if forms["full"]:
        parts.append(f"The text of {count(forms['full'], 'article')} is here in full.")
    if forms["excerpt"]:
        parts.append(
            f"Of {count(forms['excerpt'], 'article')} each paragraph has an excerpt: "
            f"its first {EXCERPT_WORDS} words, and never more than half of it."
        )
    if forms["withheld"]:
        parts.append(f"The text of {count(forms['withheld'], 'article')} is withheld.")
    if forms["excerpt"] or forms["withheld"]:
        parts.append(
            "For these there are ids, hashes and offsets in `records.jsonl`, without "
            "quotations; `stancebook rehydrate FOLDER FILE…` joins your own copy."
        )
    return " ".join(parts)


def say_rights(edition: Edition) -> str:
    """Say under which licences labels and texts are."""
    own = edition.about.license
    labels = f"The labels are under {own}." if own else "The labels have no licence."
    passed = edition.articles[edition.articles["form"] == "full"]["rights"]
    names = ", ".join(sorted({escape_markdown(one) for one in passed}))
    texts = f" The texts that are here are under {names}; see `articles`."
    return labels + (texts if names else "")


def say_guarantee(edition: Edition) -> str:
    """Say what the splits keep apart."""
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


def say_leaks(edition: Edition) -> str:
    """Say what the check of the splits found."""
    leaks = edition.tables["leaks"]
    over = leaks[leaks["kind"] == "time"]["detail"]
    counts = leaks[leaks["kind"] != "time"]["kind"].value_counts()
    named = ", ".join(f"{kind} {counts[kind]}" for kind in sorted(counts.index))
    found = named or "no copy, no similar passage and no outlet on both sides of one"
    time = f" In time they overlap: {'; '.join(over)}." if len(over) else ""
    return (
        "A check of the borders between the finished splits, by every run of five "
        f"words, found: {found}.{time}"
    )


def say_who(edition: Edition) -> str:
    """Say who made the labels."""
    if "machine-generated" in edition.creators:
        return (
            "**Language models made labels of this data set.** What each row of `gold` "
            "says of itself stands in its `how`."
        )
    return "What each row of `gold` says of itself stands in its `how`."
