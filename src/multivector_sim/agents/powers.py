"""The great powers as agents."""

from __future__ import annotations

from multivector_sim.agents.actor import Actor
from multivector_sim.model.actors import ACTIONS, CONCERNS
from multivector_sim.model.schedule import Process

__all__ = ["GreatPower"]


class GreatPower(Actor):
    """A power that competes for influence over the pivot."""

    def carry_out(self, process: Process) -> None:
        """Run the rule of a process for this power, or for its pairs with later actors."""
        if process.unit == "power":
            self.model.perform(process, self.index)
        else:
            for other in range(self.index + 1, self.model.actor_count):
                self.model.perform(process, self.index, other)

    @property
    def action(self) -> str:
        """What the power does this quarter, one of ``ACTIONS``."""
        return ACTIONS[int(self.model.state.action[self.index])]

    @property
    def concern(self) -> dict[str, float]:
        """The power's four concerns, each in [0, 1]."""
        row = self.model.state.concern[self.index]
        return dict(zip(CONCERNS, map(float, row), strict=True))

    @property
    def influence(self) -> float:
        """The power's influence over the pivot, in [0, 1]."""
        return float(self.model.state.influence[self.index])

    @property
    def credibility(self) -> float:
        """How far the power believes the pivot, in (0, 1)."""
        return float(self.model.state.credibility[self.index])
