"""Writes locks/: each package that `make install` takes, with the hash of every file.

`make lock` runs it. The versions are those of constraints.txt; uv asks the package
index for what else other systems and Pythons need, and for the hashes of all files of
each version. Afterwards `make install` takes no file whose hash is not here.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

from stancebook.files import replace_file

__all__ = ["LOCKS", "main", "read_lock", "split_lock"]

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "locks"
EXTRAS = ("train", "ppi", "dev")
PYTHON = "3.11.5"  # the first that all pinned versions run on
TOOLS = "cyclonedx-bom\npip-audit\nuv\n"
# The CPU build is on an index of its own, so the package index does not list its hash.
# This is the build for Python 3.11 on Linux, x86_64, as it was found on the machine
# that these pins were checked on; PyTorch's own index could not be asked from there.
CPU_BUILD = "6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b"
_ENTRY = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
_CUDA = re.compile(r"^(nvidia-|cuda-|triton==)")


def read_lock(path: Path) -> dict[str, str]:
    """Return the version of each package of a lock, by its name in small letters."""
    text = path.read_text(encoding="utf-8")
    return {name.lower(): version for name, version in _ENTRY.findall(text)}


def split_lock(text: str) -> dict[str, str]:
    """
    Deal what uv wrote into four locks, since torch has two builds.

    `packages` are taken by everybody; `torch_cpu` where an index has it, else `torch`;
    and `cuda` is what the latter needs for graphics cards.
    """
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    locks: dict[str, list[str]] = {"torch": [], "packages": [], "cuda": []}
    for entry in entries:
        name = "cuda" if _CUDA.match(entry) else "packages"
        locks["torch" if entry.startswith("torch==") else name].append(entry)
    [(name, version)] = _ENTRY.findall("".join(locks["torch"]))
    cpu = f"{name}=={version}+cpu \\\n    --hash=sha256:{CPU_BUILD}\n"
    return {name: "".join(own) for name, own in locks.items()} | {"torch_cpu": cpu}


def _compile(uv: str, source: str, *options: str) -> str:
    """Return what uv resolves, with hashes; it asks PyPI, whatever else is set here."""
    command = [uv, "pip", "compile", source, "--universal", "--generate-hashes"]
    command += ["--python-version", PYTHON, "--no-annotate", "--no-header", "--quiet"]
    command += ["--no-config", "--default-index", "https://pypi.org/simple", *options]
    done = subprocess.run(
        command, cwd=ROOT, input=TOOLS, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"uv cannot resolve {source}:\n{done.stderr}")
    return done.stdout


def main() -> None:
    """Write each lock, whole or not at all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uv", default="uv")
    uv = parser.parse_args().uv
    extras = [f"--extra={extra}" for extra in EXTRAS]
    locked = _compile(uv, "pyproject.toml", "--constraint=constraints.txt", *extras)
    locks = split_lock(locked) | {"audit": _compile(uv, "-")}
    LOCKS.mkdir(exist_ok=True)
    for name, text in locks.items():
        with replace_file(LOCKS / f"{name}.txt") as file:
            file.write(f"# Written by `make lock`.\n{text}".encode())
        print(f"{name}: {len(read_lock(LOCKS / f'{name}.txt'))} packages")


if __name__ == "__main__":
    main()
