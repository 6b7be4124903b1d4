"""The rules of the house that no linter knows are kept by every module."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

MODULES = sorted((ROOT / "stancebook").glob("*.py"))
MAP = ROOT / "docs/house.md"
LONGEST = 40  # lines of a function, without its docstring
SAY_NOTHING = {"common", "config", "core", "helper", "helpers", "misc", "util", "utils"}
# Tested by another file than that of its name, and why.
ELSEWHERE = {"__init__": "test_package imports the package as a user does"}
every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def public_names(path: Path) -> list[str]:
    for node in tree(path).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [ast.literal_eval(name) for name in node.value.elts]  # type: ignore[attr-defined]
    return []


def own_lines(function: ast.FunctionDef) -> int:
    """Count the lines of a body after its docstring."""
    first = function.body[1:] if ast.get_docstring(function) else function.body
    return 1 + function.body[-1].end_lineno - first[0].lineno if first else 0


@every_module
def test_a_module_says_in_a_sentence_why_it_exists(path: Path) -> None:
    """The docstring is one line of at least four words, and ends in a full stop."""
    docstring = ast.get_docstring(tree(path)) or ""

    assert 1 == len(docstring.splitlines())
    assert docstring.endswith(".")
    assert 4 <= len(docstring.split())


@every_module
def test_public_names_are_told_and_explained(path: Path) -> None:
    """Each module lists what others may use, and what it lists has a docstring."""
    names = public_names(path)
    defined = {
        node.name: node
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)  # overloads: the last one
    }
    silent = [n for n in names if n in defined and not ast.get_docstring(defined[n])]

    assert [] == silent
    assert names or path.stem == "__init__"


@every_module
def test_no_function_is_long(path: Path) -> None:
    """A function's body can be seen at once."""
    functions = [n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef)]

    assert [] == [one.name for one in functions if own_lines(one) > LONGEST]


def test_names_of_modules_say_what_is_in_them() -> None:
    """No module is a drawer for whatever found no place."""
    ends = [path.stem for path in MODULES if path.stem.split("_")[-1] in SAY_NOTHING]

    assert ["label_config"] == ends  # Label Studio's own word for what it is told


def test_every_module_has_its_tests() -> None:
    """`stancebook/x.py` is tested by `tests/test_x.py`, or here stands where."""
    files = (ROOT / "tests").rglob("test_*.py")
    tested = {path.stem.removeprefix("test_") for path in files}
    names = {path.stem for path in MODULES}

    assert set(ELSEWHERE) == names - tested


def test_the_map_of_the_house_shows_every_module_once() -> None:
    """`docs/house.md` has each module in one room, with the line that it opens with."""
    lines = MAP.read_text(encoding="utf-8").splitlines()
    told = {path.stem: ast.get_docstring(tree(path)) for path in MODULES}

    expected = sorted(f"- `{name}` - {line}" for name, line in told.items())
    assert expected == sorted(line for line in lines if line.startswith("- "))


def test_no_room_is_too_large_to_look_through() -> None:
    """A room of the map says first what it is for, and has no more than 20 modules."""
    _, *rooms = MAP.read_text(encoding="utf-8").split("\n## ")
    crowded = [room.splitlines()[0] for room in rooms if room.count("\n- ") > 20]

    assert [] == crowded
    assert all(room.splitlines()[1].endswith(".") for room in rooms)
