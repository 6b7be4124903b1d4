"""The command that lists the licences of all that stancebook needs."""

from __future__ import annotations

from typing import Annotated

import typer

from stancebook.shell import quiet_pipe

__all__ = ["licences"]


def licences(
    extra: Annotated[
        list[str] | None, typer.Option(help="Also what an extra brings, such as train.")
    ] = None,
) -> None:
    """
    List the licence of each package that stancebook needs, and what it asks.

    The status is 0 where all are permissive or were looked at, and 2 otherwise.

    Example: stancebook licences --extra train
    """
    from stancebook.licences import REVIEWED, list_licences
    from stancebook.schema import InputError
    from stancebook.terminal import show_characters

    found = list_licences(extra or [])
    with quiet_pipe():
        for one in found:
            told = f"{one.kind:<14} {one.package:<28} {one.version:<16} {one.licence}"
            typer.echo(show_characters(told.replace("\n", " ")))
            if one.package in REVIEWED:
                typer.echo(f"{'':<14} {REVIEWED[one.package]}")
    unsettled = [one.package for one in found if not one.is_settled]
    if unsettled:
        problem = f"nobody has looked at the licences of {', '.join(unsettled)}"
        raise InputError(problem, "Read them before you pass the software on.")
