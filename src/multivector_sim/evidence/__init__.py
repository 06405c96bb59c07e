"""What is known from outside the model, each figure with its source."""

from __future__ import annotations

from multivector_sim.evidence.observations import INDICATORS, observations

__all__ = ["INDICATORS", "observations"]
