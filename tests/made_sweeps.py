"""Sweeps whose numbers are made up, so that figures and tables of them have known answers."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final

import numpy as np

from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.sweeps.compute import Rows
from multivector_sim.sweeps.metrics import metric_labels
from multivector_sim.sweeps.plan import Plan
from multivector_sim.sweeps.results import SweepResults, load_sweep
from multivector_sim.sweeps.run import Encoded, Tally, run_sweep
from multivector_sim.sweeps.sweep import Sweep
from multivector_sim.sweeps.table import encode, shard_table

Answer = Callable[[int, Mapping[str, float], Mapping[str, float], float], float]
"""(policy, choices, unknowns, chance of the run) -> the metric; NaN for a run that failed."""

FIRST: Final = [row.name for row in takewhile(lambda row: row.name != "cost", OUTCOMES)]
"""The outcomes that figures show, and those before them; the others would only take time."""

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
        return Encoded(number, encode(table, plan.hash, number))


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
    usual = {"base": "baseline", "end": "1993Q4", "seed": 1, "outcomes": FIRST}
    plan = Sweep(**{**usual, **settings}).plan
    folder = f"memory://made_{next(_names)}"
    with contextlib.suppress(_StoppedError):
        return run_sweep(plan, folder, executor=Made(answer, shards))
    return load_sweep(folder)


def policies(count: int, *, long: bool = False) -> list[dict[str, Any]]:
    """Return so many policies that differ by name and persuasion; the first is a counterfactual."""
    word = "_with_a_name_that_is_far_longer_than_there_is_room" if long else ""
    return [
        {"name": f"policy_{place}{word}", "of": "multivector",
         "set": {"policy.persuasion": place / count}}
        for place in range(count)
    ]  # fmt: skip


REACTION = "parameters.reaction"
SKILL, INSTITUTIONS = "policy.skill", "policy.institutions"
ONE_UNKNOWN: dict[str, Any] = {"uncertain": {REACTION: {"uniform": [0, 1]}}}
"""One unknown, even between 0 and 1."""
NOTHING_UNKNOWN: dict[str, Any] = {"uncertain": {"prior": "none"}}


def tilted(
    policy: int, choices: Mapping[str, float], unknowns: Mapping[str, float], chance: float
) -> float:
    """Return numbers whose effect has both signs, rises with the choices, and is noisy."""
    unknown = unknowns.get(REACTION, 0.5)
    tilt = 0.1 * (unknown + sum(choices.values()) - 0.9) + 0.02 * chance
    return 0.5 + (1 + policy) * tilt


def sweep_of_policies(count: int = 4, *, long: bool = False) -> SweepResults:
    """Return a sweep of policies over futures, with some runs that failed."""

    def answer(policy: int, *rest: Any) -> float:
        return np.nan if policy == 2 and rest[2] > 1 else tilted(policy, *rest)

    return made(
        answer, policies=policies(count, long=long), points=40, replications=4, noise="own",
        **ONE_UNKNOWN,
    )  # fmt: skip


def sweep_of_choices(
    *counts: int, several: int = 3, keys: Sequence[str] = (SKILL, INSTITUTIONS, "policy.inclusion")
) -> SweepResults:
    """Return a sweep of several policies over choices with so many levels each."""
    choices = {
        key: np.linspace(0, 1, number).tolist() for key, number in zip(keys, counts, strict=False)
    }
    names = policies(several) if several > 1 else []
    return made(
        tilted, base="multivector", policies=names, choices=choices, points=12, replications=3,
        noise="own", **ONE_UNKNOWN,
    )  # fmt: skip
