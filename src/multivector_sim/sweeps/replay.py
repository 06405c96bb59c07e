"""One run of a sweep, exactly: from its scenario, packed anew, on its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from multivector_sim.errors import InputError
from multivector_sim.model.observed import Policy
from multivector_sim.scenario import Scenario
from multivector_sim.scenario.override import with_overrides
from multivector_sim.sweeps.compute import error_words, not_finite
from multivector_sim.sweeps.functions import describe_function
from multivector_sim.sweeps.metrics import entries, values_of
from multivector_sim.sweeps.results import SweepResults

__all__ = ["Replay", "replay_run"]


@dataclass(frozen=True)
class Replay:
    """A run that was done again.

    Attributes
    ----------
    scenario
        The scenario with the numbers of its choices and its future.
    policy
        Name of its policy.
    future, replication, run, seed
        Which run; ``run`` is its number, which keys its draws with the seed.
    changes
        Numbers by dotted key.
    metrics
        What it gives, by column of the results; empty where it failed.
    error
        Why it failed; empty where it did not.
    remark
        Whether the policy function is another one than that of the sweep;
        empty where it is the same.
    """

    scenario: Scenario
    policy: str
    future: int
    replication: int
    run: int
    seed: int
    changes: dict[str, float]
    metrics: dict[str, float]
    error: str
    remark: str = ""

    def document(self) -> dict[str, Any]:
        """Return the replay as plain data."""
        return {
            "base": self.scenario.name,
            "policy": self.policy,
            "future": self.future,
            "replication": self.replication,
            "run": self.run,
            "seed": self.seed,
            "set": self.changes,
            **({"error": self.error} if self.error else {"metrics": self.metrics}),
            **({"remark": self.remark} if self.remark else {}),
        }


def replay_run(
    results: SweepResults,
    shard: int,
    row: int,
    *,
    engine: str = "ensemble",
    functions: Mapping[str, Policy] | None = None,
) -> Replay:
    """Do one run of a sweep again.

    Parameters
    ----------
    results
        The sweep.
    shard, row
        Number of its shard, and its row there; with ``keep: points``, the row
        of a point, of which the first run that failed is taken, or the first.
    engine
        ``"ensemble"`` or ``"mesa"``.
    functions
        Policy functions by name, where one set the levers: a manifest holds
        their source only.

    Raises
    ------
    InputError
        If there is no such run, or its policy function is missing.
    """
    plan = results.plan
    if not 0 <= shard < plan.shards:
        raise InputError(f"shard {shard} received; there are 0 to {plan.shards - 1}")
    points = plan.points(shard)
    of_points = plan.spec.keep == "points"
    size = points.runs.size if of_points else points.rows
    if not 0 <= row < size:
        raise InputError(f"row {row} received; shard {shard} has 0 to {size - 1}")
    starts = points.starts
    point = row if of_points else int(np.searchsorted(starts, row, side="right")) - 1
    first = 0 if of_points else row - int(starts[point])

    def replayed(offset: int) -> Replay:
        return _replay(results, points, point, offset, starts, engine, functions or {})

    replay = replayed(first)
    if of_points and results.has_failed(shard, row):
        for offset in range(1, int(points.runs[point])):
            if replay.error:
                break
            replay = replayed(offset)
    return replay


def _replay(
    results: SweepResults,
    points: Any,
    point: int,
    offset: int,
    starts: Any,
    engine: str,
    functions: Mapping[str, Policy],
) -> Replay:
    plan = results.plan
    index = int(points.line[point])
    line = plan.lines[index]
    choice, future = int(points.choice[point]), int(points.future[point])
    values = [*plan.choices[choice].tolist(), *plan.futures[future].tolist()]
    changes = {key: float(values[at]) for at, key in plan.numbers(line)}
    number = int(plan.run_numbers(points)[int(starts[point]) + offset])
    seed = plan.spec.seed
    metrics: dict[str, float] = {}
    error = ""
    function, remark = _function(results, index, functions)
    scenario = line.scenario
    try:
        scenario = with_overrides(scenario, changes) if changes else scenario
        metrics = _run(results, index, scenario, number, engine, function)
        error = not_finite(list(metrics), list(metrics.values()))
    except Exception as failure:  # what a policy function raises is the answer that was asked for
        error = error_words(failure)
    return Replay(
        scenario.named(line.base), line.policy, future, int(points.first[point]) + offset,
        number, seed, changes, metrics, error, remark,
    )  # fmt: skip


def _function(
    results: SweepResults, index: int, functions: Mapping[str, Policy]
) -> tuple[Policy | None, str]:
    """Return the policy function of a line, and what is to be said of it."""
    told = results.manifest["content"]["lines"][index].get("policy_function")
    if told is None:
        return None, ""
    if told["name"] not in functions:
        raise InputError(
            f"the levers of this run were set by the function {told['name']!r}; give it with "
            f"--policy {results.policy_file(told['name'])}:{told['name']}"
        )
    function = functions[told["name"]]
    same = describe_function(function) == told
    return function, "" if same else f"{told['name']} has changed since the sweep was run"


def _run(
    results: SweepResults,
    index: int,
    scenario: Scenario,
    number: int,
    engine: str,
    function: Policy | None,
) -> dict[str, float]:
    from multivector_sim.agents.batch import run_agents
    from multivector_sim.ensemble.engine import run_ensemble

    plan = results.plan
    run_one = run_agents if engine == "mesa" else run_ensemble
    windows = plan.windows[index]
    raw = run_one(
        scenario.pack(), 1, plan.spec.seed, first_run=number, outcomes=plan.spec.outcomes,
        windows=windows, policy=function,
    )  # fmt: skip
    columns = entries(plan.spec.outcomes, scenario)
    values = values_of(columns, raw.outcomes)
    metrics = {column.label: float(value[0]) for column, value in zip(columns, values, strict=True)}
    return metrics | {window.name: float(raw.windows[window.name][0]) for window in windows}
