"""Labels to and from other tools, from a shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["export_file", "import_file"]

Format = Annotated[
    str,
    typer.Option(
        help="label-studio, doccano, prodigy, brat, uima-xmi, uima-json, "
        "web-annotation, conllu, csv or csv-excel."
    ),
]
CorpusFolder = Annotated[str, typer.Option(help="The corpus that was labelled.")]
Labels = Annotated[str, typer.Option(help="A labels folder.")]


def export_file(
    output: Annotated[
        str,
        typer.Argument(help="The file to write; for brat and UIMA, a new folder."),
    ],
    format: Format,
    labels: Labels = "labels",
    gold: Annotated[
        bool, typer.Option("--gold", help="Export the gold labels, not the votes.")
    ] = False,
    corpus: CorpusFolder = "corpus",
    codebook: Annotated[
        str | None,
        typer.Option(help="labels/codebook.toml, unless you name another."),
    ] = None,
) -> None:
    """
    Write labels in the format of another tool, and say what it cannot carry.

    Example: stancebook export tasks.json --format label-studio
    """
    from stancebook.codebook import Codebook
    from stancebook.formats import export_labels
    from stancebook.gold import read_gold
    from stancebook.labels import read_annotations

    path = Path(codebook or Path(labels) / "codebook.toml")
    book = Codebook.from_file(path) if codebook or path.exists() else None
    annotations = read_gold(labels) if gold else read_annotations(labels)
    paragraphs = _paragraphs(corpus)
    losses = export_labels(annotations, paragraphs, output, format, codebook=book)
    _say_losses(losses)
    typer.echo(output)


def import_file(
    file: Annotated[str, typer.Argument(help="A file, or a folder of brat or UIMA.")],
    format: Format,
    annotator: Annotated[
        str | None,
        typer.Option(help="Whose labels they are, where the file does not say it."),
    ] = None,
    save_to: Annotated[
        str | None,
        typer.Option(help="A labels folder: each decision goes to its maker's log."),
    ] = None,
    out: Annotated[
        str | None, typer.Option(help="A folder for the tables that were read.")
    ] = None,
    corpus: Annotated[
        str | None, typer.Option(help="The corpus that was labelled.")
    ] = None,
    codebook: Annotated[
        str | None,
        typer.Option(help="Only labels of this codebook are taken over."),
    ] = None,
) -> None:
    """
    Read labels that were made in another tool; twice is as good as once.

    Example: stancebook import done.jsonl --format doccano --annotator ana
    --corpus corpus --save-to labels
    """
    from stancebook.codebook import Codebook
    from stancebook.files import write_tables
    from stancebook.formats import import_labels
    from stancebook.schema import InputError
    from stancebook.transfer import save_annotations

    if not save_to and not out:
        mend = "Name a labels folder by --save-to, a folder for tables by --out."
        raise InputError("there is nowhere to put what is read", mend)
    paragraphs = _paragraphs(corpus) if corpus else None
    book = Codebook.from_file(codebook) if codebook else None
    found = import_labels(file, format, paragraphs=paragraphs, annotator=annotator)
    _say_losses(found.losses)
    if out:
        tables = {"annotations": found.annotations, "paragraphs": found.paragraphs}
        typer.echo("\n".join(map(str, write_tables(tables, out))))
    if save_to:
        texts = found.paragraphs if paragraphs is None else paragraphs
        decisions = found.annotations
        lost = save_annotations(decisions, save_to, paragraphs=texts, codebook=book)
        _say_losses(lost)
        typer.echo(f"{len(decisions)} decisions read into {save_to}")


def _paragraphs(corpus: str) -> pd.DataFrame:
    from stancebook.corpus import Corpus
    from stancebook.segment import segment

    return segment(Corpus(corpus).articles)


def _say_losses(losses: Any) -> None:
    """Say what was lost, how often, and of what: three of them by name."""
    from stancebook.terminal import say

    for row in losses.to_dict("records"):
        names = ", ".join(row["names"][:3]) + ", …" * (row["count"] > 3)
        say(f"not carried, {row['count']:,} times: {row['lost']} ({names})")
