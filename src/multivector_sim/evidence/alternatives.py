"""Alternative codings: what a row would be if the other source, or the other date, were right."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHANGES", "Alternative", "alternatives"]

CHANGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "from": "first moment at which it acts, year and fraction",
        "to": "moment at which it is over",
        "at": "moment of a treaty",
        "date": "moment of a break of a timeline",
        "length": "years for which it acts, counted from its beginning",
        "size": "size in the unit of what cites the row",
        "value": "level of a timeline from the break on",
    }
)
"""What an alternative coding may change in whatever cites the row."""

_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "alternatives.csv"


@dataclass(frozen=True, slots=True)
class Alternative:
    """The other reading of one row of the ledger of events.

    Attributes
    ----------
    id
        The row, such as ``E141``.
    changes
        What it changes in an entry of a scenario that cites the row, by
        ``CHANGES``; empty where nothing would change.
    against
        Part of the citation without which the other reading is what is left;
        empty: any document of the row.
    reading
        The other reading in words.
    """

    id: str
    changes: Mapping[str, float]
    against: str
    reading: str


@lru_cache(maxsize=1)
def alternatives() -> Mapping[str, Alternative]:
    """Return the alternative codings by the id of their row.

    Examples
    --------
    >>> dict(alternatives()["E141"].changes)
    {'length': 0.25}
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = [_alternative(fields) for fields in csv.DictReader(file)]
    return MappingProxyType({row.id: row for row in rows})


def _alternative(fields: dict[str, str]) -> Alternative:
    pairs = [entry.split("=") for entry in fields["changes"].split(";") if entry]
    return Alternative(
        id=fields["id"],
        changes=MappingProxyType({name: float(value) for name, value in pairs}),
        against=fields["against"],
        reading=fields["reading"],
    )
