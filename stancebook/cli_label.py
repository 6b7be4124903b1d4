"""The command that labels what it is given, as lines for a program or a person."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import ExitStack
from os.path import realpath
from pathlib import Path
from typing import Annotated, Any

import typer

from stancebook.shell import (
    Models,
    Targets,
    choose_targets,
    quiet_pipe,
    say_about,
    say_rejected,
)

__all__ = ["label"]


def label(
    articles: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE...",
            help="Text, HTML, RSS, JSONL, WARC files, folders, or - (standard input).",
        ),
    ],
    target: Targets = None,
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", help="Write JSON lines, one a paragraph, to this file."
        ),
    ] = "-",
    models: Models = None,
) -> None:
    """
    Label every paragraph: voice, attributions, claims and stance.

    On a terminal it prints a view to be read; on a pipe, or with -o, lines of JSON.

    Without --target, targets are proposed from the article's own claims.

    Example: stancebook label article.html --target "Cut the tax." -o labels.jsonl
    """
    from stancebook.extract import read_articles
    from stancebook.pipeline import run_batches
    from stancebook.terminal import say, track, wait_for
    from stancebook.weights import choose_models

    choose_models(models)
    place = None if output == "-" else Path(output)
    if place:
        _check_output(place, articles)
    rejected: list[Any] = []
    table = read_articles(articles, rejected)
    _report_rejected(rejected, place)
    say_about(table)
    batches = run_batches(table, choose_targets(target or [], table))
    if place:
        _write(track(batches, table), place, rejected)
        say(f"the labels are in {place}, one line of JSON a paragraph")
    elif sys.stdout.isatty():
        _show(wait_for(batches))
    else:
        _print(track(batches, table))


def _check_output(output: Path, articles: list[str]) -> None:
    """Stop before an input, or a file in a folder that is one, would be overwritten."""
    from stancebook.files import find_destination
    from stancebook.schema import InputError

    inputs = {Path(realpath(article)) for article in articles if article != "-"}
    for place in (find_destination(output), find_destination(_rejects(output))):
        if place.exists() and inputs & {place, *place.parents}:
            problem = "this is an input, and would be overwritten"
            raise InputError(problem, "Name another file with -o.", str(output))


def _rejects(output: Path) -> Path:
    return output.with_name(f"{output.name.removesuffix('.jsonl')}.rejected.jsonl")


def _report_rejected(rejected: list[Any], output: Path | None) -> None:
    from stancebook.terminal import say

    if output is None:
        say_rejected(rejected)
    elif rejected:
        say(f"{len(rejected)} records set aside: {_rejects(output)}")


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

    with quiet_pipe():
        for tables in batches:
            for row in label_rows(tables):
                sys.stdout.buffer.write(f"{json_line(row)}\n".encode())
            sys.stdout.flush()


def _show(batches: Iterable[Any]) -> None:
    from rich.console import Console

    from stancebook.pipeline import label_rows
    from stancebook.terminal_view import print_labels

    with quiet_pipe():
        for tables in batches:
            print_labels(label_rows(tables), Console(highlight=False))
