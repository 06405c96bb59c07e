"""Instructions that a quarter of a run takes: a figure that a noisy machine does not change.

Usage: ``python benchmarks/instructions.py [--runs N]``. Needs Valgrind, whose
Cachegrind counts what the processor executes. Two sizes are run, each in a
process of its own; their difference leaves start and compilation out.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys

import llvmlite.binding as llvm

QUARTERS = 136
FEW = 256
STATEMENT = (
    "import multivector_sim as mv;"
    "from multivector_sim.ensemble.engine import run_ensemble;"
    "run_ensemble(mv.load_scenario('baseline').pack(), {runs}, 1, threads=1)"
)


def same_processor() -> dict[str, str]:
    """Return an environment in which code is compiled for this processor, not for Valgrind's."""
    return {
        **os.environ,
        "NUMBA_CPU_NAME": llvm.get_host_cpu_name(),
        "NUMBA_CPU_FEATURES": llvm.get_host_cpu_features().flatten(),
    }


def count(runs: int) -> int:
    """Return the instructions of a process that does some runs on one thread."""
    statement = [sys.executable, "-c", STATEMENT.format(runs=runs)]
    subprocess.run(statement, env=same_processor(), check=True)  # compiled code is now on disk
    tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    done = subprocess.run(
        [*tool, *statement], env=same_processor(), check=True, capture_output=True, text=True
    )
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if found is None:
        raise SystemExit(f"valgrind printed no count:\n{done.stderr}")
    return int(found[1].replace(",", ""))


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1024)
    runs = parser.parse_args().runs
    if shutil.which("valgrind") is None:
        raise SystemExit("valgrind is not installed")
    more = count(FEW + runs) - count(FEW)
    print(f"{more / (runs * QUARTERS):,.0f} instructions a quarter of a run")


if __name__ == "__main__":
    main()
