"""What the building blocks of the model cost, as multiples of a multiply-add on the same memory.

Usage: ``python benchmarks/primitives.py [--rounds N]``. Each block works on
vectors of ``WIDTH`` runs, one after the other; the best of the rounds counts,
the blocks taking turns.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from multivector_sim.compilation import JIT_OPTIONS, rule
from multivector_sim.model import numerics, randomness
from multivector_sim.model.lanes import WIDTH
from multivector_sim.model.record import Field, Layout, open_record, size_marks

VECTORS = 100
REPEATS = 300
LAYOUT = Layout(
    "probe",
    (Field("x", ("actor",)), Field("y", ("actor",)), Field("key", ("actor",), format="key")),
)
open_probe = open_record(LAYOUT, WIDTH)


@rule
def multiply_add(probe: Any, i: int) -> None:
    """Multiply and add: the cheapest thing a rule does."""
    x = probe.x[i]
    probe.y[i] = x * x + x


@rule
def exponential(probe: Any, i: int) -> None:
    """One exponential."""
    probe.y[i] = numerics.exponential(probe.x[i])


@rule
def logarithm(probe: Any, i: int) -> None:
    """One logarithm."""
    probe.y[i] = numerics.logarithm(probe.x[i])


@rule
def uniform(probe: Any, i: int) -> None:
    """One keyed uniform deviate."""
    probe.y[i] = randomness.uniform(probe.key[i], 3, 4, 5)


@rule
def two_normals(probe: Any, i: int) -> None:
    """One keyed draw of two normal deviates."""
    first, second = randomness.normal_pair(probe.key[i], 3, 4, 5)
    probe.y[i] = first + second


def timed(block: Callable[..., None]) -> Callable[[], float]:
    """Return a function that runs a block many times and returns seconds a vector."""

    @numba.njit(**JIT_OPTIONS)  # type: ignore[untyped-decorator]
    def loop(memory: Any, size: Any) -> None:
        probe = open_probe(memory, 0, size, size)
        for _ in range(REPEATS):
            for i in range(VECTORS):
                block(probe, i)

    size = size_marks(VECTORS)
    memory = np.linspace(0.05, 0.95, LAYOUT.rows(VECTORS, VECTORS) * WIDTH)
    loop(memory, size)

    def measure() -> float:
        begin = time.perf_counter()
        loop(memory, size)
        return (time.perf_counter() - begin) / (REPEATS * VECTORS)

    return measure


def main() -> None:
    """Time the blocks in turn and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    rounds = parser.parse_args().rounds
    blocks = {
        block.__name__: timed(block)
        for block in (multiply_add, exponential, logarithm, uniform, two_normals)
    }
    best = dict.fromkeys(blocks, float("inf"))
    for _ in range(rounds):
        for name, measure in blocks.items():
            best[name] = min(best[name], measure())
    for name, seconds in best.items():
        ratio = seconds / best["multiply_add"]
        print(f"{name:14} {seconds * 1e9 / WIDTH:6.2f} ns a run {ratio:7.1f} x")


if __name__ == "__main__":
    main()
