"""
Rate against workers, and cost and memory from ten thousand paragraphs to a million.

The rate is that of the real models on composed paragraphs. The growth is that of the
run itself, with rules in the place of the models (`benchmarks.rules`), since a million
paragraphs would keep the models of two workers busy for many hours. One article in
fifty is a wire report, and one in fifty reprints another's lead.

    python -m benchmarks.scale [--largest 1000000] [--paragraphs 300]
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import psutil
from recipes.composed_news import compose_documents

from benchmarks.rules import RULES
from stancebook.chain import MODELS, Chain
from stancebook.labelling import make_job
from stancebook.pipeline import make_targets
from stancebook.running import run_parts

SIZES = (10_000, 50_000, 200_000, 1_000_000)
AN_ARTICLE = 10  # paragraphs
SEED = 7
TARGET = "The bridge should be closed."
BUILD = Path("build")


@dataclass
class Measured:
    """One run: its paragraphs, workers, seconds, and the most memory in MB."""

    paragraphs: int
    workers: int
    seconds: float
    client_mb: float
    worker_mb: float

    @property
    def rate(self) -> float:
        """Give the paragraphs a second."""
        return self.paragraphs / self.seconds


class Watch(threading.Thread):
    """Samples the memory of this process and of the largest of its workers."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.client = self.worker = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        """Look five times a second."""
        me = psutil.Process()
        while not self._over.wait(0.2):
            self.client = max(self.client, me.memory_info().rss / 1e6)
            for child in me.children(recursive=True):
                try:
                    self.worker = max(self.worker, child.memory_info().rss / 1e6)
                except psutil.Error:  # it has just ended
                    continue

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()


def compose_articles(
    paragraphs: int, own: int = AN_ARTICLE
) -> Iterator[dict[str, Any]]:
    """Yield composed articles; each paragraph is another, by its number."""
    pool = [document["text"] for document in compose_documents(4000, SEED)]
    rng = random.Random(SEED)
    lead = ""
    for number in range(paragraphs // own):
        texts = [f"{rng.choice(pool)} {rng.choice(pool)}" for _ in range(own)]
        wire = number % 50 == 0
        if wire:
            lead = texts[0]
        elif number % 50 == 25:
            texts[1] = lead
        outlet = "Reuters" if wire else f"Gull {number % 20}"
        yield {"article": f"a{number}", "outlet": outlet, "paragraphs": texts}


def write_articles(path: Path, paragraphs: int, own: int = AN_ARTICLE) -> Path:
    """Write composed articles as a feed."""
    with path.open("w", encoding="utf-8") as stream:
        for article in compose_articles(paragraphs, own):
            stream.write(f"{json.dumps(article)}\n")
    return path


def measure(
    feed: Path, paragraphs: int, workers: int, chain: Chain, size: int
) -> Measured:
    """Run a chain over a feed into a fresh folder."""
    with tempfile.TemporaryDirectory() as folder:
        targets = make_targets([TARGET])
        job = make_job(Path(folder) / "out", targets=targets, size=size, chain=chain)
        watch = Watch()
        watch.start()
        began = time.perf_counter()
        manifest = run_parts([feed], job, workers=workers)
        seconds = time.perf_counter() - began
        watch.stop()
    if manifest["tables"]["voices"] != paragraphs:
        raise SystemExit(f"{paragraphs} went in, {manifest['tables']} came out")
    return Measured(paragraphs, workers, seconds, watch.client, watch.worker)


def fit_exponent(runs: list[Measured]) -> tuple[float, float]:
    """Fit seconds = start + c * paragraphs ** exponent; return start and exponent."""
    n = np.array([run.paragraphs for run in runs], float)
    seconds = np.array([run.seconds for run in runs])
    best = (np.inf, 0.0, 1.0)
    for exponent in np.arange(0.80, 1.2005, 0.001):
        columns = np.stack([1 / seconds, n**exponent / seconds], axis=1)
        found, *_ = np.linalg.lstsq(columns, np.ones_like(n), rcond=None)
        error = float(((columns @ found - 1) ** 2).sum())
        if found[0] >= 0 and error < best[0]:
            best = (error, float(found[0]), float(exponent))
    return best[1], best[2]
