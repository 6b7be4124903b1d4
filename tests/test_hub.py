import json
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    PreTrainedTokenizerFast,
)

from stancebook import hub
from stancebook.hub import DENIAL
from stancebook.schema import InputError
from stancebook.stance import StanceScorer, score_stance

NLI = ["contradiction", "neutral", "entailment"]
STANCE = ["FAVOR", "AGAINST", "NONE", "unrelated"]
WORDS = "the dam is a blessing disgrace valley should build it not true that : . It The"
FOR, AGAINST = "The dam is a blessing .", "The dam is a disgrace ."
TARGET = "The valley should build the dam ."
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def save_tokenizer(folder: Path) -> int:
    """Save a tokenizer of a few words; return how many it knows."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS.split()]
    numbers = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordLevel(numbers, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    ).save_pretrained(folder)
    return len(words)


def tiny_config(folder: Path, labels: list[str]) -> BertConfig:
    return BertConfig(
        vocab_size=save_tokenizer(folder),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=66,
        initializer_range=0.5,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )


def make_model(folder: Path, labels: list[str]) -> Path:
    """Save a tiny classifier whose weights are drawn, the same each time."""
    torch.manual_seed(7)
    config = tiny_config(folder, labels)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def change(path: Path, **settings: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | settings))


def answer(folder: Path, text: str, target: str) -> list[float]:
    """What the model itself says of a pair, in the order of its labels."""
    model = BertForSequenceClassification.from_pretrained(folder)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    with torch.inference_mode():
        logits = model(**tokenizer(text, target, return_tensors="pt")).logits[0]
    return logits.softmax(-1).tolist()


@pytest.fixture
def nli(tmp_path):
    return make_model(tmp_path, NLI)


def test_inference_is_read_as_stance(nli):
    """Entailment of the target is favor, contradiction against; no `unrelated`."""
    contradicts, neutral, entails = answer(nli, FOR, TARGET)
    p = StanceScorer.from_pretrained(nli).score([FOR], [TARGET])

    assert (1, 1, 4) == p.shape
    np.testing.assert_allclose(
        [entails, contradicts, neutral, 0], p[0, 0], rtol=0, atol=1e-5
    )


def test_stance_labels_are_read_as_they_are(tmp_path):
    """A model of stance keeps its own four, or those that it is told to have."""
    folder = make_model(tmp_path, STANCE)
    said = answer(folder, FOR, TARGET)
    p = StanceScorer.from_pretrained(folder).score([FOR], [TARGET])[0, 0]

    np.testing.assert_allclose(said, p, atol=1e-5)


def test_labels_without_a_meaning(tmp_path):
    """Labels that say nothing are an error that names them, and can be told."""
    folder = make_model(tmp_path, ["LABEL_0", "LABEL_1", "LABEL_2"])
    with pytest.raises(InputError, match=r"LABEL_0, LABEL_1, LABEL_2 .*labels="):
        StanceScorer.from_pretrained(folder)
    told = {"LABEL_0": "against", "LABEL_1": "neutral", "LABEL_2": "favor"}
    p = StanceScorer.from_pretrained(folder, labels=told).score([FOR], [TARGET])[0, 0]
    against, neutral, favor = answer(folder, FOR, TARGET)

    np.testing.assert_allclose([favor, against, neutral, 0], p, atol=1e-5)


def test_two_labels_are_asked_both_ways(tmp_path):
    """A model that only knows what follows is asked for the target and its denial."""
    folder = make_model(tmp_path, ["entailment", "not_entailment"])
    follows = answer(folder, FOR, TARGET)[0]
    denied = answer(folder, FOR, DENIAL + TARGET)[0]
    p = StanceScorer.from_pretrained(folder).score([FOR], [TARGET])[0, 0]

    np.testing.assert_allclose(
        [follows * (1 - denied), denied * (1 - follows)], p[:2], atol=1e-5
    )
    assert pytest.approx(1) == p.sum()


def test_company_changes_nothing(nli):
    """A pair gets the same numbers alone, among others, and on another day."""
    texts = [FOR, "", AGAINST * 7, "The", FOR + AGAINST, "🚢" * 40]
    scorer = StanceScorer.from_pretrained(nli)
    together = scorer.score(texts, [TARGET, "The dam ."])
    alone = [scorer.score([text], [TARGET])[0, 0] for text in texts]
    again = StanceScorer.from_pretrained(nli).score(texts, [TARGET, "The dam ."])

    np.testing.assert_allclose(together[:, 0], alone, rtol=0, atol=1e-5)
    np.testing.assert_array_equal(together, again)
    np.testing.assert_allclose(together.sum(-1), 1)


def test_long_text_is_read_to_its_end(nli):
    """Each part of a text that is too long for the model counts, by its length."""
    scorer = StanceScorer.from_pretrained(nli)
    text = " ".join([FOR] * 40 + [AGAINST])
    other = " ".join([FOR] * 41)
    first, second = scorer.score([text, other], [TARGET])[:, 0]

    assert len(text.split()) > 3 * scorer.reader.limit
    assert np.abs(first - second).max() > 1e-4


def test_target_that_leaves_no_room(nli):
    """A target that fills what the model reads is an error that names it."""
    with pytest.raises(InputError, match=r"target is too long .*“It is not"):
        StanceScorer.from_pretrained(nli).score([FOR], ["It is not true that " * 9])


class _Bomb:
    """Leaves a trace when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self):
        return (Path.touch, (self.trace,))


def test_pickle_is_refused_unopened(nli):
    """Weights in another format than safetensors are not touched."""
    (nli / "model.safetensors").unlink()
    trace = nli / "trace"
    (nli / "pytorch_model.bin").write_bytes(pickle.dumps(_Bomb(trace)))
    with pytest.raises(InputError, match="safetensors"):
        StanceScorer.from_pretrained(nli)

    assert not trace.exists()


def test_pickle_behind_an_index_is_refused(nli):
    """A list of parts names no file of another format, or of another folder."""
    trace = nli / "trace"
    (nli / "part.bin").write_bytes(pickle.dumps(_Bomb(trace)))
    index = nli / "model.safetensors.index.json"
    for part in ("part.bin", "../model.safetensors"):
        index.write_text(json.dumps({"weight_map": {"classifier.weight": part}}))
        with pytest.raises(InputError, match="safetensors"):
            StanceScorer.from_pretrained(nli)

    assert not trace.exists()


def test_weights_that_only_say_so_are_refused(nli):
    """A pickle under the name of safetensors is not opened as one."""
    trace = nli / "trace"
    (nli / "model.safetensors").write_bytes(pickle.dumps(_Bomb(trace)))
    with pytest.raises(InputError, match="cannot be loaded"):
        StanceScorer.from_pretrained(nli)

    assert not trace.exists()


@pytest.mark.parametrize(
    ("file", "settings"),
    [
        (
            "config.json",
            {"auto_map": {"AutoModelForSequenceClassification": "own.Own"}},
        ),
        ("config.json", {"auto_map": {"AutoConfig": "own.Own"}, "model_type": "own"}),
        ("tokenizer_config.json", {"auto_map": {"AutoTokenizer": ["own.Own", None]}}),
    ],
)
def test_code_of_a_model_does_not_run(nli, file, settings):
    """A model that brings code is refused, and its code is not imported."""
    trace = nli / "trace"
    (nli / "own.py").write_text(f"open({str(trace)!r}, 'w').close()\nclass Own: ...\n")
    change(nli / file, **settings)
    with pytest.raises(InputError, match="code of its own, which is not run"):
        StanceScorer.from_pretrained(nli)

    assert not trace.exists()


def test_model_without_a_trained_head(tmp_path):
    """A bare encoder would get a head at random; it is refused."""
    config = tiny_config(tmp_path, NLI)
    BertModel(config).save_pretrained(tmp_path)
    with pytest.raises(InputError, match="no trained classifier"):
        StanceScorer.from_pretrained(tmp_path)


def test_folder_that_is_no_model(tmp_path, nli):
    """An empty folder, an adapter and broken settings are errors that say so."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"no config\.json"):
        StanceScorer.from_pretrained(tmp_path / "empty")
    (nli / "adapter_config.json").write_text("{}")
    with pytest.raises(InputError, match="adapter"):
        StanceScorer.from_pretrained(nli)
    (nli / "adapter_config.json").unlink()
    (nli / "config.json").write_text("{")
    with pytest.raises(InputError, match="no settings"):
        StanceScorer.from_pretrained(nli)
    (nli / "config.json").write_text('{"model_type": "unheard_of"}')
    with pytest.raises(InputError, match="cannot be loaded"):
        StanceScorer.from_pretrained(nli)


@pytest.mark.parametrize(
    ("name", "revision", "problem"),
    [
        ("owner/model", None, "40 hex digits"),
        ("owner/model", "main", "40 hex digits"),
        ("owner/model", COMMIT[:-1], "40 hex digits"),
        ("./nowhere/at/all", None, "no such folder"),
        ("", None, "no such folder"),
    ],
)
def test_hub_model_needs_a_commit(monkeypatch, name, revision, problem):
    """Nothing is fetched unless a name and a commit say exactly what."""
    monkeypatch.setattr(hub, "snapshot_download", lambda *_, **__: pytest.fail("sent"))
    with pytest.raises(InputError, match=problem):
        StanceScorer.from_pretrained(name, revision)


def test_folder_has_no_revision(nli):
    """A revision that would be passed over is an error."""
    with pytest.raises(InputError, match="no revision"):
        StanceScorer.from_pretrained(nli, COMMIT)


def test_hub_model_is_fetched_at_its_commit(monkeypatch, nli):
    """Settings are fetched, then weights: at that commit, no code and no pickle."""
    asked = []

    def fetch(name, revision, allow_patterns, ignore_patterns):
        asked.append((name, revision, allow_patterns))
        return str(nli)

    monkeypatch.setattr(hub, "snapshot_download", fetch)
    p = StanceScorer.from_pretrained("owner/model", COMMIT).score([FOR], [TARGET])

    np.testing.assert_array_equal(
        StanceScorer.from_pretrained(nli).score([FOR], [TARGET]), p
    )
    assert {("owner/model", COMMIT)} == {each[:2] for each in asked}
    assert [False, True] == ["*.safetensors" in each[2] for each in asked]
    assert {"*.json", "*.txt", "*.model", "*.safetensors"} == set(asked[1][2])


def test_hub_that_does_not_answer(monkeypatch):
    """A model that the hub does not give is one error."""

    def fetch(*_, **__):
        raise ConnectionError("no route")

    monkeypatch.setattr(hub, "snapshot_download", fetch)
    with pytest.raises(InputError, match=r"owner/model: the hub does not .*no route"):
        StanceScorer.from_pretrained("owner/model", COMMIT)


def test_model_scores_tables(nli):
    """`score_stance` takes it like any scorer."""
    paragraphs = pd.DataFrame(
        {"paragraph": ["a#0"], "article": ["a"], "text": [AGAINST]}
    )
    voices = pd.DataFrame(
        {
            "paragraph": ["a#0"],
            "voice": ["editorial"],
            "holder": ["publisher"],
            "chain": [["publisher"]],
        }
    )
    targets = pd.DataFrame({"target": ["dam"], "text": [TARGET]})
    scorer = StanceScorer.from_pretrained(nli)
    [row] = score_stance(paragraphs, targets, voices, scorer=scorer).to_dict("records")
    against, _, favor = answer(nli, AGAINST, TARGET)

    assert pytest.approx(favor - against, abs=1e-5) == row["score"]
