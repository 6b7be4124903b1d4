"""Kill -9 and full disks lose and double nothing, and the benchmark would see it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import durability
from stancebook.events import Event
from stancebook.journal import Journal
from tests.conftest import ROOT

if not hasattr(durability.os, "fork"):
    pytest.skip("this system has no fork", allow_module_level=True)


def test_killed_writers_lose_and_double_nothing(capsys) -> None:  # type: ignore[no-untyped-def]
    """Sixty writers are killed at random; all that they were told is there, once."""
    found = durability.main(kills=60)
    last = capsys.readouterr().out.splitlines()[-1]

    assert found["acknowledged"] > 0
    assert (60, 0, 0, 0) == tuple(
        found[part] for part in ("kills", "lost", "doubled", "broken")
    )
    assert last == (f"kills=60 acknowledged={found['acknowledged']} lost=0 doubled=0")


class Forgetful(Journal):
    """A journal that says that it has saved what it has not."""

    def append(self, events: list[Event]) -> list[Event]:  # type: ignore[override]
        return super().append(events) if int(events[0]["event"][-1]) % 3 else events


class Stutterer(Journal):
    """A journal that does not look whether an event is there already."""

    def append(self, events: list[Event]) -> list[Event]:  # type: ignore[override]
        self._ids.clear()
        super().append(events)
        self._ids.clear()
        return super().append(events)


@pytest.mark.parametrize(
    ("broken", "figure"), [(Forgetful, "lost"), (Stutterer, "doubled")]
)
def test_the_benchmark_sees_what_it_looks_for(
    monkeypatch: pytest.MonkeyPatch, broken: type[Journal], figure: str
) -> None:
    """A journal that loses or doubles events does not pass."""
    monkeypatch.setattr(durability, "Journal", broken)

    assert 0 < durability.main(kills=10)[figure]


FULL = """
import json, pathlib, sys
from stancebook.journal import Journal, read_log
from stancebook.schema import InputError

folder = pathlib.Path(sys.argv[1])
filler = folder / "filler"
own, told, failures = Journal(folder / "labels", "ana"), [], []
unit = {"action": "set", "layer": "voice", "paragraph": "dam#0", "value": "x" * 500}
for number in range(400):
    event = {"event": f"event-{number:04}", **unit}
    while True:
        try:
            own.append([event])
            break
        except InputError as error:
            failures.append(error.problem)
            if len(failures) > 3:
                raise
            filler.unlink()
    told.append(event["event"])
    if number == 20:
        filler.write_bytes(b"x" * 120_000)
there = [event["event"] for event in read_log(own.path)]
print(json.dumps({"told": told == there, "count": len(there), "failures": failures}))
"""


def test_a_full_disk_fails_loudly_and_comes_good(tmp_path: Path) -> None:
    """On a small tmpfs that runs full, nothing is lost, and room brings it back."""
    if not shutil.which("unshare"):
        pytest.skip("no unshare, so no small disk can be made")
    mount = f'mount -t tmpfs -o size=300k none "{tmp_path}" && exec "$@"'
    inside = ["unshare", "-rm", "sh", "-c", mount, "sh"]
    probe = subprocess.run([*inside, "true"], capture_output=True, text=True)
    if probe.returncode:
        pytest.skip(f"no small disk can be made here: {probe.stderr.strip()}")
    done = subprocess.run(
        [*inside, sys.executable, "-c", FULL, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    found = json.loads(done.stdout)

    assert "" == done.stderr
    assert (True, 400) == (found["told"], found["count"])
    assert any(
        "No space left" in one or "disk is full" in one for one in found["failures"]
    )
