"""The command that looks over an installation; what it looks at is `doctor`'s."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from stancebook.shell import Models, quiet_pipe

__all__ = ["doctor"]


def doctor(
    corpus: Annotated[
        str | None, typer.Option(help="A corpus folder; corpus, if there is one.")
    ] = None,
    labels: Annotated[
        str | None, typer.Option(help="A labels folder; labels, if there is one.")
    ] = None,
    models: Models = None,
) -> None:
    """
    Look over the installation, the models, this machine and your data; offline.

    The status is 0 where all is well, and 2 where something is wrong.

    Example: stancebook doctor --corpus corpus --labels labels
    """
    from stancebook.doctor import Finding, examine
    from stancebook.schema import InputError
    from stancebook.terminal import show_characters, wait_for
    from stancebook.weights import choose_models

    choose_models(models)

    def look() -> Iterator[list[Finding]]:
        yield examine(corpus, labels)

    [findings] = wait_for(look(), "Looking")
    with quiet_pipe():
        for one in findings:
            state = "wrong" if one.wrong else "none" if one.mend else "ok"
            told = f"{one.found}. {one.mend}" if one.mend else one.found
            typer.echo(f"{state:<6} {one.name:<18} {show_characters(told)}")
    wrong = [one.name for one in findings if one.wrong]
    if wrong:
        problem = f"{len(wrong)} of {len(findings)} are wrong ({', '.join(wrong)})"
        raise InputError(problem, "Each line says its mend.")
