"""`stancebook licences` lists what may be passed on, and its status says if all may."""

import pytest

from stancebook import licences
from stancebook.licences import Licence
from tests.conftest import Run


def test_each_package_is_a_line(run: Run) -> None:
    """The core's packages are listed with their licences, and all are settled."""
    status, out, err = run("licences")
    lines = out.splitlines()

    assert (0, "") == (status, err)
    assert any(line.split()[:2] == ["permissive", "pandas"] for line in lines)
    assert any(line.split()[:3] == ["weak", "copyleft", "tld"] for line in lines)


def test_what_nobody_looked_at_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A licence that is not settled gives status 2, and steers no terminal."""
    found = [Licence("gull", "1", "GPL-3.0-only\x1b", "copyleft")]
    monkeypatch.setattr(licences, "list_licences", lambda extras: found)
    status, out, err = run("licences", "--extra", "train")

    assert 2 == status
    assert "GPL-3.0-only<U+001B>" in out
    assert "nobody has looked at the licences of gull." in err
