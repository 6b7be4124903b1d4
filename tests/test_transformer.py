import subprocess
import sys

import pytest
import torch

from stancebook.batches import collate, pack
from stancebook.encoder import Encoder, load_base, tokenize
from stancebook.training import Plan, build

TEXTS = [
    "The dam was filled on Monday.",
    "“We will not pay,” the envoy said.",
    "No.",
    "The council, which had met twice, put the vote off until the river had fallen.",
]


def test_it_is_the_bert_of_transformers():
    """Real weights give the states that transformers' own BertModel gives."""
    from transformers import BertConfig, BertModel

    base = load_base()
    config = BertConfig(
        hidden_size=384,
        num_hidden_layers=6,
        num_attention_heads=12,
        intermediate_size=1536,
    )
    reference = BertModel(config, add_pooling_layer=False).eval()
    reference.load_state_dict(base.state_dict())
    batch = collate(tokenize(TEXTS))
    with torch.inference_mode():
        found = base(batch.ids, batch.positions, batch.attend)
        expected = reference(
            input_ids=batch.ids, attention_mask=batch.blocks
        ).last_hidden_state

    torch.testing.assert_close(
        batch.unpad(expected), batch.unpad(found), atol=1e-5, rtol=0
    )


def test_fused_products_are_the_same():
    """One product for query, key and value gives what three give."""
    packed = pack(tokenize(TEXTS))
    fused = Encoder.bare(precision="float32").network
    with torch.inference_mode():
        base = load_base()
        expected = base(packed.ids, packed.positions, packed.attend)
        found = fused(packed)

    torch.testing.assert_close(expected, found, atol=1e-5, rtol=0)


def test_dropout_is_the_plan_s():
    """What a plan says of dropout reaches every layer."""
    network = build({}, Plan(dropout=0.3, rank=2))
    rates = {
        m.p for m in network.base.encoder.modules() if isinstance(m, torch.nn.Dropout)
    }

    assert {0.3} == rates


@pytest.mark.parametrize("library", ["transformers", "huggingface_hub", "sklearn"])
def test_reading_loads_no_heavy_library(library):
    """A label needs torch, and none of the libraries that take seconds to load."""
    code = (
        "import sys, stancebook as sb;"
        "sb.StanceScorer().score(['The dam held.'], ['the dam']);"
        f"print({library!r} in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert ("False\n", "") == (done.stdout, done.stderr)
