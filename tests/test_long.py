"""A hundred thousand paragraphs cost ten times what ten thousand do, not a hundred."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.rules import RULES
from stancebook import cli_label, pipeline, schema
from stancebook.claims import propose_targets
from stancebook.discourse import _echoes
from stancebook.origins import _backward, _Block, _forward
from stancebook.reprints import find_reprints
from stancebook.segment import segment
from stancebook.voice import smooth
from tests.conftest import make_articles

FEW, MANY = 700, 7_000
SLOWER = 25  # times; ten would be linear, a hundred quadratic
LIMIT = 120.0  # seconds of the processor; about 16 were measured


def paragraphs(count: int, mould: str = "The dam {} holds said Ana.") -> pd.DataFrame:
    return segment(make_articles(a=[mould.format(n) for n in range(count)]))


def reprint(count: int) -> None:
    mould = "The dam {} of the valley was filled again on Monday"
    wire = paragraphs(count, f"{mould}, it said.").assign(article="w", outlet="TASS")
    wire["paragraph"] = "w" + wire["paragraph"]
    page = paragraphs(count, f"{mould}.").assign(outlet="Gull")

    assert count == len(find_reprints(pd.concat([wire, page], ignore_index=True)))


def propose(count: int) -> None:
    table = paragraphs(count)
    nothing = schema.empty("attributions")
    voices = RULES.separate_voices(table, nothing, schema.empty("reprints"))

    assert len(propose_targets(RULES.find_claims(table, voices, nothing)))


def trace(count: int) -> None:
    blocks = [_Block(f"“The dam {n}.”", "reported", None) for n in range(count)]
    _forward(blocks, "Gull")
    _backward(blocks, "Gull")


def even_out(count: int) -> None:
    p = np.random.default_rng(7).random((count, 5))

    assert (count, 5) == smooth(p, np.full((5, 5), 0.2)).shape


STEPS: dict[str, Callable[[int], object]] = {
    "segment": lambda count: paragraphs(count),
    "reprints": reprint,
    "targets": propose,
    "echoes": lambda count: _echoes([f"The dam {n}" for n in range(count)]),
    "origins": trace,
    "smoothing": even_out,
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_grows_as_its_article(step: str) -> None:
    """Ten times the paragraphs, all of one mould, take about ten times the work."""
    times = []
    for count in (FEW, MANY):
        start = time.process_time()
        STEPS[step](count)
        times.append(time.process_time() - start)

    assert times[1] < SLOWER * max(times[0], 0.02)


def test_a_hundred_thousand_paragraphs_in_one_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They go all the way of `stancebook label`, and each has its line."""
    monkeypatch.setattr(pipeline, "MODELS", RULES)
    path, out = tmp_path / "long.txt", tmp_path / "long.jsonl"
    path.write_text("\n\n".join(f"The dam {n} holds said Ana." for n in range(100_000)))
    start = time.process_time()
    cli_label.label([str(path)], target=["The dam."], output=str(out))
    took = time.process_time() - start

    assert 100_000 == out.read_bytes().count(b"\n")
    assert took < LIMIT
