"""The pivot as an agent."""

from __future__ import annotations

from multivector_sim.agents.actor import Actor
from multivector_sim.model.actors import LEVERS, PIVOT
from multivector_sim.model.observed import Levers
from multivector_sim.model.reaction import apply_triggers, check_levers, what_is_seen
from multivector_sim.model.schedule import Process

__all__ = ["Kazakhstan"]


class Kazakhstan(Actor):
    """The state in the middle: sets its levers, answers demands, holds tenders."""

    def set_levers(self) -> None:
        """Set the levers of the quarter: the schedule, then triggers, then a policy function.

        Override it for a policy of your own: read ``self.model`` and write
        the levers, for example ``self.model.state.inclusion = 0.5``.
        """
        model = self.model
        memory = model.state.memory
        row = model.memory.levers[model.memory.lever_index[model.quarter]]
        memory[: row.size] = row
        apply_triggers(
            model.memory.triggers,
            model.active_triggers,
            memory,
            model.now.memory,
            memory.size,
            1,
            model.quarter,
        )
        if model.policy is not None:
            seen = what_is_seen(model.state, model.now, model.year, model.quarter)
            plan = Levers(*memory[: len(LEVERS)].tolist())
            chosen = model.policy(seen, plan)
            check_levers(model.policy, chosen, model.run, model.quarter)
            memory[: len(LEVERS)] = chosen

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
