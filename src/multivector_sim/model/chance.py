"""Numbers that a run draws for itself before it begins: keyed, and the same on every machine.

A number is keyed by seed, run and its own name, so neither the other numbers,
nor the order in which they are drawn, nor the runs beside it change it.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from multivector_sim.compilation import compile_cached
from multivector_sim.model.lanes import wrap64
from multivector_sim.model.numerics import normals_from_bits, uniform_from_bits
from multivector_sim.model.randomness import mix, run_key

__all__ = ["normal_deviates", "uniform_deviates"]

FloatArray = NDArray[np.float64]


@compile_cached()
def _uniforms(seed: int, runs: Any, place: int) -> Any:
    deviates = np.empty(runs.size)
    for index in range(runs.size):
        bits = mix(wrap64(run_key(seed, runs[index]) ^ place))
        deviates[index] = uniform_from_bits(bits)
    return deviates


@compile_cached()
def _normals(seed: int, runs: Any, place: int) -> Any:
    deviates = np.empty(runs.size)
    for index in range(runs.size):
        bits = mix(wrap64(run_key(seed, runs[index]) ^ place))
        first, _ = normals_from_bits(bits)
        deviates[index] = first
    return deviates


def _place(name: str, attempt: int) -> np.uint64:
    digest = hashlib.sha256(f"{name}#{attempt}".encode()).digest()
    return np.uint64(int.from_bytes(digest[:8], "little"))


def uniform_deviates(
    name: str, seed: int, runs: NDArray[np.uint64], attempt: int = 0
) -> FloatArray:
    """Return a uniform deviate in (0, 1) for each run.

    Parameters
    ----------
    name
        Name of the number that is drawn.
    seed
        Seed, 0 to 2**64 - 1.
    runs
        (count,) numbers of the runs.
    attempt
        Number of the attempt, where a number is drawn again.
    """
    deviates: FloatArray = _uniforms(np.uint64(seed), runs, _place(name, attempt))
    return deviates


def normal_deviates(name: str, seed: int, runs: NDArray[np.uint64], attempt: int = 0) -> FloatArray:
    """Return a standard normal deviate for each run; see ``uniform_deviates``."""
    deviates: FloatArray = _normals(np.uint64(seed), runs, _place(name, attempt))
    return deviates
