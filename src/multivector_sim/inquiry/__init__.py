"""Questions put to the model: conditions, shared and kept runs, effects over parameter draws."""

from __future__ import annotations

from multivector_sim.inquiry.condition import Condition
from multivector_sim.inquiry.draws import SETS, STRENGTHS, SYMMETRIC, draws_of, tossed
from multivector_sim.inquiry.effects import Effect, effect_of
from multivector_sim.inquiry.measures import Measure, above, over
from multivector_sim.inquiry.pool import BATCHES, BLOCK, Pool, pool_folder
from multivector_sim.inquiry.reading import Estimates, Needs, Read, Value, estimate, needs_of

__all__ = [
    "BATCHES",
    "BLOCK",
    "SETS",
    "STRENGTHS",
    "SYMMETRIC",
    "Condition",
    "Effect",
    "Estimates",
    "Measure",
    "Needs",
    "Pool",
    "Read",
    "Value",
    "above",
    "draws_of",
    "effect_of",
    "estimate",
    "needs_of",
    "over",
    "pool_folder",
    "tossed",
]
