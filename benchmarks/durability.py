"""
Kills writers of one log at random moments, and counts what was lost or doubled.

Two processes label at once as the same annotator. Each says over a pipe what the
journal told it is saved; then it is killed (SIGKILL) at a random moment, and the next
begins by handing in again what its forerunner had not yet been told, as the page does.

    python -m benchmarks.durability [--kills 1000]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stancebook.journal import Journal

KILLS = 1000
A_LOG = 50  # kills; then a fresh log, since opening one reads all of it
LONGEST_LIFE = 0.03  # seconds


@dataclass
class Writer:
    """One of two places at the log: its process, and what it handed in and was told."""

    name: str
    process: int = 0
    pipe: int = -1
    lives: int = 0
    told: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)


def _event(name: str) -> dict[str, str]:
    unit = {"layer": "voice", "paragraph": "dam#0"}
    return {"event": name, "action": "set", **unit, "value": "reported"}


def _write(folder: Path, annotator: str, pipe: int, names: Iterator[str]) -> None:
    """Append for ever; say on the pipe what is tried, and what is saved."""
    journal = Journal(folder, annotator)
    for name in names:
        os.write(pipe, f"try {name}\n".encode())
        journal.append([_event(name)])
        os.write(pipe, f"saved {name}\n".encode())


def _names(writer: Writer) -> Iterator[str]:
    yield from sorted(set(writer.begun) - set(writer.told))
    for number in range(10**9):
        yield f"{writer.name}-{writer.lives:05}-{number:06}"


def _begin(writer: Writer, folder: Path, annotator: str) -> None:
    writer.lives += 1
    writer.pipe, end = os.pipe()
    writer.process = os.fork()
    if writer.process == 0:
        os.close(writer.pipe)
        try:
            _write(folder, annotator, end, _names(writer))
        finally:
            os._exit(1)  # only ever reached by an error: the parent counts it
    os.close(end)


def _end(writer: Writer) -> bool:
    """Kill a writer, and read what it had been told; say whether the kill was it."""
    os.kill(writer.process, signal.SIGKILL)
    _, status = os.waitpid(writer.process, 0)
    with os.fdopen(writer.pipe, "rb") as pipe:
        whole = pipe.read().rpartition(b"\n")[0].decode()
    for line in whole.splitlines():
        word, _, name = line.partition(" ")
        (writer.told if word == "saved" else writer.begun).append(name)
    return os.WIFSIGNALED(status)


def _count(path: Path, writers: list[Writer]) -> tuple[int, int, int]:
    """Return how many were acknowledged, lost and doubled."""
    Journal(path.parent, path.stem)  # opening mends a torn last line
    with path.open(encoding="utf-8") as lines:
        found = Counter(json.loads(line)["event"] for line in lines)
    told = {name for writer in writers for name in writer.told}
    lost = sum(name not in found for name in told)
    doubled = sum(count > 1 for count in found.values())
    return len(told), lost, doubled


def _run_log(
    folder: Path, annotator: str, kills: int, chance: random.Random
) -> tuple[int, ...]:
    writers = [Writer(f"{annotator}-{side}") for side in "ab"]
    for writer in writers:
        _begin(writer, folder, annotator)
    broken = 0
    for _ in range(kills):
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        victim = chance.choice(writers)
        broken += not _end(victim)
        _begin(victim, folder, annotator)
    broken += sum(not _end(writer) for writer in writers)
    return (*_count(folder / f"{annotator}.jsonl", writers), broken)


def main(kills: int = KILLS, seed: int = 7) -> dict[str, int]:
    """Run the benchmark, and print a table and one line of figures."""
    chance = random.Random(seed)
    start = time.monotonic()
    total = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        print("log        kills  acknowledged  lost  doubled")
        for number in range(-(-kills // A_LOG)):
            own = min(A_LOG, kills - number * A_LOG)
            name = f"log-{number:02}"
            told, lost, doubled, broken = _run_log(Path(folder), name, own, chance)
            print(f"{name:<10} {own:>5} {told:>13} {lost:>5} {doubled:>8}")
            total.update(
                kills=own, acknowledged=told, lost=lost, doubled=doubled, broken=broken
            )
    print(f"{time.monotonic() - start:.0f} s; seed {seed}; two writers a log")
    if total["broken"]:
        print(f"{total['broken']} writers ended by themselves: that must not happen")
    parts = ("kills", "acknowledged", "lost", "doubled")
    print(" ".join(f"{part}={total[part]}" for part in parts))
    return {part: total[part] for part in (*parts, "broken")}


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=KILLS)
    main(arguments.parse_args().kills)
