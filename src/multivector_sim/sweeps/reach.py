"""How a number that varies reaches the engine: as it is, or by packing its scenario anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.model.actors import LEVERS
from multivector_sim.model.parameters import parameter_index
from multivector_sim.scenario import Scenario

__all__ = ["Reach", "reach"]

IntArray = NDArray[np.int64]

_PARAMETER: Final = "parameters."
_POLICY: Final = "policy."
_LISTED: Final = ("policy.phases.", "policy.triggers.")


class Reach(NamedTuple):
    """Which of the numbers that vary reach the engine in which way.

    Attributes
    ----------
    parameters, levers, packed
        (n,) places of the numbers that are parameters, of those that are
        levers which hold over the whole run, and of those for which the
        scenario is packed anew.
    parameter_places, lever_places
        Where parameters stand among all parameters, and levers in ``LEVERS``.
    packed_keys
        Dotted keys of the numbers for which the scenario is packed anew.
    """

    parameters: IntArray
    levers: IntArray
    packed: IntArray
    parameter_places: IntArray
    lever_places: IntArray
    packed_keys: tuple[str, ...]


def reach(
    scenario: Scenario, numbers: Iterable[tuple[int, str]], *, levers_reach: bool = True
) -> Reach:
    """Tell how numbers reach the engine.

    Parameters
    ----------
    scenario
        The policy in its world.
    numbers
        Place among the values, and dotted key, of each number that varies.
    levers_reach
        Whether the engine takes levers as they are: not the readable one, nor
        one with a policy function.

    Notes
    -----
    A lever that is set leaves the phases of a policy. Where numbers of phases
    or of triggers vary too, or triggers move levers, it does not hold over
    the whole run, and the scenario says what does.
    """
    given = list(numbers)
    listed = any(key.startswith(_LISTED) for _, key in given)
    constant = levers_reach and not scenario.policy.triggers and not listed
    parameters, levers, packed = [], [], []
    for place, key in given:
        if key.startswith(_PARAMETER):
            parameters.append((place, parameter_index(key.removeprefix(_PARAMETER))))
        elif constant and key.startswith(_POLICY) and key.removeprefix(_POLICY) in LEVERS:
            levers.append((place, LEVERS.index(key.removeprefix(_POLICY))))
        else:
            packed.append((place, key))
    return Reach(
        _whole(place for place, _ in parameters),
        _whole(place for place, _ in levers),
        _whole(place for place, _ in packed),
        _whole(at for _, at in parameters),
        _whole(at for _, at in levers),
        tuple(key for _, key in packed),
    )


def _whole(numbers: Iterable[int]) -> IntArray:
    return np.array(list(numbers), dtype=np.int64)
