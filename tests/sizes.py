"""How many examples a slow test draws."""

from __future__ import annotations

import os

__all__ = ["PROFILE", "examples"]

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "repeatable")
"""``repeatable`` draws the same examples on every machine, ``search`` others each time."""


def examples(few: int) -> int:
    """Return how many are drawn: few if they are the same each time, else ten times as many."""
    return 10 * few if PROFILE == "search" else few
