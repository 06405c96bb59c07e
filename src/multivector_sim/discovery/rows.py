"""The points of a sweep as rows: an outcome, the inputs that varied, and what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from multivector_sim.discovery.boxes import IS, groups_of
from multivector_sim.discovery.question import Question
from multivector_sim.errors import InputError
from multivector_sim.scenario.nearest import nearest
from multivector_sim.sweeps.design import block_length
from multivector_sim.sweeps.plan import BASE, POLICY, Plan
from multivector_sim.sweeps.results import SweepResults

__all__ = ["Rows", "rows_of"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Points of a sweep: one row a future, policy and choice.

    The inputs of all rows are never laid out at once: they are taken from the
    futures and the arms, column by column.

    Attributes
    ----------
    values
        (rows,) the number that the question is about: a mean over runs, or a
        difference of means.
    future, arm
        (rows,) where each row comes from.
    groups
        (rows,) number of what must stay together when futures are held out, from 0; where there
        is a single future, each row is on its own.
    drawn
        Unknowns: (futures,) by name.
    chosen
        Choices, policies and worlds: (arms,) by name.
    asked
        Number of points that the whole sweep has for this question.
    failed
        Runs that failed among those there; their points keep the others.
    unpaired
        Points left out of a difference because one side lacks runs of the other.
    """

    values: FloatArray
    future: IntArray
    arm: IntArray
    groups: IntArray
    drawn: dict[str, FloatArray]
    chosen: dict[str, FloatArray]
    asked: int
    failed: int
    unpaired: int

    @property
    def names(self) -> tuple[str, ...]:
        """Inputs that varied: choices, then unknowns."""
        return (*self.chosen, *self.drawn)

    @cached_property
    def clusters(self) -> IntArray | None:
        """The groups; None where each row is one of its own."""
        return None if np.unique(self.groups).size == self.groups.size else self.groups

    def column(self, name: str) -> FloatArray:
        """Return (rows,) the values of an input."""
        if name in self.chosen:
            return self.chosen[name][self.arm]
        return self.drawn[name][self.future]

    def table(self, which: NDArray[np.int64]) -> FloatArray:
        """Return (rows, inputs) of some rows, in the order of ``names``."""
        parts = [column[self.arm[which]] for column in self.chosen.values()]
        parts += [column[self.future[which]] for column in self.drawn.values()]
        return np.stack(parts, axis=1)


def rows_of(results: SweepResults, question: Question, inputs: Sequence[str] | None = None) -> Rows:
    """Return the points that a question is about.

    Parameters
    ----------
    results
        The sweep, finished or not.
    question
        What is looked at.
    inputs
        Names of inputs to look among; None for all that varied.

    Raises
    ------
    InputError
        If there are no runs, two policies did not meet the same draws, no
        input varied, or one is unknown.
    """
    plan = results.plan
    if not results.shards:
        raise InputError(
            f"{results.store.url} holds no finished shard yet, so there is nothing to look at; run "
            "the sweep further"
        )
    means, counts = results.means(question.metric)
    arms = _arms(results, question)
    unpaired = 0
    if question.against:
        other = _others(results, question, arms)
        paired = (counts[:, arms] == counts[:, other]) & (counts[:, arms] > 0)
        unpaired = int((~paired & (counts[:, arms] + counts[:, other] > 0)).sum())
        values = np.where(paired, means[:, arms] - means[:, other], np.nan)
    else:
        values = means[:, arms]
    future, place = np.nonzero(np.isfinite(values))
    if not future.size:
        raise InputError(f"{results.store.url} holds no value of {question.subject} yet")
    arm = np.asarray(arms)[place]
    drawn, chosen = _drawn(plan, future), _chosen(results, arm)
    drawn, chosen = _only(inputs, drawn, chosen)
    groups = _groups(plan)[future]
    if np.ptp(groups) == 0:
        groups = np.arange(future.size)
    asked = plan.future_count * (len(arms) if plan.spec.cross else 1)
    return Rows(
        values[future, place],
        future,
        arm,
        groups,
        drawn,
        chosen,
        asked,
        results.failed,
        unpaired,
    )


def _arms(results: SweepResults, question: Question) -> list[int]:
    """Return the arms whose numbers are looked at."""
    plan = results.plan
    if question.against and not plan.spec.cross:
        raise InputError(
            "where: policies are factors of the design of this sweep (cross: false), so that no "
            "two of them meet the same draws; ask about one, or about all"
        )
    width = len(plan.choices)
    return [
        line * width + choice
        for line, row in enumerate(plan.lines)
        if question.policy in ("", row.policy)
        for choice in range(width)
    ]


def _others(results: SweepResults, question: Question, arms: Sequence[int]) -> list[int]:
    """Return for each arm that of the other policy in the same world, with the same choices."""
    plan = results.plan
    width = len(plan.choices)
    lines = {(row.base, row.policy): line for line, row in enumerate(plan.lines)}
    found = []
    for arm in arms:
        line, choice = divmod(arm, width)
        base = plan.lines[line].base
        if (base, question.against) not in lines:
            raise InputError(f"where: {question.against} is not among the policies of {base}")
        found.append(lines[base, question.against] * width + choice)
    return found


def _drawn(plan: Plan, future: IntArray) -> dict[str, FloatArray]:
    """Return the unknowns that vary among some futures."""
    there = np.unique(future)
    return {
        key: plan.futures[:, at]
        for at, key in enumerate(plan.factors)
        if key not in (BASE, POLICY) and np.ptp(plan.futures[there, at]) > 0
    }


def _chosen(results: SweepResults, arm: IntArray) -> dict[str, FloatArray]:
    """Return choices, policies and worlds as columns of the arms, those that vary."""
    plan = results.plan
    width, there = len(plan.choices), np.unique(arm)
    every = np.arange(len(plan.lines) * width)
    line, choice = np.divmod(every, width)
    columns = {key: plan.choices[choice, at] for at, key in enumerate(plan.choice_keys)}
    for word in (POLICY, BASE):
        names = [str(getattr(plan.lines[at], word)) for at in line]
        for name in dict.fromkeys(names[at] for at in there):
            column = np.array([float(other == name) for other in names])
            if not _says_what_others_say(column[there], [row[there] for row in columns.values()]):
                columns[f"{word}{IS}{name}"] = column
    return {key: column for key, column in columns.items() if np.ptp(column[there]) > 0}


def _says_what_others_say(column: FloatArray, others: Sequence[FloatArray]) -> bool:
    """Return whether a yes and no is that of another column, or its opposite."""
    return any(bool((column == row).all() or (column == 1.0 - row).all()) for row in others)


def _only(
    inputs: Sequence[str] | None, drawn: dict[str, FloatArray], chosen: dict[str, FloatArray]
) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """Keep the inputs that are asked for."""
    names = [*chosen, *drawn]
    if not names:
        raise InputError(
            "no input varied in this sweep, so nothing can be told apart; sweep over choices or "
            "unknowns"
        )
    if inputs is None:
        return drawn, chosen
    wanted = {_full(name, names) for name in inputs}
    return (
        {key: column for key, column in drawn.items() if key in wanted},
        {key: column for key, column in chosen.items() if key in wanted},
    )


def _full(name: str, names: Sequence[str]) -> str:
    """Return the name of an input; its last part does where no other has it."""
    same = [key for key in names if key == name] or [
        key for key in names if key.endswith(f".{name}")
    ]
    if len(same) != 1:
        raise InputError(
            f"input: no {name!r} varied in this sweep{nearest(name, names)}; there are "
            f"{', '.join(names)}"
        )
    return same[0]


def _groups(plan: Plan) -> IntArray:
    """Return (futures,) what is held out together.

    Futures that take the same row of the accepted set, or the same numbers
    altogether, and the blocks of a design whose points share coordinates.
    """
    if plan.joint is not None:
        columns = [plan.factors.index(key) for key in plan.joint.keys]
        return groups_of(plan.futures[:, columns])
    block = block_length(plan.spec.design, len(plan.factors), plan.spec.second_order)
    if block > 1:
        return np.arange(plan.future_count, dtype=np.int64) // block
    return groups_of(plan.futures) if plan.factors else np.arange(1, dtype=np.int64)
