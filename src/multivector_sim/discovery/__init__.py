"""Scenario discovery: boxes of inputs that lead to an outcome, checked on held-out futures."""

from __future__ import annotations

from multivector_sim.discovery.boxes import Box, Conditions, Limit
from multivector_sim.discovery.finding import ERROR_RATE, Candidate, Discovery, LimitTest, discover
from multivector_sim.discovery.numbers import Numbers
from multivector_sim.discovery.question import Question, read_question
from multivector_sim.discovery.tree import find_conditions

__all__ = [
    "ERROR_RATE",
    "Box",
    "Candidate",
    "Conditions",
    "Discovery",
    "Limit",
    "LimitTest",
    "Numbers",
    "Question",
    "discover",
    "find_conditions",
    "read_question",
]
