"""A part labelled by itself has what the whole job has, by models loaded once."""

import json
from pathlib import Path

import numpy as np
import pytest

import stancebook as sb
from stancebook import jobs
from stancebook.chain import MODELS
from stancebook.encoder import Encoder
from stancebook.labelling import label_part
from stancebook.staging import find_sources, stage_file
from stancebook.wire import build_index
from tests.chains import TARGET, job_of

P = {
    "voices": ["p_editorial", "p_reported", "p_mixed", "p_credit", "p_boilerplate"],
    "attributions": ["p"],
    "claims": ["check_worthy"],
    "scores": ["favor", "against", "neutral", "unrelated", "score"],
}


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin as a worker that has not chosen its weights."""
    monkeypatch.setattr(jobs, "_chosen", [])
    jobs._prepare.cache_clear()


def test_models_are_loaded_once_and_say_what_they_say_in_one_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two parts load no weights twice; their rows are those of `run_pipeline`."""
    articles = sb.Corpus("corpus").articles.dropna(subset="text").head(4)
    feed = tmp_path / "in.jsonl"
    rows = articles[["article", "outlet", "text"]].to_dict("records")
    feed.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    loads: list[int] = []
    load = Encoder.load.__func__  # type: ignore[attr-defined]
    job = job_of(tmp_path / "out", MODELS, size=20)
    (source,), _ = find_sources([str(feed)])
    entries = stage_file(source, job.out, job.size, job.version)["parts"]
    build_index(job.out, [entry["part"] for entry in entries], "key")
    label_part(job, entries[0], "key")
    counted = classmethod(lambda *a: loads.append(1) or load(*a))
    monkeypatch.setattr(Encoder, "load", counted)
    for entry in entries[1:]:
        label_part(job, entry, "key")
    expected = sb.run_pipeline(sb.read_articles(feed), sb.make_targets([TARGET]))

    assert 1 < len(entries)
    assert [] == loads
    for name, columns in P.items():
        found = sb.read_table(job.out, name)
        whole = expected[name].drop(columns=columns)
        assert whole.to_dict("records") == found.drop(columns=columns).to_dict(
            "records"
        )
        np.testing.assert_allclose(expected[name][columns], found[columns], atol=6e-5)
