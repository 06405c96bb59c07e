"""Small sweeps for tests, and what is in a folder."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, Final

from multivector_sim.sweeps.plan import Plan
from multivector_sim.sweeps.sweep import Sweep

SMALL: Final[dict[str, Any]] = {
    "base": "baseline",
    "policies": ["laissez_faire", "multivector"],
    "uncertain": {
        "parameters.reaction": {"uniform": [0.4, 0.9]},
        "parameters.tension_noise": {"uniform": [0.05, 0.2]},
    },
    "design": "random",
    "points": 20,
    "replications": 4,
    "noise": "own",
    "seed": 7,
    "end": "1993Q4",
    "outcomes": ["autonomy", "tension_rus_chn"],
}
"""160 runs of two years."""
ROWS: Final = 40
"""Rows a shard: four shards of the small sweep."""


def small_plan(rows: int = ROWS, **changes: Any) -> Plan:
    """Return the plan of the small sweep, with other settings and shards of so many rows."""
    return dataclasses.replace(Sweep(**{**SMALL, **changes}).plan, shard_rows=rows)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def wrapped(plan: Plan) -> Sweep:
    """Return a sweep of a plan."""
    sweep = Sweep.__new__(Sweep)
    sweep.plan = plan
    return sweep
