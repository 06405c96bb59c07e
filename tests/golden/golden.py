"""Golden runs: what is kept, and how it is computed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import multivector_sim as mv

VALUES = Path(__file__).with_name("values.json")
SEED = 1
RUNS = 1000
PRESETS = (
    "multivector",
    "laissez_faire",
    "bandwagon_russia",
    "bandwagon_china",
    "pro_west",
    "hedge",
    "isolation",
    "baseline",
)


def compute() -> dict[str, Any]:
    """Return run 0 of each preset, every outcome, and the mean of each scalar over 1,000 runs."""
    values: dict[str, Any] = {}
    for name in PRESETS:
        dataset = mv.simulate(name, runs=RUNS, seed=SEED)
        scalars = [key for key in dataset.data_vars if dataset[key].dims == ("run",)]
        values[name] = {
            "run 0": {key: _plain(dataset[key].values[0]) for key in dataset.data_vars},
            "mean": {key: float(np.mean(dataset[key].values)) for key in scalars},
        }
    return values


def _plain(value: Any) -> Any:
    """Return numbers and nested lists; NaN (no meaning) becomes None."""
    if np.ndim(value):
        return [_plain(part) for part in value]
    return None if np.isnan(value) else float(value)
