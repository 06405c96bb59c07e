"""Who brings about what: Shapley values of the policy and its rivals, and mediation by concerns."""

from __future__ import annotations

from multivector_sim.attribution.games import interactions, pairs_of, shapley_values
from multivector_sim.attribution.mediation import PARTS, Mediation, mediate, mediation_runs
from multivector_sim.attribution.players import PLAYERS, Player
from multivector_sim.attribution.shapley import SUM, Attribution, attribute, runs_needed

__all__ = [
    "PARTS",
    "PLAYERS",
    "SUM",
    "Attribution",
    "Mediation",
    "Player",
    "attribute",
    "interactions",
    "mediate",
    "mediation_runs",
    "pairs_of",
    "runs_needed",
    "shapley_values",
]
