"""Worlds that tests of theses compare: changes of packed numbers, and measures of behaviour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from multivector_sim.inquiry import Condition, Read, Value, above
from multivector_sim.model.actors import ACTIONS, COURT, DEMAND, LEVERS, OBSTRUCT, PIVOT
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.observed import Trigger
from multivector_sim.theses.conditions import FOUR, MULTIVECTOR
from multivector_sim.theses.spec import Claim, Part, difference, steeper

__all__ = [
    "Attracting",
    "Carried",
    "Forced",
    "Grudge",
    "Near",
    "NoPresence",
    "Pulled",
    "Quarrel",
    "Scaled",
    "Shared",
    "Stays",
    "TurnsAway",
    "coerces",
    "coercion",
    "courts",
    "gains_by",
    "in_world",
    "takes",
]

FloatArray = NDArray[np.float64]
World: TypeAlias = Callable[[Condition], Condition]
_ABSENT: Final = 1e-9
"""Attraction of a power that wins nothing; the model needs more than zero."""


def _quarters(inputs: Inputs, since: float | None, until: float | None) -> slice:
    """Return the quarters that start in [since, until)."""

    def quarter(year: float) -> int:
        return int(np.clip(np.ceil((year - inputs.start) * 4 - 1e-9), 0, inputs.quarters))

    first = 0 if since is None else quarter(since)
    return slice(first, inputs.quarters if until is None else quarter(until))


def _columns(inputs: Inputs, actors: tuple[str, ...]) -> list[int]:
    return [inputs.actors.index(code) for code in actors or inputs.actors[1:]]


@dataclass(frozen=True)
class Scaled:
    """A driver times a factor, plus a number.

    Attributes
    ----------
    of
        Field of the inputs by quarter, such as ``"price"`` or ``"demand"``.
    factor, plus
        What is done to it; capabilities of others stay as they are.
    actors
        Powers concerned; empty for all.
    since, until
        Years [since, until); None for the ends of the run.
    """

    of: str
    factor: float = 1.0
    plus: float = 0.0
    actors: tuple[str, ...] = ()
    since: float | None = None
    until: float | None = None

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs with the driver changed."""
        values = getattr(inputs, self.of).copy()
        rows = _quarters(inputs, self.since, self.until)
        if values.ndim == 1:
            values[rows] = self.factor * values[rows] + self.plus
        else:
            for column in _columns(inputs, self.actors):
                values[rows, column] = self.factor * values[rows, column] + self.plus
        return inputs.altered(**{self.of: values})


@dataclass(frozen=True)
class Carried:
    """A driver that stays what it was in the quarter before a date.

    Attributes
    ----------
    of
        Field of the inputs by quarter.
    since, until
        Years [since, until) in which it stays; None for the end of the run.
    actors
        Powers concerned, for drivers of powers; empty for all.
    """

    of: str
    since: float
    until: float | None = None
    actors: tuple[str, ...] = ()

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs with the driver carried on."""
        values = getattr(inputs, self.of).copy()
        rows = _quarters(inputs, self.since, self.until)
        last = max(rows.start - 1, 0)
        if values.ndim == 2:
            for column in _columns(inputs, self.actors):
                values[rows, column] = values[last, column]
        else:
            values[rows] = values[last]
        return inputs.altered(**{self.of: values})


@dataclass(frozen=True)
class Shared:
    """The powers' mean demand, split among some of them.

    Attributes
    ----------
    actors
        Who has a part; all others have none.
    """

    actors: tuple[str, ...]

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs with demand shared out anew."""
        mean = inputs.demand[:, 1:].mean(axis=1)
        demand = np.zeros_like(inputs.demand)
        for column in _columns(inputs, self.actors):
            demand[:, column] = mean / len(self.actors)
        return inputs.altered(demand=demand)


@dataclass(frozen=True)
class Stays:
    """A power that does not rise: what it has of capability, and perhaps its size, stay.

    Capability that it does not gain goes to the others as theirs stand to each other.

    Attributes
    ----------
    actor
        The power.
    size
        Whether its size stays, too.
    """

    actor: str
    size: bool = False

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs without the rise."""
        own = inputs.actors.index(self.actor)
        capability, size = inputs.capability.copy(), inputs.size.copy()
        total = capability[:, 1:].sum(axis=1)
        others = [column for column in range(1, len(inputs.actors)) if column != own]
        kept = capability[0, own]
        left = (total - kept) / (total - capability[:, own])
        capability[:, others] *= left[:, np.newaxis]
        capability[:, own] = kept
        if self.size:
            size[:, own] = size[0, own]
        return inputs.altered(capability=capability, size=size)


@dataclass(frozen=True)
class Quarrel:
    """Grievance added between two powers, in both directions, per year.

    Attributes
    ----------
    pairs
        Pairs of codes.
    size
        Before the scale of events.
    since, until
        Years [since, until); None for the ends of the run.
    """

    pairs: tuple[tuple[str, str], ...]
    size: float
    since: float | None = None
    until: float | None = None

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs with the quarrel."""
        grievance = inputs.event_grievance.copy()
        rows = _quarters(inputs, self.since, self.until)
        for pair in self.pairs:
            first, second = _columns(inputs, pair)
            grievance[rows, first, second] += self.size
            grievance[rows, second, first] += self.size
        return inputs.altered(event_grievance=grievance)


@dataclass(frozen=True)
class Grudge:
    """One power that holds against a third what another one holds against it.

    Base grievance, events and the pair's own constant are taken over, in both
    directions. Without a model the base grievance of ``who`` towards ``against``
    is taken away, and nothing else.

    Attributes
    ----------
    who, against
        The pair.
    like
        Power whose grudge against ``against`` is taken over; None takes away.
    """

    who: str
    against: str
    like: str | None = None

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs with the grudge."""
        who, against = _columns(inputs, (self.who, self.against))
        base = inputs.base_grievance.copy()
        if self.like is None:
            base[:, who, against] = 0.0
            return inputs.altered(base_grievance=base)
        like = inputs.actors.index(self.like)
        events, pair = inputs.event_grievance.copy(), inputs.pair_grievance.copy()
        for table in (base, events):
            table[:, who, against] = table[:, like, against]
            table[:, against, who] = table[:, against, like]
        pair[who, against], pair[against, who] = pair[like, against], pair[against, like]
        return inputs.altered(base_grievance=base, event_grievance=events, pair_grievance=pair)


@dataclass(frozen=True)
class Forced:
    """An action that a power must take.

    Attributes
    ----------
    actor
        The power.
    action
        Index into ``ACTIONS``; -1 leaves it free.
    since, until
        Years [since, until).
    """

    actor: str
    action: int
    since: float
    until: float

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs with the action forced."""
        forced = inputs.forced_action.copy()
        rows = _quarters(inputs, self.since, self.until)
        forced[rows, inputs.actors.index(self.actor)] = self.action
        return inputs.altered(forced_action=forced)


@dataclass(frozen=True)
class Pulled:
    """A lever at one level from a date on.

    Attributes
    ----------
    lever
        Its name.
    level
        Its level.
    since
        Year.
    """

    lever: str
    level: float
    since: float

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs with the lever pulled."""
        levers = inputs.levers.copy()
        levers[_quarters(inputs, self.since, None), LEVERS.index(self.lever)] = self.level
        return inputs.altered(levers=levers)


@dataclass(frozen=True)
class Attracting:
    """How much a power attracts: its attraction in some sectors times a factor.

    An attraction that a parameter stands for (Russia's in trade) stays.

    Attributes
    ----------
    actors
        Powers.
    factor
        Factor; zero leaves next to nothing.
    sectors
        Sectors; empty for all.
    """

    actors: tuple[str, ...]
    factor: float
    sectors: tuple[str, ...] = ()

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs with the attraction changed."""
        attraction = inputs.attraction.copy()
        for name in self.sectors or inputs.sectors:
            for column in _columns(inputs, self.actors):
                cell = inputs.sectors.index(name), column
                attraction[cell] = max(attraction[cell] * self.factor, _ABSENT)
        return inputs.altered(attraction=attraction)


@dataclass(frozen=True)
class Near:
    """Powers at one closeness to the pivot's region.

    Attributes
    ----------
    actors
        Powers.
    proximity
        0 to 1.
    """

    actors: tuple[str, ...]
    proximity: float

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs with the powers there."""
        proximity = inputs.proximity.copy()
        proximity[_columns(inputs, self.actors)] = self.proximity
        return inputs.altered(proximity=proximity)


@dataclass(frozen=True)
class NoPresence:
    """A power without stakes, demand or closeness: no neighbour and no partner.

    What it held at first is the pivot's. Its relations with other powers stay.

    Attributes
    ----------
    actor
        The power.
    """

    actor: str

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs without the tie."""
        own = inputs.actors.index(self.actor)
        share = inputs.initial_share.copy()
        share[:, PIVOT] += share[:, own]
        share[:, own] = 0.0
        away = Near((self.actor,), 0.0)(Attracting((self.actor,), 0.0)(inputs))
        return Scaled("demand", 0.0, actors=(self.actor,))(away).altered(initial_share=share)


@dataclass(frozen=True)
class TurnsAway:
    """A pivot that turns to others once it is tense with a power.

    Then it plays powers off and invites them all, and concedes nothing.

    Attributes
    ----------
    actor
        The power.
    tension
        Mean tension of the pair above which it does so, 0 to 1.
    """

    actor: str
    tension: float

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the inputs with this answer."""
        other = inputs.actors.index(self.actor)
        answer = Trigger(
            quantity="tension",
            entries=((PIVOT, other), (other, PIVOT)),
            above=True,
            on=self.tension,
            off=self.tension,
            first=1,
            last=inputs.quarters,
            levels=(
                (LEVERS.index("leveraging"), 1.0),
                (LEVERS.index("inclusion"), 1.0),
                (LEVERS.index("concession"), 0.0),
            ),
        )
        return inputs.altered(triggers=(*inputs.triggers, answer))


def in_world(words: str, *edits: Callable[[Inputs], Inputs], **changes: object) -> World:
    """Return what puts a condition into another world.

    Parameters
    ----------
    words
        What is different there; added to the words of a condition.
    edits
        Changes of packed numbers, in order.
    changes
        Values by key, ``__`` for the dot.

    Examples
    --------
    >>> poor = in_world("nobody wants anything", Scaled("demand", 0.0))
    >>> poor(MULTIVECTOR).words
    'the multi-vector policy throughout, nobody wants anything'
    """

    def changed(condition: Condition) -> Condition:
        other = condition.changed(f"{condition.words}, {words}", None, **changes)
        for edit in edits:
            other = other.changed(other.words, edit)
        return other

    return changed


def gains_by(
    world: World, words: str, focal: Condition = MULTIVECTOR, usual: World | None = None
) -> tuple[Part, ...]:
    """Return parts that ask whether the policy gains from what a world lacks.

    Gains are those over each of the four counterfactual policies, in autonomy
    and in Russia-China tension: the gain in the usual world minus that in the
    other one.

    Parameters
    ----------
    world
        Puts a condition where something is missing.
    words
        What is missing, for tables.
    focal
        The policy.
    usual
        Puts a condition where it is not; None for the world as recorded.
    """
    kinds: tuple[tuple[str, str, Claim], ...] = (
        ("autonomy by the policy", "autonomy", "higher"),
        ("Russia-China tension by the policy", "tension_rus_chn", "lower"),
    )
    parts = []
    for name, measure, claim in kinds:
        for other, condition in FOUR.items():
            here, there = focal, condition
            if usual is not None:
                here, there = usual(focal), usual(condition)
            without = difference(world(focal), world(condition), measure)
            value = steeper(difference(here, there, measure), without)
            parts.append(Part(name, f"{other}; {words}", value, claim))
    return tuple(parts)


def takes(
    condition: Condition,
    actor: str,
    first: int,
    last: int | None = None,
    since: float | None = None,
    until: float | None = None,
) -> Value:
    """Return the share of quarters in which a power takes one of some actions.

    Parameters
    ----------
    condition
        Where.
    actor
        Code of the power.
    first, last
        Indices into ``ACTIONS``, both included; None for ``first`` alone.
    since, until
        Years.
    """
    last = first if last is None else last
    state = f"action.{actor}"

    def share(read: Read) -> FloatArray:
        value = read(condition, above(state, first - 0.5, since, until))
        if last < len(ACTIONS) - 1:
            value = value - read(condition, above(state, last + 0.5, since, until))
        return value

    return share


def courts(
    condition: Condition, actor: str, since: float | None = None, until: float | None = None
) -> Value:
    """Return the share of quarters in which a power courts the pivot."""
    return takes(condition, actor, COURT, None, since, until)


def coerces(
    condition: Condition, actor: str, since: float | None = None, until: float | None = None
) -> Value:
    """Return the share of quarters in which a power demands something or obstructs."""
    return takes(condition, actor, DEMAND, OBSTRUCT, since, until)


def coercion(focal: Condition, other: Condition, against: str) -> tuple[Part, ...]:
    """Return parts that ask whether Russia coerces less in one world than in another.

    Scored are its tension towards the pivot and the share of quarters in which
    it demands or obstructs. Crises follow from that tension, but are so rare
    that many draws have none in either world; they are shown.

    Parameters
    ----------
    focal, other
        Worlds of which the first should see less.
    against
        What the second is, for tables.
    """
    return (
        Part(
            "Russia's tension towards the state",
            against,
            difference(focal, other, "tension_to_pivot[RUS]"),
            "lower",
        ),
        Part(
            "share of quarters with demand or obstruction by Russia",
            against,
            steeper(coerces(focal, "RUS"), coerces(other, "RUS")),
            "lower",
        ),
        Part(
            "crises with Russia",
            against,
            difference(focal, other, "crises_by_actor[RUS]"),
            "lower",
            "count",
            scored=False,
        ),
    )
