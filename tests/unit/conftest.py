"""Synthetic results: random numbers under the names and shapes that engines return."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
import xarray as xr

from multivector_sim.experiments.compare import Comparison, paired_table
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.results import PATHS, build_dataset, build_manifest
from multivector_sim.results.dataset import path_variable
from multivector_sim.scenario import Scenario, load_scenario

RECORDED = (
    *("tension", "leverage_economic", "leverage_transit", "leverage_security"),
    *("share", "concern", "blame", "security_blame", "action", "crisis"),
)
BESIDE = ("laissez_faire", "bandwagon_russia", "bandwagon_china", "pro_west")


class SyntheticResults(NamedTuple):
    """What an engine hands over."""

    outcomes: dict[str, np.ndarray]
    paths: dict[str, np.ndarray]
    windows: dict[str, np.ndarray]


def synthetic_results(
    scenario: Scenario, runs: int, record: tuple[str, ...], seed: int
) -> SyntheticResults:
    """Draw results whose runs share their noise over scenarios, as common random numbers do."""
    sizes = {"actor": len(scenario.actors), "partner": len(scenario.actors), "concern": 4}
    sizes["sector"] = len(scenario.sectors)
    outcomes, paths = {}, {}
    for position, row in enumerate(OUTCOMES):
        if not row.default:
            continue
        shape = (runs, *(sizes[name] for name in row.dims))
        common = np.random.default_rng(position).normal(size=shape)
        own = np.random.default_rng((seed, position)).normal(size=shape)
        values = 0.3 + 0.02 * seed + 0.05 * common + 0.02 * own
        if row.unit in ("count", "quarters"):
            values = np.round(40 * values)
        if row.dims:
            values[:, 0] = np.nan  # the pivot towards itself
        outcomes[row.name] = values
    for position, name in enumerate(record):
        shape = (runs, scenario.quarters, *(sizes[dim] for dim in PATHS[name].dims))
        values = np.random.default_rng((seed, 100 + position)).random(shape)
        paths[name] = values * (0.4 + 0.05 * seed)
        if name == "action":
            paths[name] = np.floor(5 * values)
        elif name == "crisis":
            paths[name] = np.floor(1.02 * values)
    return SyntheticResults(outcomes, paths, {})


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    """Return a shipped scenario cut to six years, in which dated events fall."""
    return load_scenario("baseline", ["start=1998Q1", "end=2003Q4"])


@pytest.fixture(scope="session")
def make_results(baseline: Scenario) -> Callable[..., SyntheticResults]:
    """Return a maker of unlabelled synthetic results."""

    def make(runs: int, record: tuple[str, ...] = ()) -> SyntheticResults:
        return synthetic_results(baseline, runs, record, seed=0)

    return make


@pytest.fixture(scope="session")
def make_dataset(baseline: Scenario) -> Callable[..., xr.Dataset]:
    """Return a maker of labelled synthetic results."""

    def make(
        name: str = "baseline", runs: int = 40, record: tuple[str, ...] = (), seed: int = 0
    ) -> xr.Dataset:
        scenario = baseline.named(name)
        manifest = build_manifest(scenario, runs=runs, seed=1, engine="ensemble", record=record)
        return build_dataset(
            synthetic_results(scenario, runs, record, seed), scenario.pack(), manifest
        )

    return make


@pytest.fixture(scope="session")
def comparison(make_dataset: Callable[..., xr.Dataset]) -> Comparison:
    """Return a comparison of synthetic results."""
    names = ("baseline", *BESIDE)
    whole = {name: make_dataset(name, record=RECORDED, seed=i) for i, name in enumerate(names)}
    recorded = [path_variable(name) for name in RECORDED]
    datasets = {name: ds.drop_vars(recorded).drop_dims("time") for name, ds in whole.items()}
    paths = {name: ds[recorded].astype("float32") for name, ds in whole.items()}
    return Comparison("baseline", datasets, paths, paired_table(datasets), {"note": "synthetic"})
