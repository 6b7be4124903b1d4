"""Gaps and shares go through the real tables, and bad tables are one clear error."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import stancebook as sb
from benchmarks.worlds import _gap_of, _label, _read_as_a_model, _write_articles
from stancebook.schema import InputError


@pytest.fixture(scope="module")
def world() -> dict[str, Any]:
    """Sixty articles of three outlets, and a model that takes criticism for praise."""
    random = np.random.default_rng(7)
    table = _write_articles(random, 60)
    scores, voices = _read_as_a_model(random, table)
    sample = sb.draw_sample(table, 150, by="outlet")
    return {
        "table": table,
        "scores": scores,
        "voices": voices,
        "gold": _label(table),
        "sample": sample,
    }


def estimate(world: dict[str, Any], **changes: Any) -> pd.DataFrame:
    own = world | changes
    options = {k: v for k, v in changes.items() if k not in world}
    names = ("scores", "gold", "sample", "table")
    return sb.estimate_gap(*(own[n] for n in names), voices=own["voices"], **options)


def gap_row(table: pd.DataFrame) -> dict[str, Any]:
    [row] = table[table["term"] == "gap"].to_dict("records")
    return row


def test_everything_labelled_is_the_gap_itself(world: dict[str, Any]) -> None:
    """With all labels known, the estimate is the difference of two plain means."""
    whole = sb.draw_sample(world["table"], len(world["table"]))
    row = gap_row(estimate(world, sample=whole))

    assert _gap_of(world["table"]) == pytest.approx(row["estimate"])
    assert row["labelled_only"] == pytest.approx(row["estimate"])


def test_interval_holds_the_truth_and_the_naive_one_does_not(
    world: dict[str, Any],
) -> None:
    """Where the model errs to one side, ours holds what labelling all would find."""
    row = gap_row(estimate(world))
    truth = _gap_of(world["table"])

    assert row["low"] < truth < row["high"]
    assert not row["naive_low"] < truth < row["naive_high"]


def test_gold_outside_the_sample_does_not_count(world: dict[str, Any]) -> None:
    """Labels that were not drawn by lot change nothing."""
    drawn = world["gold"]["paragraph"].isin(world["sample"]["paragraph"])
    without = estimate(world, gold=world["gold"][drawn])

    pd.testing.assert_frame_equal(estimate(world), without)


def test_order_of_rows_does_not_matter_to_gold(world: dict[str, Any]) -> None:
    """Tables are joined by name: shuffled gold, scores and sample give the same."""
    shuffled = {
        name: world[name].sample(frac=1, random_state=3)
        for name in ("gold", "scores", "sample", "voices")
    }

    pd.testing.assert_frame_equal(estimate(world), estimate(world, **shuffled))


def test_each_outlet_has_its_gap(world: dict[str, Any]) -> None:
    """`by` gives a row a group and term, of the group's paragraphs alone."""
    table = estimate(world, by="outlet")

    assert ["o0", "o1", "o2"] == table["outlet"].unique().tolist()
    assert len(world["table"]) == table[table["term"] == "gap"]["n"].sum()
    assert 150 == table[table["term"] == "gap"]["drawn"].sum()


def test_this_corpus_alone_is_surer(world: dict[str, Any]) -> None:
    """About these paragraphs alone, the same estimate has a shorter interval."""
    about, all_of_it = gap_row(estimate(world)), gap_row(estimate(world, finite=True))

    assert about["estimate"] == all_of_it["estimate"]
    assert all_of_it["se"] == pytest.approx(all_of_it["se_draw"])
    assert all_of_it["se"] < about["se"]


def test_voices_are_a_guess_that_can_be_left_out(world: dict[str, Any]) -> None:
    """Without `voices` the estimate still is near the truth, by the labels."""
    row = gap_row(estimate(world, voices=None))

    assert _gap_of(world["table"]) == pytest.approx(row["estimate"], abs=3 * row["se"])


def test_share_of_a_voice(world: dict[str, Any]) -> None:
    """The share of editorial paragraphs is near that of all labels."""
    [row] = sb.estimate_mean(
        world["voices"], world["gold"], world["sample"], world["table"], of="editorial"
    ).to_dict("records")
    truth = (world["table"]["voice"] == 0).mean()

    assert truth == pytest.approx(row["estimate"], abs=3 * row["se"])
    assert row["se"] < 0.05


def test_mean_score_and_share_of_a_stance(world: dict[str, Any]) -> None:
    """With all labelled, they are the mean and the share of the gold labels."""
    table, gold = world["table"], world["gold"]
    whole = sb.draw_sample(table, len(table))
    score = table["side"].map({0: 1.0, 1: -1.0, 2: 0.0})
    found = [
        sb.estimate_mean(world["scores"], gold, whole, table, of=of)["estimate"][0]
        for of in ("score", "against")
    ]

    assert [score.mean(), (table["side"] == 1).mean()] == pytest.approx(found)


def test_own_holder_of_several(world: dict[str, Any]) -> None:
    """Of several gold stances in a paragraph, the innermost voice's counts."""
    gold = world["gold"]
    said = gold["layer"] == "stance"
    own = gold.assign(holder=np.where(said, "publisher", None))
    others = gold[said].assign(holder="wire:TASS", value="favor")

    pd.testing.assert_frame_equal(
        estimate(world), estimate(world, gold=pd.concat([others, own]))
    )


def test_missing_labels(world: dict[str, Any]) -> None:
    """Unlabelled parts of a sample are an error, unless chance alone is vouched for."""
    gold, sample = world["gold"], world["sample"]
    out = set(sample["paragraph"][:15])
    part = gold[~((gold["layer"] == "voice") & gold["paragraph"].isin(out))]
    kept = sb.keep_labelled(sample, part)

    with pytest.raises(InputError, match="15 of 150 sampled paragraphs"):
        estimate(world, gold=part)
    assert 135 == len(kept)
    assert gap_row(estimate(world, gold=part, sample=kept))["drawn"] == 135


def test_absent_stance_is_unrelated_only_if_said(world: dict[str, Any]) -> None:
    """A paragraph without a stance row is unrelated where the user says so."""
    gold = world["gold"]
    bare = gold[gold["value"] != "unrelated"]

    with pytest.raises(InputError, match="absent='unrelated'"):
        estimate(world, gold=bare)
    pd.testing.assert_frame_equal(
        estimate(world), estimate(world, gold=bare, absent="unrelated")
    )


def spoil(world: dict[str, Any], fault: str) -> dict[str, Any]:
    gold, sample, table = world["gold"], world["sample"], world["table"]
    faults = {
        "unknown label": {"gold": gold.replace({"value": {"favor": "for"}})},
        "empty layer": {"gold": gold[gold["layer"] == "voice"]},
        "no overlap": {"gold": gold[~gold["paragraph"].isin(sample["paragraph"])]},
        "other paragraphs": {"sample": sample.assign(paragraph="b#0")},
        "no chance": {"sample": sample.assign(probability=0.0)},
        "unknown chance": {"sample": sample.assign(probability=np.nan)},
        "wrong chances": {"sample": sample.assign(probability=0.9)},
        "stratum undrawn": {"sample": sample[sample["outlet"] != "o1"]},
        "empty sample": {"sample": sample.head(0)},
        "fewer paragraphs": {"table": table[table["outlet"] == "o1"]},
        "unknown target": {"targets": ["bridge"]},
        "no column": {"by": "country"},
    }
    return faults[fault]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("unknown label", "'for' of .* is no stance"),
        ("empty layer", "no row of layer 'stance'"),
        ("no overlap", "none of the 150 sampled paragraphs"),
        ("other paragraphs", "are not among those that a model scored"),
        ("no chance", "has probability 0"),
        ("unknown chance", "150 labelled rows have no probability"),
        ("wrong chances", "stand for 167 paragraphs"),
        ("stratum undrawn", "nothing of stratum 'o1' could be drawn"),
        ("empty sample", "the sample is empty"),
        ("fewer paragraphs", "are not among those"),
        ("unknown target", "no paragraph was scored for target 'bridge'"),
        ("no column", "lacks the column country"),
    ],
)
def test_bad_input(world: dict[str, Any], fault: str, message: str) -> None:
    """Each fault of the tables is one error that names it."""
    with pytest.raises(InputError, match=message):
        estimate(world, **spoil(world, fault))


def test_too_few_labels_leave_a_row_blank(world: dict[str, Any]) -> None:
    """A group without five labelled paragraphs in a voice has no estimate."""
    table = world["table"].assign(kind="most")
    few = table.index[table["article"] == "a0"]
    table.loc[few, "kind"] = "few"
    sample = sb.draw_sample(table, 150, by="outlet")
    found = estimate(world, table=table, sample=sample, by="kind")

    few = found[found["kind"] == "few"]

    assert few["estimate"].isna().all()
    assert few["undefined"].str.startswith("undefined because fewer than 5").all()
    assert found[found["kind"] == "most"]["estimate"].notna().all()
    assert found[found["kind"] == "most"]["undefined"].isna().all()


def share(world: dict[str, Any], of: str = "editorial") -> pd.DataFrame:
    names = ("voices", "gold", "sample", "table")
    return sb.estimate_mean(*(world[n] for n in names), of=of, by="outlet")


def test_one_group_without_spread_stops_no_other(world: dict[str, Any]) -> None:
    """A group of one voice alone has no estimate and says why; others keep theirs."""
    table, gold = world["table"], world["gold"].copy()
    own = gold["paragraph"].isin(table.loc[table["outlet"] == "o1", "paragraph"])
    gold.loc[own & (gold["layer"] == "voice"), "value"] = "editorial"
    found = share(world | {"gold": gold}).set_index("outlet")
    other = found.drop(index="o1")

    assert np.isnan(found.loc["o1", "estimate"])
    assert "undefined because an estimate has no spread" in found.loc["o1", "undefined"]
    pd.testing.assert_frame_equal(
        share(world).set_index("outlet").loc[["o0", "o2"]], other
    )
    sb.schema.check(estimate(world, by="outlet"), "estimates")


def test_a_group_of_one_article_has_no_estimate(world: dict[str, Any]) -> None:
    """One article shows nothing of how articles differ; about itself it is known."""
    table = world["table"]
    sizes = table.groupby("article").size()
    one = table["article"] == sizes.idxmax()
    table = table.assign(kind=np.where(one, "one", "rest"))
    whole = sb.draw_sample(table, len(table))
    own = world | {"table": table, "sample": whole}
    names = ("voices", "gold", "sample", "table")
    found = sb.estimate_mean(*(own[n] for n in names), of="reported", by="kind")
    row = found.set_index("kind").loc["one"]

    assert sizes.max() >= 5
    assert "undefined because all rows are of one cluster" in row["undefined"]
    assert found["estimate"].isna().tolist() == [True, False]


def test_no_estimate_at_all_is_an_error(world: dict[str, Any]) -> None:
    """Where every row lacks an estimate, the error gives the reason."""
    gold = world["gold"].copy()
    gold.loc[gold["layer"] == "voice", "value"] = "editorial"

    with pytest.raises(InputError, match=r"no row has an estimate, .* no spread"):
        share(world | {"gold": gold})
