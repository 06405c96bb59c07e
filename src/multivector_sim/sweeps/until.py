"""When enough has been run: standard errors, looked at shard by shard in their order."""

from __future__ import annotations

import io
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.sweeps.plan import Plan, Points
from multivector_sim.sweeps.summary import Estimate, estimate
from multivector_sim.sweeps.table import read_columns

__all__ = ["Watch"]

FloatArray = NDArray[np.float64]

_STEP: Final = 1.05
"""Growth in the number of shards after which means are looked at again."""
_FEWEST: Final = 30
"""Futures, or runs of a single one, below which an error is not known well enough to stop by."""


class Watch:
    """Means that a sweep watches, to stop once their errors are small enough.

    Shards are looked at in their order, so the sweep stops at the same one
    whatever the number of workers, and however often it was interrupted.

    Parameters
    ----------
    plan
        The sweep, with ``until`` or without.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan, self.until = plan, plan.spec.until
        self.seen = 0
        self._next = 1.0
        self._tables: dict[str, FloatArray] = {}
        self.estimates: dict[str, list[Estimate]] = {}

    @property
    def is_on(self) -> bool:
        """Whether anything is watched."""
        return self.until is not None

    def add(self, shard: int, content: bytes) -> None:
        """Take note of the next shard."""
        assert self.until is not None
        plan = self.plan
        suffix = ".mean" if plan.spec.keep == "points" else ""
        columns = read_columns(io.BytesIO(content), [f"{name}{suffix}" for name in self.until.of])
        for name in self.until.of:
            if name not in self._tables:
                self._tables[name] = plan.empty_table()
            plan.place(self._tables[name], shard, columns[f"{name}{suffix}"])
        self.seen += 1
        if self.seen >= self._next and plan.closes_round(shard):
            self._next = max(self.seen + 1, self.seen * _STEP)
            self._look(self._whole_futures(plan.points(shard)))

    def _whole_futures(self, points: Points) -> int:
        """Return how many futures have all their runs, once a round is closed."""
        last = int(points.future[-1])
        is_whole = int(points.first[-1] + points.runs[-1]) == self.plan.spec.replications
        return last + 1 if is_whole or self.plan.future_count == 1 else last

    def _look(self, futures: int) -> None:
        plan = self.plan
        shared = plan.spec.noise == "shared"
        for name, table in self._tables.items():
            self.estimates[name] = [
                estimate(table[:futures, arm], shared=shared, sampled=plan.is_sample)
                for arm in range(table.shape[1])
                if np.isfinite(table[:futures, arm]).any()
            ]

    @property
    def is_enough(self) -> bool:
        """Whether the errors of all means are small enough."""
        if self.until is None or not self.estimates:
            return False
        return self.worst <= self.until.se

    @property
    def worst(self) -> float:
        """Largest standard error of the means watched; infinite while one is unknown."""
        rows = [row for rows in self.estimates.values() for row in rows]
        return max(
            (row.standard_error if self._is_known(row) else np.inf for row in rows), default=np.inf
        )

    def _is_known(self, mean: Estimate) -> bool:
        """Return whether the error of a mean is known well enough to be relied on."""
        count = mean.runs if self.plan.future_count == 1 else mean.futures
        return count >= _FEWEST and bool(np.isfinite(mean.standard_error))
