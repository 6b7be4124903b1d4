"""Times the encoder on a GPU; torch is enough, and no weights: only time counts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import torch

from benchmarks.encoder import count_flops
from stancebook.batches import Batch
from stancebook.transformer import Transformer

NOMINAL = 989e12  # dense bf16 operations a second of an H100 SXM, as its maker says
ITEMS, TOKENS, SQUARE = 1024, 128, 8192
ROUNDS = 5


def _wait(device: str) -> None:
    if device == "cuda":
        torch.cuda.synchronize()


def clock(run: Callable[[], Any], device: str, repeat: int) -> float:
    """Return the median seconds of a run, after two to warm."""
    seconds = []
    for _ in range(ROUNDS + 2):
        _wait(device)
        began = time.perf_counter()
        for _ in range(repeat):
            run()
        _wait(device)
        seconds.append((time.perf_counter() - began) / repeat)
    return statistics.median(seconds[2:])


def make_batch(items: int, tokens: int, device: str) -> Batch:
    """Return a batch of full rows of random words."""
    places = torch.arange(tokens).expand(items, tokens)
    ids = torch.randint(1000, 20000, (items, tokens))
    return Batch(ids, torch.ones_like(ids), places).to(device)


@torch.inference_mode()
def measure(
    device: str, items: int = ITEMS, tokens: int = TOKENS, square: int = SQUARE
) -> Iterator[tuple[str, float]]:
    """Yield rates of one big product and of the model, in bf16, and their shares."""
    torch.manual_seed(7)
    kind = torch.bfloat16
    one = torch.randn(square, square, device=device, dtype=kind)
    peak = 2 * square**3 / clock(lambda: one @ one, device, 3)
    yield "measured_peak_tflops", peak / 1e12
    model = Transformer().fuse().to(device, kind)
    # Rows are full, so that no mask is needed, and attention takes its fast way.
    batch, flops = make_batch(items, tokens, device), count_flops([tokens] * items)
    forms: dict[str, Callable[..., Any]] = {"eager": model}
    if device == "cuda":
        forms["compiled"] = torch.compile(model, mode="max-autotune-no-cudagraphs")
    for name, form in forms.items():
        run = partial(form, batch.ids, batch.positions, batch.attend)
        try:
            rate = flops / clock(run, device, 3)
        except Exception as error:
            print(f"{name}: not here ({type(error).__name__}: {error})"[:300])
            continue
        yield f"{name}_tflops", rate / 1e12
        yield f"{name}_share_of_measured", rate / peak
        yield f"{name}_share_of_nominal", rate / NOMINAL


def main(device: str) -> None:
    """Print the figures, and then as one line."""
    figures = {}
    for name, value in measure(device):
        figures[name] = value
        print(f"{name:28} {value:10.3f}", flush=True)
    print(" ".join(f"{name}={value:.3f}" for name, value in figures.items()))
