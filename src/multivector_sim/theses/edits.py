"""Changes of the packed numbers of a world that no key of a scenario expresses.

Each is a frozen record that is called with ``Inputs``, so that two conditions
with the same change are equal and share their runs. Arrays are copied.
"""

from __future__ import annotations

from dataclasses import dataclass

from multivector_sim.model.actors import LEVERS, PIVOT
from multivector_sim.model.inputs import NO_PARAMETER, Inputs
from multivector_sim.model.observed import Trigger
from multivector_sim.model.state import QUARTER

__all__ = [
    "Attraction",
    "Eased",
    "Favoured",
    "FirstShares",
    "Guaranteed",
    "Held",
    "Moved",
    "PolicyBites",
    "Seen",
    "Weakened",
    "WithoutTies",
    "WithoutTreaty",
]


def _quarters(inputs: Inputs, since: float | None, until: float | None) -> slice:
    first = 0 if since is None else round((since - inputs.start) / QUARTER)
    last = inputs.quarters if until is None else round((until - inputs.start) / QUARTER)
    return slice(first, last)


@dataclass(frozen=True)
class Held:
    """A lever held at one level in the quarters that start in [since, until)."""

    lever: str
    level: float
    since: float | None = None
    until: float | None = None

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the changed inputs."""
        levers = inputs.levers.copy()
        levers[_quarters(inputs, self.since, self.until), LEVERS.index(self.lever)] = self.level
        return inputs.altered(levers=levers)


@dataclass(frozen=True)
class Eased:
    """A lever at one level in the quarters after those in which a power obstructed."""

    lever: str
    level: float
    power: str

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the changed inputs."""
        place = inputs.actors.index(self.power)
        trigger = Trigger(
            quantity="blockage",
            entries=((place,),),
            above=True,
            on=0.0,
            off=0.0,
            first=0,
            last=inputs.quarters,
            levels=((LEVERS.index(self.lever), self.level),),
        )
        return inputs.altered(triggers=(*inputs.triggers, trigger))


@dataclass(frozen=True)
class Favoured:
    """A bid premium of a power, in logarithms, in [since, until)."""

    power: str
    premium: float
    since: float | None = None
    until: float | None = None

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the changed inputs."""
        favour = inputs.favour.copy()
        quarters = _quarters(inputs, self.since, self.until)
        favour[quarters, inputs.actors.index(self.power)] = self.premium
        return inputs.altered(favour=favour)


@dataclass(frozen=True)
class Guaranteed:
    """Outside backing of the pivot against a power, in [since, until)."""

    power: str
    backing: float
    since: float | None = None
    until: float | None = None

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the changed inputs."""
        guarantee = inputs.guarantee.copy()
        quarters = _quarters(inputs, self.since, self.until)
        guarantee[quarters, inputs.actors.index(self.power)] = self.backing
        return inputs.altered(guarantee=guarantee)


@dataclass(frozen=True)
class Seen:
    """How far powers misjudge a rival's influence; None stands for every power."""

    by: str | None
    rival: str | None
    bias: float

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the changed inputs."""
        bias = inputs.bias.copy()
        rows = slice(1, None) if self.by is None else inputs.actors.index(self.by)
        columns = slice(1, None) if self.rival is None else inputs.actors.index(self.rival)
        bias[:, rows, columns] = self.bias
        return inputs.altered(bias=bias)


@dataclass(frozen=True)
class Moved:
    """Part of the pivot's first share in a sector, in other hands from the start."""

    sector: str
    to: str
    share: float

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the changed inputs."""
        shares = inputs.initial_share.copy()
        sector = inputs.sectors.index(self.sector)
        shares[sector, PIVOT] -= self.share
        shares[sector, inputs.actors.index(self.to)] += self.share
        return inputs.altered(initial_share=shares)


@dataclass(frozen=True)
class Attraction:
    """Attraction of a power in a sector: what its bids are worth before all else (> 0)."""

    sector: str
    power: str
    attraction: float

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the changed inputs."""
        place = inputs.sectors.index(self.sector), inputs.actors.index(self.power)
        attraction = inputs.attraction.copy()
        attraction[place] = self.attraction
        by_parameter = inputs.attraction_parameter.copy()
        by_parameter[place] = NO_PARAMETER
        return inputs.altered(attraction=attraction, attraction_parameter=by_parameter)


@dataclass(frozen=True)
class FirstShares:
    """First shares of a sector, in the order of actors; they sum to one."""

    sector: str
    shares: tuple[float, ...]

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the changed inputs."""
        shares = inputs.initial_share.copy()
        shares[inputs.sectors.index(self.sector)] = self.shares
        return inputs.altered(initial_share=shares)


@dataclass(frozen=True)
class PolicyBites:
    """Awards of one sector alone can be steered or go to one winner; elsewhere bids decide."""

    sector: str

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the changed inputs."""
        others = [sector != self.sector for sector in inputs.sectors]
        steering, exclusivity = inputs.steering.copy(), inputs.exclusivity.copy()
        steering[others] = 0.0
        exclusivity[others] = 0.0
        return inputs.altered(steering=steering, exclusivity=exclusivity)


@dataclass(frozen=True)
class WithoutTies:
    """A power that wins no tender and no trade; what it held first is the pivot's.

    It stays as strong, as near and as hostile to others as it is.
    """

    power: str
    attraction: float = 1e-9

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the changed inputs."""
        place = inputs.actors.index(self.power)
        shares = inputs.initial_share.copy()
        shares[:, PIVOT] += shares[:, place]
        shares[:, place] = 0.0
        attraction = inputs.attraction.copy()
        attraction[:, place] = self.attraction
        by_parameter = inputs.attraction_parameter.copy()
        by_parameter[:, place] = NO_PARAMETER
        return inputs.altered(
            initial_share=shares, attraction=attraction, attraction_parameter=by_parameter
        )


@dataclass(frozen=True)
class WithoutTreaty:
    """No treaty with a power in [since, until)."""

    power: str
    since: float
    until: float

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the changed inputs."""
        treaty = inputs.treaty.copy()
        quarters = _quarters(inputs, self.since, self.until)
        treaty[quarters, inputs.actors.index(self.power)] = 0.0
        return inputs.altered(treaty=treaty)


@dataclass(frozen=True)
class Weakened:
    """A power with part of its capability, size and demand, in [since, until).

    The capability that it loses goes to the other powers in proportion to theirs.
    """

    power: str
    part: float
    since: float | None = None
    until: float | None = None

    def __call__(self, inputs: Inputs) -> Inputs:
        """Return the changed inputs."""
        quarters = _quarters(inputs, self.since, self.until)
        place = inputs.actors.index(self.power)
        capability, size, demand = (
            array.copy() for array in (inputs.capability, inputs.size, inputs.demand)
        )
        total = capability[quarters].sum(axis=1, keepdims=True)
        for array in (capability, size, demand):
            array[quarters, place] *= self.part
        capability[quarters] *= total / capability[quarters].sum(axis=1, keepdims=True)
        return inputs.altered(capability=capability, size=size, demand=demand)
