"""How long things take to start, as ratios to starting Python with NumPy.

Usage: ``python benchmarks/start.py [--rounds N]``. Each is a process of its
own, in turn; medians are printed. Compiled code must be in the cache: run
any simulation once before.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

STARTS = {
    "python -c 'import numpy'": ["-c", "import numpy"],
    "python -c 'import multivector_sim'": ["-c", "import multivector_sim"],
    "multivector --help": ["-m", "multivector_sim", "--help"],
    "multivector run baseline --runs 8": (
        ["-m", "multivector_sim", "run", "baseline", "--runs", "8", "--quiet", "--alone"]
    ),
    "multivector compare, 5 scenarios x 500 runs": (
        ["-m", "multivector_sim", "compare", "baseline", "--runs", "500", "--quiet"]
    ),
}


def main() -> None:
    """Time all starts in turn and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    seconds: dict[str, list[float]] = {name: [] for name in STARTS}
    for _ in range(rounds):
        for name, arguments in STARTS.items():
            begin = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
            seconds[name].append(time.perf_counter() - begin)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    first = next(iter(medians.values()))
    for name, median in medians.items():
        print(f"{name:46} {median:7.2f} s {median / first:8.1f} x")


if __name__ == "__main__":
    main()
