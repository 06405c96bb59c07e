"""The debrief of a game as plain texts: made once, kept while there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.classroom.history import line_of
from multivector_sim.classroom.store import Store
from multivector_sim.play import Game, Section, debrief, record

__all__ = ["KEPT", "RUNS", "Report", "report_of"]

RUNS: Final = 200
"""Runs of the replays: as many as the command takes."""
KEPT: Final = 20
"""Debriefs that are kept."""
_PATIENCE: Final = 60.0
"""Seconds that somebody waits for a turn."""


@dataclass(frozen=True)
class Report:
    """What a debrief says; without the runs that it was made from.

    Attributes
    ----------
    title, sections
        As in ``play.Debrief``.
    years
        Moments of the quarters that were played.
    tension
        Tension of the drawn pair in these quarters by history, 0 to 1; the game first. Before
        them all histories are the same.
    files
        Texts of files to take home, by name.
    """

    title: str
    sections: tuple[Section, ...]
    years: tuple[float, ...]
    tension: dict[str, NDArray[np.float64]]
    files: dict[str, str]


_reports: Final = Store[Report](KEPT, makers=1, patience=_PATIENCE)


def report_of(game: Game, runs: int = RUNS) -> Report:
    """Return the debrief of a game that is over, from memory where it is there.

    Parameters
    ----------
    game
        The game.
    runs
        Runs of the replays.

    Raises
    ------
    InputError
        If the game is not over.
    SimulationError
        If too many visitors ask for debriefs at the same time.
    """
    return _reports.get((repr(record(game)), runs), lambda: _made(game, runs))


def _made(game: Game, runs: int) -> Report:
    found = debrief(game, runs=runs, threads=1)
    histories = found.histories
    first = game.setup.first
    return Report(
        title=found.title,
        sections=found.sections,
        years=tuple(row.year for row in game.model.quarters[first:]),
        tension={name: line_of(chronicle)[first:] for name, chronicle in histories.items()},
        files={
            "debrief.md": found.markdown(),
            "paths.csv": found.to_frame().to_csv(index=False, lineterminator="\n"),
            "effects.csv": found.effects.to_csv(index=False, lineterminator="\n"),
            **found.files(),
        },
    )
