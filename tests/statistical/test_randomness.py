"""Keyed draws: golden numbers, distribution, and independence; and a weak generator that fails."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

import kernels
import oracle
from multivector_sim.model import randomness

COUNT = 100_000
CONFIDENCE = 1e-4
"""Chance that a perfect generator fails one check; the draws are fixed, so it fails or not."""

Generator = Callable[[np.ndarray], np.ndarray]
MECHANISMS = range(1, 12)


def places(count: int, **varied: np.ndarray | int) -> np.ndarray:
    """Return draws to make, (count, 6): seed, run, quarter, mechanism, i, j."""
    base = {"seed": 1, "run": 0, "quarter": 0, "mechanism": 1, "i": 1, "j": 0, **varied}
    columns = [np.broadcast_to(np.asarray(value), count) for value in base.values()]
    return np.stack(columns, axis=1).astype(np.uint64)


def plain_counter(draws: np.ndarray) -> np.ndarray:
    """Return the places themselves as bits: a weak generator that the checks must refuse."""
    scale = np.array([10**12, 10**6, 4096 * 16, 4096, 64, 1], dtype=np.uint64)
    with np.errstate(over="ignore"):
        return (draws * scale).sum(axis=1, dtype=np.uint64)


def stepped_counter(draws: np.ndarray) -> np.ndarray:
    """Return a counter in golden steps, without mixing: even along an axis, never independent."""
    with np.errstate(over="ignore"):
        return plain_counter(draws) * np.uint64(0x9E3779B97F4A7C15)


AXES: dict[str, np.ndarray | None] = {
    "seed": np.arange(COUNT),
    "run": np.arange(COUNT),
    "quarter": np.arange(COUNT),
}


def uniform_pvalues(generator: Generator) -> dict[str, float]:
    """Return the Kolmogorov-Smirnov probability of each deviate along each axis of the key."""
    values = {}
    for axis, numbers in AXES.items():
        table = kernels.deviates_of(generator(places(COUNT, **{axis: numbers})))
        values[f"uniform by {axis}"] = stats.kstest(table[:, 0], "uniform").pvalue
        values[f"first normal by {axis}"] = stats.kstest(table[:, 1], "norm").pvalue
        values[f"second normal by {axis}"] = stats.kstest(table[:, 2], "norm").pvalue
    return values


def grid_pvalue(x: np.ndarray, y: np.ndarray) -> float:
    """Return the chi-square probability that pairs fill a 32 x 32 grid evenly."""
    counts, _, _ = np.histogram2d(x, y, bins=32, range=[[0, 1], [0, 1]])
    return float(stats.chisquare(counts.reshape(-1)).pvalue)


def neighbours(generator: Generator) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return uniforms in pairs whose keys differ by one in one place, or swap two places."""
    runs = np.arange(COUNT)
    base = places(COUNT, seed=3, run=runs, quarter=5, mechanism=1, i=1, j=2)
    changes = {"seed": 0, "run": 1, "quarter": 2, "mechanism": 3, "i": 4, "j": 5}
    first = kernels.deviates_of(generator(base))[:, 0]
    pairs = {}
    for name, column in changes.items():
        other = base.copy()
        other[:, column] += np.uint64(1)
        pairs[name] = first, kernels.deviates_of(generator(other))[:, 0]
    swapped = base.copy()
    swapped[:, [4, 5]] = swapped[:, [5, 4]]
    pairs["i and j swapped"] = first, kernels.deviates_of(generator(swapped))[:, 0]
    return pairs


def failures(generator: Generator) -> list[str]:
    """Return the names of the checks of distribution and independence that a generator fails."""
    failed = [name for name, p in uniform_pvalues(generator).items() if p < CONFIDENCE]
    limit = stats.norm.isf(CONFIDENCE / 2) / math.sqrt(COUNT)
    for name, (x, y) in neighbours(generator).items():
        if abs(np.corrcoef(x, y)[0, 1]) > limit:
            failed.append(f"correlation by {name}")
        if grid_pvalue(x, y) < CONFIDENCE:
            failed.append(f"grid by {name}")
    return failed


def test_golden_numbers_of_the_specification() -> None:
    key = kernels.keys_of(np.array([1], dtype=np.uint64), np.array([0], dtype=np.uint64), 0)
    assert int(key[0]) == 923849335496224853
    drawn = places(2, mechanism=np.array([1, 9]), i=1, j=np.array([0, 2]))
    table = kernels.deviates_of(kernels.keyed_bits(drawn))
    # The specification takes 53 bits, of which the last is dropped here.
    assert abs(table[0, 0] - 0.2058905630748979) <= 2.0**-53
    assert table[1, 1] == pytest.approx(-1.4960066746255736, rel=1e-15)


def test_keys_are_those_of_the_equations() -> None:
    rng = np.random.default_rng(0)
    high = np.array([2**64 - 1, 2**62, 2**31, 12, 64, 64], dtype=np.uint64)
    drawn = rng.integers(0, high, (3000, 6), dtype=np.uint64)
    bits = kernels.keyed_bits(drawn)
    for row, value in zip(drawn.tolist(), bits.tolist(), strict=True):
        seed, run, quarter, mechanism, i, j = row
        assert value == oracle.draw(oracle.quarter_key(seed, run, quarter), mechanism, i, j)


def test_the_mixing_function_is_splitmix64() -> None:
    # The published generator seeded with 1234567: Vigna's reference implementation.
    states = [(1234567 + k * 0x9E3779B97F4A7C15) & (2**64 - 1) for k in range(1, 6)]
    stream = [int(randomness.mix(np.uint64(state))) for state in states]
    assert stream == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_mechanisms_have_their_numbers() -> None:
    names = (
        *("ACTION", "GRANT", "PREVAIL", "PICK", "TARGET", "ARRIVAL", "BID", "PERCEPTION"),
        *("TENSION_NOISE", "CRISIS", "PREEMPTIVE"),
    )
    assert [getattr(randomness, name) for name in names] == list(MECHANISMS)


def test_draws_are_uniform_normal_and_independent() -> None:
    assert failures(kernels.keyed_bits) == []


def test_weak_generators_fail() -> None:
    plain = failures(plain_counter)
    assert {"uniform by seed", "first normal by run", "second normal by quarter"} <= set(plain)
    assert "grid by quarter" in plain
    stepped = failures(stepped_counter)
    for axis in ("seed", "run", "quarter", "mechanism", "i", "j"):
        assert f"grid by {axis}" in stepped
    assert any(name.startswith("correlation") for name in stepped)


def test_moments() -> None:
    table = kernels.deviates_of(kernels.keyed_bits(places(COUNT, seed=7, run=np.arange(COUNT))))
    near = stats.norm.isf(CONFIDENCE / 2) / math.sqrt(COUNT)
    centred = table[:, 0] - 0.5
    # Standard deviations of the sample moments of a uniform and a normal deviate.
    assert abs(centred.mean()) < near * math.sqrt(1 / 12)
    assert abs((centred**2).mean() - 1 / 12) < near * math.sqrt(1 / 180)
    assert abs((centred**3).mean()) < near * math.sqrt(1 / 448)
    for normal in table[:, 1:].T:
        assert abs(normal.mean()) < near
        assert abs((normal**2).mean() - 1.0) < near * math.sqrt(2.0)
        assert abs((normal**3).mean()) < near * math.sqrt(15.0)
        assert abs((normal**4).mean() - 3.0) < near * math.sqrt(96.0)


def test_the_two_normals_of_a_draw_are_independent() -> None:
    bits = kernels.keyed_bits(places(COUNT, seed=8, run=np.arange(COUNT), mechanism=9, j=2))
    _, first, second = kernels.deviates_of(bits).T
    limit = stats.norm.isf(CONFIDENCE / 2) / math.sqrt(COUNT)
    for x, y in ((first, second), (first**2, second**2), (np.abs(first), second)):
        assert abs(np.corrcoef(x, y)[0, 1]) < limit
    assert grid_pvalue(stats.norm.cdf(first), stats.norm.cdf(second)) > CONFIDENCE
    radius, angle = np.hypot(first, second), np.arctan2(second, first) / (2 * np.pi) + 0.5
    assert stats.kstest(radius, "rayleigh").pvalue > CONFIDENCE
    assert grid_pvalue(np.exp(-0.5 * radius**2), angle) > CONFIDENCE
    # One branch alone serves both directions of a pair nowhere: the grid would be a line.
    assert grid_pvalue(stats.norm.cdf(first), stats.norm.cdf(first)) == 0.0


def test_streams_of_one_run_are_uncorrelated() -> None:
    # 11 mechanisms x 4 actors x 4 partners in the same quarter of many runs.
    runs = np.arange(4000)
    streams = []
    for mechanism, i, j in itertools.product(MECHANISMS, range(1, 5), range(4)):
        drawn = places(runs.size, seed=2, run=runs, quarter=9, mechanism=mechanism, i=i, j=j)
        streams.append(kernels.deviates_of(kernels.keyed_bits(drawn))[:, 0])
    correlation = np.corrcoef(streams)[np.triu_indices(len(streams), 1)]
    scaled = correlation * math.sqrt(runs.size)
    assert np.abs(scaled).max() < stats.norm.isf(0.5 * CONFIDENCE / scaled.size)
    assert stats.kstest(scaled, "norm").pvalue > CONFIDENCE


def test_quarters_of_a_run_are_uncorrelated() -> None:
    drawn = places(COUNT, seed=4, run=3, quarter=np.arange(COUNT), mechanism=10)
    u = kernels.deviates_of(kernels.keyed_bits(drawn))[:, 0] - 0.5
    spectrum = np.fft.rfft(u, 2 * COUNT)
    autocorrelation = np.fft.irfft(np.abs(spectrum) ** 2)[1:137] / (u @ u)
    limit = stats.norm.isf(0.5 * CONFIDENCE / 136) / math.sqrt(COUNT)
    assert np.abs(autocorrelation).max() < limit


def test_no_two_places_share_a_draw() -> None:
    # Every mechanism (and eight sub-steps of tension), identity and partner that keys can name.
    mechanism, i, j = np.meshgrid(np.arange(1, 9 + 16 * 8), np.arange(64), np.arange(64))
    count = mechanism.size
    drawn = places(count, mechanism=mechanism.ravel(), i=i.ravel(), j=j.ravel())
    assert len(np.unique(kernels.keyed_bits(drawn))) == count


def test_no_two_runs_or_seeds_share_a_key() -> None:
    seeds, runs = np.meshgrid(np.arange(400), np.arange(400))
    keys = [
        kernels.keys_of(seeds.ravel().astype(np.uint64), runs.ravel().astype(np.uint64), quarter)
        for quarter in (0, 1, 135)
    ]
    assert len(np.unique(keys)) == 3 * seeds.size
    table = keys[0].reshape(400, 400)  # seed and run do not stand in for each other
    assert (table != table.T).sum() == 400 * 399


@pytest.mark.full
def test_ten_million_draws() -> None:
    count = 10_000_000
    table = kernels.deviates_of(kernels.keyed_bits(places(count, seed=5, run=np.arange(count))))
    assert stats.kstest(table[:, 0], "uniform").pvalue > CONFIDENCE
    assert stats.kstest(table[:, 1], "norm").pvalue > CONFIDENCE
    assert stats.kstest(table[:, 2], "norm").pvalue > CONFIDENCE
    assert grid_pvalue(table[:-1, 0], table[1:, 0]) > CONFIDENCE
    low = np.floor(table[:, 0] * 2.0**20) % 256
    assert stats.chisquare(np.bincount(low.astype(int), minlength=256)).pvalue > CONFIDENCE
