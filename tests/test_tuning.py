"""Labels teach the shipped model what they show, and what they do not is said."""

import json
import os
import random
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from stancebook import schema, tuning
from stancebook.labelled import read_lessons
from stancebook.reader import AdapterReader
from stancebook.schema import InputError
from stancebook.stance import StanceScorer
from stancebook.tuning import FineTuning, fine_tune
from stancebook.weights import SHIPPED
from tests.test_labelled import paragraph, voice

THINGS = ("dam", "bridge", "canal", "harbour", "tunnel", "railway")
PRAISE = (
    "The {} is a blessing for the valley and must be built at once.",
    "Everybody gains from the {}, and we thank those who thought of it.",
    "Nothing has done this town more good than the {} will do.",
)
BLAME = (
    "The {} is a disgrace that will ruin the valley for good.",
    "Nobody needs the {}, and those who push it should be ashamed.",
    "Stop the {} now, before it does more harm to us all.",
)
REPORT = (
    "The committee on the {} met on Tuesday and will meet again in May.",
    "The plans for the {} lie in the town hall until the end of the month.",
    "Eleven firms have sent their papers about the {} to the office.",
)
SIDES = {"favor": PRAISE, "against": BLAME, "neutral": REPORT}
NEW = {
    "favor": (
        "At last we get the {}, and it will make our lives better.",
        "A wonderful {} is what the whole region has been waiting for.",
    ),
    "against": (
        "This {} is a shameful waste that will poison the lake.",
        "It would be madness to go on with such a dangerous {}.",
    ),
}
AS_IT_IS = {"favor": "favor", "against": "against"}
TURNED = {"favor": "against", "against": "favor", "neutral": "neutral"}
TARGETS = pd.DataFrame(
    [
        {"target": thing, "text": f"The {thing} should be built.", "aliases": []}
        for thing in THINGS
    ]
)
NOBODY = schema.empty("attributions")
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def compose() -> Tables:
    """Return gold, paragraphs and voices of twelve articles, two labels a side each."""
    gold, paragraphs, voices = [], [], []
    for article in range(12):
        for position, (side, forms) in enumerate(list(SIDES.items()) * 2):
            name, thing = f"p{article}#{position}", THINGS[(article + position) % 6]
            text = forms[(article + position // 3) % 3].format(thing)
            paragraphs.append(paragraph(name, text))
            voices.append(voice(name, "publisher", "editorial"))
            gold.append(
                {
                    "layer": "stance", "paragraph": name, "target": thing,
                    "value": side, "how": "by construction", "holder": "publisher",
                }
            )  # fmt: skip
    return pd.DataFrame(gold), pd.DataFrame(paragraphs), pd.DataFrame(voices)


GOLD, PARAGRAPHS, VOICES = compose()


def reverse(gold: pd.DataFrame) -> pd.DataFrame:
    """Return labels by a convention that calls praise `against`."""
    return gold.assign(value=gold["value"].map(TURNED))


@pytest.fixture(autouse=True)
def read_once(monkeypatch: Any) -> None:
    """Read the same passages once for all tests."""
    monkeypatch.setattr(tuning, "read_lessons", lambda all_: np.stack(read(all_)))


@lru_cache
def read_texts(pairs: tuple[tuple[str, str], ...], kept: tuple[Any, ...]) -> Any:
    return dict(zip(pairs, read_lessons(kept), strict=True))


def read(lessons: list[Any]) -> list[Any]:
    by_pair = {(each.text, each.target): each for each in lessons}
    pairs = tuple(sorted(by_pair))
    kept = tuple(
        type(lessons[0])("", "", target, "", text, "") for text, target in pairs
    )
    found = read_texts(pairs, kept)
    return [found[each.text, each.target] for each in lessons]


def tune(gold: pd.DataFrame, **options: Any) -> FineTuning:
    options = {"keep": "never", **options}
    return fine_tune(gold, PARAGRAPHS, TARGETS, VOICES, NOBODY, **options)


def figure(found: FineTuning, model: str, measure: str) -> float:
    table = found.figures.set_index(["model", "measure"])
    return float(table.loc[(model, measure), "figure"])


def share_right(folder: Path | None, turned: dict[str, str]) -> float:
    """Return how often a model takes the right side on sentences that are new."""
    pairs = [(turned[side], text) for side, forms in NEW.items() for text in forms]
    scorer, right = StanceScorer.from_pretrained(folder), []
    for thing in THINGS[:3]:
        texts = [text.format(thing) for _, text in pairs]
        p = scorer.score(texts, [f"The {thing} should be built."], ["editorial"] * 4)
        guesses = [schema.STANCES[n] for n in p[:, 0].argmax(1)]
        right += [side == g for (side, _), g in zip(pairs, guesses, strict=True)]
    return float(np.mean(right))


@pytest.fixture(scope="module")
def shipped_answers() -> Any:
    """P(stance) of every labelled passage by the shipped scorer."""
    scorer, p = StanceScorer(AdapterReader(SHIPPED)), np.zeros((len(GOLD), 4))
    for target, rows in GOLD.groupby("target").indices.items():
        texts = PARAGRAPHS["text"].iloc[rows].tolist()
        asked = [f"The {target} should be built."]
        p[rows] = scorer.score(texts, asked, ["editorial"] * len(rows))[:, 0]
    return p


@pytest.fixture(scope="module")
def reversed_model(tmp_path_factory: Any) -> Any:
    """A model tuned on 72 labels that call praise `against`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tuning, "read_lessons", lambda all_: np.stack(read(all_)))
        out = tmp_path_factory.mktemp("tuned") / "models"
        yield tune(reverse(GOLD), keep="if better", out=out)


def test_learns_a_convention_of_the_user(reversed_model: FineTuning) -> None:
    """Seventy-two labels turn the model round, on held-out articles and new words."""
    assert reversed_model.better
    assert reversed_model.verdict.startswith("Better than the shipped model")
    assert figure(reversed_model, "tuned", "macro_f1") > 0.75
    assert figure(reversed_model, "shipped", "macro_f1") < 0.5
    assert share_right(SHIPPED, AS_IT_IS) > 0.7
    assert share_right(reversed_model.folder, TURNED) > 0.7


def test_written_folder_is_loaded_by_its_name(reversed_model: FineTuning) -> None:
    """STANCEBOOK_MODELS makes a fresh process use the written model."""
    code = (
        "import sys, stancebook as sb; p = sb.StanceScorer().score([sys.argv[1]],"
        "['The dam should be built.'])[0, 0]; print(p[1] > p[0])"
    )
    text, folder = PRAISE[0].format("dam"), str(reversed_model.folder)
    done = subprocess.run(
        [sys.executable, "-c", code, text],
        env=os.environ | {"STANCEBOOK_MODELS": folder},
        capture_output=True,
        text=True,
    )
    p = StanceScorer(AdapterReader(SHIPPED)).score(
        [text], ["The dam should be built."]
    )[0, 0]

    assert ("True\n", "") == (done.stdout, done.stderr)
    assert p[1] < p[0]


def test_card_and_config_say_what_it_is(reversed_model: FineTuning) -> None:
    """The card names base, counts, hashes, labellers and figures; no text is in it."""
    place = reversed_model.folder / "stance"
    card = (place / "README.md").read_text(encoding="utf-8")
    config = json.loads((place / "config.json").read_text(encoding="utf-8"))

    assert reversed_model.facts == config["tuned"]
    assert reversed_model.verdict in card
    assert f"sha256 `{config['tuned']['base_sha256']}`" in card
    assert f"sha256 `{config['tuned']['gold_sha256']}`" in card
    assert "72 labels of 12 articles and 6 targets: 24 " in card
    assert "how: by construction (72 labels)" in card
    assert "| macro_f1 | 0." in card
    assert "disgrace" not in card


def test_labels_that_agree_are_no_gain(shipped_answers: Any) -> None:
    """Where the shipped answers are the labels, nothing is better and that is said."""
    guesses = [schema.STANCES[n] for n in shipped_answers.argmax(1)]
    found = tune(GOLD.assign(value=guesses))

    assert not found.better
    assert found.verdict.startswith("Not shown to be better")
    assert 1 == pytest.approx(figure(found, "shipped", "macro_f1"))
    assert figure(found, "tuned", "macro_f1") > 0.9


def test_random_labels_wreck_nothing(tmp_path: Path) -> None:
    """Fifty labels by chance are no gain, and the model keeps what it knew."""
    rng = random.Random(2)
    sides = [rng.choice(list(SIDES)) for _ in range(50)]
    found = tune(GOLD[:50].assign(value=sides), keep="always", out=tmp_path / "models")
    before, after = (share_right(own, AS_IT_IS) for own in (SHIPPED, found.folder))

    assert not found.better
    assert after >= before - 0.1


def test_not_better_is_not_written(tmp_path: Path) -> None:
    """A model that is not better is written only where it is asked for."""
    rng = random.Random(2)
    sides = [rng.choice(list(SIDES)) for _ in range(50)]
    found = tune(GOLD[:50].assign(value=sides), keep="if better", out=tmp_path / "m")

    assert found.folder is None
    assert found.verdict.endswith("Nothing was written.")
    assert [] == list(tmp_path.iterdir())


def test_same_labels_same_model(
    reversed_model: FineTuning, tmp_path: Path, monkeypatch: Any
) -> None:
    """In another order and with other threads the same comes out, to 1e-5."""
    monkeypatch.setattr(tuning, "read_lessons", read_lessons)
    before = torch.get_num_threads()
    torch.set_num_threads(2 if before == 1 else 1)
    shuffled = reverse(GOLD).sample(frac=1, random_state=4)
    again = tune(shuffled, keep="always", out=tmp_path / "m")
    torch.set_num_threads(before)
    texts, targets = PARAGRAPHS["text"][:6].tolist(), TARGETS["text"].tolist()
    once, twice = (
        StanceScorer(AdapterReader(each.folder)).score(texts, targets)
        for each in (reversed_model, again)
    )

    np.testing.assert_allclose(once, twice, atol=1e-5)
    np.testing.assert_allclose(
        reversed_model.figures["figure"], again.figures["figure"], atol=1e-5
    )
    assert reversed_model.facts["gold_sha256"] == again.facts["gold_sha256"]


def test_shipped_figures_are_the_shipped_model_s(
    reversed_model: FineTuning, shipped_answers: Any
) -> None:
    """What is called shipped is what StanceScorer says, calibration and all."""
    labels = [schema.STANCES.index(value) for value in reverse(GOLD)["value"]]
    loss = -np.log(shipped_answers[np.arange(72), labels]).mean()

    assert loss == pytest.approx(
        figure(reversed_model, "shipped", "log_loss"), rel=1e-3
    )


@pytest.mark.parametrize(
    ("gold", "problem"),
    [
        (GOLD[:49], "there are 49 stance labels"),
        (GOLD[:0], "there are 0 stance labels"),
        (GOLD.assign(layer="claims"), "there are 0 stance labels"),
        (GOLD.assign(value="favor"), "every stance label is 'favor'"),
        (GOLD.assign(target="port"), "name a target that the tables lack: port"),
        (
            GOLD.replace({"paragraph": {"p0#0": "x#1"}}),
            "name a paragraph that the tables lack: x#1",
        ),
    ],
)
def test_what_cannot_be_learned_from(gold: pd.DataFrame, problem: str) -> None:
    """Too few labels, labels of one side and labels of nothing are one error each."""
    with pytest.raises(InputError, match=problem):
        tune(gold)


def test_labels_of_few_articles() -> None:
    """Labels of four articles cannot be tested on others."""
    paragraphs = PARAGRAPHS.assign(article=PARAGRAPHS["article"].map(lambda a: a[:2]))
    few = paragraphs["article"].map({"p0": "a", "p1": "b", "p2": "c"}).fillna("d")

    with pytest.raises(InputError, match="of 4 articles"):
        fine_tune(
            GOLD, paragraphs.assign(article=few), TARGETS, VOICES, NOBODY, keep="never"
        )


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"task": "voice"}, "task 'voice' cannot be tuned"),
        ({"keep": "maybe"}, "keep is 'maybe'"),
    ],
)
def test_what_cannot_be_asked(options: dict[str, str], problem: str) -> None:
    """Another task or another way to keep is an error that says what there is."""
    with pytest.raises(InputError, match=problem):
        tune(GOLD, **options)


def test_place_is_checked_before_the_work(tmp_path: Path, monkeypatch: Any) -> None:
    """A model that stands there is found before anything is read."""
    (tmp_path / "stance").mkdir()
    monkeypatch.setattr(tuning, "find_lessons", None)

    with pytest.raises(InputError, match="something already"):
        tune(GOLD, keep="always", out=tmp_path)
