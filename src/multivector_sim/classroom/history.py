"""One run of a side with its reasons: told by the readable engine, kept while there is room."""

from __future__ import annotations

from typing import Final

import numpy as np

from multivector_sim.classroom.figures import PAIR
from multivector_sim.classroom.runs import FloatArray, parameters_of
from multivector_sim.classroom.state import PARAMETER_SETS, State, scenario_of
from multivector_sim.classroom.store import Store
from multivector_sim.explanation import Chronicle, Decision, Partings, explain, part
from multivector_sim.explanation.words import decision_lines
from multivector_sim.results.saying import Say, english

__all__ = ["KEPT", "chronicles", "history_of", "line_of", "partings_of", "reasons"]

KEPT: Final = 16
"""Histories that are kept, about 2.4 MB each."""
_PATIENCE: Final = 30.0
"""Seconds that somebody waits for a turn: a history takes seconds, not milliseconds."""

chronicles: Final = Store[Chronicle](KEPT, makers=1, patience=_PATIENCE)
"""Histories told last; one is told at a time, since the readable engine runs in Python alone."""


def history_of(which: str, state: State) -> Chronicle:
    """Return the run of a side, with what every power weighed.

    It is the very run of the bands: the same seed, number and parameters.

    Parameters
    ----------
    which
        ``"a"`` or ``"b"``.
    state
        What was chosen, and the number of the run.

    Raises
    ------
    SimulationError
        If too many visitors ask for histories at the same time.
    """
    side = state.a if which == "a" else state.b
    key = (side, state.off, state.variants, state.seed, state.parameters, state.run)

    def tell() -> Chronicle:
        drawn = state.parameters != PARAMETER_SETS[0]
        parameters = parameters_of(state, state.run, 1)[0] if drawn else None
        scenario = scenario_of(side, state)
        return explain(scenario, run=state.run, seed=state.seed, parameters=parameters)

    return chronicles.get(key, tell)


def partings_of(state: State) -> Partings:
    """Return where the run parts under A and under B, which meet the same draws.

    Raises
    ------
    SimulationError
        If too many visitors ask for histories at the same time.
    """
    return part(history_of("a", state), history_of("b", state))


def line_of(chronicle: Chronicle) -> FloatArray:
    """Return the tension of the drawn pair at the end of each quarter; (quarters,), 0 to 1."""
    first, second = (chronicle.actors.index(code) for code in PAIR)
    tension = np.array([quarter.tension for quarter in chronicle.quarters])
    both: FloatArray = (tension[:, first, second] + tension[:, second, first]) / 2
    return both


def reasons(chronicle: Chronicle, decision: Decision, say: Say = english) -> list[str]:
    """Return what stands behind a decision as paragraphs in a language; the first says what it is.

    Parameters
    ----------
    chronicle
        The run.
    decision
        One of its decisions.
    say
        Returns a sentence in another language.
    """
    lines = decision_lines(decision, chronicle.labels(say), say=say)
    return [line.replace(" %", "\N{NO-BREAK SPACE}%") for line in lines]
