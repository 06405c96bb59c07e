"""The pivot as an agent."""

from __future__ import annotations

from multivector_sim.agents.actor import Actor
from multivector_sim.model.actors import LEVERS, PIVOT
from multivector_sim.model.schedule import Process

__all__ = ["Kazakhstan"]


class Kazakhstan(Actor):
    """The state in the middle: sets its levers, answers demands, holds tenders."""

    def set_levers(self) -> None:
        """Set the levers of the quarter from the scenario's policy.

        Override it for a policy of your own: read ``self.model`` and write
        the levers, for example ``self.model.state.inclusion = 0.5``.
        """
        model = self.model
        row = model.memory.levers[model.memory.lever_index[model.quarter]]
        model.state.memory[: row.size] = row

    def carry_out(self, process: Process) -> None:
        """Run the rule of a process once, for each sector, or for the pivot's dyads."""
        if process.unit == "once":
            self.model.perform(process)
        elif process.unit == "sector":
            for sector in range(self.model.sector_count):
                self.model.perform(process, sector)
        else:
            for power in range(PIVOT + 1, self.model.actor_count):
                self.model.perform(process, PIVOT, power)

    @property
    def levers(self) -> dict[str, float]:
        """Levers of the quarter; 0 to 1, openness >= 0."""
        return {name: getattr(self.model.state, name) for name in LEVERS}

    @property
    def welfare(self) -> float:
        """Discounted welfare so far, in years of rent."""
        return float(self.model.state.welfare)
