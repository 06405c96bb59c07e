"""A handout of a small grid, made once."""

from __future__ import annotations

import pytest

from multivector_sim.handout import Grid, Handout, Sizes, lesson, make_handout

SMALL = Grid((0.0, 0.4, 0.8))
SIZES = Sizes(runs=10, seed=3, sets=4, set_runs=2)


@pytest.fixture(scope="session")
def made() -> Handout:
    """Return lesson 1 with three levels of each lever and ten runs."""
    return make_handout(lesson("tension"), SMALL, SIZES, threads=1)
