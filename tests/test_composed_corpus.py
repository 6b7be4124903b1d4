"""The corpus is composed, its labels fit it to the letter, and nothing is borrowed."""

import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from recipes.data import SHARED
from stancebook.codebook import Codebook
from stancebook.gold import read_gold

ROOT = Path(__file__).parent.parent
REAL = "aegis-ashore"
REAL_PARAGRAPHS = 13
PAIRS = [
    ("tass-coastal-shield", "compass-coastal-shield"),
    ("reuters-baltic-arc", "compass-baltic-arc"),
]
WORD = re.compile(r"\w+")


@pytest.fixture(scope="module")
def articles() -> dict[str, dict[str, Any]]:
    lines = (ROOT / "corpus" / "articles.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in lines.splitlines()]
    return {row["article"]: row for row in rows if row.get("composed")}


@pytest.fixture(scope="module")
def texts(articles: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {
        f"{article}#{position}": text
        for article, row in articles.items()
        for position, text in enumerate(row["paragraphs"])
    }


@pytest.fixture(scope="module")
def gold() -> pd.DataFrame:
    return read_gold(ROOT / "labels")


def _is_real(paragraph: str) -> bool:
    return paragraph.partition("#")[0] == REAL


def _rows(gold: pd.DataFrame, layer: str) -> list[dict[str, Any]]:
    """Return the rows of one layer of the composed articles."""
    rows = gold[gold["layer"] == layer].to_dict("records")
    return [row for row in rows if not _is_real(row["paragraph"])]


def _spans(value: str) -> Iterator[dict[str, Any]]:
    attribution = json.loads(value)
    for part in ("source", "cue", "content"):
        yield from attribution[part]


def _real_blocks() -> list[str]:
    path = SHARED / "real" / "aegis_ashore.txt"
    if not path.exists():
        pytest.skip("the real article is not here, and its text is not ours to ship")
    return path.read_text(encoding="utf-8").strip("\n").split("\n\n")


def test_every_article_says_that_it_is_composed() -> None:
    """No article of the file could be taken for a real one."""
    lines = (ROOT / "corpus" / "articles.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in lines.splitlines()]
    with_text = [row for row in rows if row.get("paragraphs") or row.get("text")]

    assert len(with_text) >= 16
    for row in with_text:
        assert row["composed"] is True, row["article"]
        assert row["provenance"] == "composed", row["article"]
        assert row["rights"] == "CC0-1.0", row["article"]
        assert row["url"].startswith("https://example.org/"), row["article"]


def test_articles_are_articles(articles: dict[str, dict[str, Any]]) -> None:
    """Each has 8 to 16 paragraphs, of which the first is its title."""
    for slug, row in articles.items():
        assert row["title"] == row["paragraphs"][0], slug
        assert 8 <= len(row["paragraphs"]) <= 16, slug
        assert all(text == text.strip() != "" for text in row["paragraphs"]), slug
        assert not any("\n" in text for text in row["paragraphs"]), slug


def test_the_readme_tells_of_every_article(
    articles: dict[str, dict[str, Any]],
) -> None:
    """The table of the corpus names each article and outlet, and no other."""
    readme = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(
        r"^\| `([a-z-]+)` \| ([^|]+) \| [a-z-]+ \|", readme, re.MULTILINE
    )

    assert {slug: row["outlet"] for slug, row in articles.items()} == dict(listed)


def test_outlets_can_be_compared(articles: dict[str, dict[str, Any]]) -> None:
    """There are eight outlets or more, and several of them with two articles."""
    counts = Counter(row["outlet"] for row in articles.values())

    assert len(counts) >= 8
    assert sum(count >= 2 for count in counts.values()) >= 4


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]+, \w+ \d+\. /TASS/\.",
        r"^[A-Z]+, April 2 \(Xinhua\) --",
        r"^BERLIN \(Reuters\) -",
        r"^TEHRAN, \(IRNA\) –",
        r"^ANKARA - Anadolu -",
        r"^PARIS, May 5 \(AFP\) -",
        r"^SEOUL, Nov\. 11 \(Yonhap\) --",
        r"^\(ANSA\) - ROME",
        r"^Source: TASS$",
        r"^Originally published at",
        r"“[^”]+$",
        r"«[^»]+»",
        r"»[^«]+«",
        r'"[^"]+"',
        r"“[^”]*\[[^]]+\][^”]*”",
        r"[\U0001F300-\U0001FAFF]",
        r"@\w+",
        r"^Q: ",
    ],
)
def test_the_genre_is_covered(texts: dict[str, str], pattern: str) -> None:
    """Datelines, credits, marks and embeds of many styles are in the corpus."""
    assert any(re.search(pattern, text) for text in texts.values())


@pytest.mark.parametrize(("original", "reprint"), PAIRS)
def test_a_reprint_changes_its_wire_report(
    articles: dict[str, dict[str, Any]], original: str, reprint: str
) -> None:
    """A reprint keeps paragraphs, edits and drops others, and changes the headline."""
    before = articles[original]["paragraphs"]
    after = articles[reprint]["paragraphs"]
    near = {
        old: max(SequenceMatcher(None, old, new).ratio() for new in after)
        for old in before[2:]
    }

    assert before[0] not in after
    assert sum(ratio == 1 for ratio in near.values()) >= 3
    assert sum(0.8 < ratio < 1 for ratio in near.values()) >= 2
    assert sum(ratio < 0.6 for ratio in near.values()) >= 1


def test_gold_is_about_paragraphs_that_exist(
    gold: pd.DataFrame, texts: dict[str, str]
) -> None:
    """Every label has its paragraph, in the corpus or in the record of the real one."""
    real = {f"{REAL}#{position}" for position in range(REAL_PARAGRAPHS)}

    assert set(gold["paragraph"]) == set(texts) | real


@pytest.mark.parametrize("layer", ["voice", "origin"])
def test_each_paragraph_has_one_label(gold: pd.DataFrame, layer: str) -> None:
    """A voice and an origin are decided for every paragraph."""
    labelled = gold[gold["layer"] == layer]["paragraph"]

    assert labelled.is_unique
    assert set(labelled) == set(gold["paragraph"])


def test_labels_are_in_the_codebook(gold: pd.DataFrame, codebook: Codebook) -> None:
    """Nothing is labelled with a word or a target that the codebook does not define."""
    rows = gold[gold["layer"] != "attribution"]
    used = set(zip(rows["layer"], rows["value"], strict=True))
    targets = set(gold["target"].dropna())

    assert {pair for pair in used if not codebook.allows(*pair)} == set()
    assert targets == set(codebook.targets["target"])


def test_offsets_give_the_quotes(gold: pd.DataFrame, texts: dict[str, str]) -> None:
    """Each span stored with a quote is that quote, character for character."""
    for row in _rows(gold, "attribution"):
        for span in _spans(row["value"]):
            text = texts[row["paragraph"]]
            assert span["text"] == text[span["start"] : span["end"]]
    for row in _rows(gold, "claims"):
        assert row["text"] == texts[row["paragraph"]][row["start"] : row["end"]]


def test_a_parent_encloses_its_child(gold: pd.DataFrame) -> None:
    """A nested attribution lies within the content of the one that it names."""
    by_paragraph = defaultdict(list)
    for row in _rows(gold, "attribution"):
        by_paragraph[row["paragraph"]].append(json.loads(row["value"]))
    nested = [
        (found[child["parent"]], child)
        for found in by_paragraph.values()
        for child in found
        if child["parent"] is not None
    ]

    assert len(nested) >= 8
    for parent, child in nested:
        ends = [(span["start"], span["end"]) for span in parent["content"]]
        for span in child["content"]:
            assert any(a <= span["start"] and span["end"] <= b for a, b in ends)


def test_chains_run_from_the_publisher_to_the_speaker(gold: pd.DataFrame) -> None:
    """A chain opens with the publisher and passes through the paragraph's origin."""
    origins = gold[gold["layer"] == "origin"].set_index("paragraph")["value"]
    voices = gold[gold["layer"] == "voice"]

    for paragraph, chain in zip(voices["paragraph"], voices["chain"], strict=True):
        assert chain[0] == "publisher", paragraph
        assert origins[paragraph] in chain, paragraph
        assert len(set(chain)) == len(chain), paragraph


def test_editorials_stand_on_both_sides_of_most_targets(gold: pd.DataFrame) -> None:
    """Outlets disagree about the same target, so that their framing can be compared."""
    editorial = {
        row["paragraph"] for row in _rows(gold, "voice") if row["value"] == "editorial"
    }
    sides = defaultdict(set)
    for row in _rows(gold, "stance"):
        if row["paragraph"] in editorial:
            sides[row["target"]].add(row["value"])

    assert sum({"favor", "against"} <= values for values in sides.values()) >= 5


def test_everybody_is_told_who_made_the_labels(gold: pd.DataFrame) -> None:
    """Each row says that a language model made it and that no human checked it."""
    assert all("language model" in how for how in gold["how"])
    assert all("no human has checked it" in how for how in gold["how"])


def test_the_real_article_has_labels_and_no_text(gold: pd.DataFrame) -> None:
    """Of a text that is not ours we ship offsets and hashes alone."""
    real = gold[gold["paragraph"].map(_is_real)]
    spans = [
        span
        for value in real[real["layer"] == "attribution"]["value"]
        for span in _spans(value)
    ]

    assert real["text"].isna().all()
    assert {tuple(span) for span in spans} == {("start", "end")}


def test_the_voices_of_the_real_article(gold: pd.DataFrame) -> None:
    """Title, framing, credits, wire copy, furniture: what a careful reader sees."""
    rows = gold[gold["paragraph"].map(_is_real)]
    voices = rows[rows["layer"] == "voice"]["value"].to_list()

    expected = ["reported", "editorial", "credit", "reported", "credit"]
    expected += ["reported", "reported", "boilerplate", *["reported"] * 4]
    assert [*expected, "boilerplate"] == voices


def test_the_real_article_is_the_one_that_was_labelled(gold: pd.DataFrame) -> None:
    """Hashes and offsets of the labels fit the text where the text is at hand."""
    blocks = _real_blocks()
    real = gold[gold["paragraph"].map(_is_real)]
    hashes = [hashlib.sha256(block.encode()).hexdigest() for block in blocks]

    assert hashes == real[real["layer"] == "voice"]["sha256"].to_list()
    for row in real[real["layer"] == "attribution"].to_dict("records"):
        block = blocks[int(row["paragraph"].partition("#")[2])]
        for span in _spans(row["value"]):
            quote = block[span["start"] : span["end"]]
            assert quote == quote.strip() != ""


def _runs(text: str, length: int = 8) -> set[str]:
    words = WORD.findall(text.lower())
    return {
        " ".join(words[start : start + length])
        for start in range(len(words) - length + 1)
    }


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _texts_of(path: Path) -> Iterator[str]:
    """Read every text of a file; JSON's escapes would hide a run of words."""
    if path.suffix != ".gz":
        yield path.read_text(encoding="utf-8")
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield from _strings(json.loads(line))


def test_no_run_of_eight_words_is_borrowed(texts: dict[str, str]) -> None:
    """No article or target of ours has eight words in a row of a text learned from."""
    if not SHARED.is_dir():
        pytest.skip("the texts to compare with are not here")
    lines = (
        (ROOT / "recipes" / "own_labels.jsonl").read_text(encoding="utf-8").splitlines()
    )
    targets = [own["text"] for line in lines for own in json.loads(line)["targets"]]
    own = set().union(*map(_runs, [*texts.values(), *targets]))
    borrowed = {}
    for path in sorted([*SHARED.rglob("*.txt"), *SHARED.rglob("*.jsonl.gz")]):
        for text in _texts_of(path):
            borrowed.update(dict.fromkeys(_runs(text) & own, path.name))

    assert borrowed == {}
