"""The readable engine, which keeps what every decision was made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import starmap
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.agents import MultivectorModel
from multivector_sim.errors import SimulationError
from multivector_sim.explanation.decision import Decision
from multivector_sim.explanation.moved import Moment, shift_of
from multivector_sim.explanation.news import names_of, news_of
from multivector_sim.explanation.quarter import Happening, Quarter
from multivector_sim.explanation.weighing import WEIGHING, decision_of
from multivector_sim.explanation.witness import Call, Witness
from multivector_sim.model.actors import ACTIONS, DEMAND, LEVERS, OBSTRUCT, PIVOT
from multivector_sim.model.randomness import GRANT, PREVAIL
from multivector_sim.model.record import Record
from multivector_sim.model.rules.choice import choose
from multivector_sim.model.rules.concession import answer_demand, offer_concession
from multivector_sim.model.rules.crisis import risk_crisis
from multivector_sim.model.rules.obstruction import settle_obstruction
from multivector_sim.model.rules.tension import next_tension, remember_tension, step_tension
from multivector_sim.model.schedule import Process
from multivector_sim.model.state import NOW, RUN, WORLD
from multivector_sim.scenario import Scenario
from multivector_sim.scenario.quantity import quarter_of

__all__ = ["SHARE_JUMP", "TENSION_JUMP", "ExplainedModel"]

TENSION_JUMP: Final = 0.05
"""Change of a pair's mean tension in a quarter that is told."""

SHARE_JUMP: Final = 0.1
"""Change of a power's share of a sector in a quarter that is told."""

FloatArray = NDArray[np.float64]
_DEMANDING: Final = Witness(answer_demand, "uniform")
_CRISIS: Final = Witness(risk_crisis, "crisis_probability")
_SPELL: Final = Witness(settle_obstruction, "as_count")
_TENSION: Final = Witness(step_tension, Witness(next_tension, "tension_change"))


class ExplainedModel(MultivectorModel):
    """One run of a scenario that can tell why: a ``MultivectorModel`` that keeps its decisions.

    It is built and stepped as a ``MultivectorModel`` is, and takes the same
    way. After each step ``quarters[-1]`` tells what happened in it.

    Parameters
    ----------
    *arguments, **options
        Those of :class:`multivector_sim.agents.MultivectorModel`.

    Attributes
    ----------
    quarters : list of Quarter
        The quarters so far.
    world : Record
        Constants of the run.
    moments : tuple of Moment
        What the choices of the quarter before and of this one read; None
        where there is none.
    scratch : tuple of Record
        Records of ``RUN`` and ``NOW`` to work on: to ask what a power would
        weigh in a state, with ``moved.values_of``.

    Raises
    ------
    SimulationError
        From a step, if what is told of a rule is not, bit for bit, what the
        engine did.

    Examples
    --------
    >>> model = ExplainedModel("baseline", seed=1, run=7)
    >>> model.step()
    >>> model.quarters[-1].decision("RUS").quarter
    '1992Q1'
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        n, s = self.actor_count, self.sector_count
        self.quarters: list[Quarter] = []
        self.world = Record(WORLD, self.memory.world, n, s)
        self._copy = Record(RUN, self.state.memory.copy(), n, s)
        self._news, self._ids = {}, tuple(map(str, range(len(self.inputs.triggers))))
        if isinstance(self.setting, Scenario):
            self._news = news_of(self.setting)
            self._ids = tuple(row.id for row in self.setting.policy.triggers)
        self._lasted = [0] * n
        self.scratch = (self._copy, Record(NOW, self.now.memory.copy(), n, s))
        self.moments: tuple[Moment | None, Moment | None] = (None, None)
        self._tellers: dict[Any, Callable[[Process, int], None]] = {
            choose: self._tell_choice,
            settle_obstruction: self._tell_spell,
            answer_demand: self._tell_demand,
            offer_concession: self._tell_offer,
            risk_crisis: self._tell_crisis,
            remember_tension: self._keep_tension,
        }

    @property
    def names(self) -> dict[str, str]:
        """Names of the actors for people, by code; the pivot first."""
        return names_of(self.setting)

    def advance(self) -> None:
        """Advance one quarter, without collecting data; ``quarters`` then tells it too.

        Raises
        ------
        SimulationError
            If the run is over, or cannot be told truly.
        """
        number, year = self.quarter, self.year
        self._when = quarter_of(year)
        self._decisions: dict[int, Decision] = {}
        self._happened: list[Happening] = []
        self._steps: list[FloatArray] = []
        tension, share = self.state.tension.copy(), self.state.share.copy()
        super().advance()
        state = self.state
        levers = {name: float(getattr(state, name)) for name in LEVERS}
        self._compare_levers(levers)
        self._compare_tension(tension)
        self._compare_shares(share)
        acting = zip(self._ids, self.active_triggers[:, 0], strict=True)
        self.quarters.append(
            Quarter(
                quarter=self._when,
                number=number,
                year=year,
                actors=self.inputs.actors,
                decisions=tuple(starmap(self._moved, self._decisions.items())),
                happenings=tuple(self._happened),
                news=self._news.get(self._when, ()),
                levers=levers,
                triggers=tuple(name for name, active in acting if active > 0),
                price=float(self.now.price),
                spare=float(self.now.spare),
                tension=state.tension.copy(),
                grievance=state.grievance.copy(),
                share=state.share.copy(),
                welfare=float(state.welfare),
            )
        )

    def perform(self, process: Process, i: int = 0, j: int = 0) -> None:
        """Run the rule of a process for its member (i, j), and keep what it was made of."""
        tell = self._tellers.get(process.function)
        if tell is None:
            super().perform(process, i, j)
        else:
            tell(process, i)

    def _witnessed(self, process: Process, i: int, witness: Witness) -> tuple[Call, ...]:
        """Run a rule for a power, and return what a witness of it saw."""
        self._copy.memory[:] = self.state.memory
        super().perform(process, i)
        calls = witness(self.world, self.now, self._copy, i)
        if self._copy.memory.tobytes() != self.state.memory.tobytes():
            raise SimulationError(
                f"{self._when}, {process.name}: what is told of {self.inputs.actors[i]} is not "
                "what the engine did; please report it"
            )
        return calls

    def _tell_choice(self, process: Process, i: int) -> None:
        if not self._decisions:
            moment = Moment(self.state.memory.copy(), self.now.memory.copy())
            self.moments = (self.moments[1], moment)
        previous = int(self.state.action[i])
        (call,) = self._witnessed(process, i, WEIGHING)
        self._decisions[i] = decision_of(self, self._when, i, previous, call)

    def _moved(self, i: int, decision: Decision) -> Decision:
        """Return a decision with what moved the power since the quarter before."""
        before, after = self.moments
        if before is None or after is None:
            return decision
        earlier = [row for row in self.quarters[-1].decisions if row.actor == decision.actor]
        if not earlier:
            return decision
        past = earlier[0].option(decision.drawn)
        shift = None
        if decision.drawn != decision.previous:
            over = (decision.drawn, decision.previous)
            shift = shift_of(self.world, self.scratch, i, over, before, after)
        return replace(decision, chance_before=past.probability, shift=shift)

    def _tell_spell(self, process: Process, i: int) -> None:
        state, decision = self.state, self._decisions.get(i)
        if decision is None:  # a mind of its own, without the rule
            super().perform(process, i)
            return
        if state.spell[i] > 0 or state.action[i] == OBSTRUCT:
            calls = self._witnessed(process, i, _SPELL)
            if calls and calls[-1].names.get("lasts"):
                self._decisions[i] = replace(decision, action=ACTIONS[OBSTRUCT], how="kept")
        else:
            super().perform(process, i)
        obstructs = bool(state.action[i] == OBSTRUCT)
        before = self._lasted[i]
        if obstructs and not before:
            self._add("obstruction begins", i, float(state.blockage[i]))
        elif before and not obstructs:
            self._add("obstruction ends", i, float(before))
        self._lasted[i] = before + 1 if obstructs else 0

    def _tell_demand(self, process: Process, i: int) -> None:
        state = self.state
        if state.action[i] != DEMAND:
            super().perform(process, i)
            return
        kept = state.share[:, PIVOT].copy()
        calls = self._witnessed(process, i, _DEMANDING)
        draws = {call.arguments[1]: float(call.result) for call in calls}
        numbers = {
            "grant_chance": float(state.effective_concession),
            "grant_draw": draws[GRANT],
            "prevail_chance": float(state.demand_prevails[i]),
            "prevail_draw": draws[PREVAIL],
        }
        if state.granted[i] > 0:
            self._add("demand granted", i, numbers["grant_chance"], numbers=numbers)
        else:
            kind = "demand prevails" if state.would_prevail[i] > 0 else "demand refused"
            self._add(kind, i, numbers["prevail_chance"], numbers=numbers)
        self._compare_kept(kept, i)

    def _tell_offer(self, process: Process, i: int) -> None:
        before = self.state.share.copy()
        super().perform(process, i)
        gained = (self.state.share - before)[:, PIVOT + 1 :].sum(axis=0)
        if gained.any():
            self._compare_kept(before[:, PIVOT], PIVOT + 1 + int(gained.argmax()))

    def _tell_crisis(self, process: Process, i: int) -> None:
        calls = self._witnessed(process, i, _CRISIS)
        if self.state.crisis[i] > 0:
            (call,) = calls
            tension = float(call.names["tension"])
            numbers = {
                "chance": float(call.result),
                "draw": float(call.names["deviate"]),
                "tension": tension,
            }
            rise = float(self.state.tension[i, PIVOT]) - tension
            self._add("crisis", i, rise, numbers=numbers)

    def _compare_kept(self, kept: FloatArray, i: int) -> None:
        ceded = kept - self.state.share[:, PIVOT]
        if ceded.any():
            sectors = zip(self.inputs.sectors, map(float, ceded), strict=True)
            numbers = {name: size for name, size in sectors if size}
            self._add("cession", PIVOT, float(ceded.sum()), i, numbers)

    def _compare_levers(self, levers: dict[str, float]) -> None:
        before = self.quarters[-1].levers if self.quarters else levers
        changed = {name: level for name, level in levers.items() if level != before[name]}
        if changed:
            size = max(abs(level - before[name]) for name, level in changed.items())
            self._add("levers", PIVOT, size, numbers=changed)
        for power in range(PIVOT + 1, self.actor_count):
            if self.state.treaty[power] > 0:
                self._add("treaty", PIVOT, float(self.state.treaty[power]), power)

    def _compare_tension(self, before: FloatArray) -> None:
        after = self.state.tension
        for i in range(self.actor_count):
            for j in range(i + 1, self.actor_count):
                rise = 0.5 * float(after[i, j] - before[i, j] + after[j, i] - before[j, i])
                if abs(rise) >= TENSION_JUMP:
                    mean = 0.5 * float(after[i, j] + after[j, i])
                    numbers = {
                        "tension": mean,
                        **self._parts_of_jump(i, j),
                        "grievance": float(self.state.grievance[i, j]),
                        "grievance_back": float(self.state.grievance[j, i]),
                    }
                    self._add("tension", i, rise, j, numbers)

    def _keep_tension(self, process: Process, i: int) -> None:
        """Keep the state from which tension is stepped, to tell a jump of it apart."""
        super().perform(process, i)
        self._steps.append(self.state.memory.copy())

    def _parts_of_jump(self, i: int, j: int) -> dict[str, float]:
        """Return what of the change of a pair's mean tension is drift, and what is chance."""
        drift = chance = 0.0
        for substep, memory in enumerate(self._steps):
            self._copy.memory[:] = memory
            calls = _TENSION(self.world, self.now, self._copy, i, j, substep, self._length)
            for call in calls:
                moved = self._length * float(call.inner[0].result)
                drift += 0.5 * moved
                chance += 0.5 * (float(call.result) - float(call.inner[0].names["own"]) - moved)
        return {"drift": drift, "chance": chance}

    def _compare_shares(self, before: FloatArray) -> None:
        moved = self.state.share - before
        for s, power in np.argwhere(np.abs(moved) >= SHARE_JUMP):
            sector, size = self.inputs.sectors[s], float(moved[s, power])
            self._add("shares", int(power), size, numbers={sector: size})

    def _add(
        self,
        kind: str,
        i: int,
        size: float,
        j: int | None = None,
        numbers: dict[str, float] | None = None,
    ) -> None:
        codes = self.inputs.actors
        other = "" if j is None else codes[j]
        self._happened.append(Happening(kind, codes[i], other, size, numbers or {}))
