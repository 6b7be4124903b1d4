"""The command for a run over partitions; what it does is `pipeline`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from stancebook.shell import Models, Targets

if TYPE_CHECKING:
    import pandas as pd

    from stancebook.codebook import Codebook

__all__ = ["run"]


def run(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help=".jsonl, .warc (each also with .gz or .zst), .parquet, or folders.",
        ),
    ],
    out: Annotated[str, typer.Option(help="The folder for the tables.")],
    target: Targets = None,
    codebook: Annotated[
        str | None, typer.Option(help="A codebook whose targets are scored.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(help="A Dask scheduler, as tcp://HOST:PORT; else this machine."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="Processes on this machine; one a core, if not given."
        ),
    ] = None,
    partition: Annotated[
        int, typer.Option(min=1, help="Paragraphs in a part, about.")
    ] = 2000,
    models: Models = None,
) -> None:
    """
    Label a large corpus in parts, on this machine or a cluster; resumes where it was.

    Example: stancebook run news.jsonl.zst --out build/run --target "Cut the tax."
    """
    from stancebook.pipeline import run_pipeline
    from stancebook.schema import InputError
    from stancebook.weights import choose_models

    if scheduler and workers:
        problem = "--workers is for this machine, and --scheduler names another"
        raise InputError(problem, "Give one of them; the scheduler has its workers.")
    choose_models(models)
    manifest = run_pipeline(
        inputs,
        _targets(target or [], codebook),
        progress=True,
        out=out,
        scheduler=scheduler,
        workers=workers,
        partition=partition,
    )
    _say(out, manifest)


def _targets(
    sentences: list[str], codebook: str | None
) -> pd.DataFrame | Codebook | None:
    """Return the targets, or None, and say so, where they are proposed."""
    from stancebook.codebook import Codebook
    from stancebook.pipeline import make_targets
    from stancebook.schema import InputError
    from stancebook.terminal import say

    if codebook and sentences:
        problem = "--codebook and --target were both given"
        raise InputError(problem, "Write the target into the codebook.", codebook)
    if codebook:
        return Codebook.from_file(codebook)
    if sentences:
        return make_targets(sentences)
    say("no targets were given, so they are proposed from each article's own claims")
    return None


def _say(out: str, manifest: dict[str, Any]) -> None:
    from stancebook.support import list_warnings
    from stancebook.terminal import say

    for name, rows in manifest["tables"].items():
        typer.echo(f"{out}/{name}: {rows:,} rows")
    for warning in list_warnings(manifest["languages"]):
        say(warning)
    if manifest["rejected"]:
        typer.echo(f"{out}/rejected.jsonl: {manifest['rejected']:,} records set aside")
