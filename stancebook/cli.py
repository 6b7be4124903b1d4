"""The same steps from a shell, where a user's mistake costs one line."""

from __future__ import annotations

import io
import logging
import sys
from typing import Annotated

import typer

from stancebook.cli_annotate import annotate
from stancebook.cli_corpus import add
from stancebook.cli_doctor import doctor
from stancebook.cli_formats import export_file, import_file
from stancebook.cli_label import label
from stancebook.cli_licences import licences
from stancebook.cli_release import rehydrate, release
from stancebook.cli_report import report
from stancebook.cli_run import run

__all__ = ["app", "main"]

# Modules that load pandas or a model are imported where they are used, so that
# `stancebook --help`, and a name completed by the tab key, come at once.
app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)

app.command("label")(label)
app.command("annotate")(annotate)
app.command("add")(add)
app.command("report")(report)
app.command("export")(export_file)
app.command("import")(import_file)
app.command("release")(release)
app.command("rehydrate")(rehydrate)
app.command("run")(run)
app.command("doctor")(doctor)
app.command("licences")(licences)


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
    """
    Say who speaks in an article, and which side each of them takes.

    Example: stancebook label article.html --target "The dam should be filled."
    """


def _run() -> int:
    from stancebook.schema import InputError
    from stancebook.terminal import SAYER, say

    logging.getLogger("stancebook").addHandler(SAYER)
    for stream in (sys.stdout, sys.stderr):  # a poor terminal must not end the work
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = app(standalone_mode=False, prog_name="stancebook")
    except InputError as error:
        say(str(error))
        return 2
    except typer.TyperException as error:
        command = getattr(getattr(error, "ctx", None), "command_path", "stancebook")
        if message := error.format_message():  # none where the help was shown instead
            say(f"{message} See {command} --help")
        return 2
    except OSError as error:  # a disk fails in more ways than are looked for
        say(f"{error.filename or 'a file'}: {error.strerror or error}. Name another.")
        return 2
    return code if isinstance(code, int) else 0


def main() -> None:
    """Run the command line: status 2 for wrong input, 130 where it is interrupted."""
    try:
        sys.exit(_run())
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
