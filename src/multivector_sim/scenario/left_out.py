"""What was left out of a scenario because it rests on a source."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Field, model_validator

from multivector_sim.scenario.quantity import Map, Part, Rows

__all__ = ["MOST_SOURCES", "LeftOut"]

MOST_SOURCES: Final = 20
"""Sources that may be left out at a time."""


class LeftOut(Part):
    """One source that a scenario does without.

    A file names the source alone; what follows from it is worked out and
    written down when the file is loaded.

    Attributes
    ----------
    source
        Id of a row of the ledger of events, or any part of a citation.
    removed
        What rested on it and is gone: dotted key (a break by its date) and words.
    changed
        Numbers that took their other reading, by dotted key.
    """

    source: Annotated[str, Field(min_length=4, max_length=200)]
    removed: Rows[str] = ()
    changed: Map[str, float] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: Any) -> Any:
        return {"source": data} if isinstance(data, str) else data
