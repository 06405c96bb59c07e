"""A generation of a search beside the EMA Workbench: prints speeds and ratios, asserts nothing.

Usage: ``python benchmarks/search.py [--rounds N]``. Needs the extras ``search``
and ``analysis``. The job is that of a search: policies with levels of their own
meet the same futures, each a parameter set with its own chance events.
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import time
import warnings
from collections.abc import Callable

import numpy as np

import multivector_sim as mv
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.searching.aims import aims_of
from multivector_sim.searching.bench import Futures, futures_of, run_policies
from multivector_sim.searching.space import Space, dials_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of optional parts of the workbench that are not installed
    import ema_workbench as ema
    from ema_workbench.em_framework import points as samples

    from multivector_sim.connectors.ema import BatchEvaluator, ema_model

LEVERS = ("inclusion", "concession", "persuasion", "leveraging", "retention")
OUTCOMES = ("autonomy", "tension_rus_chn", "welfare", "crises")
SEED = 1
FUTURES = 500
MANY, SOME = (40, FUTURES), (4, 25)
"""Policies and futures: of what is quick, and of what runs one experiment after another."""

Contestant = tuple[tuple[int, int], Callable[[], np.ndarray]]


def space_of() -> tuple[Space, np.ndarray]:
    """Return a space of constant policies, and the points of a generation."""
    base = mv.load_scenario("baseline", {"policy.phases": [], "policy.treaties": []})
    space = Space(base, base.pack(), dials_of(LEVERS, base))
    return space, np.random.default_rng(SEED).random((MANY[0], space.variables))


def through_search(policies: int, futures: int, common: bool = False) -> np.ndarray:
    """Return (policies, futures, outcomes), as a search runs them.

    Parameters
    ----------
    policies, futures
        How many.
    common
        Whether all futures have the chance events of run 0, as in the workbench.
    """
    space, points = space_of()
    packed = [space.pack(space.decode(point)) for point in points[:policies]]
    drawn = futures_of("prior", SEED, 0, futures, 1, {})
    if common:
        drawn = Futures(drawn.parameters, np.zeros_like(drawn.runs), SEED)
    return run_policies(packed, drawn, aims_of((), space.base))


def through_workbench(evaluator: Callable[..., object], policies: int, futures: int) -> np.ndarray:
    """Return (policies, futures, outcomes) through an evaluator of the workbench."""
    space, points = space_of()
    model = ema_model(
        space.base, levers=LEVERS, outcomes=OUTCOMES, replications=1, seed=SEED
    )  # fmt: skip
    make = getattr(samples, "Sample", None)
    scenario, policy = (make, make) if make else (samples.Scenario, samples.Policy)
    table = futures_of("prior", SEED, 0, futures, 1, {}).parameters
    names = [row.name for row in PARAMETERS]
    scenarios = [
        scenario(f"future {at}", **dict(zip(names, row.tolist(), strict=True)))
        for at, row in enumerate(table)
    ]
    chosen = [
        policy(f"policy {at}", **dict(zip(LEVERS, space.decode(point).levels[0], strict=True)))
        for at, point in enumerate(points[:policies])
    ]
    with evaluator(model) as opened:
        _, found = opened.perform_experiments(
            scenarios=scenarios, policies=chosen, log_progress=True
        )
    return np.stack([found[name].reshape(policies, futures) for name in OUTCOMES], axis=2)


def main() -> None:
    """Time all contestants in turn and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    logging.getLogger("EMA").setLevel(logging.ERROR)
    field: dict[str, Contestant] = {
        "our search": (MANY, lambda: through_search(*MANY)),
        "our batches in the EMA Workbench": (
            MANY, lambda: through_workbench(BatchEvaluator, *MANY),
        ),
        "the EMA Workbench's own evaluator": (
            SOME, lambda: through_workbench(ema.SequentialEvaluator, *SOME),
        ),
    }  # fmt: skip
    speeds: dict[str, list[float]] = {name: [] for name in field}
    values: dict[str, np.ndarray] = {}
    for number in range(rounds + 1):  # the first warms up, and compiles if need be
        for name, ((policies, futures), compute) in field.items():
            begin = time.perf_counter()
            values[name] = compute()
            if number:
                speeds[name].append(policies * futures / (time.perf_counter() - begin))
    medians = {name: statistics.median(rates) for name, rates in speeds.items()}
    first = next(iter(medians.values()))
    print(f"{'contestant':36} {'policies x futures':>20} {'runs/s':>10} {'ratio':>7} {'apart':>8}")
    for name, median in medians.items():
        size, _ = field[name]
        exact = through_search(*size, common=name != "our search")
        apart = np.abs(values[name] - exact).max()
        told = f"{size[0]:,} x {size[1]:,}"
        print(f"{name:36} {told:>20} {median:10,.0f} {first / median:7.1f} {apart:8.1g}")
    print(
        "ratio: how many times as fast the first one is; apart: largest difference from the same "
        f"runs of a search; {rounds} rounds, interleaved, {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
