"""Tables of observations that a user gives."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import TYPE_CHECKING, Final

from multivector_sim.errors import InputError
from multivector_sim.evidence import INDICATORS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NEEDED", "read_observations"]

NEEDED: Final = ("year", "actor", "partner", "indicator", "value")
"""Columns of a table of observations; others may stand beside them."""

_CONFLICT: Final = "event_conflict_share"
_YEARS: Final = (1900, 2200)


def read_observations(path: Path) -> pd.DataFrame:
    """Read a table of observed figures.

    Parameters
    ----------
    path
        CSV file in UTF-8, one figure a row, with the columns ``NEEDED``.
        Rows of indicators that the model has no counterpart of, and rows
        without a value, are left out. The two actors of a pair may stand in
        either order.

    Returns
    -------
    pandas.DataFrame
        Columns ``NEEDED``; pairs in alphabetical order.

    Raises
    ------
    InputError
        If the file cannot be read, a column is missing, a year is not a
        whole number, a value is not a fraction from 0 to 1, a figure stands
        twice, or no row is left; with the line.
    """
    import pandas as pd

    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise InputError(
                    f"{path}:1: column {missing[0]!r} is missing; needed are {', '.join(NEEDED)}; "
                    f"received {', '.join(map(str, reader.fieldnames or ['nothing']))[:200]}"
                )
            rows = [
                _figure(row, f"{path}:{reader.line_num}")
                for row in reader
                if row["indicator"] in INDICATORS and (row["value"] or "").strip()
            ]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: not a CSV file in UTF-8 ({error})") from error
    if not rows:
        raise InputError(f"{path}: no row of the indicators {', '.join(INDICATORS)}")
    seen: dict[tuple[object, ...], str] = {}
    for where, *row in rows:
        twice = seen.setdefault(tuple(row[:-1]), where)
        if twice != where:
            raise InputError(f"{where}: the same figure stands already in {twice}; remove one")
    return pd.DataFrame([row[1:] for row in rows], columns=list(NEEDED))


def _figure(row: dict[str, str], where: str) -> tuple[str, int, str, str, str, float]:
    """Return where a figure stands, and the figure."""
    year = (row["year"] or "").strip()
    if not year.isdecimal() or not _YEARS[0] <= int(year) <= _YEARS[1]:
        raise InputError(
            f"{where}: year {year[:40]!r} received; a whole number from {_YEARS[0]} to "
            f"{_YEARS[1]} is needed"
        )
    try:
        value = float(row["value"])
    except ValueError:
        value = math.nan
    if not 0.0 <= value <= 1.0:
        raise InputError(
            f"{where}: value {row['value'][:40]!r} received; a fraction from 0 to 1 is needed"
        )
    actor, partner = (row["actor"] or "").strip(), (row["partner"] or "").strip()
    if row["indicator"] == _CONFLICT:
        actor, partner = sorted((actor, partner))
    return where, int(year), actor, partner, row["indicator"], value
