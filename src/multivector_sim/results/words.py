"""How numbers and outcomes are told, in tables of the terminal and on pages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

from multivector_sim.results.saying import Say, english

__all__ = [
    "IN_COMPARISON",
    "IN_SUMMARY",
    "MAIN_OUTCOMES",
    "ROUNDING",
    "difference_words",
    "left_out_words",
    "level",
    "moved",
    "number",
    "outcome_words",
    "percent",
    "points",
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


def level(value: float) -> str:
    """Return where something stands on a scale such as that from 0 to 1, to two decimals.

    Examples
    --------
    >>> level(0.1749), level(-0.002)
    ('0.17', '0')
    """
    text = f"{value:.2f}"
    return "0" if text in ("0.00", "-0.00") else text


def moved(change: float) -> str:
    """Return a change on such a scale to two decimals with its sign; 0 has none.

    Examples
    --------
    >>> moved(0.0624), moved(-0.002)
    ('+0.06', '0')
    """
    text = level(change)
    return text if text == "0" or change < 0 else f"+{text}"


def percent(share: float) -> str:
    """Return a share in percent, to a tenth where it is small.

    Examples
    --------
    >>> percent(0.142), percent(0.007169), percent(0.0)
    ('14 %', '0.7 %', '0 %')
    """
    if share >= 0.095:
        return f"{100 * share:.0f} %"
    text = f"{100 * share:.1f}"
    return "0 %" if text in ("0.0", "-0.0") else f"{text} %"


def points(change: float) -> str:
    """Return a change of a share in percentage points, to a tenth, with its sign.

    Examples
    --------
    >>> points(0.0213), points(-0.1)
    ('+2.1', '-10.0')
    """
    return f"{100 * change:+.1f}"


def outcome_words(row: Any, *, narrow: bool = False, say: Say = english) -> str:
    """Return what a row of a table is about, with its unit; a star marks what is not scored.

    Parameters
    ----------
    row
        A row of a summary or of a table of effects.
    narrow
        Whether to return the short name rather than the meaning.
    say
        Tells meaning, unit and the name of an entry in another language.
    """
    mark = "" if row.scored else " *"
    if narrow:
        return f"{row.label}{mark}"
    _, _, entry = row.label.partition("[")
    unit = "" if row.unit == "1" else f", {say(row.unit)}"
    # "mean transit leverage: RUS" needs no "of a power".
    meaning = row.meaning.removesuffix(" of a power") if entry else row.meaning
    return f"{say(meaning)}{unit}{': ' + say(entry.rstrip(']')) if entry else ''}{mark}"


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
