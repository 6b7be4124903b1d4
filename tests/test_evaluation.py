import numpy as np
import pandas as pd
import pytest

from stancebook.evaluation import evaluate
from stancebook.schema import STANCES, VOICES, InputError


def scored(*rows) -> pd.DataFrame:
    """Make scores of (paragraph, holder, innermost, label, p of that label)."""
    table = []
    for paragraph, holder, innermost, label, p in rows:
        rest = (1 - p) / 3
        own = {name: p if name == label else rest for name in STANCES}
        table.append(
            {"paragraph": paragraph, "target": "T", "holder": holder, **own}
            | {"innermost": innermost}
        )
    return pd.DataFrame(table)


def labelled(*rows) -> pd.DataFrame:
    table = [
        {"layer": "stance", "paragraph": paragraph, "target": "T", "value": value}
        | {"holder": holder, "how": "by hand"}
        for paragraph, holder, value in rows
    ]
    return pd.DataFrame(table)


@pytest.fixture
def scores() -> pd.DataFrame:
    return scored(
        ("a#0", "source:Lima", True, "favor", 0.9),
        ("a#0", "publisher", False, "neutral", 0.7),
        ("b#0", "publisher", True, "against", 0.8),
        ("c#0", "publisher", True, "favor", 0.95),
    )


def figure(evaluation, measure: str) -> float:
    own = evaluation.figures
    return own.loc[own["measure"] == measure, "figure"].item()


def test_holder_is_who_was_labelled(scores):
    """A label is compared with its holder's row, not with another of the paragraph."""
    gold = labelled(("a#0", "publisher", "neutral"), ("b#0", "publisher", "against"))

    assert 1.0 == figure(evaluate(scores, gold), "macro_f1")


def test_label_without_holder_is_of_the_innermost_voice(scores):
    """A label that names no holder is about the voice that makes up the paragraph."""
    gold = labelled(("a#0", None, "favor"))

    assert ["favor"] == evaluate(scores, gold).rows["label"].tolist()


def test_macro_f1_by_hand(scores):
    """Favor: one right, one too many; against: missed once; neutral: never occurs."""
    gold = labelled(
        ("a#0", "source:Lima", "favor"),
        ("b#0", "publisher", "against"),
        ("c#0", "publisher", "against"),
    )
    found = evaluate(scores, gold)

    assert pytest.approx((2 / 3 + 2 / 3) / 2) == figure(found, "macro_f1")
    assert 1 == found.confusion.loc["against", "favor"]
    assert 3 == found.confusion.to_numpy().sum()


def test_calibration_by_hand(scores):
    """Sure by 0.9, 0.8 and 0.95; right, right and wrong."""
    gold = labelled(
        ("a#0", "source:Lima", "favor"),
        ("b#0", "publisher", "against"),
        ("c#0", "publisher", "against"),
    )
    found = evaluate(scores, gold)

    assert pytest.approx((0.1 + 0.2 + 0.95) / 3) == figure(found, "calibration_error")
    assert 3 == found.calibration["n"].sum()


def test_worst_is_the_surest_mistake(scores):
    """Mistakes come surest first, and what is right is not among them."""
    gold = labelled(
        ("a#0", "source:Lima", "against"),
        ("b#0", "publisher", "against"),
        ("c#0", "publisher", "neutral"),
    )
    worst = evaluate(scores, gold).worst(2)

    assert ["c#0", "a#0"] == worst["paragraph"].tolist()
    assert [0.95, 0.9] == worst["sure"].round(2).tolist()


def test_missing_answers_are_counted(scores):
    """A label that no prediction answers is said, not dropped in silence."""
    gold = labelled(("a#0", "publisher", "neutral"), ("z#0", "publisher", "favor"))

    assert 1 == evaluate(scores, gold).missing


def test_split_by_voice(scores):
    """Each group has its own figures and its own number of labels."""
    gold = labelled(("b#0", "publisher", "against"), ("c#0", "publisher", "against"))
    voices = pd.DataFrame({"paragraph": ["b#0", "c#0"], "voice": ["reported", "mixed"]})
    table = evaluate(scores, gold).split(voices, "voice")
    own = table[table["measure"] == "f1_against"].set_index("voice")["figure"]

    assert {"mixed": 0.0, "reported": 1.0} == own.to_dict()


def test_interval_is_over_articles():
    """Labels of one article hang together, so one article gives no spread."""
    rows = [(f"a#{n}", "publisher", True, "favor", 0.9) for n in range(6)]
    gold = labelled(*[(f"a#{n}", "publisher", "favor") for n in range(3)])
    table = evaluate(scored(*rows), gold).figures

    assert (table["low"] == table["high"]).all()


def test_voices_have_their_own_labels():
    """Voices are compared with the voice layer of the same gold."""
    p = np.full((2, 5), 0.1) + 0.5 * np.eye(5)[:2]
    voices = pd.DataFrame(p, columns=[f"p_{name}" for name in VOICES])
    voices = voices.assign(paragraph=["a#0", "b#0"], voice=list(VOICES[:2]))
    gold = labelled(("a#0", None, "editorial"), ("b#0", None, "editorial"))
    found = evaluate(voices, gold.assign(layer="voice", target=None))

    assert ["editorial", "reported"] == found.rows["label"].tolist()
    assert pytest.approx(2 / 3) == figure(found, "f1_editorial")


def test_nothing_in_common(scores):
    """Gold of other paragraphs is one clear error."""
    with pytest.raises(InputError, match="no stance label of the gold"):
        evaluate(scores, labelled(("z#0", "publisher", "favor")))
