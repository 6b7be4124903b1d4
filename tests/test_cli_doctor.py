"""`stancebook doctor` says how things are, and its status tells if all is well."""

import pytest

from stancebook import doctor
from stancebook.doctor import Finding
from tests.conftest import Run


def test_status_tells_that_all_is_well(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The installation that runs these tests is well, with or without data."""
    for name in ("DEVICE", "MODELS", "PRECISION"):
        monkeypatch.delenv(f"STANCEBOOK_{name}", raising=False)
    status, out, err = run("doctor")
    states = {line.split()[0] for line in out.splitlines()}

    assert (0, "", {"ok", "none"}) == (status, err, states)
    assert "none   corpus             there is no folder 'corpus'. Name one" in out


def test_what_is_wrong_is_said_with_its_mend(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each finding is a line; a fault gives status 2; no name steers the terminal."""
    found = [Finding("torch", "2"), Finding("labels", "no \x1b", True, "Mend it.")]
    monkeypatch.setattr(doctor, "examine", lambda corpus, labels: found)
    status, out, err = run("doctor")
    lines = [
        "ok     torch              2",
        "wrong  labels             no <U+001B>. Mend it.",
    ]

    assert (2, lines) == (status, out.splitlines())
    assert "stancebook: 1 of 2 are wrong (labels). Each line says its mend.\n" == err


def test_a_named_folder_that_is_missing_is_wrong(run: Run) -> None:
    """Options reach the examination."""
    status, out, err = run("doctor", "--labels", "nowhere")

    assert 2 == status
    assert "there is no folder 'nowhere'" in out
    assert "(labels)" in err
