"""Parameter sets over which questions are asked: the accepted set, and the whole prior.

Beside them stands a set that takes a side from the prior. The prior of a
mechanism's strength is seldom symmetric about zero, so that the sign of what
the mechanism does restates what was put into the model. In the symmetric set
the sign of each such strength is tossed: the value x of the prior becomes x or
-x with equal chance, everything else stays as it is in the draw of the same
number of the prior.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.calibration import accepted
from multivector_sim.calibration.targets import prior_sets
from multivector_sim.errors import InputError
from multivector_sim.model.chance import uniform_deviates
from multivector_sim.model.parameters import PARAMETERS, parameter_index

__all__ = ["SETS", "STRENGTHS", "SYMMETRIC", "draws_of", "set_digest", "tossed"]

FloatArray = NDArray[np.float64]

SETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "accepted": "parameter sets that agree with the record up to 2013",
        "prior": "all that was thought possible before the record was looked at",
    }
)
"""Which sets there are for every question."""

SYMMETRIC: Final = "symmetric"
"""Name of the prior whose strengths have tossed signs, which a question has to ask for."""

STRENGTHS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "policy": (
            "security_grievance",
            "status_grievance",
            "power_grievance",
            "deception_grievance",
            "overlap_friction",
            "wedge_friction",
        ),
        "common_other": ("structural_balance", "attention_to_hostile", "threat_attribution"),
        "sco": ("institution_fatigue",),
        "regime_security": ("regime_relief",),
        "power_asymmetry": ("transition_grievance",),
    }
)
"""Parameters that say how strongly a player acts, by player: the policy and four mechanisms."""


def tossed() -> tuple[str, ...]:
    """Return the strengths whose signs are tossed: those whose limits allow every value negated.

    Examples
    --------
    >>> "institution_fatigue" in tossed(), "attention_to_hostile" in tossed()
    (True, False)
    """
    rows = {row.name: row for row in PARAMETERS}
    names = [name for group in STRENGTHS.values() for name in group]
    return tuple(name for name in names if _allows_negated(rows[name].prior, rows[name].limits))


def _allows_negated(prior: tuple[float, float], limits: tuple[float | None, float | None]) -> bool:
    low, high = limits
    return (low is None or low <= -prior[1]) and (high is None or -prior[0] <= high)


def draws_of(which: str, seed: int, first: int, count: int) -> FloatArray:
    """Return parameter sets.

    Parameters
    ----------
    which
        Name from ``SETS``, or ``SYMMETRIC``.
    seed
        Seed, 0 to 2**64 - 1; a set depends on the seed and its number alone.
    first, count
        Sets number first to first + count - 1.

    Returns
    -------
    numpy.ndarray
        (count, parameters), in the order of ``PARAMETERS``.

    Raises
    ------
    InputError
        If there are no such sets.
    """
    if which == "accepted":
        return accepted().sets(first + count, seed)[0][first:]
    if which == "prior":
        return prior_sets(seed, np.arange(first, first + count, dtype=np.uint64))[0]
    if which == SYMMETRIC:
        return _symmetric(seed, np.arange(first, first + count, dtype=np.uint64))
    raise InputError(f"parameter sets {which!r} received; allowed: {', '.join(SETS)}")


def _symmetric(seed: int, numbers: NDArray[np.uint64]) -> FloatArray:
    """Return draws of the prior with tossed signs, each keyed by seed, number and name."""
    table = prior_sets(seed, numbers)[0]
    for name in tossed():
        up = uniform_deviates(f"sign of {name}", seed, numbers) < 0.5
        table[:, parameter_index(name)] *= np.where(up, 1.0, -1.0)
    return table


def set_digest(which: str) -> str:
    """Return what tells one state of a set from another: of the accepted one, of its file."""
    if which == "accepted":
        return accepted().sha256
    return f"{SYMMETRIC} in {', '.join(tossed())}" if which == SYMMETRIC else which
