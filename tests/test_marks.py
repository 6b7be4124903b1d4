import pytest

from stancebook.marks import MARKS, is_run_together, measure_marks


def mark(text: str, name: str) -> float:
    return float(measure_marks(text)[MARKS.index(name)])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("credit_lead", "Source: Northern Wire"),
        ("lead_in_short", "As the Harbour Post reported:"),
        ("only_link", "https://example.org/2019/03/dam"),
        ("tweet_signed", "— Ana Lima (@analima) March 3, 2019"),
        ("photo_credit", "(Photo by Ana Lima/Getty Images)"),
        ("biography", "Ana Maria Lima is a fellow at the River Institute."),
        ("disclaimer", "The views expressed here are solely those of the author."),
        ("here_video", "Here’s a video of the launch:"),
        ("furniture", "Advertisement"),
        ("first_plural", "We have seen this before."),
        ("should", "The minister must resign."),
        ("dateline", "MOSCOW, March 3. /TASS/. The dam was filled."),
        ("agency", "BERLIN (Reuters) - The dam was filled."),
    ],
)
def test_mark_is_seen(name, text):
    """Each mark shows in a line that bears it, and not in plain narration."""

    assert mark(text, name) > 0
    assert mark("The reservoir filled slowly during the winter.", name) == 0


def test_first_person_inside_quotation_is_not_the_papers():
    """Whose "we" it is depends on the quotation marks."""

    assert mark("“We will not pay,” the envoy said.", "first_plural") == 0


def test_quoted_share():
    """A paragraph that is all quotation is quoted to the full."""

    assert mark("“We will not pay.”", "quoted") == 1.0


def test_measures_are_finite_for_any_text():
    """Nothing but a dot, or nothing at all, can be measured."""

    for text in ("", ".", "🚢", "\u200b", "a" * 5000):
        assert measure_marks(text).shape == (len(MARKS),)


HEADLINES = (
    "Minister opens new harbour terminal Fleet returns from northern exercise Grain "
    "prices fall for third week Parliament delays vote on fishing quotas"
)


def test_run_together_headlines():
    """Three headlines without stops between them are told from a sentence."""

    assert is_run_together(HEADLINES)


@pytest.mark.parametrize(
    "text",
    [
        HEADLINES + ".",
        "Minister opens new harbour terminal",
        "The minister who opened the harbour had said that it was the largest that "
        "they had ever built and that it would be in use before the end of the year",
    ],
)
def test_not_run_together(text):
    """A full stop, a single headline, or a sentence's small words speak against it."""

    assert not is_run_together(text)
