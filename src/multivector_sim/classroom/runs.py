"""The runs of one side, summed up: what is drawn of them, and what each run came to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.classroom.state import PARAMETER_SETS, Side, State, scenario_of
from multivector_sim.classroom.store import Store
from multivector_sim.inquiry.draws import draws_of
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.parameters import parameter_index
from multivector_sim.model.variants import fixed_by
from multivector_sim.plots.fan import BANDS
from multivector_sim.results.words import IN_COMPARISON

__all__ = [
    "LEVERAGES",
    "SHOWN",
    "FloatArray",
    "SideRuns",
    "parameters_of",
    "quantiles",
    "sides",
    "store",
]

FloatArray = NDArray[np.float64]

LEVERAGES: Final = ("leverage_economic", "leverage_transit", "leverage_security")
"""The three parts of leverage, as they are recorded."""
SHOWN: Final = tuple(
    row for name in IN_COMPARISON for row in OUTCOMES if row.name == name and not row.dims
)
"""Outcomes on the scorecard: those of ``multivector compare`` that are one number a run."""
KEPT: Final = 64
"""Sides that are kept, about 0.3 MB each."""


@dataclass(frozen=True, eq=False)
class SideRuns:
    """What is kept of the runs of a side.

    Attributes
    ----------
    pairs
        Codes of every two actors, in the order of the rows of ``tension``.
    powers
        Codes of the powers, in the order of the last axis of ``leverage``.
    tension
        (5, quarters, pairs): quantiles ``BANDS`` over runs of the tension of
        two actors, mean of both directions, 0 to 1.
    leverage
        By part: (5, quarters, powers), quantiles over runs of a power's
        leverage over the pivot, 0 to 1.
    outcomes
        By name: (runs,), in the unit of the outcome.
    """

    pairs: tuple[tuple[str, str], ...]
    powers: tuple[str, ...]
    tension: FloatArray
    leverage: dict[str, FloatArray]
    outcomes: dict[str, FloatArray]


sides: Final = Store[SideRuns](KEPT)
"""Sides computed last."""


def store(side: Side, state: State) -> SideRuns:
    """Return the runs of a side, from memory where they are there.

    Parameters
    ----------
    side
        One of the two sides.
    state
        Its switches, variants, runs and seed.

    Raises
    ------
    SimulationError
        If too many visitors compute at the same time.
    """
    key = (side, state.off, state.variants, state.runs, state.seed, state.parameters)
    return sides.get(key, lambda: _run(side, state))


def parameters_of(state: State, first: int, count: int) -> FloatArray:
    """Return the parameters of some runs, (count, parameters); variants hold in all of them.

    Parameters
    ----------
    state
        A state whose parameters are drawn.
    first, count
        Runs first to first + count - 1.
    """
    table = _draws(state.parameters, state.seed, first, count).copy()
    for name, (value, _) in fixed_by(state.variants).items():
        table[:, parameter_index(name)] = value
    return table


@lru_cache(maxsize=16)
def _draws(which: str, seed: int, first: int, count: int) -> FloatArray:
    return draws_of(which, seed, first, count)


def quantiles(values: FloatArray) -> FloatArray:
    """Return the quantiles ``BANDS`` over runs.

    Rows are sorted first: looking for five places in rows out of order takes longer.

    Parameters
    ----------
    values
        (runs, ...): none of them missing.

    Returns
    -------
    numpy.ndarray
        (5, ...).
    """
    rows = np.sort(values.reshape(len(values), -1).T, axis=1)
    bands = np.quantile(rows, BANDS, axis=1, overwrite_input=True)
    return bands.reshape(len(BANDS), *values.shape[1:])


def _run(side: Side, state: State) -> SideRuns:
    from multivector_sim.ensemble.engine import run_ensemble

    scenario = scenario_of(side, state)
    options: dict[str, Any] = {
        "record": ("tension", *LEVERAGES),
        "outcomes": [row.name for row in SHOWN],
        "threads": 1,
    }
    if state.parameters != PARAMETER_SETS[0]:
        options["parameters"] = parameters_of(state, 0, state.runs)
    results = run_ensemble(scenario.pack(), state.runs, state.seed, **options)
    codes = scenario.actor_codes
    first, second = np.transpose(list(combinations(range(len(codes)), 2)))
    tension = results.paths["tension"]
    both = (tension[..., first, second] + tension[..., second, first]) / 2
    return SideRuns(
        pairs=tuple(combinations(codes, 2)),
        powers=scenario.powers,
        tension=quantiles(both),
        leverage={name: quantiles(results.paths[name][..., 1:]) for name in LEVERAGES},
        outcomes={name: np.array(values) for name, values in results.outcomes.items()},
    )
