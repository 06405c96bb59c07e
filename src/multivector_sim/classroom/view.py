"""What there is to see of a state: bands of both sides, and paired effects."""

from __future__ import annotations

from dataclasses import dataclass, replace

from multivector_sim.classroom.runs import SHOWN, SideRuns, store
from multivector_sim.classroom.state import State
from multivector_sim.classroom.world import load_world
from multivector_sim.experiments.paired import PairedEffect, paired_effect
from multivector_sim.model.actors import MECHANISMS
from multivector_sim.model.outcomes import Outcome

__all__ = ["MAIN", "Row", "View", "compute", "without_each"]

MAIN = SHOWN[0]
"""The outcome that is guessed, and told first."""


@dataclass(frozen=True)
class Row:
    """One outcome of the scorecard.

    Attributes
    ----------
    outcome
        Name, unit and meaning.
    a, b
        Means over runs.
    effect
        a minus b, run by run.
    """

    outcome: Outcome
    a: float
    b: float
    effect: PairedEffect


@dataclass(frozen=True, eq=False)
class View:
    """Everything that is shown of a state.

    Attributes
    ----------
    state
        The state.
    years
        (quarters,): start of each quarter, as a year.
    a, b
        The runs of both sides; run r of one has the draws of run r of the other.
    rows
        The scorecard, the main outcome first.
    everything
        The main effect with every mechanism on and no variant; None where that is the state.
    """

    state: State
    years: tuple[float, ...]
    a: SideRuns
    b: SideRuns
    rows: tuple[Row, ...]
    everything: PairedEffect | None

    @property
    def main(self) -> Row:
        """The outcome that is told first."""
        return self.rows[0]


def compute(state: State) -> View:
    """Return what there is to see of a state.

    Parameters
    ----------
    state
        What was chosen.

    Raises
    ------
    SimulationError
        If too many visitors compute at the same time.

    Examples
    --------
    >>> state = State()
    >>> compute(State(b=state.a)).main.effect.mean  # a policy against itself
    0.0
    """
    a, b = store(state.a, state), store(state.b, state)
    rows = tuple(_row(outcome, a, b) for outcome in SHOWN)
    everything = None
    if state.off or state.variants:
        whole = replace(state, off=(), variants=())
        name = MAIN.name
        everything = paired_effect(
            store(state.a, whole).outcomes[name], store(state.b, whole).outcomes[name]
        )
    world = load_world()
    years = tuple(world.first_year + quarter / 4 for quarter in range(world.quarters))
    return View(state, years, a, b, rows, everything)


def without_each(state: State) -> tuple[tuple[str, Row], ...]:
    """Return the main outcome with one more mechanism off, for each that is on.

    Parameters
    ----------
    state
        What was chosen; its own switches stay off.

    Returns
    -------
    tuple of (str, Row)
        Name of the mechanism and the outcome, in the order of ``MECHANISMS``.

    Raises
    ------
    SimulationError
        If too many visitors compute at the same time.
    """
    found = []
    for name in MECHANISMS:
        if name not in state.off:
            less = replace(state, off=(*state.off, name))
            found.append((name, _row(MAIN, store(state.a, less), store(state.b, less))))
    return tuple(found)


def _row(outcome: Outcome, a: SideRuns, b: SideRuns) -> Row:
    first, second = a.outcomes[outcome.name], b.outcomes[outcome.name]
    return Row(outcome, float(first.mean()), float(second.mean()), paired_effect(first, second))
