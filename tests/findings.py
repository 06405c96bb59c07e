"""Analyses of sensitivity with known answers, for figures."""

from __future__ import annotations

import numpy as np

from multivector_sim.sweeps.design import make_design
from multivector_sim.sweeps.sensitivity import Sensitivity, sensitivity

NAMES = (
    *("actors.RUS.dependence.economic", "policy.concession", "parameters.contagion"),
    "actors.KAZ.a_name_that_is_longer_than_there_is_room",
)


def outcome(unit: np.ndarray) -> np.ndarray:
    """Return Ishigami's function of the first three factors, and a little of all others."""
    x = np.pi * (2 * unit[:, :3] - 1)
    curved = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    rest = unit[:, 3:]
    return curved + rest @ (2 / np.arange(2, 2 + rest.shape[1]))


def finding(kind: str, factors: int, points: int, *, noise: float = 0.0) -> Sensitivity:
    """Return the analysis of that outcome on a design, with independent noise of a variance."""
    names = [*NAMES, *(f"factor.number_{place}" for place in range(factors))][:factors]
    design = make_design(kind, names, points, 3)
    chance = np.random.default_rng(0).normal(size=len(design.unit))
    means = outcome(design.unit) + noise**0.5 * chance
    return sensitivity(design, means, noise=np.full(len(means), noise), replications=16)


def six_findings() -> dict[str, Sensitivity]:
    """Return analyses of every kind by outcome: trusted, doubted, and without anything to say."""
    design = make_design("saltelli", NAMES, 16, 3)
    constant = 0 * design.unit[:, 0]
    return {
        "tension": finding("saltelli", 6, 8, noise=4.0),
        "autonomy": finding("saltelli", 18, 256, noise=0.1),
        "welfare": finding("lhs", 8, 300),
        "obstructions": finding("morris", 12, 20, noise=0.1),
        "crises": sensitivity(design, constant, noise=constant, replications=16),
        "tension of all": finding("morris", 3, 20),
    }
