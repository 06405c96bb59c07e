"""Made-up searches for figures and texts: scores by chance, members and named policies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import multivector_sim as mv
from multivector_sim.searching import Against, Candidate, Found, Gain, Sizes, Space
from multivector_sim.searching.aims import aims_of
from multivector_sim.searching.space import dials_of

FIVE = ("autonomy", "tension_rus_chn", "welfare", "crises", "demands=lower")


def made_search(
    members: int = 30,
    presets: int = 11,
    outcomes: tuple[str, ...] = (),
    *,
    scale: float = 0.05,
    long: bool = False,
    robust: Any = "mean",
) -> Found:
    """Return what a search found.

    Parameters
    ----------
    members, presets
        How many; the base is one of the presets.
    outcomes
        What was wanted.
    scale
        Size of differences between policies.
    long
        Whether names are long.
    robust
        How futures became scores.
    """
    base = mv.load_scenario("baseline")
    space = Space(base, base.pack(), dials_of(["inclusion", "concession"], base), 2)
    aims = aims_of(outcomes, base)
    rng = np.random.default_rng(1)
    end = "_of_a_name_that_takes_much_room" if long else ""
    own = ["baseline", *(f"policy_{number}{end}" for number in range(1, presets))]

    def candidate(name: str, schedule: Any, gain: np.ndarray) -> Candidate:
        level = 10 * scale + gain
        half = scale * rng.random(len(aims))
        apart = np.zeros(len(aims)) if name == "baseline" else half / 3
        return Candidate(
            name, name, schedule, level + 0.1 * half, level, level - half, level + half,
            gain, gain - apart, gain + apart, bool(rng.random() < 0.7),
        )  # fmt: skip

    found = tuple(
        candidate(
            f"member_{number:02d}",
            space.decode(rng.random(space.variables)),
            scale * rng.normal(0.5, 0.5, len(aims)),
        )
        for number in range(1, members + 1)
    )
    named = tuple(
        candidate(name, None, scale * rng.normal(0, 0.7, len(aims)) * (name != "baseline"))
        for name in own
    )
    zero = np.zeros(len(aims))
    against = tuple(
        Against(name, "not told apart", 1, 0, 0, 2, (Gain("member_01", zero, zero, zero, zero),))
        for name in own
    )
    sizes = Sizes(2000, 20, 100, 500, 1, 1, "accepted", "nsga2")
    return Found(
        space,
        aims,
        robust,
        found,
        named,
        against,
        0.6,
        0.5,
        3 * members,
        pd.DataFrame(),
        sizes,
        {dial.name: (0.0, 0.8) for dial in space.dials},
    )
