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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import psutil

from benchmarks.rules import RULES
from recipes.composed_news import compose_documents
from stancebook.chain import MODELS, Chain
from stancebook.jobs import make_job
from stancebook.pipeline import make_targets
from stancebook.running import run_parts

SIZES = (10_000, 50_000, 200_000, 1_000_000)
AN_ARTICLE = 10  # paragraphs
BASE = 50_000  # paragraphs; what the memory at the largest size is compared with
PARTITION = 5000  # paragraphs
VOCABULARY = 30_000
INK = "#2f4b7c"
SEED = 7
TARGET = "The bridge should be closed."
BUILD = Path("build")


@dataclass
class Measured:
    """One run: its paragraphs, workers, seconds, and the most memory in MB."""

    paragraphs: int
    workers: int
    seconds: float
    cpu: float  # seconds of all its processes, whatever else the machine did
    client_mb: float
    worker_mb: float


class Watch(threading.Thread):
    """Samples the time and memory of this process and of its workers."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.client = self.worker = 0.0
        self._cpu: dict[int, float] = {}
        self._over = threading.Event()
        self._before = time.process_time()

    @property
    def cpu(self) -> float:
        """Seconds of processor time, to the last look at each worker."""
        return time.process_time() - self._before + sum(self._cpu.values())

    def run(self) -> None:
        """Look five times a second."""
        me = psutil.Process()
        while not self._over.wait(0.2):
            self.client = max(self.client, me.memory_info().rss / 1e6)
            for child in me.children(recursive=True):
                try:
                    self.worker = max(self.worker, child.memory_info().rss / 1e6)
                    self._cpu[child.pid] = sum(child.cpu_times()[:2])
                except psutil.Error:  # it has just ended
                    continue

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()


def _coin_words(rng: random.Random, count: int) -> list[str]:
    """Coin words of two to four syllables."""
    syllables = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
    return ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(count)]


def coin_texts(rng: random.Random) -> Iterator[str]:
    """
    Yield paragraphs of coined words, frequent ones and rare ones as in a language.

    Composed sentences are drawn from a few hundred phrases, so that in a million of
    them each would look like a reprint of another.
    """
    words = _coin_words(rng, VOCABULARY)
    weights = [1 / (rank + 10) for rank in range(VOCABULARY)]
    drawn: list[str] = []
    while True:
        if len(drawn) < 40:
            drawn += rng.choices(words, weights, k=10_000)
        text = [drawn.pop() for _ in range(rng.randint(12, 36))]
        if rng.random() < 0.3:
            text.insert(2, "said")
        yield f"{' '.join(text).capitalize()}."


def compose_articles(paragraphs: int, texts: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Yield articles of ten paragraphs; one in fifty is a wire report."""
    lead = ""
    for number in range(paragraphs // AN_ARTICLE):
        own = [next(texts) for _ in range(AN_ARTICLE)]
        outlet = f"Gull {number % 20}"
        if number % 50 == 0:
            lead, outlet = own[0], "Reuters"
        elif number % 50 == 25:
            own[1] = lead
        yield {"article": f"a{number}", "outlet": outlet, "paragraphs": own}


def write_articles(path: Path, paragraphs: int, texts: Iterator[str]) -> Path:
    """Write articles as a feed."""
    with path.open("w", encoding="utf-8") as stream:
        for article in compose_articles(paragraphs, texts):
            stream.write(f"{json.dumps(article)}\n")
    return path


def measure(feed: Path, workers: int, chain: Chain, size: int) -> Measured:
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
    paragraphs = manifest["tables"]["voices"]
    memory = (watch.client, watch.worker)
    found = Measured(paragraphs, workers, seconds, watch.cpu, *memory)
    print(
        f"{chain.name:<7} {paragraphs:>9,} {workers:>7} {seconds:>9.1f} "
        f"{found.cpu:>7.1f} {found.client_mb:>9.0f} {found.worker_mb:>9.0f}",
        flush=True,
    )
    return found


def measure_rates(folder: Path, paragraphs: int) -> dict[int, float]:
    """
    Return the paragraphs a second of the real models, by workers.

    What starting costs is left out: it is the time that the further paragraphs take.
    """
    texts = (document["text"] for document in compose_documents(10**5, SEED))
    few, many = 40, 40 + paragraphs
    feeds = {n: write_articles(folder / f"{n}.jsonl", n, texts) for n in (few, many)}
    rates = {}
    for workers in (1, 2):
        runs = [measure(feeds[n], workers, MODELS, 20) for n in (few, many)]
        rates[workers] = (many - few) / (runs[1].seconds - runs[0].seconds)
    return rates


def measure_growth(
    folder: Path, sizes: Sequence[int]
) -> tuple[Measured, list[Measured]]:
    """Return a run that does little but start, and the runs by size."""
    rng = random.Random(SEED)
    start = measure(
        write_articles(folder / "0.jsonl", 10, coin_texts(rng)), 2, RULES, 10
    )
    runs = []
    for size in sizes:
        feed = write_articles(folder / f"{size}.jsonl", size, coin_texts(rng))
        runs.append(measure(feed, 2, RULES, PARTITION))
        feed.unlink()
    return start, runs


def fit_exponent(start: Measured, runs: Sequence[Measured]) -> float:
    """
    Fit the cost = c * paragraphs ** exponent, least squares of the logs.

    The cost is processor time, less that of starting: the time on the clock hangs on
    what else the machine does.
    """
    n = np.log([run.paragraphs for run in runs])
    seconds = np.log([run.cpu - start.cpu for run in runs])
    return float(np.polyfit(n, seconds, 1)[0])


def compare_memory(runs: Sequence[Measured]) -> float:
    """Return the peak of client or worker in the largest run over that at 50,000."""
    base = next((run for run in runs if run.paragraphs == BASE), runs[0])
    last = runs[-1]
    return max(last.client_mb / base.client_mb, last.worker_mb / base.worker_mb)


def draw(rates: dict[int, float], start: Measured, runs: Sequence[Measured]) -> None:
    """Draw rate against workers, and seconds and memory against paragraphs."""
    BUILD.mkdir(exist_ok=True)
    rows = [{"workers": str(w), "paragraphs a second": r} for w, r in rates.items()]
    bars = alt.Chart(pd.DataFrame(rows), title="Models: rate").mark_bar(color=INK)
    rate = bars.encode(
        x=alt.X("workers:N", axis=alt.Axis(labelAngle=0)), y="paragraphs a second:Q"
    )
    table = pd.DataFrame(
        [
            {
                "paragraphs": run.paragraphs,
                "processor seconds": run.cpu - start.cpu,
                "client": run.client_mb,
                "largest worker": run.worker_mb,
            }
            for run in runs
        ]
    )
    sizes = [run.paragraphs for run in runs]
    ticks = alt.Axis(values=sizes, format="~s", grid=False)
    x = alt.X("paragraphs:Q", scale=alt.Scale(type="log"), axis=ticks)
    lines = alt.Chart(table, title="Rules: cost").mark_line(point=True, color=INK)
    y = alt.Y("processor seconds:Q", scale=alt.Scale(type="log"))
    memory = table.melt("paragraphs", ["client", "largest worker"], "who", "peak MB")
    peaks = alt.Chart(memory, title="Rules: memory").mark_line(point=True)
    low = alt.Y("peak MB:Q", scale=alt.Scale(zero=True))
    rate = rate.properties(width=80, height=220)
    grown = lines.encode(x=x, y=y).properties(width=260, height=220)
    held = peaks.encode(x=x, y=low, color="who:N").properties(width=260, height=220)
    alt.hconcat(rate, grown, held).save(BUILD / "scale.png", scale_factor=2)


def main(largest: int = SIZES[-1], paragraphs: int = 300) -> dict[str, str]:
    """Print a row a run, draw the chart, and print one line of figures."""
    print("chain   paragraphs workers   seconds     cpu client MB worker MB")
    with tempfile.TemporaryDirectory() as folder:
        rates = measure_rates(Path(folder), paragraphs)
        sizes = [size for size in SIZES if size <= largest]
        start, runs = measure_growth(Path(folder), sizes)
    draw(rates, start, runs)
    plain = (runs[-1].cpu - start.cpu) / runs[-1].paragraphs
    core_seconds = 1 / rates[1] + plain  # of one paragraph
    figures = {
        "exponent": f"{fit_exponent(start, runs):.3f}",
        "largest": f"{runs[-1].paragraphs}",
        "memory_ratio_1m_vs_50k": f"{compare_memory(runs):.3f}",
        "client_mb": f"{runs[-1].client_mb:.0f}",
        "worker_mb": f"{runs[-1].worker_mb:.0f}",
        "cpu_ms_without_models": f"{1000 * plain:.2f}",
        "rate_1_worker": f"{rates[1]:.1f}",
        "rate_2_workers": f"{rates[2]:.1f}",
        "core_hours_1e9": f"{core_seconds * 1e9 / 3600:.0f}",
    }
    print(f"{BUILD / 'scale.png'} shows them; start {start.seconds:.1f} s, seed {SEED}")
    print(" ".join(f"{name}={value}" for name, value in figures.items()))
    return figures


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--largest", type=int, default=SIZES[-1])
    arguments.add_argument("--paragraphs", type=int, default=300)
    given = arguments.parse_args()
    main(given.largest, given.paragraphs)
