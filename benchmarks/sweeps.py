"""Sweeps: what they cost. Usage: ``python benchmarks/sweeps.py [memory] [--runs N]``.

``memory``: peak memory of processes that sweep N runs and ten times as many.
Prints, asserts nothing.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile

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


SECTIONS = {"memory": memory}


def main() -> None:
    """Run the sections that are asked for; all by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS])
    parser.add_argument("--runs", type=int, default=30_000)
    options = parser.parse_args()
    for name in options.sections or SECTIONS:
        SECTIONS[name](options.runs)


if __name__ == "__main__":
    main()
