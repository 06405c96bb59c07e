"""Agent-based simulation of multi-vector balancing: a pivot state between great powers.

>>> import multivector_sim as mv
>>> s = mv.load_scenario("baseline")
>>> ds = mv.simulate(s, runs=8, seed=1)

Names are imported when they are first used, so that importing the package is
quick.
"""

from __future__ import annotations

from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multivector_sim import plots
    from multivector_sim.agents import GreatPower, Kazakhstan, MultivectorModel
    from multivector_sim.app.words import say_in
    from multivector_sim.attribution import Attribution, Mediation, attribute, mediate
    from multivector_sim.discovery import Discovery, discover
    from multivector_sim.errors import InputError, MultivectorError, ScenarioError, SimulationError
    from multivector_sim.experiments.across import Across, compare_across
    from multivector_sim.experiments.compare import Comparison, compare
    from multivector_sim.experiments.simulate import simulate
    from multivector_sim.explanation import (
        Chronicle,
        ExplainedModel,
        Partings,
        compare_runs,
        explain,
    )
    from multivector_sim.forecast.api import hindcast, predict, score_frozen
    from multivector_sim.forecast.hindcast import Forecast
    from multivector_sim.forecast.verified import Verified
    from multivector_sim.handout import Handout, make_handout
    from multivector_sim.model.observed import Levers, Seen
    from multivector_sim.model.parameters import PARAMETERS, sample_prior
    from multivector_sim.model.variants import MODEL_VARIANTS
    from multivector_sim.model.windows import Window
    from multivector_sim.play import Game, begin_game, load_game, save_game
    from multivector_sim.play.debrief import Debrief, debrief
    from multivector_sim.scenario import Scenario, list_scenarios, load_scenario
    from multivector_sim.scenario.diff import Difference, diff
    from multivector_sim.scenario.entries import find_evidence
    from multivector_sim.scenario.resting import resting_on
    from multivector_sim.scenario.schema import scenario_schema
    from multivector_sim.scenario.show import show
    from multivector_sim.searching import Found, search
    from multivector_sim.sweeps.results import load_sweep
    from multivector_sim.sweeps.sweep import Sweep
    from multivector_sim.theses import Verdicts, judge
    from multivector_sim.whatif import Answer, what_if

__all__ = [
    "MODEL_VARIANTS",
    "PARAMETERS",
    "Across",
    "Answer",
    "Attribution",
    "Chronicle",
    "Comparison",
    "Debrief",
    "Difference",
    "Discovery",
    "ExplainedModel",
    "Forecast",
    "Found",
    "Game",
    "GreatPower",
    "Handout",
    "InputError",
    "Kazakhstan",
    "Levers",
    "Mediation",
    "MultivectorError",
    "MultivectorModel",
    "Partings",
    "Scenario",
    "ScenarioError",
    "Seen",
    "SimulationError",
    "Sweep",
    "Verdicts",
    "Verified",
    "Window",
    "__version__",
    "attribute",
    "begin_game",
    "compare",
    "compare_across",
    "compare_runs",
    "debrief",
    "diff",
    "discover",
    "explain",
    "find_evidence",
    "hindcast",
    "judge",
    "list_scenarios",
    "load_game",
    "load_scenario",
    "load_sweep",
    "make_handout",
    "mediate",
    "plots",
    "predict",
    "resting_on",
    "sample_prior",
    "save_game",
    "say_in",
    "scenario_schema",
    "score_frozen",
    "search",
    "show",
    "simulate",
    "what_if",
]

_HOMES = {
    "Across": "experiments.across",
    "Answer": "whatif",
    "Attribution": "attribution",
    "Chronicle": "explanation",
    "Comparison": "experiments.compare",
    "Debrief": "play.debrief",
    "Difference": "scenario.diff",
    "Discovery": "discovery",
    "ExplainedModel": "explanation",
    "Forecast": "forecast.hindcast",
    "Found": "searching",
    "Game": "play",
    "GreatPower": "agents",
    "Handout": "handout",
    "InputError": "errors",
    "Kazakhstan": "agents",
    "Levers": "model.observed",
    "MODEL_VARIANTS": "model.variants",
    "Mediation": "attribution",
    "MultivectorError": "errors",
    "MultivectorModel": "agents",
    "PARAMETERS": "model.parameters",
    "Partings": "explanation",
    "Scenario": "scenario",
    "ScenarioError": "errors",
    "Seen": "model.observed",
    "SimulationError": "errors",
    "Sweep": "sweeps.sweep",
    "Verdicts": "theses",
    "Verified": "forecast.verified",
    "Window": "model.windows",
    "attribute": "attribution",
    "begin_game": "play",
    "compare": "experiments.compare",
    "compare_across": "experiments.across",
    "compare_runs": "explanation",
    "debrief": "play.debrief",
    "diff": "scenario.diff",
    "discover": "discovery",
    "explain": "explanation",
    "find_evidence": "scenario.entries",
    "hindcast": "forecast.api",
    "judge": "theses",
    "list_scenarios": "scenario",
    "load_game": "play",
    "load_scenario": "scenario",
    "load_sweep": "sweeps.results",
    "make_handout": "handout",
    "mediate": "attribution",
    "predict": "forecast.api",
    "resting_on": "scenario.resting",
    "sample_prior": "model.parameters",
    "save_game": "play",
    "say_in": "app.words",
    "scenario_schema": "scenario.schema",
    "score_frozen": "forecast.api",
    "search": "searching",
    "show": "scenario.show",
    "simulate": "experiments.simulate",
    "what_if": "whatif",
}


def __getattr__(name: str) -> Any:
    value: Any
    if name == "__version__":
        value = metadata.version("multivector-sim")
    elif name == "plots":
        value = import_module("multivector_sim.plots")
    elif name in _HOMES:
        value = getattr(import_module(f"multivector_sim.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module 'multivector_sim' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
