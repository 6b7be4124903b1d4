"""Trains the stance adapter: the text is encoded once, each target reads against it."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from scipy.optimize import minimize
from torch import Tensor
from torch.nn import functional

from recipes.claims import spaced_right
from recipes.composed import compose
from recipes.data import BUILD, MODELS, read, update_config, voice_folds
from recipes.rounds import AVERAGED, ROUNDS, STANCES, Round
from stancebook.batches import collate
from stancebook.encoder import Encoder, tokenize
from stancebook.network import Head, Network
from stancebook.reader import calibrate as calibrate_logits
from stancebook.training import Loss, fit, load_adapter, save_adapter

RELATIONS = ("entailment", "contradiction", "neutral")
HEADS = {"stance": Head("pooled", STANCES), "entailment": Head("pooled", RELATIONS)}
LONGEST_WORDS = 90
MASK = "[MASK]"
NEAR = 0.02  # what a calibration pays for leaving the model's own probabilities
BALANCE = 0.75  # between all rows alike and all labels alike; by cross-validation
MOST_QUERIES = 8
MOST_DEV = {"mix_dev": 5000, "newsmtsc_dev": 600, "perspectrum_dev": 600}

# A name as a target can be had as a sentence too: true of whom the text favours, or of
# whom it is against.
PRAISE = ("{} is right.", "{} deserves praise.", "{} does good.", "{} can be trusted.")
BLAME = ("{} is wrong.", "{} deserves blame.", "{} does harm.", "{} cannot be trusted.")
AUXILIARY = re.compile(
    r"\b(should|must|will|can|could|would|is|are|was|were|has|have|does|do)\b"
)
OWN_LABELS = Path(__file__).parent / "own_labels.jsonl"
LETTERS = {"f": "favor", "a": "against", "n": "neutral", "u": "unrelated"}
TURNED = {"favor": "against", "against": "favor"}


@dataclass(frozen=True)
class Row:
    """One text, one target, and what the text's voice thinks of it."""

    dataset: str
    text: str
    target: str
    label: str
    head: str = "stance"


def _shorten(text: str) -> str:
    words = text.split()
    return text if len(words) <= LONGEST_WORDS else " ".join(words[:LONGEST_WORDS])


def read_rows(name: str) -> list[Row]:
    """Read a stance corpus; a neutral with a foreign topic is `unrelated`."""
    rows = []
    for r in read(f"stance/{name}"):
        foreign = bool(r["meta"].get("synthetic_neutral"))
        label = "unrelated" if foreign else r["label"]
        rows.append(Row(r["dataset"], _shorten(r["text"]), r["target"], label))
    return rows


def _kind(voice: str, origin: str) -> str:
    """Say by whose temperature a paragraph of a real article is calibrated."""
    if voice in ("editorial", "mixed"):
        return "editorial"
    return "source" if origin.startswith("source:") else "narration"


def read_real(folds: Sequence[int]) -> list[tuple[Row, str]]:
    """
    Read paragraphs of real articles on which both readers agree, of some folds.

    With each comes the kind of its voice.
    """
    parts = ("paragraphs", "stance", "voice", "origin")
    return [
        (Row("voice", _shorten(text), document["target"], label), _kind(voice, origin))
        for fold, documents in enumerate(voice_folds())
        if fold in folds
        for document in documents
        for text, label, voice, origin in zip(
            *(document[part] for part in parts), strict=True
        )
        if label and text.strip()
    ]


def read_own_labels() -> list[Row]:
    """
    Read the labels of own_labels.jsonl, joined to the texts that stand elsewhere.

    A language model wrote the targets and labelled each paragraph; nobody checked it.
    """
    texts = {f"voice|{d['doc_id']}": d["paragraphs"] for d in read("voice/voice_train")}
    for document in read("attribution/editorials_train"):
        own = [paragraph["text"] for paragraph in document["paragraphs"]]
        texts[f"editorials|{document['id']}"] = [spaced_right(text) for text in own]
    for document in read("attribution/polnear_train"):
        spans = [(p["start"], p["end"]) for p in document["paragraphs"]]
        texts[f"polnear|{document['id']}"] = [document["text"][a:b] for a, b in spans]
    rows = []
    for line in OWN_LABELS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        name = f"own_{record['id'].partition('|')[0]}"
        for target in record["targets"]:
            pairs = zip(texts[record["id"]], target["labels"], strict=True)
            rows += [
                Row(name, _shorten(text), target["text"], LETTERS[letter])
                for text, letter in pairs
                if len(text.split()) > 2
            ]
    return rows


def mask(row: Row) -> Row:
    """Hide the target's name in target and text, so that names alone teach nothing."""
    if len(row.target.split()) > 4:
        return row
    names = {row.target, row.target.split()[-1]}
    pattern = "|".join(
        re.escape(n) for n in sorted(names, key=len, reverse=True) if len(n) > 2
    )
    if not pattern or not re.search(pattern, row.text):
        return row
    return replace(row, text=re.sub(pattern, MASK, row.text), target=MASK)


def _foreign(rows: list[Row], rng: random.Random, count: int) -> list[Row]:
    """Pair texts with targets of other texts that they do not name."""
    pairs = []
    while len(pairs) < count:
        row, other = rng.choice(rows), rng.choice(rows)
        words = set(re.findall(r"\w{4,}", other.target.lower()))
        if words and not words & set(re.findall(r"\w{4,}", row.text.lower())):
            pairs.append(replace(row, target=other.target, label="unrelated"))
    return pairs


def _entailment(rng: random.Random, counts: Sequence[tuple[str, int]]) -> list[Row]:
    rows = [
        Row(name, r["premise"], r["hypothesis"], r["label"], "entailment")
        for name, count in counts
        for r in rng.sample(read(f"nli/{name}_train"), count)
    ]
    return [row for row in rows if row.label in RELATIONS]


def _as_sentence(row: Row, rng: random.Random) -> Row:
    """Ask of a name whether it is right, or whether it is wrong."""
    if len(row.target.split()) > 4 or row.target == MASK:
        return row
    forms = rng.choice((PRAISE, BLAME))
    label = row.label if forms is PRAISE else TURNED.get(row.label, row.label)
    return replace(row, target=rng.choice(forms).format(row.target), label=label)


def _deny(row: Row) -> Row:
    """Ask the reverse of a sentence: who favours the one is against the other."""
    verb = AUXILIARY.search(row.target)
    if not verb or len(row.target.split()) < 5 or re.search(r"\bnot?\b", row.target):
        return row
    target = f"{row.target[: verb.end()]} not{row.target[verb.end() :]}"
    return replace(row, target=target, label=TURNED.get(row.label, row.label))


def _vary(row: Row, drawn: Round, rng: random.Random) -> Row:
    chance = rng.random()
    if chance < 0.3:
        return mask(row)
    if chance < 0.3 + drawn.denied:
        return _deny(row)
    return _as_sentence(row, rng) if chance > 1 - drawn.sentences else row


def _draw(drawn: Round, rng: random.Random, seed: int) -> list[Row]:
    """Draw every set by its weight, some rows masked, some foreign, some composed."""
    shown = []
    real = [row for row, _ in read_real([1, 2, 3, 4])] + read_own_labels()
    for row in read_rows("mix_train") + real:
        times = drawn.shown.get(row.dataset, {}).get(row.label, 0.0)
        count = int(times) + (rng.random() < times % 1)
        shown += [_vary(row, drawn, rng) for _ in range(count)]
    own = [Row("composed", *each) for each in compose(drawn.composed, seed)]
    pairs = _entailment(rng, drawn.entailment)
    return shown + _foreign(shown, rng, drawn.foreign) + pairs + own


def _pack(rows: Sequence[Row], rng: random.Random) -> list[list[Row]]:
    """Group what is asked of one text, so that the text is encoded once."""
    by_text: dict[str, dict[Row, None]] = {}
    for row in rows:
        by_text.setdefault(row.text, {})[row] = None
    packs = []
    for group in by_text.values():
        own = list(group)
        rng.shuffle(own)
        packs += [own[n : n + MOST_QUERIES] for n in range(0, len(own), MOST_QUERIES)]
    return packs


def sample_packs(drawn: Round) -> list[list[Row]]:
    """Draw the texts of a round, each with all that is asked of it."""
    rng = random.Random(drawn.plan.seed)
    packs = []
    for number in range(drawn.draws):
        packs += _pack(_draw(drawn, rng, drawn.plan.seed + 100 * number), rng)
    return packs


def _label(row: Row) -> int:
    return (STANCES if row.head == "stance" else RELATIONS).index(row.label)


def _loss_of(packs: Sequence[Sequence[Row]]) -> tuple[list[int], Loss]:
    """Return the lengths of packed items, and the loss of a batch of them."""
    items = tokenize([p[0].text for p in packs], [[r.target for r in p] for p in packs])

    def loss(network: Network, indices: Sequence[int], _: random.Random) -> Tensor:
        batch = collate([items[i] for i in indices])
        states = network(batch)
        ways = range(2, int(batch.blocks.max()) + 1)
        pooled = torch.stack([network.pool(states, batch.blocks, w) for w in ways], 1)
        asked = [
            (place, way, row)
            for place, index in enumerate(indices)
            for way, row in enumerate(packs[index])
        ]
        total = torch.zeros(())
        for head in HEADS:
            mine = [each for each in asked if each[2].head == head]
            if mine:
                places, queries, rows = zip(*mine, strict=True)
                scores = network.heads[head](pooled[list(places), list(queries)])
                gold = torch.tensor([_label(row) for row in rows])
                total = total + functional.cross_entropy(scores, gold, reduction="sum")
        return total / len(asked)

    return [len(item.ids) for item in items], loss


def _folder(number: int) -> Path:
    """Return where a round is kept, counted from one."""
    return BUILD / "stance" / f"round_{number}"


def _mean(numbers: tuple[int, ...]) -> Path:
    """
    Return the folder with the mean of some rounds' weights, made when first asked for.

    The mean of weights along one run errs less than each (Izmailov et al. 2018).
    """
    folder = BUILD / "stance" / f"mean_{'_'.join(map(str, numbers))}"
    if not folder.exists():
        kept = [load_file(_folder(n) / "model.safetensors") for n in numbers]
        mean = {
            name: torch.stack([each[name].float() for each in kept]).mean(0).half()
            for name in kept[0]
        }
        folder.mkdir(parents=True)
        save_file(mean, folder / "model.safetensors")
    return folder


def _train_round(number: int) -> None:
    """Train one round, from the mean of those that it goes on from."""
    drawn = ROUNDS[number - 1]
    packs = sample_packs(drawn)
    lengths, loss = _loss_of(packs)
    before = (
        load_adapter(HEADS, drawn.plan, _mean(drawn.after)) if drawn.after else None
    )
    checkpoint = BUILD / f"stance_{number}.pt"
    network = fit(HEADS, lengths, loss, drawn.plan, checkpoint, network=before)
    rows = sum(map(len, packs))
    save_adapter(network, HEADS, drawn.plan, _folder(number), rows=rows)


def _sources() -> list[str]:
    """Name all that was trained on, in any round."""
    names = {name for drawn in ROUNDS for name in drawn.shown}
    names |= {name for drawn in ROUNDS for name, _ in drawn.entailment}
    return [*sorted(names), "composed"]


def average() -> None:
    """Write the mean of the rounds that `AVERAGED` names as the shipped model."""
    facts = {"data": _sources(), "rounds": len(ROUNDS), "averaged": list(AVERAGED)}
    path = _folder(len(ROUNDS)) / "config.json"
    config = json.loads(path.read_text(encoding="utf-8")) | facts
    folder = MODELS / "stance"
    folder.mkdir(parents=True, exist_ok=True)
    copyfile(_mean(AVERAGED) / "model.safetensors", folder / "model.safetensors")
    text = json.dumps(config, indent=2, ensure_ascii=False)
    (folder / "config.json").write_text(text + "\n", encoding="utf-8")


def train() -> None:
    """Train round by round, and write the mean of some as `stance`."""
    numbers = range(1, len(ROUNDS) + 1)
    done = [n for n in numbers if (_folder(n) / "config.json").exists()]
    for number in range(max(done, default=0) + 1, len(ROUNDS) + 1):
        _train_round(number)
    average()
    calibrate()


def _logits(rows: Sequence[Row]) -> NDArray[np.float64]:
    encoder = Encoder.load("stance", MODELS)
    predictions = encoder.predict([r.text for r in rows], [[r.target] for r in rows])
    return np.array([p.pooled["stance"][1] for p in predictions], dtype=float)


def _log_loss(
    logits: NDArray[np.float64],
    gold: NDArray[np.int64],
    fitted: dict[str, float],
    balance: float,
) -> float:
    """Return the three-way log loss; `balance` 1 counts every label alike, 0 none."""
    p = calibrate_logits(logits, fitted)
    p[:, 2] += p[:, 3]
    weights = (1 / (1 + np.bincount(gold, minlength=3))[gold]) ** balance
    losses = -np.log(p[range(len(gold)), gold] + 1e-9)
    return float((weights * losses).sum() / weights.sum())


def _fit(rows: Sequence[Row], balance: float = 0.0) -> dict[str, float]:
    """
    Return the temperature of least log loss (Guo et al. 2017).

    With `balance`, the neutrality of least balanced log loss as well, kept near 0.
    """
    logits = _logits(rows)
    gold = np.array([min(STANCES.index(row.label), 2) for row in rows])
    names = ("temperature", "neutrality") if balance else ("temperature",)

    def read(values: NDArray[np.float64]) -> dict[str, float]:
        parts = (float(np.exp(values[0])), *map(float, values[1:]))
        return dict(zip(names, parts, strict=True))

    def loss(values: NDArray[np.float64]) -> float:
        near = NEAR * float((values**2).sum())
        return _log_loss(logits, gold, read(values), balance) + near

    best = minimize(loss, np.zeros(len(names)), method="Nelder-Mead").x
    return {name: round(value, 3) for name, value in read(best).items()}


def _read_known(rng: random.Random) -> list[Row]:
    """Draw dev rows of the corpora that the weights were trained on."""
    known, rows = set(_sources()), []
    for name in ("mix_dev", "newsmtsc_dev", "perspectrum_dev"):
        own = [row for row in read_rows(name) if row.dataset in known]
        rows += rng.sample(own, min(len(own), MOST_DEV[name]))
    return rows


def calibrate() -> None:
    """
    Fit a calibration a kind of voice on dev rows, and add it to the model's config.

    A publisher's own words and its narration share one, since there are few of either.
    """
    sources = _read_known(random.Random(7))
    real = read_real([0])
    sources += [row for row, kind in real if kind == "source"]
    own = _fit([row for row, kind in real if kind != "source"], balance=BALANCE)
    fitted = {"source": _fit(sources), "editorial": own, "narration": own}
    update_config("stance", calibration=fitted)


if __name__ == "__main__":
    train()
