"""Cost of small tasks and of many scenarios, beside the kernel: prints ratios, asserts nothing.

Usage: ``python benchmarks/tasks.py [--cases N] [--rounds N]``. The same cases
are run on one thread in tasks of 100, in tasks of 8 and in those of the
engine's own size, in turn; medians of the rounds are printed, as ratios to
the last.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

import multivector_sim as mv
from multivector_sim.ensemble.cases import Cases
from multivector_sim.ensemble.engine import Ensemble
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import sample_prior

SETS = 1000
WINDOWS = tuple(
    mv.Window(f"{summary} {k}", "tension", (1, 2), 0, 136, summary)
    for summary in ("mean", "max", "min", "above")
    for k in range(5)
)


def cases_of(count: int) -> Cases:
    """Return cases with a thousand parameter sets."""
    return Cases(
        runs=np.arange(count, dtype=np.uint64),
        parameter_set=np.arange(count) % SETS,
        parameters=sample_prior(SETS, seed=1),
        policy=np.zeros(count, dtype=np.int64),
        levers=np.full((1, len(LEVERS)), np.nan),
    )


def contestants(inputs: Inputs, count: int) -> dict[str, Callable[[], object]]:
    """Return by name what runs all cases on this thread."""
    cases = cases_of(count)
    plain, watched = Ensemble(inputs), Ensemble(inputs, windows=WINDOWS)

    def run(ensemble: Ensemble, size: int | None) -> int:
        results = ensemble.allocate(count)
        return sum(task() for task in ensemble.tasks(cases, 1, results, size))

    return {
        "tasks of the engine's own size": lambda: run(plain, None),
        "tasks of 104": lambda: run(plain, 104),
        "tasks of 100": lambda: run(plain, 100),
        "tasks of 8": lambda: run(plain, 8),
        f"{len(WINDOWS)} windows over the whole run": lambda: run(watched, None),
    }


def main() -> None:
    """Time all contestants in turn and print; then the time to make a scenario ready."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    inputs = mv.load_scenario("baseline").pack()
    field = contestants(inputs, arguments.cases)
    seconds: dict[str, list[float]] = {name: [] for name in field}
    for number in range(arguments.rounds + 1):  # the first warms up, and compiles if need be
        for name, compute in field.items():
            begin = time.process_time()
            compute()
            if number:
                seconds[name].append(time.process_time() - begin)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    first = next(iter(medians.values()))
    for name, median in medians.items():
        print(f"{name:40} {1e6 * median / arguments.cases:8.1f} us a case {median / first:7.3f} x")
    begin = time.process_time()
    for _ in range(200):
        Ensemble(inputs, windows=WINDOWS)
    ready = (time.process_time() - begin) / 200
    print(f"{'a scenario made ready':40} {1e6 * ready:8.1f} us")


if __name__ == "__main__":
    main()
