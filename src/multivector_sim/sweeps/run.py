"""Run a sweep into a folder: go on where it was, whatever ended it."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.manifest import package_versions
from multivector_sim.sweeps.compute import Shard, Workbench, default_threads
from multivector_sim.sweeps.plan import Plan
from multivector_sim.sweeps.results import DONE, FUTURES, SweepResults
from multivector_sim.sweeps.store import LOCK, MANIFEST, SHARDS, Store, shard_name
from multivector_sim.sweeps.table import encode, shard_table
from multivector_sim.sweeps.until import Watch

__all__ = [
    "Encoded",
    "Executor",
    "Local",
    "Tally",
    "encode_shard",
    "package_versions_used",
    "run_sweep",
]

FloatArray = NDArray[np.float64]

VERSIONED: Final = ("numpy", "numba", "llvmlite", "scipy", "pyarrow", "SALib")
"""Packages on which values or bytes depend."""
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
        if self.threads == 1 or plan.runs <= _SERIAL:
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


def encode_shard(plan: Plan, shard: Shard) -> Encoded:
    """Return the file of a shard whose runs are done."""
    table = shard_table(plan, shard.result(), shard.workbench.labels)
    return Encoded(shard.number, encode(table, plan.hash))


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
    _refuse_foreign(store)
    with store.lock(take_over=take_over):
        store.tidy()
        if store.exists(MANIFEST):
            _require_same(plan, store)
        else:
            _begin(plan, store)
        sound = _sound_shards(plan, store, tell)
        if sound:
            tell(f"{len(sound):,} of {plan.shards:,} shards are there already")
        if found is not None:
            found(sum(plan.points(number).rows for number in sound))
        _fill(plan, store, executor or Local(), report, sound, watch)
        return _finish(plan, store)


def _refuse_foreign(store: Store) -> None:
    """Refuse a folder with files of somebody else."""
    if store.exists(MANIFEST):
        return
    own = {LOCK, FUTURES, SHARDS}
    foreign = [name for name in store.names() if name not in own and not name.startswith(".")]
    if foreign:
        raise InputError(
            f"{store.url} holds other files ({', '.join(foreign[:3])}); a sweep needs a folder of "
            "its own: name a new or an empty one"
        )


def _begin(plan: Plan, store: Store) -> None:
    """Write the futures, and then the manifest, which says that they are there."""
    content = _futures_file(plan)
    store.write(FUTURES, content)
    manifest = {
        "note": NOTE,
        "hash": plan.hash,
        "content": plan.content,
        "files": {FUTURES: hashlib.sha256(content).hexdigest()},
        "versions": package_versions_used(),
    }
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    store.write(MANIFEST, text.encode())


def package_versions_used() -> dict[str, str]:
    """Return the versions of the packages on which values or bytes depend."""
    return package_versions(VERSIONED)


def _futures_file(plan: Plan) -> bytes:
    table = pd.DataFrame(plan.futures, columns=list(plan.factors))
    table.insert(0, "future", np.arange(plan.future_count, dtype=np.int64))
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()


def _require_same(plan: Plan, store: Store) -> None:
    """Refuse to mix shards of two sweeps, or of two states of the code."""
    manifest = store.read_json(MANIFEST)
    other = manifest.get("content", {})
    way_on = (
        "Name another folder for this sweep; or run the sweep of this folder, unchanged, "
        "to go on with it"
    )
    if manifest.get("hash") != plan.hash:
        changed = ", ".join(_differences(other, plan.content)) or "the manifest itself"
        raise InputError(f"{store.url} holds another sweep; what differs: {changed}. {way_on}")
    versions = manifest.get("versions", {})
    moved = [
        f"{name} {versions.get(name)} there, {version} here"
        for name, version in package_versions_used().items()
        if versions.get(name) != version
    ]
    if moved:
        raise InputError(
            f"{store.url} was begun with other versions of packages ({'; '.join(moved)}), and its "
            "bytes would not be those of one sweep. Install those versions to go on, or name "
            "another folder"
        )
    if hashlib.sha256(store.read(FUTURES)).hexdigest() != manifest["files"][FUTURES]:
        store.write(FUTURES, _futures_file(plan))


def _differences(old: Any, new: Any, key: str = "") -> Iterator[str]:
    """Yield the dotted keys under which two manifests differ, with both values."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                if name in ("lines", "code"):
                    words = {"lines": "scenarios or policies", "code": "the code of the model"}
                    yield words[name]
                else:
                    yield from _differences(
                        old.get(name), new.get(name), f"{key}.{name}" if key else str(name)
                    )
        return
    yield f"{key}: {_brief(old)} there, {_brief(new)} here"


def _brief(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}..."


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


def _sound_shards(plan: Plan, store: Store, note: Callable[[str], None]) -> dict[int, str]:
    """Return the shards whose bytes are whole; remove the others."""
    sound = {}
    for folder_name in store.names(SHARDS):
        name = f"{SHARDS}/{folder_name}"
        numbers = [number for number, known in store.shards().items() if known == name]
        if numbers and numbers[0] < plan.shards and store.is_sound(name):
            sound[numbers[0]] = name
        elif not folder_name.startswith("."):
            note(f"{name} is damaged and is computed again")
            store.remove(name)
    return dict(sorted(sound.items()))


def _finish(plan: Plan, store: Store) -> SweepResults:
    """Write the summary, the failures, and that nothing is left to do."""
    results = SweepResults(store)
    if not results.is_finished:
        failures = results.failures()
        store.write(_FAILURES, _csv(failures))
        store.write(_SUMMARY, _csv(results.summary()))
        done = {
            "note": NOTE,
            "hash": plan.hash,
            "shards": len(results.shards),
            "runs": results.run_count,
            "failed": results.failed,
        }
        store.write(DONE, (json.dumps(done, indent=1, sort_keys=True) + "\n").encode())
    return results


def _csv(table: pd.DataFrame) -> bytes:
    text: str = table.to_csv(index=False, lineterminator="\n", float_format=_DIGITS)
    return text.encode()
