"""What the figures of a search have in common: who is drawn how, and the line at the foot."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from multivector_sim.plots.style import DASHES, MARKERS, Look, colours, spoken
from multivector_sim.results.dataset import NOTE
from multivector_sim.searching.aims import ROBUST, Aim

if TYPE_CHECKING:
    from multivector_sim.searching import Candidate, Found

__all__ = ["axis_words", "bounds", "fresh", "gains", "key_words", "looks", "made_words"]


def looks(found: Found) -> dict[str, Look]:
    """Return the look of each named policy, the one of the base first; no two are the same."""
    names = [one.name for one in found.presets]
    own = colours(names)
    for position, name in enumerate(names):
        turn, again = (position - 1) % len(MARKERS), (position - 1) // len(MARKERS)
        if again > 0:  # the colours are used up
            own[name] = Look(
                own[name].colour,
                MARKERS[(turn + 3 * again) % len(MARKERS)],
                DASHES[(turn + 3 * again) % len(DASHES)],
            )
    return own


def fresh(found: Found, group: tuple[Candidate, ...]) -> NDArray[np.float64]:
    """Return (policies, aims) scores on fresh futures, in units of the outcomes."""
    return np.array([found.shown(one.fresh) for one in group])


def gains(found: Found, group: tuple[Candidate, ...]) -> NDArray[np.float64]:
    """Return (policies, aims) scores minus that of the base's policy, in units of the outcomes."""
    return np.array([found.shown(one.gain) for one in group])


def bounds(found: Found, one: Candidate) -> NDArray[np.float64]:
    """Return (2, aims) distances from a gain down and up to the ends of its interval."""
    ends, value = found.ends(one.gain_low, one.gain_high), found.shown(one.gain)
    return np.array([np.maximum(value - ends[0], 0.0), np.maximum(ends[1] - value, 0.0)])


def axis_words(found: Found, aim: Aim) -> str:
    """Return what an axis shows, with unit and the direction that is wanted."""
    regret = found.robust == "regret"
    unit = "" if aim.unit == "1" else f", {aim.unit}"
    direction = "lower" if regret else aim.better
    return f"{'regret of ' if regret else ''}{aim.label}{unit}\n({direction} wanted)"


def key_words(name: str) -> str:
    """Return the name of a policy for the key of a figure, folded where it is long."""
    return fill(spoken(name), 28)


def made_words(found: Found) -> str:
    """Return the line at the foot: caveat, sizes, seed."""
    sizes = found.sizes
    return (
        f"{NOTE}  ·  {sizes.policies:,} policies searched  ·  shown: {ROBUST[found.robust]}, "
        f"{sizes.futures:,} fresh futures of the {sizes.which} set, {sizes.seeds:,} "
        f"run{'s' * (sizes.seeds > 1)} each  ·  seed {sizes.seed}"
    )
