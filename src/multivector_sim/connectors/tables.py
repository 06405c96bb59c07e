"""Tables in and out: one row a point, columns under the dotted keys of a scenario.

This is the way for any tool that makes points by itself: a design, an
optimiser, an emulator, a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from multivector_sim.connectors.points import (
    Points,
    Policies,
    Source,
    few,
    mean_of_runs,
)
from multivector_sim.errors import InputError
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.wording import shorten
from multivector_sim.sweeps.plan import POLICY

__all__ = ["KEPT", "REPLICATION", "run_table"]

FloatArray = NDArray[np.float64]

KEPT: Final = ("runs", "points")
"""What a result has a row for."""

REPLICATION: Final = "replication"
"""Column that numbers the runs of a point, from 0."""


def run_table(
    base: Source,
    table: pd.DataFrame,
    *,
    replications: int = 10,
    seed: int | None = None,
    outcomes: Sequence[str] | None = None,
    policies: Policies | None = None,
    keep: str = "runs",
    threads: int | None = None,
    place: Callable[[int], str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """Run every row of a table, with replications that share their random numbers.

    Parameters
    ----------
    base
        Name, path or scenario.
    table
        One row a point. Columns are dotted keys of numbers of the scenario
        (``parameters.reaction``, ``policy.inclusion``, ``timelines.spare``),
        and possibly ``policy``, the name of the policy of the point;
        ``"own"`` is the one of the scenario itself. A lever beside it is set
        on top of that policy. What no column names stays as in the scenario;
        what that leaves to chance is drawn by each replication.
    replications
        Runs of each point, >= 1. Replication r has the same random numbers at
        every point.
    seed
        Seed, 0 to 2**64 - 1; None for the scenario's own.
    outcomes
        Names from ``OUTCOMES``, or labels of single entries
        (``"concern[RUS, status]"``); None for the default ones.
    policies
        Who may stand in the column ``policy`` besides ``"own"``: a list of
        names, paths or scenarios, or a mapping that names them; None for
        every shipped scenario.
    keep
        ``"runs"``: a row a point and replication; ``"points"``: a row a point.
    threads
        Threads; None for one a core. Numbers do not depend on it.
    place
        Returns words for a row, by position, where a message names it; by
        default its label in the index.
    progress
        Called with the number of newly finished runs.

    Returns
    -------
    pandas.DataFrame
        With the index of the table, in its order; each label repeats for the
        runs of a point. Columns of runs: ``replication`` and one an outcome.
        Columns of points: one an outcome, the mean over the replications, and
        after it its Monte Carlo standard error (``autonomy.se``; NaN for a
        single run).

    Raises
    ------
    ScenarioError
        Naming every row and column that is not allowed, the value received,
        the range allowed, and the nearest name of an unknown column.
    InputError
        If another argument is not allowed.

    Examples
    --------
    >>> import pandas as pd
    >>> points = pd.DataFrame({"policy.inclusion": [0.0, 1.0]}, index=["out", "in"])
    >>> done = run_table("baseline", points, replications=2, seed=1, outcomes=["autonomy"])
    >>> list(done.index), list(done.columns)
    (['out', 'out', 'in', 'in'], ['replication', 'autonomy'])
    """
    if keep not in KEPT:
        raise InputError(f"keep: {keep!r} received; allowed are {', '.join(KEPT)}")
    keys = _keys(table, policies)
    points = Points(
        base,
        keys,
        policies=policies,
        outcomes=outcomes,
        replications=replications,
        seed=seed,
        threads=threads,
    )
    told = place or _Label(table.index)
    values, names = _numbers(table, keys, told), _names(table, told)
    found = points.run(values, names, place=told, progress=progress).outcomes
    labels = points.labels
    return _of_runs(table, labels, found) if keep == "runs" else _of_points(table, labels, found)


class _Label:
    """Words for a row: its label in the index."""

    def __init__(self, index: pd.Index[Any]) -> None:
        self.index = index

    def __call__(self, row: int) -> str:
        """Return words for a row by position."""
        label = self.index[row]
        return f"row {label.item() if isinstance(label, np.generic) else label!r:.60}"


def _keys(table: pd.DataFrame, policies: Policies | None) -> list[str]:
    """Return the columns that are numbers of a scenario."""
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"table: {type(table).__name__} received; a pandas.DataFrame is needed")
    odd = [column for column in table.columns if not isinstance(column, str)]
    if odd:
        raise InputError(
            f"column {shorten(odd[0])}: dotted keys are needed as names of columns, such as "
            "'parameters.reaction'"
        )
    if not len(table):
        raise InputError("table: no row received; at least one is needed")
    if policies is not None and POLICY not in table.columns:
        raise InputError(
            f"policies: the table has no column {POLICY!r} that says which point has which one"
        )
    columns = list(table.columns)
    if columns.count(POLICY) > 1:
        raise InputError(f"column {POLICY!r} stands twice; once is enough")
    return [column for column in columns if column != POLICY]


def _numbers(table: pd.DataFrame, keys: list[str], place: Callable[[int], str]) -> FloatArray:
    """Return the numbers of the table, NaN where it is empty; what is no number is a fault."""
    values = np.empty((len(table), len(keys)))
    faults: list[Fault] = []
    for column, key in enumerate(keys):
        given = table[key]
        if given.dtype.kind in "iuf" and not isinstance(given.dtype, pd.CategoricalDtype):
            values[:, column] = given.to_numpy(dtype=np.float64, na_value=np.nan)
            continue
        for row, cell in enumerate(given):
            if _is_missing(cell):
                values[row, column] = np.nan  # refused with all that is out of range
            elif isinstance(cell, int | float | np.integer | np.floating) and not isinstance(
                cell, bool
            ):
                values[row, column] = float(cell)
            else:
                words = f"received {shorten(cell)}; a number is needed"
                faults.append(Fault(place(row), words, key=key))
    if faults:
        raise FaultsFoundError(*few(faults))
    return values


def _names(table: pd.DataFrame, place: Callable[[int], str]) -> list[str] | None:
    """Return the policy of each point."""
    if POLICY not in table.columns:
        return None
    cells = list(table[POLICY])
    faults = [
        Fault(
            place(row),
            f"{'is empty' if _is_missing(cell) else f'received {shorten(cell)}'}; "
            "the name of a policy is needed",
            key=POLICY,
        )
        for row, cell in enumerate(cells)
        if not isinstance(cell, str)
    ]
    if faults:
        raise FaultsFoundError(*few(faults))
    return cells


def _is_missing(cell: Any) -> bool:
    return cell is None or cell is pd.NA or bool(cell != cell)


def _of_runs(table: pd.DataFrame, labels: Sequence[str], found: FloatArray) -> pd.DataFrame:
    points, runs = found.shape[1:]
    columns: dict[str, Any] = {REPLICATION: np.tile(np.arange(runs), points)}
    columns |= {label: rows.reshape(-1) for label, rows in zip(labels, found, strict=True)}
    return pd.DataFrame(columns, index=table.index.repeat(runs))


def _of_points(table: pd.DataFrame, labels: Sequence[str], found: FloatArray) -> pd.DataFrame:
    runs = found.shape[-1]
    columns: dict[str, FloatArray] = {}
    for label, rows in zip(labels, found, strict=True):
        mean = mean_of_runs(rows)
        columns[label] = mean
        spread = np.square(rows - mean[:, np.newaxis])
        columns[f"{label}.se"] = (
            np.sqrt(mean_of_runs(spread) / (runs - 1)) if runs > 1 else np.full(len(mean), np.nan)
        )
    return pd.DataFrame(columns, index=table.index)
