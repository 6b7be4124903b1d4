"""Tasks are done over workers that may die, and none is lost or kept for later."""

import os
import signal
from pathlib import Path
from typing import Any

import dask
import distributed  # noqa: F401  # its settings must be there before one is changed
import pytest

from stancebook import cluster
from stancebook.cluster import open_cluster, run_tasks
from stancebook.schema import InputError


def make_greedy() -> Any:
    """Return a function that workers take by value, since they have no tests."""

    def end_above(number: int) -> int:
        if number > 3:
            os.kill(os.getpid(), signal.SIGKILL)
        if number > 1:
            raise MemoryError
        return number

    return end_above


def halve(task: tuple[int]) -> tuple[int] | None:
    return None if task[0] == 0 else (task[0] // 2,)


@pytest.fixture(scope="module")
def client() -> Any:
    """One worker whose first death counts."""
    given = {"distributed.scheduler.allowed-failures": 0}
    with dask.config.set(given), open_cluster(workers=1) as own:
        own.wait_for_workers(1)
        yield own


def test_every_task_is_done_once(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred tasks give a hundred results, a few of them handed out at a time."""
    handed = []
    monkeypatch.setattr(cluster, "AHEAD", 3)
    tasks = ((handed.append(n) or n,) for n in range(100))
    results = run_tasks(client, lambda n: 2 * n, tasks)
    first = next(results)
    early = len(handed)

    assert early <= 4
    assert [2 * n for n in range(100)] == sorted([first, *results])


def test_a_task_that_ends_its_worker_is_made_smaller(client: Any) -> None:
    """After a worker's death, and where memory ends, half of the work is tried."""
    results = run_tasks(client, make_greedy(), [(7,), (1,)], halve)

    assert [1, 1] == sorted(results)


def test_a_task_that_cannot_be_smaller_is_an_error(client: Any) -> None:
    """Where nothing is left to be made smaller, the run stops and says why."""
    with pytest.raises(InputError, match="Give each worker more memory"):
        list(run_tasks(client, make_greedy(), [(7,)]))


def test_nothing_listens_beyond_this_machine(client: Any) -> None:
    """Scheduler, client and workers have ports on the loopback device alone."""
    import psutil

    me = psutil.Process()
    ports = [
        one.laddr.ip
        for process in (me, *me.children(recursive=True))
        for one in process.net_connections("inet")
        if one.status == psutil.CONN_LISTEN
    ]

    assert {"127.0.0.1"} == set(ports)


def test_an_error_of_a_user_travels(client: Any, tmp_path: Path) -> None:
    """An InputError of a worker comes back with its file, line and mend."""

    def refuse(place: str) -> None:
        from stancebook.schema import InputError

        raise InputError("no such thing", "Name another.", place, 3)

    with pytest.raises(InputError, match="no such thing") as caught:
        list(run_tasks(client, refuse, [(str(tmp_path),)]))

    assert (str(tmp_path), 3) == (caught.value.file, caught.value.line)
    assert "Name another." == caught.value.mend
