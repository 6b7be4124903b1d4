import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import stancebook as sb
from stancebook.about import About
from stancebook.gold import read_gold
from stancebook.release import write_release
from stancebook.schema import InputError
from tests.released import (
    ARTICLES,
    CODEBOOK,
    ROOT,
    STORY,
    make_corpus,
    make_gold,
    make_votes,
    strings_of,
)

ABOUT = About(title="Piers and owls", license="CC0-1.0", authors=("Ana",))


@pytest.fixture
def release(tmp_path: Path) -> Any:
    """A function that releases the small corpus to a folder of the given name."""
    corpus = make_corpus(tmp_path / "corpus")

    def write(name: str, **options: Any) -> Path:
        given = {"about": ABOUT, "gold": make_gold(), **options}
        write_release(tmp_path / name, corpus, codebook=CODEBOOK, **given)
        return tmp_path / name

    return write


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def runs(text: str, length: int = 6) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}


def leaked(folder: Path, texts: list[str], length: int = 6) -> set[tuple[str, str]]:
    """Runs of words of `texts` in any file of a release, with the file."""
    secret = set().union(*(runs(text, length) for text in texts))
    return {
        (file, run)
        for file, text in strings_of(folder)
        for run in runs(text, length) & secret
    }


def test_the_files_are_all_there(release):
    """A release has its tables in both forms, and every paper."""
    files = {path.name for path in release("1.0").rglob("*") if path.is_file()}
    papers = "README.md DATASHEET.md CITATION.cff SHA256SUMS codebook.toml"
    expected = {*papers.split(), "croissant.json", "datapackage.json", "records.jsonl"}
    parts = ("paragraphs-train", "gold-test", "articles-dev", "targets", "splits")

    assert expected | {
        f"{part}.{end}" for part in parts for end in ("parquet", "jsonl")
    } <= (files)


def test_default_withholds_what_has_no_rights(release):
    """Free texts are there; of the others nothing is, in any file."""
    folder = release("1.0")
    tables = sb.read_release(folder)
    form = dict(
        zip(tables["articles"]["article"], tables["articles"]["form"], strict=True)
    )
    closed = [text for name in ("piers-again", "owl") for text in ARTICLES[name][3]]
    own = [text for text in closed if text != STORY.replace("both", "all")]

    assert {"piers-again", "owl"} == {k for k, v in form.items() if v == "withheld"}
    assert set() == leaked(folder, own)
    assert leaked(folder, [STORY]) != set()  # "piers" is free


def test_withheld_gives_away_no_six_words(release):
    """Of no text do six words in a row stand in any file, parquet included."""
    folder = release("1.0", text="withheld")

    assert set() == leaked(
        folder, [text for row in ARTICLES.values() for text in row[3]]
    )


def test_the_composed_corpus_can_be_withheld(tmp_path: Path):
    """Labels with quotations, claims and names of sources give nothing away either."""
    corpus = sb.Corpus(ROOT / "corpus")
    texts = list(sb.segment(corpus.articles)["text"])
    votes = sb.read_annotations(ROOT / "labels")
    write_release(
        tmp_path / "1.0",
        corpus,
        read_gold(ROOT / "labels"),
        CODEBOOK,
        annotations=votes,
        text="withheld",
    )
    targets = set().union(*map(runs, CODEBOOK.targets["text"]))
    found = leaked(tmp_path / "1.0", texts)

    assert set() == {hit for hit in found if hit[1] not in targets}


def test_excerpts_are_short(release):
    """An excerpt has at most twelve words of a paragraph, and quotations none."""
    folder = release("1.0", text="excerpt")
    texts = [text for row in ARTICLES.values() for text in row[3]]

    assert set() == leaked(folder, texts, 13)
    assert leaked(folder, texts, 5) != set()


def test_full_text_without_rights_is_refused(release, tmp_path: Path):
    """The article is named, and nothing is written."""
    with pytest.raises(InputError, match="'piers-again' may not be passed on"):
        release("1.0", text="full")
    assert ["corpus"] == names_in(tmp_path)


def test_a_slip_of_ours_stops_a_release(release, tmp_path: Path):
    """A description that quotes a withheld text is found, and nothing is written."""
    about = About(description="As it says: a third winter an owl sleeps in the tower.")

    with pytest.raises(InputError, match="would give away 6 words in a row of 'owl'"):
        release("1.0", about=about)
    assert ["corpus"] == names_in(tmp_path)


def test_a_release_is_never_written_over(release):
    """A name that is taken is refused, and what stands there stays."""
    folder = release("1.0")
    before = (folder / "SHA256SUMS").read_bytes()

    with pytest.raises(InputError, match="of this name already"):
        release("1.0", text="withheld")
    assert before == (folder / "SHA256SUMS").read_bytes()


def test_a_failure_leaves_nothing(release, tmp_path: Path, monkeypatch):
    """Where writing breaks off, there is neither a release nor a part of one."""

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("stancebook.release.write_checksums", full)
    with pytest.raises(InputError, match="No space left"):
        release("1.0")
    assert ["corpus"] == names_in(tmp_path)


def test_the_same_inputs_give_the_same_bytes(release):
    """Nothing in a release depends on the clock, the place or the order of a set."""
    first, second = release("a/1.0"), release("b/1.0")
    files = sorted(p.relative_to(first) for p in first.rglob("*") if p.is_file())

    assert len(files) > 20
    assert [] == [
        f for f in files if (first / f).read_bytes() != (second / f).read_bytes()
    ]


def test_the_order_of_sets_changes_nothing(tmp_path: Path):
    """Two processes whose hashes of texts differ write the same bytes."""
    code = "from stancebook.cli import main; main()"
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", code, "release", f"{tmp_path}/{seed}/x"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            cwd=ROOT,
            check=True,
        )
    first, second = (tmp_path / seed / "x" / "SHA256SUMS" for seed in ("1", "2"))

    assert first.read_text() == second.read_text()


def test_an_articles_own_target_is_listed(release):
    """A target that stands in no codebook is a sentence, and its own name."""
    gold = make_gold()
    gold.loc[gold["layer"] == "stance", "target"] = "The piers should stay open."
    targets = sb.read_release(release("1.0", gold=gold))["targets"]

    assert "The piers should stay open." == targets["text"].iloc[-1]


def test_checksums_are_those_of_sha256sum(release):
    """The usual program checks a release."""
    done = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS", "--quiet"], cwd=release("1.0"), check=False
    )

    assert 0 == done.returncode


def test_annotators_get_numbers_and_notes_stay_behind(release):
    """Who labelled is not told by name, unless it is a model; notes are left out."""
    votes = pd.DataFrame(
        [
            ("voice", "owl#1", "reported", "ana", "the mill is mine"),
            ("voice", "owl#1", "editorial", "model-1", None),
        ],
        columns=["layer", "paragraph", "value", "annotator", "note"],
    )
    table = sb.read_release(release("1.0", annotations=votes))["annotations"]

    assert ["annotator-1", "model-1"] == list(table["annotator"])
    assert "note" not in table


def test_agreement_is_in_the_data_without_names(release):
    """The table goes along, but for rows that name two people, or one."""
    agreement = sb.measure_agreement(make_votes("Eva Lind", "Ole Berg"))
    folder = release("1.0", agreement=agreement)
    table = pd.read_parquet(folder / "data" / "agreement.parquet")

    assert {"all", "label"} == set(table["scope"])
    assert [] == [file for file, text in strings_of(folder) if "Eva Lind" in text]


def test_a_table_that_is_no_agreement(release):
    """Another table in the place of agreement is one clear error."""
    with pytest.raises(InputError, match="`agreement` lacks the column layer"):
        release("1.0", agreement=pd.DataFrame({"alpha": [0.875]}))


def test_a_planted_leak_is_in_the_card(release, tmp_path: Path):
    """Splits that part a story are used as given, and the card says that they leak."""
    splits = sb.split_corpus(sb.Corpus(tmp_path / "corpus"))
    planted = splits.assign(
        split=splits["split"].where(splits["article"] != "piers-again", "test")
    )
    folder = release("1.0", splits=planted)
    card = (folder / "README.md").read_text("utf-8")

    assert ["train", "train"] == list(splits["split"][:2])
    assert "passage 1" in card
    assert "piers#1 and piers-again#1" in card.replace("\\", "")
    assert "no story" not in card


def shifted(layer: str) -> pd.DataFrame:
    """Gold whose quotation in a layer begins a character too late."""
    gold = make_gold()
    (at,) = gold.index[gold["layer"] == layer]
    gold.loc[at, "start"] = 1 if layer == "claims" else None
    gold.loc[at, "value"] = gold.loc[at, "value"].replace('"start": 0', '"start": 1')
    return gold


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {
                "splits": pd.DataFrame(
                    {"article": ["owl"], "group": [0], "split": ["dev"]}
                )
            },
            "each article of the corpus once",
        ),
        ({"gold": make_gold()[:1].assign(paragraph="ghost#0")}, "labels of 'ghost#0'"),
        ({"gold": pd.concat([make_gold()] * 2)}, "two decisions in layer 'voice'"),
        ({"gold": make_gold().drop(columns="how")}, "lacks the column how"),
        ({"gold": shifted("claims")}, "'piers-again#1' is not at its offsets"),
        ({"gold": shifted("attribution")}, "'piers-again#1' is not at its offsets"),
        ({"annotations": pd.DataFrame({"layer": []})}, "lacks the column"),
        ({"about": About(labelled_by=("crowdsourced",))}, "a language model made"),
    ],
)
def test_what_does_not_fit_is_refused(release, tmp_path: Path, change, problem):
    """Labels, splits and words that do not belong together stop before any file."""
    with pytest.raises(InputError, match=problem):
        release("1.0", **change)
    assert ["corpus"] == names_in(tmp_path)


def test_hostile_names_are_text(tmp_path: Path):
    """Ids are no paths, and names that hold markup change neither card nor tables."""
    nasty = {
        "../../etc/x": ("---\nlicense: mit", "2020-01-01", "CC0-1.0", ["T", "Uno."]),
        "a|b": ("<script>alert(1)</script>", "2021-01-01", "CC0-1.0", ["T", "Due."]),
        "=1+1": ("x`|y\n\n# H", "2022-01-01", "CC0-1.0", ["T", "Quattro."]),
    }
    corpus = make_corpus(tmp_path / "corpus", nasty)
    rows = [
        {"layer": "voice", "paragraph": f"{name}#{n}", "value": "reported", "how": how}
        for name in nasty
        for n in (0, 1)
        for how in ["---\n# by <b>ana</b> | x"]
    ]
    gold = pd.DataFrame(rows)
    about = About(title="a: |\n---\n<img src=x>", authors=("- x\ny: z",))
    write_release(tmp_path / "out" / "1.0", corpus, gold, CODEBOOK, about)
    card = (tmp_path / "out" / "1.0" / "README.md").read_text("utf-8")
    _, front, body = re.split(r"^---$", card, maxsplit=2, flags=re.MULTILINE)
    citation = (tmp_path / "out" / "1.0" / "CITATION.cff").read_text("utf-8")

    assert ["corpus", "out"] == names_in(tmp_path)
    assert about.title == yaml.safe_load(front)["pretty_name"]
    assert "- x\ny: z" == yaml.safe_load(citation)["authors"][0]["name"]
    assert not re.search(r"<(script|b|img)", body)
    assert not re.search(r"^---$", body, re.MULTILINE)
    tables = sb.read_release(tmp_path / "out" / "1.0")
    assert set(nasty) == set(tables["articles"]["article"])
