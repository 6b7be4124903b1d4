"""The command line keeps its contract, and a user's mistake costs one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from stancebook import cli
from tests.conftest import Run

COMMANDS = get_command(cli.app).commands


@pytest.mark.parametrize(
    "arguments",
    [
        ("label", "no_such_file.txt"),
        ("label", "dam.txt", "--target", " "),
        ("label", "dam.txt", "--target", "word " * 2000),
        ("label", "dam.txt", "-o", "no_such_folder/out.jsonl"),
        ("label", "dam.txt", "-o", "."),
        ("label", "dam.txt", "-o", "/dev/null"),
        ("label", "dam.txt", "--no-such-option"),
        ("label", "dam.txt", "--target"),
        ("label",),
        ("no-such-command",),
        ("add", "dam.txt", "--corpus", "no_such_folder"),
        ("report", "--corpus", "no_such_folder"),
    ],
)
def test_mistake_costs_one_line(
    run: Run, article: str, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """A mistake gives one line on standard error, status 2, and no file."""
    status, out, err = run(*arguments)

    assert (2, "", 1) == (status, out, len(err.splitlines()))
    assert err.startswith("stancebook: ")
    assert [article] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("arguments", "mend"),
    [
        (("label", "dam.txt", "--taget", "T."), "See stancebook label --help"),
        (("label",), "See stancebook label --help"),
        (("labels",), "Did you mean 'label'? See stancebook --help"),
        (("label", "https://gull.example/dam"), "Save the page from a browser"),
        (("label", "dam.pdf"), "Save it as .txt or .html"),
        (("report",), "Name files or folders of articles, or a corpus folder"),
        (("annotate", "dam.txt", "--annotator", "ana"), "Name yours by --codebook"),
    ],
)
def test_mistake_is_told_its_mend(
    run: Run, article: str, tmp_path: Path, arguments: tuple[str, ...], mend: str
) -> None:
    """A mistake says what to do next, in the words of the command that was meant."""
    (tmp_path / "dam.pdf").write_bytes(b"%PDF-1.4")
    status, _, err = run(*arguments)

    assert (2, 1) == (status, len(err.splitlines()))
    assert mend in err


def test_no_command_shows_the_help_alone(run: Run) -> None:
    """Whoever types the bare name sees the help, and no error beside it."""
    status, out, err = run()

    assert (2, "") == (status, err)
    assert "Example: stancebook label " in " ".join(out.split())


def test_version_is_that_of_the_package(run: Run) -> None:
    """`--version` says the installed version."""
    import stancebook

    assert (0, f"stancebook {stancebook.__version__}\n", "") == run("--version")


def test_help_names_every_command(run: Run) -> None:
    """`--help` lists each command with what it is for, in a line."""
    status, out, err = run("--help")
    listed = {line.split()[1] for line in out.splitlines() if line.startswith("│ ")}

    assert (0, "") == (status, err)
    assert set() == set(COMMANDS) - listed


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_ends_with_an_example(run: Run, name: str) -> None:
    """Whoever asks how a command is called is shown it."""
    _, out, _ = run(name, "--help")
    own = (COMMANDS[name].help or "").split("\n\n")

    assert f"Example: stancebook {name} " in " ".join(out.split())
    assert f": stancebook {name} " in own[-1]


def test_tab_completes_commands(tmp_path: Path) -> None:
    """A shell that asks what may follow `stancebook re` is told the commands."""
    asked = {
        "_STANCEBOOK_COMPLETE": "complete_bash",
        "COMP_WORDS": "stancebook re",
        "COMP_CWORD": "1",
    }
    code = "import sys; from stancebook.cli import main; sys.argv[0] = 'stancebook'; "
    done = subprocess.run(
        [sys.executable, "-c", f"{code}main()"],
        cwd=tmp_path,
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ["rehydrate", "release", "report"] == sorted(done.stdout.split())
