import json
import random
from collections import Counter

import pytest

from recipes import stance
from recipes.composed import compose
from recipes.composed_claims import compose_sentences
from recipes.composed_news import compose_documents
from recipes.stance import BLAME, MASK, PRAISE, TURNED, Row


def test_packing_keeps_every_question():
    """Questions are grouped by text, eight at the most, and none is lost."""
    rows = [Row("x", text, f"t{n}", "favor") for n in range(11) for text in "ab"]
    packs = stance._pack(rows, random.Random(1))

    assert sorted(rows, key=repr) == sorted((r for p in packs for r in p), key=repr)
    assert [3, 3, 8, 8] == sorted(map(len, packs))
    assert all(len({row.text for row in pack}) == 1 for pack in packs)


def test_hidden_name_is_hidden_everywhere():
    """A masked name stands neither in the text nor as the target."""
    row = stance.mask(Row("x", "Ana Ruiz won. Ruiz smiled.", "Ana Ruiz", "favor"))

    assert (f"{MASK} won. {MASK} smiled.", MASK) == (row.text, row.target)


@pytest.mark.parametrize("label", ["favor", "against", "neutral"])
def test_sentence_about_a_name_keeps_the_side(label):
    """Who is favoured is right; that he is wrong is what such a text is against."""
    rows = [
        stance._as_sentence(Row("x", "A text.", "Ruiz", label), random.Random(seed))
        for seed in range(40)
    ]
    praise = {
        row.label for row in rows if row.target in [p.format("Ruiz") for p in PRAISE]
    }
    blame = {
        row.label for row in rows if row.target in [b.format("Ruiz") for b in BLAME]
    }

    assert ({label}, {TURNED.get(label, label)}) == (praise, blame)


def test_denied_sentence_turns_the_side():
    """Who favours a sentence is against its denial; a name has none."""
    target = "The valley should build the dam."
    denied = stance._deny(Row("x", "A text.", target, "favor"))
    name = Row("x", "A text.", "Ana Ruiz", "favor")

    assert ("The valley should not build the dam.", "against") == (
        denied.target,
        denied.label,
    )
    assert (denied, name) == (stance._deny(denied), stance._deny(name))


def test_composed_passages_teach_every_side():
    """Each label is there, on targets as they are and turned round, and seeded."""
    rows = compose(600, seed=3)
    count = Counter((label, " not " in target) for _, target, label in rows)

    assert rows == compose(600, seed=3)
    assert {"favor", "against", "neutral", "unrelated"} == {label for label, _ in count}
    assert all(count[label, True] > 15 for label in ("favor", "against"))
    assert all("{" not in text for text, _, _ in rows)


def test_composed_attributions_are_where_they_say():
    """Spans of composed news lie in the text, in order, and name all three roles."""
    documents = compose_documents(300, seed=4)
    spans = [
        (document["text"], role, span)
        for document in documents
        for attribution in document["attributions"]
        for role, own in attribution.items()
        for span in own
    ]

    assert {"source", "cue", "content"} == {role for _, role, _ in spans}
    assert all(text[a:b] == text[a:b].strip() != "" for text, _, (a, b) in spans)
    assert any(not document["attributions"] for document in documents)
    assert documents == compose_documents(300, seed=4)


def test_composed_sentences_are_balanced():
    """Each label comes as often as the other, without a hole left unfilled."""
    rows = compose_sentences(400, seed=4)
    counts = Counter((head, label) for head, _, label in rows)

    assert {100} == set(counts.values())
    assert 4 == len(counts)
    assert [] == [text for _, text, _ in rows if "{" in text]


def test_own_labels_are_labels_alone():
    """Labels of our own hold an id, targets that we wrote, and none of the text."""
    lines = stance.OWN_LABELS.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]

    assert len({record["id"] for record in records}) == len(records) >= 100
    assert {("id", "targets")} == {tuple(sorted(record)) for record in records}
    for record in records:
        own = record["targets"]
        assert {("labels", "text")} == {tuple(sorted(target)) for target in own}
        assert 1 == len({len(target["labels"]) for target in own})
        assert set("".join(target["labels"] for target in own)) <= set(stance.LETTERS)
        assert all(len(target["text"].split()) <= 30 for target in own)
