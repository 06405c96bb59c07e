"""Exponential, logarithm, and normal deviates in plain arithmetic.

A call into the C library computes one run at a time and differs between
platforms in the last bit. These functions use additions, multiplications and
selections only, so that eight runs share each instruction and every machine
gives the same bits. The polynomials are near-minimax (interpolation at
Chebyshev nodes, computed with 60 digits); errors against exact values stay
below 1.5 units in the last place (tested against mpmath and scipy).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.compilation import compile_cached, rule
from multivector_sim.model.lanes import (
    bits_of,
    floor,
    from_bits,
    multiply_add,
    square_root,
    where,
    wrap64,
)

__all__ = [
    "absolute",
    "clip",
    "cosine_and_sine_of_turn",
    "exponential",
    "exponentials",
    "logarithm",
    "logarithms",
    "logistic",
    "maximum",
    "minimum",
    "normals_from_bits",
    "positive_part",
    "uniform_from_bits",
]

_LOG2_E: Final = 1.4426950408889634
_LN2_HIGH: Final = 0.6931471803691238  # ln 2 to 32 bits: exact when multiplied by an exponent
_LN2_LOW: Final = 1.9082149292705877e-10
_SQRT2: Final = 1.4142135623730951
_TWO_PI: Final = 6.283185307179586

_EXPONENT_SHIFT: Final = 52
_MANTISSA_MASK: Final = (1 << 52) - 1
_ONE_BITS: Final = 0x3FF0000000000000
_TWO52: Final = 4503599627370496.0
_TWO52_BITS: Final = 0x4330000000000000
# 2**52 + 2**51 + 1023: adding a whole number k puts k + 1023 into the low bits.
_POWER_MAGIC: Final = 6755399441056767.0
_LARGEST_EXPONENT: Final = 708.0


@rule
def minimum(a: float, b: float) -> float:
    """Return the smaller of two numbers."""
    return where(a < b, a, b)


@rule
def maximum(a: float, b: float) -> float:
    """Return the larger of two numbers."""
    return where(a > b, a, b)


@rule
def positive_part(a: float) -> float:
    """Return ``a`` where it is positive, else 0: the model's [a]+."""
    return where(a > 0.0, a, 0.0)


@rule
def absolute(a: float) -> float:
    """Return the absolute value."""
    return where(a < 0.0, -a, a)


@rule
def clip(a: float, low: float, high: float) -> float:
    """Return ``a`` limited to [low, high]."""
    return minimum(maximum(a, low), high)


@rule
def exponential(x: float) -> float:
    """Return e**x; beyond +-708 the value at that limit.

    ``x`` = k ln 2 + r with |r| <= ln 2 / 2, then a polynomial of degree 11
    and a shift of the exponent.
    """
    x = clip(x, -_LARGEST_EXPONENT, _LARGEST_EXPONENT)
    k = floor(multiply_add(x, _LOG2_E, 0.5))
    r = multiply_add(k, -_LN2_LOW, multiply_add(k, -_LN2_HIGH, x))
    r2 = r * r
    r4 = r2 * r2
    low = multiply_add(r, 0.16666666666666669, 0.5000000000000001)
    middle = multiply_add(
        r2,
        multiply_add(r, 0.00019841269863053618, 0.0013888888917213717),
        multiply_add(r, 0.008333333333330062, 0.04166666666662413),
    )
    high = multiply_add(
        r2,
        multiply_add(r, 2.510038549551032e-08, 2.7620088445409746e-07),
        multiply_add(r, 2.7557268459997064e-06, 2.4801521295954376e-05),
    )
    tail = multiply_add(r2, multiply_add(r4, high, middle), low)
    power = from_bits(bits_of(k + _POWER_MAGIC) << wrap64(_EXPONENT_SHIFT))
    return (1.0 + multiply_add(r2, tail, r)) * power


@rule
def logarithm(x: float) -> float:
    """Return the natural logarithm of a normal, finite ``x`` > 0.

    ``x`` = 2**k m with sqrt(1/2) < m <= sqrt(2); ln m = 2 artanh(f / (2 + f)),
    f = m - 1, as an odd series.
    """
    bits = bits_of(x)
    biased = bits >> wrap64(_EXPONENT_SHIFT)
    k = (from_bits(biased | wrap64(_TWO52_BITS)) - _TWO52) - 1023.0
    m = from_bits((bits & wrap64(_MANTISSA_MASK)) | wrap64(_ONE_BITS))
    large = m > _SQRT2
    m = where(large, m * 0.5, m)
    k = where(large, k + 1.0, k)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    z2 = z * z
    high = multiply_add(
        z2,
        0.14616585424888623,
        multiply_add(z, 0.15331710618210773, 0.18182889455674947),
    )
    middle = multiply_add(z2, high, multiply_add(z, 0.22222211130259878, 0.2857142862600327))
    series = z * multiply_add(z2, middle, multiply_add(z, 0.39999999999899444, 0.666666666666667))
    # f - s f = 2 s: the small terms are added before the large ones.
    half = 0.5 * f * f
    small = multiply_add(s, half + series, k * _LN2_LOW)
    return multiply_add(k, _LN2_HIGH, f - (half - small))


@rule
def _sine_core(angle: float, square: float) -> float:
    fourth = square * square
    low = multiply_add(square, 0.008333333333330948, -0.16666666666666666)
    middle = multiply_add(square, 2.7557316101617874e-06, -0.00019841269836756774)
    high = multiply_add(square, 1.5918115263265974e-10, -2.505113165023518e-08)
    series = multiply_add(fourth, multiply_add(fourth, high, middle), low)
    return multiply_add(angle * square, series, angle)


@rule
def _cosine_core(square: float) -> float:
    fourth = square * square
    low = multiply_add(square, -0.0013888888888887398, 0.041666666666666664)
    middle = multiply_add(square, -2.7557317271145144e-07, 2.480158729876456e-05)
    high = multiply_add(square, -1.1382623647474604e-11, 2.087614614655861e-09)
    series = multiply_add(fourth, multiply_add(fourth, high, middle), low)
    return 1.0 - multiply_add(fourth, -series, 0.5 * square)


@rule
def cosine_and_sine_of_turn(turn: float) -> tuple[float, float]:
    """Return (cos(2 pi turn), sin(2 pi turn)) for 0 <= turn <= 1.

    The turn is reduced to the nearest quarter; sine and cosine of the rest
    swap places in odd quarters.
    """
    quarter = floor(multiply_add(4.0, turn, 0.5))
    angle = multiply_add(quarter, -0.25, turn) * _TWO_PI
    square = angle * angle
    near_cosine = _cosine_core(square)
    near_sine = _sine_core(angle, square)
    odd = (quarter == 1.0) | (quarter == 3.0)
    cosine = where(odd, near_sine, near_cosine)
    sine = where(odd, near_cosine, near_sine)
    left = (quarter == 1.0) | (quarter == 2.0)
    below = (quarter == 2.0) | (quarter == 3.0)
    return where(left, -cosine, cosine), where(below, -sine, sine)


@rule
def logistic(x: float) -> float:
    """Return 1 / (1 + e**-x)."""
    return 1.0 / (1.0 + exponential(-x))


@compile_cached()
def logarithms(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the natural logarithm of each of a one-dimensional array of positive numbers.

    For use from Python: the platform's own logarithm may differ in the last bit.
    """
    result = np.empty_like(values)
    for index in range(values.size):
        result[index] = logarithm(values[index])
    return result


@compile_cached()
def exponentials(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the exponential of each of a one-dimensional array, for use from Python."""
    result = np.empty_like(values)
    for index in range(values.size):
        result[index] = exponential(values[index])
    return result


# --- deviates ----------------------------------------------------------------------------

_TWO_M53: Final = 1.1102230246251565e-16  # half of the spacing of the 52-bit deviates
_TWO_M32: Final = 2.3283064365386963e-10
_LOW32: Final = 0xFFFFFFFF


@rule
def uniform_from_bits(bits: int) -> float:
    """Return a uniform deviate from 64 random bits: the upper 52, centred in their cells.

    With 53 bits the largest one would round to 1; with 52 it is 1 - 2**-53.
    """
    return (from_bits((bits >> wrap64(12)) | wrap64(_ONE_BITS)) - 1.0) + _TWO_M53


@rule
def _unit_from_half(half: int) -> float:
    """Return (v + 1/2) / 2**32 for a 32-bit number v."""
    return ((from_bits(half | wrap64(_TWO52_BITS)) - _TWO52) + 0.5) * _TWO_M32


@rule
def normals_from_bits(bits: int) -> tuple[float, float]:
    """Return two independent standard normal deviates from 64 random bits.

    Box-Muller's transform: the upper 32 bits give the radius, the lower 32
    the angle; cosine and sine branch are independent of each other.
    """
    radius = square_root(-2.0 * logarithm(_unit_from_half(bits >> wrap64(32))))
    cosine, sine = cosine_and_sine_of_turn(_unit_from_half(bits & wrap64(_LOW32)))
    return radius * cosine, radius * sine
