"""What a lesson shows and asks: data files of the package, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from multivector_sim.errors import InputError
from multivector_sim.evidence import thesis
from multivector_sim.inquiry import Measure
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.scenario import Scenario, load_scenario
from multivector_sim.scenario.nearest import nearest

__all__ = ["TURNED", "Lesson", "Point", "Series", "Step", "World", "lesson", "lessons"]

FOLDER: Final = Path(__file__).resolve().parent / "texts"
TURNED: Final = ("inclusion", "concession", "persuasion", "leveraging", "retention")
"""The levers that have a slider: the five of the article."""

Level = Annotated[float, Field(ge=0, le=1)]
Levels = Mapping[str, Level]
"""Levels of levers; a lever that is not named stands at zero."""
Words = Annotated[str, Field(min_length=1, max_length=700)]
Found = Literal["lower", "higher", "open"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class World(_Part):
    """A world in which the grid is run.

    Attributes
    ----------
    key
        Name within the lesson.
    title
        What it is, in a few words.
    scenario
        Shipped scenario that gives it; its policy is constant, without favours.
    changes
        Values that differ, by dotted key.
    share
        Share of the runs that it is given, above 0 to 1.
    """

    key: Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]
    title: Words
    scenario: str
    changes: dict[str, bool | float] = Field(default_factory=dict)
    share: Annotated[float, Field(gt=0, le=1)] = 1.0

    def load(self) -> Scenario:
        """Return the scenario of the world.

        Raises
        ------
        InputError
            If its policy is none that a grid of constant levers can stand for.
        """
        scenario = load_scenario(self.scenario, self.changes)
        policy = scenario.policy
        if policy.phases or policy.treaties or policy.triggers or policy.favour or scenario.chance:
            raise InputError(
                f"world {self.key!r}: {self.scenario} has phases, treaties, triggers, favours or "
                "chances; a grid needs a scenario with a constant policy"
            )
        return scenario


class Series(_Part):
    """A state that is drawn year by year.

    Attributes
    ----------
    of
        Entry of a recorded state, such as ``tension.RUS-CHN``.
    title
        What it is, in a few words.
    """

    of: str
    title: Words


class Point(_Part):
    """A policy of the grid that has a name.

    Attributes
    ----------
    name
        What it is, in a few words.
    levels
        Levels by lever.
    """

    name: Words
    levels: Levels


class Step(_Part):
    """A comparison of two policies: a question, a guess, and what to look at.

    Attributes
    ----------
    title
        A few words.
    theses
        Ids of the claims that it tests.
    claim
        What the article claims, in our own words.
    ask
        The question.
    a, b
        Levels of the two policies; the difference is a minus b.
    outcome
        The outcome that is guessed at.
    world
        Key of the world; empty for the first.
    look
        What to look at, or to try, once the result is there.
    answer
        For the teacher.
    found
        Whether ``outcome`` is lower or higher under a, or not told apart, with
        the runs and seed that are usual. A test holds it against the model.
    """

    title: Words
    theses: Annotated[tuple[str, ...], Field(min_length=1, max_length=4)]
    claim: Words
    ask: Words
    a: Levels = Field(default_factory=dict)
    b: Levels = Field(default_factory=dict)
    outcome: str
    world: str = ""
    look: Words
    answer: Words
    found: Found


class Lesson(_Part):
    """A lesson.

    Attributes
    ----------
    number, name
        Under which it is asked for.
    title
        Its title.
    minutes
        How long it takes a class.
    aims
        What a student can do afterwards.
    about
        A few sentences to begin with.
    worlds
        Worlds, the usual one first.
    outcomes
        Numbers of which every run is kept, the most important first: names of
        outcomes, or entries such as ``concern[RUS, status]``.
    series
        What is drawn over time, the most important first.
    points
        Policies with names.
    steps
        What is compared, in order.
    cannot
        What the model cannot say here.
    """

    number: Annotated[int, Field(ge=1, le=99)]
    name: Annotated[str, Field(pattern=r"^[a-z]{3,20}$")]
    title: Words
    minutes: Annotated[int, Field(ge=10, le=90)]
    aims: Annotated[tuple[Words, ...], Field(min_length=1, max_length=4)]
    about: Words
    worlds: Annotated[tuple[World, ...], Field(min_length=1, max_length=3)]
    outcomes: Annotated[tuple[str, ...], Field(min_length=1, max_length=8)]
    series: Annotated[tuple[Series, ...], Field(min_length=1, max_length=6)]
    points: Annotated[tuple[Point, ...], Field(min_length=1, max_length=8)]
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=6)]
    cannot: Annotated[tuple[Words, ...], Field(min_length=1, max_length=4)]

    @model_validator(mode="after")
    def _refers_to_what_is_there(self) -> Lesson:
        keys = [world.key for world in self.worlds]
        _once("worlds", keys)
        _once("outcomes and series", [*self.outcomes, *(row.of for row in self.series)])
        _once("points", [point.name for point in self.points])
        names = [row.name for row in OUTCOMES]
        for label in self.outcomes:
            _among("outcome", label.partition("[")[0], names)
        named = [point.levels for point in self.points]
        for levels in (*named, *(side for step in self.steps for side in (step.a, step.b))):
            for lever in levels:
                _among("levels", lever, list(TURNED))
        for step in self.steps:
            _among(f"step {step.title!r}, world", step.world or keys[0], keys)
            _among(f"step {step.title!r}, outcome", step.outcome, list(self.outcomes))
            for claim in step.theses:
                thesis(claim)
        return self

    def world_of(self, step: Step) -> int:
        """Return which world a step is about."""
        keys = [world.key for world in self.worlds]
        return keys.index(step.world) if step.world else 0

    def load(self) -> tuple[Scenario, ...]:
        """Return the scenarios of the worlds, in which every outcome and series is there.

        Raises
        ------
        InputError
            If a world, an outcome or a series cannot be had.
        """
        scenarios = tuple(world.load() for world in self.worlds)
        for scenario in scenarios:
            for label in self.outcomes:
                Measure(label).outcome(scenario)
            for row in self.series:
                Measure(row.of, summary="mean").window(scenario, "series")
        return scenarios


def _once(what: str, values: list[str]) -> None:
    if len(set(values)) < len(values):
        raise ValueError(f"{what}: {', '.join(values)} received; each must stand once")


def _among(what: str, value: str, allowed: list[str]) -> None:
    if value not in allowed:
        raise ValueError(f"{what}: {value!r} received; allowed are {', '.join(allowed)}")


@cache
def lessons() -> Mapping[str, Lesson]:
    """Return the shipped lessons by name, in order of their numbers.

    Raises
    ------
    InputError
        If a file is broken: which, where, and what is allowed.
    """
    found = sorted((_read(path) for path in FOLDER.glob("*.yaml")), key=lambda one: one.number)
    return {one.name: one for one in found}


def lesson(which: str) -> Lesson:
    """Return a shipped lesson.

    Parameters
    ----------
    which
        Its number or its name.

    Raises
    ------
    InputError
        If there is none; names those that there are.

    Examples
    --------
    >>> lesson("1") is lesson("tension")
    True
    """
    known = lessons()
    for one in known.values():
        if which in (one.name, str(one.number)):
            return one
    shown = repr(which) if len(which) <= 40 else f"{which[:40]!r}..."
    there = ", ".join(f"{one.number} ({one.name})" for one in known.values())
    raise InputError(f"no lesson {shown}{nearest(which[:40], list(known))}; there are {there}")


def _read(path: Path) -> Lesson:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return Lesson.model_validate(YAML(typ="safe", pure=True).load(path))
    except (YAMLError, ValidationError, InputError) as error:
        raise InputError(f"lesson {path.name}: {error}") from error
