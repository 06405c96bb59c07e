"""How numbers and outcomes are told, in tables of the terminal and on pages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

__all__ = [
    "IN_COMPARISON",
    "IN_SUMMARY",
    "MAIN_OUTCOMES",
    "ROUNDING",
    "difference_words",
    "left_out_words",
    "number",
    "outcome_words",
    "signed",
]

IN_SUMMARY: Final = (
    "tension_rus_chn",
    "tension_all",
    "tension_dyad",
    "autonomy",
    "autonomy_strict",
    "obstructions",
    "crises",
    "welfare",
    "cost",
    "concentration",
    "leverage_economic",
    "leverage_transit",
    "leverage_security",
)
"""What ``run`` shows unless it is told otherwise."""

IN_COMPARISON: Final = (
    *("tension_rus_chn", "tension_all", "tension_dyad", "autonomy", "obstructions", "crises"),
    *("demands", "welfare", "autonomy_strict", "ceded", "concentration", "cost"),
)
"""What ``compare`` shows unless it is told otherwise."""


MAIN_OUTCOMES: Final = (
    *("tension_rus_chn", "autonomy", "obstructions", "crises", "welfare"),
    "tension_all",
)
"""What figures and overviews show unless the caller says otherwise, the most important first."""


ROUNDING: Final = 1e-15
"""Differences below this are what rounding leaves."""


def number(value: float) -> str:
    """Return a number to four figures; a dash where there is none."""
    return "-" if math.isnan(value) else f"{value:.4g}"


def signed(value: float) -> str:
    """Return a difference to three figures with its sign; a dash where there is none.

    What is less than ``ROUNDING`` away from nothing is nothing: differences of
    sums leave that behind.

    Examples
    --------
    >>> signed(0.01234), signed(-6.6e-18), signed(float("nan"))
    ('+0.0123', '0', '-')
    """
    if abs(value) < ROUNDING:
        return "0"
    return "-" if math.isnan(value) else f"{value:+.3g}"


def outcome_words(row: Any, *, narrow: bool = False) -> str:
    """Return what a row of a table is about, with its unit; a star marks what is not scored.

    Parameters
    ----------
    row
        A row of a summary or of a table of effects.
    narrow
        Whether to return the short name rather than the meaning.
    """
    mark = "" if row.scored else " *"
    if narrow:
        return f"{row.label}{mark}"
    _, _, entry = row.label.partition("[")
    unit = "" if row.unit == "1" else f", {row.unit}"
    # "mean transit leverage: RUS" needs no "of a power".
    meaning = row.meaning.removesuffix(" of a power") if entry else row.meaning
    return f"{meaning}{unit}{': ' + entry.rstrip(']') if entry else ''}{mark}"


def difference_words(row: Any) -> str:
    """Return a mean difference with its 95 % interval."""
    return f"{signed(row.mean)} [{signed(row.mean_low)}, {signed(row.mean_high)}]"


def left_out_words(rows: Iterable[Mapping[str, Any]] | None) -> str:
    """Return which sources a scenario does without, and what went along; empty without any.

    Parameters
    ----------
    rows
        ``without`` of a resolved scenario as plain data.

    Examples
    --------
    >>> left_out_words([{"source": "E065", "removed": ["a: b"], "changed": {}}])
    'without E065 (1 removed, 0 changed)'
    """
    told = []
    for row in rows or ():
        removed, changed = row.get("removed", ()), row.get("changed", {})
        told.append(f"{row['source']} ({len(removed)} removed, {len(changed)} changed)")
    return f"without {', '.join(told)}" if told else ""
