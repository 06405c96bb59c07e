"""What an engine is asked for and what it returns, without labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.state import RECORDABLE, RUN

__all__ = ["PathSelection", "RawResults", "check_runs", "select_paths"]

FloatArray = NDArray[np.float64]
_LARGEST_SEED: Final = 2**64 - 1
_LARGEST_PATHS: Final = 8 * 2**30
"""Bytes of recorded paths beyond which a request is taken for a mistake."""


class RawResults(NamedTuple):
    """What an engine returns.

    Attributes
    ----------
    outcomes
        By name: (runs, *dims), float64; NaN where an entry has no meaning.
    paths
        By name: (runs, quarters, *dims), float64, at the end of each quarter.
    windows
        By label: (runs,), float64.
    """

    outcomes: dict[str, FloatArray]
    paths: dict[str, FloatArray]
    windows: dict[str, FloatArray]


class PathSelection(NamedTuple):
    """Where recorded states lie in the memory of a run.

    Attributes
    ----------
    shapes
        Shape of each state, by name.
    rows
        Memory rows of all of them, one after the other.
    """

    shapes: dict[str, tuple[int, ...]]
    rows: NDArray[np.int64]

    def check_size(self, quarters: int, runs: int) -> None:
        """Refuse paths that would not fit into memory.

        Raises
        ------
        InputError
            With the size needed, and the largest allowed.
        """
        size = 8 * self.rows.size * quarters * runs
        if size > _LARGEST_PATHS:
            raise InputError(
                f"record: paths of {runs} runs need {size / 2**30:.1f} GiB; at most "
                f"{_LARGEST_PATHS >> 30} GiB are allowed. Record fewer states or runs, or run in "
                "parts with first_run."
            )

    def unpack(self, table: FloatArray) -> dict[str, FloatArray]:
        """Return views (runs, quarters, *dims) of a table (quarters, rows, runs)."""
        unpacked: dict[str, FloatArray] = {}
        first = 0
        for name, shape in self.shapes.items():
            last = first + math.prod(shape)
            block = table[:, first:last].reshape(table.shape[0], *shape, table.shape[2])
            unpacked[name] = np.moveaxis(block, -1, 0)
            first = last
        return unpacked


def select_paths(record: Sequence[str], actors: int, sectors: int) -> PathSelection:
    """Find the states to record in the memory of a run.

    Raises
    ------
    InputError
        If a name is unknown.
    """
    unknown = [name for name in record if name not in RECORDABLE]
    if unknown:
        raise InputError(f"record: unknown state {unknown[0]!r}; known are {', '.join(RECORDABLE)}")
    names = list(dict.fromkeys(record))
    parts = [RUN.row_indices(name, actors, sectors).reshape(-1) for name in names]
    rows = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    return PathSelection({name: RUN.shape(name, actors, sectors) for name in names}, rows)


def check_runs(runs: int, seed: int, first_run: int, threads: int | None) -> None:
    """Check the whole numbers that say which runs to compute.

    Raises
    ------
    InputError
        If one is not a whole number or out of range.
    """
    for name, value, low, high in (
        ("runs", runs, 1, 2**40),
        ("seed", seed, 0, _LARGEST_SEED),
        ("first_run", first_run, 0, 2**62),
        ("threads", 1 if threads is None else threads, 1, 4096),
    ):
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise InputError(f"{name}: {value!r} received; a whole number is needed")
        if not low <= value <= high:
            raise InputError(f"{name}: {value} received; allowed are {low} to {high}")
