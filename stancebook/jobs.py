"""What every task of a run has to know, and whether a worker can do it as asked."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from stancebook.chain import MODELS, Chain
from stancebook.schema import InputError
from stancebook.weights import SETS, VARIABLE, hash_models

__all__ = ["BATCH", "PARTITION", "Job", "check_worker", "make_job"]

BATCH = 64  # articles
PARTITION = 2000  # paragraphs


@dataclass(frozen=True)
class Job:
    """
    What every task of a run has to know; equal jobs give equal tables.

    `numbers` names the device and the precision that the models compute in, for their
    last decimals hang on both; it is empty for a chain without models.
    """

    out: str
    targets: pd.DataFrame | None = None
    codebook: str = ""
    size: int = PARTITION
    batch: int = BATCH
    chain: Chain = MODELS
    models: dict[str, str] = field(default_factory=dict)
    weights: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    version: str = ""

    @property
    def told(self) -> Any:
        """The targets as what JSON can hold."""
        if self.targets is None:
            return None
        columns = self.targets[["target", "text", "aliases"]]
        return [[row[0], row[1], list(row[2])] for row in columns.to_numpy().tolist()]


def make_job(
    out: str | os.PathLike[str], *, chain: Chain = MODELS, **given: Any
) -> Job:
    """Return a job for this version of stancebook, and the weights it would use now."""
    return Job(
        str(Path(out).absolute()),
        chain=chain,
        models=hash_models(),
        weights=_find_weights(),
        numbers=_find_numbers(chain),
        version=version("stancebook"),
        **given,
    )


def _find_weights() -> str:
    """Return what the environment names, as it is found from any folder."""
    named = os.environ.get(VARIABLE, "")
    return named if named in ("", *SETS) else str(Path(named).resolve())


def _find_numbers(chain: Chain) -> dict[str, str]:
    if chain.name != MODELS.name:
        return {}
    from stancebook.machine import name_numbers  # torch; rules do without it

    return name_numbers()


@lru_cache(maxsize=1)
def _prepare(weights: str) -> tuple[str, str, dict[str, str]]:
    """Choose the weights for as long as this process lives, for it loads them once."""
    if weights:
        os.environ[VARIABLE] = weights
    return weights, version("stancebook"), hash_models()


_chosen: list[str] = []


def check_worker(job: Job) -> None:
    """
    Stop before this process would label with other weights or numbers than asked for.

    Raises
    ------
    InputError
        Where its stancebook, its weights, its device or its precision is another.
    """
    _chosen[:] = _chosen or [job.weights]
    found = _prepare(_chosen[0])
    worker = f"the worker (process {os.getpid()})"
    if found != (job.weights, job.version, job.models):
        problem = f"{worker} has other weights or stancebook"
        raise InputError(problem, "Start the workers again, with the same of both.")
    numbers = _find_numbers(job.chain)
    if numbers != job.numbers:
        own, asked = (_say_numbers(each) for each in (numbers, job.numbers))
        problem = f"{worker} computes in {own}, not in {asked}"
        mend = "Set STANCEBOOK_DEVICE and STANCEBOOK_PRECISION alike for both."
        raise InputError(problem, mend)


def _say_numbers(numbers: dict[str, str]) -> str:
    return f"{numbers.get('precision')} on {numbers.get('device')}"
