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

from multivector_sim.model.lanes import (
    bits_of,
    floor,
    from_bits,
    negate,
    square_root,
    to_double,
    where,
    wrap64,
)
from multivector_sim.model.rule import rule

__all__ = [
    "absolute",
    "clip",
    "cosine_of_turn",
    "exponential",
    "logarithm",
    "logistic",
    "maximum",
    "minimum",
    "normal_from_bits",
    "normals_from_bits",
    "positive_part",
    "sine_of_turn",
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
    k = floor(x * _LOG2_E + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = 0.5000000000000001 + 0.16666666666666669 * r
    middle = (0.04166666666662413 + 0.008333333333330062 * r) + r2 * (
        0.0013888888917213717 + 0.00019841269863053618 * r
    )
    high = (2.4801521295954376e-05 + 2.7557268459997064e-06 * r) + r2 * (
        2.7620088445409746e-07 + 2.510038549551032e-08 * r
    )
    tail = low + r2 * middle + (r4 * r2) * high
    power = from_bits(bits_of(k + _POWER_MAGIC) << wrap64(_EXPONENT_SHIFT))
    return (1.0 + (r + r2 * tail)) * power


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
    series = z * (
        (0.666666666666667 + 0.39999999999899444 * z)
        + z2
        * (
            (0.2857142862600327 + 0.22222211130259878 * z)
            + z2 * ((0.18182889455674947 + 0.15331710618210773 * z) + z2 * 0.14616585424888623)
        )
    )
    # f - s f = 2 s: the small terms are added before the large ones.
    half = 0.5 * f * f
    return k * _LN2_HIGH + (f - (half - (s * (half + series) + k * _LN2_LOW)))


@rule
def _sine_core(angle: float, square: float) -> float:
    series = (-0.16666666666666666 + 0.008333333333330948 * square) + (square * square) * (
        (-0.00019841269836756774 + 2.7557316101617874e-06 * square)
        + (square * square) * (-2.505113165023518e-08 + 1.5918115263265974e-10 * square)
    )
    return angle + angle * (square * series)


@rule
def _cosine_core(square: float) -> float:
    series = (0.041666666666666664 - 0.0013888888888887398 * square) + (square * square) * (
        (2.480158729876456e-05 - 2.7557317271145144e-07 * square)
        + (square * square) * (2.087614614655861e-09 - 1.1382623647474604e-11 * square)
    )
    return 1.0 - (0.5 * square - (square * square) * series)


@rule
def cosine_of_turn(turn: float) -> float:
    """Return cos(2 pi turn) for 0 <= turn <= 1."""
    quarter = floor(4.0 * turn + 0.5)
    angle = (turn - 0.25 * quarter) * _TWO_PI
    square = angle * angle
    odd = (0.5 * quarter) != floor(0.5 * quarter)
    value = where(odd, _sine_core(angle, square), _cosine_core(square))
    negative = (quarter == 1.0) | (quarter == 2.0)
    return where(negative, -value, value)


@rule
def sine_of_turn(turn: float) -> float:
    """Return sin(2 pi turn) for 0 <= turn <= 1."""
    quarter = floor(4.0 * turn + 0.5)
    angle = (turn - 0.25 * quarter) * _TWO_PI
    square = angle * angle
    odd = (0.5 * quarter) != floor(0.5 * quarter)
    value = where(odd, _cosine_core(square), _sine_core(angle, square))
    negative = (quarter == 2.0) | (quarter == 3.0)
    return where(negative, -value, value)


@rule
def logistic(x: float) -> float:
    """Return 1 / (1 + e**-x)."""
    return 1.0 / (1.0 + exponential(-x))


# --- deviates ----------------------------------------------------------------------------

_TWO_M53: Final = 1.1102230246251565e-16
_TWO_M32: Final = 2.3283064365386963e-10
_LOW32: Final = 0xFFFFFFFF


@rule
def uniform_from_bits(bits: int) -> float:
    """Return a uniform deviate in (0, 1) from 64 random bits: the upper 53, centred."""
    return (to_double(bits >> wrap64(11)) + 0.5) * _TWO_M53


@rule
def _unit_from_half(half: int) -> float:
    """Return (v + 1/2) / 2**32 for a 32-bit number v."""
    return ((from_bits(half | wrap64(_TWO52_BITS)) - _TWO52) + 0.5) * _TWO_M32


@rule
def normal_from_bits(bits: int) -> float:
    """Return a standard normal deviate from 64 random bits (Box-Muller, cosine branch).

    The upper 32 bits give the radius, the lower 32 the angle.
    """
    radius = square_root(-2.0 * logarithm(_unit_from_half(bits >> wrap64(32))))
    return radius * cosine_of_turn(_unit_from_half(bits & wrap64(_LOW32)))


@rule
def normals_from_bits(bits: int) -> tuple[float, float]:
    """Return both deviates of Box-Muller's transform, which are independent."""
    radius = square_root(-2.0 * logarithm(_unit_from_half(bits >> wrap64(32))))
    turn = _unit_from_half(bits & wrap64(_LOW32))
    return radius * cosine_of_turn(turn), radius * sine_of_turn(turn)
