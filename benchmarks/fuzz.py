"""
Feeds spoilt articles to `stancebook label`, and counts what was no answer.

Each input goes the whole way of the command: its file is read, cut, labelled and
written. An answer is labels, or one `InputError`; anything else is a finding, as are a
process that ends and an input that takes longer than its limit. Rules stand in the
place of the models, but for one input in `--every`, which the real models read.

    python -m benchmarks.fuzz [--inputs 100000] [--seed 7] [--every 200]
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from multiprocessing import connection, get_context
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.mutations import FORMS, Given, make_input

LIMIT = 5.0  # seconds of the processor for an input by rules
PATIENCE = 60.0  # seconds for an input by the models, for loading them, for any wait
FOUND = Path("build") / "fuzz"
TRIES = 300  # to make a finding smaller
PLAIN = ["The dam should be filled."]
TARGETS = (
    *(PLAIN, PLAIN, PLAIN, PLAIN, None, None, ["<b>The dam</b>", "The dam must go."]),
    *(["\u202e=1+1\x1b[2J"], ["x" * 4000], ["word " * 501]),
)


@dataclass
class Answer:
    """What became of one input: labelled, refused, or the error and its place."""

    number: int
    form: str
    outcome: str
    seconds: float  # of the processor
    told: str = ""


@dataclass
class Totals:
    """What was counted, by form."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    slowest: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    findings: dict[str, int] = field(default_factory=dict)  # the first input of each

    def take(self, answer: Answer) -> None:
        """Count one answer."""
        self.outcomes[answer.form, answer.outcome] += 1
        self.slowest[answer.form] = max(self.slowest[answer.form], answer.seconds)
        if answer.outcome not in ("labelled", "refused"):
            self.findings.setdefault(f"{answer.outcome}: {answer.told}", answer.number)

    def count(self, outcome: str, form: str = "") -> int:
        """Return how many had an outcome."""
        pairs = self.outcomes.items()
        return sum(n for (f, o), n in pairs if o == outcome and form in ("", f))


@contextmanager
def _input(given: Given, folder: Path, piped: bool) -> Iterator[str]:
    """Put an input where the command finds it: into a file, or into its pipe."""
    end, content = given
    if piped:
        before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(content))
        try:
            yield "-"
        finally:
            sys.stdin = before
    else:
        path = folder / f"given{end}"
        path.write_bytes(content)
        yield str(path)
        path.unlink()


def _check(path: Path) -> None:
    """Stop where a line of the output cannot be read, or a span is not its text."""
    for line in path.read_bytes().split(b"\n")[:-1]:
        row = json.loads(line.decode("utf-8"))
        spans = [*row["claims"]]
        for said in row["attributions"]:
            parts = (said[part] for part in ("source", "cue", "content"))
            spans += [
                s for p in parts if p for s in (p if isinstance(p, list) else [p])
            ]
        for span in spans:
            assert row["text"][span["start"] : span["end"]] == span["text"], span
        assert all(-1 <= one["score"] <= 1 for one in row["stance"]), row["stance"]


def answer(number: int, seed: int, folder: Path, given: Given | None = None) -> Answer:
    """Label one input in this process, or what is left of it."""
    from stancebook.cli_label import label
    from stancebook.schema import InputError

    form, made = make_input(number, seed)
    chance = Random(f"{seed}-{number}-how")
    target, piped = chance.choice(TARGETS), chance.random() < 0.05
    out = folder / "labels.jsonl"
    start, outcome, told = time.process_time(), "labelled", ""
    try:
        with _input(given or made, folder, piped and form != "parquet") as place:
            label([place], target=target, output=str(out))
        _check(out)
    except InputError:
        outcome = "refused"
    except BaseException as error:
        outcome, told = type(error).__name__, _place(error)
    return Answer(number, form, outcome, time.process_time() - start, told)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "stancebook" in Path(f.filename).parts] or list(frames)
    return f"{Path(own[-1].filename).name}:{own[-1].lineno} {own[-1].name}"


def prepare(models: bool) -> None:
    """Choose who reads: rules, or the models themselves."""
    from benchmarks.rules import RULES
    from stancebook import chain, pipeline

    pipeline.MODELS = chain.MODELS if models else RULES  # type: ignore[misc]


def _work(pipe: Any, numbers: range, seed: int, every: int) -> None:
    """Answer for input after input, and say so."""
    with (
        Path(os.devnull).open("w", encoding="utf-8") as sys.stderr,  # many warnings
        tempfile.TemporaryDirectory(dir=_memory()) as folder,
    ):
        _warm_up(Path(folder), bool(every))
        pipe.send(None)  # what is imported is not the first input's fault
        for number in numbers:
            prepare(bool(every) and number % every == 0)
            pipe.send(answer(number, seed, Path(folder)))
    pipe.close()


def _warm_up(folder: Path, models: bool) -> None:
    """Import what an input may need, and load the models where they will read."""
    texts = ["The dam holds well, said Ana Prus on Monday."] * 3
    page = "".join(f"<p>{text}</p>" for text in texts).encode()
    short = b"<html><head>By Ana Prus<p>By Ana Prus</p>"  # wakes a second reader
    for given in ((".html", page), (".html", short), (".txt", texts[0].encode())):
        prepare(models)
        answer(0, 0, folder, given)


def _spent(process: int) -> float:
    """Return the seconds that a process has worked; on a busy machine others wait."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    own = stat.split()[11:13]
    return sum(map(int, own)) / os.sysconf("SC_CLK_TCK")


def _memory() -> str | None:
    """Return a folder in memory, where there is one: each output is put on the disk."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


@dataclass
class Worker:
    """A process, the inputs before it, and when it last gave an answer."""

    numbers: range
    seed: int
    every: int
    answered: int = 0
    heard: float = 0.0  # when it gave its last answer
    spent: float = 0.0  # and how long it had worked by then
    pipe: Any = None
    process: Any = None

    def start(self) -> None:
        """Begin, or go on behind the input that ended it."""
        context = get_context("fork")
        self.pipe, end = context.Pipe(duplex=False)
        left = self.numbers[self.answered :]
        told = (end, left, self.seed, self.every)
        self.process = context.Process(target=_work, args=told, daemon=True)
        self.process.start()
        end.close()
        self.heard, self.spent = time.monotonic(), PATIENCE

    def hear(self) -> Answer | None:
        """Return the next answer; where the process has ended, what that input did."""
        try:
            found: Answer | None = self.pipe.recv()
        except EOFError:
            self.process.join()
            return (
                self.bury(f"ended with {self.process.exitcode}") if self.left else None
            )
        self.answered += bool(found)
        self.heard, self.spent = time.monotonic(), _spent(self.process.pid)
        return found

    @property
    def left(self) -> int:
        """How many inputs have no answer yet."""
        return len(self.numbers) - self.answered

    @property
    def is_late(self) -> bool:
        """Whether the present input takes too long."""
        number = self.numbers[self.answered] if self.left else 0
        slow = self.every and number % self.every == 0
        worked = _spent(self.process.pid) - self.spent
        waited = time.monotonic() - self.heard
        return worked > (PATIENCE if slow else LIMIT) or waited > 5 * PATIENCE

    def bury(self, how: str) -> Answer:
        """Say what the input at hand did, and start again behind it."""
        number = self.numbers[self.answered]
        self.process.kill()
        self.process.join()
        self.answered += 1
        self.start()
        form = make_input(number, self.seed)[0]
        return Answer(number, form, "no answer", LIMIT, how)


def run(inputs: int, seed: int, every: int, workers: int) -> Totals:
    """Answer for all inputs, and count."""
    totals = Totals()
    own = [Worker(range(n, inputs, workers), seed, every) for n in range(workers)]
    for worker in own:
        worker.start()
    busy = [worker for worker in own if worker.left]
    while busy:
        ready = connection.wait([worker.pipe for worker in busy], timeout=0.2)
        for worker in busy:
            if worker.pipe in ready and (found := worker.hear()):
                totals.take(found)
            elif worker.is_late:
                totals.take(worker.bury(f"over {LIMIT:.0f} s"))
        busy = [worker for worker in busy if worker.left]
    return totals


def shrink(number: int, seed: int, wanted: str, folder: Path) -> Given:
    """Return a smaller input that does the same, by leaving out parts in turn."""
    end, content = make_input(number, seed)[1]
    size, tries = len(content) // 2, 0
    while size and tries < TRIES:
        start = 0
        while start < len(content) and tries < TRIES:
            shorter = content[:start] + content[start + size :]
            found = answer(number, seed, folder, (end, shorter))
            tries += 1
            if f"{found.outcome}: {found.told}" == wanted:
                content = shorter
            else:
                start += size
        size //= 2
    return end, content


def keep(totals: Totals, seed: int, every: int) -> None:
    """Write the input of each finding, as small as it could be made."""
    FOUND.mkdir(parents=True, exist_ok=True)
    for told, number in totals.findings.items():
        end, content = make_input(number, seed)[1]
        if not told.startswith("no answer"):
            prepare(bool(every) and number % every == 0)
            with tempfile.TemporaryDirectory() as folder:
                end, content = shrink(number, seed, told, Path(folder))
        path = FOUND / f"{number}-{sha256(content).hexdigest()[:8]}{end}"
        path.write_bytes(content)
        print(f"{told} ({path}, {len(content)} bytes)")


def main(
    inputs: int = 100_000, seed: int = 7, every: int = 200, workers: int = 2
) -> dict[str, float]:
    """Run the benchmark, and print a table and one line of figures."""
    start = time.monotonic()
    totals = run(inputs, seed, every, workers)
    print(f"{'form':<14} {'inputs':>7} {'labelled':>9} {'refused':>8} {'slowest':>8}")
    for form in FORMS:
        labelled, refused = (totals.count(o, form) for o in ("labelled", "refused"))
        whole = sum(n for (f, _), n in totals.outcomes.items() if f == form)
        slow = totals.slowest[form]
        print(f"{form:<14} {whole:>7} {labelled:>9} {refused:>8} {slow:>6.2f} s")
    keep(totals, seed, every)
    labelled, refused = totals.count("labelled"), totals.count("refused")
    figures = {
        "inputs": inputs,
        "by_models": len(range(0, inputs, every)) if every else 0,
        "labelled": labelled,
        "refused": refused,
        "broken": inputs - labelled - refused,
        "slowest_s": round(max(totals.slowest.values(), default=0.0), 2),
    }
    print(f"{time.monotonic() - start:.0f} s; seed {seed}; {workers} processes")
    print(" ".join(f"{name}={value}" for name, value in figures.items()))
    return figures


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--inputs", type=int, default=100_000)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--every", type=int, default=200)
    arguments.add_argument("--workers", type=int, default=2)
    found = main(**vars(arguments.parse_args()))
    sys.exit(bool(found["broken"]))
