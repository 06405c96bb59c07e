"""The exceptions that this package raises on purpose."""

from __future__ import annotations

__all__ = ["InputError", "MultivectorError", "ScenarioError", "SimulationError"]


class MultivectorError(Exception):
    """Base of every error that this package raises on purpose."""


class InputError(MultivectorError, ValueError):
    """A value handed to the library is not allowed; the message says what is."""


class ScenarioError(InputError):
    """A scenario file or specification has faults.

    Parameters
    ----------
    faults
        One line a fault: place, what is wrong, the value received, what is
        allowed.
    """

    def __init__(self, faults: list[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


class SimulationError(MultivectorError, RuntimeError):
    """A run could not be computed."""
