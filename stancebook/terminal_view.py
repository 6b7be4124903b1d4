"""At a terminal an article is read from top to bottom, with what was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from stancebook.terminal import VOICE_STYLES, show_characters

__all__ = ["print_labels", "stance_bar"]

HALF = 10
BALANCED = {
    "editorial": "own framing",
    "mixed": "mixed",
    "reported": "what it reports",
}
KEY = (
    "Each paragraph: number, voice, its probability, who speaks. Stance: from -1,"
    " against, to the left, to +1, in favor, to the right."
)


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
        console.print(Padding(_balance(rows, target), (0, 0, 0, 5)))
    return numbers


def _balance(rows: Iterable[Mapping[str, Any]], target: str) -> Table:
    """Set the mean score of the page's own words beside that of what it reports."""
    scores: dict[str, list[float]] = {voice: [] for voice in BALANCED}
    for row in rows:
        own = [entry for entry in row["stance"] if entry["target"] == target]
        if row["voice"] in scores and own and _side(own[0]) != "unrelated":
            scores[row["voice"]].append(float(own[0]["score"]))
    grid = Table.grid(padding=(0, 1))
    for voice, found in scores.items():
        if found:
            mean = sum(found) / len(found)
            count = f"{len(found)} paragraph{'s' if len(found) > 1 else ''}"
            words = (f"{BALANCED[voice]}, {count}", stance_bar(mean), f"{mean:+.2f}")
            grid.add_row(*words)
    return grid


def print_labels(rows: Iterable[dict[str, Any]], console: Console) -> None:
    """
    Print labelled paragraphs to be read.

    First the targets, each with the mean score of the page's own words and of what it
    reports; then each paragraph with its number, voice, chain, words and stance bars.
    """
    articles: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        articles.setdefault(row["article"], []).append(row)
    for own in articles.values():
        numbers = _print_targets(own, console)
        console.print(Text(KEY, "dim"))
        for row in own:
            console.print()
            console.print(_heading(row))
            console.print(Padding(Text(show_characters(row["text"])), (0, 0, 0, 5)))
            console.print(Padding(_stances(row, numbers), (0, 0, 0, 5)))
