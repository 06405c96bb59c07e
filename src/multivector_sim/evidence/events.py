"""The ledger of events: what happened, when, after whom, and how sure that is."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from multivector_sim.errors import InputError
from multivector_sim.evidence.nearest_number import nearest_number

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DOUBTFUL", "STATUSES", "EvidenceRow", "Status", "event", "events", "nearest_id"]

Status: TypeAlias = Literal[
    "stated", "derived", "contested", "implausible", "external", "judgement"
]
STATUSES: Final[Mapping[Status, str]] = MappingProxyType(
    {
        "stated": "one of the five source texts says so",
        "derived": "follows from what a source text says; the note tells how",
        "contested": "sources differ, or one contradicts itself; the note tells how",
        "implausible": "stated, and cannot be right; the note tells why",
        "external": "what or when is known from another document, which is cited",
        "judgement": "no document settles it; the citation is the nearest support",
    }
)
"""How well a row is known."""
DOUBTFUL: Final[tuple[Status, ...]] = ("contested", "implausible")
"""What no number should be fitted to, and what a scenario that uses it must say."""

_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "events.csv"


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A dated event, a lasting condition or a figure.

    Attributes
    ----------
    id
        Name under which scenarios cite it, such as ``E062``.
    since, until
        When, as years and fractions, [since, until); None where the source
        gives no beginning or no end.
    date
        The same in words.
    actors
        Codes of those who took part; the powers and the pivot as in the
        shipped scenarios, other states by their ISO 3166 code.
    sector
        Sectors concerned, separated by ``;``, or ``all``.
    kind
        What sort of thing it is, such as ``treaty`` or ``obstruction``.
    what
        What happened, in a few words of our own.
    magnitude, unit
        A figure and its unit; empty where there is none.
    source
        Citation.
    status
        How well it is known; see ``STATUSES``.
    note
        What to mind.
    """

    id: str
    since: float | None
    until: float | None
    date: str
    actors: tuple[str, ...]
    sector: str
    kind: str
    what: str
    magnitude: str
    unit: str
    source: str
    status: Status
    note: str

    @property
    def doubtful(self) -> bool:
        """Whether sources differ about it, or it cannot be right."""
        return self.status in DOUBTFUL


@lru_cache(maxsize=1)
def events() -> tuple[EvidenceRow, ...]:
    """Return the ledger of events, in the order of ids.

    Returns
    -------
    tuple of EvidenceRow
        Facts in our own words, each with a citation and a status.

    Examples
    --------
    >>> [row.id for row in events() if row.status == "implausible"]
    ['E119', 'E120']
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_row(fields) for fields in csv.DictReader(file))


def event(row_id: str) -> EvidenceRow:
    """Return one row of the ledger of events.

    Parameters
    ----------
    row_id
        Id of the row, such as ``E062``.

    Raises
    ------
    InputError
        If there is no such row; names the nearest that there is.

    Examples
    --------
    >>> event("E062").actors
    ('RUS', 'UKR')
    """
    for row in events():
        if row.id == row_id:
            return row
    raise InputError(f"no row {row_id!r} in the ledger of events{nearest_id(row_id)}")


def nearest_id(row_id: str) -> str:
    """Return ``"; did you mean 'E062'?"`` for the id with the nearest number.

    Without a number in it, it returns which ids there are.
    """
    return nearest_number(row_id, [row.id for row in events()])


def _row(fields: dict[str, str]) -> EvidenceRow:
    return EvidenceRow(
        id=fields["id"],
        since=_year(fields["since"]),
        until=_year(fields["until"]),
        date=fields["date"],
        actors=tuple(fields["actors"].split(";")),
        sector=fields["sector"],
        kind=fields["kind"],
        what=fields["what"],
        magnitude=fields["magnitude"],
        unit=fields["unit"],
        source=fields["source"],
        status=cast("Status", fields["status"]),
        note=fields["note"],
    )


def _year(text: str) -> float | None:
    return float(text) if text else None
