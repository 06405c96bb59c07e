"""The readable engine: Mesa agents that perceive, decide and act through the same rules."""

from multivector_sim.agents.kazakhstan import Kazakhstan
from multivector_sim.agents.model import MultivectorModel
from multivector_sim.agents.powers import GreatPower

__all__ = ["GreatPower", "Kazakhstan", "MultivectorModel"]
