"""How much each sector and each part of leverage weighs, read from the manifest of a result."""

from __future__ import annotations

from typing import Any

import xarray as xr

from multivector_sim.results.dataset import read_manifest

__all__ = ["part_weights", "sectors_of"]


def sectors_of(dataset: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Return the sectors of the scenario by code, in the order of the data set."""
    sectors = read_manifest(dataset)["experiment"]["scenario"]["sectors"]
    return {str(code): sectors[str(code)] for code in dataset["sector"].values}


def part_weights(dataset: xr.Dataset) -> dict[str, float]:
    """Return the weight of each part of leverage in dependence (eq. 3 of the model; sum 1)."""
    weights = {"economic": 0.0, "transit": 0.0, "security": 0.0}
    for sector in read_manifest(dataset)["experiment"]["scenario"]["sectors"].values():
        role = sector["role"]
        weights[role if role in weights else "economic"] += float(sector["weight"])
    return weights
