"""A person at a terminal reads what is there, and nothing that hides."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebook.terminal import say, show_characters, track, wait_for


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


def test_message_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A message is one line whatever it quotes."""
    say("the file a\nb\x1b is empty")

    assert "stancebook: the file a b<U+001B> is empty\n" == capsys.readouterr().err


def test_track_passes_everything_on(capsys: pytest.CaptureFixture[str]) -> None:
    """Off a terminal, tracking changes nothing and says nothing."""
    parts: list[dict[str, Any]] = [{"articles": [1, 2]}, {"articles": [3]}]

    assert parts == list(track(parts, [1, 2, 3]))
    assert ("", "") == tuple(capsys.readouterr())


def test_waiting_passes_everything_on(capsys: pytest.CaptureFixture[str]) -> None:
    """Off a terminal, waiting changes nothing and says nothing."""

    assert ["a", "b"] == list(wait_for(iter(["a", "b"])))
    assert ("", "") == tuple(capsys.readouterr())


def test_waiting_shows_a_sign_of_life(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At a terminal something is said before the first part is there."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    said = []

    def parts() -> Iterator[str]:
        said.append(capsys.readouterr().err)
        yield "a"

    list(wait_for(parts()))

    assert "Reading ..." in said[0]
