"""One column a number: outcomes with dimensions, taken apart under readable labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.outcomes import OUTCOMES, Outcome
from multivector_sim.results.dataset import DIMENSION_NAMES

__all__ = ["Column", "columns"]

SYMMETRIC = frozenset({"tension_dyad"})
"""Outcomes equal in both directions: each pair is listed once."""


class Column(NamedTuple):
    """One number a run.

    Attributes
    ----------
    label
        ``"autonomy"``, or ``"concern[RUS, status]"`` for one entry of many.
    outcome
        The row of the table of outcomes.
    where
        Coordinate of the entry, by dimension.
    values
        (runs,) a view where memory allows it.
    """

    label: str
    outcome: Outcome
    where: dict[str, str]
    values: NDArray[np.float64]


def columns(dataset: xr.Dataset, outcomes: Sequence[str] | None = None) -> Iterator[Column]:
    """Go through the per-run outcomes of a data set, entry by entry.

    Entries without a meaning (NaN in every run) are left out.

    Parameters
    ----------
    dataset
        What a simulation returned, or read back from a file.
    outcomes
        Names of outcomes; None takes all that the data set holds, in the
        order of the table of outcomes.

    Raises
    ------
    InputError
        If a name is not an outcome of the data set.
    """
    present = [row for row in OUTCOMES if row.name in dataset.data_vars]
    if outcomes is not None:
        by_name = {row.name: row for row in present}
        missing = [name for name in outcomes if name not in by_name]
        if missing:
            raise InputError(
                f"no outcome {missing[0]!r} in these results; there are {', '.join(by_name)}"
            )
        present = [by_name[name] for name in outcomes]
    for row in present:
        yield from _entries(dataset[row.name], row)


def _entries(array: xr.DataArray, row: Outcome) -> Iterator[Column]:
    dimensions = [DIMENSION_NAMES.get(name, name) for name in row.dims]
    values = array.transpose("run", *dimensions).values
    codes = [[str(code) for code in array[dimension].values] for dimension in dimensions]
    for index in np.ndindex(*values.shape[1:]):
        if row.name in SYMMETRIC and index[0] >= index[1]:
            continue
        column = values[(slice(None), *index)]
        if column.size and np.isnan(column[0]) and np.isnan(column).all():
            continue
        where = {row.dims[axis]: codes[axis][i] for axis, i in enumerate(index)}
        label = f"{row.name}[{', '.join(where.values())}]" if where else row.name
        yield Column(label, row, where, column)
