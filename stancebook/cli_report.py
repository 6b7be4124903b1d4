"""The command for the main job: a whole corpus, as tables and a page to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from stancebook.shell import (
    Articles,
    CorpusFolder,
    Models,
    Targets,
    choose_targets,
    find_codebook,
    quiet_pipe,
    read_corpus,
    read_given,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["report"]


def report(
    articles: Articles = None,
    corpus: CorpusFolder = "corpus",
    codebook: Annotated[
        str | None,
        typer.Option(
            help="The codebook whose targets are scored: for a corpus "
            "labels/codebook.toml, unless a --target is given."
        ),
    ] = None,
    target: Targets = None,
    out: Annotated[str, typer.Option(help="The folder to write to.")] = "build",
    models: Models = None,
) -> None:
    """
    Label articles into every table, and a report to open in a browser.

    Example: stancebook report pages/ --target "The dam should be filled." --out build
    """
    from rich.console import Console

    from stancebook.files import find_destination, make_folder, write_tables
    from stancebook.pipeline import STEPS, run_pipeline
    from stancebook.terminal import print_voices, say
    from stancebook.view import write_report
    from stancebook.weights import choose_models

    choose_models(models)
    given = read_given(articles) if articles else read_corpus(corpus)
    if articles and not codebook:
        targets = choose_targets(target or [], given)
    else:
        targets = _targets(codebook, target or [])
    page = make_folder(out) / "report.html"  # before hours of work, not after
    find_destination(page)
    tables = run_pipeline(given, targets, progress=True)
    paths = write_tables(tables, out)
    write_report(page, **{name: tables[name] for name in STEPS if name != "reprints"})
    with quiet_pipe():
        print_voices(tables, Console(highlight=False))
        typer.echo("\n".join(map(str, [*paths, page])))
    say(f"open {page} in a browser; the tables are beside it")


def _targets(codebook: str | None, sentences: list[str]) -> pd.DataFrame:
    """Return the targets of a codebook, of sentences, or of both."""
    import pandas as pd

    from stancebook.codebook import Codebook
    from stancebook.pipeline import make_targets

    named = [make_targets(sentences)] if sentences else []
    if codebook or not sentences:
        path = codebook or "labels/codebook.toml"
        path = find_codebook(path, "give a sentence by --target")
        book = Codebook.from_file(path)
        named.insert(0, book.targets)
    return pd.concat(named, ignore_index=True).drop_duplicates("text")
