import numpy as np
import pandas as pd
import pytest

from stancebook import schema
from stancebook.schema import STANCES, InputError
from stancebook.stance import StanceScorer, score_stance
from stancebook.voice import separate_voices

TARGETS = pd.DataFrame(
    {
        "target": ["dam", "port"],
        "text": ["The valley should build the dam.", "The city should sell the port."],
        "aliases": [[], []],
    }
)
AGAINST = "The dam is a disgrace. It will ruin the valley and must never be built."
FOR = "The dam is a blessing. It will save the valley, and it must be built at once."


def table(*rows: tuple[str, str, str, list[str]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return paragraphs and voices from text, voice, holder and chain."""
    ids = [f"a#{n}" for n in range(len(rows))]
    texts, voices, holders, chains = zip(*rows, strict=True)
    return (
        pd.DataFrame({"paragraph": ids, "article": "a", "text": texts}),
        pd.DataFrame(
            {"paragraph": ids, "voice": voices, "holder": holders, "chain": chains}
        ),
    )


@pytest.fixture(scope="module")
def scorer() -> StanceScorer:
    return StanceScorer()


def test_for_and_against(scorer):
    """A passage for a target scores above one against it."""
    scores = scorer.score([FOR, AGAINST], TARGETS["text"][:1].tolist())[:, 0]

    assert scores[0, 0] > scores[0, 1]
    assert scores[1, 1] > scores[1, 0]


def test_probabilities_add_to_one(scorer):
    """Four probabilities a text and target, which add to one."""
    p = scorer.score([FOR, "", "🚢"], TARGETS["text"].tolist())

    assert p.shape == (3, 2, 4)
    np.testing.assert_allclose(p.sum(-1), 1)


def test_one_target_or_many(scorer):
    """A target gets the same score alone and among others."""
    targets = TARGETS["text"].tolist()
    many = scorer.score([FOR], targets)[:, :1]

    np.testing.assert_allclose(scorer.score([FOR], targets[:1]), many, atol=1e-4)


def test_order_and_holders(scorer):
    """For each target the paragraph's own voice comes first, then its chain."""
    paragraphs, voices = table(
        (AGAINST, "reported", "source:Lima", ["publisher", "wire:TASS", "source:Lima"])
    )
    scores = score_stance(paragraphs, TARGETS, voices, scorer=scorer)

    assert ["source:Lima", "publisher", "wire:TASS"] * 2 == scores["holder"].tolist()
    assert [True, False, False] * 2 == scores["innermost"].tolist()
    assert ["dam"] * 3 + ["port"] * 3 == scores["target"].tolist()
    assert len(schema.check(scores, "scores")) == 6


def test_who_passes_on_takes_no_side(scorer):
    """An agency that only quotes is neutral, as far as the paragraph bears on it."""
    paragraphs, voices = table(
        (AGAINST, "reported", "source:Lima", ["publisher", "wire:TASS", "source:Lima"])
    )
    own, *rest = score_stance(
        paragraphs, TARGETS[:1], voices, scorer=scorer
    ).itertuples()

    for entry in rest:
        assert (0, 0, 0) == (entry.favor, entry.against, entry.score)
        assert entry.unrelated == pytest.approx(own.unrelated)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_nobody_is_no_holder(scorer, missing):
    """An attribution without a name, however a table says so, has no holder."""
    text = f"{AGAINST} “Never,” he said."
    paragraphs, voices = table((text, "editorial", "publisher", ["publisher"]))
    spans = {
        "content": [{"start": 72, "end": 78, "text": "Never,"}],
        "cue": [{"start": 83, "end": 87, "text": "said"}],
        "source": [{"start": 80, "end": 82, "text": "he"}],
    }
    row = {"paragraph": "a#0", **spans, "source_name": missing, "parent": missing}
    scores = score_stance(
        paragraphs, TARGETS[:1], voices, pd.DataFrame([row]), scorer=scorer
    )

    assert ["publisher"] == scores["holder"].tolist()


@pytest.mark.parametrize("voice", ["credit", "boilerplate"])
def test_credits_and_furniture_take_no_side(scorer, voice):
    """A line of furniture bears on nothing, whatever its words."""
    paragraphs, voices = table((AGAINST, voice, "publisher", ["publisher"]))
    scores = score_stance(paragraphs, TARGETS, voices, scorer=scorer)

    assert [1.0, 1.0] == scores["unrelated"].tolist()


def test_nothing_to_score():
    """Without paragraphs or targets there is an empty table, and no model is loaded."""
    paragraphs, voices = table((FOR, "editorial", "publisher", ["publisher"]))

    assert score_stance(paragraphs, TARGETS[:0], voices).empty
    assert score_stance(paragraphs[:0], TARGETS, voices[:0]).empty


def test_long_passage_is_read_to_its_end(scorer):
    """What stands behind the length that the encoder reads counts as well."""
    target = TARGETS["text"][:1].tolist()
    idle = "The river froze in the north and boats were left on the ice. " * 30
    against, favor = (
        scorer.score([idle + f"{tail} " * 30], target)[0, 0] for tail in (AGAINST, FOR)
    )

    assert against[1] > favor[1] + 0.1
    assert favor[0] > against[0] + 0.1


class Parrot:
    """A reader that says what it was told to say, whatever it reads."""

    def __init__(self, says):
        self.says, self.heard = says, []

    def read(self, passages, targets):
        self.heard += [(each.text, each.kind, each.holder) for each in passages]
        return np.tile(self.says, (len(passages), len(targets), 1))


def test_any_reader_will_do():
    """A scorer hands passages, with voice and holder, to whoever reads for it."""
    parrot = Parrot([0.5, 0.25, 0.25, 0.0])
    paragraphs, voices = table((FOR, "editorial", "publisher", ["publisher"]))
    scores = score_stance(paragraphs, TARGETS, voices, scorer=StanceScorer(parrot))

    assert [0.25, 0.25] == scores["score"].tolist()
    assert [(FOR, "editorial", "publisher")] == parrot.heard


@pytest.mark.parametrize("says", [[0.5, 0.5], [1, 1, 1, 1], [np.nan] * 4])
def test_reader_that_gives_no_probabilities(says):
    """What does not add up to one, or is not four, goes into no table."""
    with pytest.raises(InputError, match="Parrot did not give four probabilities"):
        StanceScorer(Parrot(says)).score([FOR], ["the dam"])


def test_nothing_asks_nobody():
    """Without texts or targets nobody is asked."""
    parrot = Parrot([1, 0, 0, 0])

    assert (0, 1, 4) == StanceScorer(parrot).score([], ["the dam"]).shape
    assert (1, 0, 4) == StanceScorer(parrot).score([FOR], []).shape
    assert [] == parrot.heard


def test_article_about_something_else_is_unrelated():
    """A target that nothing in an article comes near is no target of its voices."""
    texts = [
        "Dam at Karadere to be filled in spring",
        "The council must be stopped, for this reservoir will drown our valley.",
        "It is a shame and a crime to fill it.",
        "Farmers downstream fear that the river will run dry in summer.",
    ]
    rows = pd.DataFrame(
        {"paragraph": [f"a#{n}" for n in range(4)], "article": "a", "text": texts}
    ).assign(position=range(4), outlet=None)
    sentences = [
        "Measles vaccination should be compulsory.",
        "The dam should be built.",
    ]
    targets = pd.DataFrame({"target": ["far", "near"], "text": sentences})
    scores = score_stance(rows, targets, separate_voices(rows))
    labels = scores[list(STANCES)].idxmax(axis=1)
    far = scores["target"] == "far"

    assert {"unrelated"} == set(labels[far])
    assert "against" in set(labels[~far])
    assert set(scores["decided_by"]) <= {"model", "rule:topic", "rule:passes-on"}
    np.testing.assert_allclose(scores[list(STANCES)].sum(axis=1), 1)


@pytest.mark.parametrize("kept", [slice(1), slice(1, None)])
def test_voices_of_other_paragraphs_are_refused(kept):
    """Voices and paragraphs that are not about the same ones are an error."""
    paragraphs, voices = table(
        ("One.", "editorial", "publisher", ["publisher"]),
        ("Two.", "editorial", "publisher", ["publisher"]),
    )
    with pytest.raises(InputError, match="not about the same paragraphs"):
        score_stance(paragraphs, TARGETS, voices[kept])
    with pytest.raises(InputError, match=r"in one of them alone.*separate_voices"):
        score_stance(paragraphs[kept], TARGETS, voices)
