"""Fixtures that many tests share, and the option that runs the full-size ones."""

from __future__ import annotations

import gc
import os
import warnings
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from multivector_sim.experiments.compare import compare
from multivector_sim.model.inputs import Inputs
from multivector_sim.scenario import load_scenario
from sizes import PROFILE

# Their loggers walk every loaded module for every frame below them: early that costs a third.
if "PYTEST_XDIST_WORKER" in os.environ:
    import mesa  # noqa: F401

    if find_spec("ema_workbench"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of optional parts that are not installed
            import ema_workbench  # noqa: F401

# The same examples on every machine: a failure is a failure of the code, not of the day.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.register_profile("search", deadline=None, database=None)
settings.load_profile(PROFILE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full", action="store_true", help="also run the full-size checks, minutes each"
    )


def pytest_collection_finish() -> None:
    # Thousands of tests live to the end: the collector need not look at them again and again.
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--full"):
        return
    skip = pytest.mark.skip(reason="full-size check: run with --full")
    for item in items:
        if item.get_closest_marker("full"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def packed_baseline() -> Inputs:
    """Return the shipped baseline, 1992-2025, as the engines take it."""
    return load_scenario("baseline").pack()


@pytest.fixture(scope="session")
def packed_multivector() -> Inputs:
    """Return the constant multi-vector policy on the same timeline: every lever is in use."""
    return load_scenario("multivector").pack()


@pytest.fixture(scope="session")
def saved_comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder as ``compare --out`` writes it: four years, twelve runs. Do not change it."""
    folder = tmp_path_factory.mktemp("compared")
    compare(["baseline"], runs=12, seed=3, overrides=["end=1995Q4"]).save(folder)
    return folder
