"""Tests of stancebook.methods: each number in the text is one of the tables."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from stancebook.methods import describe_methods
from stancebook.schema import InputError
from stancebook.weights import identify_model

HOSTILE = "<img src=x onerror=alert(1)>\n# [Gull](javascript:alert(1))"


def make_study() -> dict[str, Any]:
    """Ten paragraphs of two articles; six were drawn from two strata, and labelled."""
    names = [f"{article}#{n}" for article in "ab" for n in range(5)]
    paragraphs = pd.DataFrame({"paragraph": names, "article": [n[0] for n in names]})
    paragraphs["outlet"] = ["Gull"] * 5 + ["Heron"] * 5
    sample = paragraphs.iloc[[0, 1, 2, 3, 5, 6]].copy()
    sample["stratum"] = sample["outlet"]
    sample["probability"] = [0.8] * 4 + [0.4] * 2
    drawn = list(sample["paragraph"])
    gold = pd.DataFrame({"paragraph": [*drawn, *drawn[:3], "b#4"]})
    gold["layer"] = ["voice"] * 6 + ["stance"] * 4
    gold["how"] = ["vote of ana and ben"] * 9 + ["not of the sample"]
    estimates = pd.DataFrame(
        {
            "target": ["dam", "dike", "lock"],
            "term": "gap",
            "estimate": [-0.714, 0.25, None],
            "low": [-1.216, -0.5, None],
            "high": [-0.212, 1.0, None],
            "naive": [0.101, None, None],
            "labelled_only": [-0.653, 0.3, None],
            "labelled": [31, 17, 4],
            "n": [284, 284, 284],
        }
    )
    return {
        "paragraphs": paragraphs,
        "sample": sample,
        "gold": gold,
        "estimates": estimates,
        "codebook_version": "1.1",
        "model": "a model",
    }


def describe(**given: Any) -> str:
    """Describe the study, with some of it changed."""
    return describe_methods(**{**make_study(), **given})


def test_corpus() -> None:
    """Paragraphs, articles, outlets and dates are those of the tables."""
    published = ["2020-03-01", "2019-11-30T10:00:00Z"]
    articles = pd.DataFrame({"article": ["a", "b"], "published": published})
    text = describe(articles=articles)

    assert text.startswith(
        "The corpus has 10 paragraphs of 2 articles from 2 outlets, published from "
        "2019-11-30 to 2020-03-01."
    )


def test_sample() -> None:
    """Size, strata, probabilities and seed are told."""
    assert (
        "Of these, 6 (60.0%) were drawn to be labelled, by chance and with known "
        "probabilities, from 2 strata (Gull: 4 at 0.80; Heron: 2 at 0.40); "
        "the seed was 11."
    ) in describe(seed=11)


def test_many_strata_are_summed_up() -> None:
    """Of more strata than one can read, the number and the range are told."""
    sample = pd.DataFrame(
        {
            "paragraph": [f"a#{n}" for n in range(10)],
            "stratum": [f"s{n}" for n in range(10)],
            "probability": [n / 10 + 0.1 for n in range(10)],
        }
    )

    assert "from 10 strata (0.10 to 1.00)." in describe(sample=sample)


def test_labels_of_the_sample_alone() -> None:
    """Only labels of sampled paragraphs are counted, by layer, with how they came."""
    text = describe()

    assert (
        "The sample has 6 labels of voice and 3 labels of stance, by version 1.1 of "
        "the codebook. How 9 of them were made: vote of ana and ben."
    ) in text
    assert "language model made" not in text


def test_labels_of_a_language_model_are_called_that() -> None:
    """Where `how` says that a language model labelled, the text counts it."""
    gold = make_study()["gold"].assign(how="read by a language model")

    assert "A language model made 9 of these 9 labels." in describe(gold=gold)


def test_annotators() -> None:
    """Their number, those that are language models, and what they saw are told."""
    annotations = pd.DataFrame(
        {"annotator": ["ana", "ana", "model-reader-1"], "shown": [True, False, None]}
    )
    text = describe(annotations=annotations)

    assert "2 annotators made 3 annotations: ana and model-reader-1; 1 of them" in text
    assert "on view in 1 of these decisions." in text


def test_agreement() -> None:
    """Alpha of all annotators stands with its interval; what is undefined says so."""
    rows = [
        ("voice", "all", "nominal", "alpha", 0.912, 0.87, 0.95),
        ("stance", "all", "ordinal", "alpha", None, None, None),
        ("voice", "pair", "nominal", "alpha", 0.5, 0.4, 0.6),
        ("voice", "all", "nominal", "kappa", 0.6, 0.4, 0.7),
    ]
    columns = ["layer", "scope", "level", "coefficient", "figure", "low", "high"]
    text = describe(agreement=pd.DataFrame(rows, columns=columns))

    assert (
        "95% intervals: voice (nominal): 0.91 (0.87 to 0.95); stance (ordinal): "
        "undefined."
    ) in text
    assert "Krippendorff, K. (2004)" in text
    assert "Krippendorff" not in describe()


def test_estimates() -> None:
    """Each estimate stands with its interval, the two beside it and its labels."""
    lines = [line for line in describe().splitlines() if line.startswith("- d")]

    assert [
        "- dam, gap: −0.71 (95% CI −1.22 to −0.21; naive 0.10; labelled only −0.65; "
        "31 labelled of 284).",
        "- dike, gap: 0.25 (95% CI −0.50 to 1.00; labelled only 0.30; "
        "17 labelled of 284).",
    ] == lines
    assert "- 1 more had no estimate." in describe()


def test_rows_without_an_estimate_say_why() -> None:
    """Of rows that came out empty, each reason is told, and how many have it."""
    estimates = make_study()["estimates"].assign(undefined=None)
    estimates.loc[2, "undefined"] = "undefined because nothing varies"
    lines = describe(estimates=estimates).splitlines()

    assert "  - 1 of them: undefined because nothing varies." in lines
    assert "undefined" not in describe()


def test_no_number_from_nowhere() -> None:
    """Every number of the paragraphs before the references is one of the study."""
    text = describe().partition("References:")[0]
    found = set(re.findall(r"−?\d+(?:\.\d+)?", text))
    study = {"10", "2", "6", "60.0", "4", "0.80", "0.40", "3", "9", "1.1", "284"}
    estimates = {"−0.71", "−1.22", "−0.21", "0.10", "−0.65", "31"}
    estimates |= {"0.25", "−0.50", "1.00", "0.30", "17", "1"}

    assert found == study | estimates | {"95", "2023", "2024"}


def test_population_of_the_interval() -> None:
    """Whether an interval is about just these paragraphs is said as it was asked."""
    assert "about just these paragraphs" in describe(finite=True)
    assert "about the outlets, whose articles are a draw" in describe()


def test_model_is_named_by_its_hash() -> None:
    """Without a name, the weights in use stand in the text by version and hash."""
    named = identify_model()

    assert re.search(r"stance weights research, SHA-256 [0-9a-f]{12}…", named)
    assert f"All paragraphs were scored by {named}." in describe(model=None)


def test_hostile_names_are_text() -> None:
    """A stratum, annotator, target or way that holds mark-up is shown, and no more."""
    study = make_study()
    text = describe(
        sample=study["sample"].assign(stratum=["x"] * 3 + [HOSTILE] * 3),
        gold=study["gold"].assign(how=HOSTILE),
        estimates=study["estimates"].assign(target=HOSTILE),
        annotations=pd.DataFrame({"annotator": [HOSTILE]}),
        model=HOSTILE,
    )

    assert "<img" not in text
    assert "\n# " not in text
    assert not re.search(r"(?<!\\)\[Gull\]", text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"gold": make_study()["gold"].tail(1)}, "has a label of voice or stance"),
        ({"sample": pd.DataFrame({"paragraph": ["a#0"]})}, "lacks the column stratum"),
        ({"estimates": [0.5]}, "`estimates` is a list, no table"),
        ({"articles": pd.DataFrame({"article": ["a"]})}, "lacks the column published"),
    ],
)
def test_what_cannot_be_described(change: dict[str, Any], said: str) -> None:
    """A table that lacks what is told from it is one clear error."""
    with pytest.raises(InputError, match=said):
        describe(**change)
