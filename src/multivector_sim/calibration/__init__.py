"""Calibration: which parameter sets agree with the series observed up to 2013."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multivector_sim.calibration.accepted_set import (
        AcceptedSet,
        accepted,
        has_accepted,
        read_accepted,
    )
    from multivector_sim.calibration.table import Request
    from multivector_sim.calibration.workflow import (
        Calibration,
        Stages,
        calibrate,
        load_calibration,
    )

__all__ = [
    "AcceptedSet",
    "Calibration",
    "Request",
    "Stages",
    "accepted",
    "calibrate",
    "has_accepted",
    "load_calibration",
    "read_accepted",
]

_HOMES = {
    "AcceptedSet": "accepted_set",
    "Calibration": "workflow",
    "Request": "table",
    "Stages": "workflow",
    "accepted": "accepted_set",
    "calibrate": "workflow",
    "has_accepted": "accepted_set",
    "load_calibration": "workflow",
    "read_accepted": "accepted_set",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'multivector_sim.calibration' has no attribute {name!r}")
    value = getattr(import_module(f"multivector_sim.calibration.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
