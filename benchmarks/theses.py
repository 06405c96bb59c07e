"""How long all verdicts take, and one: printed as seconds of one run beside plain runs.

Everything is run anew, at the size of docs/theses.md, on all cores. The plain
runs are those of one condition, so that the ratio can be read on a noisy
machine: how many conditions' worth of time the verdicts take.

    python benchmarks/theses.py
    python benchmarks/theses.py --draws 100 --ids H01 H12
"""

from __future__ import annotations

import argparse
import time

from rich.progress import Progress

from multivector_sim.inquiry import Measure, Pool
from multivector_sim.theses import TESTS, judge
from multivector_sim.theses.conditions import MULTIVECTOR


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ids", nargs="*", default=None, metavar="ID")
    parser.add_argument("--draws", type=int, default=300)
    parser.add_argument("--seeds", type=int, default=64)
    arguments = parser.parse_args()
    Pool(seeds=8).means(MULTIVECTOR, [Measure("autonomy")], "prior", 1)  # compile first
    begun = time.perf_counter()
    Pool(seeds=arguments.seeds).means(MULTIVECTOR, [Measure("autonomy")], "prior", arguments.draws)
    plain = time.perf_counter() - begun
    runs = 0

    def count(made: int, _: int) -> None:
        nonlocal runs
        runs += made

    pool = Pool(seeds=arguments.seeds, progress=count)
    with Progress(transient=True) as bar:
        task = bar.add_task("theses", total=len(arguments.ids or TESTS))
        begun = time.perf_counter()
        found = judge(
            arguments.ids,
            draws=arguments.draws,
            pool=pool,
            finished=lambda _: bar.advance(task),
        )
        taken = time.perf_counter() - begun
    one = arguments.draws * arguments.seeds
    print(f"{len(found.results)} theses, up to {arguments.draws} draws x {arguments.seeds} runs")
    print(f"  all of them      {taken:8.1f} s, {runs:,} runs, {runs / taken:,.0f} a second")
    print(f"  one condition    {plain:8.2f} s, {one:,} runs, {one / plain:,.0f} a second")
    print(f"  ratio            {taken / plain:8.1f} conditions")


if __name__ == "__main__":
    main()
