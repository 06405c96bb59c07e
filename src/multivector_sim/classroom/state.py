"""What a visitor has chosen: two policies in one world, and how to look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, NamedTuple

from multivector_sim.classroom.phases import Phase, checked_phases, phased
from multivector_sim.classroom.world import WORLD, check_whole, checked_levels, load_world, shown
from multivector_sim.errors import InputError
from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS, line_up
from multivector_sim.inquiry import SETS
from multivector_sim.model.actors import LEVERS, MECHANISMS
from multivector_sim.model.variants import MODEL_VARIANTS
from multivector_sim.scenario import Scenario, list_scenarios, load_scenario

__all__ = [
    "HISTORIES",
    "LANGUAGES",
    "PARAMETER_SETS",
    "RUNS",
    "Preset",
    "Side",
    "State",
    "changes_of",
    "presets",
    "scenario_of",
]

RUNS: Final = (200, 500, 1000)
"""Runs of each side that can be asked for; the last bounds memory and time of a request."""
PARAMETER_SETS: Final = ("fixed", *SETS)
"""Parameters of the runs: the defaults in all of them, or a draw of a set for each."""
LANGUAGES: Final = ("en", "ru", "kk")
"""Languages of the page, by their codes (ISO 639-1)."""
HISTORIES: Final = ("", "a", "b")
"""Sides whose history can be told; empty for neither."""
LARGEST_SEED: Final = 999_999


class Preset(NamedTuple):
    """A policy that can be chosen.

    Attributes
    ----------
    name
        Name of the shipped scenario that gives it.
    title
        Its title.
    levels
        Where each lever stands in the first quarter, by lever.
    moves
        Levers that do not stay there: a phase or a trigger sets them.
    """

    name: str
    title: str
    levels: Mapping[str, float]
    moves: frozenset[str]


@cache
def presets() -> dict[str, Preset]:
    """Return the shipped scenarios that differ from the world in nothing but policy, by name.

    The world's own policy is the first.
    """
    world = load_scenario(WORLD)
    found = {WORLD: world}
    for row in list_scenarios():
        other = load_scenario(row.name)
        alike = (other.start, other.end) == (world.start, world.end)
        if (
            row.name != WORLD
            and alike
            and not other.chance
            and other.actor_codes == world.actor_codes
            and not line_up([world, other], against=()).notes
        ):
            found[row.name] = other
    return {name: _preset(scenario) for name, scenario in found.items()}


def _preset(scenario: Scenario) -> Preset:
    policy = scenario.policy
    levels = {lever: float(getattr(policy, lever)) for lever in LEVERS}
    moves = {
        lever
        for row in (*policy.phases, *(trigger.levers for trigger in policy.triggers))
        for lever in LEVERS
        if getattr(row, lever) is not None
    }
    return Preset(scenario.name, scenario.title, levels, frozenset(moves))


@dataclass(frozen=True)
class Side:
    """One of the two policies.

    Attributes
    ----------
    preset
        Name of a preset.
    levers
        Levels that hold over the whole run in place of the preset's, by
        lever, rounded to hundredths.
    phases
        Levels that hold from dates on, in the order of time; at most
        ``MOST_PHASES``, no two in the same quarter.

    Raises
    ------
    InputError
        If a value is not allowed.
    """

    preset: str
    levers: Mapping[str, float] = field(default_factory=dict)
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        if self.preset not in presets():
            raise InputError(
                f"policy: {shown(self.preset)} received; allowed are {', '.join(presets())}"
            )
        object.__setattr__(self, "levers", checked_levels(self.levers))
        object.__setattr__(self, "phases", checked_phases(self.phases))

    def __hash__(self) -> int:
        return hash((self.preset, tuple(self.levers.items()), self.phases))

    @property
    def own(self) -> bool:
        """Whether anything differs from the preset."""
        return bool(self.levers or self.phases)

    def moved(self, lever: str, level: float | None) -> Side:
        """Return the side with a lever at a level; None gives it back to the preset.

        Raises
        ------
        InputError
            If there is no such lever, or the level is out of range.
        """
        levers = {name: value for name, value in self.levers.items() if name != lever}
        return replace(self, levers=levers if level is None else {**levers, lever: level})


def _first() -> Side:
    return Side(WORLD)


def _second() -> Side:
    return Side(COUNTERFACTUALS[0])


def _last() -> int:
    return load_world().quarters - 1


@dataclass(frozen=True)
class State:
    """Everything that a link restores.

    Attributes
    ----------
    a, b
        The two policies; differences are a minus b.
    off
        Mechanisms that are switched off, from ``MECHANISMS``, on both sides.
    variants
        Named variants of the model, on both sides.
    runs
        Runs of each side, one of ``RUNS``.
    seed
        Seed of the draws, 0 to 999,999; both sides have the same draws.
    parameters
        One of ``PARAMETER_SETS``; run r of both sides has the same draw.
    power
        Code of the power whose leverage is drawn.
    quarter
        Index of the quarter of the networks, 0 to the last.
    predict
        Whether a guess is asked for before anything is shown.
    language
        Code from ``LANGUAGES``.
    history
        Whose single run is told quarter by quarter: one of ``HISTORIES``.
    run
        Number of that run, from 0; it is among those of every ``RUNS``.

    Raises
    ------
    InputError
        If a value is not allowed.
    """

    a: Side = field(default_factory=_first)
    b: Side = field(default_factory=_second)
    off: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    runs: int = RUNS[0]
    seed: int = 1
    parameters: str = PARAMETER_SETS[0]
    power: str = "RUS"
    quarter: int = field(default_factory=_last)
    predict: bool = True
    language: str = LANGUAGES[0]
    history: str = HISTORIES[0]
    run: int = 0

    def __post_init__(self) -> None:
        world = load_world()
        known = tuple(row.name for row in MODEL_VARIANTS)
        _check_choice("language", self.language, LANGUAGES)
        _check_choice("parameters", self.parameters, PARAMETER_SETS)
        _check_choice("power", self.power, world.powers)
        _check_choice("history", self.history, HISTORIES)
        check_whole("run", self.run, 0, RUNS[0] - 1)
        check_whole("seed", self.seed, 0, LARGEST_SEED)
        check_whole("quarter", self.quarter, 0, world.quarters - 1)
        if isinstance(self.runs, bool) or self.runs not in RUNS:
            raise InputError(
                f"runs: {shown(self.runs)} received; allowed are {', '.join(map(str, RUNS))}"
            )
        if not isinstance(self.predict, bool):
            raise InputError(f"predict: {shown(self.predict)} received; True or False is needed")
        for name in self.off:
            _check_choice("mechanism", name, MECHANISMS)
        for name in self.variants:
            _check_choice("variant", name, known)
        object.__setattr__(self, "off", tuple(x for x in MECHANISMS if x in self.off))
        object.__setattr__(self, "variants", tuple(x for x in known if x in self.variants))

    def with_side(self, which: str, side: Side) -> State:
        """Return the state with one of its sides, ``"a"`` or ``"b"``, replaced."""
        return replace(self, a=side) if which == "a" else replace(self, b=side)

    @property
    def question(self) -> State:
        """What is asked, without how it is looked at: equal where the numbers are."""
        return replace(
            self, power=load_world().powers[0], quarter=0, predict=True, language=LANGUAGES[0],
            history=HISTORIES[0], run=0,
        )  # fmt: skip


@cache
def _scenario(preset: str) -> Scenario:
    """Return the scenario of a preset: reading a file takes as long as running it."""
    return load_scenario(preset)


def changes_of(side: Side) -> dict[str, object]:
    """Return what a side changes in its preset, by dotted key."""
    changes: dict[str, object] = {f"policy.{lever}": level for lever, level in side.levers.items()}
    before = _scenario(side.preset)
    if not side.phases and not before.policy.triggers:
        return changes
    begun = load_scenario(before, changes)
    if side.phases or begun.policy.triggers != before.policy.triggers:
        changes |= phased(begun, side.phases)
    return changes


def scenario_of(side: Side, state: State) -> Scenario:
    """Return the scenario that a side stands for: preset, levers, phases, switches and variants."""
    changes = {**changes_of(side), **{f"mechanisms.{name}": False for name in state.off}}
    return load_scenario(_scenario(side.preset), changes, variant=state.variants)


def _check_choice(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InputError(f"{name}: {shown(value)} received; allowed are {', '.join(allowed)}")
