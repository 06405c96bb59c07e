"""Elementary functions against exact values (mpmath), at the edges and over wide ranges."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
import scipy.special

import kernels
from multivector_sim.model.numerics import exponentials, logarithms, normal_quantiles

LARGEST_ERROR = 1.5  # units in the last place, as the module states


def ulps(value: float, exact: mpmath.mpf) -> float:
    """Return the error of a double in units of the last place of the exact value."""
    return float(abs(mpmath.mpf(value) - exact) / math.ulp(float(exact)))


def worst_error(values: np.ndarray, arguments: np.ndarray, exact: object) -> float:
    with mpmath.workdps(50):
        return max(
            ulps(float(value), exact(mpmath.mpf(float(x))))  # type: ignore[operator]
            for value, x in zip(values, arguments, strict=True)
        )


def near(points: list[float], seed: int) -> np.ndarray:
    """Return points, their neighbours among doubles, and points at all distances from them."""
    rng = np.random.default_rng(seed)
    steps = np.concatenate([[0.0], 10.0 ** rng.uniform(-17, -1, 60)])
    around = [p + sign * step for p in points for step in steps for sign in (1.0, -1.0)]
    beside = [np.nextafter(p, end) for p in points for end in (-np.inf, np.inf)]
    return np.array([*around, *beside])


def test_exponential_is_exact_to_an_ulp_and_a_half() -> None:
    rng = np.random.default_rng(1)
    halves = [(k + 0.5) * math.log(2.0) for k in (-1000, -3, -1, 0, 1, 2, 900)]
    wide = np.concatenate(
        [rng.uniform(-708, 708, 2000), rng.uniform(-2, 2, 2000), near([0.0, 1.0, *halves], 2)]
    )
    assert worst_error(exponentials(wide), wide, mpmath.exp) < LARGEST_ERROR


def test_exponential_at_the_edges() -> None:
    # A half of the smallest ulp of 1 is lost, as it must be.
    given = np.array([0.0, -0.0, 5e-324, -1e-300, 1e-17, 708.0, -708.0])
    result = exponentials(given)
    assert (result[:5] == 1.0).all()
    assert worst_error(result, given, mpmath.exp) < LARGEST_ERROR
    beyond = exponentials(np.array([709.0, 1e4, 1e308, np.inf]))
    assert (beyond == result[5]).all()
    assert np.isfinite(beyond).all()
    below = exponentials(np.array([-709.0, -1e4, -1e308, -np.inf]))
    assert (below == result[6]).all()
    assert (below > 0.0).all()


def test_exponential_rises() -> None:
    x = np.linspace(-0.7, 0.7, 200_001)
    assert (np.diff(exponentials(x)) > 0.0).all()


def test_logarithm_is_exact_to_an_ulp_and_a_half() -> None:
    rng = np.random.default_rng(3)
    roots = [math.sqrt(0.5), math.sqrt(2.0), 2.0, 0.5, 1.0]
    wide = np.concatenate(
        [
            10.0 ** rng.uniform(-307, 308, 2000),
            rng.uniform(0.5, 2.0, 2000),
            rng.random(500),
            np.abs(near(roots, 4)),
        ]
    )
    wide = wide[wide != 1.0]
    assert worst_error(logarithms(wide), wide, mpmath.log) < LARGEST_ERROR


def test_logarithm_at_the_edges() -> None:
    tiny, huge = np.finfo(float).tiny, np.finfo(float).max
    edges = np.array([tiny, np.nextafter(tiny, 1.0), huge, np.nextafter(1.0, 0), 1.0 + 2.0**-52])
    assert worst_error(logarithms(edges), edges, mpmath.log) < LARGEST_ERROR
    assert logarithms(np.array([1.0]))[0] == 0.0
    powers = 2.0 ** np.arange(-1022, 1024)
    assert worst_error(logarithms(powers[powers != 1.0]), powers[powers != 1.0], mpmath.log) < 1.0


def test_logarithm_and_exponential_undo_each_other() -> None:
    x = np.random.default_rng(5).uniform(-700, 700, 10_000)
    back = logarithms(exponentials(x))
    assert np.abs(back - x).max() <= 2.0 * np.spacing(700.0)


def exact_normals(bits: int) -> tuple[mpmath.mpf, mpmath.mpf, mpmath.mpf]:
    """Return radius and both deviates of Box and Muller's transform."""
    upper, lower = divmod(bits, 2**32)
    half = mpmath.mpf(1) / 2
    radius = mpmath.sqrt(-2 * mpmath.log((upper + half) / 2**32))
    turn = (lower + half) / 2**32
    return radius, radius * mpmath.cospi(2 * turn), radius * mpmath.sinpi(2 * turn)


def test_normal_deviates_are_box_and_mullers() -> None:
    rng = np.random.default_rng(6)
    halves = [0, 1, 2**32 - 2, 2**32 - 1]
    eighths = [(k * 2**29 + step) % 2**32 for k in range(8) for step in (-1, 0, 1)]
    edges = [upper * 2**32 + lower for upper in halves for lower in [*halves, *eighths]]
    drawn = rng.integers(0, 2**64, 4000, dtype=np.uint64)
    bits = np.concatenate([np.array(edges, dtype=np.uint64), drawn])
    table = kernels.deviates_of(bits)[:, 1:]
    with mpmath.workdps(40):
        for number, found in zip(bits, table, strict=True):
            radius, *exact = exact_normals(int(number))
            error = max(abs(float(a - b)) for a, b in zip(found, exact, strict=True))
            assert error < (1e-13 if radius > 0.01 else 1e-11), number


def test_deviates_of_extreme_bits() -> None:
    top = 2**64 - 1
    bits = np.array([0, top, 0xFFFFFFFF, top ^ 0xFFFFFFFF, 1 << 12], dtype=np.uint64)
    table = kernels.deviates_of(bits)
    assert table[0, 0] == 2.0**-53
    assert table[4, 0] == 1.5 * 2.0**-52
    assert (table[:, 0] > 0.0).all()
    assert (table[:, 0] < 1.0).all()
    assert np.isfinite(table).all()
    farthest = math.sqrt(2.0 * 33.0 * math.log(2.0))
    assert np.hypot(table[0, 1], table[0, 2]) == pytest.approx(farthest, rel=1e-15)


def test_the_harness_sees_a_wrong_last_digit() -> None:
    x = np.random.default_rng(8).uniform(-5.0, 5.0, 500)
    off = np.nextafter(np.nextafter(exponentials(x), np.inf), np.inf)
    assert worst_error(off, x, mpmath.exp) > LARGEST_ERROR


def quantile_arguments() -> np.ndarray:
    """Return shares over both tails, the joints of the three formulas, and the middle."""
    rng = np.random.default_rng(11)
    joints = [0.5, 0.075, 0.925, math.exp(-25.0)]
    wide = np.concatenate(
        [
            rng.random(3000),
            10.0 ** rng.uniform(-307, 0, 2000),
            1.0 - 10.0 ** rng.uniform(-15.9, -1, 1000),
            near(joints, 12),
            [np.finfo(float).tiny, np.nextafter(1.0, 0.0)],
        ]
    )
    return wide[(wide >= np.finfo(float).tiny) & (wide < 1.0) & (wide != 0.5)]


def test_normal_quantile_against_exact_values_and_scipy() -> None:
    u = quantile_arguments()
    found = normal_quantiles(u)
    peer = scipy.special.ndtri(u)
    # Shares beside one half have quantiles whose last digits u itself does not hold.
    np.testing.assert_allclose(found, peer, rtol=4e-15, atol=0.0)
    sample = np.concatenate([u[::40], u[-2:]])
    with mpmath.workdps(60):
        for share, value in zip(sample, normal_quantiles(sample), strict=True):
            # One step of Newton's method from the peer's value is exact to 28 digits.
            x = mpmath.mpf(float(scipy.special.ndtri(share)))
            x -= (mpmath.ncdf(x) - mpmath.mpf(float(share))) / mpmath.npdf(x)
            assert abs(mpmath.mpf(float(value)) / x - 1) < 2e-15, share
    # Negative control: the tolerance tells a share from one that differs in its 14th digit.
    assert not np.allclose(normal_quantiles(u * (1 - 1e-13)), peer, rtol=4e-15, atol=0.0)


def test_normal_quantile_is_odd_and_rises() -> None:
    u = np.linspace(0.0, 0.5, 20_001)[1:]
    quantiles = normal_quantiles(u)
    assert quantiles[-1] == 0.0
    assert (np.diff(quantiles) > 0.0).all()
    exact = u[(1.0 - (1.0 - u)) == u]  # shares whose complement is a double
    assert exact.size > 1000
    np.testing.assert_array_equal(normal_quantiles(1.0 - exact), -normal_quantiles(exact))
    assert np.isfinite(normal_quantiles(np.array([np.finfo(float).tiny, 1.0 - 2.0**-53]))).all()
