import gzip
import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import stancebook as sb
from recipes import real_labels
from recipes.data import SHARED
from stancebook.codebook import Codebook
from stancebook.holdings import read_holdings
from stancebook.leakage import find_leaks
from stancebook.rehydration import read_release, rehydrate_release
from stancebook.release import write_release
from stancebook.schema import VOICES
from tests.conftest import ROOT

REAL = ROOT / "labels" / "real"
SOURCE = SHARED / "data" / "voice" / "voice_train.jsonl.gz"
needs_texts = pytest.mark.skipif(
    not SOURCE.exists(), reason="the texts are their publishers', and are not here"
)
FILES = [
    "about.toml",
    "codebook.toml",
    "gold.jsonl",
    "records.jsonl",
    "annotations/model-reader-1.jsonl",
    "annotations/model-reader-2.jsonl",
]
WORD = re.compile(r"\w+")


@pytest.fixture(scope="module")
def gold() -> pd.DataFrame:
    return sb.read_gold(REAL)


@cache
def documents() -> list[dict[str, Any]]:
    with gzip.open(SOURCE, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@cache
def secret(length: int) -> dict[str, str]:
    """Each run of words of the texts, with the document that it stands in."""
    return {
        run: document["doc_id"]
        for document in documents()
        for text in document["paragraphs"]
        for run in runs(text, length)
    }


def runs(text: str, length: int) -> set[str]:
    words = WORD.findall(text.casefold())
    return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_counts_are_those_of_the_readers(gold):
    """There are 120 articles, 1,997 paragraphs, and the voices that were counted."""
    voices = gold[gold["layer"] == "voice"]["value"].value_counts()

    assert 1997 == gold["paragraph"].nunique()
    assert [614, 1016, 43, 117, 207] == [int(voices[voice]) for voice in VOICES]
    assert 120 == len(sb.Corpus(REAL).records)


def test_both_readers_are_there(gold):
    """Gold says where the two readers agreed on a voice: on 1,920 of 1,997."""
    votes = sb.read_annotations(REAL)
    voice = votes[votes["layer"] == "voice"]
    table = voice.pivot_table(
        index="paragraph", columns="annotator", values="value", aggfunc="first"
    )
    agreed = table["model-reader-1"] == table["model-reader-2"]
    said = gold[gold["layer"] == "voice"].set_index("paragraph")["how"]

    assert (1997, 1920) == (len(agreed), int(agreed.sum()))
    assert (said.str.contains(" agreed;") == agreed.reindex(said.index)).all()


def test_nobody_takes_them_for_labels_of_people(gold):
    """Each row says that language models labelled, and that no human checked."""

    assert all("language models" in how for how in gold["how"])
    assert all("no human has checked it" in how for how in gold["how"])


def test_each_record_names_a_public_place():
    """A repository, a commit and a path are known of each article."""
    lines = (REAL / "records.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]

    assert all(re.fullmatch(r"[\w.-]+/[\w.-]+", r["repository"]) for r in records)
    assert all(re.fullmatch(r"[0-9a-f]{40}", r["commit"]) for r in records)
    assert all(r["path"] for r in records)


def test_the_codebook_is_the_projects_but_for_its_targets():
    """What labels mean is said once; each article has the target of its number."""
    ours = Codebook.from_file(ROOT / "labels" / "codebook.toml")
    real = Codebook.from_file(REAL / "codebook.toml")

    assert (ours.version, dict(ours.layers)) == (real.version, dict(real.layers))
    assert [f"vd{n:03}" for n in range(1, 121)] == sorted(real.targets["target"])


@needs_texts
def test_the_recipe_makes_the_same_files(tmp_path: Path):
    """Made again from the readers' labels, every file is the one in the repository."""
    real_labels.write(tmp_path)
    made = sorted(path for path in tmp_path.rglob("*") if path.is_file())

    assert 5 == len(made)
    for path in made:
        assert path.read_bytes() == (REAL / path.relative_to(tmp_path)).read_bytes()


@needs_texts
@pytest.mark.parametrize("name", FILES)
def test_no_six_words_of_a_text_are_here(name: str):
    """Labels, hashes, names and targets share no six words in a row with a text."""
    text = (REAL / name).read_text("utf-8")

    assert {} == {run: secret(6)[run] for run in runs(text, 6) & set(secret(6))}


@needs_texts
def test_no_eight_words_of_a_text_are_in_the_repository():
    """No file of the project holds eight words in a row of any of these texts."""
    done = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("this is not a git work tree")
    found = {}
    for name in done.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and path.suffix not in (".safetensors", ".png"):
            text = path.read_text("utf-8", errors="replace")
            found.update(dict.fromkeys(runs(text, 8) & secret(8).keys(), name))

    assert {} == found


@needs_texts
def test_whoever_has_the_texts_gets_them_back(tmp_path: Path):
    """All 120 are joined to a release by their hashes, word for word."""
    corpus, book = sb.Corpus(REAL), Codebook.from_file(REAL / "codebook.toml")
    write_release(tmp_path / "1.0", corpus, sb.read_gold(REAL), book)
    rows = [
        {"article": str(n), "text": "\n\n".join(document["paragraphs"])}
        for n, document in enumerate(documents())
    ]
    own = tmp_path / "own.jsonl"
    own.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    done = rehydrate_release(tmp_path / "1.0", own)
    texts = read_release(tmp_path / "1.0")["articles"].set_index("article")["text"]

    assert {"joined": 120} == dict(done["outcome"].value_counts())
    assert {d["doc_id"]: "\n\n".join(d["paragraphs"]) for d in documents()} == dict(
        texts
    )


@needs_texts
def test_splits_made_from_hashes_hold_for_the_texts():
    """With the words at hand, no copy, passage or outlet is on both sides either."""
    held = read_holdings(sb.Corpus(REAL), "rights")
    words = {
        f"{document['doc_id']}#{n}": text
        for document in documents()
        for n, text in enumerate(document["paragraphs"])
    }
    paragraphs = held.paragraphs.assign(text=held.paragraphs["paragraph"].map(words))
    leaks = find_leaks(sb.split_corpus(sb.Corpus(REAL)), held.articles, paragraphs)

    assert {"time"} == set(leaks["kind"])
