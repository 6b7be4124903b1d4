"""A copy of a text joins its record from a shell, and no stranger slips in."""

from pathlib import Path

from stancebook.corpus import Corpus
from stancebook.extract import read_articles
from tests.conftest import Run


def test_add_joins_a_record_and_says_so(run: Run, article: str, tmp_path: Path) -> None:
    """`add` joins the text to its record; a second time, there is nothing to do."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    Corpus(folder).add_records(read_articles([article]))
    first = run("add", article)
    second = run("add", article)

    assert (0, "dam: joined, by the hash of the article\n", "") == first
    assert (0, "dam: there already\n", "") == second


def test_add_takes_no_stranger(run: Run, article: str, tmp_path: Path) -> None:
    """A text without a record is refused, so that none slips into a commit."""
    (tmp_path / "corpus").mkdir()
    status, out, error = run("add", article)

    assert (2, "") == (status, out)
    assert "no record" in error
    assert [] == list((tmp_path / "corpus").glob("*.jsonl"))


def test_add_sets_a_bad_file_of_a_folder_aside(
    run: Run, article: str, tmp_path: Path
) -> None:
    """An empty file does not keep its neighbours from their records."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    Corpus(folder).add_records(read_articles(article))
    pages = tmp_path / "pages"
    pages.mkdir()
    (tmp_path / article).rename(pages / article)
    (pages / "empty.txt").touch()
    status, out, err = run("add", "pages")

    assert status == 0
    assert "joined" in out
    assert "set aside: pages/empty.txt: the file is empty" in err
