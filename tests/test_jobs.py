"""A worker does a job as it was asked for, or says why it cannot."""

from dataclasses import replace
from pathlib import Path

import pytest

from stancebook import jobs
from stancebook.chain import MODELS
from stancebook.jobs import check_worker
from stancebook.machine import name_numbers
from stancebook.schema import InputError
from tests.chains import job_of


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin as a worker that has not chosen its weights."""
    monkeypatch.setattr(jobs, "_chosen", [])
    jobs._prepare.cache_clear()


@pytest.mark.parametrize(
    "change", [{"models": {}}, {"version": "0"}, {"weights": "open"}]
)
def test_a_worker_with_other_weights_refuses(
    tmp_path: Path, change: dict[str, object]
) -> None:
    """A worker that has other weights or another version does not label with them."""
    job = job_of(tmp_path)
    check_worker(job)
    with pytest.raises(InputError, match="other weights or stancebook"):
        check_worker(replace(job, **change))


@pytest.mark.parametrize(
    ("variable", "value"),
    [("STANCEBOOK_PRECISION", "float32"), ("STANCEBOOK_DEVICE", "cuda")],
)
def test_a_worker_with_other_numbers_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """A worker that would compute in other numbers says in which, and the mend."""
    asked = {"device": "cpu", "precision": "int8"}
    job = replace(job_of(tmp_path, MODELS), numbers=asked)
    monkeypatch.setenv(variable, value)
    own = name_numbers()
    said = f"computes in {own['precision']} on {own['device']}, not in int8 on cpu"
    with pytest.raises(InputError, match=f"{said}.*STANCEBOOK_DEVICE"):
        check_worker(job)


def test_a_job_names_the_numbers_of_its_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Models compute in what the environment asks for, and rules in nothing."""
    monkeypatch.setenv("STANCEBOOK_PRECISION", "float32")
    monkeypatch.delenv("STANCEBOOK_DEVICE", raising=False)

    exact = {"device": "cpu", "precision": "float32"}

    assert (exact, {}) == (job_of(tmp_path, MODELS).numbers, job_of(tmp_path).numbers)
    check_worker(job_of(tmp_path, MODELS))
