"""The readable engine, which takes up a changed scenario between two quarters."""

from __future__ import annotations

import numpy as np

from multivector_sim.explanation import ExplainedModel
from multivector_sim.explanation.news import news_of
from multivector_sim.model.memory import pack_memory
from multivector_sim.scenario import Scenario
from multivector_sim.scenario.chance import drawn_values, realise

__all__ = ["PlayedModel"]


class PlayedModel(ExplainedModel):
    """One run whose dated policy and actions are written while it goes on.

    The quarters that have been run stay as they are; those to come go by the
    scenario that was taken up last. So the run equals, bit for bit, a run of
    that scenario from the start, as long as both say the same of the past.
    """

    def take_up(self, scenario: Scenario) -> None:
        """Go on by another scenario with the same actors, sectors, quarters and parameters.

        Parameters
        ----------
        scenario
            It says of the quarters so far what the one before said.
        """
        setting = scenario
        if scenario.chance:
            drawn = drawn_values(scenario, self.seed, self.run, 1)
            setting = realise(scenario, {key: float(row[0]) for key, row in drawn.items()})
        self.setting = setting
        self.inputs = setting.pack()
        self.memory = pack_memory(self.inputs)
        self._news = news_of(setting)
        ids = tuple(row.id for row in setting.policy.triggers)
        if ids != self._ids:  # those that are gone are over, those that are new had not begun
            acting = dict(zip(self._ids, self.active_triggers[:, 0].tolist(), strict=True))
            self.active_triggers = np.array([acting.get(name, 0.0) for name in ids]).reshape(-1, 1)
            self._ids = ids
