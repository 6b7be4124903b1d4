"""The pipeline joins the steps, article by article, and says who proposed a target."""

import json
from collections.abc import Sequence

import pandas as pd
import pytest

from stancebook import pipeline, schema
from stancebook.pipeline import (
    STEPS,
    label_rows,
    make_targets,
    run_batches,
    run_pipeline,
)
from stancebook.schema import InputError
from tests.conftest import make_articles

pytestmark = pytest.mark.usefixtures("fake_models")
DAM = "The dam should be filled."


def targets_scored(tables: dict[str, pd.DataFrame], article: str) -> list[str]:
    scores = tables["scores"]
    own = scores[scores["paragraph"].str.startswith(f"{article}#")]
    return own["target"].unique().tolist()


def test_returns_every_table(two_articles: pd.DataFrame) -> None:
    """Each step's table is returned, under its name, as its schema says."""
    tables = run_pipeline(two_articles, make_targets([DAM]))

    assert list(STEPS) == list(tables)
    for name, table in tables.items():
        schema.check(table, name)


def test_order_is_that_of_the_input(two_articles: pd.DataFrame) -> None:
    """Articles and paragraphs come out in the order in which they went in."""
    tables = run_pipeline(two_articles, make_targets([DAM]))

    expected = [("report", 0), ("report", 1), ("comment", 0)]
    actual = [(row["article"], row["paragraph"]) for row in label_rows(tables)]

    assert expected == actual


def test_batches_change_nothing(two_articles: pd.DataFrame) -> None:
    """One article at a time gives the same rows as all at once."""
    given = make_targets([DAM])

    expected = list(label_rows(run_pipeline(two_articles, given)))
    batches = run_batches(two_articles, given, size=1)
    actual = [row for tables in batches for row in label_rows(tables)]

    assert expected == actual


def test_own_targets_go_first(two_articles: pd.DataFrame) -> None:
    """An article's own targets stand before those given for all, and each once."""
    two_articles["targets"] = [None, ["The dam must go.", DAM]]
    tables = run_pipeline(two_articles, make_targets([DAM]))

    assert [DAM] == targets_scored(tables, "report")
    assert ["The dam must go.", DAM] == targets_scored(tables, "comment")
    assert not tables["scores"]["proposed"].any()


def test_own_target_takes_the_name_it_has_in_the_codebook(
    two_articles: pd.DataFrame,
) -> None:
    """A sentence that the codebook has too goes by the codebook's name for it."""
    two_articles["targets"] = [None, [DAM]]
    codebook = pd.DataFrame([{"target": "dam", "text": DAM, "aliases": ["the dam"]}])
    tables = run_pipeline(two_articles, codebook)

    assert ["dam"] == tables["targets"]["target"].tolist()
    assert ["dam"] == targets_scored(tables, "comment")


@pytest.mark.parametrize("own", [None, [], float("nan")])
def test_proposes_where_no_target_is_given(
    two_articles: pd.DataFrame, own: Sequence[str] | None
) -> None:
    """Without targets each article gets its own proposals, marked as such."""
    two_articles["targets"] = [own, ["The dam must stay."]]
    tables = run_pipeline(two_articles)
    proposed = {
        row["article"]: {entry["proposed"] for entry in row["stance"]}
        for row in label_rows(tables)
    }

    assert {"report": {True}, "comment": {False}} == proposed
    assert {"The dam must stay."}.isdisjoint(targets_scored(tables, "report"))


def test_a_table_without_targets_scores_nothing(two_articles: pd.DataFrame) -> None:
    """An empty targets table is an answer: nothing is proposed and nothing scored."""
    tables = run_pipeline(two_articles, schema.empty("targets"))

    assert tables["scores"].empty
    assert tables["targets"].empty


def test_no_articles_give_empty_tables() -> None:
    """Nothing in, nothing out, with every column in its place."""
    tables = run_pipeline(schema.empty("articles"), make_targets([DAM]))

    assert list(STEPS) == list(tables)
    assert dict.fromkeys(STEPS, 0) == {
        name: len(table) for name, table in tables.items()
    }


def test_row_follows_the_contract(two_articles: pd.DataFrame) -> None:
    """A row has the contract's keys: an object, a list of objects or null for spans."""
    rows = list(label_rows(run_pipeline(two_articles, make_targets([DAM]))))
    row = json.loads(json.dumps(rows[1], allow_nan=False))
    p = {
        "favor": 0.0,
        "against": 0.75,
        "neutral": 0.25,
        "unrelated": 0.0,
        "score": -0.75,
    }

    assert ["article", "paragraph", "text", "voice", "voice_p"] == list(row)[:5]
    assert ("reported", "publisher") == (row["voice"], row["origin"])
    assert 1.0 == row["voice_p"]["reported"]
    attribution = row["attributions"][0]
    assert None is attribution["source"]
    assert {"start": 14, "end": 18, "text": "said"} == attribution["cue"]
    assert ["The dam holds", " Ana and will."] == [
        s["text"] for s in attribution["content"]
    ]
    assert {"start": 0, "end": 32, "kind": "fact"}.items() <= row["claims"][0].items()
    assert ["source:Ana", "publisher"] == [entry["holder"] for entry in row["stance"]]
    assert {"target": DAM, **p}.items() <= row["stance"][0].items()


@pytest.mark.parametrize("text", ["", " \u200b", "word " * 2000])
def test_target_that_cannot_be_read(text: str) -> None:
    """A target without a word, or with 2,000 of them, is refused."""
    with pytest.raises(InputError, match="the target is"):
        make_targets([text])


def test_reprints_are_found_across_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page and its original may stand in different batches."""
    seen: list[list[str]] = []

    def find(paragraphs: pd.DataFrame) -> pd.DataFrame:
        seen.append(paragraphs["article"].tolist())
        return schema.empty("reprints")

    monkeypatch.setattr(pipeline, "find_reprints", find)
    articles = make_articles(page=["One."], wire=["One."])
    list(run_batches(articles, make_targets([DAM]), size=1))

    assert [["page", "wire"]] == seen
