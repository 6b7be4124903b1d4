import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from stancebook.corpus import Corpus
from stancebook.extract import read_articles
from stancebook.schema import InputError
from stancebook.segment import segment

ROOT = Path(__file__).parents[1]
AEGIS = ROOT.parent / "shared" / "real" / "aegis_ashore.txt"
TITLE = "Café at the harbour"
LEAD = "The talks over the harbour stalled on Friday, officials said."
END = "Nothing will be signed this year."


def write_article(folder: Path, article: str, *blocks: str) -> Path:
    path = folder / f"{article}.txt"
    path.write_text("\n\n".join(blocks), "utf-8")
    return path


def outcomes(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(table[["article", "outcome"]].itertuples(index=False, name=None))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """An empty corpus."""
    (tmp_path / "corpus").mkdir()
    return Corpus(tmp_path / "corpus")


@pytest.fixture
def corpus_with_a_record(corpus: Corpus, tmp_path: Path) -> Corpus:
    """A corpus that has the record of the article `talks`, and not its text."""
    given = read_articles(write_article(tmp_path, "talks", TITLE, LEAD, END))
    corpus.add_records(given.assign(outlet="The Gull"), note="from the archive")
    return corpus


def test_an_empty_corpus_has_no_articles(corpus):
    """A new folder is a corpus without articles or records."""
    assert (len(corpus.articles), len(corpus.records)) == (0, 0)


def test_an_article_is_added_and_read_back(corpus, tmp_path: Path):
    """What comes out has the paragraphs and the hash of what went in."""
    path = write_article(tmp_path, "talks", TITLE, LEAD)
    given = read_articles(path).assign(
        rights="CC0-1.0", targets=[["Dues should fall."]]
    )
    done = corpus.add(given)
    (found,) = corpus.articles.to_dict("records")

    assert outcomes(done) == [("talks", "added")]
    assert [found[key] for key in ("sha256", "title", "rights", "targets")] == [
        given[key][0] for key in ("sha256", "title", "rights", "targets")
    ]
    assert list(segment(corpus.articles)["sha256"]) == list(segment(given)["sha256"])


def test_to_add_again_does_nothing_and_says_so(corpus, tmp_path: Path):
    """An article that is there already leaves the file as it was."""
    path = write_article(tmp_path, "talks", TITLE, LEAD)
    corpus.add(path)
    before = (corpus.folder / "articles.jsonl").read_bytes()

    assert outcomes(corpus.add([path])) == [("talks", "there already")]
    assert (corpus.folder / "articles.jsonl").read_bytes() == before


def test_another_text_under_an_id_is_refused_whole(corpus, tmp_path: Path):
    """Where one article cannot be added, none of the call is."""
    corpus.add(write_article(tmp_path, "talks", TITLE, LEAD))
    before = (corpus.folder / "articles.jsonl").read_bytes()
    new = write_article(tmp_path, "new", TITLE, END)
    with pytest.raises(InputError, match="'talks' is in the corpus with another text"):
        corpus.add([new, write_article(tmp_path, "talks", TITLE, END)])

    assert (corpus.folder / "articles.jsonl").read_bytes() == before


def test_a_torn_last_line_is_named_and_repaired_by_adding(corpus, tmp_path, caplog):
    """Reading names what a crash left and changes nothing; adding sets it aside."""
    corpus.add(write_article(tmp_path, "talks", TITLE, LEAD))
    path = corpus.folder / "articles.jsonl"
    with path.open("a") as file:
        file.write('{"article": "torn", "te')
    before = path.read_bytes()

    with pytest.raises(InputError, match=r"articles\.jsonl:2: "):
        _ = Corpus(corpus.folder).articles
    assert [path] == [p for p in corpus.folder.iterdir() if p.name != ".lock"]
    assert before == path.read_bytes()

    corpus.add(write_article(tmp_path, "more", TITLE, END))
    assert ["talks", "more"] == list(corpus.articles["article"])
    assert "articles.jsonl:2: the last line was torn" in caplog.text


def test_reading_leaves_a_last_line_without_its_end(corpus, tmp_path: Path):
    """A whole record is read, newline or not, and the file stays as it is."""
    corpus.add(write_article(tmp_path, "talks", TITLE, LEAD))
    path = corpus.folder / "articles.jsonl"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    before = path.read_bytes()

    assert ["talks"] == list(Corpus(corpus.folder).articles["article"])
    assert before == path.read_bytes()


def test_writers_at_the_same_time_lose_nothing(corpus, tmp_path: Path):
    """Whoever adds at the same time waits; every article is there once and whole."""
    paths = [write_article(tmp_path, f"talks{n}", TITLE, LEAD) for n in range(12)]

    def add(path: Path) -> list[tuple[str, str]]:
        return outcomes(Corpus(corpus.folder).add(path))

    with ThreadPoolExecutor(4) as pool:
        done = [outcome for (outcome,) in pool.map(add, [*paths, *paths])]

    assert sorted(done) == sorted(
        (path.stem, outcome) for path in paths for outcome in ("added", "there already")
    )
    assert sorted(corpus.articles["article"]) == sorted(path.stem for path in paths)


def test_a_text_is_joined_to_its_record(corpus_with_a_record, tmp_path: Path):
    """The joined article has the record's id and provenance, and stays local."""
    corpus = corpus_with_a_record
    done = corpus.add(write_article(tmp_path, "my copy", TITLE, LEAD, END))
    (found,) = corpus.articles.to_dict("records")

    assert outcomes(done) == [("talks", "joined")]
    assert done["detail"][0] == "by the hash of the article"
    assert (found["article"], found["outlet"]) == ("talks", "The Gull")
    assert not (corpus.folder / "articles.jsonl").exists()
    assert (corpus.folder / "local" / ".gitignore").read_text() == "*\n"
    assert list(corpus.records["joined"]) == [True]


def test_a_part_is_joined_and_its_gaps_are_named(corpus_with_a_record, tmp_path: Path):
    """Paragraphs keep the record's positions, and a fuller copy fills the gaps."""
    corpus = corpus_with_a_record
    part = corpus.add(write_article(tmp_path, "part", "Share this", TITLE, LEAD))
    blocks = corpus.articles["blocks"][0]
    again = corpus.add(write_article(tmp_path, "again", LEAD, TITLE))
    whole = corpus.add(write_article(tmp_path, "whole", TITLE, LEAD, END))

    assert (outcomes(part), blocks) == ([("talks", "partly joined")], [TITLE, LEAD, ""])
    assert part["detail"][0].endswith("2 of 3 paragraphs; not found: 2")
    assert outcomes(again) == [("talks", "there already")]
    assert outcomes(whole) == [("talks", "joined")]
    assert corpus.articles["blocks"][0] == [TITLE, LEAD, END]


def test_rehydrating_reports_what_did_not_match(corpus_with_a_record, tmp_path: Path):
    """Records without text and articles without record are listed; none is added."""
    corpus = corpus_with_a_record
    stranger = write_article(tmp_path, "stranger", "Low tide", "Ships wait.")
    first = corpus.rehydrate(stranger)
    second = corpus.rehydrate(
        [stranger, write_article(tmp_path, "x", TITLE, LEAD, END)]
    )

    assert outcomes(first) == [("stranger", "no record"), ("talks", "not found")]
    assert outcomes(second) == [("talks", "joined"), ("stranger", "no record")]
    assert list(corpus.articles["article"]) == ["talks"]


def test_the_id_of_a_record_is_taken(corpus_with_a_record, tmp_path: Path):
    """No other text can come under the id that a record stands for."""
    with pytest.raises(InputError, match="'talks' is in the corpus with another text"):
        corpus_with_a_record.add(write_article(tmp_path, "talks", "Low tide", "Wait."))


def test_a_record_is_added_once(corpus_with_a_record, tmp_path: Path):
    """A second record of an article is refused."""
    with pytest.raises(InputError, match="a record of 'talks' already"):
        corpus_with_a_record.add_records(read_articles(tmp_path / "talks.txt"))


def test_ids_name_no_files(corpus, tmp_path: Path):
    """An id that looks like a path leads nowhere."""
    path = tmp_path / "feed.jsonl"
    path.write_text(json.dumps({"article": "../../evil", "text": f"{TITLE}\n\n{LEAD}"}))
    corpus.add_records(read_articles(path))
    corpus.add(path)
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}

    assert not any("evil" in name for name in names)
    assert list(corpus.articles["article"]) == ["../../evil"]


def test_a_corpus_is_a_folder(tmp_path: Path):
    """A folder that is not there is an error, not made in silence."""
    with pytest.raises(InputError, match="no such folder"):
        Corpus(tmp_path / "none")


@pytest.mark.skipif(not AEGIS.exists(), reason="the real article is not at hand")
def test_the_real_article_fits_its_record(tmp_path: Path):
    """The record that the project ships is that of the real article, without text."""
    content = (ROOT / "corpus" / "records.jsonl").read_text("utf-8")
    (tmp_path / "records.jsonl").write_text(content)

    assert outcomes(Corpus(tmp_path).add(AEGIS)) == [("aegis-ashore", "joined")]
    assert not any(word in content for word in AEGIS.read_text("utf-8").split()[4:9])


def test_a_text_that_is_nearly_there_is_added_and_named(corpus, tmp_path: Path):
    """A near-copy is added like any other, and `detail` says of what it is one."""
    body = (
        "The ferry stays in the harbour until the ice is gone, the company said on"
        " Friday, and nobody on the island knows when the first mail will come."
    )
    corpus.add(write_article(tmp_path, "first", TITLE, body))
    paths = [
        write_article(tmp_path, "second", TITLE, body.replace("Friday", "Sunday")),
        write_article(tmp_path, "other", TITLE, LEAD, END),
    ]
    done = corpus.add(paths)

    assert outcomes(done) == [("second", "added"), ("other", "added")]
    assert ["nearly the same text as 'first' (0.97)", ""] == done["detail"].tolist()


def test_what_the_paragraphs_of_a_page_were_is_kept(corpus, tmp_path: Path):
    """A page's headings and captions are still such when the corpus is read again."""
    page = tmp_path / "page.html"
    page.write_text(
        f"<html><body><article><h1>{TITLE}</h1><p>{LEAD}</p><h2>What next</h2>"
        f"<figure><img><figcaption>A quay.</figcaption></figure><p>{END} {LEAD}</p>"
        "</article></body></html>",
        "utf-8",
    )
    corpus.add(page)

    assert ["title", "text", "heading", "caption", "text"] == (
        segment(corpus.articles)["block"].tolist()
    )


def test_a_corpus_says_which_it_is(tmp_path):
    """What a shell shows names the folder."""

    assert f"Corpus({str(tmp_path)!r})" == repr(Corpus(tmp_path))
