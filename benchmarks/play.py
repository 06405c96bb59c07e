"""How long a game and its debrief take, in chronicles of the same years.

A game of 34 turns and four teams, each of which is briefed in every turn; then the debrief of it
with 200 runs. Both are measured in turn with one chronicle, in processor time, for a machine may be
shared.

    python benchmarks/play.py
    python benchmarks/play.py --rounds 5
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import multivector_sim as mv
from multivector_sim.play import Game, debrief, set_up

TEAMS = ("KAZ", "RUS", "CHN", "USA")
RUNS = 200


def play() -> Game:
    """Return a game that is over, of which every briefing was written."""
    game = Game(set_up("baseline", TEAMS, seed=1, run=7))
    while game.turn is not None:
        for actor in TEAMS:
            game.briefing(actor).text()
        game.play({"KAZ": "inclusion=0.5", "RUS": "demand court court court"})
    return game


def taken(work: Callable[[], object]) -> float:
    """Return the processor seconds that some work takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    rounds = options.parse_args().rounds
    over = play()
    debrief(over, runs=RUNS).text()  # compiled, imported
    games, debriefs = [], []
    for _ in range(rounds):
        chronicle = taken(lambda: mv.explain("baseline", seed=1, run=7))
        games.append(taken(play) / chronicle)
        debriefs.append(taken(lambda: debrief(over, runs=RUNS).text()) / chronicle)
    for name, rows in (("game", games), ("debrief", debriefs)):
        told = ", ".join(f"{ratio:.1f}" for ratio in rows)
        print(f"{name}: {statistics.median(rows):.1f} chronicles (rounds: {told})")


if __name__ == "__main__":
    main()
