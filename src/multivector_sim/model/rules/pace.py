"""How fast things fade in a quarter: constants of a run, worked out once."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.numerics import exponential
from multivector_sim.model.record import Record
from multivector_sim.model.state import QUARTER

__all__ = ["set_pace"]


@rule
def set_pace(run: Record) -> None:
    """Set the fading factors and adjustment rates of a quarter from the yearly rates."""
    run.concern_fading = exponential(-run.concern_decay * QUARTER)
    run.appetite_fading = exponential(-run.appetite_decay * QUARTER)
    run.promise_fading = exponential(-QUARTER / run.credibility_memory)
    run.per_breach = 1.0 / run.breach_scale
    run.per_length = 1.0 / run.obstruction_length
    run.endurance = 1.0 - run.per_length
    run.coercion_ceiling = exponential(run.coercion_steepness) - 1.0
    run.reference_rate = 1.0 - exponential(-run.reference_adaptation * QUARTER)
    run.trade_rate = 1.0 - exponential(-run.trade_adjustment * QUARTER)
