"""Gate G1: no lever may help, or harm, by construction.

Each lever alone against merit tenders, over draws of the prior: the share of
draws in which it lowers Russia-China tension, raises autonomy, lowers
obstructions must lie within .05 and .95. A gate passed with few seeds can
fail with many, since noise pulls shares towards one half: ``--full`` uses 64
paired seeds a draw.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import multivector_sim as mv
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.parameters import PARAMETER_NAMES, sample_prior
from worlds import FIRST_VERSION

LEVELS = {
    "inclusion": 0.8,
    "concession": 0.6,
    "persuasion": 0.8,
    "leveraging": 0.4,
    "retention": 0.6,
}
POLICIES = {**{name: {name: level} for name, level in LEVELS.items()}, "multivector": LEVELS}
SIGNS = {"tension_rus_chn": -1.0, "autonomy": 1.0, "obstructions": -1.0}
# Shares over 300 draws with 16 paired seeds, as the specification's prototype found them.
SPECIFICATION = {
    "inclusion": (0.72, 0.87, 0.86),
    "concession": (0.51, 0.75, 0.76),
    "persuasion": (0.32, 0.39, 0.27),
    "leveraging": (0.50, 0.81, 0.60),
    "retention": (0.35, 0.24, 0.32),
    "multivector": (0.37, 0.63, 0.55),
}


def share_of_sign(values):
    return float(np.mean(values > 0) + 0.5 * np.mean(values == 0))


def gate_shares(draws, seeds, change=None):
    """Return, by policy, the share of prior draws with the named sign of each outcome's mean."""
    inputs = mv.load_scenario("laissez_faire").pack()
    parameters = sample_prior(draws, seed=41)
    ability = 0.3 + 0.7 * np.random.Generator(np.random.PCG64(42)).random((draws, 2))
    effects = {name: {key: [] for key in SIGNS} for name in POLICIES}
    for draw in range(draws):
        own = parameters[draw].copy()
        if change is not None:
            change(own)

        def mean_outcomes(policy, own=own, draw=draw):
            levels = {**policy, "skill": ability[draw, 0], "institutions": ability[draw, 1]}
            levers = inputs.levers.copy()
            for lever, level in levels.items():
                levers[:, LEVERS.index(lever)] = level
            results = run_ensemble(
                replace(inputs, levers=levers), seeds, 1000 + draw,
                parameters=own, outcomes=list(SIGNS), threads=1,
            )  # fmt: skip
            return {key: results.outcomes[key].mean() for key in SIGNS}

        without = mean_outcomes({})
        for name, policy in POLICIES.items():
            for key, value in mean_outcomes(policy).items():
                effects[name][key].append(SIGNS[key] * (value - without[key]))
    return {
        name: {key: share_of_sign(np.array(values)) for key, values in by_outcome.items()}
        for name, by_outcome in effects.items()
    }


def size_of(request):
    return (600, 64) if request.config.getoption("--full") else (300, 16)


def test_gate(request):
    for name, by_outcome in gate_shares(*size_of(request)).items():
        for key, share in by_outcome.items():
            assert 0.05 <= share <= 0.95, (name, key, share)


def test_the_first_version_has_the_shares_of_the_specification(request):
    """With later mechanisms silenced, the shares are those of the specification's prototype."""

    def silence(own):
        for name, value in FIRST_VERSION.items():
            own[PARAMETER_NAMES.index(name)] = value

    draws, seeds = size_of(request)
    error = np.sqrt(0.25 / 300 + 0.25 / draws)  # of the difference of two shares, at most
    for name, by_outcome in gate_shares(draws, seeds, change=silence).items():
        for (key, share), expected in zip(by_outcome.items(), SPECIFICATION[name], strict=True):
            assert abs(share - expected) < 4 * error + 0.005, (name, key, share, expected)


def test_a_rigged_model_fails_the_gate():
    """Negative control: inclusion without any of its costs is one-signed on deception's channel."""

    def rig(own):
        for name in ("overlap_friction", "inclusion_entitlement", "stakeholder_backing"):
            own[PARAMETER_NAMES.index(name)] = 0.0
        own[PARAMETER_NAMES.index("deception_grievance")] = 0.8
        own[PARAMETER_NAMES.index("deception_gain")] = 14.0

    shares = gate_shares(60, 16, change=rig)["inclusion"]
    assert max(shares.values()) > 0.95
