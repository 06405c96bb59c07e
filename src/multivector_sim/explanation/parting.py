"""Where two runs on the same draws part, and what followed."""

from __future__ import annotations

import json
import math
import shlex
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multivector_sim.errors import InputError
from multivector_sim.explanation.chronicle import FORMAT, Chronicle, explain
from multivector_sim.explanation.decision import Decision
from multivector_sim.model.inputs import Inputs
from multivector_sim.results.dataset import NOTE
from multivector_sim.scenario import Scenario, load_scenario
from multivector_sim.scenario.diff import Difference, diff

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ANSWERS", "Gap", "Parting", "Partings", "compare_runs", "paired_command", "part"]

ANSWERS: Final = ("crisis", "demand granted", "demand prevails", "demand refused", "cession")
"""Happenings that may part two runs while the powers still do the same."""


@dataclass(frozen=True)
class Gap:
    """A number that differed between two decisions.

    Attributes
    ----------
    name
        ``value of court``, ``concern: power``, ``rationality``, ``per_length``
        (see ``Decision``), or a name of ``NUMBERS``.
    one, other
        The number in either run.
    """

    name: str
    one: float
    other: float

    @property
    def size(self) -> float:
        """The first minus the second."""
        return self.one - self.other


@dataclass(frozen=True)
class Parting:
    """A decision that was taken otherwise in the second run.

    Attributes
    ----------
    one, other
        The decision in either run.
    """

    one: Decision
    other: Decision

    @property
    def differences(self) -> tuple[Gap, ...]:
        """Numbers that differed, the largest difference first."""
        ones, others = _numbers(self.one), _numbers(self.other)
        rows = [Gap(name, ones[name], others[name]) for name in ones]
        rows = [row for row in rows if row.one != row.other]
        return tuple(sorted(rows, key=lambda row: -abs(row.size)))

    @property
    def at_stake(self) -> Gap | None:
        """The value of what the first drew over what the second drew; None where it is the same."""
        over = (self.one.drawn, self.other.drawn)
        if over[0] == over[1]:
            return None
        ours, theirs = (
            row.option(over[0]).value - row.option(over[1]).value for row in (self.one, self.other)
        )
        return Gap(f"value of {over[0]} over {over[1]}", ours, theirs)

    @property
    def distances(self) -> tuple[float, float]:
        """How far the draw was, in either run, from what the other run's power drew."""
        return self.one.distance(self.other.drawn), self.other.distance(self.one.drawn)

    def document(self) -> dict[str, Any]:
        """Return the parting as plain data for JSON."""
        one, other = self.distances
        return {
            "quarter": self.one.quarter,
            "actor": self.one.actor,
            "one": self.one.document(),
            "other": self.other.document(),
            "distance_one": one,
            "distance_other": other,
            "at_stake": None if self.at_stake is None else _row(self.at_stake),
            "differences": [_row(row) for row in self.differences],
        }


@dataclass(frozen=True, eq=False)
class Partings:
    """Two runs on the same draws, and every decision in which they differ.

    Attributes
    ----------
    one, other
        The runs.
    partings
        Decisions that differ, in the order of time and of actors.
    again
        Command that gives the paired effect over many runs; empty where none does.
    """

    one: Chronicle
    other: Chronicle
    partings: tuple[Parting, ...]
    again: str = ""

    @property
    def first(self) -> Parting | None:
        """The first decision at which the runs part; None if they never do."""
        return self.partings[0] if self.partings else None

    @property
    def apart_from(self) -> str:
        """The first quarter in which any lever, tension or share differs; empty if none does."""
        for one, other in zip(self.one.quarters, self.other.quarters, strict=False):
            same = (
                one.levers == other.levers
                and np.array_equal(one.tension, other.tension)
                and np.array_equal(one.share, other.share)
            )
            if not same:
                return one.quarter
        return ""

    @property
    def changes(self) -> tuple[Difference, ...]:
        """What the first scenario says otherwise than the second; nothing of packed inputs."""
        one, other = self.one.scenario, self.other.scenario
        if isinstance(one, Inputs) or isinstance(other, Inputs):
            return ()
        return tuple(diff(other, one))

    @property
    def first_answer(self) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
        """The first quarter whose ``ANSWERS`` differ, and what happened in either run."""
        for one, other in zip(self.one.quarters, self.other.quarters, strict=False):
            ours, theirs = _answers(one.happenings), _answers(other.happenings)
            if ours != theirs:
                return one.quarter, ours, theirs
        return None

    def outcomes(self) -> dict[str, Gap]:
        """Return the outcomes that are one number each and have a value in both runs."""
        found = {}
        for name, value in self.one.outcomes.items():
            beside = self.other.outcomes[name]
            plain = isinstance(value, float) and isinstance(beside, float)
            if plain and math.isfinite(value) and math.isfinite(beside):
                found[name] = Gap(name, value, beside)
        return found

    def to_frame(self) -> pd.DataFrame:
        """Return a table with a row for every parting."""
        import pandas as pd

        rows = [
            {
                "quarter": row.one.quarter,
                "year": row.one.year,
                "actor": row.one.actor,
                "one": row.one.action,
                "other": row.other.action,
                "draw": row.one.draw,
                "distance_one": row.distances[0],
                "distance_other": row.distances[1],
            }
            for row in self.partings
        ]
        columns = ["quarter", "year", "actor", "one", "other", "draw"]
        return pd.DataFrame(rows, columns=[*columns, "distance_one", "distance_other"])

    def text(self) -> str:
        """Return the first parting and what followed in plain words."""
        from multivector_sim.explanation.parting_words import parting_text

        return parting_text(self)

    def document(self) -> dict[str, Any]:
        """Return everything as plain data for JSON."""
        counts = Counter(row.one.actor for row in self.partings)
        return {
            "format": FORMAT,
            "note": NOTE,
            "experiment": {
                "one": self.one.document()["experiment"],
                "other": self.other.document()["experiment"],
            },
            "changes": [asdict(row) for row in self.changes],
            "apart_from": self.apart_from or None,
            "first": None if self.first is None else self.first.document(),
            "partings": [
                {
                    "quarter": row.one.quarter,
                    "actor": row.one.actor,
                    "one": row.one.action,
                    "other": row.other.action,
                }
                for row in self.partings
            ],
            "partings_of": {code: counts[code] for code in self.one.actors[1:]},
            "outcomes": {
                name: {"one": row.one, "other": row.other, "difference": row.size}
                for name, row in self.outcomes().items()
            },
            "paired_effect": self.again or None,
        }

    def to_json(self, indent: int | None = None) -> str:
        """Return ``document`` as JSON."""
        return json.dumps(self.document(), indent=indent, allow_nan=False, ensure_ascii=False)


def part(one: Chronicle, other: Chronicle, again: str = "") -> Partings:
    """Compare two runs decision by decision.

    Parameters
    ----------
    one, other
        Runs with the same seed and number, of the same actors from the same
        quarter on; what one has beyond the other's end is not compared.
    again
        Command that gives the paired effect over many runs.

    Raises
    ------
    InputError
        If the runs do not meet the same draws.
    """
    for what, ours, theirs in (
        ("seed", one.seed, other.seed),
        ("run", one.run, other.run),
        ("actors", one.actors, other.actors),
        ("first quarter", one.quarters[0].quarter, other.quarters[0].quarter),
    ):
        if ours != theirs:
            raise InputError(
                f"{what}: {ours!r} of {one.name} and {theirs!r} of {other.name} received; "
                "two runs can be compared on the same draws only: same seed, run, actors and start"
            )
    pairs = [
        Parting(ours, theirs)
        for first, second in zip(one.quarters, other.quarters, strict=False)
        for ours, theirs in zip(first.decisions, second.decisions, strict=True)
        if ours.action != theirs.action
    ]
    return Partings(one, other, tuple(pairs), again)


def compare_runs(
    scenario: str | Path | Scenario,
    against: str | Path | Scenario,
    *,
    run: int = 0,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    variant: str | Sequence[str] = (),
    without: str | Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
) -> Partings:
    """Run two scenarios on the same draws, and tell where they part.

    Parameters
    ----------
    scenario
        Name, path or ``Scenario`` of the first run.
    against
        The same of the second.
    run
        Number of the run, >= 0.
    seed
        Seed of both; None for that of ``against``.
    overrides, variant, without
        Changes of ``scenario`` alone; see ``explain``.
    progress
        Called with 1 after each quarter of either run.

    Raises
    ------
    ScenarioError
        If a scenario has faults.
    InputError
        If an argument is not allowed, or the scenarios do not have the same
        actors and the same start.

    Examples
    --------
    >>> same = compare_runs("baseline", "baseline", overrides=["end=1993Q4"])
    >>> same.first is None
    True
    """
    first = load_scenario(scenario, overrides, variant=variant, without=without)
    second = load_scenario(against)
    if first.actor_codes != second.actor_codes or first.start != second.start:
        raise InputError(
            f"{first.name} has {', '.join(first.actor_codes)} from {first.start}, {second.name} "
            f"has {', '.join(second.actor_codes)} from {second.start}; two runs can be compared "
            "with the same actors and the same start only"
        )
    chosen = second.seed if seed is None else seed
    one = explain(first, run=run, seed=chosen, progress=progress)
    other = explain(second, run=run, seed=chosen, progress=progress)
    again = "" if variant or without else paired_command(scenario, against, overrides)
    return part(one, other, again)


def paired_command(
    scenario: str | Path | Scenario, against: str | Path | Scenario, overrides: Sequence[str]
) -> str:
    """Return the command that answers the same question with many runs; empty where none does.

    Parameters
    ----------
    scenario, against
        What is compared.
    overrides
        Changes of the first.
    """
    if isinstance(scenario, Scenario) or isinstance(against, Scenario):
        return ""
    same = str(scenario) == str(against)
    if same == bool(overrides):
        changes = [word for change in overrides for word in ("--set", change)]
        words = [str(against), *(changes or [str(scenario)])]
        return shlex.join(["multivector", "whatif", *words])
    return ""


def _row(row: Gap) -> dict[str, Any]:
    return {**vars(row), "difference": row.size}


def _numbers(decision: Decision) -> dict[str, float]:
    values = {f"value of {option.action}": option.value for option in decision.options}
    concerns = {f"concern: {name}": size for name, size in decision.concern.items()}
    pace = {"rationality": decision.rationality, "per_length": decision.per_length}
    return {**values, **concerns, **decision.numbers, **pace}


def _answers(happenings: Sequence[Any]) -> tuple[str, ...]:
    return tuple(
        f"{row.kind} ({', '.join(code for code in (row.actor, row.other) if code)})"
        for row in happenings
        if row.kind in ANSWERS
    )
