"""A sweep file as a plan, or every fault in it at once."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from pydantic import ValidationError

from multivector_sim.errors import InputError
from multivector_sim.experiments.counterfactuals import with_policy_of
from multivector_sim.model.observed import Policy
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.parameters import PARAMETER_NAMES
from multivector_sim.model.windows import Window
from multivector_sim.scenario import Scenario
from multivector_sim.scenario.chance import FORMS, Distribution, prior_distributions
from multivector_sim.scenario.fault import FaultsFoundError
from multivector_sim.scenario.fixed import VARIANT_NAMES, unknown_variant
from multivector_sim.scenario.ground import Location
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.numbers import find_numbers
from multivector_sim.scenario.override import with_overrides
from multivector_sim.scenario.quantity import FrozenMap
from multivector_sim.scenario.tree import Node, plain
from multivector_sim.scenario.without import unknown_source
from multivector_sim.scenario.wording import in_order, shorten, translate
from multivector_sim.sweeps.metrics import metric_labels, window_of
from multivector_sim.sweeps.plan import BASE, COLUMNS, POLICY, Joint, Line, Plan
from multivector_sim.sweeps.spec import ACCEPTED, OWN, PRIOR, SAMPLES, Alternative, Steps, SweepSpec

__all__ = ["check_sweep"]

Found = list[tuple[Location, str]]
Load = Callable[[str], Scenario]

_DISTRIBUTION: Final = "{uniform: [0.1, 0.5]}"
_MOST_CHOICES: Final = 1_000_000
_MOST_RUNS: Final = 2**40
_OF_THE_SWEEP: Final[Mapping[str, str]] = {
    **dict.fromkeys(("start", "end", "substeps"), "make a sweep for each"),
    "runs": "say replications: N instead",
    "seed": "say seed: N once; replications differ by their numbers",
}
"""Numbers of a scenario that a sweep says for all of its runs, and what to do."""


class _FaultyError(Exception):
    """Nothing more can be said before the faults found so far are mended."""


def check_sweep(tree: Node, load: Load, functions: Mapping[str, Policy] | None = None) -> Plan:
    """Return the plan of the sweep that a tree holds.

    Parameters
    ----------
    tree
        What the file says.
    load
        Returns the scenario of a name or path, as the file means it.
    functions
        Policy functions that meet the same futures, by name.

    Raises
    ------
    FaultsFoundError
        With every fault that could be found.
    """
    reading = _Reading(plain(tree), load, functions or {})
    try:
        return reading.plan()
    except _FaultyError:
        raise FaultsFoundError(*in_order(tree, reading.found)) from None


class _Reading:
    """One pass over a sweep's data, which collects faults as it goes."""

    def __init__(self, data: Any, load: Load, functions: Mapping[str, Policy]) -> None:
        self.data, self.load, self.functions = data, load, functions
        self.found: Found = []

    def plan(self) -> Plan:
        """Return the plan; raises ``_FaultyError`` where ``found`` tells why there is none."""
        spec = self._spec()
        choices = dict(self._choices(spec))
        unknowns, levels = self._unknowns(spec)
        joint = self._joint(spec, {*choices, *_tied_keys(spec)})
        if joint is not None:
            every = prior_distributions()
            unknowns |= {key: every[key] for key in joint.keys}
        lines = self._lines(spec)
        if not lines:
            raise _FaultyError
        unknowns = {**self._chances(lines, {*unknowns, *choices}), **unknowns}
        settled = self._settled(lines, choices)
        unknowns = {key: row for key, row in unknowns.items() if key not in settled}
        levels = {key: count for key, count in levels.items() if key not in settled}
        lines = [self._certain(line) for line in lines]
        for key in choices.keys() & unknowns.keys():
            self._fault(("choices", key), "stands under uncertain too; one of them is enough")
        self._tied(spec, choices, unknowns)
        self._set_in_vain(spec, {*choices, *unknowns})
        self._numbers(spec, lines, choices, unknowns)
        if not self.found:
            self._one_number_twice(spec, lines, choices, unknowns)
        windows = self._windows(spec, lines)
        self._outcomes(spec, lines)
        self._fit(spec, lines, choices, unknowns, levels)
        self._combinations(spec, choices)
        self._stop()
        if not spec.cross:
            unknowns, levels, choices = _joined(lines, choices, unknowns, levels)
        keys = tuple(sorted(choices))
        table = np.array(list(itertools.product(*(choices[key] for key in keys))), dtype=np.float64)
        plan = Plan(
            spec=spec,
            lines=tuple(lines),
            choice_keys=keys,
            choices=table.reshape(max(1, len(table)), len(keys)),
            unknowns={key: unknowns[key] for key in sorted(unknowns)},
            levels={key: levels[key] for key in sorted(levels)},
            windows=tuple(windows),
            joint=joint,
        )
        self._bulk(plan)
        self._stop()
        return plan

    def _fault(self, location: Location, words: str) -> None:
        self.found.append((location, words))

    def _stop(self) -> None:
        if self.found:
            raise _FaultyError

    def _spec(self) -> SweepSpec:
        if not isinstance(self.data, dict):
            self._fault((), "a map of keys and values is needed at the top")
            raise _FaultyError
        data = dict(self.data)
        try:
            return SweepSpec.model_validate(data)
        except ValidationError as error:
            rows = error.errors(include_url=False)
        self.found += [translate(row, self.data, SweepSpec) for row in rows]
        # What is left of the file may have faults of its own: they are told at once.
        for row in rows:
            data.pop(row["loc"][0], None)
        try:
            return SweepSpec.model_validate(data)
        except ValidationError:
            raise _FaultyError from None

    def _choices(self, spec: SweepSpec) -> Iterator[tuple[str, tuple[float, ...]]]:
        for key, value in spec.choices.items():
            place = ("choices", key)
            if isinstance(value, dict):
                try:
                    yield key, tuple(sorted(Steps.model_validate(value).levels()))
                except ValidationError as error:
                    self._say(place, error, value, Steps)
                continue
            levels = self._levels(place, value)
            if levels:
                yield key, levels

    def _levels(self, place: Location, value: Any) -> tuple[float, ...]:
        """Return levels that stand one by one; none, and a fault, where they are not sound."""
        if not isinstance(value, list | tuple) or not value:
            words = "a list of levels is needed, such as [0, 0.5, 1], or {from: 0, to: 1, steps: 5}"
            self._fault(place, f"{words}; received {shorten(value)}")
            return ()
        for index, level in enumerate(value):
            number = isinstance(level, int | float) and not isinstance(level, bool)
            if not number or not abs(level) <= 1e12:
                self._fault((*place, index), f"a number is needed; received {shorten(level)}")
                return ()
        if len(set(value)) < len(value):
            self._fault(place, "a level stands twice; each of them once")
            return ()
        return tuple(sorted(float(level) for level in value))

    def _say(self, place: Location, error: ValidationError, value: Any, model: Any) -> None:
        for row in error.errors(include_url=False):
            location, words = translate(row, value, model)
            self._fault((*place, *location), words)

    def _unknowns(self, spec: SweepSpec) -> tuple[dict[str, Distribution], dict[str, int]]:
        unknowns: dict[str, Distribution] = {}
        levels: dict[str, int] = {}
        for key, value in spec.uncertain.items():
            place = ("uncertain", key)
            if key == ACCEPTED:
                continue
            if key == PRIOR:
                unknowns = {**self._priors(place, value), **unknowns}
            elif isinstance(value, dict) and value.keys() & set(FORMS):
                try:
                    unknowns[key] = Distribution.model_validate(value)
                except ValidationError as error:
                    self._say(place, error, value, Distribution)
            elif isinstance(value, dict) and "steps" in value:
                try:
                    steps = Steps.model_validate(value).levels()
                except ValidationError as error:
                    self._say(place, error, value, Steps)
                    continue
                unknowns[key], levels[key] = _of_levels(steps), len(steps)
            elif isinstance(value, list | tuple):
                given = self._levels(place, value)
                if given:
                    unknowns[key], levels[key] = _of_levels(given), len(given)
            else:
                self._fault(
                    place,
                    f"a distribution such as {_DISTRIBUTION} or a list of levels is needed; "
                    f"received {shorten(value)}",
                )
        return unknowns, levels

    def _priors(self, place: Location, value: Any) -> dict[str, Distribution]:
        every = prior_distributions()
        if value in ("all", "none"):
            return every if value == "all" else {}
        if not isinstance(value, list | tuple):
            words = "all, none or a list of parameters is needed"
            self._fault(place, f"{words}; received {shorten(value)}")
            return {}
        chosen = {}
        for index, name in enumerate(value):
            if name in PARAMETER_NAMES:
                chosen[f"parameters.{name}"] = every[f"parameters.{name}"]
            else:
                hint = nearest(str(name), PARAMETER_NAMES)
                self._fault((*place, index), f"unknown parameter {shorten(name)}{hint}")
        return chosen

    def _settled(self, lines: Sequence[Line], choices: Mapping[str, tuple[float, ...]]) -> set[str]:
        """Return the numbers that cannot vary in any line, and refuse choices of them."""
        fixed = {key: row for line in lines for key, row in line.settled.items()}
        for key in choices.keys() & fixed.keys():
            value, reason = fixed[key]
            words = f"{reason} fixes it at {value:g}; leave out one of the two"
            self._fault(("choices", key), words)
        return set.intersection(*({*line.settled} for line in lines))

    def _joint(self, spec: SweepSpec, fixed: set[str]) -> Joint | None:
        """Return what is drawn together from the accepted set; None where nothing is.

        What the file chooses, ties or ranges itself is left out.
        """
        from multivector_sim.calibration import accepted

        value = spec.uncertain.get(ACCEPTED, "none")
        place = ("uncertain", ACCEPTED)
        if value not in ("all", "none") and not isinstance(value, list | tuple):
            words = "all, none or a list of fitted parameters is needed"
            self._fault(place, f"{words}; received {shorten(value)}")
            return None
        if value == "none" or not value:
            return None
        try:
            found = accepted()
        except InputError as error:
            self._fault(place, str(error))
            return None
        for index, name in enumerate(() if value == "all" else value):
            if name not in found.parameters:
                hint = nearest(str(name), found.parameters)
                known = hint or f"; fitted are {', '.join(found.parameters)}"
                self._fault((*place, index), f"no fitted parameter {shorten(name)}{known}")
        if spec.design not in SAMPLES:
            self._fault(
                place,
                f"a {spec.design} design needs independent factors, and accepted parameters go "
                "together; choose lhs, sobol or random, or take their priors",
            )
        own = {*fixed, *spec.uncertain}
        names = [
            name
            for name in found.parameters
            if (value == "all" or name in value) and f"parameters.{name}" not in own
        ]
        if not names:
            return None
        return Joint(
            tuple(f"parameters.{name}" for name in names),
            found.sha256,
            found.rows,
            found.values[:, [found.names.index(name) for name in names]],
        )

    def _lines(self, spec: SweepSpec) -> list[Line]:
        lines: list[Line] = []
        alternatives = spec.policies or (() if self.functions else (Alternative(name=OWN),))
        for index, name in enumerate(spec.base):
            place = ("base", index) if isinstance(self.data["base"], list | tuple) else ("base",)
            world = self._loaded(place, name)
            if world is None:
                continue
            world = self._horizon(spec, place, self._varied(spec, place, world))
            for number, entry in enumerate(alternatives):
                scenario = self._with_policy(world, entry, ("policies", number))
                if scenario is not None:
                    policy = world.name if entry.name == OWN and not spec.policies else entry.name
                    lines.append(Line(world.name, policy, scenario, fixed=entry.fixed))
            lines += [Line(world.name, key, world, call) for key, call in self.functions.items()]
        self._names(spec, lines)
        return lines

    def _names(self, spec: SweepSpec, lines: Sequence[Line]) -> None:
        names = [(line.base, line.policy) for line in lines]
        for base, policy in dict.fromkeys(name for name in names if names.count(name) > 1):
            place = "base" if len(spec.base) > 1 else "policies"
            words = f"{policy!r} in {base!r} stands twice; give one of them another name"
            self._fault((place,), words)

    def _loaded(self, place: Location, name: str) -> Scenario | None:
        try:
            return self.load(name)
        except FaultsFoundError as error:
            for fault in error.found:
                self._fault(place, f"scenario {name!r}: {fault}")
        except InputError as error:
            self._fault(place, f"scenario {name!r}: {error}")
        return None

    def _varied(self, spec: SweepSpec, place: Location, world: Scenario) -> Scenario:
        """Return a world in the variants, and without the sources, that the sweep names."""
        known = [name for name in spec.variants if name in VARIANT_NAMES]
        for index, name in enumerate(spec.variants):
            told = (("variants", index), unknown_variant(name))
            if name not in known and told not in self.found:
                self._fault(*told)
        sources = []
        for index, source in enumerate(spec.without):
            words = unknown_source(source, world.dump())
            told = (("without", index), words)
            if not words:
                sources.append(source)
            elif told not in self.found:
                self._fault(*told)
        try:
            return with_overrides(world, {}, known, sources) if known or sources else world
        except FaultsFoundError as error:
            for fault in error.found:
                self._fault(place, f"scenario {world.name!r}: {fault}")
        return world

    def _horizon(self, spec: SweepSpec, place: Location, world: Scenario) -> Scenario:
        changes = {
            key: value
            for key in ("start", "end", "substeps")
            if (value := getattr(spec, key)) is not None
        }
        if not changes:
            return world
        try:
            return with_overrides(world, changes)
        except InputError as error:
            self._fault((next(iter(changes)),), f"scenario {world.name!r}: {error}")
        return world

    def _with_policy(self, world: Scenario, entry: Alternative, place: Location) -> Scenario | None:
        scenario = world
        try:
            if entry.of not in (OWN, world.name):
                scenario = with_policy_of(world, self.load(entry.of)).named(world.name)
        except InputError as error:
            self._fault(place, f"policy of {entry.of!r} in {world.name!r}: {error}")
            return None
        for key in entry.changes.keys() & _OF_THE_SWEEP:
            words = "is the same for all policies of a sweep; say it once, beside base"
            self._fault((*place, "set"), f"{key}: {words}")
            return None
        if not entry.changes:
            return scenario
        try:
            return with_overrides(scenario, entry.changes)
        except FaultsFoundError as error:
            for fault in error.found:
                self._fault((*place, "set"), f"{fault.key}: {fault.message}")
        return None

    def _chances(self, lines: Sequence[Line], given: set[str]) -> dict[str, Distribution]:
        """Return what the bases leave to chance and the sweep does not name."""
        first = {k: v for k, v in lines[0].scenario.chance.items() if k not in given}
        for key in first:
            if key.startswith("policy."):
                # Drawn, a lever keeps its phases; varied by a sweep, it holds over the whole run.
                self._fault(
                    ("base",),
                    f"the policy leaves {key!r} to chance; say under uncertain what it may be",
                )
        for line in lines[1:]:
            other = {k: v for k, v in line.scenario.chance.items() if k not in given}
            for key in sorted(first.keys() ^ other.keys()):
                self._fault(
                    ("uncertain",) if "uncertain" in self.data else (),
                    f"{key!r} is left to chance by some of the scenarios only; "
                    "give it a distribution here",
                )
                return first
        return first

    def _certain(self, line: Line) -> Line:
        certain = line.scenario.model_copy(update={"chance": FrozenMap({})}).named(
            line.scenario.name
        )
        return replace(line, scenario=certain)

    def _tied(
        self,
        spec: SweepSpec,
        choices: Mapping[str, tuple[float, ...]],
        unknowns: Mapping[str, Distribution],
    ) -> None:
        """Find numbers tied to nothing, or twice."""
        varied = {*choices, *unknowns}
        taken: set[str] = set(varied)
        for key, names in spec.together.items():
            if key not in varied:
                hint = nearest(key, varied) or "; name one of choices or uncertain"
                self._fault(("together", key), f"{key!r} does not vary{hint}")
            for index, name in enumerate(names):
                if name in taken:
                    self._fault(("together", key, index), f"{name!r} varies by itself already")
                taken.add(name)

    def _set_in_vain(self, spec: SweepSpec, varied: set[str]) -> None:
        """Find values that a policy sets and that never hold, as the sweep varies them."""
        varied |= {name for key in varied & spec.together.keys() for name in spec.together[key]}
        for number, entry in enumerate(spec.policies):
            for key in sorted(varied & entry.changes.keys()):
                if entry.fixed and key.startswith(f"{POLICY}."):
                    continue
                self._fault(
                    ("policies", number, "set"),
                    f"{key}: varies in this sweep, so that what is set here never holds; "
                    "take it out, or keep it with fixed: true where it is a lever",
                )

    def _numbers(
        self,
        spec: SweepSpec,
        lines: Sequence[Line],
        choices: Mapping[str, tuple[float, ...]],
        unknowns: Mapping[str, Distribution],
    ) -> None:
        """Find numbers that a line lacks, or that leave their range at an end."""
        ends: dict[str, tuple[float, float]] = {}
        priors = prior_distributions()
        for key, distribution in unknowns.items():
            if priors.get(key) != distribution:
                ends[key] = distribution.ends
        ends |= {key: (min(levels), max(levels)) for key, levels in choices.items()}
        for key, names in spec.together.items():
            if key in unknowns or key in choices:  # a prior fits its parameter, not what is tied
                tied = ends[key] if key in ends else unknowns[key].ends
                ends |= dict.fromkeys(names, tied)
        for key in [key for key in ends if key in _OF_THE_SWEEP]:
            del ends[key]
            words = f"is a key of the sweep itself, the same in every run: {_OF_THE_SWEEP[key]}"
            self._fail_at(spec, key, choices, words)
        told: set[str] = set()
        for line in lines:
            for end in (0, 1):
                together = {key: value[end] for key, value in ends.items() if line.takes(key)}
                if together and _refusal(line.scenario, together):
                    self._one_by_one(spec, line, together, told, choices)

    def _one_number_twice(
        self,
        spec: SweepSpec,
        lines: Sequence[Line],
        choices: Mapping[str, tuple[float, ...]],
        unknowns: Mapping[str, Distribution],
    ) -> None:
        """Find two keys of one number, or of a number inside another: the last would hold."""
        tied = (name for names in spec.together.values() for name in names)
        keys = list(dict.fromkeys((*choices, *unknowns, *tied)))
        for line in lines:
            own = [key for key in keys if line.takes(key)]
            try:
                places = [number.location for number in find_numbers(line.scenario, own)]
            except FaultsFoundError as error:
                for fault in error.found:
                    self._fail_at(spec, fault.key, choices, fault.message)
                return
            for (first, one), (second, other) in itertools.pairwise(
                sorted(zip((tuple(map(str, place)) for place in places), own, strict=True))
            ):
                if second[: len(first)] == first:
                    words = f"{one!r} is the same number, or holds it; vary one of them"
                    self._fail_at(spec, other, choices, words)
                    return

    def _one_by_one(
        self,
        spec: SweepSpec,
        line: Line,
        values: Mapping[str, float],
        told: set[str],
        choices: Mapping[str, tuple[float, ...]],
    ) -> None:
        alone = False
        for key, value in values.items():
            words = _refusal(line.scenario, {key: value})
            if words:
                alone = True
            if words and key not in told:
                told.add(key)
                words += f" (at {value:g}, in {line.base}, {line.policy})"
                self._fail_at(spec, key, choices, words)
        if not alone and "" not in told:
            told.add("")
            words = _refusal(line.scenario, values)
            self._fault(("uncertain",), f"at their ends the numbers do not go together: {words}")

    def _fail_at(
        self, spec: SweepSpec, key: str, choices: Mapping[str, tuple[float, ...]], words: str
    ) -> None:
        """Take note of a fault of a number that varies, where the file names it."""
        for first, names in spec.together.items():
            if key in names:
                self._fault(("together", first), f"{key}: {words}")
                return
        self._fault(("choices" if key in choices else "uncertain", key), words)

    def _windows(self, spec: SweepSpec, lines: Sequence[Line]) -> list[tuple[Window, ...]]:
        result = []
        for line in lines:
            windows = []
            for index, entry in enumerate(spec.windows):
                try:
                    windows.append(window_of(entry, line.scenario))
                except InputError as error:
                    place = ("windows", index)
                    if (place, str(error)) not in self.found:
                        self._fault(place, str(error))
            result.append(tuple(windows))
        names = [entry.name for entry in spec.windows]
        taken = {*COLUMNS, *(row.name for row in OUTCOMES)}
        for index, name in enumerate(names):
            if name in names[:index] or name in taken:
                self._fault(
                    ("windows", index, "name"), f"{name!r} is taken; another name is needed"
                )
        return result

    def _outcomes(self, spec: SweepSpec, lines: Sequence[Line]) -> None:
        known = [row.name for row in OUTCOMES]
        for index, name in enumerate(spec.outcomes or ()):
            if name not in known:
                hint = nearest(name, known) or f"; known: {', '.join(known)}"
                self._fault(("outcomes", index), f"unknown outcome {name!r}{hint}")
        if spec.outcomes is not None and not spec.outcomes and not spec.windows:
            self._fault(("outcomes",), "nothing to keep: name an outcome or a window")
        if self.found:
            return
        labels = metric_labels(spec, [line.scenario for line in lines])
        for index, name in enumerate(spec.until.of if spec.until else ()):
            if name not in labels:
                hint = nearest(name, labels) or f"; known: {', '.join(labels)}"
                self._fault(("until", "of", index), f"unknown column {name!r}{hint}")

    def _fit(
        self,
        spec: SweepSpec,
        lines: Sequence[Line],
        choices: Mapping[str, tuple[float, ...]],
        unknowns: Mapping[str, Distribution],
        levels: Mapping[str, int],
    ) -> None:
        """Find settings that do not go together."""
        if spec.design == "grid":
            for key in unknowns:
                if key not in levels:
                    place = ("uncertain", key) if key in spec.uncertain else ("design",)
                    self._fault(
                        place,
                        f"a grid needs levels, such as [0.1, 0.2]; {key!r} has a distribution. "
                        "Choose another design (lhs), or give uncertain: {prior: none} and levels",
                    )
                    break
        if spec.until is not None and spec.design not in SAMPLES:
            self._fault(
                ("until",),
                f"a {spec.design} design means something as a whole only; until goes with random, "
                "lhs and sobol",
            )
        if spec.keep == "points" and spec.noise == "shared" and spec.replications > 1:
            self._fault(
                ("keep",) if "keep" in self.data else (),
                "points are kept with noise: own only; with shared noise the error of a mean "
                "cannot be told from points",
            )
        if not spec.cross:
            policies = {line.policy for line in lines}
            if spec.design == "morris" and (len(policies) > 1 or len(spec.base) > 1):
                self._fault(
                    ("design",),
                    "morris moves along ordered numbers; policies and bases have no order. "
                    "Set cross: true, or choose saltelli",
                )

    def _combinations(self, spec: SweepSpec, choices: Mapping[str, tuple[float, ...]]) -> None:
        """Find too many combinations, before they are made."""
        count = math.prod(map(len, choices.values()))
        if spec.cross and count > _MOST_CHOICES:
            words = (
                f"{count:,} combinations; at most {_MOST_CHOICES:,} are allowed: take fewer "
                "levels, or cross: false, where choices are factors of the design"
            )
            self._fault(("choices",), words)

    def _bulk(self, plan: Plan) -> None:
        try:
            plan.design  # noqa: B018  (the design is made here, and its faults are found)
        except InputError as error:
            words = str(error).removeprefix("points: ")
            self._fault(("points",) if "points" in self.data else ("design",), words)
            return
        if plan.runs > _MOST_RUNS:
            self._fault((), f"{plan.runs:,} runs; at most {_MOST_RUNS:,} are allowed")
        if plan.spec.keep == "points" and plan.spec.replications > 250_000:
            words = "at most 250,000 with keep: points; take keep: runs, or more futures"
            self._fault(("replications",), words)


def _tied_keys(spec: SweepSpec) -> set[str]:
    """Return the keys that always take the value of another one."""
    return {name for names in spec.together.values() for name in names}


def _of_levels(levels: Sequence[float]) -> Distribution:
    return Distribution(discrete=tuple((float(level), 1.0) for level in levels))


def _refusal(scenario: Scenario, values: Mapping[str, float]) -> str:
    """Return why a scenario cannot take some values; empty where it can."""
    try:
        with_overrides(scenario, values)
    except FaultsFoundError as error:
        fault = error.found[0]
        return fault.message if len(values) == 1 else f"{fault.key}: {fault.message}"
    return ""


def _joined(
    lines: Sequence[Line],
    choices: Mapping[str, tuple[float, ...]],
    unknowns: Mapping[str, Distribution],
    levels: Mapping[str, int],
) -> tuple[dict[str, Distribution], dict[str, int], dict[str, tuple[float, ...]]]:
    """Return unknowns, and levels, to which choices, policies and worlds are added as factors."""
    factors = {key: tuple(values) for key, values in choices.items()}
    for name in (BASE, POLICY):
        count = len({getattr(line, name) for line in lines})
        if count > 1:
            factors[name] = tuple(float(code) for code in range(count))
    joined = {**unknowns, **{key: _of_levels(values) for key, values in factors.items()}}
    counts = {**levels, **{key: len(values) for key, values in factors.items()}}
    return joined, counts, {}
