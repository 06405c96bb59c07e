"""Counter-based random numbers: every draw is a pure function of what it is for.

A draw is keyed by (seed, run, quarter, mechanism, i, j), where i and j are
actor *identities* or sector indices. Nothing is consumed from a stream, so a
mechanism that is switched off, another policy, another block size or another
number of threads leaves every other draw as it was. The mixing function is
the finaliser of SplitMix64 (Steele, Lea and Flood 2014, OOPSLA).
"""

from __future__ import annotations

from typing import Final

from multivector_sim.compilation import rule
from multivector_sim.model.lanes import where, wrap64
from multivector_sim.model.numerics import normals_from_bits, uniform_from_bits

__all__ = [
    "ACTION",
    "ARRIVAL",
    "BID",
    "CRISIS",
    "DEPTH",
    "ENDURANCE",
    "GRANT",
    "PERCEPTION",
    "PICK",
    "PREEMPTIVE",
    "PREVAIL",
    "TARGET",
    "TENSION_NOISE",
    "draw_bits",
    "mix",
    "normal_between",
    "normal_pair",
    "quarter_key",
    "run_key",
    "uniform",
]

ACTION: Final = 1
GRANT: Final = 2
PREVAIL: Final = 3
PICK: Final = 4
TARGET: Final = 5
ARRIVAL: Final = 6
BID: Final = 7
PERCEPTION: Final = 8
TENSION_NOISE: Final = 9  # + 16 per sub-step
CRISIS: Final = 10
PREEMPTIVE: Final = 11
ENDURANCE: Final = 12
DEPTH: Final = 13

_C1: Final = 0x9E3779B97F4A7C15
_C2: Final = 0xBF58476D1CE4E5B9
_C3: Final = 0x94D049BB133111EB
_C4: Final = 0xD1B54A32D192ED03
_C5: Final = 0x8CB92BA72F3D8DD7


@rule
def mix(z: int) -> int:
    """Return the SplitMix64 finaliser of a 64-bit number."""
    z = wrap64((z ^ (z >> wrap64(30))) * wrap64(_C2))
    z = wrap64((z ^ (z >> wrap64(27))) * wrap64(_C3))
    return z ^ (z >> wrap64(31))


@rule
def run_key(seed: int, run: int) -> int:
    """Return the key of a run; ``seed`` and ``run`` are 64-bit numbers."""
    inner = mix(wrap64(wrap64(wrap64(run) * wrap64(_C5)) + wrap64(_C1)))
    return mix(wrap64(wrap64(wrap64(seed) * wrap64(_C4)) + inner))


@rule
def quarter_key(key: int, quarter: int) -> int:
    """Return the key of quarter 0, 1, ... of the run with this key."""
    return mix(wrap64(key + wrap64(wrap64(_C1) * wrap64(quarter + 1))))


@rule
def draw_bits(key: int, mechanism: int, i: int, j: int) -> int:
    """Return the 64 random bits of one draw in the quarter with this key."""
    place = wrap64(mechanism * 4096 + i * 64 + j + 1)
    return mix(wrap64(key + wrap64(wrap64(_C1) * place)))


@rule
def uniform(key: int, mechanism: int, i: int, j: int) -> float:
    """Return a uniform deviate in (0, 1)."""
    return uniform_from_bits(draw_bits(key, mechanism, i, j))


@rule
def normal_pair(key: int, mechanism: int, i: int, j: int) -> tuple[float, float]:
    """Return two independent standard normal deviates of one draw.

    For two actors the draw is keyed by i < j: the first deviate is for i
    towards j, the second for j towards i.
    """
    return normals_from_bits(draw_bits(key, mechanism, i, j))


@rule
def normal_between(key: int, mechanism: int, i: int, j: int) -> tuple[float, float]:
    """Return the deviates of i towards j and of j towards i, whichever identity is lower."""
    first, second = normal_pair(key, mechanism, min(i, j), max(i, j))
    return where(i < j, first, second), where(i < j, second, first)
