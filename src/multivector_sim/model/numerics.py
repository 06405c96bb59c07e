"""Exponential, logarithm, normal quantiles and deviates in plain arithmetic.

A call into the C library computes one run at a time and differs between
platforms in the last bit. These functions use additions, multiplications and
selections only, so that eight runs share each instruction and every machine
gives the same bits. The polynomials are near-minimax (interpolation at
Chebyshev nodes, computed with 60 digits); errors against exact values stay
below 1.5 units in the last place (tested against mpmath and scipy). Normal
quantiles are Wichura's, AS 241.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.compilation import compile_cached, rule
from multivector_sim.model.lanes import (
    bits_of,
    from_bits,
    multiply_add,
    square_root,
    where,
    wrap64,
)

__all__ = [
    "absolute",
    "clip",
    "exponential",
    "exponentials",
    "logarithm",
    "logarithms",
    "logistic",
    "maximum",
    "minimum",
    "normal_quantile",
    "normal_quantiles",
    "normals_from_bits",
    "positive_part",
    "uniform_from_bits",
]

_LOG2_E: Final = 1.4426950408889634
_LN2_HIGH: Final = 0.6931471803691238  # ln 2 to 32 bits: exact when multiplied by an exponent
_LN2_LOW: Final = 1.9082149292705877e-10
_SQRT2: Final = 1.4142135623730951

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
    shifted = multiply_add(x, _LOG2_E, _POWER_MAGIC)  # its low bits: k + 1023
    k = shifted - _POWER_MAGIC
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
    power = from_bits(bits_of(shifted) << wrap64(_EXPONENT_SHIFT))
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


# --- normal quantiles --------------------------------------------------------------------

_NEAR_HALF: Final = 0.425
_NEAR_HALF_SQUARED: Final = 0.180625
_FAR: Final = 5.0
_FAR_START: Final = 1.6


@rule
def normal_quantile(u: float) -> float:
    """Return the number below which a standard normal deviate lies with probability ``u``.

    ``u`` lies in (0, 1) and is no subnormal. Algorithm AS 241 (Wichura 1988,
    Applied Statistics 37, 477-484), routine PPND16: a ratio of polynomials of
    degree seven in (u - 1/2)**2 near the middle, and in sqrt(-ln min(u, 1 - u))
    in either tail. Relative errors against exact values stay below 2e-15
    (tested against mpmath and scipy).
    """
    q = u - 0.5
    # Near the middle.
    z = _NEAR_HALF_SQUARED - q * q
    top = multiply_add(z, 2.5090809287301226727e3, 3.3430575583588128105e4)
    top = multiply_add(z, top, 6.7265770927008700853e4)
    top = multiply_add(z, top, 4.5921953931549871457e4)
    top = multiply_add(z, top, 1.3731693765509461125e4)
    top = multiply_add(z, top, 1.9715909503065514427e3)
    top = multiply_add(z, top, 1.3314166789178437745e2)
    top = multiply_add(z, top, 3.3871328727963666080)
    bottom = multiply_add(z, 5.2264952788528545610e3, 2.8729085735721942674e4)
    bottom = multiply_add(z, bottom, 3.9307895800092710610e4)
    bottom = multiply_add(z, bottom, 2.1213794301586595867e4)
    bottom = multiply_add(z, bottom, 5.3941960214247511077e3)
    bottom = multiply_add(z, bottom, 6.8718700749205790830e2)
    bottom = multiply_add(z, bottom, 4.2313330701600911252e1)
    middle = q * top / multiply_add(z, bottom, 1.0)
    # In the tails.
    r = square_root(-logarithm(minimum(u, 1.0 - u)))
    z = r - _FAR_START
    top = multiply_add(z, 7.74545014278341407640e-4, 2.27238449892691845833e-2)
    top = multiply_add(z, top, 2.41780725177450611770e-1)
    top = multiply_add(z, top, 1.27045825245236838258)
    top = multiply_add(z, top, 3.64784832476320460504)
    top = multiply_add(z, top, 5.76949722146069140550)
    top = multiply_add(z, top, 4.63033784615654529590)
    top = multiply_add(z, top, 1.42343711074968357734)
    bottom = multiply_add(z, 1.05075007164441684324e-9, 5.47593808499534494600e-4)
    bottom = multiply_add(z, bottom, 1.51986665636164571966e-2)
    bottom = multiply_add(z, bottom, 1.48103976427480074590e-1)
    bottom = multiply_add(z, bottom, 6.89767334985100004550e-1)
    bottom = multiply_add(z, bottom, 1.67638483018380384940)
    bottom = multiply_add(z, bottom, 2.05319162663775882187)
    tail = top / multiply_add(z, bottom, 1.0)
    # Far out.
    z = r - _FAR
    top = multiply_add(z, 2.01033439929228813265e-7, 2.71155556874348757815e-5)
    top = multiply_add(z, top, 1.24266094738807843860e-3)
    top = multiply_add(z, top, 2.65321895265761230930e-2)
    top = multiply_add(z, top, 2.96560571828504891230e-1)
    top = multiply_add(z, top, 1.78482653991729133580)
    top = multiply_add(z, top, 5.46378491116411436990)
    top = multiply_add(z, top, 6.65790464350110377720)
    bottom = multiply_add(z, 2.04426310338993978564e-15, 1.42151175831644588870e-7)
    bottom = multiply_add(z, bottom, 1.84631831751005468180e-5)
    bottom = multiply_add(z, bottom, 7.86869131145613259100e-4)
    bottom = multiply_add(z, bottom, 1.48753612908506148525e-2)
    bottom = multiply_add(z, bottom, 1.36929880922735805310e-1)
    bottom = multiply_add(z, bottom, 5.99832206555887937690e-1)
    tail = where(r > _FAR, top / multiply_add(z, bottom, 1.0), tail)
    return where(absolute(q) > _NEAR_HALF, where(q < 0.0, -tail, tail), middle)


@compile_cached()
def normal_quantiles(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the normal quantile of each of a one-dimensional array, for use from Python."""
    result = np.empty_like(values)
    for index in range(values.size):
        result[index] = normal_quantile(values[index])
    return result


# --- deviates ----------------------------------------------------------------------------

_TWO_M53: Final = 1.1102230246251565e-16  # half of the spacing of the 52-bit deviates
_LOW_HALF_SHIFT: Final = 32
_SIGN: Final = 1 << 63
_LN2: Final = 0.6931471805599453
_LN_SQRT2: Final = 0.34657359027997264


@rule
def uniform_from_bits(bits: int) -> float:
    """Return a uniform deviate from 64 random bits: the upper 52, centred in their cells.

    With 53 bits the largest one would round to 1; with 52 it is 1 - 2**-53.
    """
    return (from_bits((bits >> wrap64(12)) | wrap64(_ONE_BITS)) - 1.0) + _TWO_M53


@rule
def _radius(half: int) -> float:
    """Return sqrt(-ln u) for u = (v + 1/2) / 2**32, v a 32-bit number.

    u = 2**-k m with 1 <= m < 2; ln m = ln sqrt(2) + 2 artanh(s), as an odd
    series in s = (m - sqrt(2)) / (m + sqrt(2)).
    """
    bits = bits_of(from_bits(half | wrap64(_TWO52_BITS)) - (_TWO52 - 0.5))
    biased = from_bits((bits >> wrap64(_EXPONENT_SHIFT)) | wrap64(_TWO52_BITS))
    k = (_TWO52 + 1023.0 + 32.0) - biased
    m = from_bits((bits & wrap64(_MANTISSA_MASK)) | wrap64(_ONE_BITS))
    s = (m - _SQRT2) / (m + _SQRT2)
    z = s * s
    z2 = z * z
    high = multiply_add(
        z2,
        0.16837813568898644,
        multiply_add(z, 0.18121922003893642, 0.22223434921408206),
    )
    middle = multiply_add(z2, high, multiply_add(z, 0.2857141601597565, 0.40000000061773056))
    series = multiply_add(z2, middle, multiply_add(z, 0.6666666666655285, 2.0000000000000004))
    return square_root(multiply_add(-s, series, multiply_add(k, _LN2, -_LN_SQRT2)))


@rule
def normals_from_bits(bits: int) -> tuple[float, float]:
    """Return two independent standard normal deviates from 64 random bits.

    Box-Muller's transform: the upper 32 bits give the radius, the lower 32
    the angle; cosine and sine branch are independent of each other. Absolute
    errors stay below 1e-13 for radii above 0.01, and below 1e-11 always
    (tested against mpmath): far below the spacing of 32-bit deviates.

    The two highest bits of the angle are its quarter of the turn; the others
    its place x in (-1/2, 1/2) from the middle of the quarter. With c and s
    the cosine and sine of x quarters, the deviates of the first quarter are
    proportional to c - s and c + s. In odd quarters the two change places,
    which a change of the sign of s does; other signs follow the quarter.
    """
    radius = _radius(bits >> wrap64(_LOW_HALF_SHIFT))
    half_turn = (bits << wrap64(32)) & wrap64(_SIGN)
    quarter_turn = (bits << wrap64(33)) & wrap64(_SIGN)
    place = from_bits(((bits << wrap64(22)) & wrap64(_MANTISSA_MASK)) | wrap64(_ONE_BITS))
    x = place - (1.5 - 2.0**-31)
    z = x * x
    z2 = z * z
    cosine_high = multiply_add(
        z2, 4.6632053886903437e-07, multiply_add(z, -2.5200703761965414e-05, 0.0009192601014426249)
    )
    cosine_middle = multiply_add(
        z2, cosine_high, multiply_add(z, -0.02086348075319688, 0.2536695079008304)
    )
    cosine = multiply_add(z2, cosine_middle, multiply_add(z, -1.233700550136169, 1.0))
    sine_high = multiply_add(
        z2,
        multiply_add(z, -3.556386260704784e-06, 0.00016042926504495616),
        multiply_add(z, -0.004681752591458209, 0.07969262615574603),
    )
    sine = x * multiply_add(z2, sine_high, multiply_add(z, -0.645964097504309, 1.57079632679489))
    sine = from_bits(bits_of(sine) ^ quarter_turn)
    first = radius * (cosine - sine)
    second = radius * (cosine + sine)
    return (
        from_bits(bits_of(first) ^ (quarter_turn ^ half_turn)),
        from_bits(bits_of(second) ^ half_turn),
    )
