"""Cases: which runs to compute, each with its own parameters and constant levers."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.model.reaction import Triggers

__all__ = ["Cases", "check_cases"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_OPENNESS: Final = LEVERS.index("openness")
_PLAIN: Final = ("C", "A", "W")
_NAMES: Final = tuple(row.name for row in PARAMETERS)


class Cases(NamedTuple):
    """N cases of one packed scenario, with S parameter sets and K policies.

    Attributes
    ----------
    runs
        (N,) run number of each case, >= 0: with the seed it keys the draws of
        the case. Numbers may repeat.
    parameter_set
        (N,) row of ``parameters``.
    parameters
        (S, P) parameter sets in the order of ``PARAMETERS``.
    policy
        (N,) row of ``levers``.
    levers
        (K, L) constant levels over the whole run, in the order of ``LEVERS``:
        0 to 1, openness >= 0; NaN leaves a lever to the scenario.
    """

    runs: NDArray[np.uint64]
    parameter_set: IntArray
    parameters: FloatArray
    policy: IntArray
    levers: FloatArray


def check_cases(cases: Cases, triggers: Triggers) -> Cases:
    """Return cases as the kernel takes them.

    Parameters
    ----------
    cases
        The cases; rows of the tables that no case refers to may hold
        anything.
    triggers
        Those of the scenario.

    Returns
    -------
    Cases
        With C-contiguous arrays of the types above; copied where need be.

    Raises
    ------
    InputError
        If a shape, a number or an index is not allowed, or a policy holds a
        lever that a trigger of the scenario sets.
    """
    runs = _whole_numbers("runs", cases.runs, np.uint64)
    parameters = _table("parameters", cases.parameters, len(PARAMETERS))
    levers = _table("levers", cases.levers, len(LEVERS))
    parameter_set = _whole_numbers("parameter_set", cases.parameter_set, np.int64)
    policy = _whole_numbers("policy", cases.policy, np.int64)
    if not runs.size:
        raise InputError("cases: none received; at least one is needed")
    for name, rows, table in (
        ("parameter_set", parameter_set, parameters),
        ("policy", policy, levers),
    ):
        if rows.size != runs.size:
            raise InputError(
                f"cases.{name}: {rows.size} entries received for {runs.size} runs; "
                "one for each run is needed"
            )
        if rows.max() >= len(table):
            raise InputError(
                f"cases.{name}: {rows.max()} received; allowed are 0 to {len(table) - 1}"
            )
    _check_parameters(parameters, parameter_set)
    _check_levers(levers, policy, triggers)
    return Cases(runs, parameter_set, parameters, policy, levers)


def _whole_numbers(name: str, values: object, kind: Any) -> NDArray[Any]:
    """Return whole numbers >= 0 as a one-dimensional array of a type."""
    given = np.asarray(values)
    if given.ndim != 1 or given.dtype.kind not in "iu":
        raise InputError(
            f"cases.{name}: shape {given.shape}, type {given.dtype} received; "
            "one list of whole numbers is needed"
        )
    if given.size and (given.min() < 0 or given.max() > np.iinfo(kind).max):
        raise InputError(f"cases.{name}: {given.min()} to {given.max()} received; 0 or more needed")
    return np.require(given, dtype=kind, requirements=_PLAIN)


def _table(name: str, values: object, columns: int) -> FloatArray:
    """Return a table of numbers with a given number of columns."""
    try:
        given = np.require(np.asarray(values, dtype=np.float64), requirements=_PLAIN)
    except (TypeError, ValueError) as error:
        raise InputError(f"cases.{name}: a table of numbers is needed ({error})") from error
    if given.ndim != 2 or given.shape[1] != columns:
        raise InputError(f"cases.{name}: shape {given.shape} received; (rows, {columns}) is needed")
    return given


def _check_parameters(parameters: FloatArray, rows: IntArray) -> None:
    used = _used(rows, len(parameters))
    values = parameters[used]
    _refuse("parameters", _NAMES, used, values, ~np.isfinite(values), "finite numbers")


def _check_levers(levers: FloatArray, rows: IntArray, triggers: Triggers) -> None:
    used = _used(rows, len(levers))
    values = levers[used]
    free = np.isnan(values)
    most = np.ones(len(LEVERS))
    most[_OPENNESS] = np.finfo(np.float64).max
    allowed = "0 to 1 (openness: any number >= 0), and NaN for the scenario's own"
    _refuse("levers", LEVERS, used, values, ~free & ~((values >= 0.0) & (values <= most)), allowed)
    set_by_trigger = np.zeros(len(LEVERS), dtype=bool)
    set_by_trigger[triggers.level_row[triggers.level_row < len(LEVERS)]] = True  # then: favours
    allowed = (
        "NaN alone, for a trigger of the scenario sets this lever; pack the scenario anew with "
        "the level (with_levers), which takes the lever out of its triggers"
    )
    _refuse("levers", LEVERS, used, values, ~free & set_by_trigger, allowed)


def _used(rows: IntArray, count: int) -> IntArray:
    """Return the rows of a table that cases refer to, each once."""
    return np.flatnonzero(np.bincount(rows, minlength=count))


def _refuse(
    table: str,
    names: tuple[str, ...],
    rows: IntArray,
    values: FloatArray,
    wrong: NDArray[np.bool_],
    allowed: str,
) -> None:
    """Raise if a value is wrong, and name the first one."""
    if wrong.any():
        row, column = np.argwhere(wrong)[0].tolist()
        raise InputError(
            f"cases.{table}: row {rows[row]}, {names[column]}: {values[row, column]} received; "
            f"allowed: {allowed}"
        )
