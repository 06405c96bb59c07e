"""A short world, and what the package itself says of a single point, packed anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
import xarray as xr

import multivector_sim as mv
from multivector_sim.experiments.counterfactuals import with_policy_of
from multivector_sim.scenario import Scenario, with_overrides


@pytest.fixture(scope="session")
def world() -> Scenario:
    """Return the shipped baseline cut to three years."""
    return mv.load_scenario("baseline", ["end=1994Q4"])


@pytest.fixture(scope="session")
def alone() -> Callable[..., xr.Dataset]:
    """Return a function that changes a scenario, packs it anew, and simulates it alone."""

    def run(
        scenario: Scenario,
        changes: Mapping[str, float],
        policy: str | Scenario = "own",
        **more: int,
    ) -> xr.Dataset:
        if policy != "own":
            scenario = with_policy_of(scenario, policy)
        return mv.simulate(with_overrides(scenario, changes), threads=1, **more)

    return run
