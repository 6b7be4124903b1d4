import json
import subprocess
import sys
from pathlib import Path

import pytest

from stancebook.about import About
from stancebook.agreement import measure_agreement
from stancebook.release import write_release
from tests.released import ARTICLES, CODEBOOK, make_corpus, make_gold, make_votes


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A release with votes and a table of agreement."""
    place = tmp_path_factory.mktemp("croissant")
    votes = make_gold()[["layer", "paragraph", "value"]].assign(annotator="ana")
    write_release(
        place / "1.0",
        make_corpus(place / "corpus"),
        make_gold(),
        CODEBOOK,
        About(license="CC0-1.0", date="2026-11-30"),
        annotations=votes,
        agreement=measure_agreement(make_votes("ana", "ben")),
    )
    return place / "1.0"


def validate(path: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("mlcroissant")
    if not program.exists():
        pytest.skip("mlcroissant is not installed")
    command = [str(program), "validate", "--jsonld", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_is_valid(folder: Path):
    """The official validator has nothing to say against it."""
    done = validate(folder / "croissant.json")

    assert (0, True) == (done.returncode, "Done." in done.stderr)
    assert "WARNING" not in done.stderr


def test_the_validator_would_object(folder: Path, tmp_path: Path):
    """The same description without the hash of a file is refused."""
    broken = json.loads((folder / "croissant.json").read_text("utf-8"))
    del broken["distribution"][0]["sha256"]
    (tmp_path / "croissant.json").write_text(json.dumps(broken))

    assert 0 != validate(tmp_path / "croissant.json").returncode


def test_records_are_read_through_it(folder: Path):
    """What mlcroissant reads by the description is what the tables hold."""
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(str(folder / "croissant.json"))
    rows = [
        row
        for split in ("train", "dev", "test")
        for row in dataset.records(f"paragraphs-{split}")
    ]
    read = {
        next(v for k, v in row.items() if k.endswith("/paragraph")).decode()
        for row in rows
    }

    assert {
        f"{a}#{n}" for a, row in ARTICLES.items() for n in range(len(row[3]))
    } == read


def test_it_says_who_labelled(folder: Path):
    """The fields for responsible use are filled, and name the language model."""
    found = json.loads((folder / "croissant.json").read_text("utf-8"))
    keys = [key for key in found if key.startswith("rai:")]

    assert 12 == len(keys)
    assert ["read by a language model; no human has checked it"] == (
        found["rai:machineAnnotationTools"]
    )
    assert "http://mlcommons.org/croissant/RAI/1.0" in found["conformsTo"]


def test_tables_fit_the_data_package(folder: Path):
    """Frictionless finds each row as the package describes it."""
    frictionless = pytest.importorskip("frictionless")
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        lines = (folder / resource["path"]).read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        schema = frictionless.Schema.from_descriptor(resource["schema"])
        if not rows:  # it takes a table without rows for none at all
            continue
        table = frictionless.resources.TableResource(data=rows, schema=schema)
        report = table.validate()

        assert [] == report.flatten(["rowNumber", "fieldName", "note"])


def test_frictionless_would_object(folder: Path):
    """A row that does not fit its description is found."""
    frictionless = pytest.importorskip("frictionless")
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    schema = frictionless.Schema.from_descriptor(package["resources"][0]["schema"])
    names = [field["name"] for field in package["resources"][0]["schema"]["fields"]]
    row = dict.fromkeys(names, "x")
    report = frictionless.resources.TableResource(data=[row], schema=schema).validate()

    assert ["position", "start", "end", "chain"] == [
        field for (field,) in report.flatten(["fieldName"])
    ]
