from pathlib import Path

import pandas as pd
import pytest
import yaml

from stancebook.about import About
from stancebook.agreement import measure_agreement
from stancebook.release import write_release
from tests.released import (
    ARTICLES,
    CODEBOOK,
    ROOT,
    make_corpus,
    make_gold,
    make_votes,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A release of the small corpus with a description of its own."""
    place = tmp_path_factory.mktemp("cards")
    about = About("Piers and owls", "1.2", ("Ana",), "CC-BY-4.0", "2026-11-30")
    corpus = make_corpus(place / "corpus")
    write_release(place / "1.2", corpus, make_gold(), CODEBOOK, about)
    return place / "1.2"


def read(folder: Path, name: str) -> str:
    return (folder / name).read_text("utf-8")


def test_the_hub_reads_the_card(folder: Path):
    """The hub's own reader finds the facts in the card's YAML."""
    hub = pytest.importorskip("huggingface_hub")
    data = hub.DatasetCard(read(folder, "README.md")).data.to_dict()

    assert ["cc-by-4.0", "cc0-1.0"] == data["license"]
    assert ["machine-generated"] == data["annotations_creators"]
    assert (["en"], ["n<1K"]) == (data["language"], data["size_categories"])
    assert ["paragraphs", "articles", "gold"] == [
        config["config_name"] for config in data["configs"]
    ]


def test_datasets_loads_the_folder(folder: Path, tmp_path: Path, monkeypatch):
    """Who loads the release gets every paragraph, in the splits that it names."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path))
    names = [name for part in loaded.values() for name in part["paragraph"]]
    rows = {n for a, row in ARTICLES.items() for n in (f"{a}#0", f"{a}#1")}

    assert ["train", "dev", "test"] == list(loaded)
    assert rows <= set(names)
    assert len(names) == sum(len(row[3]) for row in ARTICLES.values())
    gold = datasets.load_dataset(str(folder), "gold", cache_dir=str(tmp_path))
    assert len(make_gold()) == sum(part.num_rows for part in gold.values())


def test_a_card_without_a_licence_says_so(tmp_path: Path):
    """Labels without a licence are not passed off as free."""
    corpus = make_corpus(tmp_path / "corpus")
    write_release(tmp_path / "1.0", corpus, make_gold(), CODEBOOK)
    card = read(tmp_path / "1.0", "README.md")

    assert "The labels have no licence." in card
    assert ["cc-by-4.0", "cc0-1.0", "other"] == yaml.safe_load(card.split("---")[1])[
        "license"
    ]


def test_the_card_is_honest_about_who_labelled(folder: Path):
    """A language model, no human, and no votes: the card says all three."""
    card = read(folder, "README.md")

    assert "**Language models made labels of this data set.**" in card
    assert "no human has checked it" in card
    assert "No agreement is known" in card


def agreement_of(place: Path, one: str, other: str) -> list[str]:
    """The card's part on agreement, of two annotators of those names."""
    votes = make_votes(one, other)
    options = {"annotations": votes, "agreement": measure_agreement(votes)}
    corpus = make_corpus(place / "corpus")
    write_release(place / "1.0", corpus, make_gold(), CODEBOOK, **options)
    part = read(place / "1.0", "README.md").partition("## Agreement")[2]
    return part.partition("## Limits")[0].strip().splitlines()


def test_the_card_shows_alpha_of_each_layer(tmp_path: Path):
    """Of the table of agreement the card has alpha of all, with its interval alone."""
    head, _, row, *rest = agreement_of(tmp_path, "ana", "ben")
    table = measure_agreement(make_votes("ana", "ben"))
    [alpha] = table.query("scope == 'all' and coefficient == 'alpha'").to_dict(
        "records"
    )
    figures = [f"{alpha[name]:.3f}" for name in ("figure", "low")]

    assert head == (
        "| layer | level | coefficient | figure | low | high | units | annotators |"
    )
    assert row == f"| voice | nominal | alpha | {' | '.join(figures)} | 1 | 13 | 2 |"
    assert [] == rest


def test_the_card_says_that_models_agree_with_themselves(tmp_path: Path):
    """Where annotators are models, the card tells what their agreement is not."""
    last = agreement_of(tmp_path, "model-a", "model-b")[-1]

    assert last.startswith("Of 2 annotators, 2 are language models")


def test_no_template_is_left_unfilled(folder: Path):
    """Every place of a template was filled, and no value is a Python None."""
    for name in ("README.md", "DATASHEET.md"):
        text = read(folder, name)

        assert "$" not in text
        assert "None" not in text


def test_what_the_data_do_not_tell_is_left_open(folder: Path):
    """The datasheet answers what it can and marks what only its makers know."""
    sheet = read(folder, "DATASHEET.md")

    assert sheet.count("to be answered") >= 4
    assert "The data set has 13 paragraphs of 6 articles from 6 outlets" in sheet
    assert "No: 2 texts must be joined" in sheet


def test_the_citation_is_cff(folder: Path):
    """What is to be cited stands in the form that others read."""
    found = yaml.safe_load(read(folder, "CITATION.cff"))

    assert ("dataset", "1.2.0", "1.2") == (
        found["type"],
        found["cff-version"],
        found["version"],
    )
    assert [{"name": "Ana"}] == found["authors"]
    assert "2026-11-30" == str(found["date-released"])


@pytest.mark.parametrize("config", ["composed", "real"])
def test_the_card_of_the_projects_labels_fits_its_files(config: str):
    """labels/README.md is a card: it parses, and its files are there and loadable."""
    hub = pytest.importorskip("huggingface_hub")
    text = (ROOT / "labels" / "README.md").read_text("utf-8")
    data = hub.DatasetCard(text).data.to_dict()
    files = {one["config_name"]: one["data_files"] for one in data["configs"]}
    path = ROOT / "labels" / files[config]
    rows = pd.read_json(path, lines=True)

    assert (["cc0-1.0"], ["machine-generated"]) == (
        data["license"],
        data["annotations_creators"],
    )
    assert f"{len(rows):,} rows" in text
    for layer, count in rows["layer"].value_counts().items():
        assert f"{layer} {count:,}" in text
