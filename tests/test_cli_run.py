"""`stancebook run` keeps the contract of the command line."""

from pathlib import Path
from typing import Any

import pytest

from stancebook import pipeline
from stancebook.codebook import Codebook
from tests.chains import TARGET, write_articles
from tests.conftest import ROOT, Run

BOOK = str(ROOT / "labels" / "codebook.toml")


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the command hands to the pipeline, which then does nothing."""
    seen: dict[str, Any] = {}

    def note(inputs: Any, targets: Any, **more: Any) -> dict[str, Any]:
        seen.update(more, inputs=inputs, targets=targets)
        return {"tables": {"voices": 1234}, "languages": {"en": 9}, "rejected": 2}

    monkeypatch.setattr(pipeline, "run_pipeline", note)
    return seen


def test_options_reach_the_pipeline(run: Run, given: dict[str, Any]) -> None:
    """Inputs, targets, folder, scheduler and size are what was typed."""
    address = ["--scheduler", "tcp://127.0.0.1:1", "--partition", "50"]
    status, out, err = run("run", "a", "b", "--out", "o", "--target", TARGET, *address)

    assert (0, "") == (status, err)
    assert "o/voices: 1,234 rows\no/rejected.jsonl: 2 records set aside\n" == out
    assert (["a", "b"], "o", 50) == (given["inputs"], given["out"], given["partition"])
    assert ("tcp://127.0.0.1:1", None) == (given["scheduler"], given["workers"])
    assert [TARGET] == given["targets"]["text"].tolist()


def test_a_codebook_is_handed_on_whole(run: Run, given: dict[str, Any]) -> None:
    """Its version goes into the manifest, so the codebook itself is given."""
    status, _, err = run("run", "a", "--out", "o", "--codebook", BOOK, "--workers", "3")

    assert (0, "", 3) == (status, err, given["workers"])
    assert isinstance(given["targets"], Codebook)


def test_without_targets_it_is_said_that_they_are_proposed(
    run: Run,
    given: dict[str, Any],
) -> None:
    """A run without targets proposes them, and says so in one line."""
    _, _, err = run("run", "a", "--out", "o")

    assert err.startswith("stancebook: no targets were given")
    assert given["targets"] is None


@pytest.mark.parametrize(
    "options",
    [
        ["--scheduler", "tcp://127.0.0.1:1", "--workers", "2"],
        ["--target", TARGET, "--codebook", BOOK],
        ["--workers", "0"],
        ["--models", "nowhere"],
    ],
)
def test_options_that_do_not_fit(
    run: Run,
    tmp_path: Path,
    options: list[str],
) -> None:
    """Options at odds are one line and status 2, and nothing is written."""
    feed = write_articles(tmp_path / "in.jsonl", 0, 1)
    out = tmp_path / "out"
    status, _, err = run("run", str(feed), "--out", str(out), *options)

    assert (2, 1) == (status, len(err.splitlines()))
    assert not out.exists()
