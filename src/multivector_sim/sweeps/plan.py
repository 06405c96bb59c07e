"""A sweep laid out: which policies meet which futures, run by run, shard by shard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from multivector_sim.model.observed import Policy
from multivector_sim.model.windows import Window
from multivector_sim.results.manifest import code_version, digest_of
from multivector_sim.scenario import Scenario, scenario_hash
from multivector_sim.scenario.chance import Distribution
from multivector_sim.scenario.fixed import settled_numbers
from multivector_sim.sweeps.design import Design, make_design
from multivector_sim.sweeps.functions import describe_function
from multivector_sim.sweeps.spec import ACCEPTED, SAMPLES, SweepSpec

__all__ = [
    "BASE",
    "COLUMNS",
    "DECIDING",
    "POLICY",
    "SHARD",
    "Joint",
    "Line",
    "Plan",
    "Points",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SHARD: Final = 32_768
"""Rows that a shard should have: enough to be read quickly, few enough to be lost lightly."""
_SMALLEST_BLOCK: Final = 64

BASE: Final = "base"
POLICY: Final = "policy"
"""Names of the columns, and of the factors where policies are part of the design."""

COLUMNS: Final = (BASE, POLICY, "future", "replication", "runs", "failed", "error")
"""Columns of the results that are neither a choice nor a metric."""

DECIDING: Final = ("model", "ensemble", "agents", "scenario", "sweeps", "calibration")
"""Folders of the package whose code decides the values of a sweep, or its bytes."""

_WORDS: Final = {"title", "question", "setup", "expected", "surprise", "tags"}


@dataclass(frozen=True)
class Line:
    """A policy in a world.

    Attributes
    ----------
    base, policy
        Names of both, as they stand in the results.
    scenario
        The base scenario with this policy; nothing in it is left to chance.
    function
        A function that sets the levers, or None.
    fixed
        Whether choices of levers pass it by.
    """

    base: str
    policy: str
    scenario: Scenario
    function: Policy | None = None
    fixed: bool = False

    def takes(self, key: str) -> bool:
        """Return whether a number that varies reaches this policy in its variant of the model."""
        passes_by = self.fixed and key.startswith(f"{POLICY}.")
        return key not in (BASE, POLICY) and not passes_by and key not in self.settled

    @cached_property
    def settled(self) -> dict[str, tuple[float, str]]:
        """Value and reason by dotted key of what cannot vary in this line."""
        return settled_numbers(self.scenario)


@dataclass(frozen=True)
class Joint:
    """Unknowns that are drawn together: a row of the accepted set for each future.

    Attributes
    ----------
    keys
        Their dotted keys.
    sha256
        Digest of the file of the set.
    rows
        Number of rows.
    values
        (rows, keys); None where futures are read back from a folder.
    """

    keys: tuple[str, ...]
    sha256: str
    rows: int
    values: FloatArray | None = None

    def document(self) -> dict[str, Any]:
        """Return which set and which parameters, as plain data."""
        return {"parameters": list(self.keys), "rows": self.rows, "sha256": self.sha256}


@dataclass(frozen=True)
class Points:
    """Some points of a sweep: a policy with its choices, in a future, and a block of runs.

    Attributes
    ----------
    future, line, choice
        (n,) row of ``Plan.futures``, of ``Plan.lines``, of ``Plan.choices``.
    first
        (n,) first replication.
    runs
        (n,) how many replications.
    """

    future: IntArray
    line: IntArray
    choice: IntArray
    first: IntArray
    runs: IntArray

    @property
    def rows(self) -> int:
        """Number of runs."""
        return int(self.runs.sum())

    @property
    def starts(self) -> IntArray:
        """(n,) row of the first run of each point."""
        return np.cumsum(self.runs) - self.runs

    @property
    def replications(self) -> IntArray:
        """(rows,) replication of every run."""
        offsets = np.arange(self.rows) - np.repeat(self.starts, self.runs)
        return np.repeat(self.first, self.runs) + offsets


@dataclass(frozen=True)
class Plan:
    """A sweep, resolved and checked.

    Attributes
    ----------
    spec
        What the file says.
    lines
        Policies by worlds, the counterfactual first.
    choice_keys
        Dotted keys of what is chosen.
    choices
        (C, keys) every combination of levels; (1, 0) without choices.
    unknowns
        What nobody knows, by dotted key.
    levels
        Number of levels of an unknown that has levels rather than a distribution.
    windows
        For each line, the time windows as the engines take them.
    given
        (F, factors) futures read back from a folder; without them the design
        makes them.
    shard_rows
        Rows that a shard should have, >= 1.
    joint
        Unknowns that are drawn together; their distributions in ``unknowns``
        are the priors.
    """

    spec: SweepSpec
    lines: tuple[Line, ...]
    choice_keys: tuple[str, ...]
    choices: FloatArray
    unknowns: Mapping[str, Distribution]
    levels: Mapping[str, int]
    windows: tuple[tuple[Window, ...], ...]
    given: FloatArray | None = None
    shard_rows: int = field(default_factory=lambda: SHARD)
    joint: Joint | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be made again: a plan travels to workers.

        What decides its values goes along: a worker may lack the file of a
        policy function.
        """
        state = {row.name: getattr(self, row.name) for row in fields(self)}
        return {**state, "content": self.content}

    @cached_property
    def design(self) -> Design:
        """Where in the unit cube the futures lie; one axis a factor.

        Of unknowns that are drawn together, the ranks of the values.
        """
        drawn = self._drawn
        if self.joint is None:
            return drawn
        futures = self.futures
        unit = np.empty((len(drawn.unit), len(self.factors)))
        for column, key in enumerate(self.factors):
            if key in self.joint.keys:
                places = np.argsort(np.argsort(futures[:, column], kind="stable"), kind="stable")
                unit[:, column] = (places + 0.5) / len(places)
            else:
                unit[:, column] = drawn.unit[:, drawn.factors.index(key)]
        return drawn._replace(unit=unit, factors=self.factors)

    @property
    def _drawn(self) -> Design:
        """The design as it is drawn: one axis for all unknowns that are drawn together."""
        spec = self.spec
        axes = self.factors
        if self.joint is not None:
            axes = (*(key for key in axes if key not in self.joint.keys), ACCEPTED)
        if not axes:
            return Design(spec.design, np.zeros((1, 0)), (), 1, False)
        return make_design(
            spec.design,
            axes,
            spec.points,
            spec.seed,
            levels=dict(self.levels) if spec.design == "grid" else None,
            second_order=spec.second_order,
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """Dotted keys of choices and unknowns, in the order of values."""
        return (*self.choice_keys, *self.factors)

    def numbers(self, line: Line) -> list[tuple[int, str]]:
        """Return place in ``keys`` and dotted key of every number that varies in a line.

        Those that are tied to others stand there too.
        """
        return [
            (place, name)
            for place, key in enumerate(self.keys)
            for name in (key, *self.spec.together.get(key, ()))
            if line.takes(name)
        ]

    @property
    def is_sample(self) -> bool:
        """Whether the futures are a random sample of what nobody knows."""
        return bool(self.unknowns) and self.spec.design in SAMPLES

    @property
    def factors(self) -> tuple[str, ...]:
        """Names of the axes of the design."""
        return tuple(self.unknowns)

    @cached_property
    def futures(self) -> FloatArray:
        """(F, factors) value of each unknown in each future."""
        if self.given is not None:
            return self.given
        drawn = self.design if self.joint is None else self._drawn
        axes = dict(zip(drawn.factors, drawn.unit.T, strict=True))
        values = np.empty((len(drawn.unit), len(self.unknowns)))
        together = self._together(axes)
        for column, (key, distribution) in enumerate(self.unknowns.items()):
            if key in together:
                values[:, column] = together[key]
            else:
                values[:, column] = distribution.quantile(axes[key])
        self.__dict__.pop("design", None)  # as large as the futures, seldom asked for, made again
        return values

    def _together(self, axes: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """Return the values of unknowns that are drawn together, by dotted key."""
        if self.joint is None or self.joint.values is None:
            return {}
        rows = (axes[ACCEPTED] * self.joint.rows).astype(np.int64)
        chosen = self.joint.values[rows]
        return dict(zip(self.joint.keys, chosen.T, strict=True))

    @cached_property
    def future_count(self) -> int:
        """Number of futures."""
        return int(self.futures.shape[0])

    @property
    def breadth(self) -> int:
        """Number of policies and choices that meet each future."""
        return len(self.lines) * len(self.choices) if self.spec.cross else 1

    @property
    def runs(self) -> int:
        """Number of runs of the whole sweep."""
        return self.future_count * self.breadth * self.spec.replications

    @cached_property
    def block(self) -> int:
        """Replications of a point that are run together."""
        replications = self.spec.replications
        if self.spec.keep == "points" or self.breadth * replications <= self.shard_rows:
            return replications
        return min(replications, max(_SMALLEST_BLOCK, self.shard_rows // self.breadth))

    @property
    def _blocks(self) -> int:
        return -(-self.spec.replications // self.block)

    @property
    def _per_shard(self) -> int:
        """Points a shard: whole rounds, where all policies and choices meet, or a part of one."""
        points = max(1, self.shard_rows // self.block)
        return points // self.breadth * self.breadth if points >= self.breadth else points

    @property
    def _shards_per_round(self) -> int:
        return max(1, -(-self.breadth // self._per_shard))

    @property
    def shards(self) -> int:
        """Number of shards; a round of all policies and choices is never cut by more than need."""
        rounds = self.future_count * self._blocks
        if self._per_shard < self.breadth:
            return rounds * self._shards_per_round
        return -(-rounds // (self._per_shard // self.breadth))

    def closes_round(self, shard: int) -> bool:
        """Return whether all policies and choices have met the same futures after a shard."""
        return (shard + 1) % self._shards_per_round == 0

    def points(self, shard: int) -> Points:
        """Return the points of a shard, in the order of its rows."""
        if self._per_shard < self.breadth:
            round_, part = divmod(shard, self._shards_per_round)
            first = round_ * self.breadth + part * self._per_shard
            last = min(first + self._per_shard, (round_ + 1) * self.breadth)
        else:
            first = shard * self._per_shard
            last = min(first + self._per_shard, self.future_count * self._blocks * self.breadth)
        rounds, place = np.divmod(np.arange(first, last, dtype=np.int64), self.breadth)
        future, block = np.divmod(rounds, self._blocks)
        start = block * self.block
        line, choice = np.divmod(place, len(self.choices))
        if not self.spec.cross:
            line = self._drawn_lines[future]
        return Points(
            future=future,
            line=line,
            choice=choice,
            first=start,
            runs=np.minimum(self.block, self.spec.replications - start),
        )

    @cached_property
    def _drawn_lines(self) -> IntArray:
        """(F,) the line of each future, where policies and worlds are factors of the design."""
        names = [(line.base, line.policy) for line in self.lines]
        bases = list(dict.fromkeys(base for base, _ in names))
        policies = list(dict.fromkeys(policy for _, policy in names))
        codes = {name: column for column, name in enumerate(self.factors)}

        def drawn(factor: str) -> IntArray:
            if factor not in codes:
                return np.zeros(self.future_count, dtype=np.int64)
            return self.futures[:, codes[factor]].astype(np.int64)

        lookup = np.array([[names.index((base, policy)) for policy in policies] for base in bases])
        return np.asarray(lookup[drawn(BASE), drawn(POLICY)], dtype=np.int64)

    def run_numbers(self, points: Points) -> NDArray[np.uint64]:
        """Return the number of every run, which keys its random draws together with the seed."""
        numbers = points.replications
        if self.spec.noise == "own":
            numbers += np.repeat(points.future, points.runs) * self.spec.replications
        return numbers.astype(np.uint64)

    def empty_table(self) -> FloatArray:
        """Return NaN for every number of a column: (futures, arms, depth).

        An arm is a policy with its choices. The depth is that of the
        replications; one where points are kept.
        """
        depth = 1 if self.spec.keep == "points" else self.spec.replications
        return np.full((self.future_count, len(self.lines) * len(self.choices), depth), np.nan)

    def place(self, table: FloatArray, shard: int, values: ArrayLike) -> None:
        """Put a column of a shard where it belongs in a table; see ``empty_table``."""
        points = self.points(shard)
        arms = points.line * len(self.choices) + points.choice
        if self.spec.keep == "points":
            table[points.future, arms, 0] = values
            return
        runs = points.runs
        table[np.repeat(points.future, runs), np.repeat(arms, runs), points.replications] = values

    @cached_property
    def content(self) -> dict[str, Any]:
        """What decides every value of the sweep, as plain data."""
        spec = self.spec.model_dump(mode="json", by_alias=True, exclude_none=True)
        kept = {key: value for key, value in spec.items() if key not in _WORDS}
        return {
            "sweep": kept,
            "lines": [
                {
                    "base": line.base,
                    "policy": line.policy,
                    "fixed": line.fixed,
                    "scenario": line.scenario.dump(),
                    "scenario_hash": scenario_hash(line.scenario),
                    **(
                        {}
                        if line.function is None
                        else {"policy_function": describe_function(line.function)}
                    ),
                }
                for line in self.lines
            ],
            "uncertain": {
                key: row.model_dump(mode="json", exclude_none=True)
                for key, row in self.unknowns.items()
            },
            **({} if self.joint is None else {"accepted": self.joint.document()}),
            "choices": {
                key: sorted(set(self.choices[:, column].tolist()))
                for column, key in enumerate(self.choice_keys)
            },
            "levels": dict(self.levels),
            "futures": self.future_count,
            "runs": self.runs,
            "shards": self.shards,
            "shard_rows": self.shard_rows,
            "code": code_version(DECIDING),
        }

    @cached_property
    def hash(self) -> str:
        """Digest of the content: the same on every machine, whatever the order of keys."""
        return digest_of(self.content)
