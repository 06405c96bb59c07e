"""Shards on a cluster: Dask workers compute them, this process writes them."""

from __future__ import annotations

import logging
import pickle
import signal
import socket
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from multivector_sim.errors import InputError, SimulationError
from multivector_sim.results.manifest import code_version
from multivector_sim.sweeps.compute import Workbench, default_threads
from multivector_sim.sweeps.folder import package_versions_used
from multivector_sim.sweeps.plan import DECIDING, Plan
from multivector_sim.sweeps.run import Encoded, Tally, encode_shard

__all__ = ["Cluster", "compute_shard"]

_AHEAD: Final = 3
"""Shards a worker thread that wait in line, so that none stands idle."""
_PATIENCE: Final = 10
"""Seconds to wait for a scheduler to answer or to take leave, and for a first worker in silence."""
_WAY_ON: Final = "What is finished stays; the same command goes on once a scheduler answers"

_benches: dict[str, Workbench] = {}
_lock = threading.Lock()


class Cluster:
    """A Dask cluster.

    Parameters
    ----------
    scheduler
        Address of a scheduler, such as ``tcp://10.0.0.1:8786``; None starts a
        cluster on this machine, which ends with the sweep.
    workers
        Worker processes of a cluster on this machine; None for one a core.
    tell
        Called with the address of the dashboard.

    Raises
    ------
    InputError
        If Dask is not installed, or the scheduler does not answer.
    """

    def __init__(
        self,
        scheduler: str | None = None,
        *,
        workers: int | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        try:
            import distributed  # noqa: F401  (found out before anything is written)
        except ImportError:
            raise InputError(
                "the dask engine needs Dask; install it with: pip install 'multivector-sim[dask]'"
            ) from None
        self.scheduler, self.workers = scheduler, workers
        self.tell = tell or (lambda _: None)

    def __call__(
        self, plan: Plan, shards: Sequence[int], progress: Callable[[Tally], None]
    ) -> Iterator[Encoded]:
        """Yield the shards in order. A worker that dies loses nothing: another takes its shards."""
        if not shards:
            return
        cluster, client = self._connect()
        try:
            if client.dashboard_link:
                self.tell(f"dashboard: {client.dashboard_link}")
            self._greet(client)
            yield from self._stream(client, plan, shards, progress)
        except OSError as error:  # of every connection that breaks
            raise SimulationError(f"the scheduler has gone. {_WAY_ON}") from error
        finally:
            client.close(timeout=_PATIENCE)  # the scheduler may have gone
            if cluster is not None:
                cluster.close()

    def _connect(self) -> tuple[Any, Any]:
        from distributed import Client, LocalCluster

        if self.scheduler is None:
            cluster = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=self.workers or default_threads(),
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                preload=[__name__],
                silence_logs=logging.ERROR,
            )
            return cluster, Client(cluster)  # type: ignore[no-untyped-call]
        try:
            client = Client(self.scheduler, timeout=_PATIENCE)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TypeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise InputError(
                f"no Dask scheduler answers at {self.scheduler} ({reason}); start one with "
                "`dask scheduler`, or give the address that it tells, such as tcp://10.0.0.1:8786"
            ) from error
        return None, client

    def _greet(self, client: Any) -> None:
        """Say so while there is no worker: a queue may hold them back for hours."""
        from distributed import TimeoutError as TooLateError

        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except (TooLateError, TimeoutError):
            self.tell("the scheduler has no workers yet; waiting for the first one")

    def _stream(
        self,
        client: Any,
        plan: Plan,
        shards: Sequence[int],
        progress: Callable[[Tally], None],
    ) -> Iterator[Encoded]:
        import cloudpickle

        # A task, not scattered data: when the worker that holds it dies, it is made again.
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")  # it is sent once
            held = client.submit(_hold, cloudpickle.dumps(plan), pure=False)
        expected = (plan.hash, plan.content["code"], package_versions_used())
        line: deque[tuple[int, Any]] = deque()
        waiting = iter(shards)
        while True:
            room = _AHEAD * max(1, sum(client.nthreads().values()))
            while len(line) < room:
                number = next(waiting, None)
                if number is None:
                    break
                task = client.submit(compute_shard, held, number, expected, pure=False)
                line.append((number, task))
            if not line:
                return
            number, task = line.popleft()
            content, runs, failed = _result(number, task)
            progress(Tally(runs, failed))
            yield Encoded(number, content)


def dask_setup(_: object) -> None:
    """Let a worker on this machine leave Ctrl-C to the process that began the sweep.

    Dask calls it in workers of a cluster that ends with the sweep.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _result(number: int, task: Any) -> tuple[bytes, int, int]:
    from distributed import CancelledError, KilledWorker

    try:
        result: tuple[bytes, int, int] = task.result()
    except KilledWorker as error:
        raise SimulationError(
            f"workers died again and again at shard {number}; their memory may be too small. What "
            "is finished stays, and the same command goes on"
        ) from error
    except CancelledError as error:
        raise SimulationError(f"the scheduler has dropped shard {number}. {_WAY_ON}") from error
    return result


def _hold(content: bytes) -> bytes:
    """Keep the plan in the memory of a worker."""
    return content


def compute_shard(
    content: bytes, number: int, expected: tuple[str, dict[str, str], dict[str, str]]
) -> tuple[bytes, int, int]:
    """Compute one shard on a worker.

    Parameters
    ----------
    content
        The plan, pickled.
    number
        Number of the shard.
    expected
        Hash of the plan, version of the code and of packages where the sweep
        was begun.

    Returns
    -------
    tuple
        Bytes of the shard, its runs, and how many of them failed.

    Raises
    ------
    InputError
        If this worker has another state of the code, or other packages.
    """
    digest, code, versions = expected
    own = package_versions_used()
    moved = [
        f"{name} {own.get(name)} instead of {version}"
        for name, version in versions.items()
        if own.get(name) != version
    ]
    if moved:
        raise InputError(
            f"a worker ({socket.gethostname()}) has other versions of packages than the process "
            f"that began the sweep: {'; '.join(moved)}. Install the same ones there"
        )
    with _lock:
        if digest not in _benches:
            if code_version(DECIDING) != code:
                raise InputError(
                    f"a worker ({socket.gethostname()}) has another version of multivector-sim, or "
                    "other code in it, than the process that began the sweep. Install the same "
                    "one there"
                )
            _benches.clear()
            _benches[digest] = Workbench(pickle.loads(content))
        bench = _benches[digest]
    shard = bench.shard(number)
    failed = sum(wrong for _, wrong in (task() for task in shard.tasks()))
    return encode_shard(bench.plan, shard).content, shard.points.rows, failed
