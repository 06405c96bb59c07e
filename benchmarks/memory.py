"""Peak memory of one million runs of one scenario, each way in a process of its own.

Usage: ``python benchmarks/memory.py [--runs N]``. Prints MiB, asserts nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time

import psutil

WAYS = {
    "import and one run": "mv.simulate('baseline', runs=1, seed=1)",
    "default outcomes in a data set": "ds = mv.simulate('baseline', runs=RUNS, seed=1)",
    "one outcome": "mv.simulate('baseline', runs=RUNS, seed=1, outcomes=['tension_rus_chn'])",
    "in parts, summarised as they come": (
        "total = sum(float(mv.simulate('baseline', runs=50_000, seed=1, first_run=k)"
        "['tension_rus_chn'].sum()) for k in range(0, RUNS, 50_000))"
    ),
}


def peak(statement: str, runs: int) -> float:
    """Return the largest resident memory, MiB, of a process that runs a statement."""
    code = f"import multivector_sim as mv\nRUNS = {runs}\n{statement}"
    most = 0
    with psutil.Popen([sys.executable, "-c", code]) as process:
        while process.poll() is None:
            with contextlib.suppress(psutil.Error):  # it may end between two looks
                most = max(most, process.memory_info().rss)
            time.sleep(0.005)
    return most / 2**20


def main() -> None:
    """Measure each way and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000)
    runs = parser.parse_args().runs
    for name, statement in WAYS.items():
        print(f"{name:36} {peak(statement, runs):8,.0f} MiB")


if __name__ == "__main__":
    main()
