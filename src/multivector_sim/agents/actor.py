"""What the pivot and the powers have in common as agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from multivector_sim.model.schedule import Process

if TYPE_CHECKING:
    from multivector_sim.agents.model import MultivectorModel

__all__ = ["Actor"]


class Actor(mesa.Agent):  # type: ignore[misc]
    """A state that takes part: an agent that owns its slice of the model's state.

    In each quarter the model walks through the schedule and asks its agents
    to ``perceive``, ``decide``, ``act`` and ``learn``. Override one of these
    to give an actor a mind of its own; call ``super()`` for the rule.

    Parameters
    ----------
    model
        The model.
    index
        Position among the actors; the pivot is 0.
    """

    model: MultivectorModel

    def __init__(self, model: MultivectorModel, index: int) -> None:
        super().__init__(model)
        self.index = index
        self.code = model.inputs.actors[index]

    def perceive(self, process: Process) -> None:
        """Take in the state of the world."""
        self.carry_out(process)

    def decide(self, process: Process) -> None:
        """Choose what to do."""
        self.carry_out(process)

    def act(self, process: Process) -> None:
        """Do it."""
        self.carry_out(process)

    def learn(self, process: Process) -> None:
        """Let concerns, expectations and tension answer to what happened."""
        self.carry_out(process)

    def account(self, process: Process) -> None:
        """Count the quarter for the outcomes."""
        self.carry_out(process)

    def carry_out(self, process: Process) -> None:
        """Run the rule of a process for this actor."""
        raise NotImplementedError(
            f"{type(self).__name__} must define carry_out, which runs {process.name!r}"
        )

    @property
    def tension(self) -> dict[str, float]:
        """Tension that this actor feels towards each other actor, in [0, 1]."""
        row = self.model.state.tension[self.index]
        codes = self.model.inputs.actors
        return {code: float(row[j]) for j, code in enumerate(codes) if j != self.index}

    @property
    def share(self) -> dict[str, float]:
        """Share of each sector that this actor holds, in [0, 1]."""
        column = self.model.state.share[:, self.index]
        return dict(zip(self.model.inputs.sectors, map(float, column), strict=True))
