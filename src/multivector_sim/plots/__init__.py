"""Figures: each takes results and returns a matplotlib Figure; none simulates or opens a window."""

from multivector_sim.plots.animation import network_animation, save_animation
from multivector_sim.plots.answer_effects import answer_effects
from multivector_sim.plots.answer_flips import answer_flips
from multivector_sim.plots.attribution import attribution
from multivector_sim.plots.attribution_pairs import attribution_pairs
from multivector_sim.plots.calibration import calibration
from multivector_sim.plots.calibration_posterior import posterior
from multivector_sim.plots.calibration_predictive import predictive
from multivector_sim.plots.calibration_ranks import rank_histograms
from multivector_sim.plots.chronicle import chronicle
from multivector_sim.plots.compare import compare
from multivector_sim.plots.concern_path import concern_path
from multivector_sim.plots.discovery import (
    discovery_fits,
    discovery_limits,
    discovery_scatter,
    discovery_trajectory,
)
from multivector_sim.plots.dyads import dyads
from multivector_sim.plots.fan import fan
from multivector_sim.plots.forecast_fan import forecast_fan
from multivector_sim.plots.forest import forest
from multivector_sim.plots.histories import histories
from multivector_sim.plots.hostility import hostility
from multivector_sim.plots.leverage import leverage
from multivector_sim.plots.mediation import mediation
from multivector_sim.plots.network import network
from multivector_sim.plots.routes_map import routes_map
from multivector_sim.plots.run_timeline import run_timeline
from multivector_sim.plots.scorecard import scorecard
from multivector_sim.plots.scores import scores
from multivector_sim.plots.search_pairs import search_pairs
from multivector_sim.plots.search_parallel import search_parallel
from multivector_sim.plots.sensitivity import sensitivity
from multivector_sim.plots.style import STYLES, alt_text, save, use_style
from multivector_sim.plots.sweep_convergence import sweep_convergence
from multivector_sim.plots.sweep_effects import sweep_effects
from multivector_sim.plots.sweep_grid import sweep_grid
from multivector_sim.plots.thesis import thesis
from multivector_sim.plots.trade_off import trade_off
from multivector_sim.plots.verdicts import verdicts

__all__ = [
    "STYLES",
    "alt_text",
    "answer_effects",
    "answer_flips",
    "attribution",
    "attribution_pairs",
    "calibration",
    "chronicle",
    "compare",
    "concern_path",
    "discovery_fits",
    "discovery_limits",
    "discovery_scatter",
    "discovery_trajectory",
    "dyads",
    "fan",
    "forecast_fan",
    "forest",
    "histories",
    "hostility",
    "leverage",
    "mediation",
    "network",
    "network_animation",
    "posterior",
    "predictive",
    "rank_histograms",
    "routes_map",
    "run_timeline",
    "save",
    "save_animation",
    "scorecard",
    "scores",
    "search_pairs",
    "search_parallel",
    "sensitivity",
    "sweep_convergence",
    "sweep_effects",
    "sweep_grid",
    "thesis",
    "trade_off",
    "use_style",
    "verdicts",
]
