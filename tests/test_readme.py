"""What README says is so: its Python runs, its commands and files are there."""

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def test_python_is_short() -> None:
    """The first lesson is one block of about fifteen lines."""
    [code] = blocks("python")
    lines = [line for line in code.splitlines() if line.strip()]

    assert len(lines) <= 15


def test_python_runs() -> None:
    """The Python of README runs as it stands, from the root of the project."""
    [code] = blocks("python")
    proof = "\nassert '<' in view._repr_html_() and len(scores) > 0"
    done = subprocess.run(
        [sys.executable, "-c", code + proof], cwd=ROOT, capture_output=True, text=True
    )

    assert (0, "") == (done.returncode, "" if done.returncode == 0 else done.stderr)
    assert "voice" in done.stdout


def test_commands_exist() -> None:
    """Each make target and each command that README names is there."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(
        re.findall(r"\bmake (run|test|check|train|evaluate|bench|\w+)\b`", README)
    )
    commands = set(re.findall(r"stancebook (label|add|report|\w+)\b[^`\n]*`", README))
    cli = (ROOT / "stancebook" / "cli.py").read_text(encoding="utf-8")

    assert set() == {target for target in targets if f"\n{target}:" not in makefile}
    assert set() == {command for command in commands if f"def {command}(" not in cli}
    assert {"evaluate", "bench"} <= targets
    assert {"label", "add", "report"} <= commands


@pytest.mark.parametrize("link", re.findall(r"\]\(([^):]+)\)", README))
def test_links_lead_somewhere(link: str) -> None:
    """Every link within the project leads to a file or a folder."""
    assert (ROOT / link).exists()
