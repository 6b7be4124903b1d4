"""The command that opens the annotation page for whoever works without a notebook."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from stancebook.shell import (
    Articles,
    CorpusFolder,
    Targets,
    find_codebook,
    read_corpus,
    read_given,
)

__all__ = ["annotate"]


def annotate(
    annotator: Annotated[
        str, typer.Option(help="Who labels: small letters, digits, - and _.")
    ],
    articles: Articles = None,
    corpus: CorpusFolder = "corpus",
    codebook: Annotated[
        str, typer.Option(help="What the labels mean, and the targets.")
    ] = "labels/codebook.toml",
    target: Targets = None,
    save_to: Annotated[str, typer.Option(help="The labels folder.")] = "labels",
    assignments: Annotated[
        str | None,
        typer.Option(help="A folder with assignments.parquet: whose turn it is."),
    ] = None,
    port: Annotated[int, typer.Option(help="0 takes one that is free.")] = 0,
) -> None:
    """
    Label in a browser, without a notebook; every decision goes straight to the disk.

    With --target, stance is asked on this, and not on the codebook's targets.

    Example: stancebook annotate article.html --annotator ana --target "Cut the tax."
    """
    from stancebook.codebook import Codebook
    from stancebook.desk import Desk
    from stancebook.files import read_table
    from stancebook.pipeline import make_targets
    from stancebook.segment import segment
    from stancebook.server import Server
    from stancebook.terminal import say

    table = read_given(articles) if articles else read_corpus(corpus)
    paragraphs = segment(table)
    sample = read_table(assignments, "assignments") if assignments else paragraphs
    book, named = Codebook.from_file(find_codebook(codebook)), None
    if target:
        book = book.with_targets(make_targets(target))
        named = book.targets["target"].tolist()
    desk = Desk(sample, book, annotator, save_to, paragraphs=paragraphs, targets=named)
    server = Server(desk, port)
    say(f"labels go to {save_to}; open this address, and end with Ctrl+C:")
    typer.echo(server.url)
    sys.stdout.flush()
    try:
        server.run()
    finally:
        say(f"ended; what the page called saved is in {save_to}")
