"""The debrief of a game as plain texts: made once, kept while there is room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.app.words import say_in
from multivector_sim.classroom.history import line_of
from multivector_sim.classroom.state import LANGUAGES
from multivector_sim.classroom.store import Store
from multivector_sim.play import Game, Section, debrief, record
from multivector_sim.play.debrief import history_words
from multivector_sim.report.debrief_page import debrief_html

__all__ = ["KEPT", "RUNS", "TOLD", "Report", "Said", "debrief_file", "page_of", "report_of"]

TOLD: Final = "debrief.md"
"""File that tells the debrief in words; there is one of each language."""
RUNS: Final = 200
"""Runs of the replays: as many as the command takes."""
KEPT: Final = 20
"""Debriefs that are kept."""
_PATIENCE: Final = 60.0
"""Seconds that somebody waits for a turn."""


class Said(NamedTuple):
    """A debrief in a language.

    Attributes
    ----------
    title, sections
        As in ``play.Debrief``.
    names
        What each history is called, by its name.
    """

    title: str
    sections: tuple[Section, ...]
    names: Mapping[str, str]


@dataclass(frozen=True)
class Report:
    """What a debrief says; without the runs that it was made from.

    Attributes
    ----------
    said
        By language.
    years
        Moments of the quarters that were played.
    tension
        Tension of the drawn pair in these quarters by history, 0 to 1; the game first. Before
        them all histories are the same.
    files
        Texts of files to take home, by name.
    runs
        Runs of the replays.
    """

    said: Mapping[str, Said]
    years: tuple[float, ...]
    tension: dict[str, NDArray[np.float64]]
    files: dict[str, str]
    runs: int


_reports: Final = Store[Report](KEPT, makers=1, patience=_PATIENCE)
_pages: Final = Store[str](KEPT, makers=1, patience=_PATIENCE)


def report_of(game: Game, runs: int = RUNS) -> Report:
    """Return the debrief of the turns of a game that were played, from memory where it is there.

    Parameters
    ----------
    game
        The game.
    runs
        Runs of the replays.

    Raises
    ------
    InputError
        If no turn was played.
    SimulationError
        If too many visitors ask for debriefs at the same time.
    """
    return _reports.get((repr(record(game)), runs), lambda: _made(game, runs))


def page_of(game: Game, language: str, runs: int = RUNS) -> str:
    """Return the debrief of a game as a page with figures, which takes as long as the debrief.

    Parameters
    ----------
    game, runs
        As of :func:`report_of`.
    language
        Of the page.

    Raises
    ------
    SimulationError
        If too many visitors ask for pages at the same time.
    """
    return _pages.get(
        (repr(record(game)), runs, language),
        lambda: debrief_html(debrief(game, runs=runs, threads=1, say=say_in(language))),
    )


def debrief_file(language: str, name: str = TOLD) -> str:
    """Return the name of the file that has the debrief in a language: ``debrief.ru.md``."""
    stem, dot, kind = name.rpartition(".")
    return name if language == LANGUAGES[0] else f"{stem}.{language}{dot}{kind}"


def _made(game: Game, runs: int) -> Report:
    found = debrief(game, runs=runs, threads=1)
    histories, setup = found.main, found.game.setup
    first = setup.first
    told = {language: found.said(say_in(language)) for language in LANGUAGES}
    return Report(
        said={
            language: Said(
                one.title,
                one.sections,
                {name: history_words(name, setup, one.say) for name in histories},
            )
            for language, one in told.items()
        },
        years=tuple(row.year for row in found.game.model.quarters[first:]),
        tension={name: line_of(chronicle)[first:] for name, chronicle in histories.items()},
        files={
            **{debrief_file(language): one.markdown() for language, one in told.items()},
            "paths.csv": found.to_frame().to_csv(index=False, lineterminator="\n"),
            "effects.csv": found.effects.to_csv(index=False, lineterminator="\n"),
            **found.files(),
        },
        runs=runs,
    )
