"""A run over partitions: what is done stays done, whatever dies meanwhile."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stancebook.chain import STEPS
from stancebook.cluster import open_cluster, run_tasks
from stancebook.files import json_line, make_folder, replace_file
from stancebook.intake import Rejection
from stancebook.jobs import Job
from stancebook.labelling import label_part
from stancebook.ledger import locked
from stancebook.parts import part_path
from stancebook.receipts import hash_value, read_receipt, write_receipt
from stancebook.schema import InputError
from stancebook.staging import WORK, Source, find_sources, stage_file
from stancebook.terminal import track
from stancebook.wire import build_index

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["run_parts"]

_OURS = {*STEPS, WORK, "receipts", "manifest.json", "rejected.jsonl", ".lock"}
Receipt = dict[str, Any]


def run_parts(
    inputs: Sequence[str | os.PathLike[str]],
    job: Job,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    progress: bool = False,
) -> Receipt:
    """
    Read, cut and label the inputs on a cluster, and return the manifest.

    The tables stand in folders of `job.out`, a file a part; the manifest says what
    they were made from. Begun again after whatever stopped it, the run does what is
    left, and a changed input, model or target redoes what hangs on it.

    Raises
    ------
    InputError
        Where an input or the folder cannot be used, the disk is full, another run
        holds the folder, or the cluster is gone.
    """
    out = _check_folder(job.out, [str(place) for place in inputs])
    sources, passed = find_sources([str(place) for place in inputs])
    with locked(out, patience=5.0):
        for torn in out.rglob(".*.part"):  # of what was killed in the middle
            torn.unlink(missing_ok=True)
        write_receipt(out / "manifest.json", {"complete": False})
        with open_cluster(scheduler, workers) as client:
            staged = _stage(client, job, sources, progress)
            parts = [entry for own in staged for entry in own["parts"]]
            if not parts:
                raise _nothing(out, staged)
            _sweep(out, {source.name for source in sources}, parts)
            rows, spoken = _label(client, job, parts, progress)
        rejected = _write_rejected(out, passed, staged)
        manifest = _describe(job, staged, rows, rejected)
        manifest["languages"] = dict(sorted(spoken.items()))
        write_receipt(out / "manifest.json", manifest)
    return manifest


def _check_folder(place: str, inputs: list[str]) -> Path:
    """Stop before anything is written where it does not belong."""
    out = Path(place)
    for path in (out, *(out / name for name in _OURS)):
        if path.is_symlink():
            problem, mend = "this is a link", "Name a folder that holds its own files."
            raise InputError(problem, mend, str(path))
    folder = make_folder(out)
    names = {path.name for path in folder.iterdir()}
    if names - {".lock"} and "manifest.json" not in names:
        problem = "the folder holds other files than those of a run"
        raise InputError(problem, "Name a new folder.", place)
    whole = folder.resolve()
    for one in (Path(name).resolve() for name in inputs):
        if whole == one or one in whole.parents or whole in one.parents:
            problem = "an input and the output are in one another"
            raise InputError(problem, "Name a folder outside the inputs.", place)
    return folder


def _stage(
    client: Client, job: Job, sources: list[Source], progress: bool
) -> list[Receipt]:
    """Cut every input into parts; the receipts are in the order of the inputs."""
    tasks = ((source, job.out, job.size, job.version) for source in sources)
    done = run_tasks(client, stage_file, tasks)
    bar = track(done, sources, progress, "Reading files", lambda _: 1)
    receipts = {receipt["name"]: receipt for receipt in bar}
    return [receipts[source.name] for source in sources]


def _label(
    client: Client, job: Job, parts: list[Receipt], progress: bool
) -> tuple[Counter[str], Counter[str]]:
    """Make every table of every part; count rows by table, and articles by language."""
    names = [entry["part"] for entry in parts]
    key = hash_value(job.version, [[p["part"], p["wire"], p["sha256"]] for p in parts])
    (index,) = run_tasks(client, build_index, [(job.out, names, key)])
    sizes = {entry["part"]: entry["paragraphs"] for entry in parts}
    tasks = ((job, entry, index) for entry in parts)
    done = run_tasks(client, label_part, tasks, _halve)
    total = range(sum(sizes.values()))
    rows, spoken = Counter[str](), Counter[str]()
    does = "Labelling paragraphs"
    for receipt in track(done, total, progress, does, lambda r: sizes[r["part"]]):
        rows.update({n: entry["rows"] for n, entry in receipt["tables"].items()})
        spoken.update(receipt["languages"])
    return rows, spoken


def _halve(task: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Make a task smaller that was too much for its worker."""
    job, *rest = task
    if job.batch == 1:
        return None
    return (replace(job, batch=max(1, job.batch // 4)), *rest)


def _sweep(out: Path, sources: set[str], parts: list[Receipt]) -> None:
    """Remove what inputs left that are no longer there."""
    names = {entry["part"] for entry in parts}
    folders = [out / table for table in STEPS] + [out / WORK / "articles"]
    own = {part_path(out, "", name).name for name in names}
    for folder in folders:
        _keep(folder, own)
    _keep(out / WORK / "wire", {f"{name}.jsonl" for name in names})
    _keep(out / WORK / "rejected", {f"{name}.jsonl" for name in sources})
    _keep(out / "receipts" / "parts", {f"{name}.json" for name in names})
    _keep(out / "receipts" / "inputs", {f"{name}.json" for name in sources})


def _keep(folder: Path, names: set[str]) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in names:
            path.unlink(missing_ok=True)


def _rejections(
    out: Path, passed: list[Rejection], staged: list[Receipt]
) -> Iterator[bytes]:
    """Yield every line of `rejected.jsonl`, in the order of the inputs."""
    yield from (f"{json_line(one)}\n".encode() for one in passed)
    for receipt in staged:
        with (out / WORK / "rejected" / f"{receipt['name']}.jsonl").open("rb") as lines:
            yield from lines
        for entry in receipt["parts"]:
            done = read_receipt(out / "receipts" / "parts" / f"{entry['part']}.json")
            for one in (*done["doubles"], *done["failed"]):
                yield f"{json_line(one)}\n".encode()


def _write_rejected(out: Path, passed: list[Rejection], staged: list[Receipt]) -> int:
    count = 0
    with replace_file(out / "rejected.jsonl") as stream:
        for line in _rejections(out, passed, staged):
            stream.write(line)
            count += 1
    return count


def _nothing(out: Path, staged: list[Receipt]) -> InputError:
    """Say what is wrong with inputs of which nothing could be used."""
    for receipt in staged:
        place = out / WORK / "rejected" / f"{receipt['name']}.jsonl"
        with place.open(encoding="utf-8") as lines:
            if first := lines.readline():
                problem = f"no record can be used; the first: {first.strip()[:500]}"
                return InputError(problem, "Mend the file.", receipt["file"])
    mend = "Give a file with an article in it."
    return InputError("there is no article in it", mend, staged[0]["file"])


def _describe(
    job: Job, staged: list[Receipt], rows: Counter[str], rejected: int
) -> Receipt:
    """Return the manifest: what the tables were made from, and what is in them."""
    return {
        "complete": True,
        "stancebook": job.version,
        "chain": job.chain.name,
        "models": job.models,
        "numbers": job.numbers,
        "codebook": {"version": job.codebook, "targets": hash_value(job.told)},
        "inputs": [
            {
                "file": receipt["file"],
                "sha256": receipt["sha256"],
                "articles": sum(entry["rows"] for entry in receipt["parts"]),
                "parts": len(receipt["parts"]),
                "rejected": receipt["rejected"],
            }
            for receipt in staged
        ],
        "partition": job.size,
        "tables": {name: rows[name] for name in STEPS},
        "rejected": rejected,
    }
