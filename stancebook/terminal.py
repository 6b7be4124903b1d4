"""What a person at a terminal sees; an article's text never steers the terminal."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "VOICE_STYLES",
    "print_outcomes",
    "print_voices",
    "say",
    "show_characters",
    "track",
    "wait_for",
]

VOICE_STYLES = {
    "editorial": "bold black on bright_yellow",
    "reported": "bold black on bright_cyan",
    "mixed": "bold black on bright_magenta",
    "credit": "dim",
    "boilerplate": "dim",
}
Part = TypeVar("Part")
# Escape and other controls, direction marks, marks without width, tags, surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def show_characters(text: str) -> str:
    r"""
    Return text whose unseen characters are named, so that none is obeyed.

    Examples
    --------
    >>> show_characters("red \x1b[31m, turned \u202e")
    'red <U+001B>[31m, turned <U+202E>'
    """
    return _UNSEEN.sub(lambda match: f"<U+{ord(match.group()):04X}>", text)


def say(message: str) -> None:
    """Say one line on standard error."""
    line = " ".join(show_characters(message).split())
    sys.stderr.write(f"stancebook: {line}\n")


class Sayer(logging.Handler):
    """Says what the steps log, such as an encoding that was guessed."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say one message."""
        say(record.getMessage())


SAYER = Sayer()


class _Rate(ProgressColumn):
    """How many parts a second are done."""

    def render(self, task: Task) -> Text:
        """Draw it; nothing before it is known."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.1f}/s" if speed else "", "progress.data.speed")


def _count_articles(tables: Any) -> int:
    return len(tables["articles"])


def track(
    parts: Iterable[Part],
    total: Sized,
    shown: bool = True,
    does: str = "Reading articles",
    size: Callable[[Part], int] = _count_articles,
) -> Iterator[Part]:
    """Pass parts of a long task on, with a bar on standard error meanwhile."""
    console = Console(stderr=True)
    # The wheel and the clock move while the models load and a first batch is read.
    bar = Progress(
        SpinnerColumn("line"),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not (shown and console.is_terminal),
        redirect_stdout=False,  # the results go there
        redirect_stderr=False,
    )
    with bar:
        task = bar.add_task(does, total=len(total))
        for part in parts:
            yield part
            bar.advance(task, size(part))


def wait_for(parts: Iterable[Part], does: str = "Reading") -> Iterator[Part]:
    """Pass parts on, with a moving wheel on standard error while each is awaited."""
    console = Console(stderr=True)
    awaited = iter(parts)
    while True:
        wheel = Progress(
            SpinnerColumn("line"),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        with wheel:  # gone before the part is shown on the same terminal
            wheel.add_task(f"{does} ...", total=None)
            part = next(awaited, None)
        if part is None:
            return
        yield part


def print_outcomes(outcomes: pd.DataFrame) -> None:
    """Print what was done with each article, one line an article."""
    for article, *rest in outcomes.itertuples(index=False, name=None):
        done = ", ".join(str(part) for part in rest if part)
        sys.stdout.write(f"{show_characters(f'{article}: {done}')}\n")


def print_voices(tables: Mapping[str, pd.DataFrame], console: Console) -> None:
    """Print how many paragraphs of each outlet speak in which voice."""
    import pandas as pd  # no error message should wait for it

    paragraphs = tables["paragraphs"].merge(tables["voices"], on="paragraph")
    counts = pd.crosstab(
        paragraphs["outlet"].fillna("(no outlet)"), paragraphs["voice"]
    )
    shown = [voice for voice in VOICE_STYLES if voice in counts.columns]
    table = Table("outlet", *shown, "paragraphs", box=None)
    for outlet, row in counts.iterrows():
        cells = [str(row[voice]) for voice in shown]
        table.add_row(Text(show_characters(str(outlet))), *cells, str(row.sum()))
    console.print(table)
