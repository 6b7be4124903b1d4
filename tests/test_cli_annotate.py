"""The page opens from a shell, and what is labelled there is on the disk."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from stancebook.desk import Desk
from stancebook.labels import read_annotations
from tests.conftest import DAM, ROOT, Run

CODEBOOK = str(ROOT / "labels" / "codebook.toml")


def test_annotate_serves_a_page_that_saves(article: str, tmp_path: Path) -> None:
    """The command prints an address; what is sent there with its token is saved."""
    code = "from stancebook.cli import main; main()"
    options = ["--annotator", "ana", "--codebook", CODEBOOK, "--save-to", "mine"]
    running = subprocess.Popen(
        [sys.executable, "-c", code, "annotate", article, *options],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout
    address, _, token = running.stdout.readline().strip().partition("#")
    unit = {"layer": "voice", "paragraph": "dam#1", "value": "mixed"}
    event = {"event": "event-01", "action": "set", **unit}
    request = urllib.request.Request(
        f"{address}answer",
        json.dumps({"kind": "save", "events": [event]}).encode(),
        {"X-Token": token},
    )
    with urllib.request.urlopen(request, timeout=10) as reply:
        kind = json.load(reply)["kind"]
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=20)

    assert ("saved", 130) == (kind, running.returncode)
    assert "Traceback" not in said
    assert ["mixed"] == read_annotations(tmp_path / "mine")["value"].tolist()


def test_annotate_asks_stance_on_the_targets_given(
    run: Run, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `--target`, that sentence takes the place of the codebook's targets."""
    desks: list[Desk] = []

    def keep(desk: Desk, port: int) -> Any:
        desks.append(desk)
        raise KeyboardInterrupt

    monkeypatch.setattr("stancebook.server.Server", keep)
    given = ["--annotator", "ana", "--codebook", CODEBOOK, "--target", DAM]
    run("annotate", article, *given, "--save-to", "mine")
    page = desks[0].page

    assert [{"target": DAM, "text": DAM}] == page["targets"]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--annotator", "../ana"], "no name for an annotator"),
        (["--annotator", "ana", "--codebook", "none.toml"], "no such codebook"),
        (["--annotator", "ana", "--assignments", "none"], "no such table"),
    ],
)
def test_annotate_stops_before_it_serves(
    run: Run, article: str, options: list[str], problem: str
) -> None:
    """A wrong name or file costs one line, and no folder is made."""
    own = [] if "--codebook" in options else ["--codebook", CODEBOOK]
    status, out, err = run("annotate", article, *options, *own, "--save-to", "mine")

    assert (2, "", 1) == (status, out, err.count("\n"))
    assert problem in err
    assert not Path("mine").exists()
