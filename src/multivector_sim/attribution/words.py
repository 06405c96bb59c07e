"""What an attribution says in plain words, and what it cannot say."""

from __future__ import annotations

import math
from typing import Any, Final

from multivector_sim.attribution.players import PLAYERS
from multivector_sim.attribution.shapley import SUM, Attribution

__all__ = ["LIMITS", "SET_WORDS", "prior_warning", "restated_words", "untossed_words"]

SET_WORDS: Final = {
    "prior": "prior",
    "symmetric": "prior with tossed signs",
    "accepted": "accepted set",
}
"""Sets of parameters in words."""

LIMITS: Final = (
    "Silencing a concern and leaving it alone give two numbers, since concerns work on each "
    "other: neither is its share. Around the concerns run overlap friction, the wedge, what "
    "powers do, and what follows from their anger at the pivot."
)
"""What mediation cannot say."""


def prior_warning(found: Attribution) -> str:
    """Return the warning that stands below Shapley values.

    With the prior: how many of the values lose their sign, or turn, when the
    signs of strengths are tossed. Without it: how to see that.
    """
    table = found.restated()
    if table.empty:
        return (
            "Warning: the priors of the mechanisms' strengths are not symmetric about zero, so "
            "that signs restate in part what was put in; --set prior shows how much."
        )
    rows = table[(table["player"] != SUM) & table["share"].notna()]
    lost = int((rows["verdict"] != "stays").sum())
    left = rows[rows["verdict"] == "stays"]
    names = [player.words for player in PLAYERS if player.name in set(left["player"])]
    kept = f"; what stays is of {', '.join(names)}" if names else ""
    return (
        "Warning: the priors of the mechanisms' strengths are not symmetric about zero, so that "
        f"signs restate in part what was put in. With tossed signs, {lost} of the {len(rows)} "
        f"values that differ from zero lose their sign or turn over{kept}. "
        f"Limits forbid negative values of {untossed_words()}: these keep the sign put in."
    )


def untossed_words() -> str:
    """Return the strengths whose signs are not tossed, since their limits forbid it."""
    names = [name for player in PLAYERS for name in player.strengths if name not in player.tossed]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def restated_words(row: Any) -> str:
    """Return what is left of a value when signs are tossed.

    Parameters
    ----------
    row
        A row of ``Attribution.restated``.
    """
    if not math.isfinite(row.share):
        return str(row.verdict)
    if row.share >= 1:
        return f"{row.verdict}, all gone"
    change = "gone" if row.share >= 0 else "more"
    return f"{row.verdict}, {abs(100 * row.share):.0f} % {change}"
