"""Observable figures of the states that the country scenarios put in Kazakhstan's place."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

from multivector_sim.evidence.events import Status

__all__ = ["CountryFigure", "countries"]

_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "countries.csv"


@dataclass(frozen=True, slots=True)
class CountryFigure:
    """One figure of one state.

    Attributes
    ----------
    country
        ISO 3166 code of the state.
    covariate
        What is measured, such as ``trade_share_RUS``.
    value, unit
        The figure and its unit.
    year
        Year or years, in words.
    source
        Citation.
    status
        How well it is known; see ``STATUSES``.
    note
        What to mind.
    """

    country: str
    covariate: str
    value: float
    unit: str
    year: str
    source: str
    status: Status
    note: str


@lru_cache(maxsize=1)
def countries() -> tuple[CountryFigure, ...]:
    """Return the figures behind the country scenarios, Kazakhstan's included.

    Returns
    -------
    tuple of CountryFigure
        By covariate, then by country; ``docs/countries.md`` has the rules that
        turn them into numbers of a scenario.
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_figure(fields) for fields in csv.DictReader(file))


def _figure(fields: dict[str, str]) -> CountryFigure:
    return CountryFigure(
        country=fields["country"],
        covariate=fields["covariate"],
        value=float(fields["value"]),
        unit=fields["unit"],
        year=fields["year"],
        source=fields["source"],
        status=cast("Status", fields["status"]),
        note=fields["note"],
    )
