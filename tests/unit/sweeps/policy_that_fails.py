"""Policy functions that fail in some runs, each in one of three ways, and one that never does."""

from __future__ import annotations

import math

import numba

from multivector_sim.model.observed import Levers, Seen

LIMIT = 0.088


@numba.njit
def conceding(levers: Levers, level: float) -> Levers:
    return Levers(
        levers.inclusion,
        level,
        levers.persuasion,
        levers.leveraging,
        levers.retention,
        levers.openness,
        levers.skill,
        levers.institutions,
    )


def moderate(seen: Seen, levers: Levers) -> Levers:
    return conceding(levers, 0.25)


def unsound(seen: Seen, levers: Levers) -> Levers:
    level = 0.25
    if seen.quarter == 3:
        tension = seen.tension[1, 2]
        if tension > LIMIT + 0.012:
            raise ValueError("far too tense\nfor words")
        if tension > LIMIT + 0.006:
            level = math.nan
        elif tension > LIMIT:
            level = 1.5
    return conceding(levers, level)


def wrong(seen: Seen, levers: Levers) -> str:
    return "more of everything"
