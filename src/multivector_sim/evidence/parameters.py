"""The ledger of parameters: what stands behind each number of the parameter table."""

from __future__ import annotations

import csv
import difflib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from multivector_sim.errors import InputError
from multivector_sim.evidence.events import DOUBTFUL, Status
from multivector_sim.model.parameters import LINK, PARAMETERS, Parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SUPPORTS", "ParameterRow", "Support", "parameter_row", "parameter_rows"]

Support: TypeAlias = Literal["fitted", "record", "text", "theory", "none"]
SUPPORTS: Final[Mapping[Support, str]] = MappingProxyType(
    {
        "fitted": "the default was fitted to observed series up to 2013",
        "record": "dated cases bound it",
        "text": "a source text names the mechanism and gives no number",
        "theory": "scholarship names the mechanism and gives no number",
        "none": "a scale or a form of the model; nothing outside supports the number",
    }
)
"""What kind of support a number has."""

_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "parameters.csv"


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter and its support.

    Attributes
    ----------
    parameter
        Its row in the table of parameters: meaning, unit, default, prior, motive.
    support
        What kind of support the number has; see ``SUPPORTS``.
    source
        Citation, or ``judgement``.
    status
        How well it is known; see ``STATUSES``.
    rests_on
        Events, theses and indicators that bear on it.
    alternative
        Value under the other reading, where sources disagree; else None.
    against
        Part of the citation without which the other reading is what is left.
    reading
        The other reading in words.
    """

    parameter: Parameter
    support: Support
    source: str
    status: Status
    rests_on: tuple[str, ...]
    alternative: float | None
    against: str
    reading: str

    @property
    def name(self) -> str:
        """Name of the parameter."""
        return self.parameter.name

    @property
    def doubtful(self) -> bool:
        """Whether sources differ about it."""
        return self.status in DOUBTFUL


@lru_cache(maxsize=1)
def parameter_rows() -> tuple[ParameterRow, ...]:
    """Return the ledger of parameters, in the order of the parameter table, the link last.

    Returns
    -------
    tuple of ParameterRow
        Default, prior and motive stand in the parameter table and are taken
        from there.

    Examples
    --------
    >>> [row.name for row in parameter_rows() if row.support == "fitted"][:2]
    ['event_scale', 'trade_adjustment']
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        told = {fields["name"]: fields for fields in csv.DictReader(file)}
    return tuple(_row(row, told[row.name]) for row in (*PARAMETERS, LINK))


def parameter_row(name: str) -> ParameterRow:
    """Return the row of one parameter.

    Raises
    ------
    InputError
        If there is no such parameter; names the nearest that there is.

    Examples
    --------
    >>> parameter_row("structural_balance").alternative
    0.0
    """
    names = [row.name for row in parameter_rows()]
    if name in names:
        return parameter_rows()[names.index(name)]
    close = difflib.get_close_matches(name[:60].lower(), names, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else "; the parameter table has all of them"
    raise InputError(f"no parameter {name[:60]!r}{hint}")


def _row(parameter: Parameter, fields: dict[str, str]) -> ParameterRow:
    return ParameterRow(
        parameter=parameter,
        support=cast("Support", fields["support"]),
        source=fields["source"],
        status=cast("Status", fields["status"]),
        rests_on=tuple(name for name in fields["rests_on"].split(";") if name),
        alternative=float(fields["alternative"]) if fields["alternative"] else None,
        against=fields["against"],
        reading=fields["reading"],
    )
