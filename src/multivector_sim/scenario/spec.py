"""What a scenario is: the data model of a scenario file after ``extends`` is resolved.

Models are strict (no text or boolean where a number belongs, finite numbers
only), refuse unknown keys and cannot be changed. Faults across sections are
found in ``check``.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, Strict, model_validator
from pydantic_core import PydanticCustomError

from multivector_sim.model.actors import PIVOT
from multivector_sim.scenario.quantity import (
    Code,
    Date,
    Fraction,
    Map,
    Name,
    NonNegative,
    NumberOrParameter,
    Quarter,
    Rows,
    Text,
    year_of,
)

if TYPE_CHECKING:
    from multivector_sim.model.inputs import Inputs

__all__ = [
    "Actor",
    "Drivers",
    "Event",
    "ForcedAction",
    "Mechanisms",
    "Phase",
    "Policy",
    "Scenario",
    "Sector",
    "Series",
    "Timelines",
    "Treaty",
    "scenario_hash",
]

Role = Literal["resource", "transit", "market", "security", "finance"]
Action = Literal["accommodate", "court", "demand", "obstruct", "contest"]
Section = Literal["actors", "sectors", "initial_tension", "policy", "parameters"]


class Part(BaseModel):
    """Base of every part: strict, closed, frozen, finite."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        populate_by_name=True,
        str_strip_whitespace=True,
    )


class Actor(Part):
    """A state: the pivot (id 0) or a power.

    Attributes
    ----------
    name
        Name for people.
    id
        Identity in the random draws and order in arrays; 0 is the pivot.
    proximity
        Closeness of a power to the pivot's region, 0 to 1.
    salience
        How much a power minds each sector, by sector, >= 0.
    """

    name: Text
    id: Annotated[int, Field(ge=0, le=63)]
    proximity: Fraction = 0.0
    salience: Map[str, NonNegative] = Field(default_factory=dict)


class Sector(Part):
    """A field in which powers hold shares.

    Attributes
    ----------
    name
        Name for people.
    id
        Order in arrays and in the random draws.
    role
        What the sector is to the rules.
    weight
        Weight in influence; the weights of all sectors sum to one.
    cedable
        Whether a concession cedes some of it.
    exclusivity
        How far awards are winner-take-most, 0 to 1.
    steering
        How far the pivot's government can tilt awards, 0 to 1.
    size_elasticity
        Elasticity of bids to the bidder's size, or a parameter's name.
    kept_share
        Fixed share of an award kept by the pivot; without it, retention decides.
    attraction
        Attraction of each power, > 0, or a parameter's name.
    initial_share
        Share of every actor in the first quarter; they sum to one.
    """

    name: Text
    id: Annotated[int, Field(ge=0, le=63)]
    role: Role
    weight: Fraction
    cedable: bool
    exclusivity: Fraction
    steering: Fraction
    size_elasticity: NumberOrParameter
    kept_share: Fraction | None = None
    attraction: Map[str, NumberOrParameter]
    initial_share: Map[str, Fraction]


Point = Annotated[tuple[Date, float], Strict(False)]


class Series(Part):
    """A number over time: one value, points joined by straight lines, or steps.

    Before the first point or step the first value holds, after the last the
    last. A bare number in a file stands for a constant value by judgement.

    Attributes
    ----------
    value, points, steps
        Exactly one of them: a constant; ``[date, value]`` pairs, linear
        between; pairs of which each value holds from its date on.
    source
        Citation, or ``judgement``.
    unit
        Unit for the reader; must be the timeline's own.
    """

    value: float | None = None
    points: Rows[Point] | None = None
    steps: Rows[Point] | None = None
    source: Text
    unit: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _constant(cls, data: Any) -> Any:
        if isinstance(data, int | float) and not isinstance(data, bool):
            return {"value": data, "source": "judgement"}
        return data

    @model_validator(mode="after")
    def _one_form(self) -> Series:
        rows = self.points if self.points is not None else self.steps
        given = sum(part is not None for part in (self.value, self.points, self.steps))
        if given != 1:
            raise PydanticCustomError(
                "form",
                "exactly one of value, points and steps is needed; {given} received",
                {"given": given},
            )
        if rows is not None and not rows:
            raise PydanticCustomError("empty", "at least one [date, value] pair is needed")
        if rows and any(after[0] <= before[0] for before, after in itertools.pairwise(rows)):
            raise PydanticCustomError("order", "dates must rise from pair to pair")
        return self

    def numbers(self) -> tuple[float, ...]:
        """Return every value that the series names."""
        if self.value is not None:
            return (self.value,)
        return tuple(value for _, value in self.points or self.steps or ())


class CapabilityDriver(Part):
    """Capability as the mean of a power's shares in shipped annual series."""

    shares_of: Rows[str]
    source: Text


class SizeDriver(Part):
    """Economic size: a shipped annual series relative to its value of one year."""

    series: str
    relative_to: Annotated[int, Field(ge=1000, le=3000)]
    source: Text


class PriceDriver(Part):
    """Price: a shipped annual series without actors over a fixed amount in its unit."""

    series: str
    divided_by: Annotated[float, Field(gt=0)]
    source: Text


class Drivers(Part):
    """Shipped annual series that stand behind timelines that are not given."""

    capability: CapabilityDriver | None = None
    size: SizeDriver | None = None
    price: PriceDriver | None = None


ByActor = Map[str, Series]


class Timelines(Part):
    """Numbers over time; units and ranges are those of ``timeline.TIMELINES``.

    Attributes
    ----------
    capability, size, price
        Replace what ``drivers`` gives.
    demand
        Of each power for the pivot's resources.
    guarantee
        Outside guarantee of the pivot against a power.
    spare
        Fraction of the flow that could go round an obstructor.
    institution, regime
        Shared institution and shared regime security, by pair (``RUS-CHN``).
    grievance
        Base grievance of an actor towards another.
    bias
        Error with which a power sees a rival's influence.
    """

    capability: ByActor = Field(default_factory=dict)
    size: ByActor = Field(default_factory=dict)
    price: Series | None = None
    demand: ByActor
    guarantee: ByActor = Field(default_factory=dict)
    spare: Series
    institution: ByActor = Field(default_factory=dict)
    regime: ByActor = Field(default_factory=dict)
    grievance: Map[str, ByActor]
    bias: Map[str, ByActor] = Field(default_factory=dict)


Pair = Annotated[tuple[str, str], Strict(False)]


class Event(Part):
    """A dated grievance between two actors, in both directions.

    Attributes
    ----------
    id
        Name by which a derived scenario changes or removes it.
    label
        Words for tables and figures.
    between
        The two actors.
    since, until
        ``from`` and ``to`` of the file: the event acts in every quarter that
        starts in [from, to); without ``to`` it lasts.
    size
        Grievance a year, before the parameter ``event_scale``.
    source
        Citation, or ``judgement``.
    evidence
        Row of the ledger of events, if it has one.
    """

    id: Name
    label: Text
    between: Pair
    since: Date = Field(alias="from")
    until: Date | None = Field(None, alias="to")
    size: Annotated[float, Field(ge=-10, le=10)]
    source: Text
    evidence: str | None = None


class Phase(Part):
    """Levers that hold from a date on; those not named stay as they were."""

    since: Date = Field(alias="from")
    label: str | None = None
    source: Text
    inclusion: Fraction | None = None
    concession: Fraction | None = None
    persuasion: Fraction | None = None
    leveraging: Fraction | None = None
    retention: Fraction | None = None
    openness: NonNegative | None = None
    skill: Fraction | None = None
    institutions: Fraction | None = None
    favour: Map[str, NonNegative] = Field(default_factory=dict)


class Treaty(Part):
    """A treaty with a power: relieves its concerns in one quarter."""

    at: Date
    partner: str = Field(alias="with")
    size: Fraction
    label: str | None = None
    source: Text
    evidence: str | None = None


class Policy(Part):
    """What the pivot does: base levels from the start, then dated phases and treaties.

    All levers lie in [0, 1] but openness, which is >= 0 (1 is normal).
    ``favour`` is the bid premium of favoured powers, in logs. A ``constant``
    policy has neither phases nor treaties, and takes nothing from the
    scenario that it extends.
    """

    constant: bool = False
    inclusion: Fraction
    concession: Fraction
    persuasion: Fraction
    leveraging: Fraction
    retention: Fraction
    openness: NonNegative
    skill: Fraction
    institutions: Fraction
    favour: Map[str, NonNegative] = Field(default_factory=dict)
    phases: Rows[Phase] = ()
    treaties: Rows[Treaty] = ()


class Mechanisms(Part):
    """Which mechanisms run: the article's channel and its four rivals."""

    concern_grievance: bool = True
    common_other: bool = True
    sco: bool = True
    regime_security: bool = True
    power_asymmetry: bool = True


class ForcedAction(Part):
    """An action that a power must take in every quarter that starts in [from, to)."""

    actor: str
    action: Action
    since: Date = Field(alias="from")
    until: Date = Field(alias="to")
    source: Text


MAX_RUNS: Final = 100_000_000


class Scenario(Part):
    """A resolved scenario: everything that a run needs but the run number.

    Scenarios are equal when their content is; they cannot be changed (see
    ``with_overrides`` and ``with_levers``).

    Attributes
    ----------
    title, question, expected, surprise
        What it is about; what the sources would expect, stated before
        running; what result would surprise.
    start, end
        First and last quarter, ``YYYYQn``.
    runs, seed, substeps
        Runs, seed of the draws, integration steps of tension in a quarter.
    sources
        Where the bare numbers of a section come from.
    """

    title: Text
    question: Text
    expected: str = ""
    surprise: str = ""
    tags: Rows[Name] = ()
    start: Quarter
    end: Quarter
    runs: Annotated[int, Field(ge=1, le=MAX_RUNS)]
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)]
    substeps: Annotated[int, Field(ge=1, le=64)] = 1
    sources: Map[Section, Text] = Field(default_factory=dict)
    actors: Map[Code, Actor]
    sectors: Map[Name, Sector]
    initial_tension: Map[str, Fraction]
    drivers: Drivers = Drivers()
    timelines: Timelines
    events: Rows[Event] = ()
    policy: Policy
    parameters: Map[str, float] = Field(default_factory=dict)
    mechanisms: Mechanisms = Mechanisms()
    forced_actions: Rows[ForcedAction] = ()

    _name: str = PrivateAttr("")

    @property
    def name(self) -> str:
        """Name under which it was loaded; empty for one made in Python."""
        return self._name

    def named(self, name: str) -> Scenario:
        """Return the same scenario under another name; the hash stays."""
        copy = self.model_copy()
        copy.__pydantic_private__ = {"_name": name}
        return copy

    @property
    def first_year(self) -> float:
        """Start of the first quarter, as a year."""
        return year_of(self.start)

    @property
    def quarters(self) -> int:
        """Number of quarters, first and last included."""
        return round(4 * (year_of(self.end) - year_of(self.start))) + 1

    @property
    def actor_codes(self) -> tuple[str, ...]:
        """Codes in the order of arrays: by id, the pivot first."""
        return tuple(sorted(self.actors, key=lambda code: self.actors[code].id))

    @property
    def powers(self) -> tuple[str, ...]:
        """Codes of the powers in the order of arrays."""
        return self.actor_codes[PIVOT + 1 :]

    @property
    def sector_codes(self) -> tuple[str, ...]:
        """Names of the sectors in the order of arrays: by id."""
        return tuple(sorted(self.sectors, key=lambda code: self.sectors[code].id))

    def dump(self) -> dict[str, Any]:
        """Return the resolved scenario as plain data, as a file would hold it."""
        data: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return data

    @property
    def hash(self) -> str:
        """SHA-256 of the content; see ``scenario_hash``."""
        text = json.dumps(self.dump(), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    def __hash__(self) -> int:
        return int(self.hash[:15], 16)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.hash == other.hash

    def pack(self) -> Inputs:
        """Return the scenario as arrays for the engines; see ``pack.pack``."""
        from multivector_sim.scenario.pack import pack

        return pack(self)


def scenario_hash(scenario: Scenario) -> str:
    """Return the SHA-256 of a resolved scenario's content, as 64 hexadecimal digits.

    It is taken over canonical JSON, so it depends neither on the order of
    keys, comments and line ends of the files nor on the platform; the name
    under which the scenario was loaded is not part of it.
    """
    return scenario.hash
