"""Nothing that stancebook does on its own reaches for the network."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ARTICLE, ROOT

GUARD = ROOT / "tests" / "guard"
# What a user does first, with the real models, in one process.
WORK = """
import stancebook as sb
from stancebook import cli_label, cli_report
from stancebook.doctor import examine

[getattr(sb, name) for name in sb.__all__]
cli_label.label(["dam.txt"], ["The dam should be filled."], output="out.jsonl")
cli_report.report(target=["The dam should be filled."], out="build")
assert not [one for one in examine() if one.wrong]
"""


def call(folder: Path, *words: str, before: tuple[str, ...] = ()) -> str:
    """Run Python behind the guard, and return what it tried to connect to."""
    tried = folder / "tried"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(GUARD), str(ROOT)]),
        "STANCEBOOK_TRIED": str(tried),
    }
    done = subprocess.run(
        [*before, sys.executable, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert 0 == done.returncode, done.stderr
    return tried.read_text("utf-8") if tried.exists() else ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an article, and a corpus of one."""
    (tmp_path / "dam.txt").write_text(ARTICLE)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "articles.jsonl").write_text(
        '{"article": "dam", "text": "The dam\\n\\nThe dam holds, said Ana Prus."}\n'
    )
    return tmp_path


def test_labels_and_a_report_need_no_network(folder: Path) -> None:
    """Where there is no network at all, all goes well, and nobody asks for one."""
    before = ("unshare", "-rn")  # a namespace with no network; else the guard alone
    if not shutil.which("unshare") or subprocess.run([*before, "true"]).returncode:
        before = ()
    tried = call(folder, "-c", WORK, before=before)

    assert "" == tried
    assert 3 == (folder / "out.jsonl").read_bytes().count(b"\n")
    assert (folder / "build" / "report.html").exists()


def test_the_guard_sees_who_tries(folder: Path) -> None:
    """Who asks for another machine is refused, and it is noted."""
    asks = "import socket, contextlib\nwith contextlib.suppress(OSError):\n"
    code = f"{asks} socket.create_connection(('192.0.2.1', 9), 1)"

    assert "192.0.2.1" in call(folder, "-c", code)


def test_the_suite_itself_is_guarded() -> None:
    """No test reaches another machine from this process."""
    with (
        socket.socket() as line,
        pytest.raises(OSError, match="a test wanted to connect"),
    ):
        line.connect(("192.0.2.1", 9))
