"""Sweeps beside other ways to run the same design: prints speeds and ratios, asserts nothing.

Usage: ``python benchmarks/peers.py [--rounds N]``. Needs the extra ``analysis``.
"""

from __future__ import annotations

import argparse
import inspect
import logging
import os
import statistics
import time
import warnings
from collections.abc import Callable
from functools import partial
from itertools import product

import mesa
import numpy as np
import pandas as pd

import multivector_sim as mv
from multivector_sim.connectors.tables import run_table

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of optional parts of the workbench that are not installed
    import ema_workbench as ema
    from ema_workbench.em_framework import points as samples

    from multivector_sim.connectors.ema import BatchEvaluator, ema_model

OUTCOME = "tension_rus_chn"
REPLICATIONS = 10
SEED = 1
MANY, SOME, FEW = 2000, 100, 20
"""Points: of the compiled engine, one at a time, and of agents."""

Means = np.ndarray
Contestant = tuple[int, Callable[[], Means]]


def peers(rounds: int) -> None:
    """Time the same design through the compiled engine and through other tools.

    The design crosses levels of inclusion with two of leveraging; a point has
    ten replications, and a contestant returns the mean of each point. Each
    runs as many points as it can bear, all in turn, so that a machine whose
    speed drifts treats them alike.
    """
    field = contestants()
    speeds: dict[str, list[float]] = {name: [] for name in field}
    means: dict[str, Means] = {}
    for number in range(rounds + 1):  # the first warms up, and compiles if need be
        for name, (points, compute) in field.items():
            begin = time.perf_counter()
            means[name] = compute()
            if number:
                speeds[name].append(points * REPLICATIONS / (time.perf_counter() - begin))
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    first = next(iter(medians))
    print(
        f"{'contestant':52} {'points':>6} {'runs/s (median)':>16} {'ratio':>8} {'difference':>10}"
    )
    for name, median in medians.items():
        points = field[name][0]
        apart = max(
            abs(mean - exact)
            for mean, exact in zip(means[name], through_table(points), strict=True)
        )
        print(f"{name:52} {points:6,} {median:16,.1f} {medians[first] / median:8.1f} {apart:10.1g}")
    print(
        f"ratio: how many times as fast the first one is; difference: largest one between means; "
        f"{REPLICATIONS} runs a point, {rounds} rounds, interleaved, {os.cpu_count()} cores"
    )


def contestants() -> dict[str, Contestant]:
    """Return by name: number of points, and what computes their means (136 quarters)."""
    ours = ema_model(
        "baseline", uncertain=["reaction"], levers=["inclusion", "leveraging"],
        outcomes=[OUTCOME], replications=REPLICATIONS, seed=SEED,
    )  # fmt: skip
    theirs = ema.Model("agents", function=by_agents)
    theirs.levers = [ema.RealParameter(name, 0, 1) for name in ("inclusion", "leveraging")]
    theirs.outcomes = [ema.ScalarOutcome(OUTCOME)]
    processes = partial(ema.MultiprocessingEvaluator, n_processes=os.cpu_count())
    evaluate = through_workbench
    return {
        "our table": (MANY, lambda: through_table(MANY)),
        "our batches in the EMA Workbench": (MANY, lambda: evaluate(BatchEvaluator, ours, MANY)),
        "our model in the EMA Workbench, sequential": (
            SOME,
            lambda: evaluate(ema.SequentialEvaluator, ours, SOME),
        ),
        "Mesa's batch_run": (FEW, lambda: through_mesa(FEW)),
        "Mesa model in the EMA Workbench, sequential": (
            FEW,
            lambda: evaluate(ema.SequentialEvaluator, theirs, FEW),
        ),
        "Mesa model in the EMA Workbench, multiprocessing": (
            FEW,
            lambda: evaluate(processes, theirs, FEW),
        ),
    }


def levels(points: int) -> tuple[list[float], list[float]]:
    """Return levels of inclusion and leveraging that cross to some points."""
    return [level / MANY for level in range(points // 2)], [0.0, 0.6]


def through_table(points: int) -> Means:
    """Run the design as a table."""
    table = pd.DataFrame(
        product(*levels(points)), columns=["policy.inclusion", "policy.leveraging"]
    )
    found = run_table(
        "baseline", table, replications=REPLICATIONS, seed=SEED, outcomes=[OUTCOME], keep="points"
    )
    return found[OUTCOME].to_numpy()


def through_workbench(
    evaluator: Callable[[ema.Model], object], model: ema.Model, points: int
) -> Means:
    """Run the design as policies of the workbench."""
    make = getattr(samples, "Sample", None) or samples.Policy
    policies = [
        make(f"policy {at}", inclusion=inclusion, leveraging=leveraging)
        for at, (inclusion, leveraging) in enumerate(product(*levels(points)))
    ]
    with evaluator(model) as opened:
        _, outcomes = opened.perform_experiments(policies=policies, log_progress=True)
    return outcomes[OUTCOME]


def through_mesa(points: int) -> Means:
    """Run the design with Mesa's own batch runner, on all cores."""
    inclusion, leveraging = levels(points)
    parameters = {
        "scenario": "baseline",
        "inclusion": inclusion,
        "leveraging": leveraging,
        "run": range(REPLICATIONS),
    }
    # Mesa 3.5 hands seeds to models itself.
    own = "rng" in inspect.signature(mesa.batch_run).parameters
    options = {"rng": SEED} if own else {}
    rows = mesa.batch_run(
        mv.MultivectorModel,
        parameters if own else {**parameters, "seed": SEED},
        number_processes=os.cpu_count(),
        display_progress=False,
        **options,
    )
    runs = pd.DataFrame(rows).drop_duplicates("RunId")
    means = runs.groupby(["inclusion", "leveraging"])[OUTCOME].mean()
    return means.to_numpy()


def by_agents(inclusion: float, leveraging: float) -> dict[str, float]:
    """Return the mean over the replications of a point, as a model of the workbench does."""
    values = []
    for run in range(REPLICATIONS):
        model = mv.MultivectorModel(
            "baseline", seed=SEED, run=run, inclusion=inclusion, leveraging=leveraging
        )
        while model.running:
            model.advance()
        values.append(float(model.outcomes()[OUTCOME]))
    return {OUTCOME: statistics.fmean(values)}


def main() -> None:
    """Run every section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    logging.getLogger("EMA").setLevel(logging.ERROR)
    peers(rounds)


if __name__ == "__main__":
    main()
