"""A page is told what it shows, and nothing that would tell who decided what."""

import stancebook as sb
from stancebook.asking import lay_out
from stancebook.sending import describe, send, summarize
from tests.conftest import make_articles


def test_an_event_goes_without_what_the_page_does_not_need() -> None:
    """Hash, time and a model's hidden label stay with the desk."""
    event = {"event": "event-01", "action": "set", "value": "mixed", "target": None}
    hidden = {"sha256": "0", "at": "now", "suggestion": "credit", "shown": False}

    assert {"event", "action", "value"} == set(send({**event, **hidden}))


def test_a_layer_comes_with_its_guidelines(codebook: sb.Codebook) -> None:
    """Definitions, tests and examples are at hand while one labels."""
    guide = describe(codebook.layers["voice"])

    assert ["editorial", "reported", "mixed", "credit", "boilerplate"] == [
        label["name"] for label in guide["labels"]
    ]
    assert all(label["definition"] and label["examples"] for label in guide["labels"])


def test_a_sheet_is_told_by_its_title_and_units(codebook: sb.Codebook) -> None:
    """A page counts what is open without opening every article."""
    paragraphs = sb.segment(make_articles(dam=["The Karadere dam", "More."]))
    [sheet] = lay_out(paragraphs.head(1), paragraphs, codebook, ["voice"])

    assert {
        "article": "dam",
        "title": "The Karadere dam",
        "asked": ["dam#0"],
        "units": [["voice", "dam#0", None, None, 0]],
    } == summarize(sheet)
