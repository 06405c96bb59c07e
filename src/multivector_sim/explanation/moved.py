"""What moved a power from one action to another since the quarter before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.explanation.witness import Witness
from multivector_sim.model.actors import ACTIONS, CONCERNS, PIVOT
from multivector_sim.model.record import Record
from multivector_sim.model.rules.choice import choose

__all__ = ["MOVERS", "Moment", "Shift", "entries_of", "shift_of", "values_of"]

FloatArray = NDArray[np.float64]

MOVERS: Final = (
    *(f"concern {name}" for name in CONCERNS),
    *("appetite", "influence", "rivals", "leverage", "backing", "need"),
    *("kept resources", "capability", "demand for resources"),
)
"""What can move a choice; together they are all that it reads and that changes."""

_VALUES: Final = Witness(choose, "pick_action", run_watched=False)


class Moment(NamedTuple):
    """What a choice read: the memories of ``run`` and ``now`` at the moment of the decisions."""

    run: FloatArray
    now: FloatArray


class Shift(NamedTuple):
    """How the value of one action over another changed since the quarter before.

    Attributes
    ----------
    size
        The change.
    parts
        By the names of ``MOVERS``: by how much the value would be otherwise
        with that alone as in the quarter before. Those that changed nothing
        are left out; the others need not add up to ``size``.
    """

    size: float
    parts: Mapping[str, float]


def shift_of(
    world: Record, scratch: tuple[Record, Record], power: int, over: tuple[str, str],
    before: Moment, after: Moment,
) -> Shift:  # fmt: skip
    """Return how the value of an action over another changed, and what moved it.

    Parameters
    ----------
    world
        Constants of the run.
    scratch
        Records of ``run`` and ``now`` to work on; their content is lost.
    power
        Index of the power.
    over
        The action, and the one that it is compared with.
    before, after
        What the choices of two quarters read.
    """
    run, now = scratch
    first, second = (ACTIONS.index(action) for action in over)

    def gap() -> float:
        values = values_of(world, now, run, power)
        return values[first] - values[second]

    def at(moment: Moment) -> float:
        run.memory[:], now.memory[:] = moment
        return gap()

    past, present = at(before), at(after)
    old_run = Record(run.layout, before.run, run.actors, run.sectors)
    old_now = Record(now.layout, before.now, now.actors, now.sectors)
    parts = {}
    for name in MOVERS:
        run.memory[:], now.memory[:] = after
        changed = False
        for driver, field, entry in entries_of(name, power):
            source, target = (old_now, now) if driver else (old_run, run)
            old, new = getattr(source, field), getattr(target, field)
            changed |= not np.array_equal(old[entry], new[entry])
            new[entry] = old[entry]
        if changed:
            part = present - gap()
            if part:
                parts[name] = part
    return Shift(present - past, parts)


_ALL: Final = slice(None)


def values_of(world: Record, now: Record, run: Record, power: int) -> tuple[float, ...]:
    """Return the values of the actions in the order of ``ACTIONS``; ``run`` is changed."""
    (call,) = _VALUES(world, now, run, power)
    return (0.0, *map(float, call.arguments[1:5]))


def entries_of(name: str, power: int) -> Iterator[tuple[bool, str, Any]]:
    """Yield what belongs to a mover: whether it is a driver, its field, its entries.

    Parameters
    ----------
    name
        From ``MOVERS``.
    power
        Index of the power that chooses.
    """
    kind, _, concern = name.partition(" ")
    if kind == "concern":
        yield False, "concern", (power, CONCERNS.index(concern))
    elif name == "influence":
        yield False, "influence", _ALL
    elif name == "rivals":
        yield False, "blame", (power, _ALL)
        yield False, "tension", (power, _ALL)
    elif name == "leverage":
        for field in ("dependence", "leverage_transit", "market_share"):
            yield False, field, power
    elif name == "kept resources":
        yield False, "resource_share", PIVOT
    elif name == "capability":
        yield True, "capability", _ALL
    elif name == "demand for resources":
        yield True, "demand", power
    else:
        yield False, name, power
