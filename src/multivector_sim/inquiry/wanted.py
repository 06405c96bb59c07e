"""Which way is better: a convention of reports, which no rule of the model reads."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

__all__ = ["WANTED", "Way"]

Way = Literal["lower", "higher"]

WANTED: Final[Mapping[str, Way]] = MappingProxyType(
    {
        "tension_rus_chn": "lower",
        "tension_all": "lower",
        "tension_to_pivot": "lower",
        "autonomy": "higher",
        "obstructions": "lower",
        "crises": "lower",
        "welfare": "higher",
    }
)
"""What is taken for better, by outcome; of others only the effect is told.

Less tension, coercion and obstruction, more autonomy and welfare: as seen from
the state in the middle. Who sees it otherwise reads the sign of the effect.
"""
