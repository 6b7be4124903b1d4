"""Odd places, locales, clocks, writers and power cuts harm no corpus and no label."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stancebook import ledger
from stancebook.about import About
from stancebook.codebook import Codebook
from stancebook.corpus import Corpus
from stancebook.extract import read_articles
from stancebook.files import find_destination, make_folder, read_table, write_tables
from stancebook.journal import Journal, read_log
from stancebook.labels import read_annotations
from stancebook.schema import InputError
from tests.conftest import ARTICLE, ROOT

BY_RULES = """
import sys
from benchmarks.rules import RULES
from stancebook import cli, pipeline
pipeline.MODELS = RULES
cli.main()
"""
DAM = "The dam holds said Ana and will."
IDS = (
    "../../x",
    "/etc/passwd",
    "CON",
    "nul.txt",
    "a. . .",
    "👩👧",
    "x" * 300,
    ".",
    "~",
)
BAD_IDS = ("a\nb", "a\0b", "x" * 501, "\u202e", " ", "\x1b[2J")


def shell(
    folder: Path, *words: str | bytes, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own, rules in the models' place."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    return subprocess.run(
        [sys.executable, "-c", BY_RULES, *words],
        cwd=folder,
        env={**plain, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
    )


def write_feed(path: Path, *ids: str) -> Path:
    rows = [{"article": name, "outlet": name, "text": f"A\n\n{DAM}"} for name in ids]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def files_of(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_ids_that_look_like_paths_name_no_file(tmp_path: Path, run: Any) -> None:
    """In a corpus, labels, a report and a run, whatever an id says, it is data."""
    (tmp_path / "corpus").mkdir()
    feed = write_feed(tmp_path / "feed.jsonl", *IDS)
    Corpus("corpus").add(feed)
    before = files_of(tmp_path)
    status, _, _ = run("label", "feed.jsonl", "--target", "A dam.", "-o", "out.jsonl")
    reported, _, _ = run("report", "--target", "A dam.", "--out", "build")
    rows = [json.loads(x) for x in Path("out.jsonl").read_text("utf-8").splitlines()]
    made = {name for name in files_of(tmp_path) - before if "/" not in name}

    assert (0, 0) == (status, reported)
    assert list(IDS) == list(dict.fromkeys(row["article"] for row in rows))
    assert list(IDS) == list(Corpus("corpus").articles["article"])
    assert {"out.jsonl", "build"} == made
    assert not any("passwd" in name or "CON" in name for name in files_of(tmp_path))


@pytest.mark.parametrize("name", BAD_IDS)
def test_ids_that_cannot_be_printed_are_set_aside(tmp_path: Path, name: str) -> None:
    """A line end, NUL, an escape or 501 signs in an id are an error with the line."""
    feed = write_feed(tmp_path / "feed.jsonl", "whole", name)
    rejected: list[Any] = []
    table = read_articles(feed, rejected)

    assert ["whole"] == list(table["article"])
    assert [2] == [one["line"] for one in rejected]


def make_loop(folder: Path) -> str:
    (folder / "loop").symlink_to("loop")
    return "loop"


def make_dangling(folder: Path) -> str:
    (folder / "link").symlink_to(folder / "none" / "such")
    return "link"


def make_inner(folder: Path) -> str:
    return f"{make_loop(folder)}/x"


@pytest.mark.parametrize(
    "make",
    [
        *(make_loop, make_dangling, make_inner, lambda _: "x" * 300, lambda _: "a\0b"),
        *(
            lambda _: "x" * 250,
            lambda _: "no/such/x",
            lambda _: ".",
            lambda _: "/dev/full",
        ),
    ],
)
def test_names_that_no_file_can_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], str]
) -> None:
    """A circle of links, a name too long, a folder or a device is one error."""
    monkeypatch.chdir(tmp_path)
    name = make(tmp_path)
    before = files_of(tmp_path)
    with pytest.raises(InputError) as told:
        from stancebook.files import replace_file

        with replace_file(name) as stream:
            stream.write(b"x")

    assert name == told.value.file
    assert before == files_of(tmp_path)


@pytest.mark.parametrize("name", ["loop", "x" * 300, "a\0b", "dam.txt", "dam.txt/x"])
def test_names_that_no_folder_can_have(tmp_path: Path, name: str) -> None:
    """What cannot be a folder to write to is said before any work."""
    make_loop(tmp_path)
    (tmp_path / "dam.txt").write_text(DAM)

    with pytest.raises(InputError, match="the folder cannot be made"):
        make_folder(tmp_path / name)


def test_a_report_whose_page_cannot_be_written_costs_no_work(
    tmp_path: Path, run: Any
) -> None:
    """A folder in the page's place is told before the tables are made."""
    (tmp_path / "corpus").mkdir()
    write_feed(tmp_path / "corpus" / "articles.jsonl", "a")
    (tmp_path / "build" / "report.html").mkdir(parents=True)
    status, _, said = run("report", "--target", "A dam.", "--out", "build")

    assert (2, 1) == (status, said.count("\n"))
    assert {"report.html"} == files_of(tmp_path / "build")


def test_a_name_too_long_is_one_line_at_the_shell(tmp_path: Path) -> None:
    """What only the disk refuses is a line and status 2, and no traceback."""
    (tmp_path / "dam.txt").write_text(ARTICLE)
    done = shell(tmp_path, "release", "x" * 300, "--corpus", str(ROOT / "corpus"),
                 "--labels", str(ROOT / "labels"))  # fmt: skip

    assert 2 == done.returncode
    assert b"Traceback" not in done.stderr
    assert b"File name too long" in done.stderr


NOBODY = 65534


def as_nobody(work: Callable[[], None]) -> int:
    """Do work in a child that may write nowhere, and return its exit status."""
    child = os.fork()
    if child == 0:
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
        try:
            work()
        except InputError:
            os._exit(2)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be less"
)
@pytest.mark.parametrize("what", ["add", "label", "tables", "journal", "join"])
def test_a_folder_that_is_read_only_is_one_error(tmp_path: Path, what: str) -> None:
    """A user without the right to write gets an InputError, and nothing is touched."""
    for place in (tmp_path, *tmp_path.parents):
        if place.stat().st_uid == 0 and place != Path("/"):
            place.chmod(place.stat().st_mode | 0o055)
    (tmp_path / "labels").mkdir()
    (tmp_path / "dam.txt").write_text(ARTICLE)
    targets = pd.DataFrame([{"target": "t", "text": "T.", "aliases": []}])
    articles = read_articles(tmp_path / "dam.txt")
    works: dict[str, Callable[[], Any]] = {
        "add": lambda: Corpus(tmp_path).add(articles),
        "label": lambda: find_and_write(tmp_path / "out.jsonl"),
        "tables": lambda: write_tables({"targets": targets}, tmp_path),
        "journal": lambda: Journal(tmp_path / "labels", "ana"),
        "join": lambda: Corpus(tmp_path).rehydrate(articles),
    }
    if what == "join":
        Corpus(tmp_path).add_records(articles)
        (tmp_path / ".lock").chmod(0o666)
    before = files_of(tmp_path)

    assert 2 == as_nobody(works[what])
    assert before == files_of(tmp_path)


def find_and_write(path: Path) -> None:
    from stancebook.files import replace_file

    with replace_file(find_destination(path)) as stream:
        stream.write(b"x")


def decide(name: str, value: str = "reported", **more: Any) -> dict[str, Any]:
    unit = {"layer": "voice", "paragraph": "dam#0", "codebook_version": "1"}
    unit |= {"at": "2026-05-03T12:00:00Z"}
    return {"event": name, "action": "set", **unit, "value": value, **more}


def test_a_clock_that_goes_back_changes_no_order(tmp_path: Path) -> None:
    """What holds is the last line, not the latest time; nor does 1970 matter."""
    own = Journal(tmp_path / "annotations", "ana")
    times = (
        "2031-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2020-05-05T00:00:00+14:00",
    )
    for number, (value, at) in enumerate(
        zip(("reported", "mixed", "editorial"), times, strict=True)
    ):
        own.append([decide(f"event-{number:02}", value, at=at)])
    (held,) = read_annotations(tmp_path).to_dict("records")

    assert ("editorial", times[2]) == (held["value"], held["at"])
    assert 3 == len(read_log(own.path))


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/St_Johns", "nonsense"])
def test_time_is_written_in_one_zone(
    codebook: Codebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """Wherever a machine thinks it is, a decision's time is UTC's."""
    from stancebook.desk import Desk
    from stancebook.segment import segment
    from tests.conftest import make_articles

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    desk = Desk(segment(make_articles(dam=[DAM])), codebook, "ana", tmp_path)
    event = {"event": "event-01", "action": "set", "layer": "voice"}
    event |= {"paragraph": "dam#0", "value": "reported", "sheet": 0}
    reply = desk.answer({"kind": "save", "events": [event]})
    monkeypatch.undo()
    time.tzset()
    (line,) = read_log(tmp_path / "annotations" / "ana.jsonl")
    at = pd.Timestamp(line["at"])

    assert "saved" == reply["kind"]
    assert abs((pd.Timestamp.now("UTC") - at).total_seconds()) < 60


TURKISH = "İstanbul DAM said IŞIK and ılık. The INTERIM report is out, said Ana."
POOR = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "plain": {},
}


@pytest.mark.parametrize("locale", ["C", "tr_TR"])
def test_a_locale_changes_nothing(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, locale: str
) -> None:
    """In a poor locale or the Turkish one, the same bytes come out, under one name."""
    where = POOR.get(locale) or turkish(tmp_path_factory.mktemp("locale"))
    (tmp_path / "дамба.txt").write_text(f"Ilısu\n\n{TURKISH}\n\n{DAM}", "utf-8")
    words = ("label", "дамба.txt", "--target", "The dam.", "-o")
    poor = shell(tmp_path, *words, "poor.jsonl", **where)
    rich = shell(tmp_path, *words, "rich.jsonl", **POOR["plain"], LC_ALL="C.UTF-8")

    assert (0, 0) == (poor.returncode, rich.returncode), poor.stderr.decode()
    assert (tmp_path / "rich.jsonl").read_bytes() == (
        tmp_path / "poor.jsonl"
    ).read_bytes()
    assert '"дамба"' in (tmp_path / "poor.jsonl").read_text("utf-8")


def turkish(folder: Path) -> dict[str, str]:
    """Make the Turkish locale, which has a dotted and a dotless i."""
    maker = shutil.which("localedef")
    words = ["-i", "tr_TR", "-f", "UTF-8", str(folder / "tr_TR.UTF-8")]
    done = subprocess.run([maker, *words], capture_output=True) if maker else None
    if done is None or not (folder / "tr_TR.UTF-8").exists():
        pytest.skip("no Turkish locale can be made here")
    return {"LC_ALL": "tr_TR.UTF-8", "LOCPATH": str(folder)}


def test_a_terminal_that_knows_no_letters(tmp_path: Path) -> None:
    """Where the output is ASCII, letters are written as escapes, and nothing ends."""
    (tmp_path / "corpus").mkdir()
    write_feed(tmp_path / "corpus" / "articles.jsonl", "дамба")
    words = ("report", "--target", "Дамба.", "--out", "отчёт")
    done = shell(tmp_path, *words, **POOR["ascii"])

    assert 0 == done.returncode
    assert done.stderr.startswith(b"stancebook: open \\u043e\\u0442")
    assert b"\\u0434" in done.stdout
    assert (tmp_path / "отчёт" / "report.html").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="names are text on other systems")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    """A file, a folder and an output may have names of any bytes; a target may not."""
    odd = os.fsdecode(b"b\xff\xfe.txt")
    (tmp_path / odd).write_text(ARTICLE)
    (tmp_path / "corpus").mkdir()
    write_feed(tmp_path / "corpus" / "articles.jsonl", "a")
    out = os.fsdecode(b"r\xff")
    done = [
        shell(tmp_path, "label", odd, "--target", "A dam.", "-o", f"{out}.jsonl"),
        shell(tmp_path, "report", "--target", "A dam.", "--out", out),
        shell(tmp_path, "label", f"{out}/articles.parquet", "--target", "A dam."),
        shell(tmp_path, "label", odd, "--target", b"A \xff dam."),
    ]

    assert [0, 0, 0, 2] == [one.returncode for one in done], done[-2].stderr
    assert b"the target is not UTF-8" in done[-1].stderr
    assert ["a"] == list(read_table(tmp_path / out, "articles")["article"])


BOM = b"\xef\xbb\xbf"


def as_windows(path: Path) -> None:
    """Save a file as an editor on Windows does."""
    content = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    path.write_bytes(BOM + content)


def test_files_from_windows_read_the_same(tmp_path: Path) -> None:
    """With a byte-order mark and CRLF, articles, labels and settings are the same."""
    (tmp_path / "dam.txt").write_text(ARTICLE)
    write_feed(tmp_path / "articles.jsonl", "a", "b")
    shutil.copy(ROOT / "labels" / "codebook.toml", tmp_path)
    shutil.copy(ROOT / "labels" / "about.toml", tmp_path)
    own = Journal(tmp_path / "annotations", "ana")
    own.append([decide("event-01"), decide("event-02", "mixed")])

    def read() -> list[Any]:
        book = Codebook.from_file(tmp_path / "codebook.toml")
        return [
            read_articles(tmp_path / "dam.txt")["sha256"].tolist(),
            Corpus(tmp_path).articles["text"].tolist(),
            (book.version, book.labels, book.targets["text"].tolist()),
            About.from_file(tmp_path / "about.toml"),
            read_annotations(tmp_path)["value"].tolist(),
        ]

    before = read()
    for path in tmp_path.glob("*.*"):
        as_windows(path)
    log = own.path.read_bytes()
    own.path.write_bytes(log.replace(b"\n", b"\r\n"))

    assert before == read()


def test_a_corpus_can_be_read_while_it_grows(tmp_path: Path) -> None:
    """Whoever reads meanwhile sees whole articles, never fewer than before."""
    adder = """
import sys
from stancebook.corpus import Corpus
from stancebook.extract import read_articles
corpus = Corpus(sys.argv[1])
for number in range(15):
    table = read_articles(f"{sys.argv[1]}/../in/{number}.txt")
    corpus.add(table)
"""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (tmp_path / "in").mkdir()
    for number in range(15):
        text = f"{DAM} {number}\n\n" + ("Water. " * 3_000 + "\n\n") * 10
        (tmp_path / "in" / f"{number}.txt").write_text(
            text.replace("Water. ", "W. ", 1)
        )
    writers = [
        subprocess.Popen([sys.executable, "-c", adder, str(folder)], cwd=ROOT)
        for _ in range(2)
    ]
    seen = [0]
    while any(writer.poll() is None for writer in writers):
        seen.append(len(Corpus(folder).articles))
        time.sleep(0.05)

    assert [0, 0] == [writer.wait() for writer in writers]
    assert sorted(seen) == seen
    assert 15 == len(Corpus(folder).articles)


def test_two_reports_into_one_folder_leave_one_of_each(tmp_path: Path) -> None:
    """Written at once, each table and the page is one of the two, whole."""
    for name in "ab":
        (tmp_path / name).mkdir()
        write_feed(tmp_path / name / "articles.jsonl", name * 3)
    words = [sys.executable, "-c", BY_RULES, "report", "--target", "A dam."]
    both = [
        subprocess.Popen([*words, "--corpus", name, "--out", "build"], cwd=tmp_path,
                         env={**os.environ, "PYTHONPATH": str(ROOT)},
                         stdout=subprocess.DEVNULL)
        for name in "ab"
    ]  # fmt: skip

    assert [0, 0] == [one.wait() for one in both]
    assert {"aaa", "bbb"} >= set(read_table(tmp_path / "build", "articles")["article"])
    assert (tmp_path / "build" / "report.html").read_text().rstrip().endswith("</html>")
    assert not [name for name in files_of(tmp_path / "build") if name.endswith(".part")]


def test_a_power_cut_at_any_byte_of_a_corpus(tmp_path: Path) -> None:
    """Cut anywhere in the last write, all before is kept, and it can be done again."""
    corpus, path = Corpus(tmp_path), tmp_path / "articles.jsonl"
    corpus.add(read_articles(write_feed(tmp_path / "one.feed.jsonl", "one")))
    kept = path.read_bytes()
    again = read_articles(write_feed(tmp_path / "two.feed.jsonl", "два", "three"))
    corpus.add(again)
    whole = path.read_bytes()
    for cut in range(len(kept), len(whole) + 1):
        path.write_bytes(whole[:cut])
        (tmp_path / "articles.jsonl.torn").unlink(missing_ok=True)
        corpus.add(again)
        torn = tmp_path / "articles.jsonl.torn"
        left = torn.read_bytes() if torn.exists() else b""

        assert ["one", "два", "three"] == list(corpus.articles["article"])
        assert whole == path.read_bytes()
        assert left[:-1] in whole[len(kept) : cut]


def test_a_power_cut_at_any_byte_of_a_log(tmp_path: Path) -> None:
    """Cut anywhere in the last write, no decision before is lost, and none doubled."""
    own = Journal(tmp_path, "ana")
    own.append([decide("event-01")])
    kept = own.path.read_bytes()
    own.append([decide("event-02", "mixed", note="ж"), decide("event-03")])
    whole = own.path.read_bytes()
    for cut in range(len(kept), len(whole) + 1):
        own.path.write_bytes(whole[:cut])
        seen = [event["event"] for event in read_log(own.path)]
        opened = Journal(tmp_path, "ana")
        opened.append([decide("event-02", "mixed", note="ж"), decide("event-03")])
        names = [event["event"] for event in read_log(own.path)]

        assert ["event-01"] == seen[:1]
        assert ["event-01", "event-02", "event-03"] == sorted(names)
        assert 3 == len(names)


def test_a_new_files_name_is_put_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut an added file is there by name: its folder was synced too."""
    synced: list[Path] = []
    monkeypatch.setattr(ledger, "sync_folder", synced.append)
    Corpus(tmp_path).add(read_articles(write_feed(tmp_path / "one.feed.jsonl", "one")))
    Journal(tmp_path / "labels", "ana").append([decide("event-01")])

    assert [tmp_path, tmp_path / "labels"] == synced
