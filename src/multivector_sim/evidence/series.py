"""The reference series of the package, one row for each, with its source."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from multivector_sim.evidence.events import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["SeriesRow", "series_rows"]

_DATA: Final = Path(__file__).resolve().parent.parent / "data"
_FILES: Final[Mapping[Literal["driver", "observation"], str]] = MappingProxyType(
    {"driver": "drivers.csv", "observation": "observations.csv"}
)
_COUNTED: Final = "event_conflict_share"
_NOTES: Final = MappingProxyType(
    {
        "brent_usd_per_barrel": "Behind the timeline of the price",
        "cinc": "Behind the timelines of capability",
        "gdp_usd": "Behind the timelines of capability and size",
        "event_conflict_share": "Counted from single events; what is reported differs by pair",
        "trade_share": "No figure for 2010; the EU's are too low before 1998",
        "import_share": "No figure for 2010; the EU's are too low before 1998",
        "export_share": "No figure for 2010; the EU's are too low before 1998",
        "arms_share_5y": "Windows of five years; a few deliveries decide",
        "fdi_stock_share": "The EU includes what only passes through the Netherlands",
    }
)


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One annual series.

    Attributes
    ----------
    indicator
        What is measured.
    actor, partner
        Whose it is, and towards whom; empty where it belongs to nobody.
    role
        ``driver``: goes into runs. ``observation``: results are held against it.
    first, last
        First and last year.
    figures
        Number of figures.
    unit
        Unit.
    source
        Citation; several sources of one series are separated by ``;``.
    status
        How well it is known; see ``STATUSES``.
    note
        What to mind.
    """

    indicator: str
    actor: str
    partner: str
    role: Literal["driver", "observation"]
    first: int
    last: int
    figures: int
    unit: str
    source: str
    status: Status
    note: str

    @property
    def id(self) -> str:
        """Name of the series, such as ``gdp_usd.RUS``."""
        return ".".join(part for part in (self.indicator, self.actor, self.partner) if part)


@lru_cache(maxsize=1)
def series_rows() -> tuple[SeriesRow, ...]:
    """Return every shipped series: drivers first, then observations.

    Examples
    --------
    >>> [row.last for row in series_rows() if row.id == "gdp_usd.RUS"]
    [2023]
    """
    return tuple(row for role in _FILES for row in _of(role))


def _of(role: Literal["driver", "observation"]) -> Iterator[SeriesRow]:
    found: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    with (_DATA / _FILES[role]).open(encoding="utf-8", newline="") as file:
        for fields in csv.DictReader(file):
            key = (fields["indicator"], fields["actor"], fields["partner"])
            found.setdefault(key, []).append(fields)
    for (indicator, actor, partner), rows in found.items():
        years = [int(fields["year"]) for fields in rows]
        cited = dict.fromkeys(part for fields in rows for part in fields["citation"].split("; "))
        yield SeriesRow(
            indicator=indicator,
            actor=actor,
            partner=partner,
            role=role,
            first=min(years),
            last=max(years),
            figures=len(rows),
            unit=rows[0]["unit"],
            source="; ".join(cited),
            status="derived" if indicator == _COUNTED else "external",
            note=_NOTES[indicator],
        )
