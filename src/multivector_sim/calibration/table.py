"""The table of simulations: one run a draw from the prior, written in parts to a folder.

Every row is keyed by the seed and its number. So parts can be computed in any
order; whatever ends a call, the same call goes on where it was.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from multivector_sim.calibration.targets import FITTED_NAMES, Targets, prior_sets
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.errors import InputError
from multivector_sim.measurement import LAST_FITTED_YEAR
from multivector_sim.model.parameters import LINK, parameter_index
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.manifest import code_version, digest_of
from multivector_sim.results.store import MANIFEST, SHARDS, Store, StoreError, shard_name
from multivector_sim.scenario import Scenario, scenario_hash
from multivector_sim.scenario.override import with_overrides

__all__ = ["DECIDING", "PART", "Request", "Table", "fill_table"]

FloatArray = NDArray[np.float64]

PART: Final = 16_384
"""Simulations a part."""

DECIDING: Final = ("model", "ensemble", "scenario", "evidence", "measurement", "calibration")
"""Folders of the package whose code decides what a calibration finds."""

MOST: Final = 100_000_000
LARGEST_SEED: Final = 2**63 - 1


@dataclass(frozen=True)
class Request:
    """What a table of simulations is of.

    Attributes
    ----------
    scenario
        The scenario; it is run to the end of 2013.
    simulations
        Number of simulations, 1 to 100,000,000.
    seed
        Seed of prior, errors and runs, 0 to 2**63 - 1.

    Raises
    ------
    InputError
        If a number is not allowed, or the scenario leaves numbers to chance.
    """

    scenario: Scenario
    simulations: int
    seed: int

    def __post_init__(self) -> None:
        _check("simulations", self.simulations, 1, MOST)
        _check("seed", self.seed, 0, LARGEST_SEED)
        if self.scenario.chance:
            key = next(iter(sorted(self.scenario.chance)))
            raise InputError(
                f"scenario {self.scenario.name!r} leaves {key!r} to chance; a calibration draws "
                "parameters itself: give it a scenario without chance"
            )

    @cached_property
    def world(self) -> Scenario:
        """The scenario up to the last year that is fitted."""
        end = f"{LAST_FITTED_YEAR}Q4"
        return with_overrides(self.scenario, {"end": end}).named(self.scenario.name)

    @cached_property
    def targets(self) -> Targets:
        """What is compared with the record."""
        return Targets(self.world.pack())

    @property
    def parts(self) -> int:
        """Number of parts."""
        return -(-self.simulations // PART)

    def numbers(self, part: int) -> NDArray[np.uint64]:
        """Return the numbers of the simulations of a part."""
        first = part * PART
        return np.arange(first, min(first + PART, self.simulations), dtype=np.uint64)

    @cached_property
    def content(self) -> dict[str, Any]:
        """What decides every value, as plain data."""
        return {
            "scenario": self.world.name,
            "scenario_hash": scenario_hash(self.world),
            "simulations": self.simulations,
            "seed": self.seed,
            "targets": self.targets.document(),
            "code": code_version(DECIDING),
        }

    @cached_property
    def hash(self) -> str:
        """Digest of the content."""
        return digest_of(self.content)


def _check(name: str, value: int, least: int, most: int) -> None:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | np.integer)
        or not (least <= value <= most)
    ):
        raise InputError(
            f"{name}: {value!r} received; a whole number of {least} to {most:,} is needed"
        )


@dataclass(frozen=True)
class Table:
    """A finished table.

    Attributes
    ----------
    values
        (N, fitted) fitted parameters, in the order of ``FITTED``.
    signals
        (N, K) summaries without errors.
    """

    values: FloatArray
    signals: FloatArray


def fill_table(
    request: Request,
    store: Store,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    found: Callable[[int], None] | None = None,
    note: Callable[[str], None] | None = None,
) -> Table:
    """Compute the parts of a table that a folder lacks, and return the whole.

    Parameters
    ----------
    request
        Which table.
    store
        Its folder, locked by the caller.
    threads
        Threads of the engine; None for one a core.
    progress
        Called with the number of newly finished simulations.
    found
        Called with the number of simulations that are there already.
    note
        Called with words on what was found.

    Raises
    ------
    InputError
        If the folder belongs to something else.
    StoreError
        If a part could not be written or read.
    """
    tell = note or (lambda _: None)
    store.tidy()
    _enter(request, store)
    sound = _sound_parts(request, store, tell)
    if sound:
        tell(f"{len(sound):,} of {request.parts:,} parts are there already")
    if found is not None:
        found(sum(request.numbers(part).size for part in sound))
    for part in range(request.parts):
        if part not in sound:
            content = _encode(request, part, *_simulate(request, part, threads))
            sound[part] = shard_name(part, content)
            store.write(sound[part], content)
            if progress is not None:
                progress(request.numbers(part).size)
    tables = [pq.read_table(io.BytesIO(store.read(sound[part]))) for part in range(request.parts)]
    return Table(_columns(tables, FITTED_NAMES), _columns(tables, request.targets.labels))


def _enter(request: Request, store: Store) -> None:
    """Begin a table in an empty folder, or find that the folder is that of the same one."""
    if not store.exists(MANIFEST):
        foreign = [name for name in store.names() if not name.startswith(".")]
        if foreign:
            raise InputError(
                f"{store.url} holds other files ({', '.join(foreign[:3])}); a calibration needs a "
                "folder of its own: name a new or an empty one"
            )
        store.write_json(MANIFEST, {"note": NOTE, "hash": request.hash, "content": request.content})
        return
    manifest = store.read_json(MANIFEST)
    content = manifest.get("content") if isinstance(manifest, dict) else None
    if not isinstance(content, dict):
        raise InputError(
            f"{store.url}/{MANIFEST} is not that of a calibration; name another folder"
        )
    if manifest.get("hash") != request.hash:
        changed = [key for key, value in request.content.items() if content.get(key) != value]
        raise InputError(
            f"{store.url} holds another calibration; what differs: {', '.join(changed)}. Name "
            "another folder, or give the command that began this one"
        )


def _sound_parts(request: Request, store: Store, tell: Callable[[str], None]) -> dict[int, str]:
    """Return the parts that are whole; remove damaged ones."""
    sound: dict[int, str] = {}
    for part, name in store.parts():
        if part is None or part >= request.parts:
            if name.startswith(f"{SHARDS}/."):
                continue
            raise InputError(
                f"{store.url}/{name} is no part of this calibration; move it elsewhere"
            )
        try:
            content = store.read_shard(name)
            marked = pq.read_metadata(io.BytesIO(content)).metadata or {}
        except (StoreError, pa.ArrowException):
            tell(f"{name} is damaged and is computed again")
            store.remove(name)
            continue
        if marked.get(b"calibration", b"").decode() != request.hash:
            raise InputError(
                f"{store.url}/{name} is a part of another calibration; move it elsewhere"
            )
        sound[part] = name
    return sound


def _simulate(request: Request, part: int, threads: int | None) -> tuple[FloatArray, FloatArray]:
    """Return fitted parameters and summaries of a part."""
    numbers = request.numbers(part)
    sets, link = prior_sets(request.seed, numbers)
    raw = run_ensemble(
        request.world.pack(),
        numbers.size,
        request.seed,
        first_run=int(numbers[0]),
        parameters=sets if numbers.size > 1 else sets[0],
        outcomes=["obstructions_by_actor"],
        windows=request.targets.windows,
        threads=threads,
    )
    columns = [
        link if name == LINK.name else sets[:, parameter_index(name)] for name in FITTED_NAMES
    ]
    signals = request.targets.read(raw.windows, raw.outcomes["obstructions_by_actor"], link)
    return np.stack(columns, axis=1), signals


def _encode(request: Request, part: int, values: FloatArray, signals: FloatArray) -> bytes:
    columns: dict[str, Any] = {"simulation": pa.array(request.numbers(part).astype(np.int64))}
    for name, column in zip(FITTED_NAMES, values.T, strict=True):
        columns[name] = pa.array(np.ascontiguousarray(column))
    for name, column in zip(request.targets.labels, signals.T, strict=True):
        columns[name] = pa.array(column.astype(np.float32))
    table = pa.table(columns).replace_schema_metadata(
        {"calibration": request.hash, "part": str(part), "note": NOTE}
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", version="2.6", use_dictionary=False)
    return buffer.getvalue()


def _columns(tables: list[pa.Table], names: tuple[str, ...]) -> FloatArray:
    joined = pa.concat_tables([table.select(list(names)) for table in tables])
    return np.stack([joined[name].to_numpy().astype(np.float64) for name in names], axis=1)
