"""Tests of the core of the 2018 article: H01 to H14."""

from __future__ import annotations

from typing import Final

from multivector_sim.theses.conditions import against_four, lever
from multivector_sim.theses.spec import Part, Test, Untestable, difference

__all__ = ["CORE"]

CORE: Final[tuple[Test | Untestable, ...]] = (
    Test(
        "H01",
        "The multi-vector policy throughout minus each of the four counterfactual policies, in "
        "the same world: mean Russia-China tension, and Russia's concerns that the article says "
        "it works through.",
        "Higher Russia-China tension in 95 % of draws against each of the four, or higher "
        "status and deception concerns of Russia.",
        (
            *against_four("Russia-China tension", "tension_rus_chn", "lower"),
            *against_four("Russia's status concern", "concern[RUS, status]", "lower"),
            *against_four("Russia's fear of deception", "concern[RUS, deception]", "lower"),
        ),
    ),
    Test(
        "H05",
        "The multi-vector policy at rising levels of inclusion: how often one power holds more "
        "than half of the oil and gas fields.",
        "A share of quarters that does not fall from no inclusion to full inclusion.",
        (
            Part(
                "share of quarters in which a power holds most of the fields",
                "the same policy without inclusion",
                difference(lever("inclusion", 1.0), lever("inclusion", 0.0), "concentration"),
                "lower",
            ),
        ),
    ),
)
"""The tests, in the order of ids."""
