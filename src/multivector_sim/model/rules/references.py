"""References and appetite: what a power has come to expect."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.numerics import positive_part
from multivector_sim.model.record import Record

__all__ = ["adapt_expectations"]


@rule
def adapt_expectations(world: Record, now: Record, run: Record, power: int) -> None:
    """Let references follow shares, with entitlement by inclusion (eq. 18); appetite fades."""
    rate = run.reference_rate
    equal = 1.0 / float(run.actors - 1)
    entitled = run.inclusion_entitlement * run.effective_inclusion
    for sector in range(run.sectors):
        share = run.share[sector, power]
        reference = run.reference[sector, power]
        claim = entitled * world.exclusivity[sector] * positive_part(equal - share)
        run.reference[sector, power] = reference + rate * (share + claim - reference)
    run.appetite[power] = run.appetite[power] * run.appetite_fading
