"""The steps of a batch are taken in turn, each once, over the targets of its own."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from stancebook import pipeline, schema
from stancebook.chain import (
    STAGES,
    STEPS,
    Tables,
    join_tables,
    label_batch,
    make_targets,
    own_targets,
    rows_of,
)
from stancebook.schema import InputError
from stancebook.segment import segment

DAM, ROAD = "The dam should be filled.", "The road should be built."


@pytest.fixture
def batch(two_articles: pd.DataFrame) -> Tables:
    return {
        "articles": two_articles,
        "paragraphs": segment(two_articles),
        "reprints": schema.empty("reprints"),
    }


def test_stages_need_only_what_stands_before_them() -> None:
    """In their order, each stage finds its tables made, and all tables are made."""
    made = {"articles", "paragraphs", "reprints"}
    for stage in STAGES:
        assert set(stage.needs) <= made
        made |= set(stage.makes)

    assert set(STEPS) == made


def test_every_table_is_made(batch: Tables, fake_models: None) -> None:
    """A batch comes out with all tables, and a row a holder, target and paragraph."""
    found = label_batch(batch, make_targets([DAM]), pipeline.MODELS)
    scores = found["scores"]

    assert set(STEPS) == set(found)
    assert batch["paragraphs"]["paragraph"].tolist() == list(
        dict.fromkeys(scores["paragraph"])
    )
    assert [False] == scores["proposed"].unique().tolist()


def test_what_is_there_is_not_made_again(batch: Tables, fake_models: None) -> None:
    """Given voices are taken as they are; the steps after them see these."""
    whole = label_batch(batch, make_targets([DAM]), pipeline.MODELS)

    def fail(*_: Any) -> pd.DataFrame:
        raise AssertionError("the voices were there")

    rest = {name: whole[name] for name in STEPS if name not in ("targets", "scores")}
    chain = replace(pipeline.MODELS, separate_voices=fail)
    again = label_batch(rest, make_targets([ROAD]), chain)

    assert whole["voices"] is again["voices"]
    assert {ROAD} == set(again["scores"]["target"])


def test_own_targets_go_first_and_belong_to_their_article(
    batch: Tables, fake_models: None
) -> None:
    """Targets of an article go before those given, and are asked of it alone."""
    own = batch["articles"].assign(targets=[[ROAD], None])
    found = label_batch(batch | {"articles": own}, make_targets([DAM]), pipeline.MODELS)
    scores = found["scores"]
    mine = scores["paragraph"].str.startswith("report#")

    assert [ROAD, DAM] == list(dict.fromkeys(scores[mine]["target"]))
    assert [DAM] == list(dict.fromkeys(scores[~mine]["target"]))


def test_targets_are_proposed_where_none_are_given(
    batch: Tables, fake_models: None
) -> None:
    """Without targets each article gets its own, and they are marked."""
    found = label_batch(batch, None, pipeline.MODELS)

    assert len(found["targets"])
    assert [True] == found["targets"]["proposed"].unique().tolist()


def test_each_step_is_settled_before_the_next(batch: Tables, fake_models: None) -> None:
    """What a step makes passes through `settle`, so a later step sees what is kept."""
    seen: list[str] = []

    def settle(tables: Tables) -> Tables:
        seen.extend(tables)
        return {name: table.assign(settled=name) for name, table in tables.items()}

    found = label_batch(batch, make_targets([DAM]), pipeline.MODELS, settle)

    assert [name for stage in STAGES for name in stage.makes] == seen
    assert {"voices"} == set(found["voices"]["settled"])


def test_rows_and_tables_are_cut_and_joined() -> None:
    """What was cut by a column's values is whole again when joined."""
    table = make_targets([DAM, ROAD])
    parts = [rows_of(table, "target", [name]) for name in (DAM, "none", ROAD)]

    assert [1, 0, 1] == [len(part) for part in parts]
    assert table.to_dict("records") == join_tables(parts, "targets").to_dict("records")
    assert list(schema.TABLES["targets"]) == list(join_tables([], "targets").columns)


@pytest.mark.parametrize("value", [None, float("nan"), ""])
def test_a_cell_without_targets_has_none(value: Any) -> None:
    """Whatever stands for nothing in a table is no target."""
    assert () == own_targets(value)
    assert (DAM,) == own_targets([DAM])


def test_a_target_stands_once_and_says_something() -> None:
    """A sentence given twice is one target, and an empty one is an error."""
    assert [DAM, ROAD] == make_targets([DAM, f" {ROAD}", DAM])["text"].tolist()
    with pytest.raises(InputError):
        make_targets([" "])
