"""What a person at a terminal sees; an article's text never steers the terminal."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console
from rich.padding import Padding
from rich.progress import Progress, ProgressColumn, Task
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "print_labels",
    "print_voices",
    "say",
    "show_characters",
    "stance_bar",
    "track",
]

VOICE_STYLES = {
    "editorial": "bold black on bright_yellow",
    "reported": "bold black on bright_cyan",
    "mixed": "bold black on bright_magenta",
    "credit": "dim",
    "boilerplate": "dim",
}
HALF = 10
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


def stance_bar(score: float, sign: str = "█") -> str:
    """
    Draw a score between -1 and +1 as a bar to the left or right of a middle line.

    Examples
    --------
    >>> stance_bar(-0.5), stance_bar(1)
    ('     █████│          ', '          │██████████')
    """
    filled = sign * round(abs(score) * HALF)
    left, right = (filled, "") if score < 0 else ("", filled)
    return f"{left:>{HALF}}│{right:<{HALF}}"


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
    bar = Progress(
        *Progress.get_default_columns(),
        _Rate(),
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


def _heading(row: Mapping[str, Any]) -> Text:
    voice = row["voice"]
    chain = " › ".join(row["chain"])
    sure = f"{row['voice_p'][voice]:.2f}"
    heading = Text(f"{row['paragraph']:>3}  ")
    heading.append(f" {voice} ", VOICE_STYLES[voice])
    heading.append(f" {sure}  {show_characters(chain)}")
    if row.get("block") not in (None, "title", "text"):
        heading.append(f"  [{row['block']}]", "dim")
    if row["decided_by"] != "model":
        heading.append(f"  ({show_characters(row['decided_by'])})", "dim")
    return heading


def _side(entry: Mapping[str, Any]) -> str:
    stances = ("favor", "against", "neutral", "unrelated")
    return max(stances, key=lambda stance: float(entry[stance]))


def _stances(row: Mapping[str, Any], numbers: Mapping[str, int]) -> Table:
    grid = Table.grid(padding=(0, 1))
    for entry in row["stance"]:
        side = _side(entry)
        name = Text(f"T{numbers[entry['target']]} {show_characters(entry['holder'])}")
        if side == "unrelated":
            grid.add_row(name, Text("unrelated", "dim"), "", "")
        else:
            # Neutral is pale, for its score may lean to a side that is not taken.
            bar = stance_bar(entry["score"], "░" if side == "neutral" else "█")
            grid.add_row(name, side, bar, f"{entry['score']:+.2f}")
    return grid


def _print_targets(rows: list[dict[str, Any]], console: Console) -> dict[str, int]:
    """List an article's targets under its name and return their numbers."""
    entries = [entry for row in rows for entry in row["stance"]]
    proposed = {entry["target"]: entry["proposed"] for entry in entries}
    numbers = {target: number for number, target in enumerate(proposed, 1)}
    console.rule(Text(show_characters(rows[0]["article"]), "bold"), align="left")
    for target, number in numbers.items():
        note = " (proposed from the article's claims)" if proposed[target] else ""
        console.print(Text(f"T{number} {show_characters(target)}{note}"))
    return numbers


def print_labels(rows: Iterable[dict[str, Any]], console: Console) -> None:
    """Print labelled paragraphs to be read: number, voice, chain, text, stance bars."""
    articles: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        articles.setdefault(row["article"], []).append(row)
    for own in articles.values():
        numbers = _print_targets(own, console)
        for row in own:
            console.print()
            console.print(_heading(row))
            console.print(Padding(Text(show_characters(row["text"])), (0, 0, 0, 5)))
            console.print(Padding(_stances(row, numbers), (0, 0, 0, 5)))


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
