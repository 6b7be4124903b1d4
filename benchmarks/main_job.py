"""Times the main job over corpus/ and compares what it finds with the composed gold."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from sklearn.metrics import accuracy_score, f1_score

import stancebook as sb
from stancebook.schema import STANCES, VOICES

DRAWS = 1000
SEED = 7
OVERLAP = 0.5
Pair = tuple[Any, Any]
Figure = Callable[[Sequence[Pair]], float]


def article_of(paragraph: str) -> str:
    """Return the article of a paragraph's id."""
    return paragraph.rpartition("#")[0]


def time_cold() -> tuple[float, float]:
    """Return seconds and peak memory (MB) of `stancebook report` as a new process."""
    code = "from stancebook.cli import main; main()"
    with tempfile.TemporaryDirectory() as out:
        began = time.perf_counter()
        command = [sys.executable, "-c", code, "report", "--out", out]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - began
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def time_warm() -> tuple[float, dict[str, pd.DataFrame]]:
    """Return seconds and tables of a run in a process whose models are loaded."""
    articles = sb.Corpus("corpus").articles.dropna(subset="text").reset_index(drop=True)
    targets = sb.Codebook.from_file("labels/codebook.toml").targets
    sb.run_pipeline(articles.head(1), targets)
    began = time.perf_counter()
    tables = sb.run_pipeline(articles, targets)
    return time.perf_counter() - began, tables


def pair_labels(gold: pd.DataFrame, found: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    """Join gold values with found ones; `value` beside `found`, a row each gold row."""
    columns = gold[[*on, "value"]].drop_duplicates(on)
    return columns.merge(found, on=on, how="inner", validate="1:1")


def by_article(pairs: pd.DataFrame) -> list[list[Pair]]:
    """Group pairs of values by article: what is drawn again is whole articles."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for paragraph, *pair in pairs[["paragraph", "value", "found"]].itertuples(
        index=False
    ):
        groups[article_of(paragraph)].append((pair[0], pair[1]))
    return list(groups.values())


def accuracy(pairs: Sequence[Pair]) -> float:
    """Return the share of right answers."""
    return float(accuracy_score(*zip(*pairs, strict=True)))


def macro_f1(labels: Sequence[str]) -> Figure:
    """Return a figure: the mean F1 of those `labels` that the gold has."""

    def figure(pairs: Sequence[Pair]) -> float:
        gold, found = zip(*pairs, strict=True)
        kept = [label for label in labels if label in gold]
        return float(
            f1_score(gold, found, labels=kept, average="macro", zero_division=0)
        )

    return figure


def pair_f1(pairs: Sequence[Pair]) -> float:
    """Return F1 of pairs in which None stands for what the other side has not."""
    right = sum(gold is not None and found is not None for gold, found in pairs)
    total = sum((gold is not None) + (found is not None) for gold, found in pairs)
    return 2 * right / total if total else 0.0


def _signs(spans: Sequence[dict[str, Any]]) -> set[int]:
    return {place for span in spans for place in range(span["start"], span["end"])}


def match_contents(gold: list[set[int]], found: list[set[int]]) -> list[Pair]:
    """Match contents one to one, where they share at least half of their signs."""
    left, pairs = list(found), []
    for own in gold:
        shared = [len(own & other) / max(1, len(own | other)) for other in left]
        best = int(np.argmax(shared)) if shared else -1
        hit = best >= 0 and shared[best] >= OVERLAP
        pairs.append((own, left.pop(best) if hit else None))
    return [*pairs, *((None, other) for other in left)]


def pair_attributions(gold: pd.DataFrame, found: pd.DataFrame) -> list[list[Pair]]:
    """Match the attributions of each paragraph by content; group them by article."""
    own, others = defaultdict(list), defaultdict(list)
    for row in gold[gold["layer"] == "attribution"].to_dict("records"):
        own[row["paragraph"]].append(_signs(json.loads(row["value"])["content"]))
    for row in found.to_dict("records"):
        others[row["paragraph"]].append(_signs(row["content"]))
    groups: dict[str, list[Pair]] = defaultdict(list)
    for paragraph in {*own, *others}:
        pairs = match_contents(own[paragraph], others[paragraph])
        groups[article_of(paragraph)] += pairs
    return [groups[article] for article in sorted(groups)]


def interval(groups: list[list[Pair]], figure: Figure) -> tuple[float, float, float]:
    """Return a figure and its 95% interval over articles drawn with replacement."""
    chance = random.Random(SEED)
    draws = []
    for _ in range(DRAWS):
        drawn = chance.choices(groups, k=len(groups))
        draws.append(figure([pair for group in drawn for pair in group]))
    low, high = np.percentile(draws, [2.5, 97.5])
    return figure([pair for group in groups for pair in group]), float(low), float(high)


def compare(
    tables: dict[str, pd.DataFrame], gold: pd.DataFrame
) -> dict[str, tuple[int, float, float, float]]:
    """Compare voice, origin, stance and attribution with the articles' own gold."""
    gold = gold[gold["paragraph"].isin(tables["paragraphs"]["paragraph"])]
    voices = tables["voices"]
    voice = voices[["paragraph", "voice"]].rename(columns={"voice": "found"})
    origin = voices[["paragraph", "origin"]].rename(columns={"origin": "found"})
    scores = tables["scores"][tables["scores"]["innermost"]]
    stance = scores[["paragraph", "target"]].assign(
        found=scores[list(STANCES)].astype(float).idxmax(axis=1)
    )
    layer = {
        name: gold[gold["layer"] == name] for name in ("voice", "origin", "stance")
    }
    groups = {
        "voice": by_article(pair_labels(layer["voice"], voice, ["paragraph"])),
        "origin": by_article(pair_labels(layer["origin"], origin, ["paragraph"])),
        "stance": by_article(
            pair_labels(layer["stance"], stance, ["paragraph", "target"])
        ),
        "attribution": pair_attributions(gold, tables["attributions"]),
    }
    figures: list[tuple[str, str, Figure]] = [
        ("voice_accuracy", "voice", accuracy),
        ("voice_macro_f1", "voice", macro_f1(VOICES)),
        ("origin_accuracy", "origin", accuracy),
        ("stance_accuracy", "stance", accuracy),
        ("stance_macro_f1", "stance", macro_f1(STANCES)),
        ("attribution_f1", "attribution", pair_f1),
    ]
    return {
        name: (sum(map(len, groups[own])), *interval(groups[own], figure))
        for name, own, figure in figures
    }


def main() -> None:
    """Print the figures as a table, and as one line."""
    cold, memory = time_cold()
    warm, tables = time_warm()
    agreement = compare(tables, sb.read_gold("labels"))
    speed = len(tables["paragraphs"]) / warm
    figures = {
        "cold_seconds": f"{cold:.1f}",
        "warm_seconds": f"{warm:.1f}",
        "paragraphs_per_second": f"{speed:.1f}",
        "peak_memory_mb": f"{memory:.0f}",
    }
    table = Table("figure", "value", "95% interval", "n", box=None)
    for name, value in figures.items():
        table.add_row(name, value)
    for name, (size, value, low, high) in agreement.items():
        figures[name] = f"{value:.3f}"
        table.add_row(name, f"{value:.3f}", f"{low:.3f} to {high:.3f}", str(size))
    Console().print(table)
    print("The gold is composed, by a language model, and no human has checked it:")
    print(
        "agreement with it shows that the job works, not how well it does on the news."
    )
    print(" ".join(f"{name}={value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
