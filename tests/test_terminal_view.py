"""An article at a terminal shows what was found, first in short and then in full."""

import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from stancebook.schema import STANCES, VOICES
from stancebook.terminal_view import print_labels, stance_bar


def row(text: str, **changes: Any) -> dict[str, Any]:
    """A labelled paragraph that is editorial and unrelated to its one target."""
    p = dict.fromkeys(STANCES, 0.0) | {"unrelated": 1.0}
    entry = {"target": "T.", "holder": "publisher", **p, "score": 0.0, "proposed": True}
    speaker = {"voice": "editorial", "voice_p": dict.fromkeys(VOICES, 0.2)}
    where = {"article": "a", "paragraph": 0, "text": text, "chain": ["publisher"]}
    return {**where, **speaker, "decided_by": "model", "stance": [entry], **changes}


def printed(*rows: dict[str, Any]) -> str:
    stream = io.StringIO()
    print_labels(rows, Console(file=stream, width=80, color_system=None))
    return stream.getvalue()


@given(st.floats(min_value=-1, max_value=1))
def test_bar_keeps_its_width(score: float) -> None:
    """A bar has one width for every score, and no more than ten blocks on one side."""
    bar = stance_bar(score)
    left, right = bar.split("│")

    assert 21 == len(bar)
    assert not (left.strip() and right.strip())


def test_view_says_what_decided() -> None:
    """Where a reprint decided, the view says so; where the model did, it does not."""
    reprint = row("One.", decided_by="reprint:wire-7")

    assert "(reprint:wire-7)" in printed(reprint)
    assert "model" not in printed(row("One."))


def test_view_says_what_a_caption_is() -> None:
    """What stood in no running text is marked; a plain paragraph is not."""

    assert "[caption]" in printed(row("One.", block="caption"))
    assert "[" not in printed(row("One.", block="text"))


def test_view_marks_proposed_targets() -> None:
    """A proposed target is listed as such, and an unrelated paragraph has no bar."""
    view = printed(row("One."))

    assert "T1 T. (proposed from the article's claims)" in view
    assert "unrelated" in view
    assert "│" not in view


def test_neutral_bar_is_pale() -> None:
    """A bar beside the word neutral is drawn otherwise than one beside a side."""
    entry: dict[str, Any] = {"target": "T.", "holder": "publisher", "proposed": False}
    shares = {"favor": 0.45, "against": 0.05, "neutral": 0.5, "unrelated": 0.0}
    neutral = printed(row("One.", stance=[{**entry, **shares, "score": 0.4}]))
    against = {**shares, "against": 0.9, "score": -0.45}
    taken = printed(row("One.", stance=[{**entry, **against}]))

    assert "│░░░░ " in neutral
    assert "█" not in neutral.partition("neutral")[2]
    assert " ████│" in taken


def test_view_without_targets() -> None:
    """A paragraph without any stance is shown with its voice alone."""
    assert " editorial  0.20  publisher" in printed(row("One.", stance=[]))


def test_view_begins_with_the_framing() -> None:
    """Each target has the mean of the page's own words, and of what it reports."""
    entry: dict[str, Any] = {"target": "T.", "holder": "publisher", "proposed": False}
    shares = {"favor": 0.1, "against": 0.8, "neutral": 0.1, "unrelated": 0.0}
    against = [{**entry, **shares, "score": -0.5}]
    rows = [
        row("One.", stance=against),
        row("Two.", stance=[{**against[0], "score": -0.7}]),
        row("Three.", voice="reported", stance=against),
        row("Four.", voice="reported"),
        row("Five.", voice="boilerplate", stance=against),
    ]
    head = printed(*rows).partition("Each paragraph:")[0]
    means = [" ".join(line.split()) for line in head.splitlines()[2:]]

    assert [
        "own framing, 2 paragraphs ██████│ -0.60",
        "what it reports, 1 paragraph █████│ -0.50",
    ] == means
