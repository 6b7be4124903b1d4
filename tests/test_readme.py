"""What README says is so: its Python runs, its commands and files are there."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.main import get_command

import stancebook as sb
from stancebook.article import METADATA
from stancebook.cli import app
from stancebook.pipeline import STEPS, label_rows, run_pipeline
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
    there = {command.name for command in app.registered_commands}

    assert set() == {target for target in targets if f"\n{target}:" not in makefile}
    assert set() == commands - there
    assert {"evaluate", "bench"} <= targets
    assert {"label", "add", "report"} <= commands


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=str)
def test_docs_name_what_is_there(page: Path) -> None:
    """Each public name, and each command with its options, that a page uses exists."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    commands = get_command(app).commands
    calls = re.findall(r"\bstancebook (\w+) ([^`\n]*)", text)
    options = {
        (name, option)
        for name, rest in calls
        if name in commands
        for option in re.findall(r"--[a-z-]+", rest)
    }
    known = {
        (name, option)
        for name, command in commands.items()
        for parameter in command.params
        for option in parameter.opts
    }

    assert [] == [n for n in re.findall(r"\bsb\.(\w+)", text) if not hasattr(sb, n)]
    assert set() == options - known


@pytest.mark.parametrize("link", re.findall(r"\]\(([^):]+)\)", README))
def test_links_lead_somewhere(link: str) -> None:
    """Every link within the project leads to a file or a folder."""
    assert (ROOT / link).exists()


def keys_of(value: Any) -> set[str]:
    """All keys of a row that `label` writes, and of what is listed in it."""
    if isinstance(value, list):
        return set().union(*map(keys_of, value))
    if not isinstance(value, dict):
        return set()
    inner = {key: own for key, own in value.items() if key != "voice_p"}
    return set(value).union(*map(keys_of, inner.values()))


@pytest.mark.usefixtures("fake_models")
def test_docs_name_every_key(two_articles: pd.DataFrame) -> None:
    """Each key that is read or written, and each table, stands in docs/tables.md."""
    docs = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    targets = pd.DataFrame([{"target": "dam", "text": "The dam.", "aliases": []}])
    rows = list(label_rows(run_pipeline(two_articles, targets)))
    named = {word for words in re.findall(r"`([^`]+)`", docs) for word in words.split()}
    read = {"article", "text", "paragraphs", "targets", *METADATA}

    assert set() == {*keys_of(rows), *read, *STEPS} - named
    assert set(rows[0]) <= set(re.findall(r"`(\w+)`", README))


def test_weights_are_said_to_be_for_research() -> None:
    """While the default models' cards say `research`, README's Rights do too."""
    cards = (ROOT / "stancebook" / "models" / "research").glob("*/README.md")
    texts = [card.read_text(encoding="utf-8") for card in cards]
    rights = README.split("## Rights")[1]

    assert [True] * 4 == ["**Weights:** `research`" in text for text in texts]
    assert "`research` weights" in rights


def test_labels_folder_holds_what_it_lists() -> None:
    """Each file, or folder, that labels/README.md lists is kept by git."""
    text = (ROOT / "labels" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([^`]+)` \|", text.split("## ")[0], re.MULTILINE)
    done = subprocess.run(
        ["git", "ls-files", "labels"], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip("this is not a git work tree")

    kept = [Path(line) for line in done.stdout.splitlines()]
    kept += [parent for path in kept for parent in path.parents]

    assert listed
    assert all((ROOT / "labels" / name).exists() for name in listed)
    assert {Path("labels") / name for name in listed} <= set(kept)
