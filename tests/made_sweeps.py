"""Sweeps whose numbers are made up, so that figures and tables of them have known answers."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from multivector_sim.sweeps.compute import Rows
from multivector_sim.sweeps.metrics import metric_labels
from multivector_sim.sweeps.plan import Plan
from multivector_sim.sweeps.results import SweepResults, load_sweep
from multivector_sim.sweeps.run import Encoded, Tally, run_sweep
from multivector_sim.sweeps.sweep import Sweep
from multivector_sim.sweeps.table import encode, shard_table

Answer = Callable[[int, Mapping[str, float], Mapping[str, float], float], float]
"""(policy, choices, unknowns, chance of the run) -> the metric; NaN for a run that failed."""

_names = itertools.count()


class _StoppedError(Exception):
    """The executor was told to stop."""


class Made:
    """An executor that computes nothing: an answer stands in for the model."""

    def __init__(self, answer: Answer, shards: int | None) -> None:
        self.answer, self.shards = answer, shards

    def __call__(
        self, plan: Plan, shards: Sequence[int], progress: Callable[[Tally], None]
    ) -> Iterator[Encoded]:
        labels = metric_labels(plan.spec, [line.scenario for line in plan.lines])
        for done, number in enumerate(shards):
            if done == self.shards:
                raise _StoppedError
            yield self._shard(plan, number, labels)

    def _shard(self, plan: Plan, number: int, labels: list[str]) -> Encoded:
        points = plan.points(number)
        values = []
        for future, line, choice, first, runs in zip(
            *(points.future, points.line, points.choice, points.first, points.runs), strict=True
        ):
            chosen = dict(zip(plan.choice_keys, plan.choices[choice], strict=True))
            unknown = dict(zip(plan.factors, plan.futures[future], strict=True))
            for run in range(first, first + runs):
                seed = [run, future] if plan.spec.noise == "own" else [run]
                chance = float(np.random.default_rng(seed).normal())
                values.append(self.answer(int(line), chosen, unknown, chance))
        column = np.array(values)
        metrics = np.outer(1.0 + np.arange(len(labels)), column)
        errors = {int(row): "made to fail" for row in np.flatnonzero(np.isnan(column))}
        table = shard_table(plan, Rows(points, metrics, errors), labels)
        return Encoded(number, encode(table, plan.hash))


def made(answer: Answer, *, shards: int | None = None, **settings: Any) -> SweepResults:
    """Return a sweep with made-up numbers; metric number n is n + 1 times the answer.

    Parameters
    ----------
    answer
        What a run gives.
    shards
        Stop after so many; None finishes the sweep.
    settings
        As for ``Sweep``.
    """
    plan = Sweep(**{"base": "baseline", "end": "1993Q4", "seed": 1, **settings}).plan
    folder = f"memory://made_{next(_names)}"
    with contextlib.suppress(_StoppedError):
        return run_sweep(plan, folder, executor=Made(answer, shards))
    return load_sweep(folder)


def policies(count: int, *, long: bool = False) -> list[dict[str, Any]]:
    """Return so many policies that differ by name and inclusion; the first is a counterfactual."""
    word = "_with_a_name_that_is_far_longer_than_there_is_room" if long else ""
    return [
        {"name": f"policy_{place}{word}", "of": "multivector",
         "set": {"policy.inclusion": place / count}}
        for place in range(count)
    ]  # fmt: skip
