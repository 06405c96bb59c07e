"""What a visitor has chosen: two policies in one world, and how to look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, NamedTuple

from multivector_sim.errors import InputError
from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS, line_up
from multivector_sim.inquiry import SETS
from multivector_sim.model.actors import LEVERS, MECHANISMS
from multivector_sim.model.variants import MODEL_VARIANTS
from multivector_sim.scenario import Scenario, list_scenarios, load_scenario

__all__ = [
    "LANGUAGES",
    "PARAMETER_SETS",
    "RUNS",
    "WORLD",
    "Preset",
    "Side",
    "State",
    "presets",
    "scenario_of",
    "top",
]

WORLD: Final = "baseline"
"""Scenario that gives the world: drivers, events, actors, years."""
RUNS: Final = (200, 500, 1000)
"""Runs of each side that can be asked for; the last bounds memory and time of a request."""
PARAMETER_SETS: Final = ("fixed", *SETS)
"""Parameters of the runs: the defaults in all of them, or a draw of a set for each."""
LANGUAGES: Final = ("en", "ru", "kk")
"""Languages of the page, by their codes (ISO 639-1)."""
MOST_OPEN: Final = 2.0
"""Largest openness on the page: twice the normal rate of tenders."""
LARGEST_SEED: Final = 999_999
_LONGEST: Final = 40


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


def top(lever: str) -> float:
    """Return the highest level of a lever on the page; the lowest is 0."""
    return MOST_OPEN if lever == "openness" else 1.0


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
    """

    preset: str
    levers: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.preset not in presets():
            raise InputError(
                f"policy: {_shown(self.preset)} received; allowed are {', '.join(presets())}"
            )
        checked = {}
        for lever, level in self.levers.items():
            if lever not in LEVERS:
                raise InputError(
                    f"lever: {_shown(lever)} received; allowed are {', '.join(LEVERS)}"
                )
            if (
                isinstance(level, bool)
                or not isinstance(level, int | float)
                or not 0 <= level <= top(lever)
            ):
                raise InputError(
                    f"{lever}: {_shown(level)} received; a number from 0 to {top(lever):g} is "
                    "needed"
                )
            checked[lever] = round(float(level), 2)
        ordered = {lever: checked[lever] for lever in LEVERS if lever in checked}
        object.__setattr__(self, "levers", ordered)

    def __hash__(self) -> int:
        return hash((self.preset, tuple(self.levers.items())))

    def moved(self, lever: str, level: float | None) -> Side:
        """Return the side with a lever at a level; None gives it back to the preset.

        Raises
        ------
        InputError
            If there is no such lever, or the level is out of range.
        """
        levers = {name: value for name, value in self.levers.items() if name != lever}
        return Side(self.preset, levers if level is None else {**levers, lever: level})


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

    def __post_init__(self) -> None:
        world = load_world()
        known = tuple(row.name for row in MODEL_VARIANTS)
        _check_choice("language", self.language, LANGUAGES)
        _check_choice("parameters", self.parameters, PARAMETER_SETS)
        _check_choice("power", self.power, world.powers)
        _check_whole("seed", self.seed, 0, LARGEST_SEED)
        _check_whole("quarter", self.quarter, 0, world.quarters - 1)
        if isinstance(self.runs, bool) or self.runs not in RUNS:
            raise InputError(
                f"runs: {_shown(self.runs)} received; allowed are {', '.join(map(str, RUNS))}"
            )
        if not isinstance(self.predict, bool):
            raise InputError(f"predict: {_shown(self.predict)} received; True or False is needed")
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
            self, power=load_world().powers[0], quarter=0, predict=True, language=LANGUAGES[0]
        )


@cache
def load_world() -> Scenario:
    """Return the scenario of the world."""
    return load_scenario(WORLD)


def scenario_of(side: Side, state: State) -> Scenario:
    """Return the scenario that a side stands for: preset, levers, switches and variants."""
    changes: dict[str, object] = {f"mechanisms.{name}": False for name in state.off}
    changes |= {f"policy.{lever}": level for lever, level in side.levers.items()}
    return load_scenario(side.preset, changes, variant=state.variants)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _check_choice(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InputError(f"{name}: {_shown(value)} received; allowed are {', '.join(allowed)}")


def _check_whole(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError(
            f"{name}: {_shown(value)} received; a whole number from {low} to {high} is needed"
        )
