"""The one decorator of the model's functions, and the compiler options they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

import numba

__all__ = ["JIT_OPTIONS", "rule"]

P = ParamSpec("P")
R = TypeVar("R")

JIT_OPTIONS: Final[dict[str, Any]] = {
    # Division follows IEEE rules; a branch that raises would stop vector code.
    "error_model": "numpy",
    # No reassociation and no fused multiply-add: the scalar call and the lanes
    # must give the same bits, on every machine.
    "fastmath": False,
    "boundscheck": False,
}


def rule(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of the model, inlined into every kernel that calls it.

    Called from Python with floats, the function is compiled for floats;
    called from a kernel with lanes, for lanes. Its source is the same.

    Parameters
    ----------
    function
        A pure function of numbers, or a process on records.

    Returns
    -------
    callable
        The function as Numba dispatcher (or unchanged when
        ``NUMBA_DISABLE_JIT`` is set).
    """
    compiled: Callable[P, R] = numba.njit(forceinline=True, **JIT_OPTIONS)(function)
    return compiled
