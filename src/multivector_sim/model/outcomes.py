"""The outcomes of a run: names, dimensions, units and meanings (section 9 of the model).

Engines compute them while running, from state alone; no trajectory is stored.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.actors import PIVOT
from multivector_sim.model.state import RUN

__all__ = ["DEFAULT_OUTCOMES", "OUTCOMES", "Outcome", "Selection", "outcome", "select_outcomes"]


Divisor = Literal["quarters", "one", "entries"]


class Outcome(NamedTuple):
    """One per-run outcome.

    Attributes
    ----------
    name
        Name of the variable.
    dims
        Dimensions besides ``run``: of ``actor``, ``partner``, ``concern``.
        Entries that have no meaning (the pivot's leverage over itself) are
        NaN.
    unit
        Unit; ``"1"`` for a pure number or a fraction.
    meaning
        Long name, for axes and tables.
    field
        State field that counts it.
    divisor
        What the count is divided by: quarters run, one, or tension entries
        computed.
    default
        Whether it is kept when the caller does not choose.
    scored
        False where the levers move it by construction, so that it is shown
        and never counted for or against a policy.
    """

    name: str
    dims: tuple[str, ...]
    unit: str
    meaning: str
    field: str
    divisor: Divisor
    default: bool = True
    scored: bool = True


def _shown(
    name: str, dims: tuple[str, ...], unit: str, meaning: str, field: str, divisor: Divisor
) -> Outcome:
    return Outcome(name, dims, unit, meaning, field, divisor, scored=False)


def _on_request(
    name: str, dims: tuple[str, ...], unit: str, meaning: str, field: str, divisor: Divisor
) -> Outcome:
    return Outcome(name, dims, unit, meaning, field, divisor, default=False)


OUTCOMES: Final[tuple[Outcome, ...]] = (
    Outcome("tension_rus_chn", (), "1", "mean Russia-China tension", "total_dyad", "quarters"),
    Outcome(
        "tension_rus_chn_end", (), "1", "Russia-China tension in the last quarter", "dyad", "one"
    ),
    Outcome("tension_all", (), "1", "mean tension among the powers", "all_tension", "quarters"),
    Outcome(
        "tension_to_pivot",
        ("actor",),
        "1",
        "mean tension of a power towards the pivot",
        "total_tension",
        "quarters",
    ),
    Outcome(
        "tension_from_pivot",
        ("actor",),
        "1",
        "mean tension of the pivot towards a power",
        "total_tension",
        "quarters",
    ),
    Outcome(
        "autonomy",
        (),
        "1",
        "share of quarters without coercion (outcome-based autonomy)",
        "total_free",
        "quarters",
    ),
    _shown(
        "autonomy_strict",
        (),
        "1",
        "autonomy that counts granted demands as lost",
        "total_strictly_free",
        "quarters",
    ),
    Outcome(
        "obstructions",
        (),
        "quarters",
        "quarters of obstruction, all powers",
        "all_obstructions",
        "one",
    ),
    Outcome(
        "obstructions_by_actor",
        ("actor",),
        "quarters",
        "quarters of obstruction by a power",
        "total_obstructions",
        "one",
    ),
    Outcome(
        "obstruction_spells",
        (),
        "count",
        "unbroken obstructions begun, all powers",
        "total_spells",
        "one",
    ),
    Outcome("demands", (), "count", "demands made by powers", "total_demands", "one"),
    Outcome("granted", (), "count", "demands granted", "total_granted", "one"),
    Outcome(
        "forced", (), "count", "demands refused that prevailed all the same", "total_forced", "one"
    ),
    Outcome(
        "withstood", (), "count", "demands refused that did not prevail", "total_withstood", "one"
    ),
    Outcome("crises", (), "count", "coercion crises, all powers", "all_crises", "one"),
    Outcome(
        "crises_by_actor", ("actor",), "count", "coercion crises by a power", "total_crises", "one"
    ),
    Outcome(
        "contests",
        (),
        "quarters",
        "quarters in which a power confronted a rival",
        "total_contests",
        "one",
    ),
    Outcome(
        "courtings",
        (),
        "quarters",
        "quarters in which a power courted the pivot",
        "total_courtings",
        "one",
    ),
    Outcome(
        "onsets",
        (),
        "count",
        "quarters in which a power entered obstruction or contest",
        "total_onsets",
        "one",
    ),
    _shown("ceded", (), "share", "shares ceded over the run", "total_ceded", "one"),
    Outcome("welfare", (), "rent years", "discounted welfare of the pivot", "welfare", "one"),
    _shown(
        "cost", (), "rent years", "running costs of the levers, undiscounted", "total_cost", "one"
    ),
    _shown(
        "concentration",
        (),
        "1",
        "mean concentration of influence (Herfindahl-Hirschman)",
        "total_concentration",
        "quarters",
    ),
    _shown(
        "max_influence",
        (),
        "1",
        "mean influence share of the leading power",
        "total_max_influence",
        "quarters",
    ),
    _shown(
        "balance",
        (),
        "1",
        "mean entropy of influence shares over its maximum",
        "total_entropy",
        "quarters",
    ),
    _shown(
        "dependence",
        ("actor",),
        "1",
        "mean dependence of the pivot on a power",
        "total_dependence",
        "quarters",
    ),
    _shown(
        "leverage_economic",
        ("actor",),
        "1",
        "mean economic leverage of a power",
        "total_economic",
        "quarters",
    ),
    _shown(
        "leverage_transit",
        ("actor",),
        "1",
        "mean transit leverage of a power",
        "total_transit",
        "quarters",
    ),
    _shown(
        "leverage_security",
        ("actor",),
        "1",
        "mean security leverage of a power",
        "total_security",
        "quarters",
    ),
    _shown("terms", ("actor",), "1", "mean price terms with a power", "total_terms", "quarters"),
    _shown(
        "concern", ("actor", "concern"), "1", "mean concern of a power", "total_concern", "quarters"
    ),
    Outcome(
        "credibility",
        ("actor",),
        "1",
        "mean credibility of the pivot with a power",
        "total_credibility",
        "quarters",
    ),
    Outcome("flow", (), "1", "mean flow through the routes", "total_flow", "quarters"),
    Outcome(
        "clipped",
        (),
        "1",
        "fraction of tension entries clipped to [0, 1]",
        "total_clipped",
        "entries",
    ),
    _on_request(
        "tension_dyad",
        ("actor", "partner"),
        "1",
        "mean tension of a pair (symmetric)",
        "total_dyad",
        "quarters",
    ),
    _on_request(
        "blame",
        ("actor", "partner"),
        "1",
        "mean share of blame put on a rival",
        "total_blame",
        "quarters",
    ),
)
"""Every outcome, in the order of tables."""

DEFAULT_OUTCOMES: Final = tuple(row.name for row in OUTCOMES if row.default)
_BY_NAME: Final = {row.name: row for row in OUTCOMES}


def outcome(name: str) -> Outcome:
    """Return the row of an outcome.

    Raises
    ------
    KeyError
        If there is no outcome of that name.
    """
    return _BY_NAME[name]


class Selection(NamedTuple):
    """Where the chosen outcomes of a run lie in its memory.

    Attributes
    ----------
    outcomes
        Rows of the outcome table.
    shapes
        Shape of each, without the run.
    rows
        Memory rows of all of them, one after the other; entries without a
        meaning point at row -1.
    """

    outcomes: tuple[Outcome, ...]
    shapes: tuple[tuple[int, ...], ...]
    rows: NDArray[np.int64]

    def divisors(self, quarters: int, substeps: int, actors: int) -> NDArray[np.float64]:
        """Return what each memory row is divided by after ``quarters``; NaN where no meaning."""
        sizes = {
            "quarters": float(quarters),
            "one": 1.0,
            "entries": float(quarters * substeps * actors * (actors - 1)),
        }
        counts = [math.prod(shape) for shape in self.shapes]
        joined = np.repeat([sizes[row.divisor] for row in self.outcomes], counts)
        joined[self.rows < 0] = np.nan
        return joined

    def places(self) -> list[slice]:
        """Return which of the rows belong to each outcome."""
        ends = np.cumsum([0, *(math.prod(shape) for shape in self.shapes)])
        return [slice(int(first), int(last)) for first, last in pairwise(ends)]

    def unpack(self, table: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Return views (runs, *dims) of a table (rows, runs), by outcome name."""
        return {
            row.name: np.moveaxis(table[place].reshape(*shape, table.shape[1]), -1, 0)
            for row, shape, place in zip(self.outcomes, self.shapes, self.places(), strict=True)
        }


_FOCAL_DYAD: Final = ("RUS", "CHN")
_OF_DYAD: Final = ("tension_rus_chn", "tension_rus_chn_end")


def select_outcomes(
    actors: tuple[str, ...], sectors: tuple[str, ...], names: Sequence[str] | None
) -> Selection:
    """Find the chosen outcomes in the memory of a run.

    Parameters
    ----------
    actors, sectors
        Codes of the scenario.
    names
        Names from ``OUTCOMES``; None for the default ones. Outcomes of the
        Russia-China pair are NaN where one of the two does not take part.

    Raises
    ------
    InputError
        If a name is unknown.
    """
    chosen = DEFAULT_OUTCOMES if names is None else tuple(dict.fromkeys(names))
    unknown = [name for name in chosen if name not in _BY_NAME]
    if unknown:
        known = ", ".join(_BY_NAME)
        raise InputError(f"outcomes: unknown outcome {unknown[0]!r}; known are {known}")
    return _select(chosen, actors, sectors)


@lru_cache(maxsize=64)
def _select(
    chosen: tuple[str, ...], actors: tuple[str, ...], sectors: tuple[str, ...]
) -> Selection:
    """Find known outcomes; many scenarios of a sweep share what is found."""
    rows = [_rows_of(_BY_NAME[name], actors, sectors) for name in chosen]
    flat = [part.reshape(-1) for part in rows]
    return Selection(
        outcomes=tuple(_BY_NAME[name] for name in chosen),
        shapes=tuple(part.shape for part in rows),
        rows=np.concatenate(flat) if flat else np.empty(0, dtype=np.int64),
    )


def _rows_of(row: Outcome, actors: tuple[str, ...], sectors: tuple[str, ...]) -> NDArray[np.int64]:
    field = RUN.row_indices(row.field, len(actors), len(sectors))
    if row.name in _OF_DYAD:
        if not set(_FOCAL_DYAD) <= set(actors):
            return np.array(-1)
        return np.array(field[tuple(actors.index(code) for code in _FOCAL_DYAD)])
    field = field.copy()
    if row.name == "tension_to_pivot":
        field = field[:, PIVOT].copy()
    elif row.name == "tension_from_pivot":
        field = field[PIVOT].copy()
    elif row.name == "tension_dyad":
        np.fill_diagonal(field, -1)
    elif row.name == "blame":
        np.fill_diagonal(field, -1)
        field[:, PIVOT] = -1
    if row.name != "tension_dyad" and row.dims:
        field[PIVOT] = -1
    return field
