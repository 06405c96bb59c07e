"""How long an answer takes, and the same job through the EMA Workbench's own evaluator.

The answer is the whole command: 1,000 futures of 48 runs under the base and under an option, card,
tables, figures and page. The evaluator runs the same two scenarios one experiment after another, on
a reduced number of futures, and draws nothing; what a run takes is compared. Both are processes of
their own. Processor time is printed beside the time on the clock, for a machine may be shared.

    python benchmarks/whatif.py
    python benchmarks/whatif.py --draws 200 --few 10
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil

BASE, OPTION = "pipeline_closed_2028_corridor_3", "pipeline_closed_2028_corridor_6"
"""An answer that 500 futures do not resolve, so that all are run."""
SEEDS = 48
COMMAND = "from multivector_sim.cli import main; main()"
WORKBENCH = """
import logging, sys, warnings
warnings.simplefilter("ignore")
import ema_workbench as ema
from multivector_sim.connectors.ema import ema_model
logging.getLogger("EMA").setLevel(logging.ERROR)
futures, seeds, *scenarios = sys.argv[1:]
outcomes = ["tension_rus_chn", "tension_all", "autonomy", "obstructions", "crises", "welfare"]
for name in scenarios:
    model = ema_model(
        name, levers=[], outcomes=outcomes, replications=int(seeds), seed=1, threads=1
    )
    with ema.SequentialEvaluator(model) as evaluator:
        evaluator.perform_experiments(scenarios=int(futures), log_progress=True)
"""


class Taken(NamedTuple):
    """What a process took: seconds on the clock, of processors, and what it printed."""

    clock: float
    processors: float
    printed: str


def run(code: str, *arguments: str) -> Taken:
    """Run Python code in a process of its own, its copies included in what it takes."""
    before = psutil.Process().cpu_times()
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    clock = time.perf_counter() - begun
    after = psutil.Process().cpu_times()
    used = after.children_user + after.children_system
    return Taken(clock, used - before.children_user - before.children_system, done.stdout)


def answer(draws: int, folder: str) -> tuple[Taken, int]:
    """Answer a question with everything that is written; also how many runs it took."""
    taken = run(
        COMMAND, "whatif", BASE, OPTION, "--draws", str(draws), "--seeds", str(SEEDS),
        "--out", folder, "--quiet", "--json",
    )  # fmt: skip
    return taken, 2 * SEEDS * int(json.loads(taken.printed)["futures"])


def workbench(futures: int) -> tuple[Taken, int]:
    """Run base and option through the workbench; also how many runs that were."""
    return run(WORKBENCH, str(futures), str(SEEDS), BASE, OPTION), 2 * SEEDS * futures


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--few", type=int, default=300, help="futures of the workbench")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        answer(8, str(Path(folder) / "first"))  # compiles, if need be
        ours, our_runs = answer(arguments.draws, str(Path(folder) / "card"))
    started, _ = workbench(1)
    theirs, their_runs = workbench(1 + arguments.few)
    print(f"{'job':44} {'runs':>8} {'clock, s':>9} {'processors, s':>14} {'ms a run':>9}")
    more = their_runs - 2 * SEEDS
    rows = (
        ("whatif: card, tables, figures, page", our_runs, ours.clock, ours.processors),
        (
            "EMA Workbench, sequential, start left out", more, theirs.clock - started.clock,
            theirs.processors - started.processors,
        ),
    )  # fmt: skip
    for name, runs, clock, used in rows:
        print(f"{name:44} {runs:8,} {clock:9.1f} {used:14.1f} {1000 * used / runs:9.3f}")
    ratio = (rows[1][3] / more) / (ours.processors / our_runs)
    print(f"ratio of processor time a run, workbench to whatif with all it writes: {ratio:.1f}")


if __name__ == "__main__":
    main()
