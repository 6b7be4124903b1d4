import json
from pathlib import Path

import pytest

import stancebook as sb
from stancebook.corpus import Corpus
from stancebook.holdings import read_holdings, split_corpus
from stancebook.schema import InputError
from tests.released import ARTICLES, make_corpus


@pytest.fixture
def records_alone(tmp_path: Path) -> Corpus:
    """A corpus that has records of all articles, and no text."""
    made = make_corpus(tmp_path / "made")
    (tmp_path / "records").mkdir()
    corpus = Corpus(tmp_path / "records")
    corpus.add_records(made.articles)
    return corpus


def test_records_have_paragraphs_without_words(records_alone: Corpus, tmp_path: Path):
    """Ids, offsets and hashes are those of the text that is not here."""
    held = read_holdings(records_alone, "rights")
    columns = ["paragraph", "start", "end", "sha256"]
    full = sb.segment(Corpus(tmp_path / "made").articles)

    assert full[columns].to_dict("records") == held.paragraphs[columns].to_dict(
        "records"
    )
    assert held.paragraphs["text"].isna().all()
    assert {"withheld"} == set(held.forms.values())


def test_a_record_keeps_where_its_text_is_found(records_alone: Corpus):
    """The public place of a text goes along with its hashes."""
    path = records_alone.folder / "records.jsonl"
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    lines[0] |= {"repository": "a/b", "row": "7", "secret": "x"}
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    held = read_holdings(records_alone, "rights")
    record = held.record_of(held.articles.iloc[0].to_dict())

    assert ("a/b", "7") == (record["repository"], record["row"])
    assert "secret" not in record


def test_splits_cover_records(records_alone: Corpus):
    """Each article of a corpus gets a split, whether its text is here or not."""

    assert set(ARTICLES) == set(split_corpus(records_alone)["article"])


def test_an_empty_corpus_is_refused(tmp_path: Path):
    """There is nothing to release in an empty folder."""
    with pytest.raises(InputError, match="the corpus is empty"):
        read_holdings(Corpus(tmp_path), "rights")
