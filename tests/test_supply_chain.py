"""What is installed is what was checked: the locks agree with the pins."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from recipes import audit, lock
from recipes.lock import LOCKS, read_lock, split_lock
from tests.conftest import ROOT

LOCKED = ("torch", "packages", "cuda")
# The machine that the pins were checked on, in the words of PEP 508.
CHECKED = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "python_full_version": "3.11.7",
    "python_version": "3.11",
    "sys_platform": "linux",
}


def entries(name: str) -> list[tuple[Requirement, list[str]]]:
    """The requirements of a lock, each with its hashes."""
    text = (LOCKS / f"{name}.txt").read_text(encoding="utf-8")
    joined = text.replace("\\\n", " ").splitlines()
    rows = [line.split("--hash=") for line in joined if not line.startswith("#")]
    return [(Requirement(row[0]), [own.strip() for own in row[1:]]) for row in rows]


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(n): v for n, v in (line.split("==") for line in lines)}


@pytest.mark.parametrize("name", [*LOCKED, "torch_cpu", "audit"])
def test_each_package_has_one_version_and_its_hashes(name: str) -> None:
    """An entry is pinned by == and has the SHA-256 of at least one file."""
    found = entries(name)

    assert found
    assert [] == [
        str(one)
        for one, hashes in found
        if not re.fullmatch(r"==[\w.+]+", str(one.specifier))
        or not hashes
        or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", own) for own in hashes)
    ]


def test_locked_versions_are_the_pinned_ones() -> None:
    """No lock has another version than constraints.txt; torch's two builds are one."""
    pinned = pins()
    locked = {
        (canonicalize_name(one.name), str(one.specifier).removeprefix("=="))
        for name in LOCKED
        for one, _ in entries(name)
    }

    assert {(name, version) for name, version in locked if name in pinned} == {
        (name, pinned[name]) for name, _ in locked if name in pinned
    }
    assert {"torch": f"{pinned['torch']}+cpu"} == read_lock(LOCKS / "torch_cpu.txt")


def test_what_only_other_machines_take_is_not_pinned() -> None:
    """What this kind of machine takes is pinned; the rest says where it is for."""
    pinned = pins()
    unpinned = {
        one.name
        for one, _ in entries("packages")
        if canonicalize_name(one.name) not in pinned
    }
    here = {
        one.name
        for one, _ in entries("packages")
        if one.marker is None or one.marker.evaluate(CHECKED)
    }

    assert {"appnope", "colorama", "pywinpty"} <= unpinned
    assert set() == unpinned & here


def test_every_dependency_is_locked() -> None:
    """What pyproject.toml asks for by default, and by the extras, is in the locks."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *(r for e in lock.EXTRAS for r in extras[e])]
    locked = {
        canonicalize_name(one.name): one for name in LOCKED for one, _ in entries(name)
    }
    short = [
        str(need)
        for need in map(Requirement, asked)
        if canonicalize_name(need.name) not in locked
        or not need.specifier.contains(
            str(locked[canonicalize_name(need.name)].specifier).removeprefix("==")
        )
    ]

    assert [] == short
    assert {"bench"} == set(extras) - set(lock.EXTRAS)


def test_all_files_of_a_version_are_there() -> None:
    """Hashes are those of every system's files, and not of this machine's alone."""
    hashes = {one.name: len(own) for one, own in entries("packages")}

    assert min(hashes[name] for name in ("numpy", "pandas", "pyarrow")) > 20


def test_the_locks_are_what_make_install_takes() -> None:
    """`make install` reads all four locks with hashes required, and nothing else."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.split("\n.venv/installed:")[1].split("\n\n")[0]
    read = re.findall(r"locks/(\w+)\.txt", recipe)

    assert {"torch_cpu", "torch", "cuda", "packages"} == set(read)
    assert "HASHED := $(PIP) --require-hashes --no-deps\n" in makefile
    assert 3 == recipe.count("$(HASHED)")
    assert ["$(PIP) --no-deps --no-build-isolation $(EDITABLE) ."] == re.findall(
        r"\$\(PIP\).*", recipe
    )


def test_a_wrong_hash_installs_nothing(tmp_path: Path) -> None:
    """pip refuses a file whose hash is not in the list; the right hash is taken."""
    wheel = make_wheel(tmp_path)
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index"]
    command += ["--no-deps", "--require-hashes", "--ignore-installed", "--quiet"]
    statuses = []
    for hash_ in (lock_hash(wheel), "0" * 64):
        asked = tmp_path / "asked.txt"
        asked.write_text(f"gull==1 --hash=sha256:{hash_}\n")
        more = ["--find-links", str(tmp_path), "--requirement", str(asked)]
        done = subprocess.run([*command, *more], capture_output=True, text=True)
        statuses.append((done.returncode, "DO NOT MATCH THE HASHES" in done.stderr))

    assert [(0, False), (1, True)] == statuses


def make_wheel(folder: Path) -> Path:
    import zipfile

    path = folder / "gull-1-py3-none-any.whl"
    info = "gull-1.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: gull\nVersion: 1"
        )
        file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        file.writestr(f"{info}/RECORD", "")
    return path


def lock_hash(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_torch_is_parted_from_the_rest() -> None:
    """What only torch's build for graphics cards needs is in a lock of its own."""
    hash_ = f" \\\n    --hash=sha256:{'0' * 64}\n"
    names = ("numpy==2", "nvidia-gull==1 ; sys_platform == 'linux'", "torch==2.1")
    locks = split_lock("".join(f"{name}{hash_}" for name in names))

    assert f"torch==2.1{hash_}" == locks["torch"]
    assert f"numpy==2{hash_}" == locks["packages"]
    assert locks["cuda"].startswith("nvidia-gull==1 ;")
    assert locks["torch_cpu"].startswith("torch==2.1+cpu \\\n    --hash=sha256:")


Answers = list[dict[str, Any]]
CLEAN = {"name": "gull", "version": "1", "vulns": []}
KNOWN = {"id": "GULL-1", "fix_versions": ["2"], "aliases": []}


@pytest.mark.parametrize(
    ("answers", "status", "told"),
    [
        ([CLEAN], 0, "1 of 1 packages asked about, 0 with a known vulnerability."),
        ([CLEAN | {"vulns": [KNOWN]}], 1, "gull 1: GULL-1, mended in 2"),
        ([CLEAN, {"name": "tern", "skip_reason": "not found"}], 2, "NOT AUDITED"),
        ([], 2, "There was nothing to ask."),
    ],
)
def test_an_audit_without_answers_is_no_success(
    answers: Answers, status: int, told: str
) -> None:
    """Each package has to be answered; a vulnerability is named with its mend."""
    found, said = audit.tell(answers)

    assert status == found
    assert told in said


def test_an_audit_that_cannot_start_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where pip-audit breaks off, the status is 2 and its own words are shown."""
    tool = tmp_path / "pip-audit"
    tool.write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    tool.chmod(0o755)
    monkeypatch.setattr(sys, "argv", ["audit", "--pip-audit", str(tool)])
    with pytest.raises(SystemExit) as stopped:
        audit.main()

    assert 2 == stopped.value.code
    assert ("NOT AUDITED" in (said := capsys.readouterr()).out, "no network\n") == (
        True,
        said.err,
    )
