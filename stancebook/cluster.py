"""The one door to Dask: many tasks over the workers there are, none of them lost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from stancebook.schema import InputError

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["open_cluster", "run_tasks"]

AHEAD = 1  # task for each thread; one that waits behind a deadly one would be suspect
FIRST_WORKER = 300  # seconds; a cluster's queue may be long, but is not endless
ANSWER = 10  # seconds; then whoever does not answer is gone
_SETTINGS = {
    "distributed.comm.timeouts.connect": f"{ANSWER}s",
    # A worker's profile is kept for an hour, and memory would grow with it.
    "distributed.worker.profile.enabled": False,
}

Task = tuple[Any, ...]


@contextmanager
def open_cluster(
    scheduler: str | None = None, workers: int | None = None
) -> Iterator[Client]:
    """
    Connect to a Dask scheduler, or start `workers` processes on this machine.

    Local workers have one thread each, and nothing listens beyond this machine.

    Raises
    ------
    InputError
        Where the scheduler does not answer, or has no worker in five minutes.
    """
    # Imported here, since Dask takes a second that most callers do not need.
    import dask
    from distributed import Client, LocalCluster

    _hush()
    with dask.config.set(_SETTINGS):
        if scheduler is None:
            local = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # and not 8787
                silence_logs=logging.CRITICAL,
            )
            with local, Client(local) as client:  # type: ignore[no-untyped-call]
                yield client
            return
        try:
            client = Client(scheduler, timeout=ANSWER)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            problem = f"the scheduler does not answer ({type(error).__name__})"
            mend = "Start it, or give its address as tcp://HOST:PORT."
            raise InputError(problem, mend, scheduler) from None
        with client:
            _wait_for_worker(client, scheduler)
            yield client


def _hush() -> None:
    """Keep Dask from saying at length what our own errors say in a line."""
    for name in list(logging.root.manager.loggerDict):
        if name.startswith(("distributed", "tornado")):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _wait_for_worker(client: Client, scheduler: str) -> None:
    try:
        client.wait_for_workers(1, timeout=FIRST_WORKER)
    except TimeoutError:
        problem = f"the scheduler had no worker in {FIRST_WORKER} seconds"
        raise InputError(problem, "Start workers that join it.", scheduler) from None


def run_tasks(
    client: Client,
    function: Callable[..., Any],
    tasks: Iterable[Task],
    smaller: Callable[[Task], Task | None] = lambda _: None,
) -> Iterator[Any]:
    """
    Yield what `function` returns for each task, as they come to an end.

    Only a few tasks are handed out at a time, so that memory does not grow with their
    number. Where one ends its worker again and again, or runs out of memory, it is
    done once more as what `smaller` makes of it.

    Raises
    ------
    InputError
        Where a task cannot be made smaller, or the scheduler is gone.
    """
    from distributed import as_completed

    todo, doing = iter(tasks), dict[Any, Task]()
    done = as_completed()  # type: ignore[no-untyped-call]
    _hand_out(client, function, todo, doing, done)
    for future in done:
        task = doing.pop(future)
        result, failed = _result(future)
        if failed:
            again = smaller(task)
            if again is None:
                raise failed
            _hand_out(client, function, iter([again]), doing, done, more=1)
        _hand_out(client, function, todo, doing, done)
        future.release()
        if not failed:
            yield result


def _hand_out(
    client: Client,
    function: Callable[..., Any],
    todo: Iterator[Task],
    doing: dict[Any, Task],
    done: Any,
    more: int = 0,
) -> None:
    threads = sum(client.nthreads().values())  # type: ignore[no-untyped-call]
    room = more or AHEAD * max(1, threads) - len(doing)
    for _ in range(room):
        task = next(todo, None)
        if task is None:
            return
        future = client.submit(function, *task, pure=False)
        doing[future] = task
        done.add(future)


def _result(future: Future[Any]) -> tuple[Any, InputError | None]:
    """Return what came of a task, or why it is to be tried smaller."""
    from concurrent.futures import CancelledError

    from distributed.scheduler import KilledWorker

    try:
        return future.result(), None
    except (KilledWorker, MemoryError):
        problem = "a part ends its worker, even an article at a time"
        return None, InputError(problem, "Give each worker more memory.")
    except (CancelledError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        problem = "the scheduler is gone"
        mend = "Run the same command again: what is done stays done."
        raise InputError(problem, mend) from None
