"""Parameter sets over which questions are asked: the accepted set, and the whole prior."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.calibration import accepted
from multivector_sim.calibration.targets import prior_sets
from multivector_sim.errors import InputError

__all__ = ["SETS", "draws_of", "set_digest"]

FloatArray = NDArray[np.float64]

SETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "accepted": "parameter sets that agree with the record up to 2013",
        "prior": "all that was thought possible before the record was looked at",
    }
)
"""Which sets there are."""


def draws_of(which: str, seed: int, first: int, count: int) -> FloatArray:
    """Return parameter sets.

    Parameters
    ----------
    which
        Name from ``SETS``.
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
    raise InputError(f"parameter sets {which!r} received; allowed: {', '.join(SETS)}")


def set_digest(which: str) -> str:
    """Return what tells one state of a set from another: of the accepted one, of its file."""
    return accepted().sha256 if which == "accepted" else "prior"
