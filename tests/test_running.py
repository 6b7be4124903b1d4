"""A run over parts ends the same, whatever is killed, and does nothing twice."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stancebook import cluster, labelling, running
from stancebook.chain import STEPS
from stancebook.files import read_table
from stancebook.ledger import locked
from stancebook.pipeline import make_targets
from stancebook.receipts import read_receipt
from stancebook.running import run_parts
from stancebook.schema import InputError
from tests.chains import (
    chain_of,
    job_of,
    lack_memory,
    read_files,
    stumble,
    write_articles,
)
from tests.conftest import ROOT

RUN = "from chains import main; main()"
# A folder of its own, since other packages have a `tests` too.
PATHS = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
PARTS = 6


@pytest.fixture
def serial(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do the tasks one after the other in this process, without Dask."""

    @contextmanager
    def nobody(*_: Any) -> Iterator[None]:
        yield None

    def run_tasks(_: Any, function: Any, tasks: Any, smaller: Any = None) -> Any:
        for task in tasks:
            while True:
                try:
                    yield function(*task)
                    break
                except MemoryError:
                    task = smaller(task)

    monkeypatch.setattr(running, "open_cluster", nobody)
    monkeypatch.setattr(running, "run_tasks", run_tasks)
    monkeypatch.setattr(labelling, "check_worker", lambda job: None)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "in.jsonl", 0, 5 * PARTS)


@pytest.fixture
def undisturbed(tmp_path: Path, feed: Path, serial: None) -> dict[str, bytes]:
    """What a run leaves that nothing disturbs; its chain is as slow as no chain."""
    run_parts([feed], job_of(tmp_path / "calm"))
    return read_files(tmp_path / "calm")


def start(feed: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-c",
        RUN,
        str(feed),
        str(out),
        f"{out}.log",
        "0.4",
        *more,
    ]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, env={**os.environ, **PATHS}, stderr=pipe, text=True
    )


def log_of(out: Path) -> list[list[str]]:
    path = Path(f"{out}.log")
    return (
        [line.split() for line in path.read_text().splitlines()]
        if path.exists()
        else []
    )


def wait_for(out: Path, count: int) -> None:
    """Wait until so many parts were begun, and a random moment more."""
    end = time.monotonic() + 60
    while len(log_of(out)) < count and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(random.Random(count).uniform(0, 0.4))


def done_parts(out: Path) -> dict[str, int]:
    """The inode and time of each table that a receipt tells of."""
    marks = {}
    for path in (out / "receipts" / "parts").glob("*.json"):
        receipt = read_receipt(path)
        for table in receipt["tables"]:
            stat = (out / table / f"part-{receipt['part']}.parquet").stat()
            marks[f"{table}/{receipt['part']}"] = (stat.st_ino, stat.st_mtime_ns)
    return marks


def test_a_killed_worker_changes_nothing(
    tmp_path: Path, feed: Path, undisturbed: dict[str, bytes]
) -> None:
    """Two workers are killed at random moments, and the run ends as if nothing was."""
    out = tmp_path / "out"
    run = start(feed, out)
    for count in (2, 4):
        wait_for(out, count)
        os.kill(int(log_of(out)[-1][0]), signal.SIGKILL)
    _, err = run.communicate(timeout=90)

    assert (0, "") == (run.returncode, err)
    assert undisturbed == read_files(out)
    assert PARTS < len(log_of(out))


def test_a_killed_client_does_nothing_twice(
    tmp_path: Path, feed: Path, undisturbed: dict[str, bytes]
) -> None:
    """The client is killed; what was committed by then is not done again."""
    out = tmp_path / "out"
    run = start(feed, out)
    wait_for(out, 4)
    run.kill()
    run.communicate()
    before = done_parts(out)
    again = start(feed, out)
    _, err = again.communicate(timeout=90)
    after = done_parts(out)

    assert (0, "") == (again.returncode, err)
    assert undisturbed == read_files(out)
    assert 0 < len(before) < len(after)
    assert before == {name: after[name] for name in before}


@contextmanager
def make_cluster(folder: Path) -> Iterator[tuple[str, int]]:
    """A scheduler and its worker, each a process of its own on this machine."""
    file = folder / "scheduler.json"
    local = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0"]
    code = "from distributed.cli.{0} import main; main()"
    quiet: dict[str, Any] = {"env": {**os.environ, **PATHS}}
    quiet["stderr"] = subprocess.DEVNULL
    dask = [sys.executable, "-c", code.format("dask_scheduler")]
    scheduler = subprocess.Popen(
        [*dask, *local, "--port", "0", "--scheduler-file", str(file)], **quiet
    )
    dask = [sys.executable, "-c", code.format("dask_worker")]
    more = ["--scheduler-file", str(file), "--nthreads", "1", "--no-nanny"]
    scratch = ["--local-directory", str(folder), "--death-timeout", "20"]
    worker = subprocess.Popen([*dask, *local, *more, *scratch], **quiet)
    try:
        end = time.monotonic() + 30
        while not file.exists() and time.monotonic() < end:
            time.sleep(0.05)
        yield read_receipt(file)["address"], scheduler.pid
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()


def test_two_schedulers_by_address(
    tmp_path: Path, feed: Path, undisturbed: dict[str, bytes]
) -> None:
    """A scheduler is killed; the client says so, and another scheduler goes on."""
    out = tmp_path / "out"
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    with make_cluster(folders[0]) as (one, pid), make_cluster(folders[1]) as (other, _):
        run = start(feed, out, one)
        wait_for(out, 3)
        os.kill(pid, signal.SIGKILL)
        _, err = run.communicate(timeout=60)
        before = done_parts(out)
        again = start(feed, out, other)
        _, later = again.communicate(timeout=90)

    assert "the scheduler is gone. Run the same command again" in err
    assert (1, 1) == (run.returncode, len(err.splitlines()))
    assert (0, "") == (again.returncode, later)
    assert undisturbed == read_files(out)
    assert 0 < len(before)
    assert before == {name: done_parts(out)[name] for name in before}


def test_a_scheduler_that_does_not_answer(
    tmp_path: Path, feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong address is one clear error."""
    monkeypatch.setattr(cluster, "ANSWER", 1)
    with pytest.raises(InputError, match="the scheduler does not answer"):
        run_parts([feed], job_of(tmp_path / "out"), scheduler="tcp://127.0.0.1:9")


def kept(before: dict[str, int], after: dict[str, int]) -> set[str]:
    """The tables that were not written again."""
    return {name.split("/")[0] for name in before if before[name] == after.get(name)}


ALL = set(STEPS)


@pytest.mark.parametrize(
    ("change", "redone"),
    [
        ({"targets": make_targets(["The bridge should stay."])}, {"targets", "scores"}),
        ({"models": {"stance": "another"}}, {"targets", "scores"}),
        ({"models": {"voice": "another"}}, {"voices", "claims", "targets", "scores"}),
        (
            {"models": {"attribution": "x"}},
            ALL - {"articles", "paragraphs", "reprints"},
        ),
        (
            {"numbers": {"device": "cpu", "precision": "float32"}},
            ALL - {"articles", "paragraphs", "reprints"},
        ),
        ({"codebook": "2"}, set()),
        ({"version": "9.9"}, ALL),
    ],
)
def test_a_change_redoes_what_depends_on_it(
    tmp_path: Path, feed: Path, serial: None, change: dict[str, Any], redone: set[str]
) -> None:
    """New targets or weights redo their own tables and those that follow, no other."""
    job = job_of(tmp_path / "out")
    run_parts([feed], job)
    before = done_parts(tmp_path / "out")
    if "models" in change:
        change = {"models": {**job.models, **change["models"]}}
    manifest = run_parts([feed], replace(job, **change))
    after = done_parts(tmp_path / "out")

    assert ALL - redone == kept(before, after)
    assert manifest["complete"]


def test_a_grown_file_costs_what_is_new(
    tmp_path: Path, feed: Path, serial: None
) -> None:
    """Lines that are added to a feed leave the parts before them as they were."""
    job = job_of(tmp_path / "out")
    run_parts([feed], job)
    before = done_parts(tmp_path / "out")
    more = write_articles(tmp_path / "more.jsonl", 100, 5)
    with feed.open("ab") as stream:
        stream.write(more.read_bytes())
    manifest = run_parts([feed], job)
    after = done_parts(tmp_path / "out")

    assert before.items() <= after.items() | {
        (name, mark) for name, mark in before.items() if name.startswith("reprints")
    }
    assert 5 * PARTS + 5 == manifest["tables"]["articles"]


def test_an_input_that_is_gone_takes_its_parts(
    tmp_path: Path, feed: Path, serial: None
) -> None:
    """What an earlier run read and this one does not is in no table."""
    more = write_articles(tmp_path / "more.jsonl", 100, 5)
    run_parts([feed, more], job_of(tmp_path / "out"))
    run_parts([more], job_of(tmp_path / "out"))
    articles = read_table(tmp_path / "out", "articles")

    assert [f"a{number}" for number in range(100, 105)] == articles["article"].tolist()
    assert len(STEPS) == len(list((tmp_path / "out").glob("*/part-*.parquet")))


def test_ids_that_are_taken_are_set_aside(
    tmp_path: Path, feed: Path, serial: None
) -> None:
    """An id of another part or file is set aside, with its place; the first stays."""
    more = write_articles(tmp_path / "more.jsonl", 5 * PARTS - 2, 4)
    manifest = run_parts([feed, more], job_of(tmp_path / "out"))
    rejected = pd.read_json(tmp_path / "out" / "rejected.jsonl", lines=True)

    assert 5 * PARTS + 2 == manifest["tables"]["articles"]
    assert [(str(more), 1), (str(more), 2)] == list(
        zip(rejected["file"], rejected["line"], strict=True)
    )
    assert rejected["reason"].str.contains("is there already").all()


def test_an_article_that_cannot_be_labelled_is_set_aside(
    tmp_path: Path, feed: Path, serial: None
) -> None:
    """A model that stumbles over one article labels all the others."""
    job = job_of(tmp_path / "out", chain_of(stumble, "Bridge 12 "))
    manifest = run_parts([feed], job)
    rejected = pd.read_json(tmp_path / "out" / "rejected.jsonl", lines=True)

    assert [13] == rejected["line"].tolist()
    assert "ValueError: no idea what Bridge 12  is" in rejected["reason"][0]
    assert 4 * (5 * PARTS - 1) == manifest["tables"]["voices"]


def test_too_little_memory_makes_smaller_batches(
    tmp_path: Path, feed: Path, serial: None
) -> None:
    """Where memory ends, fewer articles are labelled at once, to the same effect."""
    job = job_of(tmp_path / "out", chain_of(lack_memory, 4), size=100)
    run_parts([feed], job)
    run_parts([feed], job_of(tmp_path / "calm", size=100))
    receipts = (tmp_path / "out" / "receipts" / "parts").glob("*.json")

    assert {4} == {read_receipt(path)["batch"] for path in receipts}
    assert read_files(tmp_path / "calm") == read_files(tmp_path / "out")


def test_torn_files_of_a_killed_run_are_removed(
    tmp_path: Path, feed: Path, serial: None
) -> None:
    """What was being written when a run was killed does not stay."""
    run_parts([feed], job_of(tmp_path / "out"))
    torn = tmp_path / "out" / "scores" / ".part-x.parquet.1-ab.part"
    torn.write_bytes(b"half")
    run_parts([feed], job_of(tmp_path / "out"))

    assert not torn.exists()


def test_a_missing_table_is_made_again(
    tmp_path: Path, feed: Path, undisturbed: dict[str, bytes]
) -> None:
    """A file that somebody removed comes back, the same byte for byte."""
    lost = next((tmp_path / "calm" / "voices").iterdir())
    lost.unlink()
    run_parts([feed], job_of(tmp_path / "calm"))

    assert undisturbed == read_files(tmp_path / "calm")


FULL = """
import pathlib, shutil, sys
from chains import InputError, job_of, read_files, run_parts

feed, out = map(pathlib.Path, sys.argv[1:])
filler = out.parent / "filler"
filler.write_bytes(b"x" * 1_950_000)
try:
    run_parts([feed], job_of(out), workers=1)
except InputError as error:
    print(error)
print(len(list(out.rglob(".*.part"))), len(list(out.glob("receipts/parts/*.json"))))
filler.unlink()
run_parts([feed], job_of(out), workers=1)
shutil.copytree(out, feed.with_name("copy"))
"""


def test_a_full_disk_stops_cleanly_and_comes_good(
    tmp_path: Path, feed: Path, undisturbed: dict[str, bytes]
) -> None:
    """On a disk that runs full a run ends in one error, and room brings it on."""
    if not shutil.which("unshare"):
        pytest.skip("no unshare, so no small disk can be made")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f'mount -t tmpfs -o size=2m none "{disk}" && exec "$@"'
    inside = ["unshare", "-rm", "sh", "-c", mount, "sh"]
    probe = subprocess.run([*inside, "true"], capture_output=True, text=True)
    if probe.returncode:
        pytest.skip(f"no small disk can be made here: {probe.stderr.strip()}")
    command = [*inside, sys.executable, "-c", FULL, str(feed), str(disk / "out")]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **PATHS}
    )
    error, counts = done.stdout.splitlines()
    torn, receipts = map(int, counts.split())

    assert (0, "") == (done.returncode, done.stderr)
    assert "No space left on device" in error or "the disk is full" in error
    assert 0 == torn
    assert receipts < PARTS
    assert undisturbed == read_files(tmp_path / "copy")


@pytest.mark.parametrize("kind", ["file", "link", "other files", "inside", "around"])
def test_a_folder_that_cannot_be_used(
    tmp_path: Path, feed: Path, serial: None, kind: str
) -> None:
    """A run writes into a folder of its own, and nowhere else."""
    out = tmp_path / "out"
    inputs = [feed]
    if kind == "file":
        out.write_text("mine")
    elif kind == "link":
        (tmp_path / "real").mkdir()
        out.symlink_to(tmp_path / "real")
    elif kind == "other files":
        out.mkdir()
        (out / "thesis.txt").write_text("mine")
    elif kind == "inside":
        inputs = [tmp_path]
    else:
        out = tmp_path
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError):
        run_parts(inputs, job_of(out))

    assert set() == set(tmp_path.rglob("*")) - {*before, out}


def test_a_folder_belongs_to_one_run(tmp_path: Path, feed: Path, serial: None) -> None:
    """Two runs into one folder would be one too many."""
    out = tmp_path / "out"
    out.mkdir()
    with locked(out), pytest.raises(InputError, match="another program holds the lock"):
        run_parts([feed], job_of(out))

    assert [".lock"] == [path.name for path in out.iterdir()]


def test_nothing_to_read_is_an_error(tmp_path: Path, serial: None) -> None:
    """A feed without one good line says what is wrong with the first."""
    feed = tmp_path / "in.jsonl"
    feed.write_text('{"article": "a"}\nnot json\n')
    with pytest.raises(InputError, match="neither `text` nor `paragraphs`") as caught:
        run_parts([feed], job_of(tmp_path / "out"))

    assert str(feed) == caught.value.file


def test_pandas_reads_a_folder_of_parts(
    tmp_path: Path, feed: Path, serial: None
) -> None:
    """Pandas and `read_table` read a table's folder, however empty a part of it is."""
    (tmp_path / "none.jsonl").write_text('{"article": "z", "text": "Nobody knows."}\n')
    out = tmp_path / "out"
    run_parts([tmp_path / "none.jsonl", feed], job_of(out))

    for table in STEPS:
        assert len(pd.read_parquet(out / table)) == len(read_table(out, table))
    assert 4 * 5 * PARTS + 1 == len(read_table(out, "voices"))


def test_the_manifest_counts_languages(tmp_path: Path, serial: None) -> None:
    """How many articles are in which language is told, the same after a second run."""
    feed = tmp_path / "feed.jsonl"
    lines = [
        {"article": f"a{number}", "text": "Ships wait.", "language": language}
        for number, language in enumerate(["en", "de", "de", None])
    ]
    feed.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    job = job_of(tmp_path / "out")
    counted = [run_parts([feed], job)["languages"] for _ in range(2)]

    assert [{"": 1, "de": 2, "en": 1}] * 2 == counted
