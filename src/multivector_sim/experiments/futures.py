"""Runs of a scenario of which some numbers are left to chance: each run in its own future."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import parameter_index
from multivector_sim.model.raw import RawResults, check_runs, select_paths
from multivector_sim.scenario import Scenario
from multivector_sim.scenario.chance import drawn_values
from multivector_sim.scenario.variants import Variants

__all__ = ["run_futures"]

FloatArray = NDArray[np.float64]
Engine = Callable[..., RawResults]
_PARAMETER: Final = "parameters."


def run_futures(
    engine: Engine, scenario: Scenario, inputs: Inputs, runs: int, seed: int, **options: Any
) -> tuple[RawResults, dict[str, FloatArray]]:
    """Run a scenario in which each run draws its own numbers.

    Parameters
    ----------
    engine
        ``run_ensemble`` or ``run_agents``.
    scenario
        The scenario; without anything left to chance it is run as it is.
    inputs
        The scenario as arrays, every number in the middle of its distribution.
    runs, seed
        Number of runs, and seed of the numbers drawn and of the runs alike.
    options
        Passed on to the engine.

    Returns
    -------
    RawResults
        As from the engine.
    dict
        What each run drew, (runs,), by dotted key.
    """
    first = options.get("first_run", 0)
    check_runs(runs, seed, first, None)
    values = drawn_values(scenario, seed, first, runs)
    if not values:
        return engine(inputs, runs, seed, **options), {}
    if all(key.startswith(_PARAMETER) for key in values):
        # Runs that differ in parameters alone share the engine's vectors.
        table = _parameters(inputs, values, runs)
        return engine(inputs, runs, seed, parameters=table, **options), values
    return _one_by_one(engine, scenario, inputs, values, runs, seed, options), values


def _parameters(inputs: Inputs, values: Mapping[str, FloatArray], runs: int) -> FloatArray:
    table = np.tile(inputs.parameters, (runs, 1))
    for key, column in values.items():
        table[:, parameter_index(key.removeprefix(_PARAMETER))] = column
    return table


def _one_by_one(
    engine: Engine,
    scenario: Scenario,
    inputs: Inputs,
    values: Mapping[str, FloatArray],
    runs: int,
    seed: int,
    options: dict[str, Any],
) -> RawResults:
    n, s = len(inputs.actors), len(inputs.sectors)
    select_paths(options.get("record", ()), n, s).check_size(inputs.quarters, runs)
    own = {**options, "threads": 1}
    variants = Variants(scenario, list(values), drawn=True)
    parts = []
    for index, future in enumerate(np.stack(list(values.values()), axis=1)):
        own["first_run"] = options.get("first_run", 0) + index
        parts.append(engine(variants.inputs(future), 1, seed, **own))
    return RawResults(
        _join([part.outcomes for part in parts]),
        _join([part.paths for part in parts]),
        _join([part.windows for part in parts]),
    )


def _join(parts: list[dict[str, FloatArray]]) -> dict[str, FloatArray]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
