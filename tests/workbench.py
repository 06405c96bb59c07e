"""The EMA Workbench and its connector by one name; slow to load, so tests load it when they run."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of optional parts of the workbench that are not installed
    import ema_workbench as ema
    from ema_workbench.em_framework import evaluators, points

from multivector_sim.connectors.ema import (
    BatchEvaluator,
    SimulationModel,
    ema_model,
    ema_name,
    named_policies,
)

__all__ = [
    "POLICY",
    "SCENARIO",
    "BatchEvaluator",
    "SimulationModel",
    "ema",
    "ema_model",
    "ema_name",
    "evaluators",
    "named_policies",
]

SCENARIO = points.Sample if hasattr(points, "Sample") else points.Scenario
POLICY = points.Sample if hasattr(points, "Sample") else points.Policy
