"""Numbers in few bytes: whole steps, differences along the grid, byte planes, deflate, base64."""

from __future__ import annotations

import base64
import math
import zlib
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Packed", "pack", "step_of", "unpack"]

FloatArray = NDArray[np.float64]

LARGEST: Final = 65_535
"""Steps that 16 bits can count."""
_EFFORT: Final = 9


class Packed(NamedTuple):
    """Numbers as the page holds them: value = (base + code) * step.

    Attributes
    ----------
    shape
        Shape of the array.
    base
        Smallest value, in steps.
    step
        Size of a step; values are rounded to the nearest one.
    axes
        Axes along which differences were taken, in order.
    data
        Zigzagged differences modulo 2**16, all low bytes before all high
        bytes, as zlib makes them shorter, in base64.
    """

    shape: tuple[int, ...]
    base: int
    step: float
    axes: tuple[int, ...]
    data: str


def step_of(values: FloatArray, whole: int = 1) -> float:
    """Return the step in which values are kept.

    Parameters
    ----------
    values
        Finite numbers.
    whole
        If all values are whole multiples of 1 / ``whole`` (counts, or shares
        of so many quarters), that is the step, and nothing is rounded.
        Otherwise it is the smallest of 1, 2 and 5 times a power of ten that
        16 bits can count the range in.
    """
    for parts in (1, whole):
        scaled = values * parts
        if np.abs(scaled - np.rint(scaled)).max() < 1e-7 and np.ptp(scaled) <= LARGEST:
            return 1.0 / parts
    reach = float(np.ptp(values)) / (LARGEST - 1)
    power = math.floor(math.log10(reach))
    steps = (float(f"{k}e{power}") for k in (1, 2, 5, 10))
    return next(step for step in steps if step >= reach)


def pack(values: FloatArray, step: float) -> Packed:
    """Return numbers in whole steps.

    Parameters
    ----------
    values
        Finite numbers of any shape, whose range is at most 65,535 steps.
    step
        Size of a step, > 0.

    Raises
    ------
    ValueError
        If a value is not finite, or the range is too large.
    """
    if not np.isfinite(values).all():
        raise ValueError("numbers that are not finite cannot be packed")
    steps = np.rint(values / step).astype(np.int64)
    base = int(steps.min())
    if int(steps.max()) - base > LARGEST:
        raise ValueError(f"a range of {np.ptp(values)} is too large for steps of {step}")
    codes = (steps - base).astype(np.uint16)
    axes: list[int] = []
    best = len(_shortened(codes, 1))
    left = list(range(codes.ndim))
    while left:
        tried = {axis: len(_shortened(_differences(codes, [*axes, axis]), 1)) for axis in left}
        axis = min(tried, key=lambda one: (tried[one], one))
        if tried[axis] >= best:
            break
        best = tried[axis]
        axes.append(axis)
        left.remove(axis)
    data = base64.b64encode(_shortened(_differences(codes, axes), _EFFORT)).decode("ascii")
    return Packed(codes.shape, base, step, tuple(axes), data)


def unpack(packed: Packed) -> FloatArray:
    """Return packed numbers, as the page does it."""
    raw = np.frombuffer(zlib.decompress(base64.b64decode(packed.data)), dtype=np.uint8)
    low, high = raw.reshape(2, -1).astype(np.uint16)
    zigzag = low | (high << np.uint16(8))
    codes = ((zigzag >> 1) ^ -(zigzag & np.uint16(1))).astype(np.uint16).reshape(packed.shape)
    for axis in packed.axes:
        codes = np.cumsum(codes, axis=axis, dtype=np.uint16)
    values: FloatArray = (packed.base + codes.astype(np.float64)) * packed.step
    return values


def _differences(codes: NDArray[np.uint16], axes: list[int]) -> NDArray[np.uint16]:
    for axis in axes:
        first = np.take(codes, [0], axis=axis) * np.uint16(0)
        codes = np.diff(codes, axis=axis, prepend=first)
    return codes


def _shortened(codes: NDArray[np.uint16], effort: int) -> bytes:
    signed = codes.astype(np.int16)
    zigzag = ((signed.astype(np.int32) << 1) ^ (signed >> 15).astype(np.int32)).astype(np.uint16)
    flat = zigzag.reshape(-1)
    planes = np.concatenate([(flat & 255).astype(np.uint8), (flat >> 8).astype(np.uint8)])
    return zlib.compress(planes.tobytes(), effort)
