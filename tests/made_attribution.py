"""Attributions and mediations whose numbers are made up: quick, and the same on every machine."""

from __future__ import annotations

from functools import cache

import numpy as np

from multivector_sim.attribution import PLAYERS, Attribution, Mediation
from multivector_sim.attribution.mediation import WORLDS
from multivector_sim.attribution.players import Question
from multivector_sim.inquiry import BATCHES

DRAWS = 40
OWN = {
    "policy": 0.01, "common_other": -0.03, "sco": -0.07, "regime_security": -0.01,
    "power_asymmetry": 0.02,
}  # fmt: skip
"""What each player adds in the made-up prior, whoever else is there."""
PAIR = -0.02
"""What the policy and the SCO add together besides."""
LONG = "concern[RUS, deception]"


@cache
def question(outcome: str = "tension_rus_chn", *counterfactuals: str) -> Question:
    return Question.put("baseline", outcome, "multivector", counterfactuals or None, {})


def made_attribution(
    outcome: str = "tension_rus_chn",
    counterfactuals: tuple[str, ...] = (),
    sets: tuple[str, ...] = ("prior", "symmetric", "accepted"),
    scale: float = 1.0,
) -> Attribution:
    """Return additive games with one pair that interacts, whose strengths differ between draws.

    In the symmetric set every strength but the policy's has a sign that alternates.
    """
    asked = question(outcome, *counterfactuals)
    generator = np.random.default_rng(5)
    bits = (np.arange(32)[:, None] >> np.arange(len(PLAYERS))) & 1
    games = {}
    for which in sets:
        strength = generator.uniform(0.2, 1.8, (DRAWS, len(PLAYERS)))
        if which == "symmetric":
            strength[::2, 1:] *= -1
        size = 0.6 if which == "accepted" else 1.0
        for place, other in enumerate(asked.counterfactuals):
            own = np.array(list(OWN.values())) + 0.01 * place * (np.arange(len(PLAYERS)) == 0)
            values = (size * strength * own) @ bits.T + size * PAIR * bits[:, 0] * bits[:, 2]
            noise = 0.002 * generator.normal(size=(DRAWS, BATCHES, 32))
            games[which, other] = scale * (0.2 + values[:, None, :] + noise)
    return Attribution(asked, games, 32, 1, {"note": "made up"})


def made_mediation(
    outcome: str = "tension_rus_chn",
    counterfactuals: tuple[str, ...] = (),
    sets: tuple[str, ...] = ("prior", "accepted"),
) -> Mediation:
    """Return effects that run half through the concerns, in equal parts that add up."""
    asked = question(outcome, *counterfactuals)
    generator = np.random.default_rng(6)
    share = {"all": 1.0, "none": 0.5}
    share |= {world: 0.875 if world.startswith("without") else 0.625 for world in WORLDS[2:]}
    effects = {}
    for which in sets:
        for place, other in enumerate(asked.counterfactuals):
            size = 0.02 * (place - 1) + 0.03 * generator.normal(size=(DRAWS, 1, 1))
            noise = 0.002 * generator.normal(size=(DRAWS, BATCHES, len(WORLDS)))
            effects[which, other] = size * np.array([share[world] for world in WORLDS]) + noise
    return Mediation(asked, effects, 32, 1, {"note": "made up"})
