"""One small comparison, simulated once: the same bits on every machine."""

from __future__ import annotations

import pytest

import multivector_sim as mv
from multivector_sim.experiments.compare import DETAILS, Comparison


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """Return the baseline beside its four counterfactuals, 24 runs each."""
    return mv.compare(["baseline"], runs=24, seed=1, details=DETAILS)
