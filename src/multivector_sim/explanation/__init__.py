"""Why a run went as it did: the chronicle of its decisions, and where two runs part."""

from __future__ import annotations

from multivector_sim.explanation.chronicle import Chronicle, explain
from multivector_sim.explanation.decision import NUMBERS, Decision, Option
from multivector_sim.explanation.live import ExplainedModel
from multivector_sim.explanation.news import NEWS, News
from multivector_sim.explanation.parting import Gap, Parting, Partings, compare_runs, part
from multivector_sim.explanation.quarter import HAPPENINGS, Happening, Quarter
from multivector_sim.explanation.turning import TurningPoint
from multivector_sim.explanation.words import decision_text

__all__ = [
    "HAPPENINGS",
    "NEWS",
    "NUMBERS",
    "Chronicle",
    "Decision",
    "ExplainedModel",
    "Gap",
    "Happening",
    "News",
    "Option",
    "Parting",
    "Partings",
    "Quarter",
    "TurningPoint",
    "compare_runs",
    "decision_text",
    "explain",
    "part",
]
