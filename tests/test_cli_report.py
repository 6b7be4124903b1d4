"""The main job runs from a shell: targets as given, and no corpus changed."""

from pathlib import Path

import pytest

from stancebook.corpus import Corpus
from stancebook.files import read_table
from tests.conftest import DAM, Run


def make_corpus(folder: Path, article: str) -> Path:
    """Return a corpus folder that holds one article."""
    folder.mkdir()
    Corpus(folder).add([article])
    return folder


def test_report_takes_targets_and_leaves_the_corpus(
    run: Run, article: str, tmp_path: Path
) -> None:
    """Sentences do without a codebook, and reading changes no file of a corpus."""
    place = make_corpus(tmp_path / "corpus", article) / "articles.jsonl"
    place.write_bytes(place.read_bytes().rstrip(b"\n"))
    before = {path: path.read_bytes() for path in place.parent.iterdir()}
    status, _, err = run("report", "--target", DAM, "--out", "out")

    assert status == 0, err
    assert before == {path: path.read_bytes() for path in place.parent.iterdir()}
    assert [DAM] == read_table("out", "targets")["text"].tolist()


@pytest.mark.parametrize(
    ("out", "lines", "problem"),
    [
        ("dam.txt", None, "dam.txt: the folder cannot be made"),
        ("out", "", "corpus: there is no articles.jsonl with an article"),
        ("out", '{"article": "a", "text": "T."},', "articles.jsonl:1: "),
    ],
)
def test_report_stops_before_it_works(
    run: Run, article: str, tmp_path: Path, out: str, lines: str | None, problem: str
) -> None:
    """What cannot be read or written is said at once, in one line."""
    folder = make_corpus(tmp_path / "corpus", article)
    if lines is not None:
        (folder / "articles.jsonl").write_text(lines, encoding="utf-8")
    status, printed, err = run("report", "--target", DAM, "--out", out)

    assert (2, "") == (status, printed)
    assert problem in err
    assert err.count("\n") == 1


def test_report_takes_files_of_ones_own(run: Run, article: str) -> None:
    """What `label` reads needs no corpus, and the page to open is named."""
    status, out, err = run("report", article, "--target", DAM, "--out", "out")

    assert status == 0, err
    assert str(Path("out") / "report.html") == out.splitlines()[-1]
    assert "open out/report.html in a browser" in err
    assert [DAM] == read_table("out", "targets")["text"].tolist()


def test_report_says_once_what_is_odd(run: Run, article: str) -> None:
    """Articles that are nearly the same are told of in one line, also of files."""
    twin = Path("twin.txt")
    twin.write_text(Path(article).read_text(encoding="utf-8"), encoding="utf-8")
    status, _, err = run("report", article, str(twin), "--target", DAM, "--out", "out")

    assert status == 0, err
    assert 1 == err.count("the same text, and stays")


def test_report_proposes_targets_for_files(run: Run, article: str) -> None:
    """Without a target or a codebook they are proposed, and it says so."""
    status, _, err = run("report", article, "--out", "out")

    assert status == 0, err
    assert "targets are proposed" in err
    assert len(read_table("out", "targets")) > 0


def test_report_says_what_to_give_without_a_codebook(run: Run, article: str) -> None:
    """A corpus without a codebook is told of --target."""
    make_corpus(Path("corpus"), article)
    status, _, err = run("report")

    assert status == 2
    assert "labels/codebook.toml: there is no such codebook" in err
    assert "--target" in err
