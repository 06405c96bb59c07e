"""What a scenario is: the data model of a scenario file after ``extends`` is resolved.

Models are strict (no text or boolean where a number belongs, finite numbers
only), refuse unknown keys and cannot be changed. Faults across sections are
found in ``check``.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field, PrivateAttr, Strict

from multivector_sim.model.actors import PIVOT
from multivector_sim.scenario.chance import Distribution
from multivector_sim.scenario.left_out import MOST_SOURCES, LeftOut
from multivector_sim.scenario.policy import ForcedAction, Policy
from multivector_sim.scenario.quantity import (
    Code,
    Date,
    Fraction,
    Map,
    Name,
    NonNegative,
    NumberOrParameter,
    Part,
    Quarter,
    Rows,
    Text,
    year_of,
)
from multivector_sim.scenario.series import Drivers, Timelines
from multivector_sim.scenario.shock import Shock

if TYPE_CHECKING:
    from multivector_sim.model.inputs import Inputs

__all__ = ["Actor", "Event", "Mechanisms", "Scenario", "Sector", "scenario_hash"]

Role = Literal["resource", "transit", "market", "security", "finance"]
Section = Literal["actors", "sectors", "initial_tension", "pair_grievance", "policy", "parameters"]
PairGrievance = Annotated[float, Field(ge=-10, le=10)]


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


class Mechanisms(Part):
    """Which mechanisms run: the article's channel and its four rivals.

    Attributes
    ----------
    concern_grievance
        Concerns about the pivot's deals turn into grievance.
    common_other
        A hostile third power absorbs blame and binds the others.
    sco
        A shared institution lets tension fade faster.
    regime_security
        Shared regime security cuts base grievances.
    power_asymmetry
        A power transition raises grievance.
    """

    concern_grievance: bool = True
    common_other: bool = True
    sco: bool = True
    regime_security: bool = True
    power_asymmetry: bool = True


MAX_RUNS: Final = 100_000_000


class Scenario(Part):
    """A resolved scenario: everything that a run needs but the run number.

    Scenarios are equal when their content is; they cannot be changed (see
    ``with_overrides`` and ``with_levers``).

    Attributes
    ----------
    title
        A few words for tables and figures.
    question
        What the scenario asks.
    setup
        What it changes, and against what to read it.
    expected
        What the sources would expect, stated before running.
    surprise
        What result would surprise.
    tags
        Names by which scenarios are found: small letters.
    start
        First quarter, ``YYYYQn``.
    end
        Last quarter, ``YYYYQn``; included.
    runs
        Number of runs.
    seed
        Seed of the draws; 0 is a seed too.
    substeps
        Integration steps of tension in a quarter.
    sources
        Where the bare numbers of a section come from.
    chance
        Numbers that each run draws for itself, by dotted key; where they
        belong stands the middle of the distribution.
    actors
        States by code, such as ``RUS``.
    sectors
        Fields in which powers hold shares, by name.
    initial_tension
        Tension of each pair in the first quarter, 0 to 1, by pair (``RUS-CHN``).
    pair_grievance
        What a pair holds against each other beyond base grievances and events,
        both ways, per year, of either sign; zero where a pair is not named.
    drivers
        Shipped annual series behind capability, size and price.
    timelines
        Numbers over time.
    events
        Dated grievances between two actors; an entry with a known id changes that one.
    shocks
        Dated changes of timelines, such as a slump in the price of oil.
    policy
        What the pivot does: levers, phases, treaties.
    variants
        Named variants of the model; their parameters stand in ``parameters``.
    without
        Sources that the scenario does without, with what went along.
    parameters
        Values that differ from the defaults of the parameter table.
    mechanisms
        Which mechanisms run.
    forced_actions
        Actions that powers must take in some time.
    """

    title: Text
    question: Text
    setup: str = ""
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
    pair_grievance: Map[str, PairGrievance] = Field(default_factory=dict)
    drivers: Drivers = Drivers()
    timelines: Timelines
    events: Rows[Event] = ()
    shocks: Rows[Shock] = ()
    policy: Policy
    variants: Rows[Name] = ()
    without: Annotated[Rows[LeftOut], Field(max_length=MOST_SOURCES)] | None = None
    parameters: Map[str, float] = Field(default_factory=dict)
    mechanisms: Mechanisms = Mechanisms()
    forced_actions: Rows[ForcedAction] = ()
    chance: Map[str, Distribution] = Field(default_factory=dict)

    _name: str = PrivateAttr("")

    @property
    def name(self) -> str:
        """Name under which it was loaded; empty for one made in Python."""
        return self._name

    def named(self, name: str) -> Scenario:
        """Return the same scenario under another name; the hash stays."""
        copy = self.model_copy()
        copy._name = name
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
