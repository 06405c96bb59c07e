"""Tests of the null claims, of rival reasons for the calm, and of their limits: H33 to H44."""

from __future__ import annotations

from typing import Final

from multivector_sim.theses.spec import Test, Untestable

__all__ = ["RIVALS"]

RIVALS: Final[tuple[Test | Untestable, ...]] = (
    Untestable(
        "H44",
        "India is not an actor of the model, and no figure tells how much it adds to what Russia "
        "and China hold against each other; a grievance put in by hand would only return itself.",
    ),
)
"""The tests, in the order of ids."""
