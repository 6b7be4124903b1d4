"""Any classifier of the Hugging Face hub reads for a stance, and none runs its code."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from huggingface_hub import snapshot_download
from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

from stancebook.batches import plan_batches
from stancebook.schema import STANCES, InputError
from stancebook.softmax import softmax
from stancebook.verdicts import read_labels, share_doubt
from stancebook.windows import read_in_windows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stancebook.passages import Passage

__all__ = ["HubReader"]

TOKENS_A_BATCH = 2048
LONGEST = 512
SETTINGS = ["*.json", "*.txt", "*.model"]  # settings and vocabularies: no code, no .bin
WEIGHTS = ["*.safetensors"]
# A model that only says if a hypothesis follows is asked for the target's denial too.
DENIAL = "It is not true that: "

_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")
_COMMIT = re.compile(r"[0-9a-f]{40}")


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


def _locate(name: str, revision: str | None, patterns: list[str]) -> Path:
    """Return the folder a model lies in; from the hub, fetch the files that we load."""
    if name and Path(name).is_dir():
        if revision is None:
            return Path(name)
        raise InputError("a local folder has no revision", "Leave it out.", name)
    if not _HUB_NAME.fullmatch(name):
        mend = "Name one, or a model of the hub as `owner/name`."
        raise InputError("there is no such folder", mend, name)
    if not _COMMIT.fullmatch(revision or ""):
        mend = "Give as `revision` the 40 hex digits that its page on the hub shows."
        raise InputError("a hub model needs the commit to fetch", mend, name)
    try:
        return Path(
            snapshot_download(
                name, revision=revision, allow_patterns=patterns, ignore_patterns="*/*"
            )
        )
    except Exception as error:  # it raises those of several libraries
        problem = f"the hub does not give this model ({_first_line(error)})"
        mend = "Look at its name, the revision, and the network."
        raise InputError(problem, mend, name) from error


def _settings(folder: Path, name: str) -> dict[str, Any]:
    try:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        problem = f"these are no settings ({_first_line(error)})"
        raise InputError(problem, "Fetch it anew.", str(folder / name)) from None
    return content if isinstance(content, dict) else {}


def _check_settings(folder: Path) -> None:
    """Refuse a folder that is no model, or only a part of one, or brings code."""
    if not (folder / "config.json").is_file():
        mend = "Name the folder that `save_pretrained` wrote."
        raise InputError("there is no config.json in it", mend, str(folder))
    if (folder / "adapter_config.json").exists():
        mend = "Merge it into its base, save that, and name the folder."
        raise InputError("this is an adapter and no whole model", mend, str(folder))
    for name in ("config.json", "tokenizer_config.json"):
        if "auto_map" in _settings(folder, name):
            mend = "Choose one of an architecture that transformers itself has."
            problem = "the model brings code of its own, which is not run"
            raise InputError(problem, mend, str(folder / name))


def _check_weights(folder: Path) -> None:
    """Refuse weights in any other format, of which some run code when loaded."""
    index = _settings(folder, "model.safetensors.index.json").get("weight_map", {})
    shards = set(index.values()) or {"model.safetensors"}
    safe = all(re.fullmatch(r"[\w.-]+\.safetensors", shard) for shard in shards)
    if not safe or not all((folder / shard).is_file() for shard in shards):
        mend = "Choose a model, or a revision, that has them, or save it anew."
        problem = "its weights are not in safetensors, and nothing else is loaded"
        raise InputError(problem, mend, str(folder))


def _load(folder: Path, config: Any) -> tuple[Any, Any]:
    """Load model and tokenizer; what is missing in them would be made up at random."""
    model, info = AutoModelForSequenceClassification.from_pretrained(
        folder,
        config=config,
        attn_implementation="eager",  # every architecture has it, and it fetches none
        dtype=torch.float32,
        use_safetensors=True,
        trust_remote_code=False,
        local_files_only=True,
        output_loading_info=True,
    )
    missing = sorted(str(key) for key in info["missing_keys"] | info["mismatched_keys"])
    if missing:
        raise ValueError(f"its weights lack {missing[0]}: it is no trained classifier")
    tokenizer = AutoTokenizer.from_pretrained(
        folder, trust_remote_code=False, local_files_only=True
    )
    if tokenizer.pad_token is None:
        raise ValueError("its tokenizer cannot pad")
    return model.eval(), tokenizer


@dataclass
class HubReader:
    """
    Reads with a sequence classifier: an NLI cross-encoder, or one trained on stance.

    The text is the premise and the target the hypothesis, so that entailment is favor
    and contradiction against. A model of two labels, which tells only whether a
    hypothesis follows, is asked for the target and for its denial: favor where the one
    follows and the other does not, against the other way round, and neutral else.
    Where a model has no label for `unrelated`, this is 0, and neutral holds both. Long
    texts are read in parts, as by our own model. Nothing is calibrated.
    """

    model: Any = field(repr=False)
    tokenizer: Any = field(repr=False)
    meanings: list[str]
    limit: int

    @classmethod
    def load(
        cls,
        name: str | PathLike[str],
        revision: str | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> HubReader:
        """Load a model of the hub, at one commit, or of a local folder."""
        folder = _locate(fspath(name), revision, SETTINGS)
        _check_settings(folder)
        try:
            config = AutoConfig.from_pretrained(
                folder, trust_remote_code=False, local_files_only=True
            )
            names = [config.id2label[n] for n in range(config.num_labels)]
        except Exception as error:  # a stranger's file fails in more ways than we know
            raise _unloadable(folder, error) from error
        meanings = read_labels(names, labels or {}, fspath(name))
        folder = _locate(fspath(name), revision, SETTINGS + WEIGHTS)
        _check_weights(folder)
        try:
            model, tokenizer = _load(folder, config)
        except Exception as error:
            raise _unloadable(folder, error) from error
        # Two positions less: some architectures keep them for padding.
        positions = getattr(config, "max_position_embeddings", None) or LONGEST + 2
        limit = min(LONGEST, tokenizer.model_max_length, positions - 2)
        return cls(model, tokenizer, meanings, limit)

    def read(
        self, passages: Sequence[Passage], targets: Sequence[str]
    ) -> NDArray[np.float64]:
        """Return P(favor, against, neutral, unrelated) of passages and targets."""
        texts = [passage.text for passage in passages]
        return np.stack([self._read_one(texts, target) for target in targets], axis=1)

    def _read_one(self, texts: list[str], target: str) -> NDArray[np.float64]:
        p = self._probabilities(texts, target)
        if "entailment" in self.meanings:
            follows = self.meanings.index("entailment")
            denied = self._probabilities(texts, DENIAL + target)
            return share_doubt(p[:, follows], denied[:, follows])
        meant = np.array([[m == stance for stance in STANCES] for m in self.meanings])
        summed: NDArray[np.float64] = p @ meant.astype(np.float64)
        return summed

    def _probabilities(self, texts: list[str], hypothesis: str) -> NDArray[np.float64]:
        if self._count("", hypothesis) > self.limit // 2:
            problem = f"the target is too long for this model: “{hypothesis[:60]}…”"
            raise InputError(problem, "Say it in fewer words.")
        logits = read_in_windows(
            texts,
            partial(self._logits, hypothesis=hypothesis),
            lambda part: self._count(part, hypothesis) <= self.limit,
        )
        return softmax(logits)

    def _count(self, part: str, hypothesis: str) -> int:
        return len(self.tokenizer(part, hypothesis, verbose=False)["input_ids"])

    @torch.inference_mode()
    def _logits(self, parts: Sequence[str], hypothesis: str) -> NDArray[Any]:
        coded = self.tokenizer(
            list(parts),
            [hypothesis] * len(parts),
            truncation="only_first",
            max_length=self.limit,
        )
        rows = [{key: coded[key][n] for key in coded} for n in range(len(parts))]
        logits = np.zeros((len(parts), len(self.meanings)))
        for batch in plan_batches([len(r["input_ids"]) for r in rows], TOKENS_A_BATCH):
            padded = self.tokenizer.pad([rows[n] for n in batch], return_tensors="pt")
            logits[batch] = self.model(**padded).logits.numpy()
        return logits


def _unloadable(folder: Path, error: Exception) -> InputError:
    problem = f"this model cannot be loaded ({_first_line(error)})"
    return InputError(problem, "Choose another, or save it anew.", str(folder))
