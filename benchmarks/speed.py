"""Speed of the engines, side by side in one process: prints ratios, asserts nothing.

Usage: ``python benchmarks/speed.py [--rounds N]``. Each round times every
contestant once, in turn, so that a machine whose speed drifts treats them
alike; medians over the rounds are printed, and ratios of those medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable

import multivector_sim as mv
from multivector_sim.agents.batch import run_agents
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.parameters import sample_prior

RUNS = 16_384
AGENT_RUNS = 8


def contestants() -> dict[str, tuple[int, Callable[[], object]]]:
    """Return by name: number of runs, and what computes them (full model, 136 quarters)."""
    inputs = mv.load_scenario("baseline").pack()
    cores = os.cpu_count() or 1
    prior = sample_prior(RUNS, seed=1)
    return {
        f"ensemble, {cores} threads": (RUNS, lambda: run_ensemble(inputs, RUNS, 1, threads=cores)),
        "ensemble, 1 thread": (RUNS, lambda: run_ensemble(inputs, RUNS, 1, threads=1)),
        f"ensemble, {cores} threads, own parameters a run": (
            RUNS,
            lambda: run_ensemble(inputs, RUNS, 1, threads=cores, parameters=prior),
        ),
        "Mesa, outcomes only": (AGENT_RUNS, lambda: run_agents(inputs, AGENT_RUNS, 1)),
        "Mesa, data collected each quarter": (AGENT_RUNS, lambda: collect(AGENT_RUNS)),
    }


def collect(runs: int) -> None:
    """Step Mesa models as a user would."""
    for run in range(runs):
        model = mv.MultivectorModel("baseline", seed=1, run=run)
        while model.running:
            model.step()


def main() -> None:
    """Time all contestants in turn and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    field = contestants()
    speeds: dict[str, list[float]] = {name: [] for name in field}
    for number in range(rounds + 1):  # the first warms up, and compiles if need be
        for name, (runs, compute) in field.items():
            begin = time.perf_counter()
            compute()
            if number:
                speeds[name].append(runs / (time.perf_counter() - begin))
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    first = next(iter(medians))
    print(f"{'contestant':46} {'runs/s (median)':>16} {'lowest':>9} {'highest':>9} {'ratio':>8}")
    for name, median in medians.items():
        low, high = min(speeds[name]), max(speeds[name])
        ratio = medians[first] / median
        print(f"{name:46} {median:16,.0f} {low:9,.0f} {high:9,.0f} {ratio:8.2f}")
    print(f"ratio: how many times as fast the first one is; {rounds} rounds, interleaved")


if __name__ == "__main__":
    main()
