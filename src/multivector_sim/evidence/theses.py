"""The theses: what the source texts claim, as sentences that a run can speak for or against."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from multivector_sim.errors import InputError
from multivector_sim.evidence.events import DOUBTFUL, Status
from multivector_sim.evidence.nearest_number import nearest_number

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["THESIS_KINDS", "Thesis", "ThesisKind", "theses", "thesis"]

ThesisKind: TypeAlias = Literal[
    "Core",
    "Mechanism",
    "Null",
    "Rival",
    "Rival-limit",
    "Scope",
    "Counter-case",
    "Post-2018",
]
THESIS_KINDS: Final[Mapping[ThesisKind, str]] = MappingProxyType(
    {
        "Core": "what the policy is said to do",
        "Mechanism": "how it is said to do it",
        "Null": "what to expect if the policy did nothing",
        "Rival": "another reason why Russia and China stay calm",
        "Rival-limit": "what speaks against such a reason",
        "Scope": "where it is said to work",
        "Counter-case": "where it was not followed, or failed",
        "Post-2018": "what later texts add",
    }
)
"""What sort of claim a thesis is."""

_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "theses.csv"


@dataclass(frozen=True, slots=True)
class Thesis:
    """One claim of the source texts.

    Attributes
    ----------
    id
        Name under which it is cited, such as ``H12``.
    primary
        Whether it is one of the eight on which the rest depends.
    kind
        What sort of claim it is; see ``THESIS_KINDS``.
    claim
        The claim, in our own words.
    source
        Citation.
    status
        How well it is known that the source claims it, which does not tell
        whether it is true; see ``STATUSES``.
    note
        What to mind.
    """

    id: str
    primary: bool
    kind: ThesisKind
    claim: str
    source: str
    status: Status
    note: str

    @property
    def doubtful(self) -> bool:
        """Whether sources differ about the case on which it rests."""
        return self.status in DOUBTFUL


@lru_cache(maxsize=1)
def theses() -> tuple[Thesis, ...]:
    """Return the theses, in the order of ids.

    Returns
    -------
    tuple of Thesis
        Claims in our own words, each with a citation and a status.

    Examples
    --------
    >>> [row.id for row in theses() if row.primary]
    ['H01', 'H03', 'H05', 'H06', 'H08', 'H12', 'H48', 'H51']
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_thesis(fields) for fields in csv.DictReader(file))


def thesis(row_id: str) -> Thesis:
    """Return one thesis.

    Parameters
    ----------
    row_id
        Id of the thesis, such as ``H12``.

    Raises
    ------
    InputError
        If there is no such thesis; names the nearest that there is.

    Examples
    --------
    >>> thesis("H12").kind
    'Core'
    """
    for row in theses():
        if row.id == row_id:
            return row
    near = nearest_number(row_id, [row.id for row in theses()])
    raise InputError(f"no thesis {row_id!r}{near}")


def _thesis(fields: dict[str, str]) -> Thesis:
    return Thesis(
        id=fields["id"],
        primary=fields["primary"] == "yes",
        kind=cast("ThesisKind", fields["kind"]),
        claim=fields["claim"],
        source=fields["source"],
        status=cast("Status", fields["status"]),
        note=fields["note"],
    )
