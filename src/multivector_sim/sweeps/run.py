"""Run a sweep into a folder: go on where it was, whatever ended it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, NamedTuple, Protocol

import pandas as pd

from multivector_sim.results.dataset import NOTE
from multivector_sim.results.store import Store, StoreError, shard_name
from multivector_sim.sweeps.compute import Shard, Workbench, default_threads
from multivector_sim.sweeps.folder import DONE, enter, sound_shards
from multivector_sim.sweeps.plan import Plan
from multivector_sim.sweeps.results import SweepResults
from multivector_sim.sweeps.table import encode, shard_table
from multivector_sim.sweeps.until import Watch

__all__ = [
    "Encoded",
    "Executor",
    "Local",
    "Tally",
    "encode_shard",
    "run_sweep",
]

_SERIAL: Final = 512
"""Runs below which starting threads costs more than it saves."""
_SUMMARY: Final = "summary.csv"
_FAILURES: Final = "failures.csv"
_DIGITS: Final = "%.12g"


class Tally(NamedTuple):
    """Runs that were newly done, and how many of them failed."""

    runs: int
    failed: int


class Encoded(NamedTuple):
    """A finished shard: its number, and the bytes of its file."""

    shard: int
    content: bytes


class Executor(Protocol):
    """What computes shards: here, or on a cluster."""

    def __call__(
        self, plan: Plan, shards: Sequence[int], progress: Callable[[Tally], None]
    ) -> Iterator[Encoded]:
        """Yield the shards in the order in which they were asked for."""


class Local:
    """The cores of this machine.

    Parameters
    ----------
    engine
        ``"ensemble"`` or ``"mesa"``; see ``Workbench``.
    threads
        Threads; None for one a core.
    """

    def __init__(self, engine: str = "ensemble", threads: int | None = None) -> None:
        self.engine = engine
        self.threads = default_threads() if threads is None else threads

    def __call__(
        self, plan: Plan, shards: Sequence[int], progress: Callable[[Tally], None]
    ) -> Iterator[Encoded]:
        """Yield the shards in order; the next one is computed while one is written."""
        workbench = Workbench(plan, engine=self.engine)
        if not shards:
            return
        if self.threads == 1 or _is_short(plan, shards):
            for number in shards:
                shard = workbench.shard(number)
                for task in shard.tasks():
                    progress(Tally(*task()))
                progress(Tally(shard.copied, 0))
                yield encode_shard(plan, shard)
            return
        yield from self._on_threads(plan, workbench, shards, progress)

    def _on_threads(
        self,
        plan: Plan,
        workbench: Workbench,
        shards: Sequence[int],
        progress: Callable[[Tally], None],
    ) -> Iterator[Encoded]:
        stop = threading.Event()

        def work(task: Callable[[], tuple[int, int]]) -> None:
            if not stop.is_set():
                progress(Tally(*task()))

        pool = ThreadPoolExecutor(self.threads, thread_name_prefix="multivector")
        coder = ThreadPoolExecutor(1, thread_name_prefix="multivector-write")
        computing: deque[tuple[Shard, list[Future[None]]]] = deque()
        coding: deque[Future[Encoded]] = deque()
        try:
            for number in shards:
                shard = workbench.shard(number)
                computing.append(
                    (shard, [pool.submit(work, task) for task in shard.tasks(self.threads)])
                )
                progress(Tally(shard.copied, 0))
                if len(computing) == 2:
                    coding.append(self._closed(plan, computing.popleft(), coder))
                if len(coding) == 2:
                    yield coding.popleft().result()
            while computing:
                coding.append(self._closed(plan, computing.popleft(), coder))
            while coding:
                yield coding.popleft().result()
        finally:  # an interrupt, an error or an early end: what has not begun is dropped
            stop.set()
            pool.shutdown(cancel_futures=True)
            coder.shutdown(cancel_futures=True)

    def _closed(
        self,
        plan: Plan,
        entry: tuple[Shard, list[Future[None]]],
        coder: ThreadPoolExecutor,
    ) -> Future[Encoded]:
        """Wait for the runs of a shard, and have them encoded."""
        shard, futures = entry
        for future in futures:
            future.result()
        return coder.submit(encode_shard, plan, shard)


def _is_short(plan: Plan, shards: Sequence[int]) -> bool:
    """Return whether starting threads would cost more than it saves."""
    runs = 0
    for number in shards:
        runs += plan.points(number).rows
        if runs > _SERIAL:
            return False
    return True


def encode_shard(plan: Plan, shard: Shard) -> Encoded:
    """Return the file of a shard whose runs are done."""
    table = shard_table(plan, shard.result(), shard.workbench.labels)
    return Encoded(shard.number, encode(table, plan.hash, shard.number))


def run_sweep(
    plan: Plan,
    folder: str,
    *,
    executor: Executor | None = None,
    progress: Callable[[Tally], None] | None = None,
    found: Callable[[int], None] | None = None,
    watch: Callable[[Watch], None] | None = None,
    note: Callable[[str], None] | None = None,
    take_over: bool = False,
) -> SweepResults:
    """Run a sweep into a folder, or what is left of it.

    Whatever ended an earlier call (a kill, a full disk, a power cut), the
    same call goes on where it was, and the finished folder has the same bytes.

    Parameters
    ----------
    plan
        The sweep.
    folder
        A path, or any fsspec URL.
    executor
        What computes the shards; None takes all cores of this machine.
    progress
        Called with newly finished runs, from several threads.
    found
        Called with the number of runs that are in the folder already.
    watch
        Called after each shard where ``until`` watches means.
    note
        Called with words on what was found in the folder.
    take_over
        Set aside the lock of a writer that has ended (not needed on this
        machine, whose locks end with their process).

    Returns
    -------
    SweepResults
        The finished sweep.

    Raises
    ------
    InputError
        If the folder belongs to another sweep, another state of the code, or
        another process that is writing.
    StoreError
        If something could not be written; what is finished stays.
    """
    store = Store(folder)
    report = progress or (lambda _: None)
    tell = note or (lambda _: None)
    with store.lock(take_over=take_over):
        plan = enter(plan, store, tell)
        sound = sound_shards(plan, store, tell)
        if not _is_done(store, sound):
            store.remove(DONE)  # nobody may take it for finished meanwhile
        if sound:
            tell(f"{len(sound):,} of {plan.shards:,} shards are there already")
        if found is not None:
            found(sum(plan.points(number).rows for number in sound))
        _fill(plan, store, executor or Local(), report, sound, watch)
        return _finish(plan, store)


def _fill(
    plan: Plan,
    store: Store,
    executor: Executor,
    progress: Callable[[Tally], None],
    sound: dict[int, str],
    watched: Callable[[Watch], None] | None,
) -> None:
    """Compute and write what is missing; stop where ``until`` says so."""
    watch = Watch(plan)
    missing = [number for number in range(plan.shards) if number not in sound]
    # The rule looks at shards in their order, whether they were found or are new.
    computed = executor(plan, missing, progress)
    try:
        for number in range(plan.shards):
            if number in sound:
                content = store.read(sound[number]) if watch.is_on else b""
            else:
                encoded = next(computed)
                content = encoded.content
                store.write(shard_name(number, content), content)
            if watch.is_on:
                watch.add(number, content)
                if watched is not None:
                    watched(watch)
                if watch.is_enough:
                    _drop_after(number, store)
                    return
    finally:
        close = getattr(computed, "close", None)
        if close is not None:
            close()


def _drop_after(last: int, store: Store) -> None:
    for number, name in store.shards().items():
        if number > last:
            store.remove(name)


def _is_done(store: Store, sound: dict[int, str]) -> bool:
    """Return whether a folder is finished, and all is there that it says."""
    try:
        done = store.read_json(DONE)
        return list(sound) == list(range(done["shards"])) and all(
            _digest(store.read(name)) == digest for name, digest in done["files"].items()
        )
    except (StoreError, KeyError, TypeError, AttributeError):  # missing, or damaged
        return False


def _finish(plan: Plan, store: Store) -> SweepResults:
    """Write the summary, the failures, and that nothing is left to do."""
    results = SweepResults(store, plan.futures)
    if not store.exists(DONE):
        files = {
            _FAILURES: _csv(results.failures(inside=True)),
            _SUMMARY: _csv(results.summary()),
        }
        for name, content in files.items():
            if not (store.exists(name) and store.read(name) == content):
                store.write(name, content)
        done = {
            "note": NOTE,
            "hash": results.manifest["hash"],
            "shards": len(results.shards),
            "runs": results.run_count,
            "failed": results.failed,
            "files": {name: _digest(content) for name, content in files.items()},
        }
        store.write(DONE, (json.dumps(done, indent=1, sort_keys=True) + "\n").encode())
    return results


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _csv(table: pd.DataFrame) -> bytes:
    text: str = table.to_csv(index=False, lineterminator="\n", float_format=_DIGITS)
    return text.encode()
