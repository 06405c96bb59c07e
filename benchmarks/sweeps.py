"""Sweeps: what they cost. Usage: ``python benchmarks/sweeps.py [speed] [memory] [--runs N]``.

``speed``: a sweep of N runs (prior of all parameters, 100 replications, default outcomes, 136
quarters), summarised and on disk, beside the bare kernel on the same runs; bytes a run; and what
a thousand million runs would take. ``memory``: peak memory of processes that sweep N runs and ten
times as many. ``million`` and ``ten_million``, on request only, for they take minutes: seconds and
peak memory of a process of its own that sweeps a million runs of 136 quarters, or ten million of
one quarter, which weigh the same on disk and in the summary. Prints, asserts nothing.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

import multivector_sim as mv
from multivector_sim.ensemble.engine import run_ensemble

REPLICATIONS = 100

SWEEP = """
import resource, sys
import multivector_sim as mv
from multivector_sim.sweeps.sweep import Sweep
sweep = Sweep(
    base="baseline", policies=["laissez_faire", "multivector"], uncertain={"prior": "all"},
    design="random", points=int(sys.argv[1]) // 20, replications=10, noise="own", end="1993Q4",
)
sweep.run(sys.argv[2])
unit = 1 if sys.platform == "darwin" else 1024
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
"""


def peak(runs: int) -> float:
    """Return the largest resident memory, MiB, of a process that sweeps so many runs."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", SWEEP, str(runs), f"{folder}/sweep"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout) / 2**20


def memory(runs: int) -> None:
    """Print peaks, and their ratio."""
    print("memory: peak of a process, all outcomes kept")
    small, large = peak(runs), peak(10 * runs)
    for count, most in ((runs, small), (10 * runs, large)):
        print(f"  {count:>12,} runs {most:8,.0f} MiB")
    print(f"  ratio {large / small:.2f}")


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return elapsed and processor time of some work."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def speed(runs: int, rounds: int = 3) -> None:
    """Print how a sweep compares with the bare kernel, alternately, in this process."""
    points = max(1, runs // REPLICATIONS)
    runs = points * REPLICATIONS
    inputs = mv.load_scenario("baseline").pack()
    run_ensemble(inputs, 512, 1)  # compiled, and loaded from the cache
    print(f"speed: {points:,} points x {REPLICATIONS} runs, {inputs.quarters} quarters")
    ratios, kernels = [], []
    for _ in range(rounds):
        sweep = mv.Sweep(base="baseline", points=points, replications=REPLICATIONS, seed=1)
        table = np.repeat(parameters_of(sweep), REPLICATIONS, axis=0)
        with tempfile.TemporaryDirectory() as folder:
            kernel = seconds(partial(run_ensemble, inputs, runs, 1, parameters=table))
            del table
            whole = seconds(partial(sweep.run, f"{folder}/sweep"))
            size = sum(file.stat().st_size for file in Path(folder).rglob("*.parquet"))
        ratios.append([w / k for w, k in zip(whole, kernel, strict=True)])
        kernels.append(kernel)
        print(
            f"  kernel {runs / kernel[0]:8,.0f} runs/s, sweep {runs / whole[0]:8,.0f} runs/s "
            f"({whole[0]:.1f} s); ratio {ratios[-1][0]:.2f} elapsed, {ratios[-1][1]:.2f} processor"
        )
    median = statistics.median(row[0] for row in ratios)
    each = (
        statistics.median(row[1] for row in kernels)
        / runs
        * statistics.median(row[1] for row in ratios)
    )
    print(f"  median ratio {median:.2f}; {size / runs:.0f} bytes a run")
    print(
        f"  10^9 runs: {1e9 * each / 3600:,.0f} core hours; on 100 such cores "
        f"{1e9 * each / 100 / 60:,.0f} minutes; {1e9 * size / runs / 1e9:,.0f} GB"
    )


def parameters_of(sweep: mv.Sweep) -> np.ndarray:
    """Return the parameter sets of a sweep's futures, (points, parameters)."""
    plan = sweep.plan
    order = [plan.factors.index(f"parameters.{row.name}") for row in mv.PARAMETERS]
    return plan.futures[:, order]


LARGE = """
import resource, sys, time
import multivector_sim as mv
start = time.perf_counter()
sweep = mv.Sweep(
    base="baseline", points=int(sys.argv[1]), replications=100, seed=1, end=sys.argv[2]
)
done = sweep.run(sys.argv[3])
unit = 2**20 if sys.platform == "darwin" else 2**10
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
print(f"{done.run_count:,} runs: {time.perf_counter() - start:.1f} s, peak {peak:,.0f} MiB")
"""


def large(points: int, end: str, _: int) -> None:
    """Print what a large sweep takes in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", LARGE, str(points), end, f"{folder}/sweep"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    print(f"to {end}: {done.stdout.strip()}")


SECTIONS = {
    "speed": speed,
    "memory": memory,
    "million": partial(large, 10_000, "2025Q4"),
    "ten_million": partial(large, 100_000, "1992Q1"),
}
USUAL = ("speed", "memory")


def main() -> None:
    """Run the sections that are asked for; by default the quick ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS])
    parser.add_argument("--runs", type=int, default=30_000)
    options = parser.parse_args()
    for name in options.sections or USUAL:
        SECTIONS[name](options.runs)


if __name__ == "__main__":
    main()
