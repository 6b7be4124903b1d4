"""Chains of rules that are slow, greedy or clumsy on purpose, and a run of them."""

import json
import os
import signal
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.rules import RULES, find_attributions
from stancebook.chain import Chain
from stancebook.jobs import Job, make_job
from stancebook.pipeline import make_targets
from stancebook.running import run_parts
from stancebook.schema import InputError

TARGET = "The bridge should be closed."


def wait(seconds: float, log: str, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Say in a log which process reads which article first, and take some time."""
    with Path(log).open("a", encoding="utf-8") as stream:
        stream.write(f"{os.getpid()} {paragraphs['article'].iloc[0]}\n")
    time.sleep(seconds)
    return find_attributions(paragraphs)


def end_worker(most: int, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Die, as by the kernel's hand, of more articles than fit."""
    if paragraphs["article"].nunique() > most:
        os.kill(os.getpid(), signal.SIGKILL)
    return find_attributions(paragraphs)


def lack_memory(most: int, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Raise what torch does where memory ends."""
    if paragraphs["article"].nunique() > most:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
    return find_attributions(paragraphs)


def stumble(word: str, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Raise an error at a word."""
    if paragraphs["text"].str.contains(word).any():
        raise ValueError(f"no idea what {word} is")
    return find_attributions(paragraphs)


def chain_of(rule: Any, *given: Any) -> Chain:
    """The rules, with another first step."""
    return replace(RULES, find_attributions=partial(rule, *given))


def job_of(out: Path | str, chain: Chain = RULES, **given: Any) -> Job:
    """A small job: a few articles a part."""
    settings = {"targets": make_targets([TARGET]), "size": 20, **given}
    return make_job(out, chain=chain, **settings)


def write_articles(path: Path, first: int, count: int) -> Path:
    """Write a feed of composed articles of four paragraphs each."""
    lines = [
        {
            "article": f"a{number:03}",
            "outlet": "Gull",
            "paragraphs": [
                f"Bridge {number} closes",
                f"Ana Orlova said bridge {number} was {'very ' * (number % 7)}old.",
                f"Nobody will miss it on day {number * 37 % 101}.",
                f"The mayor said it would cost {number} million.",
            ],
        }
        for number in range(first, first + count)
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path


def read_files(out: Path) -> dict[str, bytes]:
    """All that a run leaves for its user, by name."""
    paths = [
        *out.glob("*/part-*.parquet"),
        out / "rejected.jsonl",
        out / "manifest.json",
    ]
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(paths)}


def main() -> None:
    """Run a slow chain: INPUT OUT LOG SECONDS [SCHEDULER]."""
    place, out, log, seconds, *scheduler = sys.argv[1:]
    job = job_of(out, chain_of(wait, float(seconds), log))
    try:
        run_parts([place], job, scheduler=next(iter(scheduler), None), workers=2)
    except InputError as error:
        sys.exit(f"InputError: {error}")
