"""A notebook can be the first: what it reads is made where it is not there."""

from pathlib import Path

import pandas as pd
import pytest

from stancebook import tables
from stancebook.chain import Chain
from stancebook.files import write_tables
from stancebook.schema import InputError
from stancebook.tables import open_tables
from tests.conftest import (
    fake_attributions,
    fake_claims,
    fake_scores,
    fake_voices,
    make_articles,
)

ROWS = """\
{"article": "report", "text": "A title\\n\\nThe dam holds said Ana and will."}
{"article": "comment", "text": "The dam must go."}
"""


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus of two articles, and rules in the place of the models."""
    fakes = (fake_attributions, fake_voices, fake_claims, fake_scores)
    monkeypatch.setattr(tables, "MODELS", Chain("rules", *fakes))
    place = tmp_path / "corpus"
    place.mkdir()
    (place / "articles.jsonl").write_text(ROWS, encoding="utf-8")
    return place


def written(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.parquet")}


def test_what_is_asked_for_is_made_with_what_it_needs(
    corpus: Path, tmp_path: Path
) -> None:
    """In an empty folder, a table is made, and those that it is made from, no more."""
    build = tmp_path / "build"
    voices, paragraphs = open_tables(build, ["voices", "paragraphs"], corpus)

    assert ["editorial", "reported", "editorial"] == voices["voice"].tolist()
    assert paragraphs["paragraph"].tolist() == voices["paragraph"].tolist()
    assert {"articles", "paragraphs", "attributions", "reprints", "voices"} == written(
        build
    )


def test_what_is_there_is_read(corpus: Path, tmp_path: Path) -> None:
    """A table that somebody wrote is taken as it is, and what follows rests on it."""
    build = tmp_path / "build"
    open_tables(build, ["paragraphs"], corpus)
    own = open_tables(build, ["paragraphs"], corpus)[0].iloc[:1]
    write_tables({"paragraphs": own}, build)
    [voices] = open_tables(build, ["voices"], tmp_path / "no corpus is needed")

    assert own["paragraph"].tolist() == voices["paragraph"].tolist()
    pd.testing.assert_frame_equal(voices, open_tables(build, ["voices"], corpus)[0])


def test_scores_need_a_codebook(corpus: Path, tmp_path: Path) -> None:
    """Stances are towards targets, which the codebook has."""
    with pytest.raises(InputError, match="stances have no targets"):
        open_tables(tmp_path / "build", ["scores"], corpus)

    book = Path(__file__).parents[1] / "labels" / "codebook.toml"
    [scores] = open_tables(tmp_path / "build", ["scores"], corpus, book)

    assert "aegis-ashore" in set(scores["target"])


def test_tables_of_two_corpora_are_not_mixed(corpus: Path, tmp_path: Path) -> None:
    """Voices of other paragraphs than those in the folder stop with what to do."""
    build = tmp_path / "build"
    open_tables(build, ["voices"], corpus)
    other = make_articles(other=["Another text."])
    write_tables({"paragraphs": tables.segment(other)}, build)

    with pytest.raises(InputError, match=r"voices are of other paragraphs. Delete it"):
        open_tables(build, ["paragraphs", "voices"], corpus)


def test_no_step_makes_an_unknown_table(corpus: Path, tmp_path: Path) -> None:
    """A name that is none of the steps' is an error that lists them."""
    with pytest.raises(InputError, match=r"no step makes a table 'gold'. There are ar"):
        open_tables(tmp_path / "build", ["gold"], corpus)

    assert not (tmp_path / "build").exists()
