import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from stancebook import cli
from stancebook.checksums import check_release
from stancebook.rehydration import read_release
from tests.released import ARTICLES, ROOT, make_corpus, make_gold, make_votes


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with corpus/, labels/ and about.toml, which is where we are."""
    make_corpus(tmp_path / "corpus")
    labels = tmp_path / "labels"
    labels.mkdir()
    rows = make_gold().to_dict("records")
    lines = [
        json.dumps({k: v for k, v in row.items() if v is not None}) for row in rows
    ]
    (labels / "gold.jsonl").write_text("\n".join(lines), "utf-8")
    book = (ROOT / "labels" / "codebook.toml").read_text("utf-8")
    (labels / "codebook.toml").write_text(book, "utf-8")
    (tmp_path / "about.toml").write_text('license = "CC0-1.0"')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(monkeypatch, capsys, *arguments: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["stancebook", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_release_writes_and_lists_its_files(project, monkeypatch, capsys):
    """The example of the help works: a release, and the paths of its files."""
    code, out, err = run(
        monkeypatch, capsys, "release", "release/1.0", "--about", "about.toml"
    )

    assert (0, "") == (code, err)
    assert "release/1.0/SHA256SUMS" == out.splitlines()[-1]
    assert {"ok"} == set(check_release("release/1.0")["state"])


def test_a_release_without_a_licence_is_not_silent(project, monkeypatch, capsys):
    """Who names no licence is told what that means."""
    code, _, err = run(monkeypatch, capsys, "release", "1.0")

    assert 0 == code
    assert "no licence is named" in err


def test_check_tells_a_changed_file(project, monkeypatch, capsys):
    """A release passes its check until a file is changed; then it is named."""
    run(monkeypatch, capsys, "release", "1.0", "--about", "about.toml")
    whole = run(monkeypatch, capsys, "release", "1.0", "--check")
    with Path("1.0/README.md").open("a") as card:
        card.write("More.")
    code, out, err = run(monkeypatch, capsys, "release", "1.0", "--check")

    assert (0, "") == (whole[0], whole[2])
    assert "all as they were released" in whole[1]
    assert (2, "README.md: changed\n") == (code, out)
    assert "1 files are not" in err


def write_votes(labels: Path, votes: pd.DataFrame) -> None:
    """Write a log of each annotator."""
    (labels / "annotations").mkdir()
    for name, own in votes.groupby("annotator"):
        facts = {"action": "set", "at": "2026-01-05T10:00:00Z", "sha256": "0" * 64}
        rows = own.assign(codebook_version="1.1", **facts).to_dict("records")
        lines = [
            json.dumps({"event": f"{name}-{n:08}", **r}) for n, r in enumerate(rows)
        ]
        (labels / "annotations" / f"{name}.jsonl").write_text("\n".join(lines) + "\n")


def test_agreement_of_several_annotators_is_measured(project, monkeypatch, capsys):
    """Where the labels folder has two annotators, the card has their agreement."""
    write_votes(project / "labels", make_votes("ana", "ben"))
    code, _, err = run(monkeypatch, capsys, "release", "1.0", "--about", "about.toml")

    assert (0, "") == (code, err)
    assert "| voice | nominal | alpha |" in Path("1.0/README.md").read_text("utf-8")


def test_annotators_with_nothing_in_common(project, monkeypatch, capsys):
    """Without a unit of two, the release appears, and says that agreement is not."""
    votes = make_votes("ana", "ben").drop_duplicates("paragraph")
    half = votes.reset_index(drop=True)
    half.loc[half.index % 2 == 1, "annotator"] = "ben"
    write_votes(project / "labels", half)
    code, _, err = run(monkeypatch, capsys, "release", "1.0", "--about", "about.toml")

    assert 0 == code
    assert "no table of agreement: no unit was labelled by two annotators" in err
    assert "the votes are in" in Path("1.0/README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--shares", "most"], "are no numbers"),
        (["--shares", "1,1"], "not three shares"),
        (["--apart", "author"], "cannot be kept apart"),
        (["--text", "all"], "no way to give texts"),
        (["--text", "full"], "'piers-again' may not be passed on"),
        (["--about", "none.toml"], "cannot be read"),
        (["--corpus", "none"], "no such folder"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(
    project, monkeypatch, capsys, arguments, problem
):
    """Wrong input ends with status 2, says what is wrong, and leaves no folder."""
    code, out, err = run(monkeypatch, capsys, "release", "1.0", *arguments)

    assert (2, "", 1) == (code, out, len(err.splitlines()))
    assert problem in err
    assert not Path("1.0").exists()


def test_options_reach_the_splits(project, monkeypatch, capsys):
    """Shares and what is kept apart are those that were asked for."""
    run(monkeypatch, capsys, "release", "1.0", "--shares", "1,0,0", "--apart", "")

    assert {"train"} == set(read_release("1.0")["splits"]["split"])


def test_rehydrate_joins_reports_and_completes(project, monkeypatch, capsys):
    """Texts are joined, each is reported on, and complete tables are written."""
    run(monkeypatch, capsys, "release", "1.0", "--text", "withheld")
    row = {"article": "x", "paragraphs": ARTICLES["owl"][3]}
    Path("mine.jsonl").write_text(json.dumps(row))
    code, out, err = run(
        monkeypatch, capsys, "rehydrate", "1.0", "mine.jsonl", "--out", "complete"
    )
    table = pd.read_parquet("complete/paragraphs.parquet").set_index("paragraph")

    assert 0 == code
    assert "owl: joined, by the hash of the article" in out
    assert "salt: not found" in out
    assert "5 not found, 1 joined" in err
    assert ARTICLES["owl"][3][1] == table.loc["owl#1", "text"]
    assert 2 == table["text"].notna().sum()


def test_rehydrate_with_a_stranger_fails(project, monkeypatch, capsys):
    """Where nothing matched, the report is given and the status is 2."""
    run(monkeypatch, capsys, "release", "1.0", "--text", "withheld")
    Path("stranger.txt").write_text("Nobody has a record of this.")
    code, out, err = run(monkeypatch, capsys, "rehydrate", "1.0", "stranger.txt")

    assert 2 == code
    assert "stranger: no record" in out
    assert "none of these texts belongs to a record" in err
