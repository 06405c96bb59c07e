"""Figures: each takes results and returns a matplotlib Figure; none simulates or opens a window."""

from multivector_sim.plots.compare import compare
from multivector_sim.plots.fan import fan
from multivector_sim.plots.forest import forest
from multivector_sim.plots.leverage import leverage
from multivector_sim.plots.style import alt_text, save

__all__ = ["alt_text", "compare", "fan", "forest", "leverage", "save"]
