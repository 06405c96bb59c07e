"""Scenario files: what a scenario is, how it is read, checked and packed for the engines."""

from __future__ import annotations

from multivector_sim.scenario.fault import Fault
from multivector_sim.scenario.load import (
    Listing,
    list_scenarios,
    load_scenario,
    scenario_from_dict,
    validate_file,
)
from multivector_sim.scenario.override import with_levers, with_overrides
from multivector_sim.scenario.pack import pack
from multivector_sim.scenario.spec import Scenario, scenario_hash

__all__ = [
    "Fault",
    "Listing",
    "Scenario",
    "list_scenarios",
    "load_scenario",
    "pack",
    "scenario_from_dict",
    "scenario_hash",
    "validate_file",
    "with_levers",
    "with_overrides",
]
