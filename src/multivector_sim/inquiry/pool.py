"""Runs that questions share: made once, kept on disk, and added to when more are asked for.

Every condition meets the same draws of parameters and the same random
numbers, so that any two of them can be paired. Of each draw the means over
``BATCHES`` batches of runs are kept, from which the error of any smooth
function of means follows.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.compilation import cache_root
from multivector_sim.ensemble.cases import Cases
from multivector_sim.ensemble.engine import Ensemble
from multivector_sim.ensemble.workers import spread
from multivector_sim.errors import InputError
from multivector_sim.inquiry.condition import Condition, Prepared, prepare
from multivector_sim.inquiry.draws import draws_of, set_digest
from multivector_sim.inquiry.measures import Measure
from multivector_sim.model.actors import LEVERS
from multivector_sim.results.manifest import code_version
from multivector_sim.sweeps.compute import default_threads

__all__ = ["BATCHES", "BLOCK", "Pool", "code_digest", "pool_folder"]

FloatArray = NDArray[np.float64]

BATCHES: Final = 8
"""Batches of runs of each draw."""
BLOCK: Final = 50
"""Most draws that are run and kept together."""
MOST_SEEDS: Final = 100_000
"""Most runs of each draw: a block of draws is held in memory."""
_KEPT_VERSIONS: Final = 1
_DIGEST: Final = re.compile("[0-9a-f]{16}")
_ROOM: Final = 1 << 20
"""Run numbers of a draw: more than any number of its runs."""


def pool_folder() -> Path:
    """Return where runs of this code are kept: under the user's cache folder."""
    return cache_root() / "pool" / code_digest()


def code_digest() -> str:
    """Return a digest of the code that decides what a run gives."""
    code = repr(sorted(code_version(("model", "ensemble")).items()))
    return hashlib.sha256(code.encode()).hexdigest()[:16]


def forget_old_versions() -> None:
    """Remove from the user's cache the runs of older code, but for the newest of them.

    Nothing else is touched: a folder that a caller chose is the caller's.
    """
    current = pool_folder()
    with contextlib.suppress(OSError):
        others = [
            other
            for other in current.parent.iterdir()
            if other != current and _DIGEST.fullmatch(other.name) and other.is_dir()
        ]
        others.sort(key=lambda other: other.stat().st_mtime, reverse=True)
        for other in others[_KEPT_VERSIONS:]:
            shutil.rmtree(other, ignore_errors=True)


class Pool:
    """Runs of conditions over draws of parameters.

    Parameters
    ----------
    seeds
        Runs of each draw, a multiple of ``BATCHES``, at most ``MOST_SEEDS``.
    seed
        Seed of draws and runs, 0 to 2**64 - 1.
    folder
        Where runs are kept; None keeps them in memory alone.
    threads
        Threads; None for one a core.
    progress
        Called with the number of runs newly made, and of those found on disk.

    Raises
    ------
    InputError
        If the number of runs is not allowed.
    """

    def __init__(
        self,
        *,
        seeds: int = 64,
        seed: int = 1,
        folder: Path | None = None,
        threads: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        if isinstance(seeds, bool) or not isinstance(seeds, int) or seeds < 1 or seeds % BATCHES:
            raise InputError(
                f"seeds: {seeds!r} received; a multiple of {BATCHES} is needed, such as 64"
            )
        if seeds > MOST_SEEDS:
            raise InputError(f"seeds: {seeds:,} received; at most {MOST_SEEDS:,} are allowed")
        self.seeds, self.seed, self.folder = seeds, seed, folder
        self.threads = threads or default_threads()
        self._progress = progress or (lambda _made, _found: None)
        self._expected: dict[Condition, list[Measure]] = {}
        self._held: dict[tuple[str, str, int], dict[str, FloatArray]] = {}
        self._code = code_digest()
        if folder == pool_folder():
            forget_old_versions()

    def expect(self, condition: Condition, measures: Sequence[Measure]) -> None:
        """Read these measures, too, whenever the condition is run, under any variant.

        So that a later question about it finds its runs already made.
        """
        known = self._expected.setdefault(replace(condition, variants=()), [])
        known.extend(measure for measure in measures if measure not in known)

    def means(
        self, condition: Condition, measures: Sequence[Measure], which: str, draws: int
    ) -> FloatArray:
        """Return what some draws gave; at most ``BLOCK`` of them are run and kept together.

        Parameters
        ----------
        condition
            What to run.
        measures
            What to read.
        which
            Parameter sets, from ``SETS``.
        draws
            Number of draws D, >= 1.

        Returns
        -------
        numpy.ndarray
            (D, BATCHES, measures): means over the runs of each batch.

        Raises
        ------
        InputError
            If a measure or the sets are unknown.
        """
        parts = []
        prepared = prepare(condition)
        told = self._key(prepared, which)
        for first in range(0, draws, BLOCK):
            count = min(BLOCK, draws - first)
            block = self._block(condition, prepared, measures, (told, which, first), count)
            parts.append(np.stack([block[measure.label][:count] for measure in measures], axis=2))
        return np.concatenate(parts)

    def _block(
        self,
        condition: Condition,
        prepared: Prepared,
        measures: Sequence[Measure],
        key: tuple[str, str, int],
        count: int,
    ) -> dict[str, FloatArray]:
        """Return (count or more, BATCHES) of each measure, by label; the key names the block."""
        if key not in self._held:
            self._held[key] = self._read(key)
        held = self._held[key]
        there = {label: len(rows) for label, rows in held.items()}
        if all(there.get(measure.label, 0) >= count for measure in measures):
            self._progress(0, count * self.seeds)
            return held
        later = self._expected.get(replace(condition, variants=()), [])
        short = {one.label: one for one in (*measures, *later) if there.get(one.label, 0) < count}
        known = min(there.get(label, 0) for label in short)
        _, which, first = key
        new = self._run(prepared, list(short.values()), which, first + known, count - known)
        for label, rows in new.items():
            held[label] = np.concatenate([held[label][:known], rows]) if known else rows
        self._write(key, held)
        self._progress((count - known) * self.seeds, known * self.seeds)
        return held

    def _key(self, prepared: Prepared, which: str) -> str:
        told = (prepared.digest, self._code, set_digest(which), self.seed, self.seeds)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]

    def _run(
        self,
        prepared: Prepared,
        measures: Sequence[Measure],
        which: str,
        first: int,
        count: int,
    ) -> dict[str, FloatArray]:
        """Run draws number first to first + count - 1; return (count, BATCHES) by label."""
        scenario = prepared.scenario
        plain = {m.label: m.outcome(scenario) for m in measures if m.summary == "outcome"}
        windows = [m.window(scenario, m.label) for m in measures if m.summary != "outcome"]
        names = list(dict.fromkeys(entry.outcome for entry in plain.values()))
        ensemble = Ensemble(prepared.inputs, outcomes=names, windows=windows)
        parameters = draws_of(which, self.seed, first, count)
        for index, value in prepared.fixed.items():
            parameters[:, index] = value
        own = np.arange(first, first + count, dtype=np.uint64) * np.uint64(_ROOM)
        one = np.arange(self.seeds, dtype=np.uint64)
        runs = np.add(own[:, np.newaxis], one, dtype=np.uint64).reshape(-1)
        cases = Cases(
            runs=runs,
            parameter_set=np.repeat(np.arange(count), self.seeds),
            parameters=parameters,
            policy=np.zeros(runs.size, dtype=np.int64),
            levers=np.full((1, len(LEVERS)), np.nan),
        )
        results = ensemble.allocate(runs.size)
        for _ in spread(ensemble.tasks(cases, self.seed, results), self.threads):
            pass
        raw = ensemble.unpack(results)
        every: tuple[Any, ...] = (slice(None),)
        values = {
            label: raw.outcomes[entry.outcome][every + entry.entry]
            for label, entry in plain.items()
        }
        values |= raw.windows
        return {
            label: np.ascontiguousarray(column).reshape(count, BATCHES, -1).mean(axis=2)
            for label, column in values.items()
        }

    def _place(self, key: tuple[str, str, int]) -> Path | None:
        name, which, first = key
        return None if self.folder is None else self.folder / name / f"{which}-{first:06d}.npz"

    def _read(self, key: tuple[str, str, int]) -> dict[str, FloatArray]:
        """Return what is on disk; nothing where a file is missing or damaged: it is run anew."""
        place = self._place(key)
        if place is None or not place.is_file():
            return {}
        try:
            with np.load(place, allow_pickle=False) as stored:
                labels, counts, table = stored["labels"], stored["counts"], stored["table"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}
        if table.shape != (counts.sum(), BATCHES) or labels.shape != counts.shape:
            return {}
        return dict(zip(labels.tolist(), np.split(table, np.cumsum(counts)[:-1]), strict=True))

    def _write(self, key: tuple[str, str, int], held: dict[str, FloatArray]) -> None:
        place = self._place(key)
        if place is None:
            return
        temporary = place.with_name(f".{place.stem}.{os.getpid()}.partial.npz")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            np.savez(
                temporary,
                labels=np.array(list(held)),
                counts=np.array([len(rows) for rows in held.values()]),
                table=np.concatenate(list(held.values())),
            )
            temporary.replace(place)
        except OSError as error:
            self.folder = None  # what was run stays in memory
            self.fault = (
                f"runs are not kept: {place.parent} cannot be written ({error.strerror or error}); "
                "set MULTIVECTOR_CACHE_DIR to a folder that can"
            )
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)

    fault: str = ""
    """Why runs could not be kept on disk; empty if they are."""
