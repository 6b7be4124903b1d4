"""The same steps from a shell, where a user's mistake costs one line."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stancebook.cli_formats import export_file, import_file
from stancebook.cli_release import rehydrate, release
from stancebook.cli_run import run

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["app", "main"]

# Modules that load pandas or a model are imported where they are used, so that
# `stancebook --help` answers at once.
app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


Models = Annotated[
    str | None,
    typer.Option(help="Weights: research (the default), open, or a folder of yours."),
]


@contextmanager
def _quiet_pipe() -> Iterator[None]:
    """End in peace where the reader of a pipe has gone, as `| head` does."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        raise typer.Exit from None
    except OSError as error:
        from stancebook.schema import InputError

        _drop_output()
        problem = f"the output cannot be written ({error.strerror or error})"
        raise InputError(problem, "Name another place.") from None


def _drop_output() -> None:
    """Let go of what Python would try, and fail, to write when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _check_output(output: Path, articles: list[str]) -> None:
    """Stop before an input, or a file in a folder that is one, would be overwritten."""
    from stancebook.files import find_destination
    from stancebook.schema import InputError

    inputs = {Path(article).resolve() for article in articles if article != "-"}
    for place in (find_destination(output), find_destination(_rejects(output))):
        if place.exists() and inputs & {place, *place.parents}:
            problem = "this is an input, and would be overwritten"
            raise InputError(problem, "Name another file with -o.", str(output))


def _rejects(output: Path) -> Path:
    return output.with_name(f"{output.name.removesuffix('.jsonl')}.rejected.jsonl")


def _write(batches: Iterable[Any], output: Path, rejected: list[Any]) -> None:
    """Write the lines, and beside them the records set aside: both files or neither."""
    from stancebook.files import json_line, replace_file
    from stancebook.pipeline import label_rows

    with ExitStack() as files:
        stream = files.enter_context(replace_file(output))
        if rejected or _rejects(output).exists():  # not to leave those of an older run
            beside = files.enter_context(replace_file(_rejects(output)))
            beside.writelines(f"{json_line(record)}\n".encode() for record in rejected)
        for tables in batches:
            rows = label_rows(tables)
            stream.writelines(f"{json_line(row)}\n".encode() for row in rows)


def _print(batches: Iterable[Any]) -> None:
    from stancebook.files import json_line
    from stancebook.pipeline import label_rows

    with _quiet_pipe():
        for tables in batches:
            for row in label_rows(tables):
                sys.stdout.buffer.write(f"{json_line(row)}\n".encode())
            sys.stdout.flush()


def _show(batches: Iterable[Any]) -> None:
    from rich.console import Console

    from stancebook.pipeline import label_rows
    from stancebook.terminal import print_labels

    with _quiet_pipe():
        for tables in batches:
            print_labels(label_rows(tables), Console(highlight=False))


def _targets(sentences: list[str], articles: pd.DataFrame) -> pd.DataFrame | None:
    """Return the targets table, or None, and say so, where targets are proposed."""
    from stancebook.pipeline import make_targets
    from stancebook.terminal import say

    if sentences:
        return make_targets(sentences)
    if any(own is None or len(own) == 0 for own in articles["targets"]):
        say(
            "no --target was given, so targets are proposed from each article's own"
            ' claims and marked "proposed"'
        )
    return None


def _report_rejected(rejected: list[Any], output: Path | None) -> None:
    from stancebook.terminal import say

    for record in rejected if output is None else ():
        say(f"set aside: {record}")
    if rejected and output:
        say(f"{len(rejected)} records set aside: {_rejects(output)}")


@app.command()
def label(
    articles: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE...",
            help="Text, HTML, JSONL or WARC files, folders, or - (standard input).",
        ),
    ],
    target: Annotated[
        list[str] | None,
        typer.Option(help="A sentence to be for or against. May be given again."),
    ] = None,
    output: Annotated[
        str, typer.Option("-o", "--output", help="Write JSON lines to this file.")
    ] = "-",
    models: Models = None,
) -> None:
    """Label every paragraph: voice, attributions, claims and stance."""
    from stancebook.extract import read_articles
    from stancebook.pipeline import run_batches
    from stancebook.terminal import track
    from stancebook.weights import choose_models

    choose_models(models)
    place = None if output == "-" else Path(output)
    if place:
        _check_output(place, articles)
    rejected: list[Any] = []
    table = read_articles(articles, rejected)
    _report_rejected(rejected, place)
    batches = run_batches(table, _targets(target or [], table))
    if place:
        _write(track(batches, table), place, rejected)
    elif sys.stdout.isatty():
        _show(batches)
    else:
        _print(track(batches, table))


@app.command()
def annotate(
    annotator: Annotated[
        str, typer.Option(help="Who labels: small letters, digits, - and _.")
    ],
    articles: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ARTICLE...]",
            help="Files or folders as for label; without any, the corpus.",
        ),
    ] = None,
    corpus: Annotated[str, typer.Option(help="A corpus folder.")] = "corpus",
    codebook: Annotated[
        str, typer.Option(help="What the labels mean, and the targets.")
    ] = "labels/codebook.toml",
    save_to: Annotated[str, typer.Option(help="The labels folder.")] = "labels",
    assignments: Annotated[
        str | None,
        typer.Option(help="A folder with assignments.parquet: whose turn it is."),
    ] = None,
    port: Annotated[int, typer.Option(help="0 takes one that is free.")] = 0,
) -> None:
    """
    Label in a browser, without a notebook; every decision goes straight to the disk.

    Example: stancebook annotate article.html --annotator ana
    """
    from stancebook.codebook import Codebook
    from stancebook.desk import Desk
    from stancebook.extract import read_articles
    from stancebook.files import read_table
    from stancebook.segment import segment
    from stancebook.server import Server
    from stancebook.terminal import say

    rejected: list[Any] = []
    table = read_articles(articles, rejected) if articles else _readable(corpus)
    _report_rejected(rejected, None)
    paragraphs = segment(table)
    sample = read_table(assignments, "assignments") if assignments else paragraphs
    book = Codebook.from_file(codebook)
    server = Server(Desk(sample, book, annotator, save_to, paragraphs=paragraphs), port)
    say(f"labels go to {save_to}; open this address, and end with Ctrl+C:")
    typer.echo(server.url)
    sys.stdout.flush()
    server.run()


@app.command()
def add(
    file: Annotated[str, typer.Argument(help="An article's own text or page.")],
    corpus: Annotated[str, typer.Option(help="The corpus with the record.")] = "corpus",
) -> None:
    """Join your copy of an article to the record that has its hash."""
    from stancebook.corpus import Corpus
    from stancebook.extract import read_articles
    from stancebook.schema import InputError
    from stancebook.terminal import print_outcomes

    rejected: list[Any] = []
    outcomes = Corpus(corpus).rehydrate(read_articles([file], rejected))
    _report_rejected(rejected, None)
    outcomes = outcomes[outcomes["outcome"] != "not found"]
    if (outcomes["outcome"] == "no record").all():
        # a publisher's text must not slip into the folder that is committed
        problem = "no record of the corpus has this article's hash"
        mend = "Give the text as it was published; Corpus.add takes texts of your own."
        raise InputError(problem, mend, file)
    with _quiet_pipe():
        print_outcomes(outcomes)


@app.command()
def report(
    corpus: Annotated[str, typer.Option(help="A corpus folder.")] = "corpus",
    codebook: Annotated[
        str | None,
        typer.Option(
            help="The codebook whose targets are scored: labels/codebook.toml, unless "
            "a --target is given."
        ),
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(help="A sentence to be for or against. May be given again."),
    ] = None,
    out: Annotated[str, typer.Option(help="The folder to write to.")] = "build",
    models: Models = None,
) -> None:
    """Run the main job over a corpus: every table, and a report to read."""
    from rich.console import Console

    from stancebook.files import make_folder
    from stancebook.pipeline import STEPS, run_pipeline, write_tables
    from stancebook.terminal import print_voices
    from stancebook.view import write_report
    from stancebook.weights import choose_models

    choose_models(models)
    articles, targets = _readable(corpus), _report_targets(codebook, target or [])
    make_folder(out)  # before hours of work, not after
    tables = run_pipeline(articles, targets, progress=True)
    paths = write_tables(tables, out)
    page = Path(out) / "report.html"
    write_report(page, **{name: tables[name] for name in STEPS if name != "reprints"})
    with _quiet_pipe():
        print_voices(tables, Console(highlight=False))
        typer.echo("\n".join(map(str, [page, *paths])))


def _report_targets(codebook: str | None, sentences: list[str]) -> pd.DataFrame:
    """Return the targets of a codebook, of sentences, or of both."""
    import pandas as pd

    from stancebook.codebook import Codebook
    from stancebook.pipeline import make_targets

    named = [make_targets(sentences)] if sentences else []
    if codebook or not sentences:
        book = Codebook.from_file(codebook or "labels/codebook.toml")
        named.insert(0, book.targets)
    return pd.concat(named, ignore_index=True).drop_duplicates("text")


def _readable(corpus: str) -> pd.DataFrame:
    """Return the articles of a corpus whose text is there."""
    from stancebook.corpus import Corpus
    from stancebook.schema import InputError

    articles: pd.DataFrame = Corpus(corpus).articles
    readable = articles[articles["text"].notna()].reset_index(drop=True)
    if readable.empty:
        problem = "there is no articles.jsonl with an article in this corpus"
        mend = "Add articles to it in Python, or label files with stancebook label."
        raise InputError(problem, mend, corpus)
    return readable


app.command("export")(export_file)
app.command("import")(import_file)
app.command("release")(release)
app.command("rehydrate")(rehydrate)
app.command("run")(run)


def _print_version(asked: bool) -> None:
    if asked:
        import stancebook

        typer.echo(f"stancebook {stancebook.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Say the version."
        ),
    ] = False,
) -> None:
    """Say who speaks in an article, and which side each holder takes."""


def _run() -> int:
    from stancebook.schema import InputError
    from stancebook.terminal import SAYER, say

    logging.getLogger("stancebook").addHandler(SAYER)
    try:
        code = app(standalone_mode=False)
    except InputError as error:
        say(str(error))
        return 2
    except typer.TyperException as error:
        say(f"{error.format_message()} See stancebook --help")
        return 2
    return code if isinstance(code, int) else 0


def main() -> None:
    """Run the command line: status 2 for wrong input, 130 where it is interrupted."""
    try:
        sys.exit(_run())
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
