"""Actors, sectors, concerns, actions and levers: their names and index constants.

Only concerns, actions, levers and mechanisms have a fixed number. How many
actors and sectors there are is read from the inputs; the pivot is always
actor 0 and the powers are actors 1, 2, ...
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ACCOMMODATE",
    "ACTIONS",
    "CONCERNS",
    "CONTEST",
    "COURT",
    "DECEPTION",
    "DEMAND",
    "LEVERS",
    "MECHANISMS",
    "NO_FORCE",
    "OBSTRUCT",
    "PIVOT",
    "POWER",
    "SECTOR_ROLES",
    "SECURITY",
    "STATUS",
]

PIVOT: Final = 0
"""Index of the state in the middle."""

CONCERNS: Final = ("security", "status", "power", "deception")
"""What a power may worry about (the 2018 article's four)."""
SECURITY: Final = 0
STATUS: Final = 1
POWER: Final = 2
DECEPTION: Final = 3

ACTIONS: Final = ("accommodate", "court", "demand", "obstruct", "contest")
"""What a power may do towards the pivot, and (contest) towards a rival."""
ACCOMMODATE: Final = 0
COURT: Final = 1
DEMAND: Final = 2
OBSTRUCT: Final = 3
CONTEST: Final = 4
NO_FORCE: Final = -1
"""Entry of ``Inputs.forced_action`` where nothing is forced."""

LEVERS: Final = (
    "inclusion",
    "concession",
    "persuasion",
    "leveraging",
    "retention",
    "openness",
    "skill",
    "institutions",
)
"""What the pivot sets each quarter; all in [0, 1] but openness, which is >= 0 (1 = normal)."""

MECHANISMS: Final = (
    "concern_grievance",
    "common_other",
    "sco",
    "regime_security",
    "power_asymmetry",
)
"""Switches w1..w5: the article's channel and its four named rivals."""

SECTOR_ROLES: Final = ("resource", "transit", "market", "security", "finance")
"""What a sector can be to the rules; several sectors may share a role."""
