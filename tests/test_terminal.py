"""A person at a terminal reads what is there, and nothing that hides."""

import io
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from stancebook.schema import STANCES, VOICES
from stancebook.terminal import print_labels, say, show_characters, stance_bar, track


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


@given(st.text())
def test_no_control_reaches_the_terminal(text: str) -> None:
    """Whatever a text holds, what is shown has no control but line end and tab."""
    shown = show_characters(text)
    kinds = {unicodedata.category(sign) for sign in shown if sign not in "\n\t\u00ad"}

    assert {"Cc", "Cs"}.isdisjoint(kinds)


@pytest.mark.parametrize("sign", "\x1b\x9b\u200b\u202e\u2066\ufeff\u061c\U000e0041\r")
def test_hidden_character_is_named(sign: str) -> None:
    """Signs that hide, turn or steer are shown by their number."""
    assert f"a<U+{ord(sign):04X}>b" == show_characters(f"a{sign}b")


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
    assert "█" not in neutral
    assert " ████│" in taken


def test_view_without_targets() -> None:
    """A paragraph without any stance is shown with its voice alone."""
    assert " editorial  0.20  publisher" in printed(row("One.", stance=[]))


def test_message_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A message is one line whatever it quotes."""
    say("the file a\nb\x1b is empty")

    assert "stancebook: the file a b<U+001B> is empty\n" == capsys.readouterr().err


def test_track_passes_everything_on(capsys: pytest.CaptureFixture[str]) -> None:
    """Off a terminal, tracking changes nothing and says nothing."""
    parts: list[dict[str, Any]] = [{"articles": [1, 2]}, {"articles": [3]}]

    assert parts == list(track(parts, [1, 2, 3]))
    assert ("", "") == tuple(capsys.readouterr())
