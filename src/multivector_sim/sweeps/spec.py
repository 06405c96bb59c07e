"""What a sweep is: the data model of a sweep file."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from multivector_sim.scenario.left_out import MOST_SOURCES
from multivector_sim.scenario.quantity import Date, Map, Name, Part, Quarter, Rows, Text

__all__ = [
    "ACCEPTED",
    "OWN",
    "PRIOR",
    "SAMPLES",
    "Alternative",
    "Steps",
    "SweepSpec",
    "Until",
    "WindowEntry",
]

OWN: Final = "own"
"""Name of a base scenario's own policy."""
PRIOR: Final = "prior"
"""Key of ``uncertain`` that stands for the priors of parameters."""
ACCEPTED: Final = "accepted"
"""Key of ``uncertain`` that stands for the accepted set of the shipped calibration."""

SAMPLES: Final = ("random", "lhs", "sobol")
"""Designs of which every part is a sample: a sweep may stop early, and factors may be drawn
together."""

MOST_POINTS: Final = 100_000_000
MOST_LEVELS: Final = 1000

Number = Annotated[float, Field(ge=-1e12, le=1e12)]


def _listed(value: Any) -> Any:
    """Return one name as a list of one."""
    return [value] if isinstance(value, str) else value


class Steps(Part):
    """Levels at equal steps.

    Attributes
    ----------
    low, high
        ``from`` and ``to`` of the file: first and last level.
    steps
        Number of levels, >= 2.
    """

    low: Number = Field(alias="from")
    high: Number = Field(alias="to")
    steps: Annotated[int, Field(ge=2, le=MOST_LEVELS)]

    @model_validator(mode="after")
    def _apart(self) -> Steps:
        if self.low == self.high:
            raise PydanticCustomError(
                "steps", "from and to must differ; a list of one level will do"
            )
        return self

    def levels(self) -> tuple[float, ...]:
        """Return the levels, the ends exact."""
        last = self.steps - 1
        inner = ((self.low * (last - step) + self.high * step) / last for step in range(1, last))
        return (self.low, *inner, self.high)


class Alternative(Part):
    """A policy among which the sweep chooses.

    Attributes
    ----------
    name
        Its name in tables.
    of
        Scenario that gives the policy; the base scenario's own without it.
    changes
        ``set`` of the file: values changed under dotted keys.
    fixed
        Whether choices of levers pass it by: a counterfactual that stays what
        it is called.
    """

    name: Name
    of: Text = OWN
    fixed: bool = False
    changes: Map[str, Any] = Field(default_factory=dict, alias="set")


def _usual(given: dict[str, Any]) -> dict[str, Any]:
    """Return what is uncertain where a file says nothing."""
    from multivector_sim.calibration import has_accepted

    joint = given.get("design", "lhs") in SAMPLES and has_accepted()
    return {ACCEPTED: "all", PRIOR: "all"} if joint else {PRIOR: "all"}


def _named(value: Any) -> Any:
    """Return a bare name of a scenario as an alternative."""
    if isinstance(value, str):
        bare = (
            value.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".yaml").removesuffix(".yml")
        )
        return {"name": bare, "of": value}
    return value


class WindowEntry(Part):
    """A summary of something recorded, over some quarters of a run.

    Attributes
    ----------
    name
        Column in the results.
    of
        What is summarised: a recorded state, such as ``tension.RUS-CHN``.
    since, until
        ``from`` and ``to`` of the file: quarters that start in [from, to);
        without them, from the first quarter or to the last.
    summary
        Mean, largest, smallest or last value, or the share of quarters above
        a threshold.
    threshold
        For ``above``.
    """

    name: Name
    of: Annotated[str, Field(min_length=1, max_length=80)]
    since: Date | None = Field(None, alias="from")
    until: Date | None = Field(None, alias="to")
    summary: Literal["mean", "max", "min", "last", "above"] = "mean"
    threshold: Number | None = None

    @model_validator(mode="after")
    def _sound(self) -> WindowEntry:
        if (self.summary == "above") != (self.threshold is not None):
            raise PydanticCustomError(
                "window", "threshold goes with summary: above, and only with it"
            )
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise PydanticCustomError("window", "to must be later than from")
        return self


class Until(Part):
    """When enough has been run.

    Attributes
    ----------
    se
        Wanted Monte Carlo standard error of the means.
    of
        Outcomes and windows to which it applies, as columns of the results.
    """

    se: Annotated[float, Field(gt=0, le=1e12)]
    of: Annotated[
        Rows[Annotated[str, Field(min_length=1, max_length=80)]],
        BeforeValidator(_listed),
        Field(min_length=1),
    ]


class SweepSpec(Part):
    """A sweep as its file says it.

    Attributes
    ----------
    title, question, setup, expected, surprise, tags
        The header, as in a scenario.
    base
        Scenario that is swept, or several: names of shipped ones, or paths.
    variants
        Named variants of the model, of every base. What they fix is not
        uncertain any more.
    without
        Sources that every base does without: ids of events or parts of
        citations. Numbers that took their other reading are not uncertain.
    policies
        Policies that meet the same futures: names of scenarios whose policy
        is taken, ``own``, or entries of name, ``of`` and ``set``. The first
        is the counterfactual from which the others are told apart.
    choices
        Numbers that the pivot or the analyst chooses, by dotted key, with
        their levels; every combination meets the same futures.
    uncertain
        Numbers that nobody knows, by dotted key, with their distributions or
        levels. ``prior: all`` stands for the priors of all parameters,
        ``prior: [NAME, ...]`` for those of some. ``accepted: all`` (or a list
        of names) draws the fitted parameters together, a row of the accepted
        set for each future; it goes before ``prior``, and what stands here
        under its own key goes before both. Without this section,
        ``{accepted: all, prior: all}``, or ``{prior: all}`` in a design whose
        factors must be independent (grid, morris, saltelli). What the base
        leaves to chance belongs to it.
    together
        Numbers that always take the value of another one, by the dotted key
        of the latter: the price and every power's demand, say.
    design
        How futures are chosen: grid, random, lhs, sobol, morris, saltelli.
    points
        Number of futures; base sample of saltelli, trajectories of morris.
    second_order
        Whether saltelli serves indices of pairs too.
    replications
        Runs of each policy and choice in each future.
    seed
        Seed of futures and runs.
    noise
        ``shared``: replication r has the same random numbers in every future;
        ``own``: each future has its own. Policies and choices always share.
    cross
        Whether every policy and choice meets every future; without, they are
        factors of the design.
    outcomes
        Outcomes to keep; by default the usual ones.
    windows
        Summaries over time windows to keep.
    keep
        ``runs``: a row a run; ``points``: a row a policy, choice and future,
        with mean, standard deviation and extremes over its runs.
    until
        When to stop before all futures are run.
    start, end, substeps
        Instead of those of the base scenario.
    """

    title: Text | None = None
    question: Text | None = None
    setup: Text | None = None
    expected: Text | None = None
    surprise: Text | None = None
    tags: Rows[Name] = ()
    base: Annotated[Rows[Text], BeforeValidator(_listed), Field(min_length=1, max_length=100)]
    variants: Annotated[Rows[Name], BeforeValidator(_listed)] = ()
    without: Annotated[Rows[Text], BeforeValidator(_listed), Field(max_length=MOST_SOURCES)] = ()
    policies: Annotated[
        Rows[Annotated[Alternative, BeforeValidator(_named)]], BeforeValidator(_listed)
    ] = ()
    choices: Map[str, Any] = Field(default_factory=dict)
    design: Literal["grid", "random", "lhs", "sobol", "morris", "saltelli"] = "lhs"
    uncertain: Map[str, Any] = Field(default_factory=_usual)
    together: Map[str, Rows[Text]] = Field(default_factory=dict)
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)] = 1000
    second_order: bool = False
    replications: Annotated[int, Field(ge=1, le=MOST_POINTS)] = 10
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1
    noise: Literal["shared", "own"] = "shared"
    cross: bool = True
    outcomes: Rows[Text] | None = None
    windows: Rows[WindowEntry] = ()
    keep: Literal["runs", "points"] = "runs"
    until: Until | None = None
    start: Quarter | None = None
    end: Quarter | None = None
    substeps: Annotated[int, Field(ge=1, le=64)] | None = None
