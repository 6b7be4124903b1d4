"""What is asked follows from the sample, the codebook and what others decided."""

from typing import Any

import pandas as pd
import pytest

import stancebook as sb
from stancebook.asking import lay_out
from stancebook.schema import InputError
from stancebook.votes import Votes
from tests.conftest import make_articles


@pytest.fixture
def paragraphs() -> pd.DataFrame:
    return sb.segment(
        make_articles(
            dam=["The Karadere dam", "It holds.", "It must go."],
            deal=["A grain deal and steel tariffs", "More."],
        )
    )


def vote(annotator: str, value: str, paragraph: str = "dam#0", **more: Any) -> Any:
    row = {"layer": "voice", "paragraph": paragraph, "target": None, "value": value}
    return {**row, "annotator": annotator, **more}


def ask(paragraphs: pd.DataFrame, codebook: Any, layers: Any, **more: Any) -> list[Any]:
    sample = more.pop("sample", paragraphs)
    return lay_out(sample, paragraphs, codebook, layers, **more)


def test_targets_are_those_that_the_article_mentions(
    paragraphs: pd.DataFrame, codebook: Any
) -> None:
    """An alias anywhere in the article asks for its target in each paragraph."""
    dam, deal = ask(paragraphs, codebook, ["stance"])

    assert {"karadere-dam"} == {unit.target for unit in dam.units}
    assert {"grain-agreement", "steel-tariffs"} == {unit.target for unit in deal.units}
    assert 3 == len(dam.units)


def test_named_targets_are_asked_everywhere(
    paragraphs: pd.DataFrame, codebook: Any
) -> None:
    """Whoever names targets gets them, and one that is not there is an error."""
    sheets = ask(paragraphs, codebook, ["stance"], targets=["baltic-arc"])

    assert {"baltic-arc"} == {unit.target for sheet in sheets for unit in sheet.units}
    with pytest.raises(InputError, match="no target 'dams'"):
        ask(paragraphs, codebook, ["stance"], targets=["dams"])


def test_the_sample_may_name_targets_itself(
    paragraphs: pd.DataFrame, codebook: Any
) -> None:
    """A column `targets` of the sample says what is asked of a paragraph."""
    sample = paragraphs.head(2).assign(targets=[["baltic-arc"], None])
    [sheet] = ask(paragraphs, codebook, ["stance"], sample=sample)

    assert ["baltic-arc", "karadere-dam"] == [unit.target for unit in sheet.units]


def test_the_whole_article_is_there_to_read(
    paragraphs: pd.DataFrame, codebook: Any
) -> None:
    """Paragraphs outside the sample are shown, and not asked."""
    [sheet] = ask(paragraphs, codebook, ["voice"], sample=paragraphs.iloc[[1]])

    assert [0, 1, 2] == [row["position"] for row in sheet.paragraphs]
    assert {"dam#1"} == sheet.asked == {unit.paragraph for unit in sheet.units}


def test_a_repeat_is_a_sheet_of_its_own(
    paragraphs: pd.DataFrame, codebook: Any
) -> None:
    """The same paragraph on another occasion is another question."""
    again = pd.DataFrame({"paragraph": ["dam#0", "dam#0"], "occasion": [0, 1]})
    sheets = ask(paragraphs, codebook, ["voice"], sample=again)

    assert [0, 1] == [unit.occasion for sheet in sheets for unit in sheet.units]


def test_a_paragraph_without_text_is_named(
    paragraphs: pd.DataFrame, codebook: Any
) -> None:
    """Nobody gets an empty question."""
    sample = pd.DataFrame({"paragraph": ["dam#0", "gone#7"]})

    with pytest.raises(InputError, match="the first is gone#7"):
        ask(paragraphs, codebook, ["voice"], sample=sample)


def test_only_what_is_disputed_is_adjudicated(
    paragraphs: pd.DataFrame, codebook: Any
) -> None:
    """Units on which all agree are not asked again, and a dispute is."""
    rows = [vote("ana", "mixed"), vote("ben", "reported")]
    rows += [vote(name, "mixed", "dam#1") for name in ("ana", "ben")]
    votes = Votes.read(pd.DataFrame(rows), 7)
    [sheet] = ask(paragraphs, codebook, ["voice"], votes=votes)

    assert ["dam#0"] == [unit.paragraph for unit in sheet.units]
    with pytest.raises(InputError, match="nothing to label"):
        ask(paragraphs, codebook, ["origin"], votes=votes)


CLAIM = {"layer": "claims", "start": 0, "end": 3}


def test_a_sheet_with_disputed_spans_alone_is_adjudicated(
    paragraphs: pd.DataFrame, codebook: Any
) -> None:
    """Articles whose spans all agree on are not asked again."""
    rows = [vote("ana", "fact", **CLAIM), vote("ben", "mixed")]
    rows += [vote(name, "mixed", "deal#0") for name in ("ana", "ben")]
    votes = Votes.read(pd.DataFrame(rows), 7)
    sheets = ask(paragraphs, codebook, ["voice", "claims"], votes=votes)

    assert ["dam"] == [sheet.article for sheet in sheets]


def test_an_adjudicator_is_asked_what_was_voted_on(
    paragraphs: pd.DataFrame, codebook: Any
) -> None:
    """Targets and holders are those of the votes, whatever would be asked today."""
    stance = {"layer": "stance", "target": "baltic-arc", "holder": "wire:TASS"}
    rows = [vote("ana", "favor", **stance), vote("ben", "against", **stance)]
    votes = Votes.read(pd.DataFrame(rows), 7)
    [sheet] = ask(paragraphs, codebook, ["stance"], votes=votes)

    assert [("baltic-arc", "wire:TASS")] == [
        (unit.target, unit.holder) for unit in sheet.units
    ]
