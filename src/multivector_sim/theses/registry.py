"""All tests, one for each thesis of the ledger."""

from __future__ import annotations

from typing import Final

from multivector_sim.errors import InputError
from multivector_sim.theses.core import CORE
from multivector_sim.theses.later import LATER
from multivector_sim.theses.mechanisms import MECHANISMS
from multivector_sim.theses.rivals import RIVALS
from multivector_sim.theses.scope import SCOPE
from multivector_sim.theses.spec import Test, Untestable

__all__ = ["TESTS", "how_tested"]

TESTS: Final[dict[str, Test | Untestable]] = {
    test.thesis: test for test in (*CORE, *MECHANISMS, *RIVALS, *SCOPE, *LATER)
}
"""Tests by id of the thesis, in the order of ids."""


def how_tested(thesis: str) -> Test | Untestable:
    """Return how a thesis is put to the model.

    Parameters
    ----------
    thesis
        Its id, such as ``"H01"``.

    Raises
    ------
    InputError
        If there is no such thesis.
    """
    if thesis not in TESTS:
        first, *_, last = TESTS
        raise InputError(f"no thesis {thesis!r}; allowed are {first} to {last}")
    return TESTS[thesis]
