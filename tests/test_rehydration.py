import json
from pathlib import Path

import pandas as pd
import pytest

import stancebook as sb
from stancebook.gold import read_gold
from stancebook.rehydration import read_release, rehydrate_release
from stancebook.release import write_release
from stancebook.schema import InputError
from stancebook.withholding import cut_name
from tests.released import ARTICLES, CODEBOOK, ROOT, make_corpus, make_gold


@pytest.fixture
def withheld(tmp_path: Path) -> Path:
    """A release of the small corpus without any text."""
    corpus = make_corpus(tmp_path / "corpus")
    write_release(tmp_path / "1.0", corpus, make_gold(), CODEBOOK, text="withheld")
    return tmp_path / "1.0"


def outcomes(table: pd.DataFrame) -> dict[str, str]:
    return dict(zip(table["article"], table["outcome"], strict=True))


def plain(table: pd.DataFrame) -> list[dict[str, object]]:
    kept = table.drop(columns=["form"], errors="ignore").astype(object)
    return kept.where(kept.notna(), None).to_dict("records")


def test_nothing_is_read_where_nothing_was_joined(withheld: Path):
    """Without a copy there are labels and no words."""
    tables = read_release(withheld)

    assert tables["paragraphs"]["text"].isna().all()
    assert tables["articles"]["text"].isna().all()
    assert tables["gold"]["text"].isna().all()


def test_round_trip_over_the_composed_corpus(tmp_path: Path):
    """Withheld, then joined, is what a full release holds, but for names cut short."""
    corpus, gold = sb.Corpus(ROOT / "corpus"), read_gold(ROOT / "labels")
    write_release(tmp_path / "full", corpus, gold, CODEBOOK)
    write_release(tmp_path / "held", corpus, gold, CODEBOOK, text="withheld")
    done = rehydrate_release(tmp_path / "held", ROOT / "corpus" / "articles.jsonl")
    full, held = read_release(tmp_path / "full"), read_release(tmp_path / "held")
    holders = full["gold"]["holder"].dropna()

    assert {"joined": 24, "not found": 1} == dict(done["outcome"].value_counts())
    for name in ("articles", "targets", "splits"):
        assert plain(full[name]) == plain(held[name])
    for name in ("paragraphs", "gold"):
        names = {"chain", "holder", "value"}
        expected, found = full[name].copy(), held[name].copy()
        for column in names & set(expected):
            expected[column] = expected[column].map(with_cut_names)
        assert plain(expected) == plain(found)
    assert 2 == (holders.map(cut_name) != holders).sum()


def with_cut_names(value: object) -> object:
    """A value as a release that withholds gives it, its quotations kept."""
    if isinstance(value, list):
        return [cut_name(name) for name in value]
    if isinstance(value, str) and value.startswith("{"):
        found = json.loads(value)
        name = cut_name(found["source_name"])
        return json.dumps({**found, "source_name": name}, ensure_ascii=False)
    return cut_name(value)


def test_each_text_is_reported_on(withheld: Path, tmp_path: Path):
    """Whole, in part, unknown, or not given: each has its outcome."""
    rows = [
        {"article": "mine", "paragraphs": ARTICLES["owl"][3]},
        {"article": "part", "paragraphs": [ARTICLES["piers"][3][1], "Another end."]},
        {"article": "strange", "paragraphs": ["Nobody has a record of this text."]},
    ]
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    done = rehydrate_release(withheld, path)

    assert {
        "owl": "joined",
        "piers": "partly joined",
        "strange": "no record",
        **dict.fromkeys(["piers-again", "larch", "kiln", "salt"], "not found"),
    } == outcomes(done)
    assert "not found: 0" in done.set_index("article")["detail"]["piers"]


def test_a_part_gives_its_own_paragraphs(withheld: Path, tmp_path: Path):
    """A paragraph that was found has its text, and one that was not has none."""
    path = tmp_path / "part.jsonl"
    row = {"article": "part", "paragraphs": [ARTICLES["piers"][3][1]]}
    path.write_text(json.dumps(row), "utf-8")
    rehydrate_release(withheld, path)
    tables = read_release(withheld)
    texts = tables["paragraphs"].set_index("paragraph")["text"]

    assert ARTICLES["piers"][3][1] == texts["piers#1"]
    assert pd.isna(texts["piers#0"])
    assert tables["articles"]["text"].isna().all()


def test_joined_texts_are_no_part_of_the_release(withheld: Path, tmp_path: Path):
    """The checksums hold after joining, and git is told to leave the texts alone."""
    rehydrate_release(withheld, tmp_path / "corpus" / "articles.jsonl")

    assert {"ok"} == set(sb.check_release(withheld)["state"])
    assert "*\n" == (withheld / "local" / ".gitignore").read_text("utf-8")


def test_a_release_with_all_texts_has_nothing_to_join(tmp_path: Path):
    """Who tries is told so."""
    free = {name: (row[0], row[1], "CC0-1.0", row[3]) for name, row in ARTICLES.items()}
    corpus = make_corpus(tmp_path / "corpus", free)
    write_release(tmp_path / "1.0", corpus, make_gold(), CODEBOOK)

    with pytest.raises(InputError, match="withholds no text"):
        rehydrate_release(tmp_path / "1.0", tmp_path / "corpus" / "articles.jsonl")


def test_another_folder_is_no_release(tmp_path: Path):
    """A folder without checksums is refused, and nothing is written to it."""
    with pytest.raises(InputError, match="this is no release"):
        read_release(tmp_path)
    with pytest.raises(InputError, match="this is no release"):
        rehydrate_release(tmp_path, tmp_path)
    assert [] == list(tmp_path.iterdir())
