"""Every unit becomes gold by a rule that it names, or is listed with its reason."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stancebook.adjudication import HOWS, adjudicate, find_undecided
from stancebook.codebook import Codebook
from stancebook.desk import Desk
from stancebook.gold import find_fault, read_gold
from stancebook.labels import read_annotations
from stancebook.merging import write_gold
from stancebook.schema import MARKED, InputError
from stancebook.segment import segment
from tests.conftest import make_articles

KEY = ["layer", "paragraph", "target", "holder"]


def vote(annotator: str, value: str, paragraph: str = "dam#0", **more: Any) -> Any:
    row = {"layer": "voice", "paragraph": paragraph, "target": None, "holder": None}
    return {**row, "value": value, "annotator": annotator, **more}


def votes(paragraph: str, *values: str, **more: Any) -> list[Any]:
    """One vote each of ana, ben, eva and dan, in this order."""
    names = ("ana", "ben", "eva", "dan")
    pairs = zip(names, values, strict=False)
    return [vote(name, value, paragraph, **more) for name, value in pairs]


def claim(
    annotator: str, start: int, end: int, value: str = "fact", **more: Any
) -> Any:
    return vote(annotator, value, layer="claims", start=start, end=end, **more)


def units(table: pd.DataFrame) -> set[tuple[Any, ...]]:
    """The units of a table; of spans, a paragraph is one."""
    return {
        (row["layer"], row["paragraph"], *place)
        for row in table.to_dict("records")
        for place in [
            (None, None)
            if row["layer"] in MARKED
            else tuple(None if pd.isna(row[part]) else row[part] for part in KEY[2:])
        ]
    }


def rows_of(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(table[list(columns)].itertuples(index=False, name=None))


THREE = pd.DataFrame(
    votes("dam#0", "mixed", "mixed", "mixed")
    + votes("dam#1", "mixed", "mixed", "reported")
    + votes("dam#2", "mixed", "reported", "credit")
    + votes("dam#3", "mixed")
)


def test_unanimous_is_merged_and_the_rest_listed() -> None:
    """Three who agree make gold; who differ, or are alone, do not."""
    gold = adjudicate(THREE)
    left = find_undecided(THREE, gold)

    assert [("dam#0", "mixed", 3)] == rows_of(gold, "paragraph", "value", "n")
    assert ["unanimous: ana, ben and eva agree"] == gold["how"].tolist()
    assert [["ana", "ben", "eva"]] == gold["by"].tolist()
    assert ["votes differ", "votes differ", "one vote"] == left["reason"].tolist()
    assert [True, True, False] == left["disputed"].tolist()


def test_majority_names_who_differed() -> None:
    """Two of three decide, the third is named, and every vote is kept."""
    gold = adjudicate(THREE, "majority").set_index("paragraph")

    assert ["dam#0", "dam#1"] == gold.index.tolist()
    assert "majority: 2 of 3, ana and ben; not eva" == gold.loc["dam#1", "how"]
    assert [
        {"annotator": "ana", "value": "mixed"},
        {"annotator": "ben", "value": "mixed"},
        {"annotator": "eva", "value": "reported"},
    ] == gold.loc["dam#1", "votes"]


@pytest.mark.parametrize(
    "values", [("mixed", "credit"), ("mixed", "mixed", "credit", "credit")]
)
def test_a_tie_is_never_broken(values: Sequence[str]) -> None:
    """As many for one label as for another: nobody wins, and somebody has to decide."""
    table = pd.DataFrame(votes("dam#0", *values))
    gold = adjudicate(table, "majority")

    assert 0 == len(gold)
    assert ["votes differ"] == find_undecided(table, gold)["reason"].tolist()


def test_the_largest_of_many_is_no_majority() -> None:
    """Two of four, with one each for two other labels, are not more than half."""
    table = pd.DataFrame(votes("dam#0", "mixed", "mixed", "credit", "reported"))

    assert 0 == len(adjudicate(table, "majority"))


def test_a_single_vote_is_gold_only_when_asked_for() -> None:
    """With least=1 it is, and says that it is one vote."""
    gold = adjudicate(THREE, least=1).set_index("paragraph")

    assert "one vote: ana" == gold.loc["dam#3", "how"]


def test_more_votes_can_be_asked_for() -> None:
    """Two who agree are listed, with that reason, where three are needed."""
    two, three = ["mixed"] * 2, ["mixed"] * 3
    table = pd.DataFrame([*votes("dam#0", *two), *votes("dam#1", *three)])
    left = find_undecided(table, adjudicate(table, least=3))

    assert [("dam#0", "votes agree")] == rows_of(left, "paragraph", "reason")


def test_an_adjudicator_goes_before_every_rule() -> None:
    """A decision stands against votes that agree, with its reason and the votes."""
    decided = pd.DataFrame([vote("judge", "credit", reason="slip")])
    for how in HOWS:
        row = adjudicate(THREE, how, decisions=decided, sure=0.5).iloc[0]

        assert "credit" == row["value"]
        assert "adjudicated by judge, between ana, ben and eva" == row["how"]
        assert (["judge"], "slip", 3) == (row["by"], row["reason"], len(row["votes"]))


def test_adjudicators_who_differ_decide_nothing() -> None:
    """Two decisions that differ leave the unit open, even where all votes agree."""
    decided = pd.DataFrame([vote("judge", "credit"), vote("jury", "reported")])
    gold = adjudicate(THREE, decisions=decided)
    left = find_undecided(THREE, gold, decisions=decided)

    assert "dam#0" not in gold["paragraph"].tolist()
    assert "adjudicators differ" == left["reason"][0]


def test_what_only_an_adjudicator_saw_is_gold() -> None:
    """A decision on a unit without votes stands, and says that there were none."""
    decided = pd.DataFrame([vote("judge", "credit", "sea#0")])
    gold = adjudicate(THREE, decisions=decided)

    assert ("sea#0", "adjudicated by judge", 0) == tuple(
        gold[["paragraph", "how", "n"]].iloc[-1]
    )


def test_repeats_are_no_votes() -> None:
    """A second reading does not count, and a unit read only as a repeat is listed."""
    again = [vote("ana", "credit", occasion=1), vote("ana", "mixed", "sea#0")]
    again[1]["occasion"] = 1
    table = pd.concat([THREE, pd.DataFrame(again)], ignore_index=True)
    gold = adjudicate(table)
    left = find_undecided(table, gold).set_index("paragraph")

    assert "mixed" == gold["value"][0]
    assert "only repeats" == left.loc["sea#0", "reason"]


def test_labels_that_are_gone_hold_a_unit_back() -> None:
    """An orphaned vote is no vote, and the unit is not merged behind its back."""
    table = THREE.assign(orphaned=False)
    table.loc[0, ["value", "orphaned"]] = ["narration", True]
    left = find_undecided(table, adjudicate(table, "majority"))

    assert ("dam#0", "a label that gold cannot hold") == tuple(
        left[["paragraph", "reason"]].iloc[0]
    )


def test_claims_are_merged_where_all_marked_the_same() -> None:
    """Equal spans of all readers are gold, a row each; one end apart, they are not."""
    table = pd.DataFrame(
        [claim(name, 0, 9) for name in ("ana", "ben")]
        + [claim(name, 20, 30, "value") for name in ("ben", "ana")]
        + [claim("ana", 0, 9, paragraph="dam#1"), claim("ben", 0, 8, paragraph="dam#1")]
    )
    gold = adjudicate(table)
    [left] = find_undecided(table, gold, blind=False).to_dict("records")

    spans = rows_of(gold, "start", "end", "value")
    assert [(0, 9, "fact"), (20, 30, "value")] == spans
    assert ("dam#1", "votes differ") == (left["paragraph"], left["reason"])
    assert [9, 8] == [one["end"] for one in left["votes"]]


def test_silence_is_a_vote_on_spans() -> None:
    """A reader of the paragraph who marked nothing where two did disagrees."""
    rows = [claim("ana", 0, 9), claim("ben", 0, 9), vote("eva", "mixed")]
    table = pd.DataFrame(rows)

    assert 0 == len(adjudicate(table))
    assert ["voice"] == adjudicate(table, least=1)["layer"].tolist()


def attribution(annotator: str, **more: Any) -> Any:
    spans = {"source": [], "cue": [], "content": [{"start": 0, "end": 9, "text": "x"}]}
    value = json.dumps({**spans, "kind": "direct", **more})
    return vote(annotator, value, layer="attribution")


def test_attributions_agree_whatever_their_json_looks_like() -> None:
    """Order of keys and marks of the page are no part of what was decided."""
    rows = [attribution("ana"), attribution("ben", kind_by="annotator")]

    assert 1 == len(adjudicate(pd.DataFrame(rows)))
    rows[1] = attribution("ben", kind="mixed")
    rows += votes("dam#0", "mixed", "mixed")
    assert ["voice"] == adjudicate(pd.DataFrame(rows))["layer"].tolist()


def test_half_an_attribution_is_no_gold() -> None:
    """An attribution without content is listed, since gold cannot hold it."""
    rows = [attribution(name, content=[]) for name in ("ana", "ben")]
    table = pd.DataFrame(rows)
    gold = adjudicate(table)

    assert 0 == len(gold)
    assert "a label that gold cannot hold" == find_undecided(table, gold)["reason"][0]


def test_a_model_says_how_sure_it_is() -> None:
    """Each row has its probability, in the words and in the column."""
    gold = adjudicate(THREE, "mace", sure=0.5).set_index("paragraph")

    assert gold.loc["dam#0", "p"] > 0.9
    assert gold.loc["dam#0", "how"].startswith("mace: p ")
    assert "dam#3" not in gold.index


def test_an_unsure_model_decides_nothing() -> None:
    """What is under `sure` is listed, and with it every tie."""
    for how in ("dawid_skene", "mace"):
        gold = adjudicate(THREE, how, sure=1.0)

        assert 4 == len(gold) + len(find_undecided(THREE, gold))
    table = pd.DataFrame(
        [row for n in range(6) for row in votes(f"dam#{n}", "mixed", "credit")]
        + [vote("eva", "mixed", "sea#0"), vote("ana", "mixed", "sea#0")]
    )
    left = find_undecided(table, adjudicate(table, "dawid_skene", sure=0.5))
    assert (left["paragraph"] == "sea#0").sum() == 0


def test_the_desk_asks_for_just_what_is_disputed(
    tmp_path: Path, codebook: Codebook
) -> None:
    """The queue's paragraphs, with the votes, make the adjudicator's page."""
    paragraphs = segment(make_articles(dam=["One.", "Two.", "Three.", "Four."]))
    left = find_undecided(THREE, adjudicate(THREE))
    queue = left[left["disputed"]]
    own = paragraphs[paragraphs["paragraph"].isin(queue["paragraph"])]
    desk = Desk(own, codebook, "judge", tmp_path, layers=["voice"], votes=THREE)

    asked = {unit.key for sheet in desk.sheets for unit in sheet.units}
    assert asked == set(queue[KEY].itertuples(index=False, name=None))


def test_after_a_majority_the_desk_asks_for_the_rest(
    tmp_path: Path, codebook: Codebook
) -> None:
    """Given the votes on what is left, the page asks for none that the majority has."""
    paragraphs = segment(make_articles(dam=["One.", "Two.", "Three.", "Four."]))
    left = find_undecided(THREE, adjudicate(THREE, "majority"))
    votes_left = THREE.merge(left[KEY])
    desk = Desk(
        paragraphs, codebook, "judge", tmp_path, layers=["voice"], votes=votes_left
    )

    asked = [unit.paragraph for sheet in desk.sheets for unit in sheet.units]
    assert ["dam#2"] == asked


def test_from_the_page_to_the_file(tmp_path: Path, codebook: Codebook) -> None:
    """What an adjudicator decides on the page is a row of gold, with its reason."""
    paragraphs = segment(make_articles(dam=["One.", "Two.", "Three.", "Four."]))
    desk = Desk(paragraphs, codebook, "judge", tmp_path, layers=["voice"], votes=THREE)
    event = {"event": "event-001", "action": "set", "layer": "voice"}
    event |= {"paragraph": "dam#2", "value": "credit", "reason": "text ambiguous"}
    reply = desk.answer({"kind": "save", "request": "r", "events": [event]})
    decided = read_annotations(tmp_path, codebook, part="adjudications")
    write_gold(adjudicate(THREE, decisions=decided), tmp_path)
    row = read_gold(tmp_path).set_index("paragraph").loc["dam#2"]

    assert "saved" == reply["kind"]
    assert ("credit", "text ambiguous", 3) == (row["value"], row["reason"], row["n"])
    assert "adjudicated by judge, between ana, ben and eva" == row["how"]


def test_votes_can_be_seen_blind_or_open() -> None:
    """Under letters that name nobody, or under names."""
    gold = adjudicate(THREE)
    blind, seen = (
        [one["annotator"] for one in find_undecided(THREE, gold, blind=b)["votes"][0]]
        for b in (True, False)
    )

    assert ["A", "B", "C"] == blind
    assert ["ana", "ben", "eva"] == seen


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (THREE, {"how": "vote"}, "no way 'vote'. There are unanimous, majority"),
        (THREE, {"least": 0}, "`least` is 0"),
        (THREE, {"sure": 0.2}, "no probability from 0.5 to 1"),
        (THREE.head(0), {}, "there are no annotations"),
        (THREE[THREE["annotator"] == "ana"], {}, "no unit has 2 votes; there are 1"),
        (THREE.assign(layer="tone"), {}, "layer 'tone' is not one of voice"),
        (THREE.assign(value="sad"), {}, "ana, voice of dam#0: 'sad' is not a label"),
        (pd.concat([THREE, THREE]), {}, "ana has labelled the voice of dam#0 twice"),
        (THREE.drop(columns="target"), {}, "lacks the column target"),
        (
            THREE.assign(paragraph=THREE["paragraph"].str.replace("#", "-")),
            {},
            "paragraph 'dam-0' is not of the form article#3",
        ),
        (
            THREE[THREE["annotator"] != "eva"],
            {"how": "mace"},
            "only ana and ben voted, and mace needs three annotators",
        ),
        (
            pd.DataFrame([claim("ana", 0, 9), claim("ben", 0, 9)]),
            {"how": "dawid_skene"},
            "dawid_skene is for one label a unit, and claims has spans",
        ),
    ],
)
def test_bad_input_is_one_clear_error(
    table: pd.DataFrame, options: dict[str, Any], message: str
) -> None:
    """What cannot be used is named, with the mend."""
    with pytest.raises(InputError) as error:
        adjudicate(table, **options)

    assert message in str(error.value)


def place(one: tuple[str, str, str, int, int]) -> tuple[Any, ...]:
    """What a person can decide once, or of spans as often as they like."""
    return one if one[2] == "claims" else (*one[:3], one[4])


SOME = st.lists(
    st.tuples(
        st.sampled_from(["ana", "ben", "eva", "dan"]),
        st.sampled_from(["dam#0", "dam#1", "sea#0"]),
        st.sampled_from(["voice", "stance", "claims"]),
        st.integers(0, 2),
        st.integers(0, 1),
    ),
    min_size=2,
    max_size=30,
    unique_by=place,
)
VALUES = {
    "voice": ("mixed", "credit", "reported"),
    "stance": ("favor", "against", "neutral"),
    "claims": ("fact", "cause", "value"),
}


def drawn(rows: list[tuple[str, str, str, int, int]]) -> pd.DataFrame:
    table = [
        vote(name, VALUES[layer][n], paragraph, layer=layer, occasion=again)
        | {"target": "dam" if layer == "stance" else None}
        | ({"start": n, "end": n + 5} if layer == "claims" else {})
        for name, paragraph, layer, n, again in rows
    ]
    columns = dict.fromkeys([*table[0], "start", "end"])
    return pd.DataFrame(table).reindex(columns=list(columns))


@settings(max_examples=40)
@given(SOME, st.sampled_from(["unanimous", "majority"]), st.integers(1, 3))
def test_every_unit_is_accounted_for(rows: Any, how: str, least: int) -> None:
    """Gold and the list of what is left part the units between them, none is lost."""
    table = drawn(rows)
    try:
        gold = adjudicate(table, how, least=least)
    except InputError as error:
        assert "votes" in str(error)
        return
    left = find_undecided(table, gold)

    assert units(table) == units(gold) | units(left)
    assert set() == units(gold) & units(left)
    assert [] == [row for row in gold.to_dict("records") if find_fault(clean(row))]


def clean(row: dict[str, Any]) -> dict[str, Any]:
    ends = {k: int(row[k]) for k in ("start", "end") if k in row and pd.notna(row[k])}
    return {k: v for k, v in row.items() if k not in ("start", "end")} | ends


@settings(max_examples=40)
@given(SOME, st.randoms(use_true_random=False))
def test_order_does_not_matter(rows: Any, random: Any) -> None:
    """Rows in another order give the same gold and the same list."""
    table, shuffled = drawn(rows), list(rows)
    random.shuffle(shuffled)
    other = drawn(shuffled)
    assume((table["occasion"] == 0).any())
    first, second = (adjudicate(t, "majority", least=1) for t in (table, other))

    left = [
        find_undecided(*pair, blind=False) for pair in ((table, first), (other, second))
    ]

    assert first.to_json() == second.to_json()
    assert left[0].to_json() == left[1].to_json()


@given(SOME)
def test_a_majority_never_contradicts_the_unanimous(rows: Any) -> None:
    """What is merged unanimously, a majority merges with the same label and words."""
    table = drawn(rows)
    assume((table["occasion"] == 0).any())
    columns = [*KEY, "value", "how"]
    both = [
        {tuple(map(str, row)) for row in gold[columns].itertuples(index=False)}
        for gold in (adjudicate(table, how, least=1) for how in HOWS[:2])
    ]

    assert both[0] <= both[1]
