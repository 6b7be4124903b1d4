import json
import unicodedata
from pathlib import Path

import pytest

from stancebook.article import make_article
from stancebook.records import Records, make_record, read_records
from stancebook.schema import InputError

TITLE = "Café at the harbour"
LEAD = "The talks over the harbour stalled on Friday, officials said."
END = "Nothing will be signed this year."
BLOCKS = [TITLE, LEAD, END]


@pytest.fixture
def record() -> dict:
    """The record of an article of three paragraphs."""
    return make_record(make_article({"article": "talks", "paragraphs": BLOCKS}))


def test_a_record_holds_no_text(record):
    """A record has hashes, offsets and provenance, and no word of the article."""
    content = json.dumps(record, ensure_ascii=False)

    assert not any(word in content for word in ("Café", "harbour", "Friday", "signed"))
    assert [part["end"] - part["start"] for part in record["paragraphs"]] == [
        len(block) for block in BLOCKS
    ]
    assert record["outlet"] == "unknown"


def test_the_whole_article_is_found_by_its_hash(record):
    """The user's copy may differ in Unicode form and in white space."""
    copy = [unicodedata.normalize("NFD", TITLE), f" {LEAD}\n", END]
    join = Records([record]).find(copy)

    assert join.by == "article"
    assert join.blocks == tuple(BLOCKS)
    assert join.detail == "by the hash of the article"


def test_most_of_an_article_is_found_by_paragraphs(record):
    """Other paragraphs in the copy do no harm, and missing ones are named."""
    join = Records([record]).find(["Share this", LEAD, TITLE])

    assert join.blocks == (TITLE, LEAD, None)
    assert join.detail == "by the hashes of 2 of 3 paragraphs; not found: 2"


@pytest.mark.parametrize("copy", [[TITLE], ["Another text."], [], [LEAD.upper()]])
def test_a_short_paragraph_makes_no_article(record, copy):
    """Less than half of the characters is not enough to join."""
    assert Records([record]).find(copy) is None


def test_the_record_with_the_most_text_wins(record):
    """Where two records share a paragraph, the one that is more complete is taken."""
    other = make_record(make_article({"article": "b", "paragraphs": [LEAD, "More."]}))

    assert Records([other, record]).find([*BLOCKS, "Ad"]).record["article"] == "talks"


def test_records_are_read_back(record, tmp_path: Path):
    """What is written as a line of JSON is the same record again."""
    path = tmp_path / "records.jsonl"
    path.write_text(json.dumps(record) + "\n\n")

    assert read_records(path).by_name == {"talks": record}
    assert read_records(tmp_path / "none.jsonl").by_name == {}


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "../../etc/passwd"},
        {"article": ""},
        {"outlet": 3},
        {"paragraphs": [{"position": 1, "start": 0, "end": 1, "sha256": "0" * 64}]},
        {"paragraphs": [{"position": 0, "start": 2, "end": 1, "sha256": "0" * 64}]},
        {"paragraphs": None},
    ],
)
def test_a_bad_record_is_named_by_its_line(record, tmp_path: Path, change):
    """A record that does not fit is an error with its place."""
    path = tmp_path / "records.jsonl"
    path.write_text(f"\n{json.dumps({**record, **change})}\n")
    with pytest.raises(InputError, match=r"records\.jsonl:2: this is no record"):
        read_records(path)


def test_an_article_has_one_record(record, tmp_path: Path):
    """A second record of an id is refused."""
    path = tmp_path / "records.jsonl"
    path.write_text(f"{json.dumps(record)}\n" * 2)
    with pytest.raises(InputError, match="a record of 'talks' already"):
        read_records(path)
