"""The theses of the sources, put to the model: tests stated in advance, and verdicts."""

from __future__ import annotations

from multivector_sim.theses.frames import parts_frame, verdicts_frame
from multivector_sim.theses.ranking import Ranking, rank_countries
from multivector_sim.theses.registry import TESTS, how_tested
from multivector_sim.theses.rules import VERDICTS
from multivector_sim.theses.run import PartResult, SetResult, ThesisResult, Verdicts, judge
from multivector_sim.theses.spec import Part, Test, Untestable

__all__ = [
    "TESTS",
    "VERDICTS",
    "Part",
    "PartResult",
    "Ranking",
    "SetResult",
    "Test",
    "ThesisResult",
    "Untestable",
    "Verdicts",
    "how_tested",
    "judge",
    "parts_frame",
    "rank_countries",
    "verdicts_frame",
]
