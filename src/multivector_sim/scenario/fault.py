"""One fault of a scenario file, and the error that carries several."""

from __future__ import annotations

from dataclasses import dataclass

from multivector_sim.errors import ScenarioError

__all__ = ["Fault", "FaultsFoundError"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where.

    Attributes
    ----------
    file
        File as shown to the user, or the override that caused the fault.
    message
        What is wrong, the value received, what is allowed, what to do.
    line, column
        Counted from 1; 0 where there is none.
    key
        Dotted key of the value; empty where the fault is one of form.
    """

    file: str
    message: str
    line: int = 0
    column: int = 0
    key: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, self.message) if part)


class FaultsFoundError(ScenarioError):
    """A scenario error that keeps its faults as data.

    Parameters
    ----------
    found
        The faults, in the order of the file.
    """

    def __init__(self, *found: Fault) -> None:
        self.found = list(found)
        super().__init__([str(fault) for fault in found])
