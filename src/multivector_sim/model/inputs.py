"""What a run needs besides its seed: the packed numbers of one scenario."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.actors import ACTIONS, LEVERS, MECHANISMS, NO_FORCE, SECTOR_ROLES
from multivector_sim.model.observed import Trigger
from multivector_sim.model.parameters import PARAMETERS

__all__ = ["NO_PARAMETER", "Inputs"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_MOST_IDENTITIES = 64  # more would share keys of random draws

_REPLACED_FREELY: Final = frozenset({"substeps", "triggers"})

NO_PARAMETER = -1
"""Entry of ``attraction_parameter`` where the number itself holds."""


@dataclass(frozen=True, eq=False)
class Inputs:
    """One scenario as arrays: world, timelines, policy, parameters.

    Sizes: n actors (the pivot first), S sectors, T quarters, P parameters.
    Every array is C-contiguous. Rates are per year; shares, tension and
    concerns are fractions in [0, 1].

    Attributes
    ----------
    actors, sectors
        Codes, for example ``("KAZ", "RUS", ...)`` and ``("upstream", ...)``.
    roles
        Role of each sector, from ``SECTOR_ROLES``.
    start
        Year of the first quarter; 1992.0 is 1992Q1.
    quarters
        Number of quarters T.
    substeps
        Integration steps of tension in a quarter, >= 1.
    actor_id
        (n,) identity of each actor in the random draws; 0 for the pivot.
    proximity
        (n,) closeness to the pivot's region; 0 for the pivot.
    salience
        (n, S) how much a power minds a sector.
    attraction
        (S, n) attraction of a power in a sector (> 0; pivot column unused).
    attraction_parameter
        (S, n) index of the parameter that replaces an attraction, or
        ``NO_PARAMETER``.
    size_elasticity, size_elasticity_parameter
        (S,) elasticity of bids to partner size, and the parameter that
        replaces it.
    sector_weight, exclusivity, steering
        (S,) weight in influence; how far awards are winner-take-most; how far
        the government can tilt them.
    kept_share
        (S,) fixed share of an award kept by the pivot; NaN where the
        retention lever decides.
    cedable
        (S,) bool: can be ceded in a concession.
    initial_share
        (S, n), rows sum to one.
    initial_tension
        (n, n), diagonal 0.
    pair_grievance
        (n, n), diagonal 0; per year, of either sign: what a pair holds
        against each other beyond base grievances and events.
    capability, size, demand, guarantee
        (T, n) share of capability; size relative to 1998; demand for the
        pivot's resources; outside guarantee against that power.
    price, spare
        (T,) price relative to 55 USD a barrel; spare route capacity.
    base_grievance, event_grievance, institution, regime, bias
        (T, n, n), [i, j] is i towards j (for bias: i's misperception of j).
    forced_action
        (T, n) action index that a power must take, or -1.
    levers
        (T, L) in the order of ``LEVERS``.
    favour, treaty
        (T, n) bid premium of a power; treaty pulse with a power.
    switches
        (M,) 0.0 or 1.0 in the order of ``MECHANISMS``.
    parameters
        (P,) in the order of ``PARAMETERS``.
    triggers
        Levers that follow what the pivot observes.
    """

    actors: tuple[str, ...]
    sectors: tuple[str, ...]
    roles: tuple[str, ...]
    start: float
    quarters: int
    substeps: int
    actor_id: IntArray
    proximity: FloatArray
    salience: FloatArray
    attraction: FloatArray
    attraction_parameter: IntArray
    size_elasticity: FloatArray
    size_elasticity_parameter: IntArray
    sector_weight: FloatArray
    exclusivity: FloatArray
    steering: FloatArray
    kept_share: FloatArray
    cedable: NDArray[np.bool_]
    initial_share: FloatArray
    initial_tension: FloatArray
    pair_grievance: FloatArray
    capability: FloatArray
    size: FloatArray
    demand: FloatArray
    guarantee: FloatArray
    price: FloatArray
    spare: FloatArray
    base_grievance: FloatArray
    event_grievance: FloatArray
    institution: FloatArray
    regime: FloatArray
    bias: FloatArray
    forced_action: IntArray
    levers: FloatArray
    favour: FloatArray
    treaty: FloatArray
    switches: FloatArray
    parameters: FloatArray
    triggers: tuple[Trigger, ...] = ()

    def __post_init__(self) -> None:
        self._check(self.shapes())
        if len(self.sectors) > _MOST_IDENTITIES:
            raise InputError(
                f"Inputs.sectors: {len(self.sectors)} received; at most {_MOST_IDENTITIES}"
            )
        unknown = set(self.roles) - set(SECTOR_ROLES)
        if unknown:
            raise InputError(f"Inputs.roles: unknown {sorted(unknown)}; allowed: {SECTOR_ROLES}")

    def _check(self, shapes: dict[str, tuple[int, ...]]) -> None:
        """Check some arrays, given the shapes that they must have."""
        for name, shape in shapes.items():
            array = getattr(self, name)
            if array.shape != shape:
                raise InputError(f"Inputs.{name}: shape {array.shape} received; {shape} is needed")
            if not array.flags.c_contiguous:
                raise InputError(f"Inputs.{name}: array must be C-contiguous")
            if name != "kept_share" and not np.isfinite(array).all():
                raise InputError(f"Inputs.{name}: NaN or infinity received; finite values only")
        if "actor_id" in shapes:
            self._check_identities()
        forced = self.forced_action
        if "forced_action" in shapes and not ((forced >= NO_FORCE) & (forced < len(ACTIONS))).all():
            raise InputError(f"Inputs.forced_action: allowed are -1 to {len(ACTIONS) - 1}")

    def _check_identities(self) -> None:
        identities = self.actor_id.tolist()
        valid = all(0 <= identity < _MOST_IDENTITIES for identity in identities)
        if not valid or identities[0] != 0 or len(set(identities)) < len(identities):
            raise InputError(
                f"Inputs.actor_id: {identities} received; allowed are different numbers from 1 to "
                f"{_MOST_IDENTITIES - 1}, and 0 for the pivot"
            )

    def altered(self, **fields: Any) -> Inputs:
        """Return the inputs with some fields replaced; only these are checked, which is quick.

        Parameters
        ----------
        fields
            New arrays, triggers or number of substeps, by name. What sets
            the sizes (actors, sectors, quarters) stays as it is.

        Raises
        ------
        InputError
            If an array has another shape or holds a number that is not
            finite, or a field cannot be replaced.
        """
        shapes = self.shapes()
        refused = [name for name in fields if name not in shapes.keys() | _REPLACED_FREELY]
        if refused:
            raise InputError(f"Inputs: {refused} cannot be replaced; arrays can, and triggers")
        other = copy.copy(self)
        other.__dict__.update(fields)
        other._check({name: shapes[name] for name in fields if name in shapes})
        return other

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape that each array must have."""
        n, s, t = len(self.actors), len(self.sectors), self.quarters
        shapes: dict[str, tuple[int, ...]] = {
            "actor_id": (n,),
            "proximity": (n,),
            "salience": (n, s),
            "attraction": (s, n),
            "attraction_parameter": (s, n),
            "initial_share": (s, n),
            "initial_tension": (n, n),
            "pair_grievance": (n, n),
            "price": (t,),
            "spare": (t,),
            "levers": (t, len(LEVERS)),
            "switches": (len(MECHANISMS),),
            "parameters": (len(PARAMETERS),),
        }
        per_sector = (
            "size_elasticity size_elasticity_parameter sector_weight exclusivity steering "
            "kept_share cedable"
        )
        per_actor = "capability size demand guarantee favour treaty forced_action"
        per_pair = "base_grievance event_grievance institution regime bias"
        shapes |= dict.fromkeys(per_sector.split(), (s,))
        shapes |= dict.fromkeys(per_actor.split(), (t, n))
        shapes |= dict.fromkeys(per_pair.split(), (t, n, n))
        return shapes
