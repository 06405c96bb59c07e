"""How the pivot reacts: levers that follow what it observes, quarter by quarter.

Two ways, both applied before the schedule of a quarter and after the levers
of the scenario's dated policy are set: *triggers*, which are data, and a
*policy function* of the user's. Both see the state at the end of the quarter
before, on the memory that either engine works on, through the same compiled
code: so the engines agree bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from multivector_sim.compilation import JIT_OPTIONS, compile_cached, rule
from multivector_sim.errors import InputError, SimulationError
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.observed import DRIVERS_SEEN, Levers, Policy, Seen, Trigger
from multivector_sim.model.record import Record
from multivector_sim.model.state import NOW, QUARTER, RUN

__all__ = [
    "SeenMap",
    "Triggers",
    "apply_triggers",
    "check_levers",
    "compile_policy",
    "pack_triggers",
    "seen_map",
    "what_is_seen",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class Triggers(NamedTuple):
    """Triggers as arrays: K triggers, two observed rows each, and E levels that they set.

    ``rows`` are those of ``RUN``, or of ``NOW`` where ``is_driver`` is 1.
    """

    rows: IntArray
    is_driver: IntArray
    sign: FloatArray
    on: FloatArray
    off: FloatArray
    first: IntArray
    last: IntArray
    level_trigger: IntArray
    level_row: IntArray
    level: FloatArray


def pack_triggers(triggers: tuple[Trigger, ...], actors: int, sectors: int) -> Triggers:
    """Lay out triggers for the engines."""
    rows = []
    for row in triggers:
        if row.quantity in DRIVERS_SEEN:
            rows.append([NOW.offset(row.quantity, actors, sectors)] * 2)
        else:
            places = RUN.row_indices(row.quantity, actors, sectors)
            ends = (row.entries[0], row.entries[-1])
            rows.append([int(places[entry]) for entry in ends])
    levels = [
        (number, column, level)
        for number, row in enumerate(triggers)
        for column, level in row.levels
    ]
    return Triggers(
        rows=np.array(rows, dtype=np.int64).reshape(-1, 2),
        is_driver=np.array([row.quantity in DRIVERS_SEEN for row in triggers], dtype=np.int64),
        sign=np.array([1.0 if row.above else -1.0 for row in triggers]),
        on=np.array([row.on for row in triggers], dtype=np.float64),
        off=np.array([row.off for row in triggers], dtype=np.float64),
        first=np.array([row.first for row in triggers], dtype=np.int64),
        last=np.array([row.last for row in triggers], dtype=np.int64),
        level_trigger=np.array([number for number, _, _ in levels], dtype=np.int64),
        level_row=np.array([column for _, column, _ in levels], dtype=np.int64),
        level=np.array([level for _, _, level in levels], dtype=np.float64),
    )


@rule
def _place(row: int, lane: int, size: int, width: int) -> int:
    """Return where a row of a lane lies; ``size`` rows a run, ``width`` runs side by side."""
    return (lane // width) * size * width + row * width + lane % width


@compile_cached(nogil=True)
def apply_triggers(
    triggers: Any, active: Any, rows: Any, now: Any, size: int, width: int, quarter: int
) -> None:
    """Let each trigger begin, go on or end, and set the levers of those that act.

    Parameters
    ----------
    triggers
        ``Triggers``; where two set a lever, the later one wins.
    active
        (K, lanes) 1.0 where a trigger acts; changed in place.
    rows
        Memory of the runs, with the levers of the schedule in it.
    now
        (rows of ``NOW``,) drivers of the quarter.
    size, width
        Rows a run, and runs side by side.
    quarter
        Number of the quarter. In the first nothing has been observed yet.
    """
    lanes = active.shape[1]
    for k in range(active.shape[0]):
        may_act = quarter > 0 and triggers.first[k] <= quarter < triggers.last[k]
        for lane in range(lanes):
            if not may_act:
                active[k, lane] = 0.0
                continue
            one, other = triggers.rows[k, 0], triggers.rows[k, 1]
            if triggers.is_driver[k]:
                value = now[one]
            else:
                value = 0.5 * (
                    rows[_place(one, lane, size, width)] + rows[_place(other, lane, size, width)]
                )
            threshold = triggers.off[k] if active[k, lane] > 0.0 else triggers.on[k]
            past = triggers.sign[k] * (value - threshold) > 0.0
            active[k, lane] = 1.0 if past else 0.0
    for e in range(triggers.level.size):
        for lane in range(lanes):
            if active[triggers.level_trigger[e], lane] > 0.0:
                rows[_place(triggers.level_row[e], lane, size, width)] = triggers.level[e]


class SeenMap(NamedTuple):
    """Where the fields of ``Seen`` lie: rows of ``RUN`` and ``NOW``, sizes, first year."""

    actors: int
    sectors: int
    size: int
    start: float
    tension: int
    share: int
    influence: int
    dependence: int
    credibility: int
    action: int
    crisis: int
    welfare: int
    price: int
    spare: int


def seen_map(actors: int, sectors: int, start: float) -> SeenMap:
    """Return where a policy function finds what it sees."""
    fields = ("tension", "share", "influence", "dependence", "credibility", "action", "crisis")
    return SeenMap(
        actors,
        sectors,
        RUN.rows(actors, sectors),
        start,
        **{name: RUN.offset(name, actors, sectors) for name in (*fields, "welfare")},
        **{name: NOW.offset(name, actors, sectors) for name in DRIVERS_SEEN},
    )


@rule
def _gather(to: Any, rows: Any, first: int, lane: int, size: int, width: int) -> None:
    """Copy the entries of a field of one lane into a flat array."""
    for index in range(to.size):
        to[index] = rows[_place(first + index, lane, size, width)]


@rule
def _allowed(levers: Any) -> bool:
    """Return whether all levers lie in their ranges (NaN does not)."""
    good = True
    for number in range(len(levers)):
        level = levers[number]
        good = good and level >= 0.0 and (level <= 1.0 or number == _OPENNESS)
        good = good and level <= _MOST_OPEN
    return good


_OPENNESS: Final = LEVERS.index("openness")
_MOST_OPEN: Final = 1e6
_COUNT: Final = len(LEVERS)


@lru_cache(maxsize=16)
def compile_policy(policy: Policy) -> Callable[..., int]:
    """Return a compiled function that applies a policy function to every lane.

    A policy is compiled once in a process.

    Parameters
    ----------
    policy
        A function of (``Seen``, ``Levers``) that returns ``Levers``, in the
        Python that Numba compiles; or one already compiled by Numba.

    Returns
    -------
    callable
        ``react(rows, now, place, width, lanes, quarter)`` sets the levers and
        returns the first lane whose levers are not allowed, or -1.
    """
    inner = policy if hasattr(policy, "py_func") else numba.njit(**JIT_OPTIONS)(policy)

    @numba.njit(nogil=True, **JIT_OPTIONS)  # type: ignore[untyped-decorator]
    def react(rows: Any, now: Any, place: Any, width: int, lanes: int, quarter: int) -> int:
        n = place.actors
        tension, share = np.empty(n * n), np.empty(place.sectors * n)
        influence, dependence, credibility = np.empty(n), np.empty(n), np.empty(n)
        action, crisis = np.empty(n), np.empty(n)
        for lane in range(lanes):
            _gather(tension, rows, place.tension, lane, place.size, width)
            _gather(share, rows, place.share, lane, place.size, width)
            _gather(influence, rows, place.influence, lane, place.size, width)
            _gather(dependence, rows, place.dependence, lane, place.size, width)
            _gather(credibility, rows, place.credibility, lane, place.size, width)
            _gather(action, rows, place.action, lane, place.size, width)
            _gather(crisis, rows, place.crisis, lane, place.size, width)
            seen = Seen(
                place.start + quarter * QUARTER,
                quarter,
                tension.reshape((n, n)),
                share.reshape((place.sectors, n)),
                influence,
                dependence,
                credibility,
                action,
                crisis,
                now[place.price],
                now[place.spare],
                rows[_place(place.welfare, lane, place.size, width)],
            )
            plan = Levers(
                rows[_place(0, lane, place.size, width)],
                rows[_place(1, lane, place.size, width)],
                rows[_place(2, lane, place.size, width)],
                rows[_place(3, lane, place.size, width)],
                rows[_place(4, lane, place.size, width)],
                rows[_place(5, lane, place.size, width)],
                rows[_place(6, lane, place.size, width)],
                rows[_place(7, lane, place.size, width)],
            )
            chosen = inner(seen, plan)
            levels = (
                float(chosen.inclusion),
                float(chosen.concession),
                float(chosen.persuasion),
                float(chosen.leveraging),
                float(chosen.retention),
                float(chosen.openness),
                float(chosen.skill),
                float(chosen.institutions),
            )
            for number in range(_COUNT):
                rows[_place(number, lane, place.size, width)] = levels[number]
            if not _allowed(levels):
                return lane
        return -1

    def apply(rows: Any, now: Any, place: Any, width: int, lanes: int, quarter: int) -> int:
        try:
            return int(react(rows, now, place, width, lanes, quarter))
        except numba.core.errors.NumbaError as error:
            raise InputError(
                f"policy {name_of(policy)}: cannot be compiled for the ensemble engine; "
                "engine='mesa' runs any Python function. Numba says: " + _first_words(error)
            ) from error

    return apply


def _first_words(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    wanted = [line for line in lines if not line.startswith(("Failed in", "During", "File"))]
    return (wanted or lines or ["nothing"])[0][:200]


def name_of(policy: Policy) -> str:
    """Return the name of a policy function, for messages and manifests."""
    return str(getattr(policy, "__name__", type(policy).__name__))


def check_levers(policy: Policy, levers: Levers, run: int, quarter: int) -> None:
    """Refuse levers of a policy function that are out of range.

    Raises
    ------
    SimulationError
        Naming run, quarter, lever, value and what is allowed.
    """
    for name, level in zip(LEVERS, levers, strict=True):
        most = _MOST_OPEN if name == "openness" else 1.0
        if not 0.0 <= level <= most:
            raise SimulationError(
                f"policy {name_of(policy)}: run {run}, quarter {quarter}: {name} {level} received; "
                f"allowed are 0 to {most:g}"
            )


def what_is_seen(run: Record, now: Record, year: float, quarter: int) -> Seen:
    """Return what the pivot observes in a run of the Mesa engine; the arrays are copies."""
    return Seen(
        year,
        quarter,
        run.tension.copy(),
        run.share.copy(),
        run.influence.copy(),
        run.dependence.copy(),
        run.credibility.copy(),
        run.action.copy(),
        run.crisis.copy(),
        now.price,
        now.spare,
        run.welfare,
    )
