"""A data set is released, checked and completed from a shell as well."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stancebook.shell import CorpusFolder, quiet_pipe, read_given

if TYPE_CHECKING:
    import pandas as pd

    from stancebook.codebook import Codebook
    from stancebook.corpus import Corpus as OpenCorpus

__all__ = ["rehydrate", "release"]

Labels = Annotated[str, typer.Option(help="A folder with gold.jsonl.")]
Book = Annotated[
    str | None, typer.Option(help="Default: codebook.toml of the labels folder.")
]
Text = Annotated[
    str,
    typer.Option(help="rights (each article's own decide), full, excerpt or withheld."),
]


def release(
    folder: Annotated[str, typer.Argument(help="As release/1.0; it must be new.")],
    corpus: CorpusFolder = "corpus",
    labels: Labels = "labels",
    codebook: Book = None,
    about: Annotated[
        str | None,
        typer.Option(help="A TOML file: title, version, authors, license and more."),
    ] = None,
    text: Text = "rights",
    shares: Annotated[
        str, typer.Option(help="Of train, dev and test, among the paragraphs.")
    ] = "0.7,0.15,0.15",
    apart: Annotated[
        str, typer.Option(help="What no two splits share: outlet, story, or both.")
    ] = "outlet,story",
    seed: Annotated[int, typer.Option(help="Of the splits.")] = 7,
    check: Annotated[
        bool, typer.Option("--check", help="Compare a release with its checksums.")
    ] = False,
) -> None:
    """
    Release labelled articles: tables, splits, card, Croissant, checksums.

    Example: stancebook release release/1.0 --about about.toml

    To check one: stancebook release release/1.0 --check
    """
    if check:
        _check(folder)
        return
    from stancebook.about import About
    from stancebook.codebook import Codebook
    from stancebook.corpus import Corpus
    from stancebook.gold import read_gold
    from stancebook.release import write_release
    from stancebook.terminal import say

    opened, gold = Corpus(corpus), read_gold(labels)
    book = Codebook.from_file(codebook or Path(labels) / "codebook.toml")
    told = About.from_file(about) if about else About()
    votes = _votes(labels)
    agreement = _agree(votes, book, opened)
    splits = _split(opened, shares, apart, seed)
    options = {"annotations": votes, "agreement": agreement, "splits": splits}
    paths = write_release(folder, opened, gold, book, told, text=text, **options)
    if not told.license:
        say("no licence is named for the labels, so nobody may use them: see --about")
    typer.echo("\n".join(map(str, paths)))


def rehydrate(
    folder: Annotated[str, typer.Argument(metavar="RELEASE", help="Its folder.")],
    articles: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Your copies: text, HTML, JSONL or WARC files, or folders.",
        ),
    ],
    out: Annotated[
        str | None,
        typer.Option(help="Write the completed tables to this folder."),
    ] = None,
) -> None:
    """
    Join your own copies of texts to a release that withholds them; say what matched.

    Example: stancebook rehydrate release/1.0 my-articles/ --out complete
    """
    from stancebook.rehydration import rehydrate_release
    from stancebook.schema import InputError
    from stancebook.terminal import print_outcomes, say

    outcomes = rehydrate_release(folder, read_given(articles))
    with quiet_pipe():
        print_outcomes(outcomes)
    counts = outcomes["outcome"].value_counts()
    say(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    if not set(counts.index) - {"no record", "not found"}:
        problem = "none of these texts belongs to a record of the release"
        raise InputError(problem, "Give them as they were published.", folder)
    if out:
        _write_complete(folder, out)


def _check(folder: str) -> None:
    from stancebook.checksums import check_release
    from stancebook.schema import InputError

    states = check_release(folder)
    wrong = states[states["state"] != "ok"]
    for file, state in wrong.itertuples(index=False, name=None):
        typer.echo(f"{ascii(file)[1:-1]}: {state}")
    if len(wrong):
        problem = f"{len(wrong)} files are not those that were released"
        raise InputError(problem, "Get the release anew.", folder)
    typer.echo(f"{len(states)} files, all as they were released")


def _votes(labels: str) -> pd.DataFrame | None:
    """Return the votes of the annotators of a labels folder, where it has any."""
    from stancebook.labels import read_annotations

    if not (Path(labels) / "annotations").is_dir():
        return None
    return read_annotations(labels)


def _agree(
    votes: pd.DataFrame | None, codebook: Codebook, corpus: OpenCorpus
) -> pd.DataFrame | None:
    """Return how far several annotators agree; where that cannot be told, say so."""
    from stancebook.agreement import measure_agreement
    from stancebook.schema import InputError
    from stancebook.segment import segment
    from stancebook.terminal import say

    if votes is None or votes["annotator"].nunique() < 2:
        return None
    articles = corpus.articles
    texts = segment(articles[articles["text"].notna()])
    try:
        return measure_agreement(votes, codebook=codebook, paragraphs=texts)
    except InputError as error:
        say(f"the card has no table of agreement: {error.problem}")
        return None


def _split(corpus: Any, shares: str, apart: str, seed: int) -> pd.DataFrame:
    from stancebook.holdings import split_corpus
    from stancebook.schema import InputError

    try:
        parts = [float(part) for part in shares.split(",")]
    except ValueError:
        problem = f"--shares {shares!r} are no numbers"
        raise InputError(problem, "Write them as 0.7,0.15,0.15.") from None
    kept = [part.strip() for part in apart.split(",") if part.strip()]
    return split_corpus(corpus, shares=parts, apart=kept, seed=seed)


def _write_complete(folder: str, out: str) -> None:
    from stancebook.files import make_folder
    from stancebook.packing import fields_of, write_part
    from stancebook.rehydration import read_release

    place = make_folder(out)
    for name, table in read_release(folder).items():
        path = place / f"{name}.parquet"
        write_part(table, fields_of(name, table), path)
        typer.echo(str(path))
